"""Documents as they come (Word, PDF, HTML, text) read into Policy Markdown, asking nothing and losing nothing."""
