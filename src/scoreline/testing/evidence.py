"""Evidence made by hand, cut short, as it might have been, and under other names.

What speaks from an instant must come out the same from evidence that differs only beyond it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import polars as pl

from scoreline.domain import MatchStatus
from scoreline.domain.frames import MATCHES, RESULTS, Evidence, result_known

_JULY = 7


def played(home: str, away: str, score: str | None, day: date, **columns: Any) -> dict[str, Any]:
    """Return a match as a row for :func:`evidence_of`.

    Args:
        home: Home club.
        away: Away club.
        score: Like ``2-1``; None for a match to come.
        day: The match's date; it kicks off at 15:00 UTC.
        columns: Any column of ``MATCHES``, also to change what follows from the rest: season
            from July to June, status, competition ``SIM1``.
    """
    goals = dict(zip(("home_goals", "away_goals"), score.split("-"), strict=True)) if score else {}
    return {
        "competition": "SIM1",
        "season": day.year - (day.month < _JULY),
        "date": day,
        "kickoff": datetime.combine(day, time(15), UTC),
        "date_only": False,
        "home": home,
        "away": away,
        "neutral": False,
        "status": MatchStatus.FINISHED if score else MatchStatus.SCHEDULED,
        **{name: int(count) for name, count in goals.items()},
        **columns,
    }


def evidence_of(*matches: Mapping[str, Any]) -> Evidence:
    """Return evidence of matches numbered from 1 in the order given."""
    rows = [{"match_id": number, **match} for number, match in enumerate(matches, start=1)]
    return Evidence(pl.DataFrame(rows, schema=MATCHES))


def truncated(evidence: Evidence, instant: datetime) -> Evidence:
    """Drop all matches that kick off at an instant or later."""
    matches = evidence.matches.filter(pl.col("kickoff") < instant)
    return Evidence(matches, evidence.odds.join(matches, on="match_id", how="semi"))


def scrambled(evidence: Evidence, instant: datetime, seed: int) -> Evidence:
    """Replace every result that is not known at an instant by another, or by none."""
    rng = np.random.default_rng(seed)
    rows = len(evidence.matches)
    unknown = instant < result_known()
    invented = [pl.Series(name, rng.integers(0, 9, rows), MATCHES[name]) for name in RESULTS]
    status = pl.Series("status", rng.choice([*MatchStatus], rows), pl.String)
    matches = evidence.matches.with_columns(
        pl.when(unknown).then(pl.lit(series)).otherwise(series.name).alias(series.name)
        for series in [*invented, status]
    )
    return Evidence(matches, evidence.odds)


def reordered(evidence: Evidence, seed: int) -> Evidence:
    """Put the matches into another order."""
    order = np.random.default_rng(seed).permutation(len(evidence.matches))
    return Evidence(evidence.matches[order], evidence.odds)


def renamed(evidence: Evidence, names: Mapping[str, str]) -> Evidence:
    """Give clubs other names."""
    clubs = pl.col("home", "away").replace(names)
    return Evidence(evidence.matches.with_columns(clubs), evidence.odds)
