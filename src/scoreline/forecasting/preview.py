"""From a coming match to its forecast."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import Fixture, Forecast, Outcome, Quote
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.features import Running
from scoreline.forecasting.factors import explain
from scoreline.forecasting.reasons import View
from scoreline.models import decision_of
from scoreline.registry import Bundle


@dataclass(frozen=True, slots=True)
class Strength:
    """From which confidence a forecast is called what."""

    strong: float = 0.70
    moderate: float = 0.55

    def name(self, confidence: float) -> str:
        """Return STRONG, MODERATE or WEAK."""
        if confidence >= self.strong:
            return "STRONG"
        return "MODERATE" if confidence >= self.moderate else "WEAK"


@dataclass(frozen=True, slots=True)
class Preview:
    """A match with all that may be said of it at an instant.

    ``forecast`` needs a model that has learnt from the match's competition and answers the match.
    ``quotes`` are the stored prices that were known at the instant.
    """

    fixture: Fixture
    features: Mapping[str, float | None]
    forecast: Forecast | None
    quotes: tuple[Quote, ...] = ()

    def priced(self, quotes: tuple[Quote, ...]) -> "Preview":
        """Return it with the stored prices that were known at its instant."""
        said = None if self.forecast is None else replace(self.forecast, quotes=quotes)
        return replace(self, forecast=said, quotes=quotes)


def preview(
    running: Running,
    bundle: Bundle | None,
    fixtures: Sequence[Fixture],
    *,
    as_of: datetime,
    strength: Strength | None = None,
) -> list[Preview]:
    """Forecast matches from what was known at an instant.

    Args:
        running: Features of the evidence, which may hold later results; they are not looked at.
        bundle: The model; without one there are features only.
        fixtures: The matches, all of them in the evidence.
        as_of: The instant the forecasts speak from, no earlier than the last one.
        strength: The thresholds of STRONG and MODERATE.

    Raises:
        NotFoundError: A match is not in the evidence.
        ConfigurationError: The model has learnt from what came after the instant.
    """
    if not fixtures:
        return []
    if bundle is not None and not bundle.version.knew_nothing_after(as_of):
        raise ConfigurationError(
            f"model {bundle.version.name} has learnt from what was known by "
            f"{bundle.version.trained_until}, later than {as_of:%Y-%m-%d %H:%M} UTC; "
            f"train one that has not: scoreline train --until {as_of:%Y-%m-%d}"
        )
    rows = _feature_rows(running, [fixture.id for fixture in fixtures], as_of)
    features = [{name: row[name] for name in running.names} for row in rows.iter_rows(named=True)]
    answered: dict[int, Forecast] = {}
    if bundle is not None:
        learnt = [each.competition in bundle.version.competitions for each in fixtures]
        answers = (bundle.model.answers(rows) & learnt).tolist()
        known = [fixture for fixture, there in zip(fixtures, answers, strict=True) if there]
        new = running.newcomers([fixture.id for fixture in known])
        out = running.absentees([fixture.id for fixture in known], as_of=as_of)
        views = map(View.of, known, compress(features, answers), new, out)
        said = _forecasts(
            bundle, rows.filter(answers), tuple(zip(known, views, strict=True)), as_of, strength
        )
        answered = {forecast.match_id: forecast for forecast in said}
    return [
        Preview(fixture, row, answered.get(fixture.id))
        for fixture, row in zip(fixtures, features, strict=True)
    ]


def unlearnt(previews: Iterable[Preview]) -> list[str]:
    """Return the competitions of which a model was not asked, because it has not learnt them."""
    return sorted({each.fixture.competition for each in previews if each.forecast is None})


def confidence(outcomes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half the largest probability plus half of one minus normalised entropy.

    Args:
        outcomes: Probabilities, shape (n, 3).

    Returns:
        Shape (n,): 1/6 when all outcomes are alike, 1 when one is certain.
    """
    safe = np.where(outcomes > 0, outcomes, 1.0)
    entropy = -(outcomes * np.log(safe)).sum(axis=1) / np.log(outcomes.shape[1])
    certain: NDArray[np.float64] = 0.5 * outcomes.max(axis=1) + 0.5 * (1 - entropy)
    return certain


def _feature_rows(running: Running, ids: Collection[int], as_of: datetime) -> pl.DataFrame:
    computed = running.compute(as_of=as_of, match_ids=ids)
    unknown = set(ids).difference(computed["match_id"])
    if unknown:
        raise NotFoundError(f"the evidence knows no match {min(unknown)}; read it again")
    order = pl.DataFrame({"match_id": list(ids)}, schema={"match_id": pl.Int64})
    return order.join(computed, on="match_id", how="left", maintain_order="left")


def _forecasts(
    bundle: Bundle,
    rows: pl.DataFrame,
    matches: Sequence[tuple[Fixture, View]],
    as_of: datetime,
    strength: Strength | None,
) -> list[Forecast]:
    grids, named = bundle.model.predict(rows), strength or Strength()
    chances = grids.outcomes()
    certain = confidence(chances)
    recommended = [Outcome(k) for k in decision_of(bundle.model).apply(chances).tolist()]
    reasons = explain(bundle.model, rows, [view for _, view in matches], recommended)
    return [
        Forecast(
            match_id=fixture.id,
            version=bundle.version.name,
            information=bundle.version.information,
            as_of=as_of,
            grid=grids[i],
            confidence=float(certain[i]),
            recommended=recommended[i],
            strength=named.name(float(certain[i])),
            key_factors=reasons[i],
        )
        for i, (fixture, _) in enumerate(matches)
    ]
