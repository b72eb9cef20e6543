"""Aliases as a CSV file: what is written is read again, what makes no sense is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.errors import ConfigurationError
from scoreline.sources.alias_table import COLUMNS, read_aliases, write_aliases
from scoreline.store.teams import Alias

HEADER = ",".join(COLUMNS) + "\n"
LINE = "understat,England,Manchester City,Man City\n"
CITY = Alias("understat", "England", "Manchester City", "Man City")

words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40)


@given(st.lists(st.builds(Alias, words, words, words, words), max_size=6))
def test_what_is_written_is_read_again(aliases: list[Alias]) -> None:
    once = {(each.source, each.country, each.spelling): each for each in aliases}
    assert read_aliases(write_aliases(list(once.values())), "x.csv") == list(once.values())


@pytest.mark.parametrize(
    "text", [HEADER + LINE, "\ufeff" + HEADER + LINE + "\n", HEADER + LINE * 2]
)
def test_a_file_that_a_spreadsheet_has_saved_is_read(text: str) -> None:
    assert read_aliases(text, "x.csv") == [CITY]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "first line must be source,country,spelling,club"),
        ("a,b\n", "first line must be"),
        (HEADER + "understat,England,Manchester City\n", "line 2: it takes"),
        (HEADER + LINE + "understat,England,,Man City\n", "line 3: it takes"),
        (HEADER + LINE + LINE.replace("Man City", "Man United"), "line 3: .* for Man City and for"),
        (HEADER + f"understat,England,{'x' * 121},Man City\n", "spelling takes at most 120"),
        (HEADER + "understat,England,a\x07b,Man City\n", "spelling takes at most 120 printable"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=f"x.csv.*{says}"):
        read_aliases(text, "x.csv")
