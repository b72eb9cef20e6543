"""API-Football into the store: a quota that all processes share, reports that do not pile up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from local_server import Reply, local_site
from scoreline.clock import FixedClock
from scoreline.errors import SourceError
from scoreline.sources import ApiFootball, Selection, ingest
from scoreline.sources._http import Manners
from scoreline.sources._quota import StoredQuota
from scoreline.store import Database, absences

SITE: Final = Path(__file__).parents[1] / "recordings" / "api-football"
NOW: Final = datetime(2024, 5, 1, 12, tzinfo=UTC)
SOURCE: Final = ApiFootball(key="k", daily=5, manners=Manners(pause=0, wait=0.001))


def test_a_quota_is_counted_by_source_and_day(database: Database) -> None:
    clock = FixedClock(NOW)
    quota = StoredQuota(database, "api-football", clock)
    assert [quota.take(2) for _ in range(3)] == [True, True, False]
    assert StoredQuota(database, "other", clock).take(2)
    clock.set(NOW + timedelta(days=1))
    assert quota.take(2)
    quota.used(7)
    quota.used(3)
    assert [quota.take(7), quota.take(8), quota.take(8)] == [False, True, False]


def test_answers_go_in_and_what_is_told_again_is_no_news(database: Database) -> None:
    clock = FixedClock(NOW)
    chosen = Selection(("E0",), (2023,))
    counts = []
    with local_site() as site:
        for kind in ("fixtures", "injuries"):
            body = (SITE / kind / "E0" / "2023.json").read_bytes()
            # Something in the answer differs each time, as its parameters or order do.
            replies = [Reply(body=body + b" " * n) for n in range(3)]
            site.serve(f"/{kind}?league=39&season=2023", *replies)
        for _ in range(3):
            told = ingest(database, SOURCE, chosen, clock=clock, location=site.address)
            counts.append((told.total.new, told.total.quarantined))
            clock.set(clock.now() + timedelta(hours=13))
        with database.read() as connection:
            assert len(absences.frame_of(connection)) == 3
        # Four requests on the first of May, two of them on a day of their own.
        assert len(site.asked) == 6
    assert counts == [(8, 0), (0, 0), (0, 0)]


def test_a_quota_that_is_used_up_leaves_what_is_stored(database: Database) -> None:
    with local_site() as site:
        body = (SITE / "fixtures" / "E0" / "2023.json").read_bytes()
        site.serve("/fixtures?league=39&season=2023", Reply(body=body))
        chosen = Selection(("E0",), (2023,))
        StoredQuota(database, "api-football", FixedClock(NOW)).used(4)
        told = ingest(database, SOURCE, chosen, clock=FixedClock(NOW), location=site.address)
    assert told.total.new == 5
    with pytest.raises(SourceError, match="allows a day are used up"):
        told.require_whole()
