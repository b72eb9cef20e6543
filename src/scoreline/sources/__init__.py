"""Providers of football data: raw bytes to typed rows; what makes no sense is put aside."""

from scoreline.sources._account import FileAccount, IngestReport
from scoreline.sources._base import (
    ABSENCES,
    APPEARANCES,
    MATCH_ROWS,
    ODDS_ROWS,
    ROW,
    SQUAD_VALUES,
    TEAM_RATINGS,
    Access,
    NoQuota,
    Parsed,
    Quota,
    RawFile,
    Reject,
    Selection,
    Source,
)
from scoreline.sources._bundled import Bundled, bundled_appearances
from scoreline.sources._http import Manners, is_address
from scoreline.sources._named import (
    ENTRY_POINTS,
    manners,
    require_source,
    source_named,
    source_names,
)
from scoreline.sources._reading import fetched
from scoreline.sources.api_football import ApiFootball
from scoreline.sources.clubelo import ClubElo
from scoreline.sources.football_data import FootballData
from scoreline.sources.ingest import Progress, ingest, retry
from scoreline.sources.mapped import Mapped
from scoreline.sources.openfootball import OpenFootball
from scoreline.sources.understat import Understat

__all__ = [
    "ABSENCES",
    "APPEARANCES",
    "ENTRY_POINTS",
    "MATCH_ROWS",
    "ODDS_ROWS",
    "ROW",
    "SQUAD_VALUES",
    "TEAM_RATINGS",
    "Access",
    "ApiFootball",
    "Bundled",
    "ClubElo",
    "FileAccount",
    "FootballData",
    "IngestReport",
    "Manners",
    "Mapped",
    "NoQuota",
    "OpenFootball",
    "Parsed",
    "Progress",
    "Quota",
    "RawFile",
    "Reject",
    "Selection",
    "Source",
    "Understat",
    "bundled_appearances",
    "fetched",
    "ingest",
    "is_address",
    "manners",
    "require_source",
    "retry",
    "source_named",
    "source_names",
]
