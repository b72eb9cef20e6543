"""Words for days, weeks and months, as ranges of dates."""

from datetime import date

import pytest

from scoreline.news.returns import return_range

TOLD = date(2024, 10, 4)
"""A Friday."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Knee injury - Expected back 12 Feb", ("2025-02-12", "2025-02-12")),
        ("Suspended until 09 Nov", ("2024-11-09", "2024-11-09")),
        ("Knee injury - Expected back 28 Sep", ("2024-09-28", "2024-09-28")),
        ("Joined Bury on loan on 4/10. - Expected back 01 Jul", ("2025-07-01", "2025-07-01")),
        ("He returns on October 19th.", ("2024-10-19", "2024-10-19")),
        ("on loan until 7/1", ("2025-01-07", "2025-01-07")),
        ("back on 2024-12-01", ("2024-12-01", "2024-12-01")),
        ("out until late November", ("2024-11-21", "2024-11-30")),
        ("out until January", ("2025-01-01", "2025-01-10")),
        ("should be back in March", ("2025-03-01", "2025-03-31")),
        ("ruled out for two to three weeks", ("2024-10-18", "2024-10-25")),
        ("faces a six-week lay-off", ("2024-11-15", "2024-11-15")),
        ("out for a couple of months", ("2024-12-03", "2024-12-03")),
        ("out for the rest of the season", ("2025-07-01", "2025-08-15")),
        ("back next week", ("2024-10-07", "2024-10-13")),
        ("back on Sunday", ("2024-10-06", "2024-10-06")),
        ("out until the new year", ("2025-01-01", "2025-01-10")),
        # no day on which anybody may be back
        ("has been out for six weeks", None),
        ("injured three weeks ago", None),
        ("Expected back 31 Feb", None),
        ("Contract ends on 30/6", None),
        ("scored 12 goals in 3 months", None),
        ("out for 999 years", None),
    ],
)
def test_a_return_is_read_as_a_range_of_days(text: str, expected: tuple[str, str] | None) -> None:
    found = return_range(text, TOLD)
    assert (None if found is None else tuple(map(str, found))) == expected
