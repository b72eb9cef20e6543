"""What was really forecast as tables: by version, beside its training, and for drift."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from scoreline.evaluation.drift import ALARM, LARGE, LEAST
from scoreline.evaluation.writing import INTERVAL, MISSING, Section, number, span

_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "log_loss": "log loss",
        "goals": "goals a match",
        "home_goals_less_away_goals": "home goals less away goals",
    }
)


def version_sections(found: Mapping[str, Any]) -> list[Section]:
    """Return the tables of what :func:`judge` found out of each version."""
    versions = found["versions"]
    tables = [_versions(versions), _expectations(versions), _moved(versions)]
    return [each for each in tables if each.rows]


def _versions(versions: Iterable[Mapping[str, Any]]) -> Section:
    return Section(
        "versions",
        "By model version",
        "In training: the log loss on the last matches that training kept apart.",
        ("version", "matches", "log loss", INTERVAL, "in training", "drift"),
        tuple(
            (
                each["version"],
                str(each["matches"]),
                number(each["log_loss"]),
                span(each["interval"], number),
                number(each["in_training"]),
                ", ".join(_CALLED[name] for name in each["alarm"]) or "none seen",
            )
            for each in versions
        ),
        words=(0, 5),
    )


def _expectations(versions: Iterable[Mapping[str, Any]]) -> Section:
    return Section(
        "expectations",
        "What the forecasts expected and what came",
        f"{ALARM:.0f} standard deviations and more, of {LEAST} matches or more, are an alarm; a log"
        " loss below what was expected is none.",
        ("version", "figure", "expected", "came", "standard deviations"),
        tuple(
            (
                each["version"],
                _CALLED[row["figure"]],
                number(row["expected"]),
                number(row["found"]),
                MISSING if row["deviations"] is None else f"{row['deviations']:+.1f}",
            )
            for each in versions
            for row in each["expectations"]
        ),
        words=(0, 1),
    )


def _moved(versions: Iterable[Mapping[str, Any]]) -> Section:
    return Section(
        "moved_features",
        "Features that have moved",
        "Population stability beside the matches learnt from in the same months of the year:"
        f" {LARGE} or more, and more than chance makes of it once in a thousand. Averages of a"
        " whole league move slowly: a few weeks of them always look moved.",
        ("version", "feature", "stability"),
        tuple(
            (each["version"], row["feature"], f"{row['stability']:.2f}")
            for each in versions
            for row in each["moved_features"]
        ),
        words=(0, 1),
    )
