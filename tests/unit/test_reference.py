"""Laws of the reference data: leagues, clubs and derbies."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from scoreline import reference
from scoreline.domain import Competition
from scoreline.errors import NotFoundError

CODES = ("E0", "E1", "SP1", "I1", "D1", "F1")


@pytest.fixture(params=list(reference.competitions().values()), ids=lambda league: league.code)
def league(request: pytest.FixtureRequest) -> Competition:
    found: Competition = request.param
    return found


def names() -> set[str]:
    return {club.name for club in reference.clubs()}


@pytest.mark.parametrize("code", CODES)
def test_the_great_leagues_are_known(code: str) -> None:
    assert reference.competition(code).code == code


def test_a_league_nobody_knows_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match=r"no league 'X9'; known are .*E0"):
        reference.competition("X9")


def test_the_leagues_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        reference.competitions()["E0"] = reference.competition("E0")  # type: ignore[index]


def test_a_leagues_rules_are_in_the_order_of_the_seasons(league: Competition) -> None:
    since = [rules.since for rules in league.rules]
    assert since
    assert since == sorted(set(since))


def test_a_leagues_places_fit_into_its_table(league: Competition) -> None:
    for rules in league.rules:
        top = max(rules.europe, rules.champions_league) + rules.promotion + rules.promotion_playoff
        bottom = rules.relegation + rules.relegation_playoff
        assert min(rules.champions_league, rules.europe, rules.promotion, bottom) >= 0
        assert rules.champions_league + bottom <= rules.teams
        assert top + bottom <= rules.teams
        assert rules.points_per_win in {2, 3}
        assert len(set(rules.tie_breaks)) == len(rules.tie_breaks) > 0


def test_a_league_is_somewhere_at_some_tier(league: Competition) -> None:
    assert league.name
    assert league.tier >= 1
    assert ZoneInfo(league.timezone).key == league.timezone


def test_points_are_deducted_from_clubs_that_exist(league: Competition) -> None:
    for deduction in league.deductions:
        assert deduction.club in names()
        if deduction.date is not None:
            assert deduction.season <= deduction.date.year <= deduction.season + 1


def test_every_deduction_says_how_it_is_known(league: Competition) -> None:
    for deduction in league.deductions:
        assert len(deduction.source) > 3
        assert deduction.date is not None or deduction.source.startswith(("official", "EFL"))


def test_no_club_is_given_back_more_points_than_it_lost(league: Competition) -> None:
    lost: Counter[tuple[int, str]] = Counter()
    for deduction in sorted(league.deductions, key=lambda each: each.date or date.min):
        assert deduction.points != 0
        lost[deduction.season, deduction.club] += deduction.points
        assert lost[deduction.season, deduction.club] >= 0


def test_a_league_is_played_by_clubs_of_its_country(league: Competition) -> None:
    assert league.country in {club.country for club in reference.clubs()}


def test_errors_call_leagues_by_code_and_name() -> None:
    assert (
        reference.listed(["E0", "SP2", "XX"]) == "E0 (Premier League), SP2 (Segunda División), XX"
    )
    with pytest.raises(NotFoundError, match=r"no league 'XX'; known are E0 \(Premier League\), E1"):
        reference.competition("XX")
    with pytest.raises(NotFoundError, match=r"league 'E1'; there are E0 \(Premier League\)$"):
        reference.require_leagues(["E0", "E1"], {"E0"})
    with pytest.raises(NotFoundError, match="scoreline ingest bundled"):
        reference.require_leagues(["E1"], ())


def test_no_two_clubs_have_one_name() -> None:
    assert [
        name for name, times in Counter(c.name for c in reference.clubs()).items() if times > 1
    ] == []


def test_a_club_has_a_name_a_full_name_and_a_country() -> None:
    for club in reference.clubs():
        assert all(
            text and text == text.strip() for text in (club.name, club.full_name, club.country)
        )
        assert len(club.name) <= 80


def test_a_sources_spelling_stands_for_one_club_of_a_country() -> None:
    spellings = Counter(
        (source, club.country, spelling)
        for club in reference.clubs()
        for source, spelling in club.aliases
    )
    assert [each for each, times in spellings.items() if times > 1] == []
    assert all(source and spelling == spelling.strip() != "" for source, _, spelling in spellings)


def test_rivals_are_two_different_clubs_that_exist() -> None:
    assert reference.rivalries()
    for pair in reference.rivalries():
        assert len(pair) == 2
        assert pair <= names()
