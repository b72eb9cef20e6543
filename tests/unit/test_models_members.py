"""Members learn, forget nothing in storage, and anyone's classifier can be one."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import numpy as np
import polars as pl
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from models_world import FEATURES, LINEAR, TREES, simulated_frame
from scoreline.errors import ConfigurationError, NotEnoughDataError, ScorelineError
from scoreline.models import (
    Ensemble,
    MemberSpec,
    Recipe,
    _plugins,
    fit,
    member_names,
    train,
)
from scoreline.models._base import Floats, goals_of, matrix, outcomes_of
from scoreline.models._growing import planned
from scoreline.models._xgboost import XGBOOST
from scoreline.models.goals import BoostedGoals
from scoreline.models.logit import LogitOutcome
from scoreline.models.members import ENTRY_POINTS, USUAL, make
from scoreline.models.outcome import BoostedOutcome
from scoreline.models.poisson import FEWEST, MOST, PoissonGoals
from scoreline.models.recipes import STRENGTHS

FRAME = simulated_frame(400)
X = matrix(FRAME, FEATURES)
GOALS = goals_of(FRAME)
OUTCOMES = outcomes_of(GOALS)

OUTCOME_MEMBERS: list[Callable[[], Any]] = [
    LogitOutcome,
    lambda: BoostedOutcome(overrides=dict(TREES)),
]
GOALS_MEMBERS: list[Callable[[], Any]] = [
    PoissonGoals,
    lambda: BoostedGoals(overrides=dict(TREES)),
]


@pytest.mark.parametrize("made", OUTCOME_MEMBERS)
def test_an_outcome_member_forecasts_probabilities_that_beat_chance(
    made: Callable[[], Any],
) -> None:
    chances = made().fit(X, OUTCOMES).predict_proba(X)
    assert chances.shape == (400, 3)
    assert chances.sum(axis=1) == pytest.approx(np.ones(400))
    assert -np.log(chances[np.arange(400), OUTCOMES]).mean() < np.log(3)


@pytest.mark.parametrize("made", GOALS_MEMBERS)
def test_a_goals_member_forecasts_positive_means_about_the_right_size(
    made: Callable[[], Any],
) -> None:
    means = made().fit(X, GOALS).predict(X)
    assert means.shape == (400, 2)
    assert (means > 0).all()
    assert means.mean(axis=0) == pytest.approx(GOALS.mean(axis=0), rel=0.1)


@pytest.mark.parametrize("made", OUTCOME_MEMBERS)
def test_an_outcome_member_forecasts_the_same_after_storage(made: Callable[[], Any]) -> None:
    member = made().fit(X, OUTCOMES)
    again = type(member).restore(member.dump())
    assert np.array_equal(again.predict_proba(X), member.predict_proba(X))
    assert again.get_params() == member.get_params()


@pytest.mark.parametrize("made", GOALS_MEMBERS)
def test_a_goals_member_forecasts_the_same_after_storage(made: Callable[[], Any]) -> None:
    member = made().fit(X, GOALS)
    again = type(member).restore(member.dump())
    assert np.array_equal(again.predict(X), member.predict(X))
    assert again.get_params() == member.get_params()


@pytest.mark.parametrize("made", [*OUTCOME_MEMBERS, *GOALS_MEMBERS])
def test_scikit_learn_can_copy_a_member(made: Callable[[], Any]) -> None:
    assert clone(made(), safe=False).get_params() == made().get_params()


def test_boosting_stops_early_and_an_unfitted_copy_takes_as_many_rounds() -> None:
    member = BoostedOutcome(overrides={"learning_rate": 0.5, "min_child_weight": 1})
    member.fit_until(X[:300], OUTCOMES[:300], np.ones(300), (X[300:], OUTCOMES[300:]))
    (rounds,) = (each.rounds for each in member.grown)
    assert rounds < 100
    copy = member.unfitted().fit(X, OUTCOMES)
    assert copy.rounds == (rounds,)


def test_goal_trees_stop_early_for_each_side_by_itself() -> None:
    member = BoostedGoals(overrides={"learning_rate": 0.3, "min_child_weight": 1})
    member.fit_until(X[:300], GOALS[:300], np.ones(300), (X[300:], GOALS[300:]))
    kept = tuple(each.rounds for each in member.grown)
    assert max(kept) < 200
    again = BoostedGoals.restore(member.unfitted().fit(X, GOALS).dump())
    assert tuple(each.rounds for each in again.grown) == kept
    assert again.rounds == kept


def test_the_first_originals_parameters_go_by_its_name() -> None:
    plan = planned(XGBOOST, "outcomes", "bet-hope", {"n_estimators": 3}, rounds=None, seed=1)
    assert (plan.settings["max_depth"], plan.settings["learning_rate"]) == (6, 0.05)
    assert plan.rounds == 3


def test_an_unknown_preset_is_named_in_the_error() -> None:
    with pytest.raises(ConfigurationError, match="no preset 'wild'"):
        BoostedOutcome(preset="wild").fit(X, OUTCOMES)


def test_trees_contributions_add_up_to_their_log_odds() -> None:
    member = BoostedOutcome(overrides=dict(TREES)).fit(X, OUTCOMES)
    logs = np.log(member.predict_proba(X))
    parts = member.contributions(X).sum(axis=2)
    rest = (logs[:, 0] - logs[:, 2]) - (parts[:, 0] - parts[:, 2])
    assert rest == pytest.approx(np.full(400, rest[0]), abs=1e-4)


def test_logit_contributions_add_up_to_its_log_odds() -> None:
    member = LogitOutcome().fit(X, OUTCOMES)
    logs = np.log(member.predict_proba(X))
    parts = member.contributions(X).sum(axis=2)
    rest = (logs[:, 0] - logs[:, 2]) - (parts[:, 0] - parts[:, 2])
    assert rest == pytest.approx(np.full(400, rest[0]))


def test_what_is_missing_counts_as_average_and_not_as_zero() -> None:
    x = np.array([[10.0], [11.0], [12.0]] * 20)
    member = LogitOutcome(strength=10.0).fit(x, np.arange(60) % 3)
    said = member.predict_proba(np.array([[np.nan], [11.0], [0.0]]))
    assert said[0] == pytest.approx(said[1])
    assert said[0] != pytest.approx(said[2])


def test_expected_goals_stay_within_reason_far_outside_the_data() -> None:
    member = PoissonGoals().fit(X, GOALS)
    wild = np.full((2, X.shape[1]), np.array([[1e4], [-1e4]]))
    assert member.predict(wild).min() >= FEWEST * 0.999
    assert member.predict(wild).max() <= MOST * 1.001


def test_a_logit_needs_all_three_outcomes() -> None:
    with pytest.raises(NotEnoughDataError, match="lack a home win, a draw or an away win"):
        LogitOutcome().fit(X[:10], np.zeros(10, dtype=np.int64))


def test_an_unknown_kind_is_named_in_the_error() -> None:
    with pytest.raises(ConfigurationError, match="no member 'oracle'"):
        make(MemberSpec("x", "oracle"), seed=1)


def test_wrong_parameters_are_named_in_the_error() -> None:
    with pytest.raises(ConfigurationError, match=r"member 'x': .*'colour'"):
        make(MemberSpec("x", "logit", params={"colour": 1}), seed=1)


def test_members_take_the_recipes_seed_unless_they_name_their_own() -> None:
    assert make(MemberSpec("x", "boosted_outcome"), seed=5).get_params()["seed"] == 5
    own = MemberSpec("x", "boosted_outcome", params={"seed": 9})
    assert make(own, seed=5).get_params()["seed"] == 9


class Tree(DecisionTreeClassifier):  # type: ignore[misc]
    """Anybody's classifier, which has no answer for a match where a column is missing."""

    def __init__(self, min_samples_leaf: int = 20) -> None:
        super().__init__(min_samples_leaf=min_samples_leaf)

    def predict_proba(self, x: Floats) -> Floats:
        chances = np.asarray(super().predict_proba(x), dtype=np.float64)
        return np.where(np.isnan(x).any(axis=1, keepdims=True), np.nan, chances)


