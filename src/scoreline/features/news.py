"""What is written about both clubs."""

from datetime import timedelta
from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Floats, Group, Walk, by_side, sides
from scoreline.features.timeline import Ints, Timeline
from scoreline.ratings import Stretch

_KINDS: Final = ("team_news", "injury_report", "manager_quote")
_NAMES: Final = (
    "{side}_team_news_sentiment",
    "injury_report_severity_{side}",
    "manager_confidence_{side}",
)
"""In the order of the kinds."""

_RECENT: Final = timedelta(days=28)
_HALF_LIFE: Final = timedelta(days=7)


@jit
def _walk(
    spans: Ints, kickoff: Ints, known: Ints, kind: Ints, value: Floats, half: float
) -> Floats:
    """Return the decayed mean of each kind, shape (rows, 2, 3)."""
    out = np.full((len(spans), 2, 3), np.nan)
    sums = np.empty((3, 2))
    for match in range(len(spans)):
        for side in range(2):
            sums[:] = 0.0
            for row in range(spans[match, side, 0], spans[match, side, 1]):
                if kind[row] < 0 or np.isnan(value[row]):
                    continue
                weight = 0.5 ** ((kickoff[match] - known[row]) / half)
                sums[kind[row], 0] += weight * value[row]
                sums[kind[row], 1] += weight
            for i in range(3):
                if sums[i, 1] > 0:
                    out[match, side, i] = sums[i, 0] / sums[i, 1]
    return out


def _begin(timeline: Timeline) -> Walk:
    signals = timeline.signals(within=_RECENT)
    said = signals.known, signals.codes("kind", _KINDS), signals.numbers("value")
    kickoff, half = timeline.kickoff, _HALF_LIFE / timedelta(microseconds=1)

    def walk(stretch: Stretch) -> Columns:
        values = _walk(signals.spans(stretch), kickoff[stretch.rows], *said, half)
        return by_side(_NAMES, values)

    return walk


NEWS: Final = Group(
    "news",
    (
        *sides(
            "{side}_team_news_sentiment", "sentiment of recent news on the team, -1..1, decayed"
        ),
        *sides("injury_report_severity_{side}", "severity of reported injuries, 0-1, decayed"),
        *sides("manager_confidence_{side}", "sentiment of the manager's quotes, -1..1, decayed"),
    ),
    (_begin,),
    as_of="news told by the row's instant, within 28 days of kick-off; its weight halves every 7 "
    "days",
    missing="no such news of the team in that time",
)
