"""The page of a backtest stands alone, and its plots say what its tables say."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from models_world import LINEAR
from scoreline.evaluation import backtest, sections
from scoreline.evaluation.charts import (
    NARROW,
    Bar,
    Dot,
    Scale,
    course,
    intervals,
    reliability,
    signed,
)
from scoreline.evaluation.html import command, page
from scoreline.evaluation.sections import HINDSIGHT
from scoreline.evaluation.writing import signed as written_signed
from scoreline.evaluation.writing import signed_percent
from scoreline.testing.leagues import simulated_league

BARS = [Bar("one", 0.01, -0.02, 0.03, "12"), Bar("<two>", -0.004, -0.01, 0.002, "7")]


class Page(HTMLParser):
    """Collects what a page is made of, and refuses tags that do not close."""

    EMPTY = frozenset({"meta", "line", "circle", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    return backtest(
        simulated_league(4, teams=8, seasons=4, first_season=2017),
        leagues=["SIM1"],
        start=date(2019, 8, 1),
        end=date(2020, 12, 31),
        recipe=LINEAR,
        refit="yearly",
    ).summary


def test_a_page_needs_nothing_but_itself(summary: dict[str, Any]) -> None:
    found = Page(page(summary))
    assert found.open == []
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "link", "img", "iframe"})
    assert not [value for _, attrs in found.tags for value in attrs.values() if "//" in str(value)]
    assert "url(" not in page(summary)


def test_a_page_has_every_table_of_the_terminal(summary: dict[str, Any]) -> None:
    ids = [attrs.get("id") for tag, attrs in Page(page(summary)).tags if tag == "section"]
    assert ids == [each.key for each in sections(summary)]


def test_plots_say_what_they_are_to_those_who_cannot_see_them(summary: dict[str, Any]) -> None:
    plots = [attrs for tag, attrs in Page(page(summary)).tags if tag == "svg"]
    # Five of them are drawn for wide and for narrow screens, of which one shows one.
    sorts = [str(plot["class"]) for plot in plots]
    assert [sorts.count(name) for name in ("plot", "plot broad", "plot narrow")] == [3, 5, 5]
    assert all(plot["role"] == "img" and plot["aria-label"] for plot in plots)


def test_where_opening_prices_stand_it_says_that_forecasts_know_more(
    summary: dict[str, Any],
) -> None:
    tables = {each.key: each.note for each in sections(summary)}
    flattered = {key for key, note in tables.items() if HINDSIGHT in note}
    assert flattered == {"forecasters", "outcomes", "goals", "scores", "betting"}
    assert page(summary).count(HINDSIGHT) == len(flattered)
    closing = [{**row, "prices": "best closing"} for row in summary["betting"]]
    against = {"closing": summary["against"]["closing"]}
    compared = {**summary["compared"], "forecasters": {}, "differences": {}}
    late = sections({**summary, "betting": closing, "against": against, "compared": compared})
    assert not [each.key for each in late if HINDSIGHT in each.note]


def test_one_league_alone_has_no_plot_of_leagues(summary: dict[str, Any]) -> None:
    labels = "By league</h3>"
    assert labels not in page(summary)
    rows = [{**summary["breakdown"]["league"][0], "part": part} for part in ("E0", "SP1")]
    assert labels in page({**summary, "breakdown": {**summary["breakdown"], "league": rows}})


def test_every_link_of_a_page_leads_to_a_part_of_it(summary: dict[str, Any]) -> None:
    found = Page(page(summary)).tags
    ids = {attrs.get("id") for _, attrs in found}
    links = [str(attrs["href"]) for tag, attrs in found if tag == "a"]
    assert len(links) > len(sections(summary))
    assert {link.removeprefix("#") for link in links} <= ids


def test_names_are_text_and_never_markup(summary: dict[str, Any]) -> None:
    evil = {**summary, "leagues": ["<b>SIM</b>"]}
    assert "<b>SIM</b>" not in page(evil)
    assert "&lt;two&gt;" in intervals(BARS, zero="even", describes="gap")


def test_without_odds_there_are_no_plots_of_gaps(summary: dict[str, Any]) -> None:
    breakdown = {
        name: [
            {key: row[key] for key in ("part", "matches", "log_loss", "rps", "accuracy")}
            for row in rows
        ]
        for name, rows in summary["breakdown"].items()
    }
    alone = {**summary, "against": {}, "betting": [], "breakdown": breakdown}
    text = page(alone)
    assert "The gap to the market" not in text
    assert "No odds are stored" in text


def test_the_command_makes_the_backtest_again(summary: dict[str, Any]) -> None:
    assert command(summary["asked"]) == (
        "scoreline backtest --league SIM1 --from 2019-08-01 --to 2020-12-31"
        " --odds none --recipe linear --calibration auto --decision largest --refit yearly"
    )
    assert " --goals glm " in command({**summary["asked"], "goals": "glm"})


@pytest.mark.parametrize(
    "drawn",
    [
        intervals(BARS, zero="even", describes="gap"),
        intervals(BARS, zero="even", describes="gap", percent=True),
        intervals(BARS, zero="even", describes="gap", width=NARROW),
        course(BARS, zero="even", describes="gap", width=NARROW),
        course(BARS, zero="even", describes='"gap"'),
        reliability([Dot(0.2, 0.3, 5)], [], describes="home"),
    ],
)
def test_plots_are_whole_svg(drawn: str) -> None:
    assert ET.fromstring(drawn).tag == "svg"


def test_everything_drawn_lies_within_its_plot() -> None:
    for drawn in (
        intervals(BARS, zero="even", describes=""),
        course(BARS, zero="even", describes=""),
        intervals(BARS, zero="even", describes="", width=NARROW),
        course(BARS, zero="even", describes="", width=NARROW),
        reliability([Dot(0, 0, 1), Dot(1, 1, 9)], [Dot(0.4, 1, 2)], describes=""),
    ):
        _, _, width, height = map(float, re.findall(r'viewBox="([^"]+)"', drawn)[0].split())
        for name, limit in (("x", width), ("y", height)):
            places = re.findall(rf' (?:c?{name}[12]?)="([-\d.]+)"', drawn)
            assert places
            assert all(0 <= float(place) <= limit for place in places)


def test_a_diagram_of_what_is_never_likely_ends_at_a_half() -> None:
    low = [Dot(0.2, 0.3, 5)]
    assert "100%" not in reliability(low, [], describes="")
    assert "50%" in reliability(low, [], describes="")
    assert "100%" in reliability(low, [Dot(0.3, 0.51, 1)], describes="")


def test_where_labels_would_touch_not_every_one_is_written() -> None:
    years = [Bar(str(year), 0.01, -0.01, 0.02) for year in range(2005, 2025)]
    assert course(years, zero="", describes="").count("middle") < len(years)
    assert course(years[:5], zero="", describes="").count("middle") == 5


def test_what_rounds_to_nought_has_no_sign() -> None:
    assert [written_signed(value) for value in (-0.00001, 0.0, 0.00001)] == ["0.0000"] * 3
    assert [signed_percent(value) for value in (-0.0001, -0.001)] == [
        "0.0 %",
        "\N{MINUS SIGN}0.1 %",
    ]


def test_ticks_are_round_and_within() -> None:
    assert Scale(-0.012, 0.031, 0, 100).ticks() == [-0.01, 0.0, 0.01, 0.02, 0.03]
    assert [signed(tick) for tick in (-0.01, 0.0, 0.005)] == ["\N{MINUS SIGN}0.01", "0", "+0.005"]


def test_a_scale_holds_zero_and_a_single_value() -> None:
    assert Scale.around([0.0], 0, 10).at(0) == pytest.approx(5)
    assert Scale.around([2.0, 3.0], 0, 10).low < 0
