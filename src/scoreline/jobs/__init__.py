"""What runs: single jobs, training, whole seasons."""

from scoreline.jobs.accuracy import accuracy_between, refresh_accuracy, stored_accuracy
from scoreline.jobs.backtests import run_backtest
from scoreline.jobs.bankrolls import Bankroll, bankrolls, bet_rows, count_bets, curve_rows
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast
from scoreline.jobs.job import Job
from scoreline.jobs.orders import job_named
from scoreline.jobs.quality import season_quality
from scoreline.jobs.replay import Replay, replay, replay_seasons, season_name
from scoreline.jobs.rows import feature_rows
from scoreline.jobs.simulation import Simulated, simulate
from scoreline.jobs.tasks import JOBS, run
from scoreline.jobs.training import train_version

__all__ = [
    "JOBS",
    "Bankroll",
    "Desk",
    "Job",
    "Replay",
    "Simulated",
    "accuracy_between",
    "bankrolls",
    "bet_rows",
    "coming",
    "count_bets",
    "curve_rows",
    "feature_rows",
    "forecast",
    "job_named",
    "refresh_accuracy",
    "replay",
    "replay_seasons",
    "run",
    "run_backtest",
    "season_name",
    "season_quality",
    "simulate",
    "stored_accuracy",
    "train_version",
]
