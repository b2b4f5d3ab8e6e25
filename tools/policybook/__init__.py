"""policybook: school policies as structured Markdown, published, checked and compared clause by clause."""

from policybook import compiled as _compiled  # noqa: F401  it must choose before any other module is imported

__version__ = "0.1.0"
