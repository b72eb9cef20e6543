"""Build the data set that ships inside the package.

Reads two MIT-licensed wheels as plain zip files, keeps facts only and writes Parquet files and
their provenance to ``src/scoreline/sources/bundled/``. Same wheels and same Polars, same bytes.

    python tools/build_bundled.py                    # fetches the wheels with pip
    python tools/build_bundled.py --wheels DIR       # DIR already holds them
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "scoreline" / "sources" / "bundled"
CLUBS = ROOT / "src" / "scoreline" / "reference" / "clubs.csv"

SEASONS = range(2014, 2026)
DETAIL_SEASONS = range(2016, 2026)  # with kick-off and club on every player record
XG_SEASONS = range(2022, 2026)
ABSENCE_SEASONS = range(2015, 2026)
ODDS_SEASON = 2023
PUBLISHED_IN_UTC = 2019  # from this season on the results carry a kick-off instant
SQUAD_SIZE = 20
MAX_STRAY_RECORDS = 2
COVID_SHIFT = 9  # 2019/20: the game numbered rounds 30-38 as 39-47 after the break
LAST_ROUND = 38

KICKOFF = pl.Datetime("us", "UTC")
ISO_INSTANT = "%Y-%m-%dT%H:%M:%SZ"

# results_1516.csv contradicts both its own dates and the player records in these rows.
MATCHWEEK_CORRECTIONS = {
    (2015, "Arsenal", "Aston Villa"): 38,
    (2015, "West Ham", "Swansea"): 37,
    (2015, "Sunderland", "Chelsea"): 37,
    (2015, "Aston Villa", "Tottenham"): 30,
    (2015, "Leicester", "Newcastle"): 30,
}

# Spellings of one person that no rule below can know; each used only if the season has the name.
KNOWN_AS = {
    "Dan Ballard": "Daniel Ballard",
    "Diogo Jota": "Diogo Teixeira da Silva",
    "Gabriel Agbonlahor": "Agbonlahor",
    "Gabriel Paulista": "Gabriel Armando de Abreu",
    "Jack Grealish": "Grealish",
    "Mykhaylo Mudryk": "Mykhailo Mudryk",
    "Neto": "Norberto Murara Neto",
    "Ola Aina": "Olu Aina",
    "Oscar": "Oscar dos Santos Emboaba Junior",
    "Santi Cazorla": "Santiago Cazorla",
    "Taty Castellanos": "Valentín Castellanos",
    "Yegor Yarmolyuk": "Yehor Yarmoliuk",
}

# Clubs as the absence list abbreviates them where clubs.csv does not know the spelling.
LOAN_SPELLINGS = {
    "Nottm Forest": "Nott'm Forest",
    "Sheff Utd": "Sheffield United",
}

LATIN = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "\u0131": "i", "þ": "th",
    }
)  # fmt: skip

Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Package:
    """A wheel on the Python package index, pinned by version and content."""

    name: str
    version: str
    sha256: str
    holder: str

    @property
    def wheel(self) -> str:
        """File name of the wheel."""
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"


AIRSENAL = Package(
    "airsenal",
    "1.17.0",
    "6e988724bc3b5f40fe5f09743bc9a702201e8e070c178db5aff1f2277df0f73d",
    "Copyright (c) 2018 The Alan Turing Institute",
)
SPORTS_BETTING = Package(
    "sports-betting",
    "0.15.1",
    "d558eb6a4a99ab77a7821255faf3b42fa67f3a97b061fefdbd01351b1e78d62b",
    "Copyright (c) 2019 Georgios Douzas",
)


@dataclass
class Archive:
    """The data folder of one wheel; remembers what was read from it."""

    file: zipfile.ZipFile
    folder: str
    used: set[str] = field(default_factory=set)

    def bytes_of(self, name: str) -> bytes:
        """Content of one file of the folder."""
        self.used.add(name)
        return self.file.read(f"{self.folder}/{name}")

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of a CSV file with a header, gzipped or not."""
        raw = self.bytes_of(name)
        text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")
        return list(csv.DictReader(io.StringIO(text)))

    def lines(self, name: str) -> list[list[str]]:
        """Rows of a CSV file without a header."""
        return list(csv.reader(io.StringIO(self.bytes_of(name).decode("utf-8"))))

    def json(self, name: str) -> Any:
        """Content of a JSON file."""
        return json.loads(self.bytes_of(name))


