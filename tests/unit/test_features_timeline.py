from datetime import UTC, date, datetime, timedelta

import numpy as np

from scoreline.domain.frames import Evidence
from scoreline.features import lay_out
from scoreline.features.entries import enter
from scoreline.features.timeline import microseconds
from scoreline.features.visible import NEVER
from scoreline.ratings import Stretch
from scoreline.testing.evidence import evidence_of, played

DAY = date(2024, 9, 1)
THREE = datetime(2024, 9, 1, 15, tzinfo=UTC)


def story(evidence: Evidence) -> list[str]:
    """Tell the events by match id: R3 where match 3 reads, W3 where its result is told."""
    return told(evidence, lay_out(evidence, competitions={}).whole)


def told(evidence: Evidence, stretch: Stretch) -> list[str]:
    ids = evidence.matches["match_id"].to_list()
    return [
        f"R{ids[stretch.rows[event >> 1]]}" if event & 1 else f"W{ids[event >> 1]}"
        for event in stretch.events
    ]


def test_a_result_known_at_an_instant_comes_before_what_speaks_from_it() -> None:
    evidence = evidence_of(
        played("A", "B", None, DAY, kickoff=THREE + timedelta(hours=2, minutes=30)),
        played("C", "D", "1-0", DAY),
    )
    assert story(evidence) == ["R2", "W2", "R1"]


def test_simultaneous_results_come_in_order_of_their_ids() -> None:
    evidence = evidence_of(
        played("A", "B", "1-0", DAY, match_id=9), played("C", "D", "1-0", DAY, match_id=4)
    )
    assert story(evidence)[2:] == ["W4", "W9"]


def test_stretches_share_out_the_results_and_each_speaks_in_its_own() -> None:
    evidence = evidence_of(
        played("A", "B", "1-0", DAY),
        played("C", "D", "1-0", DAY + timedelta(7)),
        played("A", "C", None, DAY + timedelta(14)),
    )
    timeline = lay_out(evidence, competitions={})
    over = microseconds(THREE + timedelta(hours=2, minutes=30))
    first = timeline.stretch(np.array([0, 2]), until=over)
    assert told(evidence, first) == ["R1", "W1", "R3"]
    assert first.speaks.tolist() == [microseconds(THREE), over]
    second = timeline.stretch(np.array([1, 2]), since=over)
    assert told(evidence, second) == ["R2", "W2", "R3"]


def test_a_date_only_result_is_known_when_the_day_is_over() -> None:
    midnight = datetime(2024, 9, 1, tzinfo=UTC)
    evidence = evidence_of(played("A", "B", "1-0", DAY, kickoff=midnight, date_only=True))
    assert lay_out(evidence).known.tolist() == [microseconds(midnight + timedelta(days=1))]


def test_matches_that_do_not_count_are_never_known() -> None:
    evidence = evidence_of(
        played("A", "B", "1-0", DAY, status="abandoned"),
        played("A", "C", None, DAY, status="finished"),
        played("A", "D", "1-0", DAY, status="awarded", home_xg=1.5),
        played("A", "E", "1-0", DAY, status="postponed", home_xg=1.5),
    )
    timeline = lay_out(evidence, competitions={})
    assert (timeline.known == NEVER).tolist() == [True, True, False, True]
    assert np.isnan(timeline.goals[:, 0]).tolist() == [True, True, False, True]


def test_an_awarded_result_counts_but_nothing_of_it_was_played() -> None:
    evidence = evidence_of(
        played("A", "B", "2-1", DAY, home_xg=1.5),
        played("A", "C", "3-0", DAY, status="awarded", home_xg=1.5),
    )
    timeline = lay_out(evidence, competitions={})
    assert timeline.played.tolist() == [True, False]
    assert timeline.goals[:, 0].tolist() == [2, 3]
    assert np.isnan(timeline.goals_played[:, 0]).tolist() == [False, True]
    assert np.isnan(timeline.result("home_xg")).tolist() == [False, True]


def test_no_match_speaks_later_than_the_as_of_instant() -> None:
    evidence = evidence_of(played("A", "B", None, DAY), played("A", "C", None, DAY + timedelta(7)))
    as_of = THREE + timedelta(days=2)
    stretch = lay_out(evidence, competitions={}).stretch(np.arange(2), until=microseconds(as_of))
    assert stretch.speaks.tolist() == [microseconds(THREE), microseconds(as_of)]


def test_competitions_come_from_the_reference_and_unknown_ones_are_ordinary() -> None:
    evidence = evidence_of(
        played("A", "B", None, DAY, competition="E1"), played("C", "D", None, DAY)
    )
    timeline = lay_out(evidence)
    assert timeline.leagues == ("E1", "SIM1")
    assert timeline.tiers.tolist() == [2, 1]
    assert timeline.competitions[1].rules_in(2024).teams == 20


def test_an_empty_timeline_has_no_events() -> None:
    timeline = lay_out(evidence_of())
    assert len(timeline) == len(timeline.whole.events) == len(timeline.entries) == 0


def test_entries_stand_by_competition_and_season_and_know_the_season_before() -> None:
    clubs = np.array([[0, 1], [0, 2], [0, 1], [1, 2]])
    league = np.array([0, 0, 0, 1])
    season = np.array([2020, 2021, 2022, 2020])
    entries = enter(clubs, league, season)
    assert entries.of_match.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert entries.club.tolist() == [0, 1, 0, 2, 0, 1, 1, 2]
    assert entries.previous.tolist() == [-1, -1, 0, -1, 2, -1, -1, -1]
    assert entries.block.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert entries.start.tolist() == [0, 2, 4, 6, 8]
    assert entries.league.tolist() == [0, 0, 0, 1]
    assert entries.season.tolist() == [2020, 2021, 2022, 2020]


def test_newcomers_were_not_in_a_competition_that_was_played_a_season_earlier() -> None:
    clubs = np.array([[0, 1], [0, 2], [0, 1], [1, 2]])
    entries = enter(clubs, np.array([0, 0, 0, 1]), np.array([2020, 2021, 2022, 2020]))
    new = entries.newcomers[entries.of_match]
    # Of the first season of a competition nobody knows who is new.
    assert new.tolist() == [[False, False], [False, True], [False, True], [False, False]]
