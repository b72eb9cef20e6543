"""Anybody's own files: mappings, and what becomes of their rows."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from local_server import Reply, local_site
from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, NotFoundError, SourceError
from scoreline.sources import Access, Mapped, Parsed, RawFile, Selection
from scoreline.sources._http import Manners

AT = datetime(2024, 1, 1, tzinfo=UTC)
MATCHES = """
file = "own.csv"
[columns]
home = "H"
away = "A"
date = "D"
time = "T"
home_goals = "HG"
away_goals = "AG"
home_xg = "X"
[constants]
competition = "SP1"
[formats]
date = "%d.%m.%Y"
[[odds]]
bookmaker = "mine"
market = "1x2"
moment = "closing"
prices = ["1", "N", "2"]
[[odds]]
bookmaker = "mine"
market = "totals"
moment = "opening"
prices = ["over", "under"]
line = 2.5
"""
ROWS = """H,A,D,T,HG,AG,X,1,N,2,over,under
Betis,Sevilla,12.05.2024,21:00,1,1,0.8,2.1,3.4,3.6,1.9,1.95
Real Madrid,Cadiz,04.05.2024,16:15,3,0,,1.2,7,13,,
"""


def take(folder: Path, mapping: str, content: bytes | str, *, source: str = "csv") -> Parsed:
    (folder / "map.toml").write_text(mapping, encoding="utf-8")
    data = content.encode() if isinstance(content, str) else content
    (folder / ("own.csv" if source == "csv" else "own.parquet")).write_bytes(data)
    access = Access(FixedClock(AT), str(folder / "map.toml"))
    (file,) = Mapped(source).files(Selection(), access)
    return Mapped(source).parse(Mapped(source).read(file, access))


def parquet(frame: pl.DataFrame) -> bytes:
    content = BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def test_a_mapping_makes_matches_with_odds_of_a_csv_file(tmp_path: Path) -> None:
    found = take(tmp_path, MATCHES, ROWS)
    assert found.rejects == ()
    first, second = found.matches.to_dicts()
    assert first["kickoff"] == datetime(2024, 5, 12, 19, tzinfo=UTC)
    assert (first["season"], first["home_xg"], second["home_xg"]) == (2023, 0.8, None)
    quotes = found.odds.select("line_no", "market", "moment", "line", "price_x").rows()
    assert quotes == [
        (2, "1x2", "closing", None, 3.4),
        (2, "totals", "opening", 2.5, None),
        (3, "1x2", "closing", None, 7.0),
    ]


def test_typed_columns_of_a_parquet_file_mean_the_same(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "league": ["La Liga", "La Liga", "Elsewhere"],
            "ko": ["2024-05-12T19:00", "2024-05-04T14:15", "2024-05-04T00:00"],
            "h": ["Betis", "Real Madrid", "A"],
            "a": ["Sevilla", "Cadiz", "B"],
            "hg": [1.0, 3.0, float("nan")],
            "ag": [1, 0, None],
        }
    ).with_columns(pl.col("ko").str.to_datetime())
    mapping = """
