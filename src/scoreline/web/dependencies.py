"""What endpoints ask for by type."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from scoreline.home import Home
from scoreline.registry import ActiveModel
from scoreline.web.boards import Boards
from scoreline.web.checkups import Checkups
from scoreline.web.comparisons import Comparisons
from scoreline.web.guard import Actor, actor_of
from scoreline.web.kept import KeptForecasts
from scoreline.web.live import LiveForecasts
from scoreline.web.projections import Projections
from scoreline.web.purses import Purses
from scoreline.web.records import Records


# Not a thread's work, which every plain function would be made.
async def _home(request: Request) -> Home:
    home: Home = request.app.state.home
    return home


async def _active(request: Request) -> ActiveModel:
    active: ActiveModel = request.app.state.active
    return active


async def _live(request: Request) -> LiveForecasts:
    live: LiveForecasts = request.app.state.live
    return live


async def _projections(request: Request) -> Projections:
    projections: Projections = request.app.state.projections
    return projections


async def _checkups(request: Request) -> Checkups:
    checkups: Checkups = request.app.state.checkups
    return checkups


async def _records(request: Request) -> Records:
    records: Records = request.app.state.records
    return records


async def _comparisons(request: Request) -> Comparisons:
    comparisons: Comparisons = request.app.state.comparisons
    return comparisons


async def _kept(request: Request) -> KeptForecasts:
    kept: KeptForecasts = request.app.state.kept
    return kept


async def _boards(request: Request) -> Boards:
    boards: Boards = request.app.state.boards
    return boards


async def _purses(request: Request) -> Purses:
    purses: Purses = request.app.state.purses
    return purses


TheHome = Annotated[Home, Depends(_home)]
TheActiveModel = Annotated[ActiveModel, Depends(_active)]
TheLiveForecasts = Annotated[LiveForecasts, Depends(_live)]
TheProjections = Annotated[Projections, Depends(_projections)]
TheCheckups = Annotated[Checkups, Depends(_checkups)]
TheRecords = Annotated[Records, Depends(_records)]
TheComparisons = Annotated[Comparisons, Depends(_comparisons)]
TheKept = Annotated[KeptForecasts, Depends(_kept)]
TheBoards = Annotated[Boards, Depends(_boards)]
ThePurses = Annotated[Purses, Depends(_purses)]
TheActor = Annotated[Actor, Depends(actor_of)]

# For the description of the API alone: the guard has checked the key before any route is reached.
BY_KEY = Security(
    HTTPBearer(auto_error=False, description="A key: `scoreline keys create`, or a session.")
)
