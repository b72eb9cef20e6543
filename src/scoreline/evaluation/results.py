"""The page of results: what backtests with each information set reached, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from scoreline.domain import InformationSet
from scoreline.evaluation.html import SIGHT, command
from scoreline.evaluation.sections import HINDSIGHT, sections
from scoreline.evaluation.writing import LABELS, Section, signed


@dataclass(frozen=True, slots=True)
class Goal:
    """What forecasts with an information set were to reach against the closing line.

    Attributes:
        gap: The most that the log loss may lie above the closing line's.
        beyond: The gap that would go beyond that.
        points: The least points a match under 4/3/2.
        exact: The least share of exact scores; None where nothing was asked for.
    """

    gap: float
    beyond: float
    points: float
    exact: float | None


GOALS: Final[Mapping[InformationSet, Goal]] = MappingProxyType(
    {
        InformationSet.NONE: Goal(0.014, 0.012, 1.38, None),
        InformationSet.PAST: Goal(0.0075, 0.006, 1.38, None),
        InformationSet.OPENING: Goal(0.0025, 0.0020, 1.44, 0.132),
        InformationSet.CLOSING: Goal(0.0003, 0.0, 1.44, 0.132),
    }
)

ERROR: Final = 0.01
"""The most calibration error of an outcome."""

POINTS: Final = "points_4/3/2_expected_points"
ERRORS: Final = tuple(name for name in LABELS if name.startswith("calibration_error"))

_TEXT: Final = """# Results

Written by `make results` from backtests on real matches; nothing here was typed by hand. Each
forecast was made by a model fitted on results known at the last refit before it, from features that
speak from the match's kick-off. Differences are on the same matches; intervals are 95 % bootstrap
intervals by match day. A log-loss difference above 0 means that the market knew more.
{hindsight}

| odds in sight | matches | refits | closing odds by | the call |
|---|---|---|---|---|
{calls}

## What was to be reached

The log loss above the closing line's, and what was asked of scores, points and calibration.

{goals}

{parts}"""


def results_page(summaries: Mapping[InformationSet, Mapping[str, Any]]) -> str:
    """Return the page.

    Args:
        summaries: Of one backtest for each information set, on matches with closing odds.
    """
    goals = [row for information, each in summaries.items() for row in _goals(information, each)]
    columns = ("odds in sight", "figure", "wanted", "reached", "95 % interval", "verdict")
    return _TEXT.format(
        hindsight=HINDSIGHT,
        calls="\n".join(_call(information, each) for information, each in summaries.items()),
        goals=_table(columns, goals, words=(0, 1, 5)),
        parts="\n".join(_part(information, each) for information, each in summaries.items()),
    )


def _call(information: InformationSet, summary: Mapping[str, Any]) -> str:
    books = ", ".join(f"{name} {count}" for name, count in summary["bookmakers"]["closing"].items())
    cells = (information, summary["matches"], summary["refits"], books)
    return f"| {' | '.join(map(str, cells))} | `{command(summary['asked'])}` |"


def _goals(information: InformationSet, summary: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    rows = {row["figure"]: row for row in summary["against"]["closing"]["figures"]}
    goal, loss = GOALS[information], rows["log_loss"]
    yield (
        information,
        "log loss above the closing line's",
        f"{goal.gap} at most, beyond: {goal.beyond}",
        signed(loss["difference"]),
        f"{signed(loss['low'])} to {signed(loss['high'])}",
        _gap_verdict(loss, goal),
    )
    if goal.exact is not None:
        yield information, *_least(rows["exact_mode"], goal.exact)
    yield information, *_least(rows[POINTS], goal.points)
    for name in ERRORS:
        yield information, *_most(rows[name], ERROR)


def _gap_verdict(row: Mapping[str, Any], goal: Goal) -> str:
    # Below 0 only an interval that excludes 0 shows anything.
    beyond = row["high"] < 0 if goal.beyond == 0 else row["difference"] <= goal.beyond
    if beyond:
        return "beyond what was asked"
    return _verdict(goal.gap - row["difference"])


def _least(row: Mapping[str, Any], bound: float) -> tuple[str, ...]:
    return _held(row, f"{_written(row, bound)} at least", _verdict(row["model"] - bound))


def _most(row: Mapping[str, Any], bound: float) -> tuple[str, ...]:
    return _held(row, f"{_written(row, bound)} at most", _verdict(bound - row["model"]))


def _held(row: Mapping[str, Any], wanted: str, verdict: str) -> tuple[str, ...]:
    low, high = (_written(row, end) for end in row["model_interval"])
    return (
        LABELS[row["figure"]].text,
        wanted,
        _written(row, row["model"]),
        f"{low} to {high}",
        verdict,
    )


def _written(row: Mapping[str, Any], value: float) -> str:
    return LABELS[row["figure"]].write(value)


def _verdict(room: float) -> str:
    return "reached" if room >= 0 else f"missed by {-room:.4f}"


def _part(information: InformationSet, summary: Mapping[str, Any]) -> str:
    tables = (
        f"### {each.title}\n\n{each.note}\n\n{_section(each)}\n" for each in sections(summary)
    )
    return f"## {SIGHT[information].capitalize()}\n\n" + "\n".join(tables)


def _section(section: Section) -> str:
    return _table(section.columns, section.rows, section.words)


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)
) -> str:
    rules = ["---" if k in words else "---:" for k in range(len(columns))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rules, *rows))
