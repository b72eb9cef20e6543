"""Better settings for the members of a recipe, searched for on matches before those that judge.

Optuna keeps every setting that was tried in a study, in the home's own database: whoever is killed
goes on from there, and whoever asks for the same on another machine helps.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Event
from time import sleep
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from scoreline.errors import StoreError
from scoreline.models._base import Progress
from scoreline.models._threads import one_thread
from scoreline.models.judging import FOLDS, Judge
from scoreline.models.learning import LEARN
from scoreline.models.recipe import MemberSpec, Recipe
from scoreline.models.sample import Sample
from scoreline.models.spaces import Range, space_of

if TYPE_CHECKING:
    import optuna

UNJUDGED: Final = 5
"""Settings that are tried on every fold before any is given up early."""

PATIENCE: Final = 60
"""Seconds to wait for another writer of an SQLite database."""

PAUSES: Final = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries to make the tables that other workers are making at that moment."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much is tried, and where it is kept.

    Attributes:
        trials: Settings that are tried for each member, the one it has among them.
        storage: URL of the database that keeps the studies; None forgets them.
        jobs: Settings tried at the same time. With more than one, which is tried next depends on
            which is done first, so that the search cannot be repeated exactly.
    """

    trials: int
    storage: str | None = None
    jobs: int = 1


def tune(
    sample: Sample, recipe: Recipe, tuning: Tuning, *, progress: Progress | None = None
) -> tuple[Recipe, dict[str, Any]]:
    """Search for better settings of every member that has some, each member by itself.

    A setting is judged on blocks of days, each forecast by a member that learnt from the matches
    before it. The first setting is the one that the member has. One that is worse so far than the
    median of those before it is given up. Matches that the pool will learn from are left alone.

    Args:
        sample: In order of time; without the matches that the result is measured on.
        recipe: What to tune.
        tuning: How much is tried.
        progress: Told how many settings of a member have been tried.

    Returns:
        The recipe with the best settings, and what was found, by member, as plain values.

    Raises:
        NotEnoughDataError: There are too few days for the folds.
        StoreError: The database does not keep the study.
    """
    fitting, stopping, _ = sample.cut(LEARN)
    seen = sample.between(0, len(fitting) + len(stopping))
    members, found = [], {}
    with _storage(tuning.storage) as storage:
        for spec in recipe.members:
            space = space_of(spec)
            if space is None:
                members.append(spec)
                continue
            search = Search(storage, Judge(spec, space, recipe, seen), tuning)
            search.run(progress)
            members.append(search.best())
            found[spec.name] = search.found()
    return replace(recipe, members=tuple(members)), found


