"""What the service counts of itself, for Prometheus."""

import os
import time
from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scoreline.home import Home
from scoreline.log import warn
from scoreline.registry import ActiveModel
from scoreline.store import jobs
from scoreline.store.jobs import RUNNING, WAITING
from scoreline.web import access

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several workers count together."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts and durations of one application's requests, and the model that serves."""

    def __init__(self, active: ActiveModel, home: Home) -> None:
        self._registry = CollectorRegistry()
        self._state = CollectorRegistry()
        self._state.register(_ModelState(active))
        self._state.register(_JobState(home))
        self._requests = Counter(
            "scoreline_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "scoreline_request_seconds",
            "Seconds until an answer was complete.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request by its route: paths and methods of strangers are not kept."""
        known = access.find(path)
        route = known[0] if known else "none"
        name = method if method in _METHODS else "other"
        self._requests.labels(name, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return everything counted, by all workers where they count together."""
        counted = self._registry
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(self._state)


class Counting:
    """Counts every request that passes."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer.

        One that fails counts as 500, one that nobody waited for to be answered not at all.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except BaseException:
            status = status or 500
            raise
        finally:
            if status:
                took = time.perf_counter() - began
                self._metrics.count(scope["method"], scope["path"], status, took)


class _ModelState(Collector):
    """The model that serves in the worker that is asked."""

    def __init__(self, active: ActiveModel) -> None:
        self._active = active

    def collect(self) -> Iterator[Metric]:
        """Yield what serves, and whether a newly active version was refused."""
        found = self._active.health()
        serving = GaugeMetricFamily(
            "scoreline_model_serving", "The model version that serves.", labels=("version",)
        )
        serving.add_metric([found.version or ""], 1.0 if found.version else 0.0)
        yield serving
        yield GaugeMetricFamily(
            "scoreline_model_refused",
            "Whether the active version was refused, so that an earlier one serves, or none.",
            value=1.0 if found.problem else 0.0,
        )


class _JobState(Collector):
    """Runs and the queue, as the database has them: the same in every worker."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the names are known without asking the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield runs by job and outcome, how long the last ones took, and what waits."""
        try:
            with self._home.database.read() as connection:
                counts = jobs.counts(connection)
                last = jobs.last_of_each(connection)
                oldest = jobs.unfinished(connection)
        except Exception as error:  # noqa: BLE001 - drivers fail each in its own way
            warn("no metrics of jobs", reason=str(error))
            return
        runs = GaugeMetricFamily("scoreline_job_runs", "Runs on record.", labels=("job", "outcome"))
        for (job, outcome), number in sorted(counts.items()):
            runs.add_metric([job, outcome], number)
        yield runs
        ended = GaugeMetricFamily(
            "scoreline_job_ended_timestamp_seconds",
            "When a job's last run ended.",
            labels=("job", "outcome"),
        )
        took = GaugeMetricFamily(
            "scoreline_job_seconds", "How long a job's last attempt took.", labels=("job",)
        )
        for job, run in sorted(last.items()):
            if run.ended_at and run.started_at:
                ended.add_metric([job, run.outcome], run.ended_at.timestamp())
                took.add_metric([job], (run.ended_at - run.started_at).total_seconds())
        yield ended
        yield took
        queue = GaugeMetricFamily(
            "scoreline_job_queue", "Runs that wait or are being done.", labels=("state",)
        )
        for state in (WAITING, RUNNING):
            queue.add_metric([state], sum(run.outcome == state for run in oldest))
        yield queue
        now = self._home.clock.now()
        yield GaugeMetricFamily(
            "scoreline_job_queue_oldest_seconds",
            "How long what has waited longest has been due.",
            value=max(((now - run.due_at).total_seconds() for run in oldest), default=0.0),
        )
