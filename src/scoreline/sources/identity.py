"""One name for every club: what a source writes, resolved by aliases, never by guessing."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from scoreline import reference
from scoreline.sources._base import ROW, Parsed, Reject
from scoreline.sources.likeness import bare
from scoreline.store import Connection, teams

_Resolved = tuple[pl.DataFrame, list[Reject]]

_ALIKE: Final = 70.0
"""Least likeness, of 100, at which a club is suggested."""

_CLASH_ADVICE: Final = "see whether one of the spellings stands for another club"

_PLAIN: Final = re.compile(r"[\w .,&'\u2019/()-]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Names as one source writes them, and the clubs they stand for.

    Attributes:
        source: The source's name.
        names: By country and spelling, the canonical name.
        hints: By country, every spelling of any source, with its canonical name.
    """

    source: str
    names: Mapping[tuple[str, str], str]
    hints: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, connection: Connection, source: str) -> "Identity":
        """Read the clubs and aliases that the store holds."""
        clubs = teams.listing(connection)
        own = {(club["country"], club["name"]): club["name"] for club in clubs}
        aliases = teams.aliases(connection)
        hints: dict[str, dict[str, str]] = {}
        for (country, spelling), name in own.items():
            hints.setdefault(country, {})[spelling] = name
        for club in clubs:
            hints[club["country"]].setdefault(club["full_name"], club["name"])
        for (_, country, spelling), name in aliases.items():
            hints.setdefault(country, {}).setdefault(spelling, name)
        mine = {(land, word): name for (by, land, word), name in aliases.items() if by == source}
        return cls(source, own | mine, hints)

    def resolve(self, parsed: Parsed) -> Parsed:
        """Put canonical names in; rows with a club that nobody knows become rejects."""
        matches, strange_matches = self._resolve_matches(parsed.matches)
        absences, strange_absences = self._resolve_clubs(parsed.absences)
        values, strange_values = self._resolve_clubs(parsed.squad_values)
        appearances, strange_appearances = self._resolve_clubs(parsed.appearances)
        ratings, strange_ratings = self._resolve_clubs(parsed.team_ratings)
        return Parsed(
            matches=matches,
            odds=parsed.odds.join(matches.select(ROW), on=ROW, how="semi", maintain_order="left"),
            absences=absences,
            squad_values=values,
            appearances=appearances,
            team_ratings=ratings,
            rejects=(
                *parsed.rejects,
                *strange_matches,
                *strange_absences,
                *strange_values,
                *strange_appearances,
                *strange_ratings,
            ),
        )

    def _resolve_matches(self, matches: pl.DataFrame) -> _Resolved:
        codes = matches["competition"].unique().to_list()
        countries = {code: reference.competition(code).country for code in codes}
        located = matches.with_columns(
            pl.col("competition").replace_strict(countries, return_dtype=pl.String).alias("country")
        )
        known, strange = self._resolve(located, ["home", "away"])
        clashes = known.with_columns(_clash().alias("clash")).filter(pl.col("clash").is_not_null())
        strange += [
            Reject(row, clash, f"{home} v {away}", _CLASH_ADVICE)
            for row, clash, home, away in clashes.select(ROW, "clash", "home", "away").rows()
        ]
        return known.join(clashes, on=ROW, how="anti", maintain_order="left").drop(
            "country"
        ), strange

    def _resolve_clubs(self, frame: pl.DataFrame) -> _Resolved:
        return self._resolve(frame, ["club"])

    def _resolve(self, frame: pl.DataFrame, columns: list[str]) -> _Resolved:
        """Resolve columns of a frame with a ``country`` and a ``ROW`` for each row."""
        known, strange = [frame.clear()], list[Reject]()
        for (country,), part in frame.partition_by(["country"], as_dict=True).items():
            names = {word: name for (land, word), name in self.names.items() if land == country}
            canonical = part.with_columns(
                pl.col(columns).replace_strict(names, default=None, return_dtype=pl.String)
            )
            known_all = pl.all_horizontal(pl.col(columns).is_not_null())
            found = canonical.select(known_all).to_series()
            known.append(canonical.filter(found))
            for row, *spellings in part.filter(~found).select(ROW, *columns).rows():
                strange.append(self._reject(row, spellings, country))
        return pl.concat(known), strange

    def _reject(self, row: int, spellings: list[str], country: str) -> Reject:
        strange = [spelling for spelling in spellings if (country, spelling) not in self.names]
        named = " and ".join(f"'{spelling}'" for spelling in strange)
        advice = "; ".join(self._suggest(spelling, country) for spelling in strange)
        return Reject(row, f"no club of {country} is called {named}", " v ".join(spellings), advice)

    def _suggest(self, spelling: str, country: str) -> str:
        hints = self.hints.get(country, {})
        best = process.extractOne(
            spelling, list(hints), scorer=fuzz.WRatio, processor=bare, score_cutoff=_ALIKE
        )
        alias = f"scoreline teams alias {self.source} {_quoted(spelling)}"
        if best is None:
            return f"find the club with: scoreline teams list, and add it with: {alias} CLUB"
        name = hints[best[0]]
        return f"did you mean '{name}'? add it with: {alias} {_quoted(name)}"


def _clash() -> pl.Expr:
    """Return what is wrong with a match once two spellings of a club are one."""
    match = pl.struct("competition", "season", "date", "home", "away")
    itself = pl.when(pl.col("home") == pl.col("away")).then(pl.lit("a team against itself"))
    twice = pl.when(~match.is_first_distinct()).then(pl.lit("the same match twice"))
    return pl.coalesce(itself, twice)


def _quoted(word: str) -> str:
    """Quote for a shell, legibly where the word allows it."""
    return f'"{word}"' if _PLAIN.fullmatch(word) else shlex.quote(word)
