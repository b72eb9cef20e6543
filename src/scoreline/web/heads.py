"""HEAD: what GET would answer, without the body."""

from http import HTTPMethod

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Lets the application answer HEAD as it answers GET, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != HTTPMethod.HEAD:
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # The server looks at its own scope once more: for HEAD, it expects no body.
        await self._app({**scope, "method": HTTPMethod.GET.value}, receive, send_head)


def written(method: str) -> str:
    """Return the method by which a route is written down: what may be GET may be HEAD."""
    return HTTPMethod.GET.value if method == HTTPMethod.HEAD else method
