"""Log lines: on standard error, because standard output belongs to what was asked for."""

import sys
from typing import Any


def warn(event: str, **facts: object) -> None:
    """Log a warning; a program that has configured structlog gets it in its own way."""
    _logger().warning(event, **facts)


def _logger() -> Any:
    import structlog  # noqa: PLC0415 - slow, and most commands have nothing to say

    if structlog.is_configured():
        return structlog.get_logger()
    *before, _ = structlog.get_config()["processors"]
    renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=[*before, renderer])
