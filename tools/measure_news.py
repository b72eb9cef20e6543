"""Measure how well team news is understood and write the tables of docs/news.md.

Usage: python tools/measure_news.py [--data DIR] [--page FILE]

The data are those of ``../shared/data``: FPL's own notes of 2017-2022 with the status they stand
for, and a round of press conferences, whose labels lie in ``tests/labelled`` with the sentences
that sentiment is measured on.
"""

import argparse
import csv
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, NamedTuple

import polars as pl
from sklearn.metrics import accuracy_score, f1_score

from measured_page import Cell, put, table
from scoreline.domain.news import Document, Signal, SignalKind
from scoreline.home import open_home
from scoreline.news import Lexicon, Reader, Sentiment, language_of, reader_of
from scoreline.news.sentiment import NEUTRAL
from scoreline.news.words import of_sentence, words_of

ROOT: Final = Path(__file__).parents[1]
LABELLED: Final = ROOT / "tests" / "labelled"
NOTES: Final = "fpl-availability-2017-2022.parquet"
BRIEFINGS: Final = Path("news") / "press-conferences-2025-11-gw10.txt"
BRIEFED: Final = datetime(2025, 10, 31, 18, tzinfo=UTC)

STATUS: Final = {"d": "doubt", "i": "out", "s": "out", "u": "out", "n": "out", "a": "back"}
"""FPL's letters: in doubt, injured, suspended, unavailable, not in the squad, available."""

SEASONS: Final = {"tuned on": (2017, 2020), "held out": (2021, 2022)}
UNREAD: Final = "unread"
_DAY: Final = r"(?:Expected back|Suspended until) (\d\d \w{3})"
_OLDEST: Final = timedelta(days=30)
"""A day without a year is the first such day that is not longer ago."""

_LEAP: Final = 366 * 8
"""Days within which every day of the year comes."""

SPEED_OVER: Final = 6000
"""Sentences that speed is measured on."""


class Said(NamedTuple):
    """What a line says of a player, as it was labelled or as it was read.

    Attributes:
        line: Its number, from 1.
        part: Of the body, or the ailment; empty where it names none.
    """

    line: int
    player: str
    status: str
    part: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything and write the page's part."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as home, open_home(Path(home)) as opened:
        reader = reader_of(opened.database)
    notes = pl.read_parquet(asked.data / NOTES)
    briefings = (asked.data / BRIEFINGS).read_text(encoding="utf-8")
    parts = (
        "## FPL's notes",
        *notes_measured(reader, notes),
        "## Press conferences",
        *briefings_measured(reader, briefings),
        "## Sentiment",
        *sentiment_measured(),
        "## Speed",
        *speed_measured(reader, briefings),
    )
    put(asked.page, "measured", "\n\n".join(parts))


def notes_measured(reader: Reader, notes: pl.DataFrame) -> Iterator[str]:
    """Yield what became of every distinct note, split by season."""
    rows: list[Sequence[Cell]] = []
    for name, seasons in SEASONS.items():
        told = _distinct(notes, *seasons)
        read = [_of_note(reader, text, at) for text, _, at in told.iter_rows()]
        truth = [STATUS[letter] for letter in told["status"]]
        guessed = [each.status.value if each and each.status else UNREAD for each in read]
        classes = sorted(set(truth))
        each_f1 = f1_score(truth, guessed, labels=classes, average=None, zero_division=0)
        days = [
            (each is not None and each.back_from == each.back_until == day, day)
            for each, day in zip(read, map(_named_day, told["news"], told["told"]), strict=True)
            if day is not None
        ]
        exact = sum(right for right, _ in days)
        rows.append(
            [
                f"{name} {seasons[0]}-{seasons[1]}",
                len(truth),
                f"{float(each_f1.mean()):.4f}",
                "; ".join(
                    f"{label} {score:.4f} of {truth.count(label):,}"
                    for label, score in zip(classes, each_f1, strict=True)
                ),
                guessed.count(UNREAD),
                f"{exact:,} of {len(days):,} ({exact / max(len(days), 1):.4f})",
            ]
        )
    head = (
        "Seasons",
        "Distinct notes",
        "Macro-F1 of status",
        "F1 of each",
        "Not read",
        "Day of return exact",
    )
    yield table(head, rows)
    present = notes.filter(pl.col("news").fill_null("") != "")
    back = present.filter(pl.col("status") == "a").height
    sure = present.filter(pl.col("chance_of_playing_next_round") == 100.0).height  # noqa: PLR2004
    yield (
        f"Of {present.height:,} notes {back} stand for an available player and {sure} for one with"
        " a chance of 100%: the file cannot tell how well a return is understood. A note that is"
        " not read is a miss of its own class. The notes are of few patterns; days of return are"
        " checked against the same text by a regular expression."
    )