file = "own.parquet"
timezone = "UTC"
translate = {competition = {"La Liga" = "SP1"}}
[columns]
competition = "league"
kickoff = "ko"
home = "h"
away = "a"
home_goals = "hg"
away_goals = "ag"
"""
    found = take(tmp_path, mapping, parquet(frame), source="parquet")
    assert found.matches["kickoff"][0] == datetime(2024, 5, 12, 19, tzinfo=UTC)
    assert found.matches["home_goals"].to_list() == [1, 3]
    assert [each.reason for each in found.rejects] == ["a league that nobody knows"]


@pytest.mark.parametrize(
    ("old", "new", "reason", "column"),
    [
        ("12.05.2024", "2024-05-12", "no date", None),
        ("12.05.2024", "31.02.2024", "no date", None),
        ("Sevilla", "Betis", "against itself", None),
        (",1,1,0.8", ",-1,1,0.8", "goals are no number", None),
        (",1,1,0.8", ",1,,0.8", "one side only", None),
        (",0.8,", ",-0.8,", "home_xg makes no sense", "home_xg"),
        ("2.1,3.4", "0.9,3.4", "1x2 odds of mine make no market", "1"),
        ("2.1,3.4", "x,3.4", "1x2 odds of mine make no market", "1"),
    ],
)
def test_what_makes_no_sense_is_left_out(
    tmp_path: Path, old: str, new: str, reason: str, column: str | None
) -> None:
    found = take(tmp_path, MATCHES, ROWS.replace(old, new, 1))
    (reject,) = found.rejects
    assert reason in reject.reason
    assert reject.column == column
    assert len(found.matches) == (1 if column is None else 2)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("file = ", "no TOML file"),
        ("file = 7", "file: Input should be a valid string"),
        ("columns = {}", "file: Field required"),
        (MATCHES.replace('home = "H"', 'hoem = "H"'), "matches have no hoem; they have away"),
        (MATCHES.replace('home = "H"', ""), "matches need home among columns"),
        (MATCHES.replace('date = "D"', ""), "need date or kickoff"),
        (MATCHES.replace('moment = "closing"', 'moment = "soon"'), "odds.0.moment"),
        (MATCHES.replace('["1", "N", "2"]', '["1", "2"]'), "odds.0: 1x2 has 3 prices"),
        (MATCHES.replace("line = 2.5", ""), "totals and handicap have a line"),
        ('file = "x"\ntimezone = "Mars/Base"\n' + MATCHES[17:], "no time zone 'Mars/Base'"),
        ('kind = "absences"\n' + MATCHES, "absences have no"),
        (MATCHES.replace('"X"', '"XX"'), "has no column XX, which its mapping names"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_one_line(
    tmp_path: Path, mapping: str, says: str
) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        take(tmp_path, mapping, ROWS)
    assert "\n" not in str(refused.value)


def test_the_mapping_is_kept_with_the_file_so_that_it_can_be_replayed(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MATCHES)
    (tmp_path / "own.csv").write_text(ROWS)
    access = Access(FixedClock(AT), str(tmp_path / "map.toml"))
    chosen = Selection(("SP1",), (2022, 2023))
    (file,) = Mapped("csv").files(chosen, access)
    assert file == "map/own.csv?leagues=SP1&seasons=2022-2023"
    raw = Mapped("csv").read(file, access)
    (tmp_path / "map.toml").unlink()
    (tmp_path / "own.csv").unlink()
    assert len(Mapped("csv").parse(raw).matches) == 2
    other = RawFile("csv", "map/own.csv?leagues=E0&seasons=2021,2023", raw.content, AT)
    assert Mapped("csv").parse(other).matches.is_empty()
    with pytest.raises(SourceError, match="no mapping before it"):
        Mapped("csv").parse(RawFile("csv", file, b"H,A\n", AT))


def test_a_pattern_names_several_files_and_an_address_one_elsewhere(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(ROWS)
    (tmp_path / "map.toml").write_text(MATCHES.replace("own.csv", "?.csv"))
    access = Access(FixedClock(AT), str(tmp_path / "map.toml"))
    assert Mapped("csv").files(Selection(), access) == ["map/a.csv", "map/b.csv"]
    with local_site() as site:
        site.serve("/data/own.csv", Reply(body=ROWS.encode()))
        told = MATCHES.replace("own.csv", f"{site.address}/data/own.csv")
        (tmp_path / "map.toml").write_text(told)
        source = Mapped("csv", Manners(pause=0))
        (file,) = source.files(Selection(), access)
        assert len(source.parse(source.read(file, access)).matches) == 2


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for location in (None, str(tmp_path), str(tmp_path / "own.csv")):
        with pytest.raises(NotFoundError, match=r"takes --from MAPPING\.toml"):
            Mapped("csv").files(Selection(), Access(FixedClock(AT), location))
    access = Access(FixedClock(AT), str(tmp_path / "map.toml"))
    with pytest.raises(NotFoundError, match="cannot read"):
        Mapped("csv").files(Selection(), access)
    (tmp_path / "map.toml").write_text(MATCHES)
    with pytest.raises(NotFoundError, match="there is no such file"):
        Mapped("csv").files(Selection(), access)
    with pytest.raises(AbsentError):
        Mapped("csv").read("map/own.csv", access)


SPELLS = """
kind = "absences"
file = "own.csv"
constants = {country = "England"}
[columns]
club = "club"
player = ["first", "last"]
start = "from"
end = "until"
detail = "what"
"""


def test_a_spell_is_told_as_begun_and_as_over(tmp_path: Path) -> None:
    rows = "club,first,last,from,until,what\nLeeds,Al,Bo,2023-01-02,2023-01-09,Knee\n"
    found = take(tmp_path, SPELLS, rows + "Leeds,,Cy,2023-02-01,,Knock\n")
    columns = ["player", "kind", "start", "end", "known_at", "detail"]
    first = date(2023, 1, 2)
    assert found.absences.select(columns).rows() == [
        ("Al Bo", "injury", first, None, datetime(2023, 1, 3, tzinfo=UTC), "Knee"),
        ("Al Bo", "injury", first, date(2023, 1, 9), datetime(2023, 1, 10, tzinfo=UTC), "Knee"),
        ("Cy", "injury", date(2023, 2, 1), None, datetime(2023, 2, 2, tzinfo=UTC), "Knock"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Leeds,Al,Bo,2023-01-09,2023-01-02,Knee", "over before it began"),
        ("Leeds,Al,Bo,2023-01-09,some day,Knee", "an impossible last day"),
        ("Leeds,Al,Bo,,2023-01-02,Knee", "no first day"),
        ("Leeds,Al,Bo,9999-12-31,,Knee", "no first day"),
        ("Leeds,,,2023-01-09,,Knee", "no player"),
        (",Al,Bo,2023-01-09,,Knee", "no club"),
    ],
)
def test_a_spell_that_makes_no_sense_is_left_out(tmp_path: Path, line: str, reason: str) -> None:
    found = take(tmp_path, SPELLS, f"club,first,last,from,until,what\n{line}\n")
    assert found.absences.is_empty()
    assert reason in found.rejects[0].reason


SNAPSHOTS = """
kind = "availability"
file = "own.csv"
constants = {competition = "E0"}
translate = {status = {a = "available", d = "available", i = "injury", s = "suspension"}}
[columns]
club = "team"
player = "name"
status = "status"
snapshot = "at"
known_at = "added"
detail = "news"
"""


def test_snapshots_become_reports_when_something_changes(tmp_path: Path) -> None:
    rows = """team,name,status,at,added,news
