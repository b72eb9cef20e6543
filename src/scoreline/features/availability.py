"""Who cannot play, as far as it was told, and what the squads are worth."""

from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from scoreline._jit import jit
from scoreline.features._base import Floats, Group, by_side, sides
from scoreline.features.timeline import Flags, Timeline
from scoreline.features.visible import Ints, Told

_NAMES: Final = (
    "{side}_team_injuries",
    "{side}_team_suspensions",
    "{side}_key_player_out",
    "{side}_key_players_injured",
    "{side}_injury_impact_score",
)
"""In the order of the kernel's columns."""

_KINDS: Final = ("injury", "suspension", "other")
_INJURY, _SUSPENSION = 0, 1

_YEAR: Final = timedelta(days=365)
"""A report that nobody renewed for so long no longer counts, nor does a squad's value."""

_RECENT: Final = timedelta(days=180)
_KEY, _MORE_KEY = 3, 5
_DAY: Final = 86_400_000_000
_OPEN: Final = np.iinfo(np.int64).max


@jit
def _absent(
    out: Ints,
    span: Ints,
    today: int,
    report: Ints,
    kind: Ints,
    player: Ints,
    days: Ints,
    seen: Ints,
    stamp: int,
) -> None:
    """Write to ``out`` how each player of one club is out today: bit 1 + kind, 1 if ever reported.

    ``report`` numbers what a later row takes the place of; ``seen`` holds the last stamp of each.
    """
    for row in range(span[0], span[1]):
        out[player[row]] = 1
    for row in range(span[1] - 1, span[0] - 1, -1):
        if seen[report[row]] == stamp or kind[row] < 0:
            continue
        seen[report[row]] = stamp
        if days[row, 0] <= today <= days[row, 1]:
            out[player[row]] |= 2 << kind[row]


@jit
def _missed(
    row: Floats, span: Ints, player: Ints, minutes: Floats, value: Floats, away: Ints
) -> None:
    """Write the last three columns from the appearances of a club, if the names fit together."""
    played = np.unique(player[span[0] : span[1]])
    weight = np.zeros((len(played), 2))
    for i in range(span[0], span[1]):
        place = np.searchsorted(played, player[i])
        weight[place, 0] += minutes[i]
        weight[place, 1] = 0.0 if np.isnan(value[i]) else value[i]
    total, missing, named = 0.0, 0.0, False
    for place, who in enumerate(played):
        named = named or away[who] > 0
        total += weight[place, 0]
        missing += weight[place, 0] * (away[who] > 1)
    if not named or total == 0:
        return
    row[2] = row[3] = 0.0
    row[4] = 100 * missing / total
    for rank in range(min(_MORE_KEY, len(played))):
        best = 0
        for place in range(1, len(played)):
            if weight[place, 1] > weight[best, 1] or (
                weight[place, 1] == weight[best, 1] and weight[place, 0] > weight[best, 0]
            ):
                best = place
        weight[best] = -1.0
        if rank < _KEY and away[played[best]] > 1:
            row[2] = 1.0
        row[3] += (away[played[best]] & (2 << _INJURY)) > 0


@jit
def _walk(
    asked: Flags,
    absences: Ints,
    report: Ints,
    kind: Ints,
    player: Ints,
    days: Ints,
    told: Ints,
    today: Ints,
    appearances: Ints,
    other: Ints,
    minutes: Floats,
    value: Floats,
    players: int,
) -> Floats:
    """Return shape (matches, 2, 5); spans of rows have shape (matches, 2, 2)."""
    out = np.full((len(today), 2, 5), np.nan)
    seen = np.full(len(report) + 1, -1)
    for match in range(len(today)):
        if not asked[match]:
            continue
        for side in range(2):
            span, row = absences[match, side], out[match, side]
            if span[0] == span[1]:
                continue
            away = np.zeros(players, dtype=np.int64)
            stamp = 2 * match + side
            _absent(away, span, today[match], report, kind, player, days, seen, stamp)
            for which in range(2):
                if told[match, which]:
                    row[which] = ((away & (2 << which)) > 0).sum()
            _missed(row, appearances[match, side], other, minutes, value, away)
    return out


def _compute(timeline: Timeline) -> dict[str, Floats]:
    absences = timeline.absences(within=_YEAR)
    appearances = timeline.appearances(within=_RECENT)
    players, others, most = _players(absences, appearances)
    told = [timeline.told_of_absences(kind, within=_YEAR) for kind in _KINDS[:2]]
    values = _walk(
        timeline.asked,
        absences.spans,
        _reports(absences.rows),
        absences.codes("kind", _KINDS),
        players,
        _days(absences.rows),
        np.column_stack(told),
        timeline.kickoff // _DAY,
        appearances.spans,
        others,
        appearances.numbers("minutes"),
        appearances.numbers("value"),
        most,
    )
    return by_side(_NAMES, values) | by_side(["{side}_squad_value"], _worth(timeline))


def _players(absences: Told, appearances: Told) -> tuple[Ints, Ints, int]:
    """Number each club's players by name, in both frames alike; return also how many at most."""
    both = pl.concat([frame.rows.select("club", "player") for frame in (absences, appearances)])
    code = both.select(pl.col("player").rank("dense").over("club").cast(pl.Int64) - 1)
    codes = code.to_series().to_numpy().copy()
    here = len(absences.rows)
    return codes[:here], codes[here:].copy(), int(codes.max(initial=-1)) + 1


def _reports(rows: pl.DataFrame) -> Ints:
    """Number what was reported: later rows of one number take the place of earlier ones."""
    what = rows.select(pl.struct("club", "player", "kind", "start").rank("dense").cast(pl.Int64))
    return what.to_series().to_numpy().copy()


def _days(rows: pl.DataFrame) -> Ints:
    """Return the first and the last day out, in days since 1970, shape (rows, 2)."""
    start, end = (rows[name].to_physical().cast(pl.Int64) for name in ("start", "end"))
    return np.column_stack([start.to_numpy(), end.fill_null(_OPEN).to_numpy()])


def _worth(timeline: Timeline) -> Floats:
    """Return the last known value of both squads, shape (matches, 2, 1)."""
    values = timeline.squad_values(within=_YEAR)
    last = np.append(values.numbers("value"), np.nan)
    known = np.where(values.stop > values.first, values.stop - 1, len(last) - 1)
    return last[known][:, :, None]


_NAMES_FIT: Final = (
    "no report of an absence of the club in the year before, no appearance of its players in the "
    "180 days before, or none of those reported is among those who appeared"
)

AVAILABILITY: Final = Group(
    "availability",
    (
        *sides("{side}_team_injuries", "players out injured at the as-of instant", "count"),
        *sides("{side}_team_suspensions", "players suspended", "count"),
        *sides(
            "{side}_key_player_out",
            "1 when a key player (top 3 by value, then minutes) is out",
            "0/1",
            missing=_NAMES_FIT,
        ),
        *sides(
            "{side}_key_players_injured",
            "key players (top 5 by value, then minutes) injured",
            "count",
            missing=_NAMES_FIT,
        ),
        *sides(
            "{side}_injury_impact_score",
            "0-100: share of the squad's minutes of the last 180 days that is missing",
            missing=_NAMES_FIT,
        ),
        *sides(
            "{side}_squad_value",
            "squad market value, as last published",
            "million",
            missing="no value of the squad was published in the year before",
        ),
    ),
    _compute,
    as_of="what was told of the clubs by the row's instant, later reports in place of earlier "
    "ones; out are those whose absence, so told, covers the day of the match",
    missing="no report of an absence of the club, or none of this kind of any club, in the year "
    "before",
)
