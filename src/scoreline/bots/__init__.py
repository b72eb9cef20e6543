"""Bots: how they tip, the leagues they play in, and what their tips earn."""

from scoreline.bots._base import Situation, Strategy, Suggestion
from scoreline.bots._named import ENTRY_POINTS, strategy_named, strategy_names
from scoreline.bots.leagues import league_table, open_league, settle_league
from scoreline.bots.personality import bend, confidence, suggested
from scoreline.bots.roster import ROSTER
from scoreline.bots.standings import Standing, rank
from scoreline.bots.tipping import Preview, place_tips

__all__ = [
    "ENTRY_POINTS",
    "ROSTER",
    "Preview",
    "Situation",
    "Standing",
    "Strategy",
    "Suggestion",
    "bend",
    "confidence",
    "league_table",
    "open_league",
    "place_tips",
    "rank",
    "settle_league",
    "strategy_named",
    "strategy_names",
    "suggested",
]
