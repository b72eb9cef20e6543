"""The words in which English writes of who can play: cues, ailments, how bad they are."""

import tomllib
from collections.abc import Mapping
from enum import Enum, auto
from importlib.resources import files
from typing import Any, Final, NamedTuple

from scoreline.news.words import Phrases


class Role(Enum):
    """What a phrase does to what a sentence says of a player."""

    OUT = auto()
    MISSED = auto()
    DOUBT = auto()
    BACK = auto()
    INJURY = auto()
    SUSPENSION = auto()
    OTHER = auto()
    LEFT = auto()
    NEUTRAL = auto()
    CALLED_OUT = auto()
    CALLED_BACK = auto()


class Cue(NamedTuple):
    """A phrase's role.

    Attributes:
        part: What it names: a part of the body, an ailment, a reason.
        severity: Of an ailment, 0-1.
        ahead: It speaks of the players behind it, not of those before it.
    """

    role: Role
    part: str = ""
    severity: float = 0.0
    ahead: bool = False


_TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    files("scoreline.news").joinpath("vocabulary.toml").read_text(encoding="utf-8")
)
_BEHIND: Final = ("injury", "problem", "issue", "strain", "knock", "complaint", "trouble")
"""What may follow a part of the body without changing what is said."""

BACK_PART: Final = Cue(Role.INJURY, "back", 0.4)


def _words(name: str) -> frozenset[str]:
    return frozenset(_TABLE["words"][name])


NOT: Final = _words("not")
MAYBE: Final = _words("maybe")
FEARED: Final = _words("feared")
WOULD: Final = _words("would")
HOPED: Final = _words("hoped")
FIRM: Final = _words("firm")
CUTS: Final = _words("cuts")
"""Words at which a sentence turns to another statement."""

BE: Final = _words("be")
"""Words behind which «out» says that somebody is."""

AFTER_OUT: Final = _words("after_out")
"""Words before which it does not."""

WASTED: Final = _words("wasted")
"""What is missed by players who play."""


def _ailments(cues: Phrases[Cue]) -> None:
    for entry in _TABLE["part"]:
        cue = Cue(Role.INJURY, entry["name"], entry["severity"])
        for word in entry["words"]:
            for phrase in (word, *(f"{word} {behind}" for behind in _BEHIND)):
                cues.add(phrase, cue)
    for word in _TABLE["back_part"]:
        cues.add(word, BACK_PART)
    for entry in _TABLE["ailment"]:
        for word in entry["words"]:
            cues.add(word, Cue(Role.INJURY, "", entry["severity"]))


def _cues(*, records: bool) -> Phrases[Cue]:
    """Return every phrase's cue; those of departures only where records of players are read."""
    cues = Phrases[Cue]()
    cues.add("out", Cue(Role.CALLED_OUT))
    for word in ("back", "fit"):
        cues.add(word, Cue(Role.CALLED_BACK, part=word))
    for word in ("miss", "missed", "missing"):
        cues.add(word, Cue(Role.MISSED))
    _ailments(cues)
    for entry in _TABLE["reason"]:
        for phrase in entry["words"]:
            cues.add(phrase, Cue(Role.OTHER, entry["name"]))
    for name, cue in (
        ("suspension", Cue(Role.SUSPENSION, "suspended")),
        ("out", Cue(Role.OUT)),
        ("doubt", Cue(Role.DOUBT)),
        ("back", Cue(Role.BACK)),
        ("out_ahead", Cue(Role.OUT, ahead=True)),
        ("doubt_ahead", Cue(Role.DOUBT, ahead=True)),
        ("back_ahead", Cue(Role.BACK, ahead=True)),
        ("once", Cue(Role.MISSED)),
        ("neutral", Cue(Role.NEUTRAL)),
        *((("left", Cue(Role.LEFT, "left the club")),) if records else ()),
    ):
        for phrase in _TABLE[name]:
            cues.add(phrase, cue)
    return cues


PROSE: Final = _cues(records=False)
RECORDS: Final = _cues(records=True)
