from collections import Counter

import polars as pl
from polars.testing import assert_frame_equal

from scoreline.domain.frames import (
    ABSENCES,
    APPEARANCES,
    MATCHES,
    ODDS,
    PRICE,
    SIGNALS,
    SQUAD_VALUES,
    TEAM_RATINGS,
    odds_known,
)
from scoreline.testing.leagues import simulated_competitions, simulated_league


def test_the_same_seed_gives_the_same_league() -> None:
    first, again, other = (simulated_league(seed) for seed in (1, 1, 2))
    for name in (
        "matches",
        "odds",
        "absences",
        "squad_values",
        "appearances",
        "signals",
        "team_ratings",
    ):
        assert_frame_equal(getattr(first, name), getattr(again, name))
        assert not getattr(first, name).equals(getattr(other, name))


def test_every_pair_meets_once_at_each_ground_every_season() -> None:
    for teams in (2, 5, 6):
        matches = simulated_league(7, teams=teams, seasons=2, divisions=2).matches
        assert dict(matches.schema) == MATCHES
        fixtures = Counter(matches.select("competition", "season", "home", "away").rows())
        assert set(fixtures.values()) == {1}
        assert len(fixtures) == 2 * 2 * teams * (teams - 1)


def test_clubs_go_up_and_down_and_newcomers_arrive() -> None:
    matches = simulated_league(8, teams=4, seasons=2, divisions=2).matches
    clubs = {
        key: set(frame["home"])
        for key, frame in matches.partition_by("competition", "season", as_dict=True).items()
    }
    assert len(clubs["SIM1", 2020] & clubs["SIM2", 2021]) == 1
    assert len(clubs["SIM2", 2020] & clubs["SIM1", 2021]) == 1
    assert len(clubs["SIM2", 2021] - clubs["SIM1", 2020] - clubs["SIM2", 2020]) == 1


def test_it_has_what_makes_real_leagues_awkward() -> None:
    matches = simulated_league(9, teams=8, seasons=3).matches
    assert matches["date_only"].any()
    assert matches["neutral"].any()
    assert matches["kickoff"].n_unique() < len(matches)
    assert 0 < matches["home_xg"].null_count() < len(matches)
    assert 0 < matches["matchweek"].null_count() < len(matches)
    assert matches["status"].n_unique() > 2
    by_week = matches.filter(season=2020).drop_nulls("matchweek").sort("kickoff")["matchweek"]
    assert not by_week.is_sorted()
    assert not matches["match_id"].is_sorted()


def test_competitions_come_with_tiers_in_order() -> None:
    known = simulated_competitions(teams=4, divisions=3)
    assert {code: entry.tier for code, entry in known.items()} == {"SIM1": 1, "SIM2": 2, "SIM3": 3}
    assert known["SIM1"].rules_in(2020).teams == 4


def test_odds_and_reports_come_with_what_makes_real_ones_awkward() -> None:
    evidence = simulated_league(9, teams=8, seasons=2)
    for frame, schema in (
        (evidence.odds, ODDS),
        (evidence.absences, ABSENCES),
        (evidence.squad_values, SQUAD_VALUES),
        (evidence.appearances, APPEARANCES),
        (evidence.signals, SIGNALS),
        (evidence.team_ratings, TEAM_RATINGS),
    ):
        assert dict(frame.schema) == schema
        assert len(frame) > 50
    quotes = evidence.odds.join(evidence.matches, on="match_id")
    assert not evidence.odds.select(PRICE).is_unique().all()
    assert 0 < evidence.odds["price_x"].null_count() < len(evidence.odds)
    assert quotes.filter(odds_known() > pl.col("kickoff")).height > 0
    reports = evidence.absences
    assert 0 < reports["end"].null_count() < len(reports)
    assert reports.select(pl.col("known_at").dt.date() < pl.col("start")).to_series().any()
    assert reports["club"].n_unique() < evidence.matches["home"].n_unique()


def test_the_odds_know_more_than_nothing() -> None:
    evidence = simulated_league(9, teams=8, seasons=3)
    sharp = evidence.odds.filter(bookmaker="pinnacle", moment="closing").unique("match_id")
    quoted = sharp.join(evidence.matches, on="match_id").drop_nulls(["price_1", "home_goals"])
    won = pl.col("home_goals") > pl.col("away_goals")
    price = quoted.group_by(won.alias("won")).agg(pl.col("price_1").log().mean())
    assert price.filter(won=True)["price_1"].item() < price.filter(won=False)["price_1"].item()
