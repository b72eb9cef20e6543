"""What was done by those who may."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline.store import audit
from scoreline.web.api.parameters import PageQuery
from scoreline.web.api.tables import AS_CSV, answer
from scoreline.web.dependencies import BY_KEY, TheHome
from scoreline.web.errors import GUARDED

router = APIRouter(prefix="/api/admin", tags=["admin"], responses=GUARDED, dependencies=[BY_KEY])


class ActAnswer(BaseModel):
    """One act."""

    at: datetime
    actor: str = Field(description="Who did it.", examples=["user anna"])
    act: str = Field(examples=["model.activate"])
    subject: str = Field(description="What was acted on.", examples=["v2026-05-01-001"])
    address: str = Field(description="From where.", examples=["192.0.2.7"])
    detail: str = Field(examples=["instead of v2026-04-24-001. better"])


class AuditPage(BaseModel):
    """A part of the audit log."""

    total: int
    limit: int
    offset: int
    items: list[ActAnswer] = Field(description="The newest first.")


@router.get("/audit.csv", include_in_schema=False)
@router.get("/audit", response_model=AuditPage, responses=AS_CSV)
def list_acts(request: Request, home: TheHome, query: Annotated[PageQuery, Query()]) -> Response:
    """List what admins did, and who logged in or could not."""
    with home.database.read() as connection:
        acts = audit.latest(connection, limit=query.limit, offset=query.offset)
        total = audit.count(connection)
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
    page = AuditPage(total=total, limit=query.limit, offset=query.offset, items=items)
    return answer(request, page, ActAnswer, items, total=total)
