"""One name for every club, or a suggestion; never a guess."""

import polars as pl
import pytest

from scoreline.sources import Parsed
from scoreline.sources._base import ABSENCES, MATCH_ROWS, ODDS_ROWS
from scoreline.sources.identity import Identity

IDENTITY = Identity(
    source="football-data",
    names={
        ("England", "Nott'm Forest"): "Nott'm Forest",
        ("England", "Forest"): "Nott'm Forest",
        ("England", "Arsenal"): "Arsenal",
        ("France", "Arsenal"): "Arsenal (France)",
    },
    hints={
        "England": {
            "Nott'm Forest": "Nott'm Forest",
            "Nottingham Forest": "Nott'm Forest",
            "Arsenal": "Arsenal",
            "Wolverhampton Wanderers": "Wolves",
        }
    },
)


def matches(*pairs: tuple[str, str], competition: str = "E0") -> pl.DataFrame:
    rows = [
        {"line_no": line, "competition": competition, "home": home, "away": away}
        for line, (home, away) in enumerate(pairs, start=2)
    ]
    return pl.DataFrame(rows, schema=MATCH_ROWS)


def test_aliases_and_canonical_names_resolve_in_the_competition_s_country() -> None:
    resolved = IDENTITY.resolve(Parsed(matches=matches(("Forest", "Arsenal"))))
    assert resolved.matches.select("home", "away").rows() == [("Nott'm Forest", "Arsenal")]
    assert resolved.rejects == ()
    abroad = IDENTITY.resolve(Parsed(matches=matches(("Arsenal", "Lens"), competition="F1")))
    assert [reject.reason for reject in abroad.rejects] == ["no club of France is called 'Lens'"]


def test_an_unknown_club_costs_its_row_with_its_odds_and_suggests_the_likest() -> None:
    odds = pl.DataFrame([{"line_no": 2}, {"line_no": 3}], schema=ODDS_ROWS)
    given = matches(("Notingham Forest", "Arsenal"), ("Forest", "Arsenal"))
    resolved = IDENTITY.resolve(Parsed(matches=given, odds=odds))
    assert resolved.matches["line_no"].to_list() == [3]
    assert resolved.odds["line_no"].to_list() == [3]
    (reject,) = resolved.rejects
    assert (reject.line_no, reject.column) == (2, None)
    assert reject.reason == "no club of England is called 'Notingham Forest'"
    assert reject.text == "Notingham Forest v Arsenal"
    assert reject.suggestion == (
        "did you mean 'Nott'm Forest'? add it with:"
        ' scoreline teams alias football-data "Notingham Forest" "Nott\'m Forest"'
    )


def test_two_spellings_of_one_club_do_not_make_a_match_or_a_second_one() -> None:
    pairs = [("Forest", "Nott'm Forest"), ("Forest", "Arsenal"), ("Nott'm Forest", "Arsenal")]
    resolved = IDENTITY.resolve(Parsed(matches=matches(*pairs)))
    assert resolved.matches["line_no"].to_list() == [3]
    assert [(reject.line_no, reject.reason) for reject in resolved.rejects] == [
        (2, "a team against itself"),
        (4, "the same match twice"),
    ]


def test_a_country_without_any_club_has_only_strangers() -> None:
    resolved = IDENTITY.resolve(Parsed(matches=matches(("Inter", "Milan"), competition="I1")))
    assert len(resolved.rejects) == 1


def test_a_club_like_no_other_gets_no_suggestion_but_a_way_on() -> None:
    (reject,) = IDENTITY.resolve(Parsed(matches=matches(("Xyzzy 99", "Qwrtp")))).rejects
    assert reject.suggestion.count("find the club with: scoreline teams list") == 2


def test_a_spelling_of_another_source_is_a_hint_and_no_name() -> None:
    (reject,) = IDENTITY.resolve(Parsed(matches=matches(("Nottingham Forest", "Arsenal")))).rejects
    assert "did you mean 'Nott'm Forest'" in reject.suggestion


@pytest.mark.parametrize("spelling", ["Wolverhampton", "WOLVERHAMPTON WANDERERS", "Wölverhampton"])
def test_a_spelling_is_compared_with_spellings_whatever_the_club_is_called(spelling: str) -> None:
    (reject,) = IDENTITY.resolve(Parsed(matches=matches((spelling, "Arsenal")))).rejects
    assert "did you mean 'Wolves'" in reject.suggestion


@pytest.mark.parametrize("spelling", ['Arsenal"; rm -rf ~; "', "$(reboot)", "`x`"])
def test_a_hostile_spelling_is_quoted_for_the_shell(spelling: str) -> None:
    (reject,) = IDENTITY.resolve(Parsed(matches=matches((spelling, "Arsenal")))).rejects
    assert f"football-data '{spelling}'" in reject.suggestion


def test_clubs_of_absences_resolve_too() -> None:
    rows = [
        {"line_no": 1, "country": "England", "club": "Forest", "player": "A"},
        {"line_no": 2, "country": "England", "club": "Unknown", "player": "B"},
    ]
    resolved = IDENTITY.resolve(Parsed(absences=pl.DataFrame(rows, schema=ABSENCES)))
    assert resolved.absences["club"].to_list() == ["Nott'm Forest"]
    assert [reject.line_no for reject in resolved.rejects] == [2]
