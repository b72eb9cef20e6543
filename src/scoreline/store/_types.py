"""Columns that mean and hold the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, String
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as microseconds since 1970 in UTC.

    SQLite has no type for instants; a number sorts, compares and checks alike on both databases
    and becomes a Polars column without parsing.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Turn an aware datetime into a number."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn a number into an aware datetime."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def microseconds(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970 in UTC."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be stored")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def longest(column: Column[Any]) -> int:
    """Return how many characters a column of texts holds."""
    assert isinstance(column.type, String)
    assert column.type.length is not None
    return column.type.length


def fitted(text: str, column: Column[Any]) -> str:
    """Cut a text to what its column holds: PostgreSQL refuses a longer one, SQLite does not."""
    return text[: longest(column)]
