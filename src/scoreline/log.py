"""Log lines: on standard error, because standard output belongs to what was asked for."""

import sys
from typing import Any


def warn(event: str, **facts: object) -> None:
    """Log a warning; a program that has configured structlog gets it in its own way."""
    _logger().warning(event, **facts)


def info(event: str, **facts: object) -> None:
    """Log what goes as it should, where a program has configured structlog to hear of it."""
    import structlog  # noqa: PLC0415 - slow, and most commands have nothing to say

    if structlog.is_configured():
        structlog.get_logger().info(event, **facts)


def configure(*, as_json: bool) -> None:
    """Log everything, for what runs unattended: for a terminal, or as a JSON object a line."""
    import structlog  # noqa: PLC0415

    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _logger() -> Any:
    import structlog  # noqa: PLC0415 - slow, and most commands have nothing to say

    if structlog.is_configured():
        return structlog.get_logger()
    *before, _ = structlog.get_config()["processors"]
    renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=[*before, renderer])
