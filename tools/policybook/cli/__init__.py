"""The `policybook` command: one thin function a subcommand."""

from policybook.cli.app import main

__all__ = ["main"]
