"""What documents say of clubs and players: kept with its sentence, read as of an instant."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, func, select

from scoreline.clock import in_utc
from scoreline.domain.claims import Claim, Issue, absences
from scoreline.domain.frames import ABSENCES, SIGNALS
from scoreline.domain.news import Signal, SignalKind, Status
from scoreline.store import players, teams
from scoreline.store._frames import append, read_frame
from scoreline.store._types import fitted
from scoreline.store.tables import absence_reports, documents, signals

SOURCE: Final = "news"
"""By this name the spellings of players in documents are known."""

_IN_FRAME: Final = (SignalKind.TEAM_NEWS, SignalKind.MANAGER_QUOTE, SignalKind.INJURY)


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal with its evidence.

    Attributes:
        sentence: The words that bear it out.
        source: Who published them.
        replaced: Whether a correction of the document was known by then.
    """

    signal: Signal
    sentence: str
    source: str
    trust: float
    known_at: datetime
    published_at: datetime | None
    title: str
    uri: str
    document: int
    replaced: bool


def add(
    connection: Connection, found: Sequence[Signal], *, document: int, known_at: datetime
) -> None:
    """Keep what a document says."""
    if not found:
        return
    ids = teams.ids(connection)
    rows = [
        {
            "document_id": document,
            "team_id": ids[each.club],
            "player": each.player and fitted(each.player, signals.c.player),
            "kind": each.kind.value,
            "status": each.status and each.status.value,
            "value": each.value,
            "part": each.part and fitted(each.part, signals.c.part),
            "back_from": each.back_from,
            "back_until": each.back_until,
            "speaker": each.speaker and fitted(each.speaker, signals.c.speaker),
            "start": each.start,
            "end": each.end,
            "confidence": each.confidence,
            "known_at": known_at,
        }
        for each in found
    ]
    frame = pl.DataFrame(rows, schema=_STORED, orient="row")
    append(connection, signals, frame)
    named = frame.filter(pl.col("player").is_not_null())
    players.register(connection, named.select(pl.lit(SOURCE).alias("source"), "team_id", "player"))


