"""A backtest forecasts every match as if it were live, and says how good that was."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from models_world import LINEAR, MIXED
from scoreline.domain import InformationSet, Moment
from scoreline.domain.frames import ODDS, Evidence, result_known
from scoreline.errors import ConfigurationError, NotEnoughDataError, NotFoundError
from scoreline.evaluation import COLUMNS, Backtest, backtest, sections
from scoreline.evaluation.walk import Walk
from scoreline.features import FeatureEngine
from scoreline.models import Bools, Ensemble, Recipe, recipe
from scoreline.testing.leagues import simulated_league

PLAYED = simulated_league(11, teams=8, seasons=4, divisions=2, first_season=2017)
LAST: date = PLAYED.matches.filter(competition="SIM1", status="finished")["date"].sort()[-1]
EMPTY_ODDS = pl.DataFrame(schema=ODDS)
START, END = date(2019, 8, 1), date(2020, 12, 31)


def planned(evidence: Evidence) -> Walk:
    """Plan a weekly walk."""
    engine = FeatureEngine()
    return Walk.plan(
        evidence,
        engine.compute(evidence),
        LINEAR,
        features=engine.names,
        start=START,
        end=END,
        refit="weekly",
    )


def with_odds(evidence: Evidence, share: float = 1.0) -> Evidence:
    """Quote the same prices for the first matches."""
    ids = evidence.matches["match_id"].sort()
    quoted = pl.DataFrame({"match_id": ids[: int(len(ids) * share)]}).with_columns(
        bookmaker=pl.lit("pinnacle"),
        market=pl.lit("1x2"),
        moment=pl.lit("closing"),
        price_1=2.1,
        price_x=3.5,
        price_2=3.6,
    )
    quoted = pl.concat([pl.DataFrame(schema=ODDS), quoted], how="diagonal")
    return Evidence(evidence.matches, quoted)


@pytest.fixture(scope="module")
def walked() -> Backtest:
    return backtest(with_odds(PLAYED), leagues=["SIM1"], start=START, end=END, recipe=LINEAR)


def test_every_finished_match_of_the_span_has_one_row(walked: Backtest) -> None:
    rows = FeatureEngine().compute(PLAYED).drop_nulls(["home_goals", "away_goals"])
    wanted = rows.filter(pl.col("date").is_between(START, END), pl.col("competition") == "SIM1")
    assert sorted(walked.match_ids) == wanted["match_id"].sort().to_list()
    assert tuple(walked.frame.columns) == COLUMNS
    assert walked.frame["league"].unique().to_list() == ["SIM1"]


def test_rows_say_what_the_grids_say(walked: Backtest) -> None:
    frame = walked.frame
    chances = frame.select("p_home", "p_draw", "p_away").to_numpy()
    assert chances == pytest.approx(walked.grid.outcomes())
    assert chances.sum(axis=1) == pytest.approx(np.ones(frame.height))
    assert frame["mu_home"].to_numpy() == pytest.approx(walked.grid.expected_goals()[:, 0])
    assert (frame["top_score_away"].to_numpy() == walked.grid.modal_scores()[:, 1]).all()


def test_models_are_fitted_at_the_first_day_of_each_month_and_never_later(
    walked: Backtest,
) -> None:
    fitted, played = walked.frame["trained_until"], walked.frame["date"]
    assert (fitted <= played).all()
    assert fitted.to_list() == [max(START, day.replace(day=1)) for day in played]


def test_the_summary_is_plain_json_with_the_market_on_the_same_matches(walked: Backtest) -> None:
    summary = json.loads(json.dumps(walked.summary, allow_nan=False))
    assert summary["matches"] == walked.frame.height
    assert summary["bookmakers"] == {"closing": {"pinnacle": walked.frame.height}, "opening": {}}
    assert set(summary["compared"]["forecasters"]) == {
        "model",
        "market",
        "market_proportional",
        "market_shin",
        "uniform",
        "class_frequencies",
        "always_home",
        "elo_logit",
        "dixon_coles",
    }
    assert set(summary["compared"]["differences"]["market"]) == {"log_loss", "rps"}


def test_the_market_stands_by_each_way_to_take_its_margin_out(walked: Backtest) -> None:
    names = ("market", "market_proportional", "market_shin")
    found = walked.summary["compared"]["forecasters"]
    assert len({found[name]["log_loss"] for name in names}) == len(names)
    assert len({found[name]["matches"] for name in names}) == 1
    rows = [row[0] for row in sections(walked.summary)[0].rows]
    assert rows[1:4] == [
        "market at the close",
        "market at the close, proportional margin",
        "market at the close, Shin's margin",
    ]


def test_without_odds_there_is_no_market_and_everything_else() -> None:
    bare = Evidence(PLAYED.matches)
    found = backtest(bare, leagues=["SIM1"], start=START, end=END, recipe=LINEAR)
    assert not {"market", "market_shin"} & set(found.summary["compared"]["forecasters"])
    assert found.summary["bookmakers"] == {"closing": {}, "opening": {}}
    assert found.summary["against"] == {}
    assert found.summary["betting"] == []
    assert [each.key for each in sections(found.summary)] == [
        "forecasters",
        "figures",
        "league",
        "season",
        "month",
        "promoted",
        "targets",
    ]
    assert found.summary["compared"]["matches"] == found.frame.height


def test_with_some_odds_all_are_compared_on_those_matches_only() -> None:
    found = backtest(with_odds(PLAYED, 0.5), leagues=["SIM1"], start=START, end=END, recipe=LINEAR)
    quoted = found.summary["compared"]["matches"]
    assert 0 < quoted < found.summary["matches"]
    assert quoted == sum(found.summary["bookmakers"]["closing"].values())


def test_processes_change_nothing_but_the_time() -> None:
    def walk(jobs: int) -> Backtest:
        return backtest(
            PLAYED,
            leagues=["SIM1", "SIM2"],
            start=date(2020, 7, 1),
            end=END,
            recipe=MIXED,
            refit="quarterly",
            jobs=jobs,
        )

    alone, together = walk(1), walk(2)
    assert alone.frame.equals(together.frame)
    assert alone.summary == together.summary


def test_the_seed_decides_what_is_drawn() -> None:
    def walk(seed: int) -> Backtest:
        return backtest(
            PLAYED,
            leagues=["SIM1"],
            start=date(2020, 8, 1),
            end=END,
            recipe=MIXED,
            refit="yearly",
            seed=seed,
        )

    assert walk(1).frame.equals(walk(1).frame)
    assert not walk(1).frame.equals(walk(2).frame)


def test_no_league_means_all_of_them() -> None:
    found = backtest(PLAYED, leagues=[], start=START, end=END, recipe=LINEAR, refit="yearly")
    assert found.frame["league"].unique().sort().to_list() == ["SIM1", "SIM2"]


def test_matches_that_the_model_does_not_answer_are_counted_and_left_out(
    walked: Backtest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def winter_only(_model: Ensemble, frame: pl.DataFrame) -> Bools:
        answered: Bools = frame["date"].dt.month().is_in([11, 12, 1]).to_numpy()
        return answered

    monkeypatch.setattr(Ensemble, "answers", winter_only)
    found = backtest(with_odds(PLAYED), leagues=["SIM1"], start=START, end=END, recipe=LINEAR)
    winter = walked.frame.filter(pl.col("date").dt.month().is_in([11, 12, 1]))
    assert found.frame.equals(winter)
    assert 0 < found.summary["matches"] < walked.frame.height
    assert found.summary["unanswered"] == walked.frame.height - found.summary["matches"]


def test_a_model_that_answers_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ensemble, "answers", lambda _model, frame: np.zeros(len(frame), bool))
    with pytest.raises(NotEnoughDataError, match="has no answer for any match from 2019-08-01"):
        backtest(PLAYED, leagues=["SIM1"], start=START, end=END, recipe=LINEAR, refit="yearly")


def test_every_table_of_a_backtest_has_rows_as_wide_as_its_columns(walked: Backtest) -> None:
    found = sections(walked.summary)
    assert {each.key for each in found} >= {"forecasters", "outcomes", "goals", "scores"}
    for section in found:
        assert {len(row) for row in section.rows} == {len(section.columns)}
        assert max(section.words) < len(section.columns)


def test_progress_counts_the_refits() -> None:
    heard: list[tuple[str, int, int]] = []
    backtest(
        PLAYED,
        leagues=["SIM1"],
        start=START,
        end=END,
        recipe=LINEAR,
        refit="yearly",
        progress=lambda stage, done, total: heard.append((stage, done, total)),
    )
    assert heard == [("refits", 0, 2), ("refits", 1, 2), ("refits", 2, 2)]


def test_a_step_learns_only_from_results_known_before_its_refit_and_its_forecasts() -> None:
    rows = FeatureEngine().compute(PLAYED)
    known = PLAYED.matches.select("match_id", known=result_known())
    plan = planned(PLAYED)
    assert len(plan.steps) > 20
    for step in plan.steps:
        instant = datetime(step.refit.year, step.refit.month, step.refit.day, tzinfo=UTC)
        seen = plan.past(step).join(known, on="match_id")["known"]
        first = plan.coming(step)["kickoff"].sort()[0]
        assert (seen <= min(instant, first)).all()
        rest = rows.join(known, on="match_id").filter(pl.col("known") <= min(instant, first))
        assert len(seen) == rest.drop_nulls(["home_goals", "away_goals"]).height


def test_a_day_that_begins_before_utc_midnight_is_not_learnt_from_on_itself() -> None:
    # In summer an English day begins at 23:00 UTC of the day before.
    first = PLAYED.matches["date"].min()
    assert isinstance(first, date)
    shifted = PLAYED.matches.with_columns(
        pl.when("date_only")
        .then(pl.col("kickoff") - timedelta(hours=1))
        .otherwise("kickoff")
        .alias("kickoff")
    )
    plan = planned(Evidence(shifted))
    for step in plan.steps:
        past, coming = plan.past(step), plan.coming(step)
        assert set(past["match_id"]).isdisjoint(coming["match_id"])
        assert past["kickoff"].max() < coming["kickoff"].min()  # type: ignore[operator]


def planted(evidence: Evidence, moment: Moment) -> Evidence:
    """Let prices of one moment tell how the last day's matches end."""
    last = evidence.matches.filter(pl.col("date") == LAST)
    told = last.select(
        "match_id",
        bookmaker=pl.lit("pinnacle"),
        market=pl.lit("1x2"),
        moment=pl.lit(moment.value),
        price_1=pl.when(pl.col("home_goals") > pl.col("away_goals")).then(1.1).otherwise(20.0),
        price_x=pl.when(pl.col("home_goals") == pl.col("away_goals")).then(1.1).otherwise(20.0),
        price_2=pl.when(pl.col("home_goals") < pl.col("away_goals")).then(1.1).otherwise(20.0),
    )
    of_them = (pl.col("moment") == moment) & pl.col("match_id").is_in(last["match_id"].implode())
    odds = [evidence.odds.filter(~of_them), pl.concat([EMPTY_ODDS, told], how="diagonal_relaxed")]
    return replace(evidence, odds=pl.concat(odds))