Leeds,Bo,a,2023-01-01T08:00:00Z,,
Leeds,Bo,i,2023-01-08T08:00:00Z,2023-01-05T17:00:00Z,Knee
Leeds,Bo,i,2023-01-15T08:00:00Z,2023-01-05T17:00:00Z,Knee
Leeds,Bo,s,2023-01-22T08:00:00Z,,Red card
Leeds,Bo,a,2023-01-29T08:00:00Z,,
Leeds,Cy,i,2023-01-22T08:00:00Z,,Gone
Leeds,Dy,x,2023-01-22T08:00:00Z,,
"""
    found = take(tmp_path, SNAPSHOTS, rows)
    columns = ["player", "kind", "start", "end", "known_at"]
    hurt, banned = date(2023, 1, 5), date(2023, 1, 22)
    assert found.absences.select(columns).rows() == [
        ("Bo", "injury", hurt, None, datetime(2023, 1, 5, 17, tzinfo=UTC)),
        ("Bo", "injury", hurt, date(2023, 1, 21), datetime(2023, 1, 22, 8, tzinfo=UTC)),
        ("Bo", "suspension", banned, None, datetime(2023, 1, 22, 8, tzinfo=UTC)),
        ("Bo", "suspension", banned, date(2023, 1, 28), datetime(2023, 1, 29, 8, tzinfo=UTC)),
        ("Cy", "injury", banned, None, datetime(2023, 1, 22, 8, tzinfo=UTC)),
        ("Cy", "injury", banned, date(2023, 1, 28), datetime(2023, 1, 29, 8, tzinfo=UTC)),
    ]
    assert [each.reason.partition(" other")[0] for each in found.rejects] == ["a status"]


def test_news_older_than_the_last_snapshot_says_nothing_of_a_change_since(tmp_path: Path) -> None:
    rows = """team,name,status,at,added,news
