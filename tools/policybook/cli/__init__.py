"""The `policybook` command: one thin function a subcommand."""

from policybook.cli import commands as _commands  # noqa: F401  it adds its subcommands
from policybook.cli import compare as _compare  # noqa: F401  it adds its subcommand
from policybook.cli.app import main

__all__ = ["main"]
