"""Matches as arrays, and the one order in which they are read and become known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline import reference
from scoreline.clock import in_utc
from scoreline.domain import Competition, InformationSet, MatchStatus, Moment
from scoreline.domain.frames import RESULTS, Evidence, result_known
from scoreline.domain.odds import WAYS, Margin
from scoreline.features.entries import Entries, enter
from scoreline.features.quotes import Quotes, quotes
from scoreline.features.rules import competition_or_ordinary
from scoreline.features.visible import NEVER, Heard, Told, heard, numbered, told
from scoreline.ratings import Stretch

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BEGINNING: Final = np.iinfo(np.int64).min
"""Before all instants."""

END: Final = NEVER - 1
"""The last instant."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

COUNTED: Final = (MatchStatus.FINISHED, MatchStatus.AWARDED)

_MOMENTS: Final[Mapping[InformationSet, tuple[Moment, ...]]] = MappingProxyType(
    {
        InformationSet.NONE: (),
        InformationSet.PAST: (),
        InformationSet.OPENING: (Moment.OPENING,),
        InformationSet.CLOSING: (Moment.CLOSING, Moment.OPENING),
    }
)
"""The moments of a match's own odds that may be seen, the first known one counts."""

_LINE: Final = 2.5
"""The total that nearly everyone quotes: over or under 2.5 goals."""


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The evidence laid out for sequential kernels; all arrays have one entry a match.

    A group begins on a timeline, which prepares what it needs of every match, and then walks
    stretches of it. No other place than :meth:`stretch` decides which results a row may see.

    Attributes:
        information: Which odds may be seen through this timeline.
        margin: How the margin is taken out of a match's own odds.
        teams: Club names; ``clubs`` index into it.
        leagues: Competition codes; ``league`` indexes into it.
        competitions: The competition behind each code, an ordinary one where nobody knows it.
        entries: The clubs in their competitions and seasons.
        clubs: The home and the away club, shape (matches, 2).
        kickoff: Microseconds since 1970, UTC.
        known: The instant from which each result is known, ``NEVER`` where there is none.
        told: The matches that have a result, those known earlier first.
        played: Whether the result comes from a match that was played, not from a decision.
        goals: As tables count them, shape (matches, 2), NaN where the result is unknown.
    """

    _evidence: Evidence
    _quotes: Quotes
    _totals: Quotes
    _told_at: Ints
    information: InformationSet
    margin: Margin
    teams: tuple[str, ...]
    leagues: tuple[str, ...]
    competitions: tuple[Competition, ...]
    entries: Entries
    clubs: Ints
    league: Ints
    season: Ints
    neutral: Flags
    kickoff: Ints
    known: Ints
    told: Ints
    played: Flags
    goals: Floats

    def __len__(self) -> int:
        return len(self.clubs)

    @property
    def whole(self) -> Stretch:
        """Return all there is in one stretch, every match speaking from its own kick-off."""
        return self.stretch(np.arange(len(self)))

    def stretch(self, rows: Ints, *, since: int = BEGINNING, until: int = END) -> Stretch:
        """Return what happens between two instants.

        Args:
            rows: Matches that speak, from ``until`` or their own kick-off, whichever is earlier;
                that may not be before ``since``.
            since: What became known by then is left out.
            until: What becomes known by then is told.
        """
        speaks = np.minimum(self.kickoff[rows], until)
        first, stop = np.searchsorted(self._told_at, (since, until), side="right")
        # Behind all that is known at its instant: it may be used at it.
        place = np.searchsorted(self._told_at[first:stop], speaks, side="right")
        events = np.insert(2 * self.told[first:stop], place, 2 * np.arange(len(rows)) + 1)
        return Stretch(since, until, events, rows, speaks)

    @property
    def goals_played(self) -> Floats:
        """Return the goals of matches that were played, NaN for awarded ones, as ``goals``."""
        return np.where(self.played[:, None], self.goals, np.nan)

    @property
    def tiers(self) -> Ints:
        """Return the tier of each of ``leagues``."""
        return np.array([entry.tier for entry in self.competitions], dtype=np.int64)

    def both(self, name: str) -> Floats:
        """Return a result column of both sides, shape (matches, 2), as :meth:`result` does."""
        return np.stack([self.result(f"home_{name}"), self.result(f"away_{name}")], axis=1)

    def result(self, name: str) -> Floats:
        """Return a result column of the evidence, NaN where missing or the match was not played."""
        if name not in RESULTS:
            raise ValueError(f"{name} is no column of results")
        return _where(self._evidence.matches[name], self.played)

    @property
    def dates(self) -> pl.Series:
        """Return the matches' dates as published."""
        return self._evidence.matches["date"]

    @property
    def matchweeks(self) -> Floats:
        """Return the published matchweeks, NaN where there is none."""
        return self._evidence.matches["matchweek"].cast(pl.Float64).fill_null(np.nan).to_numpy()

    def limited_to(self, information: InformationSet) -> "Timeline":
        """Return the same with less in sight."""
        return replace(self, information=information)

    def odds(self, stretch: Stretch) -> Floats:
        """Return the own 1X2 prices of a stretch's rows as they may be seen, shape (rows, 3).

        They are of one bookmaker, closing ones before opening ones where both may be seen; NaN
        where none were known by the instant the row speaks from.
        """
        return self._quotes.at(stretch.rows, stretch.speaks, _MOMENTS[self.information])

    def totals(self, stretch: Stretch) -> Floats:
        """Return the own prices of over and under 2.5 goals, as :meth:`odds`, shape (rows, 2)."""
        return self._totals.at(stretch.rows, stretch.speaks, _MOMENTS[self.information])

    def past_odds(self) -> Floats:
        """Return 1X2 prices as known when a match's result is, to be told with it.

        Closing ones before opening ones, shape (matches, 3), NaN without a result.
        """
        return self._past(self._quotes, WAYS["1x2"])

    def past_totals(self) -> Floats:
        """Return prices of over and under 2.5, as :meth:`past_odds`, shape (matches, 2)."""
        return self._past(self._totals, WAYS["totals"])

    def _past(self, of: Quotes, prices: Sequence[str]) -> Floats:
        out = np.full((len(self), len(prices)), np.nan)
        if self.information.contains(InformationSet.PAST):
            moments = _MOMENTS[InformationSet.CLOSING]
            out[self.told] = of.at(self.told, self._told_at, moments)
        return out

    def absences(self, *, within: timedelta) -> Told:
        """Return absences; of those told longer than ``within`` before kick-off none is read."""
        return self._of_clubs(self._evidence.absences, within)

    def heard_of_absences(self, kind: str, *, within: timedelta) -> Heard:
        """Return when absences of a kind were told of any club of a match's country.

        Clubs are those that have kicked off there, so that no fixture list speaks before its time.
        Where nobody knows a competition's country, it is a country of its own.
        """
        names = [each.country or each.code for each in self.competitions]
        numbers = np.unique(names, return_inverse=True)[1]
        reports = numbered(self._evidence.absences.filter(kind=kind), self.teams)
        oldest = self._before_kickoff(within)
        return heard(reports, numbers[self.league], self.clubs, self.kickoff, oldest)

    def appearances(self, *, within: timedelta) -> Told:
        """Return the appearances of players, as :meth:`absences` does."""
        return self._of_clubs(self._evidence.appearances, within)

    def squad_values(self, *, within: timedelta) -> Told:
        """Return what squads were worth, as :meth:`absences` does."""
        return self._of_clubs(self._evidence.squad_values, within)

    def team_ratings(self, provider: str, *, within: timedelta) -> Told:
        """Return what somebody else rates clubs at, as :meth:`absences` does."""
        return self._of_clubs(self._evidence.team_ratings.filter(provider=provider), within)

    def signals(self, *, within: timedelta) -> Told:
        """Return what news says of clubs, as :meth:`absences` does."""
        return self._of_clubs(self._evidence.signals, within)

    def _of_clubs(self, frame: pl.DataFrame, within: timedelta) -> Told:
        return told(frame, self.teams, self.clubs, self._before_kickoff(within))

    def _before_kickoff(self, within: timedelta) -> Ints:
        return self.kickoff - within // timedelta(microseconds=1)


