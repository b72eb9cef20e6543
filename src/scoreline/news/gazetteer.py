"""Whom a text names: clubs and players by their names, and never by a guess."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from scoreline.news.words import Found, Phrases, Word, words_of

_ACTIVE: Final = timedelta(days=400)
"""Of whom nothing was heard for so long, a surname alone does not mean him."""

_SHORTEST: Final = 3
"""Letters of a surname that may stand alone."""

_PARTICLES: Final = frozenset(
    {"van", "de", "der", "den", "di", "da", "dos", "el", "al", "mac", "le"}
)
"""What belongs to a surname."""

_COMMON: Final = frozenset(
    {
        "wood",
        "young",
        "white",
        "rice",
        "cash",
        "long",
        "best",
        "hall",
        "ward",
        "king",
        "pope",
        "hope",
    }
    | {"grant", "bond", "power", "love", "may", "will", "mark", "march", "gray", "brown", "rose"}
    | {
        "cook",
        "walker",
        "mount",
        "stones",
        "son",
        "ball",
        "ream",
        "moore",
        "knight",
        "bishop",
        "day",
    }
    | {"nice", "reading", "bury", "lens", "brest", "angers", "city", "united", "forest", "palace"}
    | {
        "saints",
        "wanderers",
        "albion",
        "villa",
        "blues",
        "reds",
        "lions",
        "royals",
        "eagles",
        "bees",
    }
    | {
        "foxes",
        "whites",
        "tigers",
        "swans",
        "rams",
        "owls",
        "hoops",
        "genoa",
        "spal",
        "real",
        "como",
    }
    | {"johnson", "little", "small", "short", "strong", "swift", "sharp", "quick", "gold", "fox"}
    | {"field", "hill", "dale", "burn", "hay", "ham", "dunk", "keane", "barnes", "trusty", "early"}
    | {
        "fraser",
        "guest",
        "guild",
        "pick",
        "pack",
        "page",
        "ashford",
        "gent",
        "split",
        "inter",
        "paris",
    }
)
"""Names that are words as well: at the beginning of a sentence they are taken for words."""

_NOT_THE_CLUB: Final = frozenset(
    {"women", "womens", "ladies", "u18", "u18s", "u21", "u21s", "u23", "u23s", "wfc", "academy"}
    | {"legends", "youth", "under", "reserves", "supporters", "fans", "road", "street"}
)
"""What follows the name of a club of which another one is meant."""

_AGAINST: Final = frozenset(
    {"at", "to", "against", "v", "vs", "over", "from", "past", "visit", "host", "face", "facing"}
    | {"visiting", "hosting", "beat", "by", "with"}
)
"""Words before a club that is somebody's opponent."""

_VERBS: Final = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "could",
        "can",
        "may",
        "and",
    }
    | {
        "returns",
        "returned",
        "misses",
        "missed",
        "remains",
        "remain",
        "faces",
        "picked",
        "suffered",
    }
    | {
        "limped",
        "trained",
        "scored",
        "beat",
        "lost",
        "won",
        "drew",
        "said",
        "also",
        "should",
        "sat",
    }
    | {"hopes", "hope", "looks", "needs", "took", "came", "went", "played", "started", "underwent"}
    | {"might", "must", "serves", "served", "says", "told", "missing", "does", "did", "wants"}
    | {"injured", "out", "doubtful", "suspended", "back", "fit", "host", "face", "travel", "visit"}
)


_LEADS: Final = frozenset(
    {"striker", "winger", "midfielder", "defender", "goalkeeper", "keeper", "captain", "skipper"}
    | {"forward", "fullback", "playmaker", "and", "but", "with", "when", "while", "as", "if", "for"}
    | {"although", "both", "only", "even", "injured", "without", "after", "because"}
    | {"since", "then", "also", "now", "yes", "no", "so", "once", "star", "fellow", "youngster"}
)
"""Words that begin a sentence before a name and are no part of it."""


