"""API-Football: fixtures, results, injuries and suspensions, for those who have a key."""

from scoreline.sources.api_football._source import ApiFootball

__all__ = ["ApiFootball"]
