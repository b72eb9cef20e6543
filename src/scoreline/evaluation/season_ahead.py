"""What is left of a season, and the score grids it is to be drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import comb

import polars as pl

from scoreline import reference
from scoreline.domain import Competition, InformationSet, ScoreGrid
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.evaluation.fixture_list import FixtureList, fixture_list
from scoreline.features import FeatureEngine
from scoreline.features.rules import competition_or_ordinary
from scoreline.features.standings import Standing, standing
from scoreline.models import ScoreModel


@dataclass(frozen=True, slots=True, eq=False)
class SeasonAhead:
    """A season at an instant.

    Attributes:
        competition: Code of the league.
        season: By its first year.
        as_of: The instant; what was known then stands.
        now: The table by then.
        left: What is to be drawn.
        grid: A score grid for each match of ``left``, as a model saw it then.
    """

    competition: str
    season: int
    as_of: datetime
    now: Standing
    left: FixtureList
    grid: ScoreGrid

    @property
    def zones(self) -> dict[str, range]:
        """Return the places that decide something, by what they decide."""
        return self.now.rules.zones(len(self.now.clubs))

    @property
    def after_split(self) -> int:
        """Return how many matches follow a split that has yet to come."""
        upper = self.now.rules.split
        coming = len(self.left.pairs) > self.left.certain
        return comb(upper, 2) + comb(len(self.now.clubs) - upper, 2) if coming else 0


def season_ahead(
    evidence: Evidence,
    model: ScoreModel,
    competition: str,
    season: int,
    *,
    as_of: datetime,
    information: InformationSet = InformationSet.NONE,
    competitions: Mapping[str, Competition] | None = None,
) -> SeasonAhead:
    """Forecast all that is left of a season at an instant.

    Args:
        evidence: All leagues that the model's features need; may hold later results, they are not
            looked at.
        model: Must have been trained on nothing later than ``as_of``, which nobody checks here.
        competition: Code of the league.
        season: By its first year.
        as_of: The instant.
        information: What odds the model's features see.
        competitions: Rules by code, those of the reference where not given.

    Raises:
        NotFoundError: No match of the season, or not all of its clubs are known.
        ConfigurationError: The model does not answer a match.
    """
    rules = reference.competitions() if competitions is None else competitions
    league = competition_or_ordinary(competition, rules)
    now = standing(evidence.matches, league, season, as_of=as_of)
    if not now.clubs:
        raise NotFoundError(f"no matches of {competition} {season}; take in its fixtures first")
    left = fixture_list(evidence.matches, now, league, season, as_of=as_of)
    engine = FeatureEngine(information=information, competitions=rules)
    grid = _forecast(engine, model, evidence, left, as_of)
    return SeasonAhead(competition, season, as_of, now, left, grid)


def _forecast(
    engine: FeatureEngine,
    model: ScoreModel,
    evidence: Evidence,
    left: FixtureList,
    as_of: datetime,
) -> ScoreGrid:
    """Return the score grids of what is left, as a model sees it at an instant."""
    ids = left.matches.select("match_id")
    if not ids.height:
        return ScoreGrid.concat([])
    others = evidence.matches.join(ids, on="match_id", how="anti")
    known = replace(evidence, matches=pl.concat([others, left.matches]))
    rows = engine.compute(known, as_of=as_of, match_ids=ids["match_id"].to_list())
    ordered = ids.join(rows, on="match_id", how="left", maintain_order="left")
    silent = int((~model.answers(ordered)).sum())
    if silent:
        raise ConfigurationError(
            f"the model does not answer {silent} of the {ids.height} matches that are left;"
            " train one that has learnt from the league"
        )
    return model.predict(ordered)
