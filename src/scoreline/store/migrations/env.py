"""Alembic's entry point; the connection comes from :func:`scoreline.store.migrations.migrate`."""

from typing import Any, Literal

from alembic import context

from scoreline.store._types import Instant
from scoreline.store.migrations import VERSION_TABLE
from scoreline.store.tables import metadata


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration stands on its own: it may not change when our types do.
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
    version_table=VERSION_TABLE,
)
context.run_migrations()
