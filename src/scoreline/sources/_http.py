"""Getting bytes over HTTP, with a limit on time and on size."""

from typing import Final

from scoreline.errors import SourceError

_SECONDS: Final = 30.0
MOST_BYTES: Final = 50_000_000
"""No file of any source is larger; a season of a league has some 0.2 million bytes."""


def is_address(location: str) -> bool:
    """Tell an address from a folder."""
    return location.startswith(("http://", "https://"))


def download(address: str, *, most_bytes: int = MOST_BYTES) -> bytes:
    """Return what an address answers.

    Raises:
        SourceError: It does not answer in time, answers an error, or too much.
    """
    import httpx2  # noqa: PLC0415 - slow to import, and folders need no network

    try:
        with httpx2.stream("GET", address, timeout=_SECONDS, follow_redirects=True) as answer:
            answer.raise_for_status()
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > most_bytes:
                    raise SourceError(f"{address} is larger than {most_bytes:,} bytes")
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        raise SourceError(f"{address} answers {status}; try later or leave it out") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SourceError(f"cannot fetch {address}: {error!r}") from error
    return bytes(content)
