"""The page of results says what was asked, what was reached and where it falls short."""

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from models_world import LINEAR
from scoreline.domain import InformationSet
from scoreline.evaluation import backtest, sections
from scoreline.evaluation.results import GOALS, results_page
from scoreline.evaluation.sections import HINDSIGHT
from scoreline.testing.leagues import simulated_league


@cache
def summary() -> dict[str, Any]:
    return backtest(
        simulated_league(4, teams=8, seasons=4, first_season=2017),
        leagues=["SIM1"],
        start=date(2019, 8, 1),
        end=date(2020, 12, 31),
        recipe=LINEAR,
        refit="yearly",
    ).summary


def reached(gap: float, low: float = -1.0, high: float = 1.0) -> dict[str, Any]:
    """Return the summary as it were with another gap in log loss."""
    first, *others = summary()["against"]["closing"]["figures"]
    told = {**first, "difference": gap, "low": low, "high": high}
    closing = {**summary()["against"]["closing"], "figures": [told, *others]}
    return {**summary(), "against": {**summary()["against"], "closing": closing}}


def verdict(information: InformationSet, gap: float, high: float = 1.0) -> str:
    text = results_page({information: reached(gap, high=high)})
    row = next(line for line in text.splitlines() if "| log loss above the closing" in line)
    return row.split("|")[-2].strip()


@pytest.mark.parametrize(
    ("information", "gap", "said"),
    [
        (InformationSet.NONE, 0.0139, "reached"),
        (InformationSet.NONE, 0.0119, "beyond what was asked"),
        (InformationSet.PAST, 0.0085, "missed by 0.0010"),
        (InformationSet.OPENING, 0.0020, "beyond what was asked"),
        (InformationSet.CLOSING, 0.0002, "reached"),
        (InformationSet.CLOSING, -0.0002, "reached"),
    ],
)
def test_the_gap_is_held_against_what_was_asked(
    information: InformationSet, gap: float, said: str
) -> None:
    assert verdict(information, gap) == said


def test_the_closing_line_is_beaten_only_beyond_doubt() -> None:
    assert verdict(InformationSet.CLOSING, -0.001, high=-0.0001) == "beyond what was asked"


def test_the_page_has_every_table_for_every_information_set() -> None:
    text = results_page(dict.fromkeys(InformationSet, summary()))
    for section in sections(summary()):
        assert text.count(f"### {section.title}\n") == len(InformationSet)
    assert text.count("scoreline backtest --league SIM1") == len(InformationSet)
    assert HINDSIGHT in text.split("##")[0]


def test_every_row_of_a_table_has_its_cells() -> None:
    lines = results_page({InformationSet.OPENING: summary()}).splitlines()
    for before, line in pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            assert before.count("|") == line.count("|")


def test_more_is_asked_of_who_sees_more() -> None:
    gaps = [GOALS[information].gap for information in InformationSet]
    assert gaps == sorted(gaps, reverse=True)
