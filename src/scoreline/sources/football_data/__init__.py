"""football-data.co.uk: results, match statistics and odds of some 25 leagues as CSV files."""

from scoreline.sources.football_data._source import FootballData

__all__ = ["FootballData"]