def lay_out(
    evidence: Evidence,
    *,
    competitions: Mapping[str, Competition] | None = None,
    information: InformationSet = InformationSet.NONE,
    margin: Margin = Margin.POWER,
) -> Timeline:
    """Lay evidence out in time.

    Args:
        evidence: Matches in any order, ``match_id`` unique.
        competitions: Competitions by code, those of the reference where not given.
        information: Which odds may be seen.
        margin: How the margin is taken out of a match's own odds.
    """
    matches = evidence.matches
    rules = reference.competitions() if competitions is None else competitions
    teams = _codes(matches["home"], matches["away"])
    leagues = _codes(matches["competition"])
    clubs = np.stack([_encode(matches[side], teams) for side in ("home", "away")], axis=1)
    league = _encode(matches["competition"], leagues)
    season = matches["season"].to_numpy().astype(np.int64)
    known = _known(matches)
    there, in_order = known != NEVER, _in_order(matches["match_id"].to_numpy(), known)
    seen = information.contains(InformationSet.PAST)
    odds = evidence.odds if seen else evidence.odds.clear()
    return Timeline(
        _evidence=evidence,
        _quotes=quotes(matches, odds.filter(market="1x2")),
        _totals=quotes(matches, odds.filter(market="totals", line=_LINE), WAYS["totals"]),
        _told_at=known[in_order],
        information=information,
        margin=margin,
        teams=tuple(teams),
        leagues=tuple(leagues),
        competitions=tuple(competition_or_ordinary(code, rules) for code in leagues),
        entries=enter(clubs, league, season),
        clubs=clubs,
        league=league,
        season=season,
        neutral=matches["neutral"].fill_null(value=False).to_numpy(),
        kickoff=matches["kickoff"].dt.timestamp("us").to_numpy().astype(np.int64),
        known=known,
        told=in_order,
        played=there & (matches["status"] != MatchStatus.AWARDED).to_numpy(),
        goals=np.stack([_where(matches[f"{side}_goals"], there) for side in ("home", "away")], 1),
    )


