"""The one way from evidence to features: a history, a season or a single match."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from scoreline.domain import Competition, InformationSet
from scoreline.domain.frames import Evidence
from scoreline.features._base import Floats, Group
from scoreline.features.catalogue import GROUPS, names
from scoreline.features.timeline import Flags, Ints, Timeline, lay_out, microseconds
from scoreline.features.visible import NEVER

KEYS: Final = ("match_id", "competition", "season", "date", "kickoff", "home", "away")
GOALS: Final = ("home_goals", "away_goals")


class FeatureEngine:
    """Computes groups of features as of an instant.

    Args:
        groups: What to compute, in the order of the columns.
        competitions: Rules by competition code, those of the reference where not given.
        information: What odds may be seen. Without any there are no market columns; with those
            of past matches there is ``market_strength``, and with opening or closing odds the
            market group speaks of each match's own.
    """

    def __init__(
        self,
        groups: Sequence[Group] = GROUPS,
        *,
        competitions: Mapping[str, Competition] | None = None,
        information: InformationSet = InformationSet.NONE,
    ) -> None:
        self._groups = tuple(group for group in groups if group.seen_with(information))
        self._competitions = competitions
        self._information = information
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
            ``home_goals``, ``away_goals`` (null where not known, with ``as_of`` at that instant),
            then ``names`` as Float64, null where missing. Rows in the order of the evidence.
        """
        asked = _asked(evidence.matches["match_id"], match_ids)
        timeline = lay_out(
            evidence,
            as_of=as_of,
            competitions=self._competitions,
            information=self._information,
            asked=asked,
        )
        rows = np.flatnonzero(asked)
        known = pl.lit(pl.Series(_known(timeline, as_of)))
        keys = evidence.matches.select(*KEYS, *(pl.when(known).then(name) for name in GOALS))
        return keys[rows].hstack(self._columns(timeline, rows))

    def _columns(self, timeline: Timeline, rows: Ints) -> list[pl.Series]:
        values: dict[str, Floats] = {}
        for group in self._groups:
            values |= group.compute(group.view(timeline))
        return [pl.Series(name, values[name][rows], nan_to_null=True) for name in self.names]


def _asked(ids: pl.Series, wanted: Collection[int] | None) -> Flags:
    return np.ones(len(ids), dtype=np.bool_) if wanted is None else np.isin(ids, list(wanted))


def _known(timeline: Timeline, as_of: datetime | None) -> Flags:
    return timeline.known <= (NEVER - 1 if as_of is None else microseconds(as_of))
