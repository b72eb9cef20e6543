"""What to train, as plain values that are stored with the model."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError
from scoreline.models.calibration import NAMES as CALIBRATIONS
from scoreline.models.decision import RULES

WEIGHTS: Final = ("learnt", "believed")
"""How a pool comes to its weights."""


@dataclass(frozen=True, slots=True)
class MemberSpec:
    """One member of the ensemble.

    Attributes:
        name: Its name in reports and files.
        kind: ``logit`` and ``boosted_outcome`` forecast outcomes, ``poisson`` and
            ``boosted_goals`` goals; ``member_names()`` lists all, plug-ins can add others. In
            Python, what makes an estimator will do as well, like a scikit-learn class: a model
            with such a member forecasts, but cannot be stored.
        share: What it counts, against the others of its sort, before anything is learnt.
        columns: What it reads; empty for every feature there is.
        params: What its estimator is made with.
    """

    name: str
    kind: str | Callable[..., Any]
    share: float = 1.0
    columns: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        kind = self.kind if isinstance(self.kind, str) else self.kind.__qualname__
        return {**asdict(self), "kind": kind}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Read plain JSON values."""
        return cls(**{**plain, "columns": tuple(plain["columns"])})


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training makes of given matches.

    Attributes:
        members: At least one that forecasts goals.
        grid_share: As a member's ``share``, for the 1X2 that the goals members' grid implies.
        weights: ``learnt`` on matches that no member was fitted on, from the shares on; or
            ``believed``: the shares as they are.
        half_life: Days after which a match counts half as much in fitting; None for never.
        warm_up: First seasons of each competition that are not learnt from, because ratings
            still find their level in them.
        calibration: ``none``, ``temperature``, ``vector``, ``isotonic``, or ``auto`` to choose
            among them on later matches.
        decision: Which outcome is recommended: ``largest`` probability, or ``balanced`` so that
            each outcome is found as often as it can be.
        goals: The algorithm that forecasts goals in the place of the recipe's own members.
    """

    name: str
    members: tuple[MemberSpec, ...]
    information: InformationSet = InformationSet.NONE
    seed: int = 42
    grid_share: float = 1.0
    weights: str = "learnt"
    half_life: float | None = None
    warm_up: int = 1
    calibration: str = "auto"
    decision: str = "largest"
    goals: str | None = None

    def __post_init__(self) -> None:
        names = [member.name for member in self.members]
        if len(set(names)) < len(names):
            raise ConfigurationError(f"recipe '{self.name}' gives two members one name")
        if self.calibration not in CALIBRATIONS:
            raise ConfigurationError(
                f"no calibration '{self.calibration}'; try {', '.join(CALIBRATIONS)}"
            )
        if self.weights not in WEIGHTS:
            raise ConfigurationError(f"no weights '{self.weights}'; try {', '.join(WEIGHTS)}")
        if self.decision not in RULES:
            raise ConfigurationError(f"no decision rule '{self.decision}'; try {', '.join(RULES)}")

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        members = [member.to_plain() for member in self.members]
        return {**asdict(self), "members": members, "information": str(self.information)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_plain` wrote, of which members given as classes are not found."""
        members = tuple(MemberSpec.from_plain(member) for member in plain["members"])
        information = InformationSet(plain["information"])
        return cls(**{**plain, "members": members, "information": information})
