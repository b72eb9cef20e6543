"""Rating kernels against penaltyblog's Elo and pi, where it is installed (the extra ``bench``).

With its constants our Elo comes out the same as penaltyblog's. Pi does not: penaltyblog takes the
difference of the ratings for the expected goals and damps the error by ``1 + 0.75 |e|``; ours are
the formulas of the paper.
"""

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import polars as pl

from scoreline import ratings
from scoreline.domain import InformationSet
from scoreline.domain.frames import Evidence
from scoreline.features import Timeline, lay_out

from . import whole_history
from .timing import seconds

SAMPLE = 20_000
AGREE = 1e-6
Played = list[tuple[str, str, int]]


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: Elo and pi, each as the time of a match."""
    name, whole = whole_history.evidence()
    evidence = Evidence(one_after_the_other(whole.matches))
    timeline = lay_out(evidence, information=InformationSet.NONE)
    matches = evidence.matches.select("home", "away", pl.col("home_goals") - pl.col("away_goals"))
    results: Played = matches.head(SAMPLE).rows()
    # Both ways begin with the matches in their order.
    stretch = timeline.whole
    ours = {
        "Elo": seconds(lambda: ratings.elo_walk(timeline, ratings.PLAIN_ELO)(stretch)),
        "pi": seconds(lambda: ratings.pi_walk(timeline)(stretch)),
    }
    theirs = _theirs(timeline, results) if find_spec("penaltyblog") else {}
    for kind, time in ours.items():
        own, other = time / len(timeline), theirs.get(kind)
        yield (
            f"{kind} before and after a match ({name})",
            f"{own * 1e9:.0f} ns ({1 / own:.0f} matches/s)",
            "penaltyblog" if other else "penaltyblog is not installed (extra bench)",
            f"{other * 1e9:.0f} ns" if other else "",
            f"{other / own:.0f}x" if other else "",
        )


def one_after_the_other(matches: pl.DataFrame) -> pl.DataFrame:
    """Give every match an hour of its own in one long season.

    So each sees all before it, and nothing happens in summer, as in penaltyblog.
    """
    return (
        matches.filter(pl.col("home_goals").is_not_null(), status="finished")
        .sort("kickoff", "match_id")
        .with_columns(
            kickoff=pl.datetime(2000, 1, 1, time_zone="UTC")
            + pl.duration(hours=3 * pl.int_range(pl.len())),
            season=pl.lit(2000, pl.Int32),
            date_only=False,
            neutral=False,
            result_known_at=pl.lit(None, matches.schema["kickoff"]),
        )
    )


def _theirs(timeline: Timeline, results: Played) -> dict[str, float]:
    """Return penaltyblog's time of a match, once it is sure that both Elo ratings agree."""
    from penaltyblog.ratings import Elo, PiRatingSystem  # noqa: PLC0415 (an extra)

    def elo() -> list[tuple[float, float]]:
        system, seen = Elo(k=20.0, home_field_advantage=100.0), []
        for home, away, margin in results:
            seen.append((system.get_team_rating(home), system.get_team_rating(away)))
            system.update_ratings(home, away, 0 if margin > 0 else 1 if margin == 0 else 2)
        return seen

    def pi() -> None:
        system = PiRatingSystem()
        for home, away, margin in results:
            system.update_ratings(home, away, margin)

    own = ratings.elo_ratings(timeline, ratings.PLAIN_ELO)[: len(results)]
    np.testing.assert_allclose(own, np.array(elo()), atol=AGREE)
    return {
        "Elo": seconds(elo, runs=3) / len(results),
        "pi": seconds(pi, runs=3) / len(results),
    }
