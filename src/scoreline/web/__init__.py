"""The service: an HTTP API and server-rendered pages over one home."""

from scoreline.web.app import create_app

__all__ = ["create_app"]
