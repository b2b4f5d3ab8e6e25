"""Policies and changes as documents that governors open: Word files with tracked changes, and PDF."""
