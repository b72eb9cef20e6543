"""How good a member is with other settings, on matches later than it learnt from."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Final

import numpy as np

from scoreline.errors import NotEnoughDataError
from scoreline.models._base import Floats
from scoreline.models.learning import LEARN
from scoreline.models.members import Member
from scoreline.models.metrics import log_losses
from scoreline.models.parts import edges
from scoreline.models.recipe import MemberSpec, Recipe
from scoreline.models.sample import Sample
from scoreline.models.spaces import Settings, Space

FOLDS: Final = 5
"""Blocks of days that settings are judged on; as many matches as in one come before the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Judges the settings of one member.

    Attributes:
        spec: The member as it stands.
        space: What may be set.
        recipe: The member's.
        sample: The matches to learn from and to be judged on, in order of time.
    """

    spec: MemberSpec
    space: Space
    recipe: Recipe
    sample: Sample

    def losses(self, settings: Settings) -> Iterator[float]:
        """Yield the mean loss on each fold of a member that learnt from the matches before it.

        A fold of which it can answer no match is left out.

        Raises:
            NotEnoughDataError: There are too few days for the folds, or it answers none of them.
        """
        judged = 0
        spec = self.space.tuned(self.spec, settings)
        for start, end in pairwise(edges(self.sample.days, [1] * (FOLDS + 1))[1:]):
            member = Member.prepare(spec, self.sample, self.recipe.seed)
            fitting, stopping = self.sample.between(0, start).cut(LEARN[:2])
            member.fit_until(fitting, fitting.weights(self.recipe.half_life), stopping)
            losses = _losses(member, self.sample.between(start, end))
            if not np.isnan(losses).all():
                judged += 1
                yield float(np.nanmean(losses))
        if not judged:
            raise NotEnoughDataError(
                f"member '{spec.name}' has no answer to be tuned by, what it reads is known too "
                "late; ingest more seasons with odds, or train without --tune"
            )

    def digest(self) -> str:
        """Return what tells this judgement from others: member, space and matches."""
        asked = {
            "member": self.spec.to_plain(),
            "space": {name: asdict(bounds) for name, bounds in self.space.ranges.items()},
            "half_life": self.recipe.half_life,
            "seed": self.recipe.seed,
            "features": self.sample.features,
        }
        digest = sha256(json.dumps(asked, sort_keys=True).encode())
        for values in (self.sample.x, self.sample.goals, self.sample.fair, self.sample.days):
            digest.update(values.tobytes())
        return digest.hexdigest()[:16]


def _losses(member: Member, fold: Sample) -> Floats:
    """Return each match's log loss, or minus the log of its goals' Poisson probability.

    NaN where the member has no answer. The goals' factorials, the same for all, are left away.
    """
    said = member.forecast(fold.x)
    if member.forecasts_outcomes:
        return log_losses(said, fold.outcomes)
    losses: Floats = (said - fold.goals * np.log(said)).sum(axis=1)
    return losses
