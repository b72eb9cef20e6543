"""Football's own language over VADER's."""

import csv
import random
from pathlib import Path
from typing import Final

import pytest
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from scoreline.news import Lexicon
from scoreline.news._vader import vader
from scoreline.news.sentiment import NEUTRAL

LABELLED: Final = Path(__file__).parents[1] / "labelled"


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


def test_football_sentences_are_heard_as_they_are_meant() -> None:
    with (LABELLED / "sentiment.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    heard = {
        football: [
            "neutral" if abs(score) < NEUTRAL else "positive" if score > 0 else "negative"
            for score in Lexicon(football=football).scores([row["sentence"] for row in rows])
        ]
        for football in (True, False)
    }
    right = {
        football: sum(row["label"] == told for row, told in zip(rows, said, strict=True))
        for football, said in heard.items()
    }
    assert right[True] >= 0.88 * len(rows) > 1.5 * right[False]


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
