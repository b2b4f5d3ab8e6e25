"""Policies of several schools understood clause by clause, and compared."""