def tag(season: int) -> str:
    """Season as the package writes it in file names: 2014 is ``1415``."""
    return f"{season % 100:02d}{(season + 1) % 100:02d}"


def normalise(name: str) -> str:
    """Reduce a person's name to lower-case ASCII words."""
    plain = unicodedata.normalize("NFKD", name.translate(LATIN))
    kept = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", kept)))


# Clubs


def club_names() -> dict[str, str]:
    """Every English spelling of ``clubs.csv`` and the canonical name it stands for."""
    names: dict[str, str] = {}
    with CLUBS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["country"] != "England":
                continue
            aliases = [a.split(":", 1)[1] for a in row["aliases"].split(";") if a]
            for spelling in (row["name"], row["full_name"], *aliases):
                names.setdefault(spelling, row["name"])
    return names


def club_codes(data: Archive, names: Mapping[str, str]) -> dict[str, str]:
    """Canonical name of each three-letter club code the player files use."""
    codes: dict[str, str] = {}
    for season in ABSENCE_SEASONS:
        for row in data.rows(f"teams_{tag(season)}.csv"):
            club = names[row["full_name"]]
            if codes.setdefault(row["name"], club) != club:
                raise ValueError(f"code {row['name']} means {codes[row['name']]} and {club}")
    return codes


# Player records


def player_labels(data: Archive, season: int) -> dict[str, str]:
    """Names behind the Opta codes that key the records of some seasons."""
    summary = data.json(f"player_summary_{tag(season)}.json")
    return {p["opta_code"]: p["name"] for p in summary if "opta_code" in p}


def number(value: object) -> float | None:
    """Number behind a field that is a string in some seasons and absent in others."""
    return None if value in (None, "") else float(str(value))


