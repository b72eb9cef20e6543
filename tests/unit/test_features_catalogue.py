"""The catalogue, its page and the list it was written from say the same."""

import csv
from itertools import product
from pathlib import Path

import pytest

from scoreline.domain import InformationSet
from scoreline.features import CATALOGUE, FURTHER, GROUPS, names
from scoreline.features.page import page

ROOT = Path(__file__).parents[2]
LIST = ROOT.parent / "shared" / "feature-catalogue.csv"
SIDES = ("home", "away")


def listed() -> list[dict[str, str]]:
    if not LIST.is_file():
        pytest.skip(f"no {LIST.name} in ../shared")
    with LIST.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def spelled_out(name: str) -> list[str]:
    """Return the columns that a name of the list stands for."""
    sides = SIDES if "{side}" in name else ("",)
    return [each.replace("{side}", side) for each, side in product(name.split(", "), sides)]


def test_names_groups_and_their_order_are_those_of_the_list() -> None:
    wanted = [(row["group"], name) for row in listed() for name in spelled_out(row["name"])]
    assert [(entry.group, entry.name) for entry in CATALOGUE] == wanted


def test_units_are_those_of_the_list_where_it_has_any() -> None:
    units = {name: row["unit"] for row in listed() for name in spelled_out(row["name"])}
    assert [e.name for e in CATALOGUE if units[e.name] and e.unit != units[e.name]] == []


def test_definitions_begin_as_those_of_the_list_do() -> None:
    """Apart from what the code says more exactly, like which of two ways was chosen."""
    chosen = {
        "key_player_out",
        "key_players_injured",
        "injury_impact_score",
        "elo_rating",
        "attack_strength",
        "defence_strength",
    }
    definitions = {name: row["definition"] for row in listed() for name in spelled_out(row["name"])}
    other = {e.name for e in CATALOGUE if definitions[e.name] not in e.definition}
    assert {
        name.removeprefix("home_").removeprefix("away_").removeprefix("shots_") for name in other
    } <= chosen


def test_every_feature_says_what_it_is_from_when_and_when_it_is_missing() -> None:
    for group in (*GROUPS, *FURTHER):
        for feature in group.features:
            assert feature.definition, feature.name
            assert group.as_of, feature.name
            assert feature.missing or group.missing, feature.name


def test_the_page_is_the_one_the_code_writes() -> None:
    written = (ROOT / "docs" / "reference" / "features.md").read_text(encoding="utf-8")
    assert written == page(), "run make docs"


def test_a_smaller_information_set_has_fewer_features_in_the_same_order() -> None:
    whole = names(InformationSet.CLOSING)
    assert whole[: len(CATALOGUE)] == tuple(entry.name for entry in CATALOGUE)
    for information in InformationSet:
        seen = names(information)
        assert list(seen) == [name for name in whole if name in seen]
    assert not [name for name in names(InformationSet.NONE) if "market" in name or "odds" in name]
    assert "market" not in {e.group for e in CATALOGUE if e.name in names(InformationSet.PAST)}


def test_group_names_are_unique() -> None:
    assert len({group.name for group in (*GROUPS, *FURTHER)}) == len(GROUPS) + len(FURTHER)
