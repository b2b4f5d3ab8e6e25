"""policybook: school policies as structured Markdown, published, checked and compared clause by clause."""

__version__ = "0.1.0"