class Reticent(PoissonGoals):
    """A goals member that has no answer where its first column is missing."""

    def predict(self, x: Floats) -> Floats:
        return np.where(np.isnan(x[:, [0]]), np.nan, super().predict(x))


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints(
        EntryPoint(name, value, ENTRY_POINTS)
        for name, value in [
            ("tree", f"{__name__}:Tree"),
            ("reticent", f"{__name__}:Reticent"),
            ("logit", f"{__name__}:Tree"),
            ("broken", "scoreline.models.nowhere:Nothing"),
        ]
    )
    monkeypatch.setattr(_plugins, "entry_points", points.select)


FOREIGN = Recipe(
    name="foreign",
    members=(*LINEAR.members, MemberSpec("theirs", "tree", columns=STRENGTHS)),
)


def test_any_scikit_learn_classifier_can_be_a_member() -> None:
    model = fit(FRAME, FOREIGN)
    assert [member.spec.name for member in model.outcome_members] == ["logit", "theirs"]
    assert len(model.predict(FRAME)) == FRAME.height


def test_a_member_without_an_answer_is_left_out_for_that_match_only() -> None:
    model = fit(FRAME, replace(FOREIGN, calibration="none"))
    logit, reticent = model.outcome_members
    needed = pl.col(reticent.spec.columns)
    silent = FRAME.select(pl.any_horizontal(needed.is_null())).to_series().to_numpy()
    weights = model.pool.outcomes[[0, 2]]
    alone = replace(
        model,
        outcome_members=(logit,),
        pool=replace(model.pool, outcomes=weights / weights.sum()),
    )
    both, without = model.predict(FRAME).values, alone.predict(FRAME).values
    assert 0 < silent.sum() < len(silent)
    assert both[silent] == pytest.approx(without[silent], abs=1e-12)
    assert not np.isclose(both[~silent], without[~silent], rtol=1e-6, atol=0).all(axis=(1, 2)).any()


