"""What an artefact says of itself, for whoever finds it without the database."""

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from scoreline.models import Trained, to_json

FILE: Final = "metadata.json"
LIBRARIES: Final = ("scoreline", "numba", "numpy", "polars", "scikit-learn", "scipy")
EXTRAS: Final = ("lightgbm",)


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
        "libraries": libraries(),
    }
    return {FILE: to_json(content)}


def libraries() -> dict[str, str]:
    """Return the versions of what a model's numbers depend on."""
    extras = {name: found for name in EXTRAS if (found := _installed(name))}
    # Two packages bring XGBoost; asking itself would import it, which takes long.
    boost = _installed("xgboost-cpu") or version("xgboost")
    return {name: version(name) for name in LIBRARIES} | {"xgboost": boost} | extras


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
