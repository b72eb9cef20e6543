"""Lists: a line that names a club, a line that says who follows, then players one by one."""

from collections.abc import Sequence
from typing import Final

from scoreline.domain.news import Status
from scoreline.news.gazetteer import Gazetteer
from scoreline.news.sentences import Sentence
from scoreline.news.words import Word, words_of

_SECTIONS: Final = {
    **dict.fromkeys(
        ("out", "injured", "unavailable", "absent", "absentees", "ruled out"), Status.OUT
    ),
    **dict.fromkeys(("suspended", "injuries", "suspensions", "injury list"), Status.OUT),
    **dict.fromkeys(("doubt", "doubts", "doubtful", "questionable", "late test"), Status.DOUBT),
    **dict.fromkeys(("in", "available", "back", "returning", "returns", "fit"), Status.BACK),
}
_LONGEST: Final = 6
"""Words of a heading."""

_LONGEST_NAME: Final = 60
_DASHES: Final = "\u2013\u2014-:("
_MOST_NAMES: Final = 4


class Layout:
    """Where in a document's lists a sentence stands.

    Attributes:
        club: Below whose heading, or that the whole document is about.
        status: Below which heading of the club's: out, in doubt, back.
    """

    def __init__(self, gazetteer: Gazetteer, club: str | None) -> None:
        self._gazetteer = gazetteer
        self._line = -1
        self._inline = False
        self._headed = False
        self.club = club
        self.status: Status | None = None

    @property
    def names_players(self) -> bool:
        """Tell whether lines here begin with players, whoever they are."""
        return self._headed and self.status is not None

    def takes(self, part: Sentence, words: Sequence[Word]) -> bool:
        """Take a heading in; returns whether the sentence is one, and so says nothing else."""
        if part.line != self._line and self._inline:
            self.status, self._inline = None, False
        self._line = part.line
        if len(words) <= _LONGEST:
            if not part.text.rstrip().endswith((".", "!", "?")):
                club = self._gazetteer.club_of(words)
                if club is not None:
                    self.club, self.status, self._headed = club, None, True
                    return True
            if self._section(part, words):
                return True
        self._label(part, words)
        return False

    def _section(self, part: Sentence, words: Sequence[Word]) -> bool:
        plain = [word.plain for word in words]
        if plain[-1:] == ["none"]:
            plain = plain[:-1]
        status = _SECTIONS.get(" ".join(plain))
        heads = part.text.isupper() or part.text.rstrip().endswith(":") or len(plain) < len(words)
        if status is None or not (heads or self._headed):
            return False
        self.status = status
        return True

    def _label(self, part: Sentence, words: Sequence[Word]) -> None:
        """Take in a heading that stands before its players in one line: ``Out: Fox (knee)``."""
        label = part.text.partition(":")[0]
        if len(label) == len(part.text) or len(label) > _LONGEST_NAME:
            return
        status = _SECTIONS.get(" ".join(word.plain for word in words_of(label)))
        if status is not None and words[0].capital:
            self.status, self._inline = status, True


def listed_name(text: str) -> str | None:
    """Return the name with which a line of a list begins, before its dash or bracket."""
    ends = [text.find(f" {dash}") for dash in _DASHES] + [text.find(":")]
    stop = min((end for end in ends if end > 0), default=-1)
    if not 0 < stop <= _LONGEST_NAME:
        return None
    words = words_of(text[:stop])
    if not 0 < len(words) <= _MOST_NAMES or not (words[0].capital and words[-1].capital):
        return None
    return text[:stop].strip()
