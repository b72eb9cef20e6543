"""A planted price or report is seen at its instant and not a microsecond before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from scoreline.domain import InformationSet, Moment
from scoreline.domain.frames import (
    ABSENCES,
    APPEARANCES,
    ODDS,
    SIGNALS,
    SQUAD_VALUES,
    TEAM_RATINGS,
    Evidence,
    odds_known,
)
from scoreline.domain.match import MATCH_LENGTH
from scoreline.domain.odds import WAYS, reference_prices
from scoreline.features import FeatureEngine, Timeline, lay_out
from scoreline.features.quotes import quotes
from scoreline.features.timeline import END
from scoreline.testing.evidence import evidence_of, played
from scoreline.testing.leagues import simulated_competitions, simulated_league

pytestmark = pytest.mark.long

COMPETITIONS = simulated_competitions(teams=4, divisions=2)
FIRST, TODAY = date(2024, 2, 24), date(2024, 3, 2)
KICKOFF = datetime(2024, 3, 2, 15, tzinfo=UTC)
BEFORE = KICKOFF - timedelta(days=3)
BARE = evidence_of(played("A", "B", None, TODAY), played("B", "A", "1-0", FIRST))
PRICES: dict[str, Any] = {
    "bookmaker": "pinnacle",
    "market": "1x2",
    "price_1": 2.0,
    "price_x": 3.5,
    "price_2": 4.0,
}


OVER: dict[str, Any] = {"market": "totals", "line": 2.5, "price_1": 1.9, "price_2": 1.95}
LABELS = ("fair_home", "fair_draw", "fair_away")


def engine(information: InformationSet = InformationSet.CLOSING) -> FeatureEngine:
    return FeatureEngine(competitions=COMPETITIONS, information=information)


def quoted(*rows: dict[str, Any]) -> Evidence:
    return replace(BARE, odds=pl.DataFrame([PRICES | row for row in rows], schema=ODDS))


def out(known_at: datetime, **columns: Any) -> pl.DataFrame:
    row = {"club": "A", "player": "One", "kind": "injury", "start": date(2024, 3, 1)}
    return pl.DataFrame([row | {"known_at": known_at} | columns], schema=ABSENCES)


def on_the_pitch(known_at: datetime) -> pl.DataFrame:
    row = {"club": "A", "player": "One", "date": FIRST, "known_at": known_at, "minutes": 90}
    return pl.DataFrame([row], schema=APPEARANCES)


def said(kind: str) -> Callable[[datetime], Evidence]:
    def evidence(known_at: datetime) -> Evidence:
        row = {"club": "A", "known_at": known_at, "kind": kind, "value": 0.5}
        return replace(BARE, signals=pl.DataFrame([row], schema=SIGNALS))

    return evidence


def worth(known_at: datetime) -> Evidence:
    row = {"club": "A", "known_at": known_at, "value": 100.0}
    return replace(BARE, squad_values=pl.DataFrame([row], schema=SQUAD_VALUES))


def rated(known_at: datetime) -> Evidence:
    told = (("A", known_at, 1900.0), ("B", BEFORE, 1600.0))
    rows = [
        {"club": club, "provider": "clubelo", "known_at": at, "value": value}
        for club, at, value in told
    ]
    return replace(BARE, team_ratings=pl.DataFrame(rows, schema=TEAM_RATINGS))


def suspended(known_at: datetime) -> Evidence:
    ban = out(known_at, kind="suspension", player="Two")
    return replace(BARE, absences=pl.concat([out(BEFORE), ban]))


def back(known_at: datetime) -> Evidence:
    report = out(known_at, end=date(2024, 3, 1))
    return replace(BARE, absences=pl.concat([out(BEFORE), report]))


PLANTED: dict[str, tuple[str, Callable[[datetime], Evidence]]] = {
    "an opening price": (
        "home_odds",
        lambda at: quoted({"match_id": 1, "moment": "opening", "known_at": at}),
    ),
    "a closing price": (
        "implied_draw_probability",
        lambda at: quoted({"match_id": 1, "moment": "closing", "known_at": at}),
    ),
    "a price that moved": (
        "away_odds",
        lambda at: quoted(
            {"match_id": 1, "moment": "closing", "known_at": BEFORE},
            {"match_id": 1, "moment": "closing", "known_at": at, "price_2": 5.0},
        ),
    ),
    "a price of over 2.5 goals": (
        "implied_home_goals",
        lambda at: quoted(
            {"match_id": 1, "moment": "opening", "known_at": BEFORE},
            {"match_id": 1, "moment": "opening", "known_at": at} | OVER,
        ),
    ),
    "an injury": ("home_team_injuries", lambda at: replace(BARE, absences=out(at))),
    "a suspension": ("home_team_suspensions", suspended),
    "a recovery": ("home_team_injuries", back),
    "an injury of a key player": (
        "home_key_players_injured",
        lambda at: replace(BARE, absences=out(at), appearances=on_the_pitch(BEFORE)),
    ),
    "an appearance": (
        "home_injury_impact_score",
        lambda at: replace(BARE, absences=out(BEFORE), appearances=on_the_pitch(at)),
    ),
    "a rating by ClubElo": ("home_elo_rating", rated),
    "a squad's value": ("home_squad_value", worth),
    "team news": ("home_team_news_sentiment", said("team_news")),
    "an injury report": ("injury_report_severity_home", said("injury_report")),
    "a quote": ("manager_confidence_home", said("manager_quote")),
}


@pytest.mark.parametrize(("name", "evidence"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fact_is_seen_at_its_instant_and_not_a_microsecond_before(
    name: str, evidence: Callable[[datetime], Evidence]
) -> None:
    def row(known_at: datetime, as_of: datetime | None = None) -> pl.DataFrame:
        speaking = engine().compute(evidence(known_at), as_of=as_of, match_ids=[1])
        return speaking.select(engine().names)

    tick = timedelta(microseconds=1)
    never = row(KICKOFF + timedelta(days=300))
    assert row(KICKOFF + tick).equals(never)
    assert not row(KICKOFF).select(name).equals(never.select(name))
    early = KICKOFF - timedelta(days=2)
    assert row(early + tick, early).equals(never)
    assert row(early, early).select(name).equals(row(KICKOFF).select(name))


def test_odds_of_a_past_match_are_told_with_its_result_and_none_that_came_later() -> None:
    over = datetime(2024, 2, 24, 15, tzinfo=UTC) + MATCH_LENGTH

    names = ["home_market_strength", "market_margin", "market_total"]
    unknown = (None, None, None)

    def strength(known_at: datetime | None, as_of: datetime | None = None) -> tuple[Any, ...]:
        row = {"match_id": 2, "moment": "closing", "known_at": known_at}
        rows = engine(InformationSet.PAST).compute(
            quoted(row, row | OVER), as_of=as_of, match_ids=[1]
        )
        return rows.select(names).row(0)

    tick = timedelta(microseconds=1)
    assert None not in strength(None)
    assert strength(over) == strength(None)
    assert strength(over + tick) == unknown
    assert strength(None, over) == strength(None)
    assert strength(None, over - tick) == unknown


@pytest.mark.parametrize("information", [InformationSet.PAST, InformationSet.OPENING])
@given(seed=st.integers(0, 2**32 - 1), data=st.data())
@settings(max_examples=4, deadline=None)
def test_a_matchs_own_closing_odds_reach_its_row_as_a_label_and_as_nothing_else(
    information: InformationSet, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=4)
    row = data.draw(st.sampled_from(evidence.matches["match_id"].to_list()))
    closing = (pl.col("match_id") == row) & (pl.col("moment") == "closing")
    prices = pl.col("price_1", "price_x", "price_2")
    other_prices = prices + pl.when(closing).then(1.5).otherwise(0.0)
    canary = replace(evidence, odds=evidence.odds.with_columns(other_prices))
    own, other = (engine(information).compute(seen, match_ids=[row]) for seen in (evidence, canary))
    assert_frame_equal(other.drop(LABELS), own.drop(LABELS), check_exact=True)


def test_a_closing_price_is_not_there_before_kick_off() -> None:
    opening = {"match_id": 1, "moment": "opening", "price_1": 2.2}
    evidence = quoted({"match_id": 1, "moment": "closing"}, opening)

    def price(information: InformationSet, hours: float) -> float | None:
        as_of = KICKOFF - timedelta(hours=hours)
        value: float | None = engine(information).compute(evidence, as_of=as_of)["home_odds"][0]
        return value

    seen = {hours: price(InformationSet.CLOSING, hours) for hours in (168, 24.1, 24, 0.1, 0)}
    assert seen == {168: None, 24.1: None, 24: 2.2, 0.1: 2.2, 0: 2.0}
    assert price(InformationSet.OPENING, 0) == 2.2


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=4, deadline=None)
def test_nothing_but_an_information_set_with_them_is_touched_by_odds(seed: int) -> None:
    evidence = simulated_league(seed, teams=4)
    bare = replace(evidence, odds=evidence.odds.clear())
    blind = engine(InformationSet.NONE)
    assert_frame_equal(blind.compute(evidence), blind.compute(bare), check_exact=True)


@given(seed=st.integers(0, 2**32 - 1), data=st.data())
@settings(max_examples=4, deadline=None)
def test_the_odds_of_a_match_touch_no_column_from_past_odds_in_its_own_row(
    seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=4)
    row = data.draw(st.sampled_from(evidence.matches["match_id"].to_list()))
    without = replace(evidence, odds=evidence.odds.filter(pl.col("match_id") != row))
    past = engine(InformationSet.PAST)
    own, other = (past.compute(seen, match_ids=[row]) for seen in (evidence, without))
    assert_frame_equal(own.drop(LABELS), other.drop(LABELS), check_exact=True)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=4, deadline=None)
def test_closing_prices_touch_no_market_column_made_from_opening_odds(seed: int) -> None:
    evidence = simulated_league(seed, teams=4)
    opening = replace(evidence, odds=evidence.odds.filter(pl.col("moment") == "opening"))
    market = [name for name in engine().names if "odds" in name or "implied" in name]
    assert {"home_odds", "implied_draw_probability", "implied_away_goals"} <= set(market)
    own, other = (
        engine(InformationSet.OPENING).compute(seen).select(market) for seen in (evidence, opening)
    )
    assert_frame_equal(own, other, check_exact=True)


@pytest.mark.parametrize("moment", [*Moment])
@pytest.mark.parametrize("market", ["1x2", "totals"])
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=3, deadline=None)
def test_once_all_is_known_the_prices_are_the_reference_prices(
    market: str, moment: Moment, seed: int
) -> None:
    evidence = simulated_league(seed, teams=4)
    rows, prices = np.arange(len(evidence.matches)), WAYS[market]
    odds = evidence.odds.filter(pl.col("line").is_null() | (pl.col("line") == 2.5), market=market)
    cut = quotes(evidence.matches, odds, prices).at(rows, np.full(len(rows), END), [moment])
    chosen = evidence.matches.select("match_id").join(
        reference_prices(odds, moment=moment, market=market),
        on="match_id",
        how="left",
        maintain_order="left",
    )
    wanted = chosen.select(pl.col(prices).fill_null(np.nan)).to_numpy()
    assert np.isfinite(wanted).any()
    np.testing.assert_array_equal(cut, wanted)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=3, deadline=None)
def test_evidence_at_an_instant_keeps_every_price_that_was_known(seed: int) -> None:
    evidence = simulated_league(seed, teams=4)
    instant = evidence.matches["kickoff"].median()
    assert isinstance(instant, datetime)
    kickoffs = evidence.matches.select("match_id", "kickoff")
    known = evidence.odds.join(kickoffs, on="match_id").filter(odds_known() <= instant)
    assert len(evidence.at(instant).odds) == len(known)


def test_a_timeline_shows_no_frame_of_the_evidence() -> None:
    timeline = lay_out(quoted({"match_id": 1, "moment": "closing"}), competitions={})
    shown = {name for name in dir(Timeline) if not name.startswith("_")}
    values = [getattr(timeline, name) for name in shown]
    assert not [each for each in values if isinstance(each, Evidence | pl.DataFrame)]
    with pytest.raises(ValueError, match="kickoff is no column of results"):
        timeline.result("kickoff")


def test_a_timeline_without_odds_in_sight_has_none() -> None:
    evidence = quoted(
        *({"match_id": key, "moment": "closing"} | kind for key in (1, 2) for kind in ({}, OVER))
    )
    for information in InformationSet:
        timeline = lay_out(evidence, competitions={}, information=information)
        of_outcomes = timeline.odds(timeline.whole), timeline.past_odds()
        of_totals = timeline.totals(timeline.whole), timeline.past_totals()
        for prices in (of_outcomes, of_totals):
            own, past = (np.isfinite(each[:, 0]).tolist() for each in prices)
            assert own == [information is InformationSet.CLOSING] * 2
            assert past == [False, information is not InformationSet.NONE]
