"""How the command line speaks: tables, JSON, progress, and errors in one line."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.text import Text

from scoreline.errors import ConfigurationError

if TYPE_CHECKING:
    from scoreline.evaluation.writing import Section

# A pipe has no width: give tables there the room they need, so that a row stays a line.
PIPED = 10_000

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED)
errors = Console(stderr=True, highlight=False)

Row = Mapping[str, Any]
Tell = Callable[[int, int, str], None]


def say(text: str = "") -> None:
    """Print a line; what stands in brackets is no markup."""
    console.print(text, markup=False, soft_wrap=True)


def fail(reason: str) -> None:
    """Print an error in one line."""
    line = escape(" ".join(reason.split()))
    errors.print(f"[red]error:[/red] {line}", soft_wrap=True)


def heading(text: str) -> None:
    """Print a heading with a line of space before it."""
    console.print(f"\n[bold]{escape(text)}[/bold]", soft_wrap=True)


def show_json(value: Any) -> None:
    """Print plain values as JSON, nothing else on standard output; NaN, which it lacks, as null."""
    plain = json.loads(json.dumps(value, default=str), parse_constant=lambda _constant: None)
    sys.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False) + "\n")


def show(rows: Sequence[Row], *, as_json: bool, empty: str = "nothing to show") -> None:
    """Print rows as a table, or as JSON."""
    if as_json:
        show_json(list(rows))
    elif rows:
        console.print(_table(rows))
    else:
        say(empty)


def note(text: str) -> None:
    """Print a line for the reader on standard error, where it spoils nobody's output."""
    errors.print(text, style="dim", markup=False, soft_wrap=True)


def show_section(section: "Section") -> None:
    """Print a table under its heading, with a line on how to read it."""
    heading(section.title)
    if section.note:
        console.print(escape(section.note), style="dim", soft_wrap=True)
    numbers = [k not in section.words for k in range(len(section.columns))]
    console.print(_drawn(section.columns, numbers, [map(escape, row) for row in section.rows]))


KINDS: Final = MappingProxyType(
    {".parquet": "Parquet", ".html": "HTML", ".md": "Markdown", ".csv": "CSV"}
)


def require_place(path: Path, suffix: str = ".parquet") -> None:
    """Refuse a file that cannot be written, before the work that fills it.

    Args:
        path: The file.
        suffix: How its name must end, one of ``KINDS``.

    Raises:
        ConfigurationError: Its folder is not there, a folder has its name, or its name does not
            say what will be in it.
    """
    if not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent} to write {path.name} into")
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder; name a file in it")
    if path.suffix != suffix:
        raise ConfigurationError(
            f"{path.name} will be {KINDS[suffix]}; name it like {path.stem}{suffix}"
        )


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there, so that nobody sees half of it.

    Raises:
        ConfigurationError: It cannot be written there.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        write(partial)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ConfigurationError(f"cannot write {path}: {error.strerror or error}") from error


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """Yield a function that is told (done, total, at hand); draws a bar on standard error."""
    from rich import progress as parts  # noqa: PLC0415 - only long work draws

    columns = (
        parts.SpinnerColumn(),
        parts.TextColumn("{task.description}"),
        parts.BarColumn(bar_width=30),
        parts.MofNCompleteColumn(),
        parts.TimeElapsedColumn(),
        parts.TextColumn("[dim]{task.fields[hand]}"),
    )
    # Where nobody watches, even an empty bar would leave an empty line.
    unseen = not errors.is_terminal
    with parts.Progress(*columns, console=errors, transient=True, disable=unseen) as bar:
        task = bar.add_task(label, total=None, hand="")

        def tell(done: int, total: int, hand: str) -> None:
            bar.update(task, completed=done, total=total, hand=hand)

        yield tell


def _table(rows: Sequence[Row]) -> RenderableType:
    numbers = [all(_stands_right(row[name]) for row in rows) for name in rows[0]]
    names = [name.replace("_", " ") for name in rows[0]]
    return _drawn(names, numbers, [map(_cell, row.values()) for row in rows])


def _drawn(
    names: Sequence[str], numbers: Sequence[bool], rows: Iterable[Iterable[str | Text]]
) -> RenderableType:
    from rich.table import Table  # noqa: PLC0415 - only tables need it

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, is_number in zip(names, numbers, strict=True):
        table.add_column(name, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _stands_right(value: Any) -> bool:
    """Tell whether a cell is a number, or a text that is set like one."""
    if isinstance(value, Text):
        return value.justify == "right"
    return isinstance(value, int | float | None)


def _cell(value: Any) -> str | Text:
    if isinstance(value, Text):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return " to ".join(str(_cell(each)) for each in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.4f}" if isinstance(value, float) else escape(str(value))
