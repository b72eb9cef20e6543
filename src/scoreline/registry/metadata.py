"""What an artefact says of itself, for whoever finds it without the database."""

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from scoreline.models import Trained, to_json

FILE: Final = "metadata.json"
LIBRARIES: Final = ("scoreline", "numpy", "polars", "scikit-learn")


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
        "libraries": {name: version(name) for name in LIBRARIES} | {"xgboost": _xgboost()},
    }
    return {FILE: to_json(content)}


def _xgboost() -> str:
    # Two packages bring it; asking itself would import it, which takes long.
    try:
        return version("xgboost-cpu")
    except PackageNotFoundError:
        return version("xgboost")
