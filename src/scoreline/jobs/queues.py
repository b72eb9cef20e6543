"""The same runs on many machines: Celery carries their numbers, the database says what they are."""

from datetime import timedelta
from functools import cache
from threading import Event
from typing import Any, Final

from celery import Celery
from kombu.entity import Queue as KombuQueue
from kombu.exceptions import OperationalError

from scoreline.errors import ConfigurationError, StoreError
from scoreline.home import Home, open_home
from scoreline.jobs import orders
from scoreline.jobs.engine import PATIENCE
from scoreline.jobs.job import Job, Queue
from scoreline.log import warn
from scoreline.settings import Settings
from scoreline.store import jobs
from scoreline.store.jobs import JobRun

TASK: Final = "scoreline.perform"

LONGEST: Final = timedelta(hours=13)
"""More than any job may take: no broker gives a message to a second worker before."""

AFRESH: Final = 100
"""Runs after which a worker's process is replaced, so that no leak lasts."""

RESENT: Final = 5
"""After so many leases, a run that no worker has begun is sent again: brokers lose messages."""


def celery_app(settings: Settings) -> Celery:
    """Return the Celery application of a home.

    Raises:
        ConfigurationError: No broker is set, or none that is known.
    """
    broker = _broker(settings)
    if broker.startswith("redis"):
        from scoreline.jobs import _redis  # noqa: PLC0415 - RabbitMQ does not need it

        _redis.register()
    app = Celery("scoreline", broker=broker, set_as_current=False)
    app.conf.update(_options(broker, settings))
    app.task(name=TASK)(perform)
    return app


def _broker(settings: Settings) -> str:
    if settings.broker_url is None:
        raise ConfigurationError(
            "no broker is set: SCORELINE_BROKER_URL is like redis://host:6379/0 or"
            " amqp://user:password@host/vhost; on one machine, scoreline run needs none"
        )
    broker = settings.broker_url.get_secret_value()
    if broker.partition(":")[0] not in {"redis", "rediss", "amqp", "amqps", "memory"}:
        raise ConfigurationError("SCORELINE_BROKER_URL: Redis (redis://) or RabbitMQ (amqp://)")
    return broker


def _options(broker: str, settings: Settings) -> dict[str, Any]:
    redis = broker.startswith("redis")
    # RabbitMQ takes a message back after half an hour without its acknowledgement.
    patience = {} if redis else {"x-consumer-timeout": int(LONGEST.total_seconds() * 1000)}
    return {
        "task_queues": [
            KombuQueue(_name(settings, each), queue_arguments=patience)  # type: ignore[no-untyped-call]
            for each in Queue
        ],
        "task_default_queue": _name(settings, Queue.QUICK),
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_publish_retry": False,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": AFRESH,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": 4,
        "broker_transport_options": (
            {
                "visibility_timeout": LONGEST.total_seconds(),
                "global_keyprefix": f"{settings.queue_name}.",
                "socket_connect_timeout": 4,
            }
            if redis
            else {"confirm_publish": True}
        ),
    }


def _name(settings: Settings, queue: Queue) -> str:
    return f"{settings.queue_name}.{queue}"


def perform(number: int) -> None:
    """Do a run: what a worker gets over the queue; a database that does not answer is waited for.

    Its message is used up: without that, the run would wait until it is sent again.
    """
    waiting = Event()
    for left in range(PATIENCE, -1, -1):
        try:
            orders.perform(_home(), number)
        except (StoreError, ConfigurationError) as error:
            if not left:
                raise
            if left == PATIENCE:
                warn("a worker waits for the database", run=number, reason=str(error))
            waiting.wait(1.0)
        else:
            return


@cache
def _home() -> Home:
    """Open the home once a process, after it was forked: connections are nobody else's."""
    return open_home().__enter__()


class Queues:
    """Hands runs to whichever machine has a worker that reads their queue."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._app = celery_app(home.settings)
        self._patience = home.settings.lease * RESENT
        self._refused = False

    def offer(self, job: Job, run: JobRun) -> None:
        """Send a run, unless it is on its way; one whose message was lost is sent again."""
        now = self._home.wall.now()
        if self._refused:
            return
        if run.sent_at is not None and now - run.sent_at < self._patience:
            return
        limit = job.limit.total_seconds()
        try:
            self._app.send_task(
                TASK,
                (run.id,),
                queue=_name(self._home.settings, job.queue),
                time_limit=limit,
                retry=False,
            )
        except (OperationalError, OSError) as error:
            warn("the broker does not answer; it is asked again", reason=str(error))
            self._refused = True
            return
        with self._home.database.write() as connection:
            jobs.sent(connection, [run.id], at=now)

    def look_after(self) -> None:
        """Ask a broker anew that did not answer; leases say who is at work."""
        self._refused = False

    def stop(self) -> None:
        """Let go of the broker."""
        self._app.close()


def work(settings: Settings, *, queues: list[Queue], concurrency: int) -> None:
    """Do what comes over queues until the process is told to end."""
    app = celery_app(settings)
    names = ",".join(_name(settings, each) for each in queues)
    app.worker_main(
        [
            "worker",
            "--pool=prefork",
            f"--concurrency={concurrency}",
            f"--queues={names}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
        ]
    )
