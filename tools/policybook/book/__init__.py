"""A folder or a git revision, read into schools, policies and versions."""

from policybook.book.loading import load_book, load_file
from policybook.book.model import UNDATED, WORKING, Book, Policy, School, Version
from policybook.book.sources import Sources, find_book, read_folder, read_revision

__all__ = [
    "UNDATED",
    "WORKING",
    "Book",
    "Policy",
    "School",
    "Sources",
    "Version",
    "find_book",
    "load_book",
    "load_file",
    "read_folder",
    "read_revision",
]
