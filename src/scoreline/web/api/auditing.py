"""What was done by those who may."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from scoreline.store import audit
from scoreline.web.dependencies import BY_KEY, TheHome
from scoreline.web.errors import GUARDED

router = APIRouter(prefix="/api/admin", tags=["admin"], responses=GUARDED, dependencies=[BY_KEY])


class AuditQuery(BaseModel):
    """Which entries to list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=2**31)


class ActAnswer(BaseModel):
    """One act."""

    at: datetime
    actor: str = Field(description="Who did it.", examples=["user anna"])
    act: str = Field(examples=["model.activate"])
    subject: str = Field(description="What was acted on.", examples=["v2026-05-01-001"])
    address: str = Field(description="From where.", examples=["192.0.2.7"])
    detail: str


class AuditPage(BaseModel):
    """A part of the audit log."""

    limit: int
    offset: int
    items: list[ActAnswer] = Field(description="The newest first.")


@router.get("/audit")
def list_acts(home: TheHome, query: Annotated[AuditQuery, Query()]) -> AuditPage:
    """List what admins did, and who logged in or could not."""
    with home.database.read() as connection:
        acts = audit.latest(connection, limit=query.limit, offset=query.offset)
    items = [
        ActAnswer(
            at=each.at,
            actor=each.actor,
            act=each.act,
            subject=each.subject,
            address=each.address,
            detail=each.detail,
        )
        for each in acts
    ]
    return AuditPage(limit=query.limit, offset=query.offset, items=items)
