"""clubelo.com: whose ratings are taken, and from when they are known."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_server import Reply, local_site
from scoreline.clock import FixedClock
from scoreline.errors import NotFoundError, SourceError
from scoreline.sources import Access, ClubElo, Parsed, RawFile, Selection
from scoreline.sources._http import Manners

AT = datetime(2024, 1, 1, 9, tzinfo=UTC)
SITE = Path(__file__).parents[1] / "recordings" / "clubelo"
HERE = Access(FixedClock(AT), str(SITE))
SOURCE = ClubElo(manners=Manners(pause=0, wait=0.001))
DAY = (SITE / "2024-01-01.csv").read_bytes()


def parse(content: bytes, name: str = "2024-01-01") -> Parsed:
    return SOURCE.parse(RawFile("clubelo", name, content, AT))


def test_a_rating_is_known_once_its_first_day_is_over() -> None:
    found = parse(DAY)
    assert found.rejects == ()
    # Clubs below the second tier, and of leagues that nobody here knows, are passed over.
    assert found.team_ratings.select("country", "club", "known_at", "value").rows() == [
        ("England", "Man City", datetime(2024, 1, 1, tzinfo=UTC), 2050.12),
        ("Germany", "Bayern", datetime(2023, 12, 22, tzinfo=UTC), 1952.5),
        ("England", "Plymouth", datetime(2024, 1, 2, tzinfo=UTC), 1402.25),
    ]


def test_a_history_has_a_row_a_period() -> None:
    found = parse((SITE / "ManCity.csv").read_bytes(), "ManCity")
    assert found.team_ratings["value"].to_list() == [1580.5, 2061.7, 2050.12]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"2050.12", b"best", "Elo is no number"),
        (b"2050.12", b"-5", "Elo is no number"),
        (b"2050.12", b"nan", "Elo is no number"),
        (b"2023-12-31", b"31/12/2023", "no date"),
        (b"Man City", b"", "no club"),
        (b"Plymouth,ENG,2,1402.25,2024-01-01", b"Man City,ENG,1,1402.25,2023-12-31", "twice"),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out(old: bytes, new: bytes, reason: str) -> None:
    found = parse(DAY.replace(old, new, 1))
    assert len(found.team_ratings) == 2
    assert reason in found.rejects[0].reason


@pytest.mark.parametrize("content", [b"", b"<html></html>", DAY.replace(b"Elo", b"Points")])
def test_bytes_of_another_kind_are_refused(content: bytes) -> None:
    with pytest.raises(SourceError):
        parse(content)
    with pytest.raises(SourceError, match="no name of a file"):
        parse(DAY, "../ManCity")


def test_a_folder_may_hold_days_and_histories() -> None:
    assert SOURCE.files(Selection(), HERE) == ["2024-01-01", "ManCity"]
    assert SOURCE.read("2024-01-01", HERE).content == DAY
    with pytest.raises(NotFoundError, match="no file like"):
        SOURCE.files(Selection(), Access(FixedClock(AT), str(SITE.parent)))


def test_without_leagues_days_are_asked_for() -> None:
    clock = FixedClock(AT)
    assert SOURCE.files(Selection(), Access(clock)) == ["2024-01-01"]
    days = SOURCE.files(Selection((), (2023,)), Access(clock))
    assert days == [f"2023-{month:02d}-01" for month in range(7, 13)] + ["2024-01-01"]


def test_with_leagues_the_histories_of_their_clubs_are_asked_for() -> None:
    with local_site() as site:
        site.serve("/2024-01-01", Reply(body=DAY))
        access = Access(FixedClock(AT), site.address)
        assert SOURCE.files(Selection(("E0",), (2023,)), access) == ["2024-01-01", "ManCity"]
        asked = SOURCE.files(Selection(("E1", "D1")), access)
        assert asked == ["2024-01-01", "Bayern", "Plymouth"]
    with pytest.raises(NotFoundError, match="first two tiers"):
        SOURCE.files(Selection(("E2",)), access)


@pytest.mark.parametrize(
    ("name", "fetched", "asked"),
    [
        ("2023-12-01", datetime(2023, 12, 2, tzinfo=UTC), 0),
        ("2024-01-01", datetime(2024, 1, 1, 6, tzinfo=UTC), 0),
        ("2024-01-01", datetime(2024, 1, 1, 1, tzinfo=UTC), 1),
        ("ManCity", datetime(2023, 12, 20, tzinfo=UTC), 0),
        ("ManCity", datetime(2023, 11, 20, tzinfo=UTC), 1),
    ],
)
def test_what_is_kept_and_will_do_is_not_asked_for_again(
    name: str, fetched: datetime, asked: int
) -> None:
    with local_site() as site:
        site.serve(f"/{name}", Reply(body=DAY))
        kept = RawFile("clubelo", name, DAY, fetched, address=f"{site.address}/{name}")
        access = Access(FixedClock(AT), site.address, kept=lambda _: kept)
        assert (SOURCE.read(name, access) is kept) == (asked == 0)
        assert len(site.asked) == asked
