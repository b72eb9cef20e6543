"""What runs by itself: when it is due, how it went; and one run with its progress."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from scoreline import reference
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs import JOBS
from scoreline.store import jobs
from scoreline.store.jobs import DONE, FAILED, RUNNING, SKIPPED, UNFINISHED, JobRun
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.dependencies import TheHome
from scoreline.web.pages.tables import Column, Row, Table, table
from scoreline.web.pages.templates import render

router = APIRouter(include_in_schema=False)

RUNS: Final = 300
"""Runs that are shown, the newest ones."""

_KINDS: Final = {DONE: "good", FAILED: "bad", RUNNING: "warm"}


@router.get("/jobs")
def list_jobs(request: Request, home: TheHome) -> Response:
    """Show every job, when it is due next, and how the last runs went."""
    with home.database.read() as connection:
        last = jobs.last_of_each(connection)
        runs = jobs.latest(connection, limit=RUNS)
    return render(
        request,
        "jobs.html",
        tables=[_jobs(request, home, last), _runs(request, runs)],
        unfinished=[run for run in runs if run.outcome in UNFINISHED],
        failed=[run for name, run in sorted(last.items()) if run.outcome == FAILED],
    )


@router.get("/jobs/{job_id}")
def show_run(
    request: Request, home: TheHome, job_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]
) -> Response:
    """Show a run: how far it is, or how it ended."""
    with home.database.read() as connection:
        run = jobs.get(connection, job_id)
        if run is None:
            raise NotFoundError(f"no run {job_id}; see: scoreline jobs history")
        tried = jobs.attempts(connection, job_id)
    return render(
        request,
        "job.html",
        tables=[_attempts(request, tried)],
        run=run,
        share=_share(run),
        order=list(_order(run)),
        unfinished=run.outcome in UNFINISHED,
        failed=run.outcome in {FAILED, SKIPPED},
    )


def _jobs(request: Request, home: Home, last: dict[str, JobRun]) -> Table:
    rows: list[Row] = []
    for job in JOBS.values():
        run, coming = last.get(job.name), job.coming(home)
        rows.append(
            {
                "job": job.name,
                "does": job.does,
                "next": None if coming is None else coming.due,
                "state": run.outcome if run else None,
                "state_kind": _KINDS.get(run.outcome, "") if run else "",
                "ended": run.ended_at if run else None,
                "detail": run.detail or None if run else None,
                "detail_href": f"/jobs/{run.id}" if run else None,
            }
        )
    columns = (
        Column("job", "Job", head=True, style="nowrap"),
        Column("does", "What it does", wide=True),
        Column("state", "Last run", "badge"),
        Column("ended", "Ended", "time", style="nowrap", wide=True),
        Column("detail", "What it did", wide=True),
        Column("next", "Due next", "time", style="nowrap"),
    )
    return table(request, "jobs", "Jobs", columns, rows, search=("job", "does"))


def _runs(request: Request, runs: list[JobRun]) -> Table:
    rows: list[Row] = [
        {
            "id": run.id,
            "id_href": f"/jobs/{run.id}",
            "job": run.job,
            "period": run.period or "asked for by hand",
            "state": run.outcome,
            "state_kind": _KINDS.get(run.outcome, ""),
            "attempts": run.attempt,
            "started": run.started_at,
            "seconds": _seconds(run.started_at, run.ended_at),
            "detail": run.detail or None,
        }
        for run in runs
    ]
    columns = (
        Column("id", "Run", "number"),
        Column("job", "Job", head=True, style="nowrap"),
        Column("period", "For", wide=True, style="nowrap"),
        Column("state", "State", "badge"),
        Column("attempts", "Tries", "number", wide=True),
        Column("started", "Started", "time", style="nowrap"),
        Column("seconds", "Seconds", "number", digits=1, wide=True),
        Column("detail", "What it did", wide=True, style="dim"),
    )
    return table(
        request,
        "runs",
        "Runs",
        columns,
        rows,
        sort="-id",
        search=("job", "period", "state", "detail"),
        size=25,
        empty="Nothing has run yet.",
    )


def _attempts(request: Request, tried: list[jobs.JobAttempt]) -> Table:
    rows: list[Row] = [
        {
            "number": each.number,
            "worker": each.worker,
            "started": each.started_at,
            "seconds": _seconds(each.started_at, each.ended_at),
            "state": each.outcome,
            "state_kind": _KINDS.get(each.outcome, ""),
            "detail": each.detail or None,
        }
        for each in tried
    ]
    columns = (
        Column("number", "Try", "number"),
        Column("worker", "Worker", "code", wide=True),
        Column("started", "Started", "time", style="nowrap", wide=True),
        Column("seconds", "Seconds", "number", digits=1, wide=True),
        Column("state", "State", "badge"),
        Column("detail", "What it did"),
    )
    return table(request, "attempts", "Attempts", columns, rows, empty="Nobody has begun it yet.")


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()


def _share(run: JobRun) -> float | None:
    done, total = run.progress.get("done"), run.progress.get("total")
    return None if not total or done is None else min(done / total, 1.0)


def _order(run: JobRun) -> Iterator[tuple[str, str]]:
    for name, value in (run.order or {}).items():
        yield name.replace("_", " ").capitalize(), _said(name, value)


def _said(name: str, value: Any) -> str:
    if name == "leagues":
        return reference.listed(value) if value else "all that are stored"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "now" if value is None else str(value)