def _seeing(information: InformationSet) -> Recipe:
    return LINEAR if information is InformationSet.NONE else recipe("ensemble", information)


def said(evidence: Evidence, information: InformationSet) -> pl.DataFrame:
    """Return what is said of the last days by a recipe that sees so much."""
    return backtest(
        evidence,
        leagues=["SIM1"],
        start=LAST - timedelta(days=30),
        end=LAST,
        recipe=_seeing(information),
    ).frame


@cache
def said_usually(information: InformationSet) -> pl.DataFrame:
    """Return what is said where no price tells the result, once for every moment."""
    return said(PLAYED, information)


@pytest.mark.parametrize("information", list(InformationSet))
@pytest.mark.parametrize("moment", list(Moment))
def test_prices_that_tell_the_result_reach_those_who_may_see_them_and_nobody_else(
    information: InformationSet, moment: Moment
) -> None:
    allowed = {
        InformationSet.NONE: (),
        InformationSet.PAST: (),
        InformationSet.OPENING: (Moment.OPENING,),
        # The closing line stands before the opening one.
        InformationSet.CLOSING: (Moment.CLOSING,),
    }
    changed = not said_usually(information).equals(said(planted(PLAYED, moment), information))
    assert changed == (moment in allowed[information])


def test_a_recipe_that_sees_odds_needs_some() -> None:
    bare = Evidence(PLAYED.matches)
    with pytest.raises(NotFoundError, match="no odds are stored that --odds past could see"):
        backtest(
            bare, leagues=[], start=START, end=END, recipe=recipe("ensemble", InformationSet.PAST)
        )


def test_a_league_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match="no matches of league 'E9'; there are SIM1, SIM2"):
        backtest(PLAYED, leagues=["E9"], start=START, end=END)


def test_a_span_without_matches_is_named() -> None:
    with pytest.raises(NotFoundError, match="no finished matches from 2031-01-01 to 2031-02-01"):
        backtest(PLAYED, leagues=["SIM1"], start=date(2031, 1, 1), end=date(2031, 2, 1))


def test_too_few_matches_before_the_first_refit_are_too_few() -> None:
    with pytest.raises(NotEnoughDataError, match="at least 100 finished matches"):
        backtest(PLAYED, leagues=["SIM1"], start=date(2018, 8, 1), end=END, recipe=LINEAR)


def test_an_unknown_rhythm_of_refits_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no refit 'hourly'; try weekly, monthly"):
        backtest(PLAYED, leagues=["SIM1"], start=START, end=END, refit="hourly")
