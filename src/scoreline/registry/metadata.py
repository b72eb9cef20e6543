"""What an artefact says of itself, for whoever finds it without the database."""

from datetime import date
from importlib.metadata import version
from typing import Final

import numpy as np
import polars as pl
import sklearn
import xgboost as xgb

from scoreline.models import Trained, to_json

FILE: Final = "metadata.json"


def record(trained: Trained, trained_until: date) -> dict[str, bytes]:
    """Return the file: configuration, features in order, training range, metrics, libraries."""
    content = {
        "config": trained.recipe.to_plain(),
        "features": trained.model.features,
        "information": trained.recipe.information.value,
        "competitions": trained.competitions,
        "trained_from": trained.trained_from.isoformat(),
        "trained_until": trained_until.isoformat(),
        "samples": trained.samples,
        "metrics": trained.metrics,
        "libraries": {
            "scoreline": version("scoreline"),
            "numpy": np.__version__,
            "polars": pl.__version__,
            "scikit-learn": sklearn.__version__,
            "xgboost": xgb.__version__,
        },
    }
    return {FILE: to_json(content)}
