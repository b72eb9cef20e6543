"""The steps of a walk through the past: at each a model is fitted and forecasts what follows."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Self

import numpy as np
import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import OUTCOMES, ScoreGrid
from scoreline.domain.frames import FAIR, Evidence, result_known
from scoreline.errors import ConfigurationError
from scoreline.evaluation.kept import code_digest, grid_column, grid_of
from scoreline.models import (
    Floats,
    Ints,
    Recipe,
    Sample,
    baselines,
    fit_sample,
    learnable,
    matrix,
    one_thread,
    to_json,
)
from scoreline.models.sample import KEYS

REFITS: Final[Mapping[str, str]] = MappingProxyType(
    {"weekly": "1w", "monthly": "1mo", "quarterly": "1q", "yearly": "1y"}
)
"""How often a model is fitted anew, as Polars cuts the calendar."""

_REFIT: Final = "_refit"
_KNOWN: Final = "_known"
_BALANCED: Final = "balanced"
_TERMS: Final = "terms"


@dataclass(frozen=True, slots=True)
class Step:
    """A refit and the matches forecast before the next one.

    Attributes:
        refit: The day at whose first instant (UTC) the model was fitted.
        instant: Results known by then are learnt from.
    """

    refit: date
    instant: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What a step brought: forecasts of its coming matches by date, then ``match_id``.

    Attributes:
        matches: Those that the model answers.
        grid: Their score grids.
        balanced: What the model's balanced rule recommends, shape (n,).
        baselines: Their 1X2 probabilities by name, taught on the same past.
        unanswered: How many matches the model has no answer for.
    """

    refit: date
    matches: pl.DataFrame
    grid: ScoreGrid
    balanced: Ints
    baselines: Mapping[str, Floats]
    unanswered: int

    def to_rows(self) -> pl.DataFrame:
        """Return what was forecast as a row a match."""
        said = (
            pl.Series(name, chances, pl.Array(pl.Float64, len(OUTCOMES)))
            for name, chances in self.baselines.items()
        )
        picks = pl.Series(_BALANCED, self.balanced)
        return self.matches.select("match_id").hstack([picks, grid_column(self.grid), *said])


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """All stages put together, as :class:`Stage` has them.

    Attributes:
        matches: With ``trained_until``, the day of the refit behind each forecast.
        refits: How often a model was fitted.
    """

    matches: pl.DataFrame
    grid: ScoreGrid
    balanced: Ints
    baselines: Mapping[str, Floats]
    unanswered: int
    refits: int

    @classmethod
    def of(cls, stages: Sequence[Stage]) -> Self:
        """Put stages together, at least one."""
        return cls(
            matches=pl.concat(
                each.matches.with_columns(trained_until=pl.lit(each.refit)) for each in stages
            ),
            grid=ScoreGrid.concat([each.grid for each in stages]),
            balanced=np.concatenate([each.balanced for each in stages]),
            baselines={
                name: np.concatenate([each.baselines[name] for each in stages])
                for name in stages[0].baselines
            },
            unanswered=sum(each.unanswered for each in stages),
            refits=len(stages),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Finished matches and the steps through them; a worker is handed it once.

    Attributes:
        frame: Feature rows, when each result was known, and the refit that each match of the
            span is forecast after.
        steps: In order of time.
        features: The columns that may be learnt from.
    """

    frame: pl.DataFrame
    steps: tuple[Step, ...]
    features: tuple[str, ...]
    recipe: Recipe

    @classmethod
    def plan(
        cls,
        evidence: Evidence,
        rows: pl.DataFrame,
        recipe: Recipe,
        *,
        features: Sequence[str],
        start: date,
        end: date,
        refit: str,
    ) -> "Walk":
        """Cut finished matches of a span into steps.

        Args:
            evidence: Where the rows come from.
            rows: Feature rows, each speaking from its own kick-off.
            recipe: What to fit.
            features: The columns that the recipe may see.
            start: First day, also that of the first refit.
            end: Last day.
            refit: A key of ``REFITS``.

        Raises:
            ConfigurationError: ``refit`` is none of them.
        """
        if refit not in REFITS:
            raise ConfigurationError(f"no refit '{refit}'; try {', '.join(REFITS)}")
        began = pl.max_horizontal(pl.col("date").dt.truncate(REFITS[refit]), pl.lit(start))
        inside = pl.col("date").is_between(start, end)
        known = evidence.matches.select("match_id", result_known().alias(_KNOWN))
        frame = (
            rows.drop_nulls(["home_goals", "away_goals"])
            .join(known, on="match_id", how="left", maintain_order="left")
            .with_columns(pl.when(inside).then(began).alias(_REFIT))
        )
        return cls(frame, _steps(frame), tuple(features), recipe)

    def to_bytes(self) -> bytes:
        """Return the plan for a worker on another machine, as Parquet with its terms beside it."""
        terms = {"recipe": self.recipe.to_plain(), "features": self.features}
        content = io.BytesIO()
        self.frame.write_parquet(content, metadata={_TERMS: to_json(terms).decode()})
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Walk":
        """Read what :meth:`to_bytes` wrote."""
        frame = pl.read_parquet(io.BytesIO(content))
        terms = json.loads(pl.read_parquet_metadata(io.BytesIO(content))[_TERMS])
        recipe = Recipe.from_plain(terms["recipe"])
        return cls(frame, _steps(frame), tuple(terms["features"]), recipe)

    def past(self, step: Step) -> pl.DataFrame:
        """Return feature rows of the matches that a step may learn from."""
        return self.frame.filter(pl.col(_KNOWN) <= step.instant)

    def coming(self, step: Step) -> pl.DataFrame:
        """Return feature rows of the matches that a step forecasts, by date, then ``match_id``."""
        return self.frame.filter(pl.col(_REFIT) == step.refit).sort("date", "match_id")

    def take(self, step: Step) -> Stage:
        """Fit on a step's past and forecast its coming matches.

        Raises:
            NotEnoughDataError: Fewer than 100 matches were known.
        """
        past = learnable(self.past(step), self.recipe.warm_up, self.features)
        model = fit_sample(past, self.recipe)
        with one_thread():
            asked = self.coming(step)
            rows = asked.filter(model.answers(asked))
            coming = Sample.of(rows, self.features)
            chances, grid = baselines(past, coming), model.predict(rows)
        balanced = model.rules[_BALANCED].apply(grid.outcomes())
        return Stage(step.refit, coming.frame, grid, balanced, chances, len(asked) - len(rows))

    def taken(self, step: Step, rows: pl.DataFrame) -> Stage:
        """Return the stage that :meth:`Stage.to_rows` made rows of."""
        asked = self.coming(step)
        matches = rows.select("match_id").join(
            asked.select(KEYS), on="match_id", how="left", maintain_order="left"
        )
        return Stage(
            refit=step.refit,
            matches=matches.select(KEYS),
            grid=grid_of(rows),
            balanced=rows[_BALANCED].to_numpy().copy(),
            baselines={name: rows[name].to_numpy().copy() for name in rows.columns[3:]},
            unanswered=len(asked) - len(rows),
        )

    def names(self) -> list[str]:
        """Return a name for each step, made of everything that decides its forecasts.

        That is the rows it learns from, with the chances that teach them, and those it forecasts,
        the recipe, the code.
        """
        past = self.frame.sort(_KNOWN, "match_id")
        plan = {"recipe": self.recipe.to_plain(), "features": self.features, "code": code_digest()}
        digest, told, names = sha256(to_json(plan)), 0, []
        for step in self.steps:
            known = past[_KNOWN].search_sorted(step.instant, side="right")
            digest.update(self._bytes(past[told:known]))
            told, whole = known, digest.copy()
            whole.update(f"{step.refit} {step.instant}".encode())
            whole.update(self._bytes(self.coming(step)))
            names.append(whole.hexdigest())
        return names

    def _bytes(self, rows: pl.DataFrame) -> bytes:
        keys: str = rows.select(*KEYS, _KNOWN).write_csv()
        taught = [name for name in FAIR if name in rows.columns]
        values: bytes = matrix(rows, (*self.features, *taught)).tobytes()
        return keys.encode() + values


def _steps(frame: pl.DataFrame) -> tuple[Step, ...]:
    firsts = frame.drop_nulls(_REFIT).group_by(_REFIT).agg(pl.col("kickoff").min()).sort(_REFIT)
    # A day's first instant there may lie before the same day's here: nothing known after the
    # first of the forecasts may be learnt from.
    return tuple(
        Step(refit, min(first_instant(refit), first)) for refit, first in firsts.iter_rows()
    )
