"""Who cannot play, as far as it was told, and what the squads are worth."""

from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from scoreline._jit import jit
from scoreline.features._base import Columns, Floats, Group, Walk, by_side, sides
from scoreline.features.timeline import Flags, Timeline
from scoreline.features.visible import Ints, Told
from scoreline.ratings import Stretch

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

    ``report`` numbers what of a club a later row takes the place of; ``seen`` holds the last stamp
    of each.
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
    absences: Ints,
    appearances: Ints,
    heard: Flags,
    today: Ints,
    report: Ints,
    kind: Ints,
    player: Ints,
    days: Ints,
    other: Ints,
    minutes: Floats,
    value: Floats,
    most: Ints,
) -> Floats:
    """Return shape (rows, 2, 5).

    Args:
        absences: What may be read of them, shape (rows, 2, 2).
        appearances: Likewise.
        heard: Whether injuries and suspensions were told of any club of the country, (rows, 2).
        today: The day of the match.
        report: Of each absence.
        kind: Of each absence.
        player: Of each absence.
        days: Of each absence.
        other: The player of each appearance.
        minutes: Of each appearance.
        value: Of each appearance.
        most: Players and reports of a club, at most.
    """
    out = np.full((len(today), 2, 5), np.nan)
    away, seen = np.zeros(most[0], dtype=np.int64), np.full(most[1], -1)
    for match in range(len(today)):
        for side in range(2):
            span, row = absences[match, side], out[match, side]
            if span[0] == span[1]:
                continue
            away[:] = 0
            stamp = 2 * match + side
            _absent(away, span, today[match], report, kind, player, days, seen, stamp)
            for which in range(2):
                if heard[match, which]:
                    row[which] = ((away & (2 << which)) > 0).sum()
            _missed(row, appearances[match, side], other, minutes, value, away)
    return out


def _begin(timeline: Timeline) -> Walk:
    absences, appearances = timeline.absences(within=_YEAR), timeline.appearances(within=_RECENT)
    heard = [timeline.heard_of_absences(kind, within=_YEAR) for kind in _KINDS[:2]]
    told, most = _told(absences, appearances)
    today = timeline.kickoff // _DAY
    worth = timeline.squad_values(within=_YEAR).last("value")

    def walk(stretch: Stretch) -> Columns:
        out, played = absences.spans(stretch), appearances.spans(stretch)
        there = np.column_stack([each.there(stretch) for each in heard])
        values = _walk(out, played, there, today[stretch.rows], *told, most)
        return by_side(_NAMES, values) | by_side(["{side}_squad_value"], worth(stretch)[:, :, None])

    return walk


def _told(
    absences: Told, appearances: Told
) -> tuple[tuple[Ints, Ints, Ints, Ints, Ints, Floats, Floats], Ints]:
    """Return what was told, as the kernel takes it, and players and reports of a club at most."""
    both = pl.concat([frame.rows.select("club", "player") for frame in (absences, appearances)])
    players, here = _within_club(both, "player"), len(absences.rows)
    reports = _within_club(absences.rows, "player", "kind", "start")
    told = (
        reports,
        absences.codes("kind", _KINDS),
        players[:here].copy(),
        _days(absences.rows),
        players[here:].copy(),
        appearances.numbers("minutes"),
        appearances.numbers("value"),
    )
    return told, np.array([players.max(initial=-1) + 1, reports.max(initial=-1) + 1])


def _within_club(rows: pl.DataFrame, *names: str) -> Ints:
    """Number what columns hold, from 0 for each club."""
    number = pl.struct(names).rank("dense").over("club").cast(pl.Int64) - 1
    return rows.select(number).to_series().to_numpy().copy()


def _days(rows: pl.DataFrame) -> Ints:
    """Return the first and the last day out, in days since 1970, shape (rows, 2)."""
    start, end = (rows[name].to_physical().cast(pl.Int64) for name in ("start", "end"))
    return np.column_stack([start.to_numpy(), end.fill_null(_OPEN).to_numpy()])


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
    (_begin,),
    as_of="what was told of the clubs by the row's instant, later reports in place of earlier "
    "ones; out are those whose absence, so told, covers the day of the match",
    missing="no report of an absence of the club, or none of this kind of any club of the "
    "competition's country, in the year before",
)
