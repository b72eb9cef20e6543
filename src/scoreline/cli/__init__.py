"""The command line."""

from scoreline.cli import bots, data, forecasts, models, season, service
from scoreline.cli._app import app, main

__all__ = ["app", "bots", "data", "forecasts", "main", "models", "season", "service"]