def microseconds(instant: datetime) -> int:
    """Return an instant as the timeline counts, in microseconds since 1970."""
    return (in_utc(instant) - _EPOCH) // timedelta(microseconds=1)


def _known(matches: pl.DataFrame) -> Ints:
    counts = pl.col("status").is_in(COUNTED) & ~pl.any_horizontal(
        pl.col("home_goals", "away_goals").is_null()
    )
    result = matches.select(counts=counts, known=result_known().dt.timestamp("us"))
    return np.where(result["counts"].to_numpy(), result["known"].to_numpy(), NEVER)


def _in_order(match_id: Ints, known: Ints) -> Ints:
    """Return the matches that have a result, those known earlier first."""
    rows = np.flatnonzero(known != NEVER)
    # The id decides among simultaneous ones, so neither row order nor club names can matter.
    return rows[np.lexsort((match_id[rows], known[rows]))]


def _codes(*columns: pl.Series) -> list[str]:
    return pl.concat([column.alias("") for column in columns]).unique().sort().to_list()


def _encode(column: pl.Series, names: list[str]) -> Ints:
    codes = column.cast(pl.Enum(names)).to_physical().to_numpy()
    # A copy, so that kernels never see read-only memory, for which they would compile anew.
    return codes.astype(np.int64)


def _where(column: pl.Series, kept: Flags) -> Floats:
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return np.where(kept, values, np.nan)