class Search:
    """One member's study, which several workers may share."""

    def __init__(
        self, storage: "optuna.storages.BaseStorage", judge: Judge, tuning: Tuning
    ) -> None:
        """Open the study, or begin it."""
        import optuna  # noqa: PLC0415 - slow, and only tuning needs it

        self._judge, self._tuning, self._storage = judge, tuning, storage
        own, ranges = judge.space.settings(judge.spec), judge.space.ranges
        self._ranges = {name: bounds.holding(own[name]) for name, bounds in ranges.items()}
        self._given = own
        self._own = {name: max(value, self._ranges[name].low) for name, value in own.items()}
        self._study = optuna.create_study(
            storage=storage,
            study_name=f"{judge.recipe.name}/{judge.spec.name}/{judge.digest()}",
            load_if_exists=True,
        )

    def run(self, progress: Progress | None) -> None:
        """Try settings until there are as many as were asked for, whoever tried them."""
        if self._own_trial() is None:
            self._study.enqueue_trial(self._own)
        enough = Event()
        with one_thread(), ThreadPoolExecutor(self._tuning.jobs) as pool:
            try:
                workers = [
                    pool.submit(self._work, enough, progress) for _ in range(self._tuning.jobs)
                ]
                for worker in workers:
                    worker.result()
            finally:
                enough.set()
        if self._own_trial() is None:  # it waits yet, as whoever began it was killed
            with one_thread():
                self._try(self._shared())

    def best(self) -> MemberSpec:
        """Return the member with the best settings."""
        settings = self._study.best_params
        spec, space = self._judge.spec, self._judge.space
        return spec if settings == self._given else space.tuned(spec, settings)

    def found(self) -> dict[str, Any]:
        """Return what was tried and what it brought, as plain values."""
        tried, own = self._tried(), self._own_trial()
        return {
            "study": self._study.study_name,
            "tried": len(tried),
            "given_up": sum(trial.state.name == "PRUNED" for trial in tried),
            "own_loss": own.value if own else None,
            "best_loss": self._study.best_value,
            "settings": self._study.best_params,
        }

    def _tried(self) -> "list[optuna.trial.FrozenTrial]":
        from optuna.trial import TrialState  # noqa: PLC0415

        return self._study.get_trials(
            deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)
        )

    def _own_trial(self) -> "optuna.trial.FrozenTrial | None":
        return next((trial for trial in self._tried() if trial.params == self._own), None)

    def _work(self, enough: Event, progress: Progress | None) -> None:
        study = self._shared()
        name, most = self._judge.spec.name, self._tuning.trials
        while not enough.is_set() and len(self._tried()) < most:
            with one_thread():
                self._try(study)
            if progress:
                progress(f"tuning {name}", min(len(self._tried()), most), most)

    def _shared(self) -> "optuna.Study":
        """Return the study as an object of a worker's own: a sampler belongs to one setting."""
        import optuna  # noqa: PLC0415

        return optuna.load_study(
            study_name=self._study.study_name,
            storage=self._storage,
            pruner=optuna.pruners.MedianPruner(n_startup_trials=UNJUDGED),
        )

    def _try(self, study: "optuna.Study") -> None:
        from optuna.exceptions import UpdateFinishedTrialError  # noqa: PLC0415
        from optuna.trial import TrialState  # noqa: PLC0415

        trial = study.ask()
        study.sampler = _sampler(self._judge.recipe.seed, trial.number)
        try:
            loss = self._loss(trial)
            ended = TrialState.PRUNED if loss is None else TrialState.COMPLETE
            study.tell(trial, loss, state=ended)
        except UpdateFinishedTrialError:
            # SQLite gives a setting that waits to two workers at once. The other was done first.
            return
        except BaseException:
            study.tell(trial, state=TrialState.FAIL)
            raise

    def _loss(self, trial: "optuna.Trial") -> float | None:
        """Return the mean loss over the folds, or None if it was given up on the way."""
        ranges = self._ranges.items()
        settings = {name: _suggested(trial, name, bounds) for name, bounds in ranges}
        losses: list[float] = []
        for loss in self._judge.losses(settings):
            losses.append(loss)
            trial.report(float(np.mean(losses)), len(losses))
            if len(losses) < FOLDS and trial.should_prune():
                return None
        return float(np.mean(losses))


def _suggested(trial: "optuna.Trial", name: str, bounds: Range) -> float:
    if bounds.whole:
        return trial.suggest_int(name, int(bounds.low), int(bounds.high), log=bounds.log)
    return trial.suggest_float(name, bounds.low, bounds.high, log=bounds.log)


def _sampler(seed: int, number: int) -> "optuna.samplers.TPESampler":
    """Return a sampler for one setting, so that a search that was killed goes on as it would."""
    import optuna  # noqa: PLC0415

    drawn = np.random.SeedSequence([seed, number]).generate_state(1)[0]
    return optuna.samplers.TPESampler(seed=int(drawn))


@contextmanager
def _storage(url: str | None) -> Iterator["optuna.storages.BaseStorage"]:
    import optuna  # noqa: PLC0415

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    if url is None:
        yield optuna.storages.InMemoryStorage()
        return
    storage = _opened(url)
    try:
        yield storage
    except optuna.exceptions.StorageInternalError as error:
        raise StoreError(f"the database does not keep the study: {_first_line(error)}") from error
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _opened(url: str) -> "optuna.storages.RDBStorage":
    import optuna  # noqa: PLC0415

    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.startswith("sqlite"):
        options = {"connect_args": {"timeout": PATIENCE}}
    for pause in PAUSES:
        # Workers that begin at once make the same tables, each in a transaction of its own: a
        # worker may fail at one after the other until the first of them is through.
        with suppress(Exception):
            return optuna.storages.RDBStorage(url, engine_kwargs=options)
        sleep(pause)
    try:
        return optuna.storages.RDBStorage(url, engine_kwargs=options)
    except Exception as error:
        reason = _first_line(error)
        raise StoreError(f"the database does not keep studies: {reason}") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
