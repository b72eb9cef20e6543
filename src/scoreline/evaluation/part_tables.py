"""Matches in parts as tables: by league, season, month and newcomers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from scoreline.evaluation.writing import INTERVAL, Section, number, percent, signed, span

PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "league": "By league",
        "season": "By season",
        "month": "By month of the season",
        "promoted": "By newcomers",
    }
)

NOTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "month": "Counted from the month of the season's first match.",
        "promoted": "Newcomers are clubs that were not in the league the season before.",
    }
)


def breakdown_sections(summary: Mapping[str, Any]) -> list[Section]:
    """Return a table of each way to part the matches."""
    return [
        Section(key, PARTS[key], NOTES.get(key, ""), *_part_table(rows))
        for key, rows in summary["breakdown"].items()
    ]


def _part_table(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if "market_log_loss" not in rows[0]:
        return ("part", "matches", "log loss", "RPS", "accuracy"), tuple(map(_alone, rows))
    columns = (
        "part",
        "matches",
        "log loss",
        "market",
        "difference",
        INTERVAL,
        "RPS",
        "market's RPS",
        "accuracy",
        "market's accuracy",
    )
    return columns, tuple(map(_beside, rows))


def _alone(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["part"],
        str(row["matches"]),
        number(row["log_loss"]),
        number(row["rps"]),
        percent(row["accuracy"]),
    )


def _beside(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["part"],
        str(row["matches"]),
        number(row["log_loss"]),
        number(row["market_log_loss"]),
        signed(row["difference"]),
        span([row["low"], row["high"]], signed),
        number(row["rps"]),
        number(row["market_rps"]),
        percent(row["accuracy"]),
        percent(row["market_accuracy"]),
    )
