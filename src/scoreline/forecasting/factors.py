"""Key factors: what speaks for the recommended outcome, and what against it, in plain words.

The model's own contributions (SHAP values) of a topic's features say which outcome they make
likelier; the topic's rule has words for that outcome only where the numbers bear them out. So the
words never contradict the numbers, and neither contradicts the forecast. See decision 0091.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from scoreline.domain import AGAINST, OUTCOMES, KeyFactor, Outcome
from scoreline.forecasting.reasons import TOPICS, Topic, View
from scoreline.models import ScoreModel

MOST: Final = 5

LEAST: Final = 0.005
"""Log-odds, about half a percent of the odds, below which nothing is a key factor."""

Parts = Mapping[str, Sequence[float]]
"""Feature name to its part of the log-odds of home win, draw and away win, which sum to nought."""


def explain(
    model: ScoreModel,
    rows: pl.DataFrame,
    views: Sequence[View],
    recommended: Sequence[Outcome],
) -> list[tuple[KeyFactor, ...]]:
    """Return each match's key factors.

    Args:
        model: What forecast the matches.
        rows: Their features.
        views: The matches with the same features, from the home side.
        recommended: What is recommended of each.
    """
    parts = model.contributions(rows).transpose(0, 2, 1).tolist()
    return [
        key_factors(view, dict(zip(model.features, part, strict=True)), outcome)
        for view, part, outcome in zip(views, parts, recommended, strict=True)
    ]


def key_factors(view: View, parts: Parts, recommended: Outcome) -> tuple[KeyFactor, ...]:
    """Return up to five factors, the weightiest first.

    Together they weigh more for the recommended outcome than against it; those that favour
    another one say so.

    Args:
        view: The match from the home side.
        parts: What the model made of each feature.
        recommended: The outcome that the forecast recommends.
    """
    found = [factor for topic in TOPICS for factor in _factors(topic, view, parts, recommended)]
    ranked = sorted(found, key=lambda factor: -factor.weight)
    shown = ranked[:MOST]
    while shown and _balance(shown, recommended) <= 0:
        # What is left out weighs less than what stays, until nothing would be left against it.
        ranked.remove([each for each in shown if each.favours is not recommended][-1])
        shown = ranked[:MOST]
    return tuple(shown)


def _factors(topic: Topic, view: View, parts: Parts, recommended: Outcome) -> Iterator[KeyFactor]:
    known = {name: parts[name] for name in topic.features if name in parts}
    pushes = [sum(values) for values in zip(*known.values(), strict=True)] or [0.0] * 3
    for outcome in _favoured(pushes):
        text = topic.say(view, outcome)
        if text is not None:
            behind = sorted(
                (name for name, part in known.items() if any(part)),
                key=lambda name: -abs(known[name][outcome]),
            )
            yield KeyFactor(
                text=text if outcome is recommended else f"{AGAINST}{text}",
                weight=pushes[outcome],
                features=tuple(behind),
                favours=outcome,
            )
            return


def _favoured(pushes: Sequence[float]) -> list[Outcome]:
    """Return the outcomes that a topic makes likelier, the one that gains most first.

    Of the two sides only the one that gains more: what helps both a little is no side's merit.
    """
    better = max(pushes[Outcome.HOME], pushes[Outcome.AWAY])
    gain = [each for each in OUTCOMES if pushes[each] >= LEAST]
    sides = [each for each in gain if each is Outcome.DRAW or pushes[each] == better]
    return sorted(sides, key=lambda each: -pushes[each])


def _balance(shown: Sequence[KeyFactor], recommended: Outcome) -> float:
    return sum(each.weight if each.favours is recommended else -each.weight for each in shown)
