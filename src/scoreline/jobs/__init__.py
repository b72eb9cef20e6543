"""What runs: single jobs, training, whole seasons."""

from scoreline.jobs.backtests import run_backtest
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast
from scoreline.jobs.job import Job
from scoreline.jobs.orders import job_named
from scoreline.jobs.quality import season_quality
from scoreline.jobs.replay import Replay, play, replay, season_name
from scoreline.jobs.rows import feature_rows
from scoreline.jobs.simulation import Simulated, simulate
from scoreline.jobs.tasks import JOBS, run
from scoreline.jobs.training import train_version

__all__ = [
    "JOBS",
    "Desk",
    "Job",
    "Replay",
    "Simulated",
    "coming",
    "feature_rows",
    "forecast",
    "job_named",
    "play",
    "replay",
    "run",
    "run_backtest",
    "season_name",
    "season_quality",
    "simulate",
    "train_version",
]