class Person(NamedTuple):
    """A player at a club.

    Attributes:
        seen: Days on which he was heard of there, in order.
        spellings: Other names that sources have for him.
    """

    club: str
    name: str
    seen: tuple[date, ...] = ()
    spellings: tuple[str, ...] = ()

    def last_seen(self, day: date) -> date | None:
        """Return when he was last heard of by a day."""
        place = bisect_right(self.seen, day)
        return self.seen[place - 1] if place else None


class _Form(NamedTuple):
    """What a phrase may stand for.

    Attributes:
        people: Each with how surely the phrase is his.
    """

    clubs: tuple[str, ...]
    people: tuple[tuple[Person, float], ...]


class Mention(NamedTuple):
    """A club or a player where a text names them.

    Attributes:
        first: The first of the words.
        stop: The word behind the last.
        player: None for a club.
    """

    first: int
    stop: int
    club: str
    player: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Around:
    """What a name is read by.

    Attributes:
        day: On which the text was published.
        heading: The club below whose heading it stands, or that the document is about.
        clubs: Clubs that the document has named so far, the likeliest first.
        own: Those of them that it has named other than as somebody's opponents.
        people: Players of whom it has given the full name, with their clubs.
    """

    day: date
    heading: str | None = None
    clubs: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Names:
    """What was found in a sentence.

    Attributes:
        unclear: Phrases that may stand for several and were left alone.
        own: Clubs that it names other than as somebody's opponents.
        elsewhere: Whether another team of a club is named, like its women or its reserves.
    """

    clubs: list[Mention] = field(default_factory=list)
    players: list[Mention] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    elsewhere: bool = False


