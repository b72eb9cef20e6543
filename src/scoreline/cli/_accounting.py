"""How many rows went in, and how many did not."""

from typing import Final

from scoreline.cli._output import heading, say, show, show_json
from scoreline.sources import IngestReport
from scoreline.words import counted

_SHOWN: Final = 10
"""How many absent files are named."""


def account(report: IngestReport, *, as_json: bool) -> None:
    """Print what became of every row of a report's files."""
    total = report.total
    counts = {
        "files": len(report.files),
        "rows": total.rows,
        "new": total.new,
        "changed": total.changed,
        "same": total.same,
        "quarantined": total.quarantined,
        "incomplete": total.incomplete,
    }
    if as_json:
        show_json({"source": report.source, **counts, "absent": report.absent})
        return
    if report.absent:
        shown = ", ".join(report.absent[:_SHOWN])
        more = f" and {len(report.absent) - _SHOWN} more" if len(report.absent) > _SHOWN else ""
        say(f"the source does not have {shown}{more}")
    heading(f"{report.source}: {counted(len(report.files), 'file')}, {counted(total.rows, 'row')}")
    show([{k: v for k, v in counts.items() if k not in {"files", "rows"}}], as_json=False)
    if total.quarantined or total.incomplete:
        say("left out, with reasons: scoreline quarantine list")