def test_a_match_that_no_goals_member_answers_is_not_answered_and_spoils_no_other() -> None:
    logit = LINEAR.members[0]
    model = fit(FRAME, Recipe("few", members=(logit, MemberSpec("goals", "reticent"))))
    known = FRAME["elo_difference"].is_not_null().to_numpy()
    assert np.array_equal(model.answers(FRAME), known)
    assert len(model.predict(FRAME.filter(known))) == known.sum()
    with pytest.raises(ScorelineError, match=f"answers {(~known).sum()} of 400 rows"):
        model.predict(FRAME)


def test_one_goals_member_that_answers_is_enough() -> None:
    model = fit(FRAME, Recipe("both", members=(*LINEAR.members, MemberSpec("goals", "reticent"))))
    assert model.answers(FRAME).all()
    assert np.isfinite(model.predict(FRAME).values).all()


def test_contributions_of_a_member_without_an_answer_do_not_count() -> None:
    model = fit(FRAME, FOREIGN)
    assert np.isfinite(model.contributions(FRAME)).all()


def test_a_member_that_cannot_be_stored_is_named() -> None:
    with pytest.raises(ScorelineError, match="member 'theirs' cannot be stored"):
        fit(FRAME, FOREIGN).dump()


def linear_goals() -> Pipeline:
    return make_pipeline(SimpleImputer(keep_empty_features=True), LinearRegression())


def test_scikit_learn_s_classes_and_what_makes_its_estimators_can_be_members_in_python() -> None:
    tree = {"max_leaf_nodes": 6, "min_samples_leaf": 20}
    members = (
        MemberSpec("forest", RandomForestClassifier, params={"n_estimators": 10, **tree}),
        MemberSpec("goals", DecisionTreeRegressor, params=tree),
        MemberSpec("line", linear_goals),
    )
    sklearns = Recipe("sklearns", members=members)
    trained = train(FRAME, sklearns)
    assert trained.metrics["outcomes"]["log_loss"] < np.log(3)
    assert trained.recipe.to_plain()["members"][1]["kind"] == "DecisionTreeRegressor"
    again = train(FRAME, sklearns).model
    assert np.array_equal(again.predict(FRAME).values, trained.model.predict(FRAME).values)
    with pytest.raises(ScorelineError, match="member 'forest' cannot be stored"):
        trained.model.dump()


def test_expected_goals_of_any_regressor_are_positive() -> None:
    goals = make(MemberSpec("line", linear_goals), seed=1)
    goals.fit(X, GOALS)
    assert goals.predict(np.full((1, len(FEATURES)), -50.0)).min() == FEWEST  # type: ignore[attr-defined]


