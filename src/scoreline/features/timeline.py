"""Matches as arrays, and the one order in which they are read and become known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline import reference
from scoreline.domain import Competition, InformationSet, MatchStatus, Moment
from scoreline.domain.frames import RESULTS, Evidence, result_known
from scoreline.features.entries import Entries, enter
from scoreline.features.rules import competition_or_ordinary
from scoreline.features.visible import NEVER, Told, quoted, told, told_of_any

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

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


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The evidence laid out for sequential kernels; all arrays have one entry a match.

    A kernel walks ``events`` once. ``event >> 1`` is the match; an odd event reads (the match
    speaks: emit its features from the state), an even one writes (its result becomes known:
    update the state). Events are in order of time; at one instant results become known first,
    because a result known at an instant may be used at it. No other place decides what a
    feature may see.

    Attributes:
        information: Which odds may be seen through this timeline.
        teams: Club names; ``home`` and ``away`` index into it.
        leagues: Competition codes; ``league`` indexes into it.
        competitions: The competition behind each code, an ordinary one where nobody knows it.
        entries: The clubs in their competitions and seasons.
        asked: Whether a match's features are wanted; the others do not speak.
        kickoff: Microseconds since 1970, UTC.
        speaks: The instant each match's features speak from, as ``kickoff``.
        known: The instant from which each result is known, ``NEVER`` where there is none.
        played: Whether the result comes from a match that was played, not from a decision.
        home_goals: As tables count them, NaN where the result is unknown.
    """

    _evidence: Evidence
    information: InformationSet
    teams: tuple[str, ...]
    leagues: tuple[str, ...]
    competitions: tuple[Competition, ...]
    entries: Entries
    home: Ints
    away: Ints
    league: Ints
    season: Ints
    neutral: Flags
    asked: Flags
    kickoff: Ints
    speaks: Ints
    known: Ints
    played: Flags
    home_goals: Floats
    away_goals: Floats
    events: Ints

    def __len__(self) -> int:
        return len(self.home)

    @property
    def clubs(self) -> Ints:
        """Return the home and the away club of each match, shape (matches, 2)."""
        return np.stack([self.home, self.away], axis=1)

    @property
    def goals(self) -> Floats:
        """Return home and away goals as tables count them, shape (matches, 2)."""
        return np.stack([self.home_goals, self.away_goals], axis=1)

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

    def odds(self) -> Floats:
        """Return each match's own 1X2 prices as its features may see them, shape (matches, 3).

        They are of one bookmaker, closing ones before opening ones where both may be seen; NaN
        where none were known by the instant the match speaks from.
        """
        return quoted(self._evidence, self.speaks, _MOMENTS[self.information])

    def past_odds(self) -> Floats:
        """Return 1X2 prices as known when a match's result is, to be told with it, as ``goals``.

        Closing ones before opening ones, shape (matches, 3), NaN without a result.
        """
        seen = self.information.contains(InformationSet.PAST)
        moments = _MOMENTS[InformationSet.CLOSING] if seen else ()
        return quoted(self._evidence, self.known, moments)

    def absences(self, *, within: timedelta) -> Told:
        """Return the absences of both clubs that were told by the instant a match speaks from.

        Those told longer than ``within`` before its kick-off are left out.
        """
        return self._told(self._evidence.absences, within)

    def told_of_absences(self, kind: str, *, within: timedelta) -> Flags:
        """Tell whether absences of a kind were told of any club, as :meth:`absences` does."""
        absences = self._evidence.absences
        return told_of_any(
            absences.filter(kind=kind)["known_at"],
            oldest=self._before_kickoff(within),
            instants=self.speaks,
        )

    def appearances(self, *, within: timedelta) -> Told:
        """Return the appearances of both clubs' players, as :meth:`absences` does."""
        return self._told(self._evidence.appearances, within)

    def squad_values(self, *, within: timedelta) -> Told:
        """Return what both squads were worth, as :meth:`absences` does."""
        return self._told(self._evidence.squad_values, within)

    def signals(self, *, within: timedelta) -> Told:
        """Return what news says of both clubs, as :meth:`absences` does."""
        return self._told(self._evidence.signals, within)

    def _told(self, frame: pl.DataFrame, within: timedelta) -> Told:
        return told(
            frame,
            self.teams,
            self.clubs,
            oldest=self._before_kickoff(within),
            instants=self.speaks,
        )

    def _before_kickoff(self, within: timedelta) -> Ints:
        return self.kickoff - within // timedelta(microseconds=1)


