"""What endpoints ask for by type."""

from typing import Annotated

from fastapi import Depends, Request

from scoreline.home import Home
from scoreline.registry import ActiveModel
from scoreline.web.guard import Actor, actor_of


def _home(request: Request) -> Home:
    home: Home = request.app.state.home
    return home


def _active(request: Request) -> ActiveModel:
    active: ActiveModel = request.app.state.active
    return active


TheHome = Annotated[Home, Depends(_home)]
TheActiveModel = Annotated[ActiveModel, Depends(_active)]
TheActor = Annotated[Actor, Depends(actor_of)]
