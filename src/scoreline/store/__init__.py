"""The only room that speaks SQL."""

from scoreline.store.database import Database

__all__ = ["Database"]