def lay_out(
    evidence: Evidence,
    *,
    as_of: datetime | None = None,
    competitions: Mapping[str, Competition] | None = None,
    information: InformationSet = InformationSet.NONE,
    asked: Flags | None = None,
) -> Timeline:
    """Lay evidence out in time.

    Args:
        evidence: Matches in any order, ``match_id`` unique.
        as_of: Where given, no match speaks from a later instant than this one, so that results
            known only after it reach nobody. Where not, each speaks from its own kick-off.
        competitions: Competitions by code, those of the reference where not given.
        information: Which odds may be seen.
        asked: Whose features are wanted, shape (matches,); all where not given. State moves only
            by results, so leaving the others out changes nothing but the time it takes.
    """
    matches = evidence.matches
    wanted = np.ones(len(matches), dtype=np.bool_) if asked is None else asked
    rules = reference.competitions() if competitions is None else competitions
    teams = _codes(matches["home"], matches["away"])
    leagues = _codes(matches["competition"])
    home, away = _encode(matches["home"], teams), _encode(matches["away"], teams)
    league = _encode(matches["competition"], leagues)
    season = matches["season"].to_numpy().astype(np.int64)
    kickoff = matches["kickoff"].dt.timestamp("us").to_numpy().astype(np.int64)
    speaks = kickoff if as_of is None else np.minimum(kickoff, microseconds(as_of))
    known = _known(matches)
    return Timeline(
        _evidence=evidence,
        information=information,
        teams=tuple(teams),
        leagues=tuple(leagues),
        competitions=tuple(competition_or_ordinary(code, rules) for code in leagues),
        entries=enter(np.stack([home, away], axis=1), league, season),
        home=home,
        away=away,
        league=league,
        season=season,
        neutral=matches["neutral"].fill_null(value=False).to_numpy(),
        asked=wanted,
        kickoff=kickoff,
        speaks=speaks,
        known=known,
        played=(known != NEVER) & (matches["status"] != MatchStatus.AWARDED).to_numpy(),
        home_goals=_where(matches["home_goals"], known != NEVER),
        away_goals=_where(matches["away_goals"], known != NEVER),
        events=_order(matches["match_id"].to_numpy(), speaks, known, wanted),
    )


def microseconds(instant: datetime) -> int:
    """Return an instant as the timeline counts, in microseconds since 1970."""
    return int(pl.Series([instant]).dt.timestamp("us")[0])


def _known(matches: pl.DataFrame) -> Ints:
    counts = pl.col("status").is_in(COUNTED) & ~pl.any_horizontal(
        pl.col("home_goals", "away_goals").is_null()
    )
    result = matches.select(counts=counts, known=result_known().dt.timestamp("us"))
    return np.where(result["counts"].to_numpy(), result["known"].to_numpy(), NEVER)


def _order(match_id: Ints, speaks: Ints, known: Ints, asked: Flags) -> Ints:
    rows = np.arange(len(match_id), dtype=np.int64)
    written, read = rows[known != NEVER], rows[asked]
    events = np.concatenate([2 * written, 2 * read + 1])
    when = np.concatenate([known[written], speaks[read]])
    # The id decides among simultaneous events, so neither row order nor club names can matter.
    order = np.lexsort((match_id[events >> 1], events & 1, when))
    return events[order]


def _codes(*columns: pl.Series) -> list[str]:
    return pl.concat([column.alias("") for column in columns]).unique().sort().to_list()


def _encode(column: pl.Series, names: list[str]) -> Ints:
    codes = column.cast(pl.Enum(names)).to_physical().to_numpy()
    # A copy, so that kernels never see read-only memory, for which they would compile anew.
    return codes.astype(np.int64)


def _where(column: pl.Series, kept: Flags) -> Floats:
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return np.where(kept, values, np.nan)
