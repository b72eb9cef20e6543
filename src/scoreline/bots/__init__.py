"""Bots: how they tip, the leagues they play in, and what their tips earn."""

from scoreline.bots._base import Opinion, Situation, Strategy
from scoreline.bots._named import ENTRY_POINTS, strategy_named, strategy_names
from scoreline.bots.asking import Skipped
from scoreline.bots.controls import decide
from scoreline.bots.course import DayOfBot, Duel, best_days, duels, points_over_time
from scoreline.bots.leagues import (
    Recalculated,
    league_course,
    league_duels,
    league_table,
    open_league,
    recalculate,
    settle_league,
    settle_within,
)
from scoreline.bots.personality import bend, confidence
from scoreline.bots.roster import ROSTER
from scoreline.bots.standings import Standing, rank
from scoreline.bots.tipping import Tipped, place_tips

__all__ = [
    "ENTRY_POINTS",
    "ROSTER",
    "DayOfBot",
    "Duel",
    "Opinion",
    "Recalculated",
    "Situation",
    "Skipped",
    "Standing",
    "Strategy",
    "Tipped",
    "bend",
    "best_days",
    "confidence",
    "decide",
    "duels",
    "league_course",
    "league_duels",
    "league_table",
    "open_league",
    "place_tips",
    "points_over_time",
    "rank",
    "recalculate",
    "settle_league",
    "settle_within",
    "strategy_named",
    "strategy_names",
]