def season_records(
    data: Archive, season: int, codes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """One row per player and match of a season; assistant managers are not players."""
    labels = player_labels(data, season)
    for key, entries in data.json(f"player_details_{tag(season)}.json").items():
        for entry in entries:
            if entry.get("position") == "MNG":
                continue
            yield {
                "season": season,
                "player": labels.get(key, key),
                "club": codes[entry["played_for"]],
                "opponent": codes[entry["opponent"]],
                "kickoff": entry["kickoff_time"],
                "gameweek": int(entry["gameweek"]),
                "minutes": int(entry["minutes"]),
                "goals": int(entry["goals"]),
                "own_goals": int(entry["own_goals"]),
                "price": number(entry.get("value")),
                "xg": number(entry.get("expected_goals")),
            }


def player_records(data: Archive, codes: Mapping[str, str]) -> pl.DataFrame:
    """All player records of the seasons that name club and kick-off."""
    rows = [r for season in DETAIL_SEASONS for r in season_records(data, season, codes)]
    return (
        pl.DataFrame(rows, infer_schema_length=None)
        .with_columns(
            pl.col("season").cast(pl.Int16),
            pl.col("kickoff").str.to_datetime(ISO_INSTANT, time_unit="us", time_zone="UTC"),
        )
        .sort("season", "kickoff", "club", "player")
    )


# Matches


def matchweek(row: Row) -> int | None:
    """Round of the fantasy game in which the match was played."""
    raw = row.get("gameweek")
    if not raw:
        return None
    week = int(raw)
    return week - COVID_SHIFT if week > LAST_ROUND else week


def published_matches(data: Archive, names: Mapping[str, str]) -> pl.DataFrame:
    """Results as published: date or kick-off, clubs, goals, round."""
    rows: list[dict[str, Any]] = []
    for season in SEASONS:
        for row in data.rows(f"results_{tag(season)}.csv"):
            home, away = names[row["home_team"]], names[row["away_team"]]
            week = MATCHWEEK_CORRECTIONS.get((season, home, away), matchweek(row))
            rows.append(
                {
                    "season": season,
                    "day": row["date"][:10],
                    "published": row["date"] if season >= PUBLISHED_IN_UTC else None,
                    "matchweek": week,
                    "home": home,
                    "away": away,
                    "home_goals": int(row["home_score"]),
                    "away_goals": int(row["away_score"]),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("season").cast(pl.Int16),
        pl.col("matchweek", "home_goals", "away_goals").cast(pl.Int8),
        pl.col("day").str.to_date(),
        pl.col("published").str.to_datetime(ISO_INSTANT, time_unit="us", time_zone="UTC"),
    )


def club_sheets(records: pl.DataFrame) -> pl.DataFrame:
    """Team xG, goals and own goals per club and match."""
    return records.group_by("season", "kickoff", "club", "opponent").agg(
        pl.when(pl.col("xg").is_not_null().all()).then(pl.col("xg").sum()).round(2).alias("xg"),
        pl.col("goals").sum(),
        pl.col("own_goals").sum(),
    )


def side(sheets: pl.DataFrame, name: str, other: str) -> pl.DataFrame:
    """Sheets renamed for the joining on one side of a match."""
    return sheets.select(
        "season",
        pl.col("club").alias(name),
        pl.col("opponent").alias(other),
        pl.col("kickoff").alias(f"{name}_kickoff"),
        pl.col("kickoff").dt.convert_time_zone("Europe/London").dt.date().alias("day"),
        pl.col("xg").alias(f"{name}_xg"),
        pl.col("goals").alias(f"{name}_scored"),
        pl.col("own_goals").alias(f"{name}_own_goals"),
    )


def check_sheets(matches: pl.DataFrame) -> None:
    """Refuse to build when the player records do not add up to the results."""
    detailed = matches.filter(pl.col("season") >= DETAIL_SEASONS.start)
    wrong = detailed.filter(
        (
            (pl.col("home_kickoff") == pl.col("away_kickoff"))
            & (pl.col("home_scored") + pl.col("away_own_goals") == pl.col("home_goals"))
            & (pl.col("away_scored") + pl.col("home_own_goals") == pl.col("away_goals"))
            & pl.coalesce(pl.col("published") == pl.col("home_kickoff"), pl.lit(value=True))
        )
        .fill_null(value=False)
        .not_()
    )
    if wrong.height:
        raise ValueError(f"{wrong.height} matches contradict their player records")


def build_matches(published: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Results with kick-off and team xG from the player records."""
    sheets = club_sheets(records)
    keys = ["season", "home", "away", "day"]
    joined = published.join(side(sheets, "home", "away"), on=keys, how="left", validate="1:1").join(
        side(sheets, "away", "home"), on=keys, how="left", validate="1:1"
    )
    check_sheets(joined)
    return joined.select(
        "season",
        pl.col("day").alias("date"),
        pl.coalesce("published", "home_kickoff").cast(KICKOFF).alias("kickoff"),
        "matchweek",
        "home",
        "away",
        "home_goals",
        "away_goals",
        "home_xg",
        "away_xg",
    ).sort("season", "date", "kickoff", "home")


# Squad values and appearances


def game_rounds(records: pl.DataFrame) -> pl.DataFrame:
    """Records with the round, its first kick-off and the club's own first kick-off in it."""
    shifted = pl.when(pl.col("gameweek") > LAST_ROUND).then(pl.col("gameweek") - COVID_SHIFT)
    return records.with_columns(
        shifted.otherwise(pl.col("gameweek")).cast(pl.Int8).alias("matchweek")
    ).with_columns(
        pl.col("kickoff").min().over("season", "matchweek").alias("as_of"),
        pl.col("kickoff").min().over("season", "matchweek", "club").alias("first"),
    )


def build_squad_values(records: pl.DataFrame) -> pl.DataFrame:
    """Fantasy prices per club and round, in million pounds of the game, where they change."""
    per_round = (
        game_rounds(records)
        .filter(pl.col("kickoff") == pl.col("first"))
        .group_by("club", "season", "matchweek", "as_of")
        .agg(
            (pl.col("price").top_k(SQUAD_SIZE).sum() / 10).round(1).alias("value"),
            (pl.col("price").sum() / 10).round(1).alias("value_listed"),
            pl.len().cast(pl.Int16).alias("players"),
        )
        .sort("club", "season", "as_of")
    )
    figures = pl.struct("value", "value_listed", "players")
    changed = (figures != figures.shift(1).over("club", "season")).fill_null(value=True)
    first = pl.int_range(pl.len()).over("club", "season") == 0
    return per_round.filter(changed | first)


def build_appearances(records: pl.DataFrame) -> pl.DataFrame:
    """Minutes and fantasy price of everyone who played."""
    return (
        records.filter(pl.col("minutes") > 0)
        .select(
            "season",
            pl.col("kickoff").dt.convert_time_zone("Europe/London").dt.date().alias("date"),
            "club",
            "player",
            pl.col("minutes").cast(pl.Int16),
            (pl.col("price") / 10).cast(pl.Float32).round(1).alias("value"),
        )
        .sort("season", "club", "player", "date")
    )


# Absences


class Spell(NamedTuple):
    """A stay at one club as the player records show it: first and last match day."""

    club: str
    first: date
    last: date


@dataclass(frozen=True)
class Squads:
    """Who was who, and where, in one season."""

    spells: Mapping[str, tuple[Spell, ...]]
    lookup: Mapping[str, Mapping[str, frozenset[str]]]
    words: Mapping[str, tuple[str, ...]]

    def person(self, name: str) -> tuple[str, str] | None:
        """Player record a name stands for and the rule that said so; None if none or several."""
        key = normalise(name)
        for rule, table in self.lookup.items():
            if found := table.get(key):
                return (next(iter(found)), rule) if len(found) == 1 else None
        return self._by_words(key.split())

    def _by_words(self, words: list[str]) -> tuple[str, str] | None:
        if len(words) == 1:
            return None
        found = [n for n, full in self.words.items() if in_order(words, full)]
        found = found or [n for n, full in self.words.items() if sorted(words) == sorted(full)]
        return (found[0], "words of the name") if len(found) == 1 else None

    def club(self, player: str, day: date) -> str | None:
        """Club on a day; None between the last match for one club and the first for the next."""
        spells = self.spells.get(player, ())
        before = [s for s in spells if s.first <= day]
        current = before[-1] if before else spells[0] if spells else None
        if current is None:
            return None
        return current.club if day <= current.last or current is spells[-1] else None


def in_order(words: Iterable[str], full: Iterable[str]) -> bool:
    """Whether all words occur in the full name in the same order."""
    rest = iter(full)
    return all(word in rest for word in words)


def index(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Lookup from a normalised spelling to the records it may mean."""
    table: dict[str, set[str]] = defaultdict(set)
    for spelling, player in pairs:
        table[normalise(spelling)].add(player)
    return {k: frozenset(v) for k, v in table.items()}


def game_spellings(
    data: Archive, season: int, exact: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """Short names of the game (``web_name``, ``known_name``) with the record they belong to."""
    name = f"FPL_{tag(season)}.json"
    if f"{data.folder}/{name}" not in data.file.namelist():
        return
    for element in data.json(name)["elements"]:
        full = f"{element['first_name']} {element['second_name']}"
        owners = exact.get(normalise(full), frozenset({f"unlisted: {full}"}))
        for spelling in (element["web_name"], element.get("known_name")):
            if spelling:
                yield from ((spelling, owner) for owner in owners)


def lookups(
    data: Archive, season: int, players: Iterable[str]
) -> dict[str, dict[str, frozenset[str]]]:
    """The tables a name is looked up in, by rule, in order of trust."""
    exact = index((p, p) for p in players)
    groups = [g for g in data.lines("alternative_player_names.csv") if g]
    alternative = (
        (spelling, player)
        for group in groups
        for member in group
        for player in exact.get(normalise(member), ())
        for spelling in group
    )
    known = (
        (spelling, player)
        for spelling, full in KNOWN_AS.items()
        for player in exact.get(normalise(full), ())
    )
    return {
        "full name": exact,
        "alternative_player_names.csv": index(alternative),
        "list in tools/build_bundled.py": index(known),
        "short name in the game": index(game_spellings(data, season, exact)),
    }


def dated_spells(records: pl.DataFrame, season: int) -> dict[str, tuple[Spell, ...]]:
    """Stays per player from dated records."""
    stays: dict[str, list[Spell]] = defaultdict(list)
    rows = records.filter(pl.col("season") == season).sort("player", "kickoff")
    for player, club, kickoff in rows.select("player", "club", "kickoff").iter_rows():
        day = kickoff.date()
        if stays[player] and stays[player][-1].club == club:
            stays[player][-1] = stays[player][-1]._replace(last=day)
        else:
            stays[player].append(Spell(club, day, day))
    return {player: tuple(s) for player, s in stays.items()}


def undated_spells(
    data: Archive, season: int, codes: Mapping[str, str], matches: pl.DataFrame
) -> dict[str, tuple[Spell, ...]]:
    """Club per player where records only name round and opponent: the one club whose fixtures fit.

    A player who moved within the division fits no club and is left out.
    """
    played: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = matches.filter(pl.col("season") == season).select("matchweek", "home", "away")
    for week, home, away in rows.iter_rows():
        played[week, away].add(home)
        played[week, home].add(away)
    whole = (date(season, 7, 1), date(season + 1, 6, 30))
    found: dict[str, tuple[Spell, ...]] = {}
    for player, entries in data.json(f"player_details_{tag(season)}.json").items():
        fits = Counter(
            club for e in entries for club in played[int(e["gameweek"]), codes[e["opponent"]]]
        ).most_common(2)
        alone = len(fits) == 1 or (len(fits) > 1 and fits[0][1] > fits[1][1])
        if (
            fits
            and alone
            and len(entries) - fits[0][1] <= min(MAX_STRAY_RECORDS, len(entries) // 4)
        ):
            found[player] = (Spell(fits[0][0], *whole),)
    return found


def homonyms(data: Archive, season: int) -> set[str]:
    """Names that two players of a season share; the records keep only one of them."""
    counts = Counter(normalise(p["name"]) for p in data.json(f"player_summary_{tag(season)}.json"))
    return {name for name, n in counts.items() if n > 1}


def season_squads(
    data: Archive,
    season: int,
    codes: Mapping[str, str],
    matches: pl.DataFrame,
    records: pl.DataFrame,
) -> Squads:
    """Names and clubs of one season, without the names that mean two people."""
    if season in DETAIL_SEASONS:
        spells = dated_spells(records, season)
    else:
        spells = undated_spells(data, season, codes, matches)
    shared = homonyms(data, season)
    spells = {p: s for p, s in spells.items() if normalise(p) not in shared}
    words = {p: tuple(normalise(p).split()) for p in spells}
    return Squads(spells, lookups(data, season, spells), words)


KINDS = {"injury": "injury", "suspension": "suspension", "absence": "other"}


@dataclass
class Absences:
    """Absence rows kept so far and why others were not."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)


def away_intervals(
    rows: Iterable[Row], names: Mapping[str, str], members: set[str]
) -> dict[str, list[tuple[str, str]]]:
    """When players were registered outside the division, from the list's transfer entries."""
    away: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row["reason"] != "Transfer":
            continue
        where = row["details"].removeprefix("Transferred to ").strip()
        if names.get(where, LOAN_SPELLINGS.get(where)) not in members:
            away[row["player"]].append((row["from"], row["until"] or "9999-12-31"))
    return away


def in_season(season: int, day: date) -> bool:
    """Whether a start can belong to the season: from 1 January before it to the end of July."""
    end = date(2020, 8, 31) if season == 2019 else date(season + 1, 7, 31)  # noqa: PLR2004
    return date(season, 1, 1) <= day <= end


def judge(
    row: Row, season: int, squads: Squads, away: Mapping[str, list[tuple[str, str]]]
) -> tuple[str, dict[str, Any], str]:
    """Reason to drop an absence (empty to keep it), the row, and the rule that named the player."""
    start, end = row["from"], row["until"] or None
    if end is not None and end < start:
        return "ends before it starts", {}, ""
    day = date.fromisoformat(start)
    if not in_season(season, day):
        return "starts outside its season", {}, ""
    if any(since <= start < until for since, until in away.get(row["player"], ())):
        return "registered outside the division at the time", {}, ""
    person = squads.person(row["player"])
    if person is None:
        return "no player record, or several, for the name", {}, ""
    club = squads.club(person[0], day)
    if club is None:
        return "between two clubs", {}, ""
    return "", {
        "player": person[0],
        "known_as": row["player"],
        "club": club,
        "kind": KINDS[row["reason"]],
        "detail": " ".join(row["details"].split()).capitalize(),
        "start": day,
        "end": date.fromisoformat(end) if end else None,
        "season": season,
    }, person[1]  # fmt: skip


def collect_absences(
    data: Archive,
    names: Mapping[str, str],
    codes: Mapping[str, str],
    matches: pl.DataFrame,
    records: pl.DataFrame,
) -> Absences:
    """Absences of all seasons with a club; the rest is counted."""
    found = Absences()
    for season in ABSENCE_SEASONS:
        rows = data.rows(f"absences_{tag(season)}.csv")
        squads = season_squads(data, season, codes, matches, records)
        members = set(matches.filter(pl.col("season") == season)["home"])
        away = away_intervals(rows, names, members)
        for row in rows:
            if row["reason"] == "Transfer":
                found.dropped["a transfer, not an absence"] += 1
                continue
            reason, kept, rule = judge(row, season, squads, away)
            if reason:
                found.dropped[reason] += 1
            else:
                found.rows.append(kept)
                found.rules[rule] += 1
    return found


def build_absences(found: Absences) -> pl.DataFrame:
    """Frame of the kept absences, each once."""
    schema = {
        "player": pl.String, "known_as": pl.String, "club": pl.String, "kind": pl.String,
        "detail": pl.String, "start": pl.Date, "end": pl.Date, "season": pl.Int16,
    }  # fmt: skip
    frame = pl.DataFrame(found.rows, schema=schema)
    unique = frame.unique(subset=["player", "club", "kind", "detail", "start", "end"])
    found.dropped["repeated"] += frame.height - unique.height
    return unique.sort("start", "club", "player", "detail", "end")


# Odds


def odds_rows(row: Row, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The two markets of one line of the odds file."""
    common = {
        "season": ODDS_SEASON,
        "home": names[row["home_team"]],
        "away": names[row["away_team"]],
        "bookmaker": row["provider"].removeprefix("market_"),
        "moment": "opening",
    }
    one, draw, two = (float(row[k]) for k in ("home_win", "draw", "away_win"))
    over, under = (float(row[k]) for k in ("over_2.5", "under_2.5"))
    yield common | {"market": "1x2", "line": None, "price_1": one, "price_x": draw, "price_2": two}
    yield common | {
        "market": "totals", "line": 2.5, "price_1": over, "price_x": None, "price_2": under,
    }  # fmt: skip


def build_odds(data: Archive, names: Mapping[str, str], matches: pl.DataFrame) -> pl.DataFrame:
    """Market average and maximum of one season, with the date of our own match row."""
    source = data.rows(f"England_1_{ODDS_SEASON + 1}_odds.csv.gz")
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "season": pl.Int16, "home": pl.String, "away": pl.String, "bookmaker": pl.String,
        "market": pl.String, "line": pl.Float64, "moment": pl.String,
        "price_1": pl.Float64, "price_x": pl.Float64, "price_2": pl.Float64,
    }  # fmt: skip
    frame = pl.DataFrame([r for row in source for r in odds_rows(row, names)], schema=schema)
    dates = matches.select("season", "home", "away", "date")
    return (
        frame.join(dates, on=["season", "home", "away"], how="inner", validate="m:1")
        .select("season", "date", *[c for c in schema if c != "season"])
        .sort("date", "home", "bookmaker", "market")
    )


# Writing


PROVENANCE = """\
# Where the bundled data comes from

Built by `tools/build_bundled.py`; do not edit by hand. Facts only (dates, scores, names, prices,
names of injuries); no text, code or design of the packages is taken.

| package | version | licence | holder | wheel | SHA-256 |
|---|---|---|---|---|---|
{packages}

Both packages are on the Python package index under the MIT licence. Their own sources upstream are
the fantasy game's public interface (results, players, prices, expected goals), Transfermarkt
(absences) and football-data.co.uk (odds).

| file | rows | bytes | read from |
|---|---|---|---|
{files}

Club names are the canonical ones of `reference/clubs.csv`. Seasons are named by their first year.

## matches
Premier League 2014/15 to 2025/26, {matches} matches, none missing, all at the home club's ground.

- `date`: local date. `kickoff`: UTC. 2014/15 and 2015/16 know the date only, `kickoff` is null.
  2016/17 to 2018/19 were published with dates; the kick-off is taken from the player records.
  From 2019/20 on results and player records agree on every kick-off.
- `matchweek` is the round of the fantasy game in which the match was **played**: a postponed match
  carries the later number, a club may play twice in a round or not at all. Null in 2014/15. The
  game called the rounds after the break of 2019/20 39 to 47; here they are 30 to 38. 2022/23 has
  no round 7 (all of it was postponed). {corrections} rows of 2015/16 contradicted date and player
  records and are corrected (listed in the script).
- `home_xg`, `away_xg`: 2022/23 on, the sum of the players' expected goals of that club in that
  match, rounded to two places; own goals have none. Found for {xg} of {xg_possible} matches. Mean
  {xg_mean} a match against {goals_mean} goals; correlation with a side's goals {xg_corr}. Earlier
  seasons are null: the game had no expected goals then.
- The players' goals plus the opponents' own goals equal the result in every match since 2016/17;
  the build stops if they do not.

## appearances
Minutes of everyone who played since 2016/17, and his fantasy price in that round (million pounds of
the game, known at the round's first kick-off). `player` is the full name the game used that season;
it may change between seasons.

## squad_values
The fantasy game's prices, a **stand-in** for market values, in million pounds of the game; since
2016/17. `as_of` is the first kick-off of the round: the prices were fixed before it.

- `value`: the {squad} dearest players listed for the club. `value_listed`: everyone listed.
  `players`: how many those are. The list grows during a season (departed players stay, youngsters
  come) and differs by club from {players_min} to {players_max}, so `value_listed` says more about
  the list than about the squad; `value` is the one to use.
- Only players with an entry for the club's first match of the round count. A round in which a club
  does not play gives no row, nor does one that changes nothing.

## absences
Since 2015/16, {absences} kept: {kinds}.
`kind` is the source's reason (`absence` is `other`); `detail` is its name of the injury or ban
with capitals made uniform. `known_as` is the name in the
absence list, `player` the one in `appearances` of the same season (2015/16 has no appearances).
Both ends are as published and inclusive; `end` is null where none was given ({open_ends}).

Not point-in-time: the lists were collected afterwards. `start` may have become public later, and
`end` was not known before it came (where it lies after the collection it is an expectation). A
forecast may use that a player is out from `start` on, never when he will return.

The club is the one the player's records show around `start`. Names are matched by:

{rules}

Nothing is matched by likeness. Dropped:

{dropped}

Known gaps: 2024/25 and 2025/26 list injuries only, no suspensions. 2023/24 on has no transfer
entries, so absences during a loan away from the division may remain there. Players without any
record in the game in that season are missing, in 2015/16 everyone who did not play. Someone who
moves within the division while out stays under the club he was at when it began. Two players of
one name in a season (Ben Davies, Danny Ward) are left out.

Per season: {per_season}.

## odds
2023/24, market average and maximum, 1X2 and over/under 2.5, all {odds_matches} matches, `moment` =
`opening`.

The package calls its feed's odds "closing", but its code keeps football-data.co.uk's pre-match
columns (`AvgH` ..., `MaxH` ...) and falls back to the closing ones (`AvgCH` ...) only where a
whole column is missing, which it is not in this season. The figures agree: the maximum's mean
overround is {max_overround}, as in the pre-match columns of 2019/20 to 2022/23 (0.998 to 1.002;
closing: 0.983 to 0.991), and three matches compared one by one equal `AvgH`, `AvgD`, `AvgA`.
"Opening" here means published ahead of the match (football-data.co.uk collects on Friday afternoons
for weekends and Tuesday afternoons for midweek), not the first price ever offered. The date is that
of our match row; the package gives one kick-off (Arsenal v Nott'm Forest, 2023-08-12) as planned,
half an hour before it was played.
"""


def bullet_counts(counts: Mapping[str, int]) -> str:
    """Counts as a list, most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"- {count}: {name}" for name, count in ordered if count)


def inline_counts(counts: Mapping[str, int]) -> str:
    """Counts within a sentence, most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({count})" for name, count in ordered)


def xg_figures(matches: pl.DataFrame) -> dict[str, str]:
    """How team xG compares with goals."""
    part = matches.filter(pl.col("season").is_in(list(XG_SEASONS)))
    sides = pl.concat(
        [
            part.select(xg="home_xg", goals="home_goals"),
            part.select(xg="away_xg", goals="away_goals"),
        ]
    ).drop_nulls()
    both = part.drop_nulls(["home_xg", "away_xg"])
    means = both.select(
        (pl.col("home_xg") + pl.col("away_xg")).mean().alias("xg"),
        (pl.col("home_goals") + pl.col("away_goals")).mean().alias("goals"),
    ).row(0)
    return {
        "xg": str(both.height),
        "xg_possible": str(part.height),
        "xg_mean": f"{means[0]:.2f}",
        "goals_mean": f"{means[1]:.2f}",
        "xg_corr": f"{sides.select(pl.corr('xg', 'goals')).item():.2f}",
    }


def max_overround(odds: pl.DataFrame) -> float:
    """Mean overround of the 1X2 maximum."""
    part = odds.filter((pl.col("bookmaker") == "maximum") & (pl.col("market") == "1x2"))
    prices = [1 / pl.col(c) for c in ("price_1", "price_x", "price_2")]
    return float(part.select(pl.sum_horizontal(prices).mean()).item())


READ_FROM = {
    "matches": "airsenal: results_*.csv, player_details_*.json",
    "appearances": "airsenal: player_details_*.json",
    "squad_values": "airsenal: player_details_*.json",
    "absences": "airsenal: absences_*.csv, player_details_*.json, player_summary_*.json, "
    "FPL_*.json, alternative_player_names.csv",
    "odds": f"sports-betting: England_1_{ODDS_SEASON + 1}_odds.csv.gz",
}


def provenance(frames: Mapping[str, pl.DataFrame], found: Absences) -> str:
    """Text of PROVENANCE.md with the counts of this build."""
    packages = "\n".join(
        f"| `{p.name}` | {p.version} | MIT | {p.holder} | `{p.wheel}` | `{p.sha256}` |"
        for p in (AIRSENAL, SPORTS_BETTING)
    )
    files = "\n".join(
        f"| `{name}.parquet` | {frame.height} | {(TARGET / f'{name}.parquet').stat().st_size} "
        f"| {READ_FROM[name]} |"
        for name, frame in frames.items()
    )
    absences, squads = frames["absences"], frames["squad_values"]
    per_season = absences.group_by("season").len().sort("season").rows()
    return PROVENANCE.format(
        packages=packages,
        files=files,
        matches=frames["matches"].height,
        corrections=len(MATCHWEEK_CORRECTIONS),
        squad=SQUAD_SIZE,
        players_min=squads["players"].min(),
        players_max=squads["players"].max(),
        absences=absences.height,
        kinds=inline_counts(dict(absences.group_by("kind").len().iter_rows())),
        open_ends=absences["end"].null_count(),
        rules=bullet_counts(found.rules),
        dropped=bullet_counts(found.dropped),
        per_season=", ".join(f"{season} {count}" for season, count in per_season),
        odds_matches=frames["odds"].select("date", "home").n_unique(),
        max_overround=f"{max_overround(frames['odds']):.3f}",
        **xg_figures(frames["matches"]),
    )


def write(frames: Mapping[str, pl.DataFrame], found: Absences) -> None:
    """Write the Parquet files and their provenance."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        path = TARGET / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
    (TARGET / "PROVENANCE.md").write_text(provenance(frames, found), encoding="utf-8")


def build(airsenal: Archive, sports_betting: Archive) -> tuple[dict[str, pl.DataFrame], Absences]:
    """All frames of the data set."""
    names = club_names()
    codes = club_codes(airsenal, names)
    records = player_records(airsenal, codes)
    matches = build_matches(published_matches(airsenal, names), records)
    found = collect_absences(airsenal, names, codes, matches, records)
    frames = {
        "matches": matches,
        "appearances": build_appearances(records),
        "squad_values": build_squad_values(records),
        "absences": build_absences(found),
        "odds": build_odds(sports_betting, names, matches),
    }
    return frames, found


def fetch(folder: Path) -> None:
    """Download the wheels with pip, by name and exact version."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder)]
    wanted = [f"{p.name}=={p.version}" for p in (AIRSENAL, SPORTS_BETTING)]
    subprocess.run([*command, *wanted], check=True)  # noqa: S603


def open_wheel(folder: Path, package: Package, data: str) -> Archive:
    """Open a wheel after checking that it is the pinned one."""
    path = folder / package.wheel
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise ValueError(f"{path.name} has SHA-256 {digest}, not {package.sha256}")
    return Archive(zipfile.ZipFile(path), data)


def run(folder: Path) -> None:
    """Build from the wheels in a folder and report sizes."""
    airsenal = open_wheel(folder, AIRSENAL, "airsenal/data")
    sports_betting = open_wheel(folder, SPORTS_BETTING, "sportsbet/sources/data")
    frames, found = build(airsenal, sports_betting)
    write(frames, found)
    for name, frame in frames.items():
        size = (TARGET / f"{name}.parquet").stat().st_size
        print(f"{name:14} {frame.height:7} rows {size:8} bytes")


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wheels", type=Path, help="folder that already holds both wheels")
    wheels: Path | None = parser.parse_args().wheels
    if wheels is not None:
        run(wheels)
        return
    with tempfile.TemporaryDirectory() as folder:
        fetch(Path(folder))
        run(Path(folder))


if __name__ == "__main__":
    main()
