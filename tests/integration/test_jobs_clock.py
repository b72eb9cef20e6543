"""The real jobs after a long downtime: over a season's end, what is due now is done and no more."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from season_world import LEAGUE, at

from scoreline.home import Home
from scoreline.jobs import JOBS, orders, scheduler, tasks
from scoreline.store import bots, jobs

pytest_plugins = ("season_fixtures",)

MAY = datetime(2026, 5, 23, 17, tzinfo=UTC)
"""The eve of the last matches of 2025/26."""

AUGUST = datetime(2026, 8, 21, 9, tzinfo=UTC)


def do_what_is_due(home: Home) -> Counter[tuple[str, str]]:
    """Do it; return how often each job ended in which way."""
    with home.database.read() as connection:
        before = {run.id for run in jobs.latest(connection, limit=1000)}
    scheduler.enter_due(home)
    while ready := scheduler.ready(home):
        for _, run in ready:
            orders.perform(home, run.id)
    with home.database.read() as connection:
        new = [run for run in jobs.latest(connection, limit=1000) if run.id not in before]
    return Counter((run.job, run.outcome) for run in new)


def test_a_downtime_over_a_season_s_end_is_no_reason_to_tip_what_was_played(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Training is looked at elsewhere and takes long.
    usual = {name: job for name, job in JOBS.items() if name not in {"tune", "retrain"}}
    monkeypatch.setattr(tasks, "JOBS", usual)
    once = {(name, "done"): 1 for name, job in usual.items() if job.schedule(played.settings)}
    may, august = at(played, MAY), at(played, AUGUST)
    assert do_what_is_due(may) == once
    with played.database.read() as connection:
        tipped = bots.tips_of(connection, LEAGUE)
    assert any(tip.placed_at == MAY for _, tip in tipped)
    assert do_what_is_due(august) == once
    with played.database.read() as connection:
        assert bots.tips_of(connection, LEAGUE) == tipped
        settled = bots.settled_tips(connection, LEAGUE, as_of=AUGUST)
    assert len(settled) == len(tipped)
    assert do_what_is_due(august) == Counter()
