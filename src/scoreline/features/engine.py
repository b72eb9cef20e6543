"""The one way from evidence to features: a history, a season or a single match."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import polars as pl

from scoreline.domain import Competition, InformationSet
from scoreline.domain.frames import Evidence
from scoreline.domain.odds import METHODS, Margin
from scoreline.errors import ConfigurationError
from scoreline.features._base import Group
from scoreline.features.catalogue import FURTHER, GROUPS, names
from scoreline.features.running import Running
from scoreline.features.timeline import lay_out


class FeatureEngine:
    """Computes groups of features as of an instant.

    Args:
        groups: What to compute, in the order of the columns.
        competitions: Rules by competition code, those of the reference where not given.
        information: What odds may be seen. Without any there are no market columns; with those
            of past matches there are strengths and expectations from them, and with opening or
            closing odds the market group and the implied goals speak of each match's own.
        margin: How the market group takes the bookmaker's margin out: ``power``, ``shin`` or
            ``proportional``.

    Raises:
        ConfigurationError: There is no such way to take a margin out.
    """

    def __init__(
        self,
        groups: Sequence[Group] = (*GROUPS, *FURTHER),
        *,
        competitions: Mapping[str, Competition] | None = None,
        information: InformationSet = InformationSet.NONE,
        margin: str = Margin.POWER,
    ) -> None:
        if margin not in METHODS:
            raise ConfigurationError(
                f"no way to take out a margin is called '{margin}'; there are {', '.join(METHODS)}"
            )
        self._groups = tuple(group for group in groups if group.seen_with(information))
        self._competitions = competitions
        self._information = information
        self._margin = Margin(margin)
        self.names = names(information, self._groups)

    def compute(
        self,
        evidence: Evidence,
        *,
        as_of: datetime | None = None,
        match_ids: Collection[int] | None = None,
    ) -> pl.DataFrame:
        """Compute the features of matches.

        Args:
            evidence: All that is known; results beyond a row's instant do not touch that row.
            as_of: Where given, every row speaks from this instant or its own kick-off, whichever
                is earlier. Where not, from its own kick-off.
            match_ids: Rows to return, all where not given.

        Returns:
            ``match_id``, ``competition``, ``season``, ``date``, ``kickoff``, ``home``, ``away``,
            ``home_goals``, ``away_goals`` (what there is to learn from and to be measured on: null
            where not known, with ``as_of`` at that instant, and where a result was awarded and
            nobody played for it); where odds of past matches may be seen, likewise ``fair_home``,
            ``fair_draw`` and ``fair_away``, the chances of the match that its last prices gave,
            margin out: they are known when its result is, a label and no feature; then ``names``
            as Float64, null where missing. Rows in the order of the evidence.
        """
        return self.start(evidence).compute(as_of=as_of, match_ids=match_ids)

    def start(self, evidence: Evidence) -> Running:
        """Return what computes features of this evidence at one instant after the other."""
        timeline = lay_out(
            evidence,
            competitions=self._competitions,
            information=self._information,
            margin=self._margin,
        )
        return Running(evidence, timeline, self._groups, self.names)
