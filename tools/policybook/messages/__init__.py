"""What the pages say, in the language of a book: one file of messages for each language."""
