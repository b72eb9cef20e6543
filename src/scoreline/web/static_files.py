"""Style sheets and pictures, served by the service itself."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from starlette import staticfiles
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent / "static"


class StaticFiles(staticfiles.StaticFiles):
    """Files that may be kept for good: their addresses change with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with a file that needs not be asked for again."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


@cache
def address(name: str) -> str:
    """Return where a page finds a file; another content gives another address."""
    digest = sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
