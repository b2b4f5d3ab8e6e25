"""The beginning of a book, a school or a policy: files made of templates, and nothing read from elsewhere."""
