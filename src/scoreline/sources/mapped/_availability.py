"""From snapshots of who could play to reports of absences, each from when it was known."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from scoreline.sources._base import ABSENCES, ROW, Parsed
from scoreline.sources.mapped._cells import Cells, cells
from scoreline.sources.mapped._clubs import KINDS, Clubs
from scoreline.sources.mapped._mapping import Mapping

AVAILABLE: Final = "available"
_WORDS: Final = KINDS | {AVAILABLE}
_LONGEST_DETAIL: Final = 200


@dataclass(frozen=True, slots=True)
class _Seen:
    """A player in a snapshot.

    Attributes:
        told: When his state was told, the snapshot's instant where it does not say.
    """

    snapshot: datetime
    status: str
    told: datetime
    detail: str | None
    row: Cells


def availability(mapping: Mapping, frame: pl.DataFrame) -> Parsed:
    """Return reports: one when a player is first seen out, one when he is seen back.

    A player who is in no later snapshot of the file has left, which ends his absence. Snapshots
    in which nothing changes say nothing new.
    """
    told = Clubs()
    players: dict[tuple[str, str, str], list[_Seen]] = defaultdict(list)
    for row in cells(mapping, frame):
        seen = _seen(row)
        reasons = {
            "no player": row.text("player") is None,
            f"a status other than {', '.join(sorted(_WORDS))}": row.text("status") not in _WORDS,
            "no instant, or an impossible one": seen is None,
        }
        if not told.refuse(row, reasons) and seen is not None:
            key = (str(row.country()), str(row.text("club")), str(row.text("player")))
            players[key].append(seen)
    instants = sorted({seen.snapshot for each in players.values() for seen in each})
    reports = [
        {"country": country, "club": club, "player": player, **report}
        for (country, club, player), seen in players.items()
        for report in _reports(sorted(seen, key=lambda each: each.snapshot), instants)
    ]
    absences = pl.DataFrame(reports, schema=ABSENCES, orient="row")
    return Parsed(absences=absences.sort(ROW, "known_at"), rejects=tuple(told.rejects))


def _seen(row: Cells) -> _Seen | None:
    snapshot = row.instant("snapshot")
    if snapshot is None:
        return None
    told = row.instant("known_at") or snapshot
    return _Seen(
        snapshot,
        row.text("status") or "",
        min(told, snapshot),
        row.text("detail", _LONGEST_DETAIL),
        row,
    )


def _reports(seen: Sequence[_Seen], instants: Sequence[datetime]) -> Iterator[dict[str, Any]]:
    """Yield the reports of one player of a club, in order of time."""
    out: _Seen | None = None
    before: datetime | None = None
    for each in seen:
        known = _known(each, before)
        before = each.snapshot
        if out is not None and each.status != out.status:
            yield _report(each, out, known, end=_day_before(known, out))
            out = None
        if out is None and each.status != AVAILABLE:
            # From then on, whatever the file says later of an earlier day.
            out = _Seen(each.snapshot, each.status, known, each.detail, each.row)
            yield _report(each, out, known, end=None)
    later = bisect_right(instants, seen[-1].snapshot)
    if out is not None and later < len(instants):
        yield _report(seen[-1], out, instants[later], end=_day_before(instants[later], out))


def _known(seen: _Seen, before: datetime | None) -> datetime:
    """Return when a player's state was known: when it was told, or else at the snapshot.

    What was told before the snapshot before this one is old news, of another state.
    """
    return seen.snapshot if before is not None and seen.told <= before else seen.told


def _report(at: _Seen, out: _Seen, known: datetime, end: date | None) -> dict[str, Any]:
    return {
        ROW: at.row.line,
        "kind": out.status,
        "start": out.told.date(),
        "end": end,
        "known_at": known,
        "detail": out.detail,
    }


def _day_before(instant: datetime, out: _Seen) -> date:
    return max(instant.date() - timedelta(days=1), out.told.date())
