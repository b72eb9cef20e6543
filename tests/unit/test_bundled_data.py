"""The facts that ship inside the package hold together."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl
import pytest

from scoreline.reference import clubs, competitions
from scoreline.sources import source_names

BUNDLED = ("absences", "appearances", "matches", "odds", "squad_values")
SEASONS = range(2014, 2026)
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TWO_MEGABYTES = 2 * 1024 * 1024


@cache
def bundled(name: str) -> pl.DataFrame:
    with as_file(files("scoreline.sources") / "bundled" / f"{name}.parquet") as path:
        return pl.read_parquet(path)


def per_club() -> pl.DataFrame:
    matches = bundled("matches")
    home = matches.select(
        "season", club="home", scored="home_goals", conceded="away_goals", home=pl.lit(value=True)
    )
    away = matches.select(
        "season", club="away", scored="away_goals", conceded="home_goals", home=pl.lit(value=False)
    )
    diff = pl.col("scored").cast(pl.Int32) - pl.col("conceded").cast(pl.Int32)
    return pl.concat([home, away]).with_columns(
        points=pl.when(diff > 0).then(3).when(diff == 0).then(1).otherwise(0)
    )


def club_columns(frame: pl.DataFrame) -> set[str]:
    present = [c for c in ("home", "away", "club") if c in frame.columns]
    return {club for column in present for club in frame[column].unique()}


def deducted(season: int, club: str) -> int:
    entries = competitions()["E0"].deductions
    return sum(d.points for d in entries if (d.season, d.club) == (season, club))


# Matches


def test_every_season_has_380_matches() -> None:
    counts = bundled("matches").group_by("season").len()
    assert dict(counts.iter_rows()) == dict.fromkeys(SEASONS, 380)


def test_every_club_plays_38_matches_half_of_them_at_home() -> None:
    counts = per_club().group_by("season", "club").agg(pl.len(), pl.col("home").sum().alias("n"))
    assert counts.height == 20 * len(SEASONS)
    assert counts["len"].unique().to_list() == [38]
    assert counts["n"].unique().to_list() == [19]


def test_every_pair_meets_once_at_either_ground() -> None:
    pairs = bundled("matches").select("season", "home", "away")
    assert pairs.n_unique() == pairs.height
    assert pairs.filter(pl.col("home") == pl.col("away")).is_empty()


@pytest.mark.parametrize(
    ("season", "champion", "points"),
    [
        (2014, "Chelsea", 87),
        (2015, "Leicester", 81),
        (2016, "Chelsea", 93),
        (2017, "Man City", 100),
        (2018, "Man City", 98),
        (2019, "Liverpool", 99),
        (2020, "Man City", 86),
        (2021, "Man City", 93),
        (2022, "Man City", 89),
        (2023, "Man City", 91),
        (2024, "Liverpool", 84),
    ],
)
def test_the_champion_is_the_one_we_remember(season: int, champion: str, points: int) -> None:
    table = per_club().filter(pl.col("season") == season).group_by("club")
    leader = table.agg(pl.col("points").sum()).sort("points", descending=True).row(0)
    assert leader == (champion, points)


@pytest.mark.parametrize(
    ("season", "club", "points"), [(2023, "Everton", 40), (2023, "Nott'm Forest", 32)]
)
def test_deductions_give_the_official_points(season: int, club: str, points: int) -> None:
    won = per_club().filter(season=season, club=club)["points"].sum()
    assert won - deducted(season, club) == points


def test_xg_covers_2022_to_2025_and_nothing_else() -> None:
    known = pl.col("home_xg").is_not_null() & pl.col("away_xg").is_not_null()
    counts = bundled("matches").group_by("season").agg(known.sum().alias("known"))
    expected = {season: 380 if season >= 2022 else 0 for season in SEASONS}
    assert dict(counts.iter_rows()) == expected


def test_xg_is_of_the_size_of_goals() -> None:
    part = bundled("matches").filter(pl.col("season") >= 2022)
    assert part.select(pl.min_horizontal("home_xg", "away_xg").min()).item() > 0
    assert part.select(pl.max_horizontal("home_xg", "away_xg").max()).item() < 9
    assert part["home_xg"].mean() == pytest.approx(part["home_goals"].mean(), abs=0.1)
    assert part["away_xg"].mean() == pytest.approx(part["away_goals"].mean(), abs=0.1)
    assert part.select(pl.corr("home_xg", "home_goals")).item() > 0.45


def test_kickoffs_are_known_from_2016_and_fall_on_the_local_date() -> None:
    matches = bundled("matches")
    known = matches.drop_nulls("kickoff")
    assert known["season"].unique().sort().to_list() == list(range(2016, 2026))
    assert known.height == 380 * 10
    local = pl.col("kickoff").dt.convert_time_zone("Europe/London")
    assert known.filter(local.dt.date() != pl.col("date")).is_empty()
    assert known.select(local.dt.hour().is_between(11, 21).all()).item()


def test_dates_lie_within_their_season() -> None:
    start = pl.date(pl.col("season"), 8, 1)
    end = pl.date(pl.col("season") + 1, 7, 31)
    assert bundled("matches").filter(~pl.col("date").is_between(start, end)).is_empty()


def test_matchweeks_are_1_to_38_and_missing_in_2014_only() -> None:
    matches = bundled("matches")
    assert matches.filter(pl.col("matchweek").is_null())["season"].unique().to_list() == [2014]
    assert matches.select(pl.col("matchweek").drop_nulls().is_between(1, 38).all()).item()


def test_matchweeks_follow_the_calendar() -> None:
    middle = pl.col("date").cast(pl.Int32).median().over("season", "matchweek")
    apart = (pl.col("date").cast(pl.Int32) - middle).abs()
    assert bundled("matches").drop_nulls("matchweek").filter(apart > 10).height <= 3


# Absences, values, appearances


def test_absences_end_no_earlier_than_they_start() -> None:
    absences = bundled("absences")
    assert absences.filter(pl.col("end") < pl.col("start")).is_empty()
    assert set(absences["kind"]) == {"injury", "suspension", "other"}
    assert absences.drop("end").null_count().sum_horizontal().item() == 0


def test_absences_are_listed_once() -> None:
    key = ["player", "club", "kind", "detail", "start", "end"]
    absences = bundled("absences")
    assert absences.select(key).n_unique() == absences.height


def test_absences_name_clubs_of_their_season() -> None:
    members = bundled("matches").select("season", club="home").unique()
    assert bundled("absences").join(members, on=["season", "club"], how="anti").is_empty()


def test_most_absent_players_also_appear() -> None:
    absences = bundled("absences").filter(pl.col("season") >= 2016)
    seen = bundled("appearances").select("season", "player").unique()
    found = absences.join(seen, on=["season", "player"], how="semi")
    assert found.height > 0.9 * absences.height


@pytest.mark.parametrize(
    ("known_as", "club", "start"),
    [
        ("Virgil van Dijk", "Liverpool", date(2020, 10, 18)),
        ("Rodri", "Man City", date(2024, 9, 23)),
    ],
)
def test_a_well_known_injury_is_there(known_as: str, club: str, start: date) -> None:
    rows = bundled("absences").filter(known_as=known_as, club=club)
    assert (rows["start"] - start).dt.total_days().abs().min() in range(3)


def test_appearances_fill_a_match() -> None:
    sheets = bundled("appearances").group_by("season", "club", "date")
    totals = sheets.agg(pl.col("minutes").sum(), pl.len())
    matches = bundled("matches").filter(pl.col("season") >= 2016)
    assert totals.height == 2 * matches.height
    assert totals.select(pl.col("len").is_between(11, 17).all()).item()
    assert totals.select(pl.col("minutes").is_between(880, 1090).all()).item()


def test_squad_values_were_known_before_the_club_played() -> None:
    values = bundled("squad_values")
    matches = bundled("matches")
    sides = pl.concat(
        [matches.select("season", "matchweek", "kickoff", club=side) for side in ("home", "away")]
    )
    joined = values.join(sides, on=["season", "matchweek", "club"], how="left")
    assert joined.filter((pl.col("as_of") > pl.col("kickoff")).fill_null(value=True)).is_empty()


def test_squad_values_change_from_row_to_row() -> None:
    values = bundled("squad_values").sort("club", "season", "as_of")
    key = ["club", "season"]
    figures = pl.struct("value", "value_listed", "players")
    assert values.select(pl.struct(*key, "as_of").is_unique().all()).item()
    assert values.filter((figures == figures.shift(1).over(key)).fill_null(value=False)).is_empty()
    assert values.filter(pl.col("value") > pl.col("value_listed")).is_empty()
    assert values["value"].is_between(80, 200).all()


# Odds


def test_odds_cover_every_match_of_2023() -> None:
    odds = bundled("odds")
    groups = odds.group_by("bookmaker", "market").len()
    assert sorted(groups.rows()) == [
        (bookmaker, market, 380)
        for bookmaker in ("average", "maximum")
        for market in ("1x2", "totals")
    ]
    matches = bundled("matches").filter(season=2023)
    key = ["season", "date", "home", "away"]
    assert matches.join(odds, on=key, how="anti").is_empty()


def test_odds_are_prices_of_a_pre_match_market() -> None:
    odds = bundled("odds")
    prices = odds.select("price_1", "price_x", "price_2")
    assert prices.select(pl.all().drop_nulls().gt(1).all()).row(0) == (True, True, True)
    assert odds["moment"].unique().to_list() == ["opening"]
    assert odds.filter(market="1x2")["line"].null_count() == 760
    assert odds.filter(market="totals")["line"].unique().to_list() == [2.5]
    assert odds.filter(market="totals")["price_x"].null_count() == 760
    inverse = pl.sum_horizontal(1 / pl.col("price_1", "price_x", "price_2"))
    average = odds.filter(bookmaker="average").select(inverse).to_series()
    assert average.is_between(1.02, 1.08).all()


def test_the_maximum_is_never_below_the_average() -> None:
    odds = bundled("odds")
    both = odds.filter(bookmaker="maximum").join(
        odds.filter(bookmaker="average"), on=["home", "away", "market"], suffix="_average"
    )
    assert both.height == 760
    for price in ("price_1", "price_x", "price_2"):
        assert both.filter(pl.col(price) < pl.col(f"{price}_average")).is_empty()


# Clubs, competitions, rivalries


def test_every_bundled_club_is_known() -> None:
    english = {club.name for club in clubs() if club.country == "England"}
    for name in BUNDLED:
        assert club_columns(bundled(name)) <= english, name


def test_country_and_name_are_unique() -> None:
    counts = Counter((club.country, club.name) for club in clubs())
    assert [key for key, n in counts.items() if n > 1] == []


def test_an_alias_means_one_club_of_a_source_and_country() -> None:
    spellings = {
        (club.country, source, spelling, club.name)
        for club in clubs()
        for source, spelling in club.aliases
    }
    counts = Counter(key[:3] for key in spellings)
    assert [key for key, n in counts.items() if n > 1] == []


def test_an_alias_is_no_other_clubs_name() -> None:
    names = {(club.country, club.name) for club in clubs()}
    for club in clubs():
        for source, spelling in club.aliases:
            assert source in {*source_names(), "api-football"}
            assert spelling == spelling.strip() != ""
            assert (club.country, spelling) not in names


def test_club_names_are_clean() -> None:
    for club in clubs():
        assert club.name == club.name.strip() != ""
        assert club.full_name == club.full_name.strip() != ""
        assert not set(";:,") & set(club.name)


def test_every_division_names_its_country_as_the_clubs_do() -> None:
    assert {c.country for c in competitions().values()} == {club.country for club in clubs()}
    assert len(competitions()) == 22 + 16


def test_rules_are_in_order_and_fit_the_division() -> None:
    for code, competition in competitions().items():
        since = [rule.since for rule in competition.rules]
        assert since == sorted(set(since)), code
        for rule in competition.rules:
            # Of countries with one file for all seasons the places in cups are not known.
            known = not (len(code) == 3 and code.isalpha())
            assert (rule.champions_league > 0) == (competition.tier == 1 and known), code
            assert (rule.promotion > 0) == (competition.tier > 1), code
            european = rule.champions_league + rule.europe
            upwards = rule.promotion + rule.promotion_playoff
            downwards = rule.relegation + rule.relegation_playoff
            assert european + upwards + downwards < rule.teams, code


def test_deductions_name_known_clubs() -> None:
    known = {(club.country, club.name) for club in clubs()}
    for competition in competitions().values():
        for entry in competition.deductions:
            assert (competition.country, entry.club) in known
            assert deducted_in_total(competition.code, entry.season, entry.club) > 0


def deducted_in_total(code: str, season: int, club: str) -> int:
    entries = competitions()[code].deductions
    return sum(e.points for e in entries if (e.season, e.club) == (season, club))


def test_rivalries_name_two_clubs_of_a_country_once() -> None:
    known = {(club.country, club.name) for club in clubs()}
    pairs = [(row["country"], row["club"], row["rival"]) for row in rivalry_rows()]
    assert len({(country, frozenset(two)) for country, *two in pairs}) == len(pairs)
    for country, club, rival in pairs:
        assert {(country, club), (country, rival)} <= known
        assert club != rival


def rivalry_rows() -> Iterator[dict[str, str]]:
    text = (files("scoreline.reference") / "rivalries.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


# Size and provenance


def test_the_bundle_is_small() -> None:
    folder = files("scoreline.sources") / "bundled"
    sizes = [len((folder / f"{name}.parquet").read_bytes()) for name in BUNDLED]
    assert sum(sizes) < TWO_MEGABYTES


def test_provenance_names_every_file_and_its_row_count() -> None:
    folder = files("scoreline.sources") / "bundled"
    text = (folder / "PROVENANCE.md").read_text(encoding="utf-8")
    for name in BUNDLED:
        size = len((folder / f"{name}.parquet").read_bytes())
        assert f"| `{name}.parquet` | {bundled(name).height} | {size} |" in text


# Against the wider data, where it lies beside the checkout


def shared(name: str) -> pl.DataFrame:
    path = SHARED / name
    if not path.exists():
        pytest.skip("no ../shared/data beside the checkout")
    return pl.read_parquet(path)


def spelled(source: str) -> dict[tuple[str, str], str]:
    table = {(club.country, club.name): club.name for club in clubs()}
    for club in clubs():
        for origin, spelling in club.aliases:
            if origin == source:
                table[club.country, spelling] = club.name
    return table


def test_every_club_of_the_22_divisions_is_known() -> None:
    results = shared("all-divisions-2000-2022.parquet")
    table = spelled("football-data")
    for (code,), part in results.select("league", "home", "away").group_by("league"):
        country = competitions()[str(code)].country
        names = set(part["home"]) | set(part["away"])
        assert [name for name in names if (country, name.strip()) not in table] == []


def test_rules_count_the_clubs_that_played() -> None:
    results = shared("all-divisions-2000-2022.parquet")
    table = spelled("football-data")
    for (code, season), part in results.group_by("league", "season"):
        competition = competitions()[str(code)]
        names = set(part["home"]) | set(part["away"])
        played = {table[competition.country, name.strip()] for name in names}
        year = part["season"][0]
        assert len(played) == competition.rules_in(year).teams, (code, season)


def test_understat_spellings_lead_to_the_same_clubs() -> None:
    xg = shared("understat-xg-2014-2022.parquet")
    table = spelled("understat")
    for code, name, expected in xg.select("league", "home", "home_fd").unique().iter_rows():
        country = competitions()[code].country
        assert table[country, name] == expected


def test_bundled_results_agree_with_football_data() -> None:
    results = shared("all-divisions-2000-2022.parquet").filter(league="E0")
    theirs = results.select(
        pl.col("season"), pl.col("date").dt.date(), "home", "away", "hg", "ag"
    ).filter(pl.col("season") >= 2014)
    ours = bundled("matches").filter(pl.col("season") <= 2022)
    joined = ours.join(theirs, on=["season", "date", "home", "away"], how="inner")
    assert joined.height == ours.height == theirs.height
    same = (pl.col("home_goals") == pl.col("hg")) & (pl.col("away_goals") == pl.col("ag"))
    assert joined.filter(~same).is_empty()
