"""Metrics for Prometheus."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from scoreline.web.dependencies import BY_KEY
from scoreline.web.errors import GUARDED
from scoreline.web.metrics import Metrics

router = APIRouter(tags=["health"], responses=GUARDED, dependencies=[BY_KEY])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def show_metrics(request: Request) -> Response:
    """Return counts and durations of requests, and the model that serves."""
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)
