"""What a reason is: a topic of features, and the words that their numbers allow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from scoreline.domain import Fixture, Outcome

Row = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class View:
    """A match seen from one side, so that one rule serves both.

    Attributes:
        row: The features by name, None where missing.
        side: ``home`` or ``away``: whose view it is.
        name: The club on that side.
        rival: The other club.
        newcomers: Clubs that were not in the league last season.
        out: Who of the club is missing, in words.
        rival_out: Who of the rival.
    """

    row: Row
    side: str
    name: str
    rival: str
    newcomers: frozenset[str] = frozenset()
    out: tuple[str, ...] = ()
    rival_out: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        fixture: Fixture,
        row: Row,
        newcomers: frozenset[str] = frozenset(),
        absentees: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
    ) -> Self:
        """See a match from the home side."""
        return cls(row, "home", fixture.home, fixture.away, newcomers, *absentees)

    @property
    def other(self) -> str:
        """Return the other side."""
        return "away" if self.side == "home" else "home"

    def turned(self) -> Self:
        """See the match from the other side."""
        return type(self)(
            self.row,
            self.other,
            self.rival,
            self.name,
            self.newcomers,
            self.rival_out,
            self.out,
        )

    def own(self, feature: str) -> float | None:
        """Return a feature of this side; ``{side}`` and ``{other}`` in its name are filled in."""
        return self.row.get(feature.format(side=self.side, other=self.other))

    def both(self, feature: str) -> tuple[float, float] | None:
        """Return a feature of this side and of the rival, or None where either is missing."""
        own, theirs = self.own(feature), self.turned().own(feature)
        return None if own is None or theirs is None else (own, theirs)


Say = Callable[[View], str | None]
"""Words for the side that looks, or None where the numbers do not allow them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Features that are explained together; no feature belongs to two topics.

    What the model makes of strongly related features means little one by one: a linear member
    gives one of them too much and takes it back from the next. Their sum is what counts.

    Attributes:
        features: Their names.
        say: Words for an outcome that they make likelier, seen from the home side.
    """

    features: tuple[str, ...]
    say: Callable[[View, Outcome], str | None]


def of_match(features: Sequence[str], better: Say, level: Say | None = None) -> tuple[Topic]:
    """Return a topic that compares both sides.

    Args:
        features: Names, with ``{side}`` in those that there are of both sides.
        better: Words for the side that the features favour.
        level: Words for a draw, seen from the home side.
    """

    def say(view: View, outcome: Outcome) -> str | None:
        if outcome is Outcome.DRAW:
            return level(view) if level else None
        return better(view if outcome is Outcome.HOME else view.turned())

    return (Topic(_both(features), say),)


def of_club(features: Sequence[str], good: Say, bad: Say) -> tuple[Topic, Topic]:
    """Return a topic for each club by itself.

    Args:
        features: Names with ``{side}``.
        good: Words for the club, where its features favour it.
        bad: Words for the club, where they favour its rival.
    """

    def about(side: str) -> Topic:
        def say(view: View, outcome: Outcome) -> str | None:
            if outcome is Outcome.DRAW:
                return None
            own = view if side == "home" else view.turned()
            return (good if outcome.name.lower() == side else bad)(own)

        return Topic(tuple(name.format(side=side) for name in features), say)

    return about("home"), about("away")


def first(*rules: Say) -> Say:
    """Return a rule that says what the first of several has to say."""

    def say(view: View) -> str | None:
        return next((text for rule in rules if (text := rule(view)) is not None), None)

    return say


def above(feature: str, least: float, text: str, *, given: Say | None = None) -> Say:
    """Return a rule that speaks where a feature of the club is at least so much.

    Args:
        feature: Its name with ``{side}``.
        least: From which value on it is worth a word.
        text: With ``{name}``, ``{rival}``, ``{side}`` and ``{own}`` in it.
        given: Another rule that must have something to say.
    """

    def say(view: View) -> str | None:
        own = view.own(feature)
        if own is None or own < least or (given is not None and given(view) is None):
            return None
        return _fill(text, view, own=own)

    return say


def below(feature: str, most: float, text: str, *, given: Say | None = None) -> Say:
    """Return a rule that speaks where a feature of the club is at most so much."""

    def say(view: View) -> str | None:
        own = view.own(feature)
        if own is None or own > most or (given is not None and given(view) is None):
            return None
        return _fill(text, view, own=own)

    return say


def ahead(feature: str, least: float, text: str) -> Say:
    """Return a rule that speaks where a feature of the club is so much above the rival's.

    ``text`` may have ``{theirs}`` in it too.
    """

    def say(view: View) -> str | None:
        both = view.both(feature)
        if both is None or both[0] - both[1] < least:
            return None
        return _fill(text, view, own=both[0], theirs=both[1])

    return say


def of_rival(rule: Say) -> Say:
    """Return a rule that says of the rival what another says of the club."""
    return lambda view: rule(view.turned())


def _fill(text: str, view: View, **numbers: float) -> str:
    return text.format(name=view.name, rival=view.rival, side=view.side, **numbers)


def _both(features: Sequence[str]) -> tuple[str, ...]:
    names = (name.format(side=side) for name in features for side in ("home", "away"))
    return tuple(dict.fromkeys(names))
