"""Two trees of one policy: which clause became which."""
