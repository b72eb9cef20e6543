"""What was really forecast of late, and how good it was."""

from datetime import timedelta
from typing import Any, Final

from scoreline.domain import Fixture, Forecast, MatchStatus
from scoreline.errors import NotFoundError
from scoreline.evaluation.continuous import Record, judge
from scoreline.home import Home
from scoreline.jobs.notifying import tell
from scoreline.store import Connection, evaluations, matches, predictions
from scoreline.words import counted

DAYS: Final = 30


def evaluate(home: Home, *, days: int = DAYS, version: str | None = None) -> dict[str, Any]:
    """Judge what a home's record holds of the matches of the last days.

    Of each finished match the last forecast counts that was made before it kicked off, whatever
    came of it: nothing is forecast anew. Results that were awarded say nothing of a forecast.

    Args:
        home: Its clock says when the days end, its book which record.
        days: How many, at least one.
        version: Only what this version said.

    Returns:
        What :func:`judge` finds out, what was ``asked`` for, and how many matches of the same
        leagues and days were ``missed``: finished without a forecast in time.

    Raises:
        NotFoundError: There is no such version, or nothing was forecast of a finished match.
    """
    now = home.clock.now()
    since = now - timedelta(days=days)
    if version is not None:
        home.registry.get(version)
    with home.database.read() as connection:
        finished = _finished(connection, home, days)
        said = _in_time(connection, home, finished, version)
        if not said:
            raise NotFoundError(_nothing(home, finished, days, version))
        evidence = matches.evidence(connection, as_of=now, with_odds=True)
    versions = {name: home.registry.get(name) for name in {each.version for each in said.values()}}
    record = Record(forecasts=said, versions=versions, since=since)
    leagues = {each.competition for each in finished if each.id in said}
    asked_of = [each for each in finished if each.competition in leagues]
    return {
        "asked": {"days": days, "version": version, "book": home.book, "as_of": now.isoformat()},
        "missed": len(asked_of) - len(said),
        **judge(evidence, record, seed=home.settings.seed),
    }


def evaluate_recent(home: Home) -> str:
    """Judge the last 30 days' forecasts, keep what was found and say whether they still fit."""
    try:
        found = evaluate(home)
    except NotFoundError as error:
        return f"nothing to do: {error}"
    with home.database.write() as connection:
        evaluations.keep(
            connection, home.book, home.clock.now().date(), DAYS, found, at=home.wall.now()
        )
        if alarms := drifted(found):
            alarms = alarms.removeprefix("; ")
            tell(home, connection, "drift", alarms, detail=alarms)
    said = f"{counted(found['matches'], 'match')} judged, log loss {found['model']['log_loss']:.4f}"
    return f"{said}{_against(found)}{drifted(found)}"


def drifted(found: dict[str, Any]) -> str:
    """Return which versions no longer fit, in words; nothing where all do."""
    alarms = [
        f"{each['version']} ({', '.join(each['alarm']).replace('_', ' ')})"
        for each in found["versions"]
        if each["alarm"]
    ]
    return f"; drift: {', '.join(alarms)}" if alarms else ""


def _against(found: dict[str, Any]) -> str:
    if not found["against"]:
        return ""
    name, beside = next(iter(found["against"].items()))
    gap = beside["figures"][0]
    return f", {gap['difference']:+.4f} beside the {name} odds"


def _finished(connection: Connection, home: Home, days: int) -> list[Fixture]:
    now = home.clock.now()
    found = matches.fixtures(connection, as_of=now, start=now - timedelta(days=days), end=now)
    return [each for each in found if each.status is MatchStatus.FINISHED]


def _in_time(
    connection: Connection, home: Home, finished: list[Fixture], version: str | None
) -> dict[int, Forecast]:
    kickoffs = {each.id: each.kickoff for each in finished}
    said = predictions.latest(
        connection, kickoffs, as_of=home.clock.now(), book=home.book, version=version
    )
    # A kick-off may have been brought forward past a forecast.
    return {key: each for key, each in said.items() if each.as_of < kickoffs[key]}


def _nothing(home: Home, finished: list[Fixture], days: int, version: str | None) -> str:
    span = f"in the {counted(days, 'day')} before {home.clock.now():%d %b %Y}"
    if not finished:
        return f"no match finished {span}; ingest newer results or judge more --days"
    who = f"{version} has not" if version else "nobody has"
    return (
        f"{counted(len(finished), 'match')} finished {span} and {who} forecast any of them in time;"
        " scoreline predict writes forecasts, scoreline backtest judges the past"
    )
