"""Forecasts kept with a model, which it must reproduce before it may serve."""

from typing import Final

import numpy as np
import polars as pl

from scoreline.errors import IntegrityError
from scoreline.models import ScoreModel, read_json, to_json
from scoreline.registry._base import Artefact

FILE: Final = "golden.json"
ROWS: Final = 16
TOLERANCE: Final = 1e-9


def record(model: ScoreModel, sample: pl.DataFrame) -> dict[str, bytes]:
    """Return the golden file: feature rows and what the model forecasts of them.

    Args:
        model: The model as it will be stored.
        sample: Feature rows; the last ``ROWS`` that the model answers are kept.
    """
    rows = sample.select(pl.col(model.features).cast(pl.Float64))
    rows = rows.filter(model.answers(rows)).tail(ROWS)
    grid = model.predict(rows)
    content = {
        "rows": [list(row) for row in rows.iter_rows()],
        "outcomes": grid.outcomes().tolist(),
        "expected_goals": grid.expected_goals().tolist(),
    }
    return {FILE: to_json(content)}


def reproduce(version: str, model: ScoreModel, files: Artefact) -> None:
    """Let the model forecast its golden rows again.

    Raises:
        IntegrityError: It says something else than when it was stored.
    """
    golden = read_json(files, FILE)
    schema = dict.fromkeys(model.features, pl.Float64)
    grid = model.predict(pl.DataFrame(golden["rows"], schema=schema, orient="row"))
    for said, now in (
        (golden["outcomes"], grid.outcomes()),
        (golden["expected_goals"], grid.expected_goals()),
    ):
        if not np.allclose(np.array(said), now, rtol=0, atol=TOLERANCE):
            raise IntegrityError(
                f"model {version} no longer reproduces its stored forecasts;"
                " a library it needs may have changed: train a new version"
            )
