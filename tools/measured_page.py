"""Parts of pages that commands write: between two comments, everything around them stays."""

from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = str | int


def put(page: Path, name: str, text: str) -> None:
    """Write a part of a page, between ``<!-- name -->`` and ``<!-- end of name -->``.

    Raises:
        ValueError: The page has no such part.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, opened, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"{page} has no part between {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
    print(text)


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table; numbers have their thousands parted."""
    cells = [
        [f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in (head, *rows)
    ]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])