def heard(
    connection: Connection,
    *,
    as_of: datetime,
    clubs: Collection[str] | None = None,
    since: datetime | None = None,
) -> list[Heard]:
    """Return the signals that were known at an instant, the newest first.

    Args:
        connection: A read connection.
        as_of: The instant.
        clubs: Only of these.
        since: Only those known from then on.
    """
    ids = teams.ids(connection)
    query = _query().where(signals.c.known_at <= in_utc(as_of))
    if since is not None:
        query = query.where(signals.c.known_at >= in_utc(since))
    if clubs is not None:
        query = query.where(signals.c.team_id.in_([ids[each] for each in clubs if each in ids]))
    names = {number: name for name, number in ids.items()}
    spelled = _names(connection)
    replaced = _replaced(connection, as_of)
    rows = [_heard(row, names, spelled, replaced) for row in connection.execute(query).mappings()]
    return sorted(
        rows, key=lambda each: (-each.known_at.timestamp(), each.document, each.signal.start)
    )


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return the signals of clubs, ``SIGNALS`` columns, in order of time."""
    stored = {"team_id": pl.Int64(), **{name: SIGNALS[name] for name in SIGNALS if name != "club"}}
    query = select(*(signals.c[name] for name in stored)).where(
        signals.c.kind.in_([kind.value for kind in _IN_FRAME])
    )
    names = {number: name for name, number in teams.ids(connection).items()}
    return (
        read_frame(connection, query, stored)
        .with_columns(club=pl.col("team_id").replace_strict(names).cast(pl.String))
        .select(*SIGNALS)
        .sort(*SIGNALS)
    )


def absences_of(connection: Connection) -> pl.DataFrame:
    """Return the absences that documents tell of, ``ABSENCES`` columns, in order of time.

    Which of several sources is believed, :func:`scoreline.domain.claims.absences` says.
    """
    if connection.scalar(select(signals.c.id).limit(1)) is None:
        return pl.DataFrame(schema=ABSENCES)
    names = {number: name for name, number in teams.ids(connection).items()}
    spelled = _names(connection)
    claims: dict[int, list[Claim]] = defaultdict(list)
    rows = connection.execute(_claims()).mappings().all()
    for row in rows:
        if row["player"] is not None and row["status"] is not None:
            claims[row["document_id"]].append(_claim(row, names, spelled))
    issues = {
        row["document_id"]: Issue(
            f"{row['source']} {row['uri']}",
            row["revision"],
            row["known_at"],
            tuple(claims[row["document_id"]]),
        )
        for row in rows
    }
    told = pl.DataFrame(absences(issues.values()), schema=ABSENCES, orient="row")
    key = ["club", "player", "kind", "start", "known_at"]
    return told.unique(key, keep="last", maintain_order=True).sort("known_at", *key[:3])


_STORED: Final = {
    "document_id": pl.Int64,
    "team_id": pl.Int64,
    "player": pl.String,
    "kind": pl.String,
    "status": pl.String,
    "value": pl.Float64,
    "part": pl.String,
    "back_from": pl.Date,
    "back_until": pl.Date,
    "speaker": pl.String,
    "start": pl.Int32,
    "end": pl.Int32,
    "confidence": pl.Float64,
    "known_at": SIGNALS["known_at"],
}


def _query() -> Any:
    sentence = func.substr(
        documents.c.text, signals.c.start + 1, signals.c.end - signals.c.start
    ).label("sentence")
    told = (documents.c[name] for name in ("source", "uri", "trust", "published_at", "title"))
    return select(signals, sentence, *told).join_from(signals, documents)


def _claims() -> Any:
    """Return the query of what documents claim; a corrected one without a claim is there too."""
    of_document = (documents.c[name] for name in ("source", "uri", "trust", "revision", "known_at"))
    names = ("team_id", "player", "kind", "status", "part", "back_until", "confidence", "start")
    return (
        select(documents.c.id.label("document_id"), *of_document, *(signals.c[n] for n in names))
        .outerjoin_from(
            documents,
            signals,
            (signals.c.document_id == documents.c.id) & signals.c.status.is_not(None),
        )
        .order_by(documents.c.id, signals.c.start, signals.c.id)
    )


def _claim(row: Any, names: dict[int, str], spelled: dict[tuple[int, str], str]) -> Claim:
    kind = SignalKind(row["kind"])
    reason = row["part"] or ("injury" if kind is SignalKind.INJURY else kind.value)
    detail = fitted(f"{reason}: {row['source']}", absence_reports.c.detail)
    return Claim(
        club=names[row["team_id"]],
        player=spelled.get((row["team_id"], row["player"]), row["player"]),
        known_at=row["known_at"],
        document=f"{row['source']} {row['uri']}",
        revision=row["revision"],
        weight=row["trust"] * row["confidence"],
        status=Status(row["status"]),
        absence=kind.absence or "other",
        back=row["back_until"],
        detail=detail,
    )


def _heard(
    row: Any,
    names: dict[int, str],
    spelled: dict[tuple[int, str], str],
    replaced: Collection[int],
) -> Heard:
    player = row["player"]
    signal = Signal(
        kind=SignalKind(row["kind"]),
        club=names[row["team_id"]],
        value=row["value"],
        start=row["start"],
        end=row["end"],
        confidence=row["confidence"],
        player=player and spelled.get((row["team_id"], player), player),
        status=row["status"] and Status(row["status"]),
        part=row["part"],
        back_from=row["back_from"],
        back_until=row["back_until"],
        speaker=row["speaker"],
    )
    return Heard(
        signal,
        row["sentence"],
        row["source"],
        row["trust"],
        row["known_at"],
        row["published_at"],
        row["title"],
        row["uri"],
        row["document_id"],
        row["document_id"] in replaced,
    )


def _names(connection: Connection) -> dict[tuple[int, str], str]:
    """Return the players' own names by club and spelling."""
    return {(team, spelling): name for team, spelling, name in players.spelled(connection, SOURCE)}


def _replaced(connection: Connection, as_of: datetime) -> set[int]:
    """Return the documents of which a correction was known at an instant."""
    later = documents.alias()
    query = select(documents.c.id).where(
        select(later.c.id)
        .where(
            later.c.source == documents.c.source,
            later.c.uri == documents.c.uri,
            later.c.revision > documents.c.revision,
            later.c.known_at <= in_utc(as_of),
        )
        .exists()
    )
    return set(connection.scalars(query))


RECENT: Final = timedelta(days=28)
"""How far back news is shown, as far as the features look."""
