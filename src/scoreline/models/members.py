"""The kinds of members that a recipe can name, and a member: an estimator with its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Self, cast

import numpy as np

from scoreline.errors import ConfigurationError, ScorelineError
from scoreline.models._base import (
    Artefact,
    Estimator,
    Explains,
    Floats,
    GoalsEstimator,
    Ints,
    LearnsChances,
    OutcomeEstimator,
    StopsEarly,
)
from scoreline.models._plugins import plugin, plugin_names
from scoreline.models.foreign import adapted
from scoreline.models.goals import BoostedGoals, HistGradientGoals, LightGBMGoals
from scoreline.models.logit import LogitOutcome
from scoreline.models.market_logit import MarketLogit
from scoreline.models.outcome import BoostedOutcome, HistGradientOutcome, LightGBMOutcome
from scoreline.models.poisson import PoissonGoals
from scoreline.models.quoted import QuotedGoals, QuotedOutcome
from scoreline.models.recipe import MemberSpec
from scoreline.models.sample import Sample

ENTRY_POINTS: Final = "scoreline.members"
"""Group of entry points by which a third party adds a kind of member: an estimator's class.

Any scikit-learn classifier or regressor will do. To be stored with a model it must also have
``dump`` and ``restore``, as ours have.
"""

_OWN: Final[Mapping[str, Callable[..., Estimator]]] = MappingProxyType(
    {
        "logit": LogitOutcome,
        "boosted_outcome": BoostedOutcome,
        "lightgbm_outcome": LightGBMOutcome,
        "histgradient_outcome": HistGradientOutcome,
        "poisson": PoissonGoals,
        "boosted_goals": BoostedGoals,
        "lightgbm_goals": LightGBMGoals,
        "histgradient_goals": HistGradientGoals,
        "market_logit": MarketLogit,
        "quoted_outcome": QuotedOutcome,
        "quoted_goals": QuotedGoals,
    }
)

USUAL: Final = ("league_avg_home_goals", "league_avg_away_goals", "league_home_advantage")
"""What is usual in a league, by which models tell leagues apart."""

LEAGUES: Final = 4
"""Below so many, what is usual tells years apart instead: decision 0220."""


def member_names() -> list[str]:
    """Return the kinds of all members: ours, then those of plug-ins by name."""
    return [*_OWN, *(name for name in plugin_names(ENTRY_POINTS) if name not in _OWN)]


def member_named(kind: str | Callable[..., Any]) -> Callable[..., Estimator]:
    """Return what makes a member's estimator; a plug-in cannot take the place of one of ours.

    What makes an estimator stands for itself.

    Raises:
        ConfigurationError: There is none of this kind, or its plug-in does not load.
    """
    if callable(kind):
        return kind
    made: Callable[..., Estimator] | None = _OWN.get(kind) or plugin(ENTRY_POINTS, kind)
    if made is None:
        raise ConfigurationError(f"no member '{kind}'; known are {', '.join(member_names())}")
    return made


def make(spec: MemberSpec, seed: int) -> Estimator:
    """Return the unfitted estimator that a recipe's line describes.

    Raises:
        ConfigurationError: Nothing of this kind is known, or its parameters are wrong.
    """
    kind = member_named(spec.kind)
    try:
        seeded = {"seed", "random_state"} & (set(kind(**spec.params).get_params()))
        estimator = kind(**{**dict.fromkeys(seeded, seed), **spec.params})
    except TypeError as error:
        raise ConfigurationError(f"member '{spec.name}': {error}") from error
    return estimator if spec.kind in _OWN else adapted(estimator)


@dataclass(frozen=True, slots=True)
class Member:
    """An estimator, fitted or not, with the columns it reads.

    Every method takes the matrix of all the model's features, shape (n, features).

    Attributes:
        columns: Numbers of the features that the estimator reads.
    """

    spec: MemberSpec
    columns: tuple[int, ...]
    estimator: Estimator

    @classmethod
    def prepare(cls, spec: MemberSpec, sample: Sample, seed: int) -> Self:
        """Return a member that is not fitted yet, to learn from a sample or a part of it.

        Raises:
            ConfigurationError: Its kind is not known, or its parameters are wrong.
            ScorelineError: It reads a feature that is not there.
        """
        spec = _suited(spec, sample)
        return cls(spec, columns_of(spec, sample.features), make(spec, seed))

    @property
    def forecasts_outcomes(self) -> bool:
        """Tell a forecaster of outcomes from one of goals."""
        # What makes an OutcomeEstimator; asking the protocol itself takes longer than a forecast.
        return hasattr(self.estimator, "predict_proba")

    def fit(self, sample: Sample, weight: Floats) -> Self:
        """Learn from matches, all at once."""
        x = self._own(sample.x)
        if isinstance(self.estimator, LearnsChances):
            self.estimator.fit_chances(x, sample.chances, sample_weight=weight)
        else:
            self.estimator.fit(x, self._target(sample), sample_weight=weight)
        return self

    def fit_until(self, sample: Sample, weight: Floats, later: Sample) -> Self:
        """Learn from matches, and from later ones when to stop, where the estimator can."""
        if not isinstance(self.estimator, StopsEarly):
            return self.fit(sample, weight)
        watched = self._own(later.x), self._target(later)
        self.estimator.fit_until(self._own(sample.x), self._target(sample), weight, watched)
        return self

    def unfitted(self) -> Self:
        """Return an unfitted copy that need not look at later matches any more."""
        if isinstance(self.estimator, StopsEarly):
            return type(self)(self.spec, self.columns, self.estimator.unfitted())
        # Imported where it is used: it takes seconds, and forecasting does without it.
        from sklearn.base import clone  # noqa: PLC0415

        return type(self)(self.spec, self.columns, clone(self.estimator))

    def forecast(self, x: Floats) -> Floats:
        """Return outcome probabilities, shape (n, 3), or expected goals, shape (n, 2).

        A row that the estimator cannot answer is NaN.
        """
        own = self._own(x)
        if self.forecasts_outcomes:
            said = cast("OutcomeEstimator", self.estimator).predict_proba(own)
        else:
            said = cast("GoalsEstimator", self.estimator).predict(own)
        return np.asarray(said, dtype=np.float64)

    def contributions(self, x: Floats) -> Floats:
        """Return each feature's part of the log-odds or of the logarithms of expected goals.

        Shape (n, 3, features) or (n, 2, features). Zero for what the estimator does not read, and
        everywhere where it cannot say.
        """
        parts = np.zeros((len(x), 3 if self.forecasts_outcomes else 2, x.shape[1]))
        if hasattr(self.estimator, "contributions"):
            explained = cast("Explains", self.estimator)
            parts[:, :, self.columns] = explained.contributions(self._own(x))
        return parts

    def dump(self) -> dict[str, bytes]:
        """Return the estimator's files, named after the member.

        Raises:
            ScorelineError: The estimator cannot say what it is in plain bytes.
        """
        dump = getattr(self.estimator, "dump", None)
        if dump is None or callable(self.spec.kind):
            raise ScorelineError(
                f"member '{self.spec.name}' cannot be stored: its kind has no name or its estimator"
                " no dump and restore"
            )
        return {f"{self.spec.name}.{file}": content for file, content in dump().items()}

    @classmethod
    def restore(cls, spec: MemberSpec, features: tuple[str, ...], files: Artefact) -> Self:
        """Return the member whose files :meth:`dump` wrote.

        Raises:
            ConfigurationError: No member of this kind is installed here.
            IntegrityError: A file is missing or damaged.
        """
        kind: Any = member_named(spec.kind)
        prefix = f"{spec.name}."
        own = {
            name.removeprefix(prefix): content
            for name, content in files.items()
            if name.startswith(prefix)
        }
        return cls(spec, columns_of(spec, features), kind.restore(own))

    def _own(self, x: Floats) -> Floats:
        """Return the columns that the estimator reads, row after row in memory."""
        return x if len(self.columns) == x.shape[1] else np.take(x, self.columns, axis=1)

    def _target(self, sample: Sample) -> Ints:
        return sample.outcomes if self.forecasts_outcomes else sample.goals


def _suited(spec: MemberSpec, sample: Sample) -> MemberSpec:
    """Return a member that does not read what is usual in a league where leagues are few."""
    others = tuple(name for name in spec.columns if name not in USUAL)
    if not others or sample.frame["competition"].n_unique() >= LEAGUES:
        return spec
    return replace(spec, columns=others)


def columns_of(spec: MemberSpec, features: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of the features that a member reads.

    Raises:
        ScorelineError: It wants a feature that is not there.
    """
    missing = set(spec.columns) - set(features)
    if missing:
        raise ScorelineError(
            f"member '{spec.name}' reads columns that the feature frame lacks: "
            f"{', '.join(sorted(missing))}"
        )
    return tuple(features.index(name) for name in spec.columns or features)
