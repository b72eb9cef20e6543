"""Evidence made by hand, cut short, as it might have been, and under other names.

What speaks from an instant must come out the same from evidence that differs only beyond it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import polars as pl

from scoreline.domain import MatchStatus
from scoreline.domain.frames import MATCHES, PRICE, RESULTS, Evidence, odds_known, result_known
from scoreline.testing.facts import with_facts

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
    """Drop all matches that kick off at an instant or later, and all that was told by then."""
    matches = evidence.matches.filter(pl.col("kickoff") < instant)
    before = pl.col("known_at") < instant
    return Evidence(
        matches,
        odds=_odds_of(evidence, matches).filter(odds_known() < instant).drop("kickoff"),
        absences=evidence.absences.filter(before),
        squad_values=evidence.squad_values.filter(before),
        appearances=evidence.appearances.filter(before),
        signals=evidence.signals.filter(before),
        team_ratings=evidence.team_ratings.filter(before),
    )


def scrambled(evidence: Evidence, instant: datetime, seed: int) -> Evidence:
    """Replace all that is not known at an instant by something else.

    Results become others, or none; odds, absences, appearances, values, news and ratings known
    only later give way to invented ones.
    """
    rng = np.random.default_rng(seed)
    rows = len(evidence.matches)
    unknown = instant < result_known()
    invented = [pl.Series(name, rng.integers(0, 9, rows), MATCHES[name]) for name in RESULTS]
    status = pl.Series("status", rng.choice([*MatchStatus], rows), pl.String)
    matches = evidence.matches.with_columns(
        pl.when(unknown).then(pl.lit(series)).otherwise(series.name).alias(series.name)
        for series in [*invented, status]
    )
    other = with_facts(evidence.matches, seed + 1)
    return Evidence(
        matches,
        odds=pl.concat(
            [
                _odds_of(evidence, matches).filter(odds_known() <= instant),
                _odds_of(other, matches).filter(odds_known() > instant),
            ]
        ).drop("kickoff"),
        absences=_changed(evidence.absences, other.absences, instant),
        squad_values=_changed(evidence.squad_values, other.squad_values, instant),
        appearances=_changed(evidence.appearances, other.appearances, instant),
        signals=_changed(evidence.signals, other.signals, instant),
        team_ratings=_changed(evidence.team_ratings, other.team_ratings, instant),
    )


def _odds_of(evidence: Evidence, matches: pl.DataFrame) -> pl.DataFrame:
    kickoffs = matches.select("match_id", "kickoff")
    return evidence.odds.join(kickoffs, on="match_id", maintain_order="left")


def _changed(true: pl.DataFrame, other: pl.DataFrame, instant: datetime) -> pl.DataFrame:
    told = pl.col("known_at") <= instant
    return pl.concat([true.filter(told), other.filter(~told)])


def reordered(evidence: Evidence, seed: int) -> Evidence:
    """Put all rows into another order, but for a price's revisions, whose order tells them."""
    rng = np.random.default_rng(seed)

    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        return frame[rng.permutation(len(frame))]

    matches = shuffled(evidence.matches)
    prices = evidence.odds.partition_by(PRICE, maintain_order=True)
    return Evidence(
        matches,
        odds=pl.concat([evidence.odds.clear(), *(prices[i] for i in rng.permutation(len(prices)))]),
        absences=shuffled(evidence.absences),
        squad_values=shuffled(evidence.squad_values),
        appearances=shuffled(evidence.appearances),
        signals=shuffled(evidence.signals),
        team_ratings=shuffled(evidence.team_ratings),
    )


def renamed(evidence: Evidence, names: Mapping[str, str]) -> Evidence:
    """Give clubs other names."""

    def given(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col("club").replace(names))

    return Evidence(
        evidence.matches.with_columns(pl.col("home", "away").replace(names)),
        odds=evidence.odds,
        absences=given(evidence.absences),
        squad_values=given(evidence.squad_values),
        appearances=given(evidence.appearances),
        signals=given(evidence.signals),
        team_ratings=given(evidence.team_ratings),
    )
