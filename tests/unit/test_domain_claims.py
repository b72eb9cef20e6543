"""Whose word counts on a player, and from when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain.claims import Claim, Issue, absences
from scoreline.domain.news import Status

START = datetime(2025, 11, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def issue(days: float, status: Status | None, *, document: str = "", **known: Any) -> Issue:
    at = START + days * DAY
    name, revision = document or f"at {days}", known.pop("revision", 0)
    given = {"club": "Ashford", "player": "Fox", "weight": 0.8, "absence": "injury", "back": None,
             "detail": "knee", **known}  # fmt: skip
    claims = () if status is None else (
        Claim(known_at=at, document=name, revision=revision, status=status, **given),
    )  # fmt: skip
    return Issue(name, revision, at, claims)


def out_on(issues: list[Issue], day: date, by: datetime) -> bool:
    """Tell whether a player is out on a day by what was told by an instant, as features read it."""
    told = [row for row in absences(issues) if row["known_at"] <= by]
    last = {(row["kind"], row["start"]): row for row in told}
    return any(row["start"] <= day <= row["end"] for row in last.values())


@pytest.mark.parametrize(
    ("issues", "out"),
    [
        ([issue(0, Status.OUT)], True),
        ([issue(0, Status.DOUBT)], False),
        ([issue(0, Status.OUT), issue(1, Status.BACK)], False),
        ([issue(0, Status.OUT), issue(1, Status.DOUBT)], False),
        ([issue(0, Status.BACK), issue(1, Status.OUT)], True),
        ([issue(0, Status.OUT, back=date(2025, 11, 6))], False),
        ([issue(0, Status.OUT, back=date(2025, 11, 9))], True),
        # a rumour does not outweigh the club's own word of the day before
        ([issue(0, Status.OUT, weight=1.0), issue(1, Status.BACK, weight=0.3)], True),
        ([issue(-6, Status.OUT, weight=1.0), issue(1, Status.BACK, weight=0.3)], False),
        # a correction takes back what it no longer says
        ([issue(0, Status.OUT, document="a"), issue(1, None, document="a", revision=1)], False),
        ([issue(0, Status.OUT, document="a"),
          issue(1, Status.OUT, document="a", revision=1, weight=0.1)], True),
    ],
)  # fmt: skip
def test_the_newest_word_of_the_trusted_counts(issues: list[Issue], out: bool) -> None:
    assert out_on(issues, date(2025, 11, 6), START + 3 * DAY) is out


def test_a_player_who_is_back_by_noon_is_not_out_on_that_day() -> None:
    issues = [issue(0, Status.OUT), issue(0.1, Status.BACK)]
    assert not out_on(issues, START.date(), START + DAY)


words = st.builds(
    issue,
    st.integers(0, 40).map(lambda days: days / 2),
    st.sampled_from(Status),
    weight=st.sampled_from([0.2, 0.5, 1.0]),
    absence=st.sampled_from(["injury", "suspension"]),
    player=st.sampled_from(["Fox", "Hare"]),
    back=st.none() | st.dates(date(2025, 11, 1), date(2025, 12, 1)),
)


@given(st.lists(words, max_size=12), st.integers(0, 20))
def test_what_is_said_later_changes_no_report_known_before(issues: list[Issue], days: int) -> None:
    cut = START + days * DAY
    before = absences([each for each in issues if each.known_at <= cut])
    assert [row for row in absences(issues) if row["known_at"] <= cut] == before
