"""Settings are searched for on days before those that judge, and the search can be repeated."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import polars as pl
import pytest
from sklearn.linear_model import PoissonRegressor

from models_world import LINEAR, TREES, simulated_frame
from scoreline.errors import NotEnoughDataError, StoreError
from scoreline.models import MemberSpec, Recipe, Tuning, train
from scoreline.models.judging import FOLDS, Judge
from scoreline.models.members import Member
from scoreline.models.recipes import RECIPES, STRENGTHS
from scoreline.models.sample import Sample
from scoreline.models.spaces import SPACES, Settings, space_of
from scoreline.models.tuning import UNJUDGED, tune

FRAME = simulated_frame(400, seasons=1)
SAMPLE = Sample.of(FRAME)
POISSON = Recipe("poisson", members=LINEAR.members[1:])
"""A recipe with one setting to search for."""


def trials(url: str) -> list[optuna.trial.FrozenTrial]:
    storage = optuna.storages.RDBStorage(url)
    (name,) = optuna.get_all_study_names(storage)
    found = optuna.load_study(study_name=name, storage=storage).trials
    storage.remove_session()
    storage.engine.dispose()
    return found


def test_the_best_settings_are_part_of_the_recipe_and_of_what_is_reported() -> None:
    trained = train(FRAME, LINEAR, tuning=Tuning(trials=4))
    found = trained.metrics["tuning"]
    assert set(found) == {"logit", "poisson"}
    for member in trained.recipe.members:
        tuned = found[member.name]
        assert tuned["tried"] == 4
        assert tuned["best_loss"] <= tuned["own_loss"]
        if tuned["best_loss"] < tuned["own_loss"]:
            assert dict(member.params) == tuned["settings"]
        else:
            assert member in LINEAR.members
    stored = {each.spec.name: each.estimator.get_params() for each in trained.model.members}  # type: ignore[attr-defined]
    assert stored["poisson"]["penalty"] == found["poisson"]["settings"]["penalty"]


@pytest.mark.parametrize("penalty", [10.0, 0.0])
def test_a_setting_outside_of_what_is_tried_is_tried_too_and_mended(penalty: float) -> None:
    bad = replace(LINEAR.members[1], params={"penalty": penalty})
    recipe, found = tune(SAMPLE, Recipe("bad", members=(bad,)), Tuning(trials=8))
    assert found["poisson"]["best_loss"] < found["poisson"]["own_loss"]
    assert 1e-4 < recipe.members[0].params["penalty"] < 10


def test_trees_keep_what_is_not_searched_for() -> None:
    spec = MemberSpec("trees", "boosted_outcome", params={"overrides": {**TREES, "max_bin": 16}})
    space = SPACES["boosted_outcome"]
    own = space.settings(spec)
    assert own["n_estimators"] == TREES["n_estimators"]
    assert own["reg_lambda"] == 20.0
    tuned = space.tuned(spec, {**own, "max_depth": 5})
    assert tuned.params["overrides"]["max_bin"] == 16
    assert tuned.params["overrides"]["max_depth"] == 5
    assert tuned.name == "trees"


def test_trees_can_be_tuned() -> None:
    quick = {"preset": "own", "overrides": {"n_estimators": 100}}
    goals = MemberSpec("goal_trees", "boosted_goals", params=quick)
    found = tune(SAMPLE, Recipe("trees", members=(goals,)), Tuning(trials=2))[1]["goal_trees"]
    assert len(found["settings"]) == 9
    assert found["tried"] == 2


def test_what_a_member_has_lies_within_what_is_tried() -> None:
    # The second original's trees have no greatest depth and no penalty at all.
    for recipe in (each for each in RECIPES.values() if each.name != "extratime"):
        for spec in recipe.members:
            space = space_of(spec)
            if space is None:
                continue
            for name, value in space.settings(spec).items():
                bounds = space.ranges[name]
                assert bounds.low <= value <= bounds.high, (recipe.name, spec.name, name)


def test_members_that_nobody_knows_how_to_tune_stay_as_they_are() -> None:
    theirs = MemberSpec("theirs", PoissonRegressor, columns=("elo_difference",))
    assert space_of(theirs) is None
    kept = replace(POISSON, members=(*POISSON.members, theirs))
    recipe, found = tune(SAMPLE, kept, Tuning(trials=1))
    assert recipe.members[1] is theirs
    assert set(found) == {"poisson"}


def test_a_fold_is_judged_by_a_member_that_saw_only_earlier_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, int]] = []
    judged: list[tuple[int, int]] = []
    numbers = {row.tobytes(): day for row, day in zip(SAMPLE.x, SAMPLE.days, strict=True)}

    def days(x: np.ndarray) -> tuple[int, int]:
        found = [numbers[row.tobytes()] for row in np.ascontiguousarray(x)]
        return min(found), max(found)

    def fit(self: Member, sample: Sample, _weight: Any, later: Sample) -> Member:
        seen.append((days(sample.x)[0], days(later.x)[1]))
        return self

    def forecast(_self: Member, x: Any) -> np.ndarray:
        judged.append(days(x))
        return np.ones((len(x), 2))

    monkeypatch.setattr(Member, "fit_until", fit)
    monkeypatch.setattr(Member, "forecast", forecast)
    list(Judge(POISSON.members[0], SPACES["poisson"], POISSON, SAMPLE).losses({"penalty": 0.1}))
    assert len(judged) == FOLDS
    for learnt, fold in zip(seen, judged, strict=True):
        assert learnt[0] == SAMPLE.days[0]
        assert learnt[1] + 1 == fold[0]
    assert judged[-1][1] == SAMPLE.days[-1]


def test_results_that_the_pool_or_the_report_use_do_not_touch_the_search() -> None:
    before = train(FRAME, POISSON, tuning=Tuning(trials=3)).metrics["tuning"]
    late = pl.col("date") >= FRAME["date"][260]
    changed = FRAME.with_columns(pl.when(late).then(9).otherwise("away_goals").alias("away_goals"))
    assert train(changed, POISSON, tuning=Tuning(trials=3)).metrics["tuning"] == before


def test_the_same_seed_tries_the_same_settings_and_another_does_not(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in "abc"]
    tune(SAMPLE, POISSON, Tuning(4, urls[0]))
    tune(SAMPLE, POISSON, Tuning(4, urls[1]))
    tune(SAMPLE, replace(POISSON, seed=1), Tuning(4, urls[2]))
    first, same, other = ([trial.params for trial in trials(url)] for url in urls)
    assert first == same
    assert first != other
    assert first[0] == other[0] == {"penalty": 0.01}


def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, parts = (f"sqlite:///{tmp_path / name}.db" for name in ("whole", "parts"))
    expected = tune(SAMPLE, POISSON, Tuning(14, whole))
    tune(SAMPLE, POISSON, Tuning(5, parts))
    assert tune(SAMPLE, POISSON, Tuning(14, parts)) == expected
    assert [each.params for each in trials(parts)] == [each.params for each in trials(whole)]


def test_a_search_that_is_done_tries_nothing_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    expected = tune(SAMPLE, POISSON, Tuning(3, url))
    assert tune(SAMPLE, POISSON, Tuning(3, url)) == expected
    assert tune(SAMPLE, POISSON, Tuning(2, url)) == expected
    assert len(trials(url)) == 3


def test_other_matches_have_a_study_of_their_own() -> None:
    found = [
        tune(sample, POISSON, Tuning(1))[1]["poisson"]["study"]
        for sample in (SAMPLE, SAMPLE, SAMPLE.between(0, 395))
    ]
    assert found[0] == found[1] != found[2]


def test_workers_share_what_is_to_be_tried(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    heard: list[tuple[str, int, int]] = []
    found = tune(
        SAMPLE, POISSON, Tuning(8, url, jobs=3), progress=lambda *said: heard.append(said)
    )[1]["poisson"]
    assert 8 <= found["tried"] <= 10
    assert len({trial.params["penalty"] for trial in trials(url)}) == found["tried"]
    assert ("tuning poisson", 8, 8) in heard


def test_a_setting_that_another_worker_was_given_too_and_told_first_is_let_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    told: list[float] = []

    def losses(_self: Judge, _settings: Settings) -> Iterator[float]:
        if not told:
            told.append(1.0)
            storage = optuna.storages.RDBStorage(url)
            (study,) = storage.get_all_studies()
            (trial,) = storage.get_all_trials(study._study_id)
            storage.set_trial_state_values(trial._trial_id, optuna.trial.TrialState.COMPLETE, told)
            storage.remove_session()
            storage.engine.dispose()
        yield from [2.0] * FOLDS

    monkeypatch.setattr(Judge, "losses", losses)
    found = tune(SAMPLE, POISSON, Tuning(2, url))[1]["poisson"]
    assert (found["tried"], found["own_loss"]) == (2, 1.0)


def scripted(monkeypatch: pytest.MonkeyPatch, *folds: list[float]) -> None:
    """Let the settings have these losses, one after the other."""
    left = iter(folds)

    def losses(_self: Judge, _settings: Settings) -> Iterator[float]:
        yield from next(left)

    monkeypatch.setattr(Judge, "losses", losses)


def test_a_setting_that_is_worse_than_most_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    hopeless = [9.0, float("nan")]
    scripted(monkeypatch, *[[1.0] * FOLDS for _ in range(UNJUDGED)], hopeless, [0.5] * FOLDS)
    found = tune(SAMPLE, POISSON, Tuning(trials=UNJUDGED + 2))[1]["poisson"]
    assert found["given_up"] == 1
    assert found["own_loss"] == 1.0
    assert found["best_loss"] == 0.5


def test_where_nothing_is_better_the_member_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [1.0] * FOLDS, [2.0] * FOLDS)
    assert tune(SAMPLE, POISSON, Tuning(trials=2))[0] == POISSON


def test_a_setting_that_could_not_be_tried_as_it_is_is_not_called_the_member_s_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scripted(monkeypatch, [1.0] * FOLDS, [2.0] * FOLDS)
    none = replace(POISSON, members=(replace(POISSON.members[0], params={"penalty": 0.0}),))
    tuned, found = tune(SAMPLE, none, Tuning(trials=2))
    assert tuned.members[0].params == found["poisson"]["settings"]
    assert found["poisson"]["own_loss"] == 1.0


def test_where_whoever_tried_the_member_s_own_setting_was_killed_it_is_tried_again(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    tune(SAMPLE, POISSON, Tuning(2, url))
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("UPDATE trials SET state = 'RUNNING' WHERE number = 0")
    found = tune(SAMPLE, POISSON, Tuning(1, url))[1]["poisson"]
    assert found["own_loss"] is not None
    assert found["tried"] == 2


def test_a_member_that_answers_no_match_cannot_be_tuned() -> None:
    unknown = replace(SAMPLE, x=np.full_like(SAMPLE.x, np.nan))
    market = MemberSpec("past_odds", "market_logit", columns=STRENGTHS, params={"curved": 1})
    with pytest.raises(NotEnoughDataError, match="ingest more seasons with odds"):
        tune(unknown, Recipe("market", members=(market,)), Tuning(trials=2))


def test_a_setting_that_failed_does_not_count_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"

    def broken(_self: Judge, _settings: Settings) -> Iterator[float]:
        raise NotEnoughDataError("not one draw")
        yield 0.0

    with monkeypatch.context() as patch:
        patch.setattr(Judge, "losses", broken)
        with pytest.raises(NotEnoughDataError, match="not one draw"):
            tune(SAMPLE, POISSON, Tuning(2, url))
    found = tune(SAMPLE, POISSON, Tuning(2, url))[1]["poisson"]
    assert found["tried"] == 2
    states = [trial.state.name for trial in trials(url)]
    assert states == ["FAIL", "COMPLETE", "COMPLETE"]
    assert trials(url)[1].params == {"penalty": 0.01}


def test_a_worker_that_fails_at_every_table_another_makes_tries_again_a_little_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter(["studies", "trials", "trial_params", "trial_values"])
    waited: list[float] = []

    class Contested(optuna.storages.RDBStorage):
        def __init__(self, *given: Any, **options: Any) -> None:
            if table := next(failures, None):
                raise RuntimeError(f"table {table} already exists")
            super().__init__(*given, **options)

    monkeypatch.setattr(optuna.storages, "RDBStorage", Contested)
    monkeypatch.setattr("scoreline.models.tuning.sleep", waited.append)
    url = f"sqlite:///{tmp_path / 'studies.db'}"
    assert tune(SAMPLE, POISSON, Tuning(2, url))[1]["poisson"]["tried"] == 2
    assert waited == [0.1, 0.2, 0.4, 0.8]


def test_a_database_that_cannot_keep_a_study_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not keep studies"):
        tune(SAMPLE, POISSON, Tuning(1, f"sqlite:///{tmp_path / 'none' / 'a.db'}"))