class Gazetteer:
    """The names of clubs and players."""

    def __init__(
        self,
        clubs: Iterable[tuple[str, str, Sequence[str]]],
        nicknames: Mapping[str, Sequence[str]],
        people: Iterable[Person],
    ) -> None:
        """Learn names.

        Args:
            clubs: Name, country and other spellings of each.
            nicknames: Which clubs each may stand for.
            people: The players.
        """
        of_clubs: dict[str, list[str]] = defaultdict(list)
        self._countries: dict[str, str] = {}
        for name, country, spellings in clubs:
            self._countries[name] = country
            for spelling in (name, *spellings):
                of_clubs[_key(spelling)].append(name)
        for nickname, meant in nicknames.items():
            there = [club for club in meant if club in self._countries]
            # Written by hand: it is sure where it names one, and unsure where it names several.
            if there:
                of_clubs[_key(nickname)] = there
        of_people: dict[str, dict[tuple[str, str], tuple[Person, float]]] = defaultdict(dict)
        for person in people:
            for form, sure in _forms(person):
                known = of_people[form].get((person.club, person.name))
                if known is None or known[1] < sure:
                    of_people[form][person.club, person.name] = (person, sure)
        self._phrases = Phrases[_Form]()
        for form in of_clubs.keys() | of_people.keys():
            clubs_meant = tuple(dict.fromkeys(of_clubs.get(form, ())))
            self._phrases.add(form, _Form(clubs_meant, tuple(of_people.get(form, {}).values())))

    def club_of(self, heading: Sequence[Word]) -> str | None:
        """Return the club whose name a line is, and nothing else."""
        found = list(self._phrases.find(heading))
        if len(found) != 1 or found[0].stop - found[0].first != len(heading):
            return None
        clubs: tuple[str, ...] = found[0].value.clubs
        return clubs[0] if len(clubs) == 1 else None

    def club_called(self, name: str) -> str | None:
        """Return the one club that a phrase stands for."""
        form = self._phrases.get(name)
        return form.clubs[0] if form is not None and len(form.clubs) == 1 else None

    def player_called(self, name: str, club: str) -> str | None:
        """Return by which name the player of a club is known whom a phrase stands for."""
        form = self._phrases.get(name)
        there = [] if form is None else [each for each in form.people if each[0].club == club]
        found = _one(there, date.max)
        return None if found is None else found[1]

    def names_in(self, words: Sequence[Word], around: Around) -> Names:
        """Return whom a sentence names, each read by what stands around it."""
        found = [
            each for each in self._phrases.find(words) if _is_name(words, each.first, each.stop)
        ]
        names, people = Names(), []
        taken = {place for first, stop, _ in found for place in range(first, stop)}
        for each in found:
            first, stop, form = each
            if self._takes_club(each, words, around, names):
                continue
            if form.people and not self._of_another(words, first, stop, taken):
                people.append(each)
            elif form.clubs:
                names.unclear.append(_said(words, first, stop))
        if names.elsewhere:
            return names
        near = tuple(dict.fromkeys(each.club for each in names.clubs))
        for first, stop, form in people:
            meant = _person(form, near, names.own, around)
            if meant is not None:
                names.players.append(Mention(first, stop, *meant))
            elif _whoever(form, around):
                names.unclear.append(_said(words, first, stop))
        return names

    def _takes_club(
        self, found: Found, words: Sequence[Word], around: Around, names: Names
    ) -> bool:
        """Take a club in, unless another team of it is meant; returns whether it is either."""
        first, stop, form = found
        if not form.clubs or _full_name(form, stop - first):
            return False
        if stop < len(words) and words[stop].plain in _NOT_THE_CLUB:
            names.elsewhere = True
            return True
        club = self._club(form, around, [each.club for each in names.clubs])
        if club is None:
            return False
        names.clubs.append(Mention(first, stop, club, None, 0.95))
        if not first or words[first - 1].plain not in _AGAINST:
            names.own.add(club)
        return True

    def _of_another(self, words: Sequence[Word], first: int, stop: int, taken: set[int]) -> bool:
        """Tell whether a single name is a part of a longer one that nobody here has."""
        if stop - first > 1:
            return False
        if stop < len(words) and stop not in taken and not words[first].own:
            after = words[stop]
            # Two capitals in a row; a new sentence would not follow so closely.
            if after.capital and after.start - words[first].end == 1:
                return True
        if first == 0 or first - 1 in taken:
            return False
        before = words[first - 1]
        beside = before.capital and not before.own and words[first].start - before.end == 1
        return beside and (first > 1 or before.plain not in _LEADS)

    def _club(self, form: _Form, around: Around, near: Sequence[str]) -> str | None:
        """Return which club a phrase stands for, None where nothing tells."""
        if len(form.clubs) == 1:
            return form.clubs[0]
        context = [*near, *([around.heading] if around.heading else []), *around.clubs]
        for club in context:
            if club in form.clubs:
                return club
        lands = {self._countries[club] for club in context if club in self._countries}
        same = [club for club in form.clubs if self._countries.get(club) in lands]
        # A nickname that several clubs of one country have stays unclear.
        return same[0] if len(same) == 1 and len(lands) == 1 else None


def _key(phrase: str) -> str:
    return " ".join(word.plain for word in words_of(phrase))


def _said(words: Sequence[Word], first: int, stop: int) -> str:
    return " ".join(word.plain for word in words[first:stop])


def _is_name(words: Sequence[Word], first: int, stop: int) -> bool:
    """Tell whether words are set like a name; a common word at the beginning is not one."""
    last = words[stop - 1]
    if not (words[first].capital or last.capital):
        return False
    if stop - first > 1 or words[first].plain not in _COMMON or first > 0:
        return True
    after = words[stop].plain if stop < len(words) else ""
    return stop == len(words) or after in _VERBS or words[first].own


def _full_name(form: _Form, length: int) -> bool:
    return length > 1 and any(sure > 0.9 for _, sure in form.people)  # noqa: PLR2004


def _forms(person: Person) -> Iterator[tuple[str, float]]:
    """Yield what a player is called, and how surely he is meant by it."""
    for name in (person.name, *person.spellings):
        parts = [part for part in map(_key, name.split()) if part]
        if not parts:
            continue
        yield " ".join(parts), 0.95 if len(parts) > 1 else 0.85
        if len(parts) == 1:
            continue
        surname, sure = _surname(parts)
        if len(surname) >= _SHORTEST:
            yield surname, sure
        yield f"{parts[0][0]} {surname}", sure
        yield f"{parts[0]} {surname}", 0.92
        if len(parts[0]) > 1:
            yield parts[0], 0.5
        for middle in parts[1:-1]:
            if middle not in _PARTICLES:
                yield f"{middle} {parts[-1]}", 0.85
                yield f"{parts[0]} {middle}", 0.85
                yield middle, 0.55


