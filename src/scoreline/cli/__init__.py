"""The command line."""

from scoreline.cli._app import main

__all__ = ["main"]
