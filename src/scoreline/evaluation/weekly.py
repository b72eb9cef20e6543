"""Dixon and Coles' model fitted anew every week, on what was known when the week began."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import ScoreGrid
from scoreline.domain.frames import result_known
from scoreline.models import Entrants, played
from scoreline.ratings import DIXON_COLES, DixonColesSettings, fit_dixon_coles

WEEKLY: Final = "dixon_coles"
"""Its name among the baselines."""

_EXPECTED: Final = ("mu_home", "mu_away", "rho")
_WEEK: Final = pl.col("date").dt.truncate("1w")
"""The Monday of a match's week."""


def weekly_dixon_coles(
    matches: pl.DataFrame,
    match_ids: Sequence[int] | pl.Series,
    settings: DixonColesSettings = DIXON_COLES,
) -> ScoreGrid:
    """Forecast matches, each from results of its competition known when its week began.

    A week begins at Monday's first instant (UTC), or with its first match where that is earlier:
    a day may begin sooner there than here.

    Args:
        matches: ``MATCHES`` columns, all that there is to learn from and to forecast.
        match_ids: Whose forecasts are wanted.
        settings: Constants of the fits.

    Returns:
        One grid a match, in the order of ``match_ids``.
    """
    asked = pl.DataFrame({"match_id": match_ids}, schema={"match_id": pl.Int64})
    there = matches.join(asked, on="match_id", how="semi")["competition"].unique().sort()
    parts = [
        _competition(matches.filter(competition=code), asked["match_id"], settings)
        for code in there
    ]
    if not parts:
        return ScoreGrid.concat([])
    said = asked.join(pl.concat(parts), on="match_id", how="left", maintain_order="left")
    return ScoreGrid.from_poisson(*(said[name].to_numpy() for name in _EXPECTED))


def _competition(
    matches: pl.DataFrame, asked: pl.Series, settings: DixonColesSettings
) -> pl.DataFrame:
    """Return ``match_id`` and ``_EXPECTED`` of the matches asked for."""
    coming = matches.filter(pl.col("match_id").is_in(asked.implode()))
    weeks = coming.select(_WEEK).unique().to_series().sort()
    results = played(matches.with_columns(known=result_known())).sort("known", "match_id")
    entrants = Entrants.of(matches)
    parameters = fit_dixon_coles(
        entrants.scores(results, fixtures=matches),
        results["known"].search_sorted(_instants(matches, weeks), side="right").to_numpy(),
        weeks.to_physical().cast(pl.Float64).to_numpy(),
        settings,
    )
    own = parameters[weeks.search_sorted(coming.select(_WEEK).to_series()).to_numpy()]
    mu = entrants.pairings(coming).means(own)
    expected = dict(zip(_EXPECTED, (*mu.T, own[:, -1]), strict=True))
    return coming.select("match_id", **{k: pl.Series(v) for k, v in expected.items()})


def _instants(matches: pl.DataFrame, weeks: pl.Series) -> pl.Series:
    """Return when each week began; nothing known after it may be learnt from."""
    firsts = matches.group_by(_WEEK).agg(pl.col("kickoff").min())
    order = weeks.to_frame().join(firsts, on="date", how="left", maintain_order="left")
    return pl.Series(
        [min(first_instant(week), first) for week, first in order.iter_rows()],
        dtype=matches.schema["kickoff"],
    )