def _distinct(notes: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    return (
        notes.filter(pl.col("news").fill_null("") != "", pl.col("season").is_between(first, last))
        .select("news", "status", told=pl.coalesce("news_added", "snapshot"))
        .sort("told", "news", "status")
        .unique(["news", "status"], keep="first", maintain_order=True)
    )


def _of_note(reader: Reader, text: str, at: datetime) -> Signal | None:
    """Return the last that a note says of its player."""
    document = Document(
        "notes", "1", text, at, club="Arsenal", player="A", language=language_of(text)
    )
    said = [each for each in reader.read(document).signals if each.status is not None]
    return said[-1] if said else None


def _named_day(text: str, told: datetime) -> date | None:
    named = pl.Series([text]).str.extract(_DAY)[0]
    if named is None:
        return None
    days = (told.date() - _OLDEST + timedelta(days=ahead) for ahead in range(_LEAP))
    return next((day for day in days if f"{day:%d %b}" == named), None)


def briefings_measured(reader: Reader, text: str) -> Iterator[str]:
    """Yield precision and recall of who is said to be how, and with what."""
    document = Document("briefings", "1", text, BRIEFED, language="en")
    labels = labelled_briefings()
    found = [
        Said(
            text.count("\n", 0, each.start) + 1,
            each.player,
            each.status.value,
            (each.part or "") if each.kind is SignalKind.INJURY else "",
        )
        for each in reader.read(document).signals
        if each.status is not None and each.player is not None
    ]
    rows: list[Sequence[Cell]] = []
    for name, alike in (
        ("player", _same_player),
        ("player, status", lambda one, other: one.status == other.status),
        ("player, status, part", lambda one, other: one[2:] == other[2:]),
    ):
        right = len(_pairs(labels, found, alike))
        shares = (f"{right / len(found):.3f}", f"{right / len(labels):.3f}")
        rows.append([name, len(labels), len(found), *shares])
    yield table(("What", "Labelled", "Found", "Precision", "Recall"), rows)
    yield (
        "A player is the one who was meant if the line is the same and his names share a word: the"
        " package names players in full."
    )
    otherwise = [
        f"{label.player}: {label.status} {label.part}, read as {said.status} {said.part}"
        for label, said in _pairs(labels, found, _same_player)
        if label[2:] != said[2:]
    ]
    if otherwise:
        yield f"Not as labelled: {'; '.join(otherwise)}."


def labelled_briefings() -> list[Said]:
    """Return what was labelled by hand."""
    return [
        Said(int(row["line"]), row["player"], row["status"], row["part"])
        for row in _rows("press_conferences.tsv")
    ]


def _pairs(
    labels: Sequence[Said], found: Sequence[Said], alike: Callable[[Said, Said], bool]
) -> list[tuple[Said, Said]]:
    """Return each label with what was found of the same player, if that is alike."""
    pairs = []
    for label in labels:
        said = next((each for each in found if _same_player(label, each)), None)
        if said is not None and alike(label, said):
            pairs.append((label, said))
    return pairs


def _same_player(one: Said, other: Said) -> bool:
    first, second = ({word.plain for word in words_of(each.player)} for each in (one, other))
    return one.line == other.line and bool(first & second)


def sentiment_measured() -> Iterator[str]:
    """Yield how sentences sound to football's lexicon and to plain VADER."""
    heard: list[tuple[str, Sentiment]] = [
        ("football over VADER", Lexicon()),
        ("plain VADER", Lexicon(football=False)),
    ]
    rows: list[Sequence[Cell]] = []
    for part in ("open", "held out"):
        chosen = [row for row in _rows("sentiment.tsv") if row["part"] == part]
        truth = [row["label"] for row in chosen]
        for name, sentiment in heard:
            told = [sound(each) for each in sentiment.scores([row["sentence"] for row in chosen])]
            scores = accuracy_score(truth, told), f1_score(truth, told, average="macro")
            rows.append([part, len(truth), name, *(f"{score:.3f}" for score in scores)])
    yield table(("Sentences", "Number", "Heard by", "Accuracy", "Macro-F1"), rows)


def sound(score: float) -> str:
    """Return what a score says."""
    if abs(score) < NEUTRAL:
        return "neutral"
    return "positive" if score > 0 else "negative"


def speed_measured(reader: Reader, briefings: str) -> Iterator[str]:
    """Yield how many sentences are read in a second of processor time."""
    rows: list[Sequence[Cell]] = []
    for name, text in (("lists", briefings), ("prose", _prose())):
        document = Document("speed", "1", text, BRIEFED, language="en")
        size = reader.read(document).sentences
        turns = max(SPEED_OVER // size, 1)
        speeds = sorted(size / _seconds(reader, document) for _ in range(turns))
        rows.append([name, size, turns, f"{median(speeds):,.0f}", f"{speeds[-1]:,.0f}"])
    yield table(("Text", "Sentences", "Turns", "Sentences a second, median", "Fastest turn"), rows)
    yield "Seconds are the processor's. Every other sentence of the prose tells of a player."


def _seconds(reader: Reader, document: Document) -> float:
    of_sentence.cache_clear()  # nobody reads the same text again and again
    begun = process_time()
    reader.read(document)
    return process_time() - begun


_REPORTED: Final = (
    "{who} has a {part} injury and will miss the match against {club}.",
    "{club} hope that {who} will be back from his {part} problem next week.",
    "The manager said: \u201c{who} trained on Thursday and should be available for {club}.\u201d",
)


def _prose() -> str:
    """Return a report that tells of somebody in every other sentence."""
    people = [row["player"] for row in _rows("press_conferences.tsv")]
    parts = [row["part"] or "knee" for row in _rows("press_conferences.tsv")]
    clubs = ("Arsenal", "Chelsea", "Leeds United", "Manchester City", "West Ham United")
    told = [row["sentence"] for row in _rows("sentiment.tsv")]
    reported = (
        form.format(who=who, part=part, club=club)
        for form, who, part, club in zip(
            cycle(_REPORTED), cycle(people), cycle(parts), cycle(clubs), strict=False
        )
    )
    pairs = zip(told, islice(reported, len(told)), strict=True)
    return "\n".join(f"{first} {second}" for first, second in pairs)


def _rows(name: str) -> list[dict[str, str]]:
    with (LABELLED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "news.md")
    return parser


if __name__ == "__main__":
    main()