Leeds,Bo,i,2023-01-08T08:00:00Z,2023-01-05T17:00:00Z,Knee
Leeds,Bo,a,2023-01-15T08:00:00Z,2023-01-05T17:00:00Z,
Leeds,Bo,i,2023-01-22T08:00:00Z,2023-01-05T17:00:00Z,Knee
"""
    found = take(tmp_path, SNAPSHOTS, rows).absences
    assert found.select("start", "end", "known_at").rows() == [
        (date(2023, 1, 5), None, datetime(2023, 1, 5, 17, tzinfo=UTC)),
        (date(2023, 1, 5), date(2023, 1, 14), datetime(2023, 1, 15, 8, tzinfo=UTC)),
        (date(2023, 1, 22), None, datetime(2023, 1, 22, 8, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("kind", "columns", "rows", "table"),
    [
        ("squad_values", 'known_at = "t", value = "v"', "club,t,v\nLeeds,2023-01-01,7.5\n", 0),
        (
            "ratings",
            'provider = "p", known_at = "t", value = "v"',
            "club,p,t,v\nLeeds,mine,2023-01-01,1.5\n",
            1,
        ),
        (
            "appearances",
            'player = "p", date = "d", minutes = "m"',
            "club,p,d,m\nLeeds,Bo,2023-01-01,90\n",
            2,
        ),
    ],
)
def test_values_ratings_and_appearances_go_in_likewise(
    tmp_path: Path, kind: str, columns: str, rows: str, table: int
) -> None:
    mapping = f"""kind = "{kind}"
file = "own.csv"
columns = {{club = "club", {columns}}}
constants = {{country = "England"}}
"""
    found = take(tmp_path, mapping, rows)
    frames = (found.squad_values, found.team_ratings, found.appearances)
    assert [len(frame) for frame in frames] == [int(place == table) for place in range(3)]
    header = rows.splitlines()[0]
    senseless = take(tmp_path, mapping, f"{header}\nLeeds{',?' * header.count(',')}\n")
    assert len(senseless.rejects) == 1


def test_bytes_that_are_no_parquet_file_are_refused(tmp_path: Path) -> None:
    mapping = MATCHES.replace("own.csv", "own.parquet")
    whole = parquet(pl.DataFrame({"H": ["A"]}))
    for content in (b"", b"PAR1", whole[:-5], whole[:20] + whole[24:]):
        with pytest.raises(SourceError, match=r"Parquet|column"):
            take(tmp_path, mapping, content, source="parquet")


def test_too_many_rows_are_refused_before_they_are_read(tmp_path: Path) -> None:
    frame = pl.DataFrame({"H": ["A"]}).select(pl.col("H").repeat_by(1_000_001).explode())
    mapping = """
kind = "ratings"
file = "own.parquet"
columns = {club = "H"}
constants = {provider = "p", known_at = "2024-01-01", value = 1, country = "England"}
"""
    with pytest.raises(SourceError, match="has 1,000,001 rows: too many"):
        take(tmp_path, mapping, parquet(frame), source="parquet")
