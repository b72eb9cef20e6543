"""Writing down who did what."""

from scoreline.home import Home
from scoreline.store import Connection, audit
from scoreline.web.guard import Actor


def record(
    home: Home, connection: Connection, act: str, subject: str, *, actor: Actor, detail: str = ""
) -> None:
    """Write an act of whoever asks into the audit log, by a write connection."""
    audit.record(
        connection,
        act,
        subject,
        by=actor,
        at=home.wall.now(),
        detail=detail,
    )
