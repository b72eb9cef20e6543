"""Versions trained until one day after the other, on features that are computed once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import InformationSet, ModelVersion
from scoreline.domain.frames import result_known
from scoreline.features import FeatureEngine, require_odds
from scoreline.home import Home
from scoreline.models import Progress, Recipe, to_json, train
from scoreline.store import matches

_KNOWN: Final = "_known"


class Refits:
    """Trains competitions' matches until a day, where no version was trained so before.

    A row of features speaks from its match's own kick-off, so rows computed once serve every day:
    those whose results were known by then. They are computed from what stood then: anew where the
    store was told otherwise of a match in between.
    """

    def __init__(self, home: Home, recipe: Recipe, competitions: Sequence[str]) -> None:
        """Look up which versions are there already; nothing is trained yet."""
        self._home = home
        self._recipe = replace(recipe, seed=home.settings.seed)
        self._competitions = tuple(competitions)
        wanted = to_json(self._recipe.to_plain())
        self._versions = {
            version.trained_until: version
            for version in reversed(home.registry.listing())
            if version.competitions == self._competitions
            and version.pruned_at is None
            and to_json(version.config) == wanted
        }
        self._stand: datetime | None = None
        self._rows = pl.DataFrame()

    def until(self, day: date, *, progress: Progress | None = None) -> ModelVersion:
        """Return the version that knows nothing that became known after a day's first instant.

        Args:
            day: The day.
            progress: Told the stages of the training, where there is one.

        Raises:
            NotFoundError: There are no odds for a recipe that sees some.
            NotEnoughDataError: Too few matches were known by then.
        """
        if day not in self._versions:
            rows = self._known_by(day)
            require_odds(rows, self._recipe.information)
            trained = train(rows, self._recipe, progress=progress, jobs=2)
            self._versions[day] = self._home.registry.publish(
                trained, trained_until=day, sample=rows
            )
        return self._versions[day]

    def _known_by(self, day: date) -> pl.DataFrame:
        instant = first_instant(day)
        with self._home.database.read() as connection:
            until = matches.stands_until(connection, instant, latest=self._home.clock.now())
        if until != self._stand:
            self._stand, self._rows = until, self._computed(until)
        return self._rows.filter(pl.col(_KNOWN) <= instant).drop(_KNOWN)

    def _computed(self, as_of: datetime) -> pl.DataFrame:
        seen = self._recipe.information
        with self._home.database.read() as connection:
            evidence = matches.evidence(
                connection, as_of=as_of, with_odds=seen.contains(InformationSet.PAST)
            )
        taught = evidence.matches.filter(pl.col("competition").is_in(self._competitions))
        rows = FeatureEngine(information=seen).compute(
            evidence, match_ids=taught["match_id"].to_list()
        )
        known = evidence.matches.select("match_id", result_known().alias(_KNOWN))
        return rows.join(known, on="match_id", how="left", maintain_order="left")
