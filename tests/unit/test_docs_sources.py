"""The page about sources says what the code does."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from scoreline import reference
from scoreline.settings import Settings
from scoreline.sources import source_names
from scoreline.sources.mapped._mapping import OPTIONAL, REQUIRED, read_mapping

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGE: Final = (DOCS / "reference" / "sources.md").read_text()
MAPPINGS: Final = sorted((DOCS / "how-to" / "mappings").glob("*.toml"))
TABLE: Final = re.compile(r"^\| `(\w+)` \| (.+?) \|(.*)\|$", re.MULTILINE)


def test_every_source_is_on_the_page() -> None:
    named = {word for row in re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE)
             for word in re.findall(r"`([a-z-]+)`", row)}  # fmt: skip
    assert set(source_names()) <= named


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in Settings.model_fields
        if name.removesuffix("_url").replace("_", "-") in source_names()
        or name.startswith(("http_", "api_football"))
    ],
)
def test_every_setting_of_sources_is_on_the_page(name: str) -> None:
    assert f"`SCORELINE_{name.upper()}`" in PAGE
    default = Settings.model_fields[name].default
    if isinstance(default, float | int):
        assert f"`SCORELINE_{name.upper()}` | {default} |" in PAGE


@pytest.mark.parametrize(
    "text",
    [
        *re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL),
        *(path.read_text(encoding="utf-8") for path in MAPPINGS),
    ],
)
def test_the_page_s_mappings_can_be_read(text: str) -> None:
    assert read_mapping(text.encode(), "the page").kind in REQUIRED
    assert tomllib.loads(text)["file"]


def test_what_a_mapping_may_say_is_on_the_page() -> None:
    said = {kind: f"{needs} {may}" for kind, needs, may in TABLE.findall(PAGE)}
    for kind, needed in REQUIRED.items():
        for name in {*needed, *OPTIONAL[kind]} - {"country", "competition", "kickoff"}:
            what = re.sub(r"^(home|away)_(?!goals|xg)", "", name)
            assert what in said[kind], f"{kind}: {name}"


def test_every_league_is_on_the_page() -> None:
    spans = {f"{letter}{n}" for letter in ("E", "SC") for n in range(4)}
    for code in reference.competitions():
        assert code in spans or re.search(rf"\b{code}\b", PAGE), code


def test_every_mapping_that_is_shipped_is_on_the_page() -> None:
    assert MAPPINGS
    assert all(f"(../how-to/mappings/{path.name})" in PAGE for path in MAPPINGS)
