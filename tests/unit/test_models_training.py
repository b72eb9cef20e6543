"""Training keeps its parts apart, says what it found and stores what it made."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models_world import FEATURES, LINEAR, MIXED, simulated_frame
from scoreline.domain import InformationSet
from scoreline.domain.frames import FAIR
from scoreline.errors import (
    ConfigurationError,
    IntegrityError,
    NotEnoughDataError,
    ScorelineError,
)
from scoreline.features import names
from scoreline.models import (
    ENSEMBLE,
    RECIPES,
    Ensemble,
    MemberSpec,
    Recipe,
    Trained,
    fit,
    recipe,
    train,
)
from scoreline.models.recipes import IMPLIED, PAST_ODDS, STRENGTHS
from scoreline.models.report import _fold_errors
from scoreline.models.sample import Sample

FRAME = simulated_frame()


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(FRAME, MIXED)


def test_training_describes_what_it_learnt_from(trained: Trained) -> None:
    learnt = FRAME.filter(pl.col("season") > 2015)
    assert trained.samples == learnt.height
    assert trained.trained_from == learnt["date"].min()
    assert trained.trained_until == date(2015, 8, 1) + timedelta(days=120)
    assert trained.competitions == ("SIM",)
    assert trained.model.features == FEATURES


def test_the_report_is_plain_json_and_complete(trained: Trained) -> None:
    report = json.loads(json.dumps(trained.metrics, allow_nan=False))
    assert report == trained.metrics
    assert set(report) == {
        "test",
        "outcomes",
        "goals",
        "decisions",
        "baselines",
        "importance",
        "pool",
    }
    assert set(report["goals"]) == {
        "home",
        "away",
        "both",
        "cross_validated_mae",
        "cross_validated_mae_sd",
    }
    assert set(report["baselines"]) == {
        "uniform",
        "class_frequencies",
        "always_home",
        "elo_logit",
        "dixon_coles",
    }
    assert set(report["pool"]["rounds"]) == {"trees", "goal_trees"}


def test_the_report_has_the_market_where_its_prices_are_known() -> None:
    known = pl.col("match_id") % 2 == 0
    chances = dict(zip(FAIR, (0.5, 0.25, 0.25), strict=True))
    priced = FRAME.with_columns(**{k: pl.when(known).then(v) for k, v in chances.items()})
    report = train(priced, LINEAR, features=FEATURES).metrics
    market, others = report["baselines"]["market"], report["baselines"]["dixon_coles"]
    assert 0 < market["matches"] < others["matches"] == report["test"]["matches"]


def test_the_model_beats_class_frequencies_on_matches_it_has_not_seen(trained: Trained) -> None:
    report = trained.metrics
    assert report["outcomes"]["log_loss"] < report["baselines"]["class_frequencies"]["log_loss"]
    assert report["goals"]["both"]["r2"] > 0


def test_the_column_that_decides_is_the_most_important(trained: Trained) -> None:
    first = trained.metrics["importance"][0]
    assert first["feature"] == "elo_difference"
    assert first["gain"] > 0


def test_what_was_always_missing_has_no_importance(trained: Trained) -> None:
    never = next(row for row in trained.metrics["importance"] if row["feature"] == "never_known")
    figures = ("gain", "shap", "home_goals", "away_goals")
    assert never == {"feature": "never_known", **dict.fromkeys(figures, 0.0)}


def test_a_stored_model_forecasts_the_same_to_the_last_bit(trained: Trained) -> None:
    files = trained.model.dump()
    again = Ensemble.restore(files)
    assert again.features == trained.model.features
    assert np.array_equal(again.predict(FRAME).values, trained.model.predict(FRAME).values)
    assert again.dump() == files


def test_one_row_is_forecast_and_explained_as_in_a_batch_to_the_last_bit(trained: Trained) -> None:
    model, rows = trained.model, FRAME.head(60)
    alone = [model.predict(row).values for row in rows.iter_slices(1)]
    assert np.array_equal(np.concatenate(alone), model.predict(rows).values)
    parts = [model.contributions(row) for row in rows.iter_slices(1)]
    assert np.array_equal(np.concatenate(parts), model.contributions(rows))


def test_no_rows_make_an_empty_grid(trained: Trained) -> None:
    assert len(trained.model.predict(FRAME.head(0))) == 0


def test_the_grid_has_the_pooled_and_calibrated_margins(trained: Trained) -> None:
    grid = trained.model.predict(FRAME)
    assert grid.outcomes().sum(axis=1) == pytest.approx(np.ones(FRAME.height))
    strong = FRAME.with_row_index().drop_nulls("elo_difference").sort("elo_difference")["index"]
    home = grid.outcomes()[:, 0]
    assert home[strong[-50:].to_numpy()].mean() > home[strong[:50].to_numpy()].mean() + 0.2


def test_contributions_favour_the_side_that_the_deciding_column_favours(trained: Trained) -> None:
    parts = trained.model.contributions(FRAME)
    assert parts.shape == (FRAME.height, 3, len(FEATURES))
    assert parts.sum(axis=1) == pytest.approx(np.zeros((FRAME.height, len(FEATURES))), abs=1e-9)
    elo = FRAME["elo_difference"].fill_null(0.0).to_numpy()
    push = parts[:, 0, 0] - parts[:, 2, 0]
    assert np.corrcoef(elo, push)[0, 1] > 0.9


def test_contributions_add_up_to_the_log_odds_of_the_forecast() -> None:
    model = fit(FRAME, replace(MIXED, calibration="none"))
    logs = np.log(model.predict(FRAME).outcomes())
    said = logs[:, 0] - logs[:, 2]
    parts = model.contributions(FRAME).sum(axis=2)
    explained = parts[:, 0] - parts[:, 2]
    assert np.corrcoef(said, explained)[0, 1] > 0.999
    assert explained.std() == pytest.approx(said.std(), rel=0.1)


def test_the_same_seed_gives_the_same_model_whatever_the_threads(trained: Trained) -> None:
    assert train(FRAME, MIXED, jobs=3).model.dump() == trained.model.dump()


def test_another_seed_gives_another_model(trained: Trained) -> None:
    assert train(FRAME, replace(MIXED, seed=1)).model.dump() != trained.model.dump()


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = FRAME.sample(fraction=1.0, shuffle=True, seed=3)
    assert fit(shuffled, LINEAR).dump() == fit(FRAME, LINEAR).dump()


def test_results_of_the_test_part_do_not_touch_the_model_that_is_measured(
    trained: Trained,
) -> None:
    before = trained.metrics
    start = pl.lit(before["test"]["from"]).str.to_date()
    changed = FRAME.with_columns(
        pl.when(pl.col("date") >= start).then(9).otherwise("home_goals").alias("home_goals")
    )
    after = train(changed, MIXED).metrics
    assert after["pool"] == before["pool"]
    assert after["importance"] == before["importance"]
    assert after["outcomes"] != before["outcomes"]


def test_matches_without_a_result_are_passed_over() -> None:
    coming = FRAME.tail(10).with_columns(
        pl.col("match_id") + 10_000, home_goals=pl.lit(None, pl.Int64)
    )
    assert fit(pl.concat([FRAME, coming]), LINEAR).dump() == fit(FRAME, LINEAR).dump()


def test_the_first_season_only_warms_the_ratings_up() -> None:
    assert train(FRAME, LINEAR).samples == 400
    assert train(FRAME, replace(LINEAR, warm_up=0)).samples == 600


def test_with_two_seasons_every_match_is_needed() -> None:
    assert train(FRAME.filter(pl.col("season") < 2017), LINEAR).samples == 400


def test_fewer_than_a_hundred_matches_are_too_few() -> None:
    with pytest.raises(NotEnoughDataError, match="at least 100 finished matches and there are 99"):
        train(simulated_frame(99, seasons=1), LINEAR)


def test_a_hundred_matches_are_enough() -> None:
    assert train(simulated_frame(100, seasons=1), MIXED).samples == 100


def test_a_hundred_matches_on_one_day_cannot_be_parted() -> None:
    with pytest.raises(NotEnoughDataError, match="lie on 1 day,"):
        train(simulated_frame(100, seasons=1, per_day=100), LINEAR)


def test_the_cross_validated_error_of_a_block_depends_on_nothing_later() -> None:
    sample = Sample.of(FRAME)
    later = np.arange(len(sample)) >= 400
    changed = replace(sample, goals=np.where(later[:, None], 9, sample.goals))
    same = _fold_errors(MIXED, changed, 300, 400) == _fold_errors(MIXED, sample, 300, 400)
    assert same.all()


def test_a_recipe_learns_from_the_columns_it_may_see_and_reads_no_others() -> None:
    model = train(FRAME, LINEAR, features=STRENGTHS).model
    assert model.features == STRENGTHS
    assert len(model.predict(FRAME.select(STRENGTHS))) == FRAME.height
    assert (
        fit(FRAME, MIXED, features=STRENGTHS).dump()
        == fit(FRAME.drop("noise_1", "noise_2", "never_known"), MIXED).dump()
    )


def test_a_member_that_wants_a_column_it_may_not_see_is_named() -> None:
    with pytest.raises(ScorelineError, match="'logit' reads columns"):
        fit(FRAME, LINEAR, features=STRENGTHS[1:])


def test_recent_matches_can_be_made_to_count_more() -> None:
    fading = replace(LINEAR, half_life=20.0)
    assert fit(FRAME, fading).dump() != fit(FRAME, LINEAR).dump()


def test_a_missing_column_is_named_at_prediction(trained: Trained) -> None:
    with pytest.raises(ScorelineError, match="lacks 1 columns of this model: noise_2"):
        trained.model.predict(FRAME.drop("noise_2"))


def test_a_missing_column_is_named_in_training() -> None:
    with pytest.raises(ScorelineError, match=r"'logit' reads columns .* lacks: home_pi_rating"):
        train(FRAME.drop("home_pi_rating"), LINEAR)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ScorelineError, match="lacks its kickoff"):
        train(FRAME.drop("kickoff"), LINEAR)


def test_a_recipe_without_a_goals_member_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no member that forecasts goals"):
        train(FRAME, Recipe("half", members=LINEAR.members[:1]))


def test_a_recipe_that_asks_for_what_nobody_knows_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no calibration 'platt'; try auto, none"):
        replace(LINEAR, calibration="platt")
    with pytest.raises(ConfigurationError, match="no decision rule 'dice'; try largest, balanced"):
        replace(LINEAR, decision="dice")


def test_members_have_names_of_their_own() -> None:
    with pytest.raises(ConfigurationError, match="gives two members one name"):
        Recipe("twins", members=(LINEAR.members[0], LINEAR.members[0]))


def test_goals_members_alone_make_a_model() -> None:
    assert train(FRAME, Recipe("goals", members=LINEAR.members[1:])).metrics["pool"][
        "outcomes"
    ] == {"grid": 1.0}


def test_progress_is_told_from_beginning_to_end() -> None:
    heard: list[tuple[str, int, int]] = []
    train(FRAME, LINEAR, progress=lambda stage, done, total: heard.append((stage, done, total)))
    assert heard == [("fitting", 0, 3), ("measuring", 1, 3), ("refitting", 2, 3), ("done", 3, 3)]


def test_a_recipe_is_plain_json_whose_members_can_be_read_again() -> None:
    for known in (*RECIPES.values(), MIXED):
        plain = json.loads(json.dumps(known.to_plain()))
        members = tuple(MemberSpec.from_plain(member) for member in plain["members"])
        assert members == known.members
        assert plain["information"] == "none"


def test_recipes_go_by_name() -> None:
    assert recipe("ensemble") == ENSEMBLE
    with pytest.raises(ConfigurationError, match="no recipe 'stew'"):
        recipe("stew")


def test_a_recipe_with_odds_in_sight_reads_what_is_made_from_them() -> None:
    opening = recipe("ensemble", InformationSet.OPENING)
    assert opening.information is InformationSet.OPENING
    assert {*IMPLIED, *PAST_ODDS} <= set(opening.members[0].columns)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("information", InformationSet)
def test_a_recipe_reads_nothing_that_it_may_not_see(name: str, information: InformationSet) -> None:
    seen = recipe(name, information)
    assert seen.name == name
    assert seen.information is information
    for member in seen.members:
        assert set(member.columns) <= set(names(information))


def test_a_model_of_another_format_is_refused(trained: Trained) -> None:
    files = dict(trained.model.dump())
    files["ensemble.json"] = files["ensemble.json"].replace(b'"format": 1', b'"format": 2')
    with pytest.raises(IntegrityError, match="format 2; this release reads 1"):
        Ensemble.restore(files)


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff"])
def test_a_damaged_plan_is_no_model(trained: Trained, content: bytes) -> None:
    with pytest.raises(IntegrityError, match=r"ensemble\.json"):
        Ensemble.restore({**trained.model.dump(), "ensemble.json": content})


def test_a_model_without_one_of_its_files_is_refused(trained: Trained) -> None:
    files = dict(trained.model.dump())
    del files["trees.outcome.ubj"]
    with pytest.raises(IntegrityError, match=r"lacks its file trees\.outcome\.ubj"):
        Ensemble.restore(files)


def test_damaged_trees_are_refused_before_anything_reads_them(trained: Trained) -> None:
    files = dict(trained.model.dump())
    files["trees.outcome.ubj"] = files["trees.outcome.ubj"][:100]
    with pytest.raises(IntegrityError, match=r"trees\.outcome\.ubj is damaged"):
        Ensemble.restore(files)


def test_members_may_read_some_columns_only() -> None:
    narrow = MemberSpec("logit", "logit", columns=("elo_difference",))
    model = fit(FRAME, Recipe("narrow", members=(narrow, LINEAR.members[1])))
    moved = FRAME.with_columns(pl.col("noise_1") + 100)
    assert np.array_equal(model.predict(moved).values, model.predict(FRAME).values)
