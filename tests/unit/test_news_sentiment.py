"""Football's own language over VADER's."""

import random

import pytest
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from scoreline.news import Lexicon
from scoreline.news._vader import vader


@pytest.mark.parametrize(
    "text",
    [
        "Arsenal's attack looked deadly and dangerous.",
        "Haaland was lethal, a constant threat.",
        "He killed off the game with a bullet header.",
        "No new injuries ahead of the derby.",
        "They tore apart a defence that had no answer to their killer instinct.",
    ],
)
def test_what_is_praise_in_football_is_praise(text: str) -> None:
    football, general = Lexicon(), Lexicon(football=False)
    assert football.scores([text])[0] > 0.05
    assert general.scores([text])[0] < 0.05


def test_what_is_bad_in_football_is_bad() -> None:
    texts = ["They were toothless and lost again.", "An injury crisis and a winless run."]
    assert all(score < -0.05 for score in Lexicon().scores(texts))


def test_without_football_it_is_vader_to_the_last_digit() -> None:
    original, ours, rng = SentimentIntensityAnalyzer(), vader(), random.Random(1)
    words = [
        *list(original.lexicon)[500:7000:50],
        *NEGATE,
        *BOOSTER_DICT,
        *["so", "this", "but", "the", "no", "or"],
    ]
    words += [word for idiom in SPECIAL_CASES for word in idiom.split()] * 5
    words += [
        "without",
        "doubt",
        "never",
        "least",
        "at",
        "very",
        "kind",
        "of",
        "GREAT",
        "\U0001f600",
    ]
    for _ in range(400):
        text = " ".join(rng.choices(words, k=rng.randrange(14))) + rng.choice(["", "!", "???"])
        assert ours.compound(text) == original.polarity_scores(text)["compound"], text
