"""The only room that speaks SQL."""

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from scoreline.store.database import Database

__all__ = ["Connection", "Database", "SQLAlchemyError"]
