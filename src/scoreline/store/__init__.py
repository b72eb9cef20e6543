"""The only room that speaks SQL."""

from sqlalchemy import Connection

from scoreline.store.database import Database

__all__ = ["Connection", "Database"]