def test_what_cannot_weigh_matches_learns_from_equal_ones_only() -> None:
    near = MemberSpec("near", linear_neighbours)
    members = (LINEAR.members[1], near)
    assert len(fit(FRAME, Recipe("near", members=members)).outcome_members) == 1
    with pytest.raises(ConfigurationError, match="Pipeline cannot weigh matches"):
        fit(FRAME, Recipe("near", members=members, half_life=100.0))


def linear_neighbours() -> Pipeline:
    return make_pipeline(SimpleImputer(keep_empty_features=True), KNeighborsClassifier(50))


def test_what_cannot_learn_from_missing_values_says_so_in_one_line() -> None:
    members = (LINEAR.members[1], MemberSpec("line", LogisticRegression))
    with pytest.raises(ConfigurationError, match=r"LogisticRegression cannot learn .*: Input X"):
        fit(FRAME, Recipe("gaps", members=members))


def test_a_classifier_that_never_saw_a_draw_is_no_member() -> None:
    tree = make(MemberSpec("tree", DecisionTreeClassifier), seed=1)
    with pytest.raises(NotEnoughDataError, match="lack a home win, a draw"):
        tree.fit(X, np.where(OUTCOMES == 1, 0, OUTCOMES))


def test_a_plug_in_cannot_take_the_place_of_one_of_our_members() -> None:
    assert isinstance(make(MemberSpec("x", "logit"), seed=1), LogitOutcome)
    assert member_names()[-2:] == ["reticent", "tree"]
    assert member_names().count("logit") == 1


def test_a_member_whose_plug_in_does_not_load_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"'broken' \(scoreline.models.nowhere:Nothing\)"):
        make(MemberSpec("x", "broken"), seed=1)


def test_a_model_with_a_member_that_is_not_here_says_which() -> None:
    files = dict(fit(FRAME, LINEAR).dump())
    files["ensemble.json"] = files["ensemble.json"].replace(b'"poisson"', b'"elsewhere"')
    with pytest.raises(ConfigurationError, match="no member 'elsewhere'"):
        Ensemble.restore(files)


def test_the_columns_of_a_frame_may_come_in_any_order() -> None:
    model = fit(FRAME, LINEAR)
    shuffled = FRAME.select(reversed(FRAME.columns))
    assert np.array_equal(model.predict(FRAME).values, model.predict(shuffled).values)


def test_integers_in_a_feature_column_are_numbers_too() -> None:
    whole = FRAME.with_columns(pl.col("noise_1").round().cast(pl.Int64))
    assert matrix(whole, ("noise_1",)).dtype == np.float64


def test_a_row_alone_is_read_as_among_others_whatever_its_columns_are_of() -> None:
    frame = pl.DataFrame(
        {
            "number": [0.1, None, float("nan")],
            "count": [None, 3, -2],
            "flag": [True, None, False],
            "small": pl.Series([0.1, None, 2.5], dtype=pl.Float32),
            "nothing": pl.Series([None, None, None], dtype=pl.Null),
        }
    )
    columns = ("flag", "nothing", "number", "small", "count")
    together = matrix(frame, columns)
    alone = np.concatenate([matrix(frame[[row]], columns) for row in range(3)])
    assert together.flags.c_contiguous
    assert np.array_equal(alone, together, equal_nan=True)


@pytest.mark.parametrize(("leagues", "read"), [(1, False), (3, False), (4, True)])
def test_what_is_usual_in_a_league_is_read_where_there_are_leagues_to_compare(
    leagues: int, read: bool
) -> None:
    frame = FRAME.with_columns(competition=pl.format("L{}", pl.int_range(pl.len()) % leagues))
    for member in fit(frame, LINEAR).members:
        assert (set(member.spec.columns) >= set(USUAL)) is read
        assert set(member.spec.columns) >= set(STRENGTHS) - set(USUAL)


def test_years_that_differ_in_what_is_usual_do_not_move_the_forecasts_of_one_league() -> None:
    columns = [pl.col(name) + 10.0 for name in sorted(USUAL)]
    model = fit(FRAME, LINEAR)
    moved = model.predict(FRAME.with_columns(columns))
    assert np.array_equal(moved.values, model.predict(FRAME).values)
