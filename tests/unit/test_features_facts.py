"""Availability, market and news: what they say, and where they say nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from scoreline.domain import InformationSet
from scoreline.domain.frames import ABSENCES, APPEARANCES, ODDS, SIGNALS, SQUAD_VALUES, Evidence
from scoreline.features import FeatureEngine
from scoreline.testing.evidence import evidence_of, played

TODAY = date(2024, 3, 2)
KICKOFF = datetime(2024, 3, 2, 15, tzinfo=UTC)
DAY = timedelta(days=1)
BARE = evidence_of(played("A", "B", None, TODAY))


def row(evidence: Evidence) -> dict[str, Any]:
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    return engine.compute(evidence).row(0, named=True)


def absent(player: str, ago: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "club": "A",
        "player": player,
        "kind": "injury",
        "start": TODAY - ago * DAY,
        "known_at": KICKOFF - ago * DAY,
        **columns,
    }


def squad(*players: tuple[str, int, float | None], ago: int = 7) -> pl.DataFrame:
    rows = [
        {
            "club": "A",
            "player": player,
            "date": TODAY - ago * DAY,
            "known_at": KICKOFF - ago * DAY,
            "minutes": minutes,
            "value": value,
        }
        for player, minutes, value in players
    ]
    return pl.DataFrame(rows, schema=APPEARANCES)


def absences(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ABSENCES)


SQUAD = squad(("One", 90, 9.0), ("Two", 90, 8.0), ("Three", 60, 7.0), ("Four", 60, 6.0))


def test_without_reports_nothing_is_known_of_absences() -> None:
    said = row(replace(BARE, appearances=SQUAD))
    names = [
        f"{side}_team_{what}" for side in ("home", "away") for what in ("injuries", "suspensions")
    ]
    assert [said[name] for name in names] == [None] * 4
    assert said["home_key_player_out"] is said["home_injury_impact_score"] is None


def test_the_injured_are_counted_once_each_and_only_on_the_day() -> None:
    reports = absences(
        absent("One"),
        absent("One", 3, detail="knee"),
        absent("Two", 30, end=TODAY - DAY),
        absent("Three", 30, end=TODAY),
        absent("Four", 1, start=TODAY + DAY),
    )
    said = row(replace(BARE, absences=reports))
    assert (said["home_team_injuries"], said["away_team_injuries"]) == (2, None)


def test_a_later_report_takes_the_place_of_an_earlier_one() -> None:
    began = absent("One", 20)
    over = began | {"known_at": KICKOFF - 2 * DAY, "end": TODAY - 3 * DAY}
    assert row(replace(BARE, absences=absences(began)))["home_team_injuries"] == 1
    assert row(replace(BARE, absences=absences(over, began)))["home_team_injuries"] == 0


def test_suspensions_are_unknown_where_nobody_tells_any() -> None:
    other = absent("Any", 9, kind="suspension", club="B", end=TODAY - 5 * DAY)
    assert row(replace(BARE, absences=absences(absent("One"))))["home_team_suspensions"] is None
    assert row(replace(BARE, absences=absences(absent("One"), other)))["home_team_suspensions"] == 0


def test_suspensions_told_in_another_country_say_nothing_of_this_one() -> None:
    evidence = evidence_of(
        played("A", "B", None, TODAY, competition="E0"),
        *(played("C", "D", "1-0", TODAY - 9 * DAY, competition=code) for code in ("E1", "SC0")),
        played("E", "F", "1-0", TODAY - 9 * DAY, competition="SC0"),
        played("G", "H", None, TODAY + 9 * DAY, competition="E1"),
    )

    def suspensions(club: str) -> float | None:
        other = absent("Any", 9, kind="suspension", club=club, end=TODAY - 5 * DAY)
        told = replace(evidence, absences=absences(absent("One"), other))
        rows = FeatureEngine().compute(told, match_ids=[1])
        value: float | None = rows["home_team_suspensions"][0]
        return value

    assert {club: suspensions(club) for club in "ABCDEFGH"} == {
        **dict.fromkeys("ABCD", 0),
        **dict.fromkeys("EF"),
        **dict.fromkeys("GH"),  # kick off in the country only after this match
    }


def test_a_report_that_nobody_renewed_for_a_year_is_forgotten() -> None:
    assert row(replace(BARE, absences=absences(absent("One", 365))))["home_team_injuries"] == 1
    assert row(replace(BARE, absences=absences(absent("One", 366))))["home_team_injuries"] is None


def test_key_players_are_the_dearest_and_impact_is_the_share_of_minutes() -> None:
    reports = absences(absent("Three"), absent("Four", kind="other"))
    said = row(replace(BARE, absences=reports, appearances=SQUAD))
    assert (said["home_key_player_out"], said["home_key_players_injured"]) == (1, 1)
    assert said["home_injury_impact_score"] == pytest.approx(100 * 120 / 300)
    only_fourth = row(replace(BARE, absences=absences(absent("Four")), appearances=SQUAD))
    assert (only_fourth["home_key_player_out"], only_fourth["home_key_players_injured"]) == (0, 1)


def test_minutes_decide_where_no_value_is_known() -> None:
    unpriced = squad(("One", 10, None), ("Two", 80, None), ("Three", 70, None), ("Four", 60, None))
    out = {
        name: row(replace(BARE, absences=absences(absent(name)), appearances=unpriced))
        for name in ("One", "Four")
    }
    assert [out[name]["home_key_player_out"] for name in out] == [0, 1]


def test_names_that_do_not_fit_together_say_nothing_of_key_players() -> None:
    said = row(replace(BARE, absences=absences(absent("O. N. E.")), appearances=SQUAD))
    assert said["home_team_injuries"] == 1
    assert said["home_key_player_out"] is said["home_key_players_injured"] is None
    assert said["home_injury_impact_score"] is None


def test_a_squad_is_worth_what_was_published_last_and_not_over_a_year_ago() -> None:
    values = pl.DataFrame(
        [
            {"club": "A", "known_at": KICKOFF - 9 * DAY, "value": 120.0},
            {"club": "A", "known_at": KICKOFF - 90 * DAY, "value": 110.0},
            {"club": "B", "known_at": KICKOFF - 366 * DAY, "value": 90.0},
        ],
        schema=SQUAD_VALUES,
    )
    said = row(replace(BARE, squad_values=values))
    assert (said["home_squad_value"], said["away_squad_value"]) == (120, None)


def test_news_halves_in_weight_every_week_and_is_old_after_four() -> None:
    told = [(0, 1.0, "team_news"), (7, -0.5, "team_news"), (28, 0.2, "manager_quote")]
    signals = pl.DataFrame(
        [
            {"club": "A", "known_at": KICKOFF - days * DAY, "kind": kind, "value": value}
            for days, value, kind in [*told, (29, 0.9, "injury_report"), (1, 1.0, "gossip")]
        ],
        schema=SIGNALS,
    )
    said = row(replace(BARE, signals=signals))
    assert said["home_team_news_sentiment"] == pytest.approx((1 - 0.25) / 1.5)
    assert said["manager_confidence_home"] == pytest.approx(0.2)
    assert said["injury_report_severity_home"] is None
    assert said["away_team_news_sentiment"] is None


def quotes(*rows: dict[str, Any]) -> Evidence:
    base = {"match_id": 1, "market": "1x2", "moment": "closing", "price_x": 3.5, "price_2": 4.0}
    return replace(BARE, odds=pl.DataFrame([base | each for each in rows], schema=ODDS))


def test_the_sharpest_bookmaker_with_all_three_prices_is_quoted() -> None:
    pinnacle = {"bookmaker": "pinnacle", "price_1": None}
    others = [
        {"bookmaker": name, "price_1": 2.0 + i} for i, name in enumerate(("maximum", "average"))
    ]
    said = row(quotes(pinnacle, *others))
    assert (said["home_odds"], said["draw_odds"], said["away_odds"]) == (3.0, 3.5, 4.0)
    assert said["market_overround"] == pytest.approx(1 / 3 + 1 / 3.5 + 1 / 4 - 1)


def test_implied_probabilities_add_up_to_one() -> None:
    said = row(quotes({"bookmaker": "average", "price_1": 2.0}))
    fair = [said[f"implied_{name}_probability"] for name in ("home", "draw", "away")]
    assert sum(fair) == pytest.approx(1)
    assert fair[0] > fair[1] > fair[2]


def test_without_prices_the_market_says_nothing() -> None:
    said = row(BARE)
    assert said["home_odds"] is said["market_overround"] is None
    assert said["implied_home_probability"] is None
