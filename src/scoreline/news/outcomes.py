"""Who beat whom, where a sentence names two clubs: what is good for one is bad for the other."""

from collections.abc import Sequence
from typing import Final

from scoreline.news.gazetteer import Mention
from scoreline.news.words import Phrases, Word

_BEATS: Final = (
    *("beat", "beats", "beating", "thrashed", "thrash", "hammered", "hammer", "defeated", "defeat"),
    *("outclassed", "outplayed", "overcame", "saw off", "edged", "edge", "demolished", "crushed"),
    *(
        "stunned",
        "stun",
        "humbled",
        "sank",
        "dispatched",
        "knocked out",
        "eased past",
        "swept aside",
    ),
    *(
        "cruised past",
        "romped past",
        "brushed aside",
        "won at",
        "won against",
        "win at",
        "win over",
    ),
    *(
        "win against",
        "victory over",
        "victory at",
        "victory against",
        "triumph over",
        "ran riot at",
    ),
    *(
        "destroyed",
        "dismantled",
        "tore apart",
        "routed",
        "downed",
        "toppled",
        "fought back to beat",
    ),
)
_LOSES: Final = (
    *(
        "lost to",
        "lost at",
        "lose to",
        "lose at",
        "losing to",
        "beaten by",
        "beaten at",
        "defeat to",
    ),
    *(
        "defeat at",
        "defeat by",
        "defeat against",
        "loss to",
        "loss at",
        "loss against",
        "thrashed by",
    ),
    *(
        "hammered by",
        "defeated by",
        "outclassed by",
        "outplayed by",
        "knocked out by",
        "stunned by",
    ),
    *(
        "went down to",
        "went down at",
        "humbled by",
        "fell to",
        "crashed to",
        "thrashed at",
        "edged by",
    ),
    *("crushed by", "demolished by", "humiliated by", "humiliated at", "succumbed to"),
)

_WAYS: Final = Phrases([*((each, 1) for each in _BEATS), *((each, -1) for each in _LOSES)])


def winner_and_loser(words: Sequence[Word], clubs: Sequence[Mention]) -> tuple[str, str] | None:
    """Return the club that won and the club that lost, None where a sentence does not say it."""
    named = dict.fromkeys(each.club for each in sorted(clubs, key=lambda each: each.first))
    if len(named) != 2:  # noqa: PLR2004 - a match has two
        return None
    first, second = named
    start = min(each.stop for each in clubs if each.club == first)
    stop = min((each.first for each in clubs if each.club == second), default=0)
    between = words[start:stop]
    ways = {found.value for found in _WAYS.find(between)}
    if len(ways) != 1:
        return None
    denied = any(word.plain in {"not", "didnt", "failed", "couldnt", "never"} for word in between)
    if denied:
        return None
    return (first, second) if ways == {1} else (second, first)
