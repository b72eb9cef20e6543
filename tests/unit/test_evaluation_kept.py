"""A backtest that was killed goes on where it stopped, and says the same."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models_world import LINEAR
from scoreline.domain import ScoreGrid
from scoreline.domain.frames import FAIR, Evidence
from scoreline.errors import ConfigurationError
from scoreline.evaluation import Backtest, Kept, backtest
from scoreline.evaluation.kept import AGE, grid_column, grid_of
from scoreline.evaluation.walk import Walk
from scoreline.features import FeatureEngine
from scoreline.models import Recipe, with_goals
from scoreline.testing.leagues import simulated_league

PLAYED = simulated_league(11, teams=8, seasons=4, divisions=2, first_season=2017)
START, END = date(2019, 8, 1), date(2020, 12, 31)


def walk(
    kept: Kept | None,
    *,
    evidence: Evidence = PLAYED,
    jobs: int = 1,
    end: date = END,
    seed: int = 42,
) -> Backtest:
    return backtest(
        evidence,
        leagues=["SIM1"],
        start=START,
        end=end,
        recipe=LINEAR,
        refit="quarterly",
        jobs=jobs,
        kept=kept,
        seed=seed,
    )


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def count_takes(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Note the refit of every step that is really taken."""
    taken: list[date] = []
    take = Walk.take

    def counted(plan: Walk, step: object) -> object:
        taken.append(step.refit)  # type: ignore[attr-defined]
        return take(plan, step)  # type: ignore[arg-type]

    monkeypatch.setattr(Walk, "take", counted)
    return taken


def same(one: Backtest, other: Backtest) -> bool:
    return (
        one.frame.equals(other.frame)
        and np.array_equal(one.grid.values, other.grid.values)
        and one.summary == other.summary
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(LINEAR, calibration="isotonic"),
        replace(LINEAR, decision="balanced"),
        with_goals(LINEAR, "histgradient"),
    ],
    ids=["calibration", "decision", "goals"],
)
def test_what_was_asked_of_the_recipe_names_other_steps(other: Recipe) -> None:
    rows = FeatureEngine().compute(PLAYED)

    def names(recipe: Recipe) -> set[str]:
        plan = Walk.plan(
            PLAYED,
            rows,
            recipe,
            features=["elo_difference"],
            start=START,
            end=END,
            refit="quarterly",
        )
        return set(plan.names())

    assert names(LINEAR) == names(replace(LINEAR))
    assert not names(LINEAR) & names(other)


def test_what_the_market_thought_names_other_steps_because_it_teaches() -> None:
    rows = FeatureEngine().compute(PLAYED)

    def names(home: float) -> set[str]:
        chances = dict(zip(FAIR, map(pl.lit, (home, 0.25, 0.75 - home)), strict=True))
        plan = Walk.plan(
            PLAYED,
            rows.with_columns(**chances),
            LINEAR,
            features=["elo_difference"],
            start=START,
            end=END,
            refit="quarterly",
        )
        return set(plan.names())

    assert names(0.5) == names(0.5)
    assert not names(0.5) & names(0.4)


def test_steps_are_not_taken_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = walk(Kept(tmp_path))
    assert len(files(tmp_path)) == first.summary["refits"]
    taken = count_takes(monkeypatch)
    assert same(walk(Kept(tmp_path)), first)
    assert taken == []
    assert same(walk(None), first)


def test_a_longer_span_takes_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(Kept(tmp_path), end=date(2020, 6, 30))
    taken = count_takes(monkeypatch)
    longer = walk(Kept(tmp_path))
    assert taken == [date(2020, 7, 1), date(2020, 10, 1)]
    assert same(longer, walk(None))


def test_another_seed_or_another_past_is_another_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = walk(Kept(tmp_path)).summary["refits"]
    taken = count_takes(monkeypatch)
    walk(Kept(tmp_path), seed=7)
    assert len(taken) == steps
    first = PLAYED.matches["kickoff"].min()
    goals = pl.when(pl.col("kickoff") == first).then(9).otherwise("home_goals").cast(pl.Int32)
    changed = Evidence(PLAYED.matches.with_columns(goals.alias("home_goals")))
    walk(Kept(tmp_path), evidence=changed)
    assert len(taken) == 2 * steps


def test_everything_is_taken_anew_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(Kept(tmp_path))
    taken = count_takes(monkeypatch)
    found = walk(Kept(tmp_path, anew=True))
    assert len(taken) == found.summary["refits"]


def test_a_damaged_step_is_taken_again(tmp_path: Path) -> None:
    first = walk(Kept(tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert same(walk(Kept(tmp_path)), first)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "steps").write_text("in the way")
    with pytest.raises(ConfigurationError, match="cannot keep steps of the backtest in"):
        walk(Kept(tmp_path / "steps"))


def test_grids_come_back_to_the_last_bit() -> None:
    values = np.random.default_rng(1).random((7, 11, 11))
    grid = ScoreGrid(values)
    assert np.array_equal(grid_of(grid_column(grid).to_frame()).values, grid.values)
    assert len(grid_of(grid_column(grid[:0]).to_frame())) == 0


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    now = datetime(2026, 7, 1, tzinfo=UTC)
    for name, age in (("old", AGE + timedelta(days=1)), ("young", AGE - timedelta(days=1))):
        kept.write(name, pl.DataFrame({"match_id": [1]}))
        then = (now - age).timestamp()
        os.utime(tmp_path / f"{name}.parquet", (then, then))
    kept.forget(now)
    assert files(tmp_path) == {"young.parquet"}


def test_a_step_that_another_process_forgets_first_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "gone.parquet").symlink_to(tmp_path / "nowhere")
    Kept(tmp_path).forget(datetime(2026, 7, 1, tzinfo=UTC))


TESTS = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
SCRIPT = """
import sys, time
from pathlib import Path
sys.path[:0] = {tests!r}
from test_evaluation_kept import Kept, Walk, walk
{before}
if __name__ == "__main__":
    walk(Kept(Path(sys.argv[1])), jobs=2)
"""


def test_a_backtest_that_is_killed_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, script = tmp_path / "steps", tmp_path / "walk.py"
    script.write_text(SCRIPT.format(tests=TESTS, before=""))
    process = subprocess.Popen([sys.executable, str(script), str(folder)])
    try:
        while process.poll() is None and not list(folder.glob("*.parquet")):
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = len(list(folder.glob("*.parquet")))
    taken = count_takes(monkeypatch)
    found = walk(Kept(folder))
    assert kept > 0
    assert len(taken) <= found.summary["refits"] - kept
    assert same(found, walk(None))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    folder, script = tmp_path / "steps", tmp_path / "walk.py"
    slow = "Walk.take = lambda plan, step: time.sleep(600)"
    script.write_text(SCRIPT.format(tests=TESTS, before=slow))
    process = subprocess.Popen([sys.executable, str(script), str(folder)])
    workers: list[int] = []
    try:
        while process.poll() is None and len(workers) < 2:
            time.sleep(0.05)
            workers = children(process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(workers) >= 2
    patience = time.monotonic() + 30
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < patience
        time.sleep(0.05)


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(each) for each in found.read_text().split()] if found.exists() else []
