"""The page about jobs names those that there are."""

import re
from pathlib import Path

from scoreline.jobs import JOBS

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "runs-by-itself.md"


def test_the_page_has_a_row_for_every_job_and_for_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(JOBS)
