"""What runs: single jobs, training, whole seasons."""

from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast
from scoreline.jobs.quality import season_quality
from scoreline.jobs.replay import Replay, play, replay, season_name
from scoreline.jobs.tasks import JOBS, run
from scoreline.jobs.training import feature_rows, train_version

__all__ = [
    "JOBS",
    "Desk",
    "Replay",
    "coming",
    "feature_rows",
    "forecast",
    "play",
    "replay",
    "run",
    "season_name",
    "season_quality",
    "train_version",
]
