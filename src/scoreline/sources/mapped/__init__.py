"""Anybody's own CSV or Parquet files, by a mapping of their columns in a TOML file."""

from scoreline.sources.mapped._source import Mapped

__all__ = ["Mapped"]