def _surname(parts: Sequence[str]) -> tuple[str, float]:
    """Return a surname, and how surely it stands alone: of a long name, other parts may."""
    at = len(parts) - 1
    while at > 1 and parts[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(parts[at:]), 0.8 if at == 1 else 0.55


_FIRST_NAME: Final = 0.6
"""Confidence below which a form is a part of a name, which needs its club beside it."""


def _whoever(form: _Form, around: Around) -> bool:
    """Tell whether a phrase stands for somebody who plays, so that it is worth a word."""
    return any(
        sure > _FIRST_NAME and _recent(person, around.day) is not None
        for person, sure in form.people
    )


def _recent(person: Person, day: date) -> date | None:
    seen = person.last_seen(day)
    return seen if seen is not None and day - seen <= _ACTIVE else None


def _person(
    form: _Form, near: Sequence[str], own: AbstractSet[str], around: Around
) -> tuple[str, str, float] | None:
    """Return club, name and confidence of the one player whom a phrase can stand for."""
    introduced = [
        (person, sure)
        for person, sure in form.people
        if sure > _FIRST_NAME and around.people.get(person.name) == person.club
    ]
    if len(introduced) == 1:
        person, sure = introduced[0]
        return person.club, person.name, sure
    contexts = [[around.heading]] if around.heading else []
    contexts += [list(near)] if near else []
    contexts += [list(around.clubs)] if around.clubs else []
    for clubs in contexts:
        beside = clubs != list(around.clubs) or clubs == list(near)
        there = [
            (person, sure)
            for person, sure in form.people
            if person.club in clubs and (beside or sure > _FIRST_NAME or len(clubs) == 1)
        ]
        found = _one(there, around.day)
        if found is not None:
            return found
        if there:
            return None  # several of one club, or of two that play each other
    return _by_himself(form, around, own)


def _one(people: Sequence[tuple[Person, float]], day: date) -> tuple[str, str, float] | None:
    """Return the one whom several candidates come down to: those heard of lately come first."""
    lately = [each for each in people if _recent(each[0], day) is not None]
    for chosen in (lately, people):
        best = max((sure for _, sure in chosen), default=0.0)
        first = [(person, sure) for person, sure in chosen if sure >= min(best, 0.8)]
        if first and _one_person([person.name for person, _ in first]):
            person, sure = max(
                first, key=lambda each: (each[0].last_seen(day) or date.min, each[0].club)
            )
            return person.club, person.name, sure
        if first:
            return None
    return None


def _one_person(names: Sequence[str]) -> bool:
    """Tell whether names are one player's: each is a part of the longest one."""
    parts = [frozenset(_key(name).split()) for name in names]
    longest = max(parts, key=len)
    return all(each <= longest for each in parts)


def _by_himself(
    form: _Form, around: Around, own: AbstractSet[str]
) -> tuple[str, str, float] | None:
    """Return a player whom no club beside his name points to: there must be no other."""
    known = [(person, sure) for person, sure in form.people if sure > _FIRST_NAME]
    active = [(person, sure) for person, sure in known if _recent(person, around.day) is not None]
    if not active or not _one_person([person.name for person, _ in active]):
        return None
    person, sure = max(
        active, key=lambda each: (each[0].last_seen(around.day) or date.min, each[0].club)
    )
    named = bool(around.heading or own or around.own)
    if sure > 0.9:  # noqa: PLR2004 - a full name
        heading = around.heading
        return (heading, person.name, 0.6) if heading else (person.club, person.name, sure)
    # A surname beside other clubs may be a player of theirs whom nobody has told us of.
    return None if named else (person.club, person.name, 0.5)
