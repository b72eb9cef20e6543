"""The command doctor."""

from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, Final

import typer

from scoreline.checkup import Checkup, check_up
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import Row, heading, say, show, show_json
from scoreline.home import Home
from scoreline.words import counted

_KILO: Final = 1000

app = typer.Typer()


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is stored, how fresh it is and what needs attention.

    Ends with exit code 1 when the active model is damaged.
    """
    with opened() as home:
        found = check_up(home)
        facts = _facts(home, found)
        if as_json:
            show_json(facts)
        else:
            _show(facts, home.wall.now(), home.clock.now())
    if found.damage is not None:
        raise typer.Exit(1)


def _facts(home: Home, found: Checkup) -> dict[str, Any]:
    active = found.active
    return {
        "scoreline": version("scoreline"),
        "home": {"folder": str(home.settings.home), **asdict(found.disk)},
        "clock": {"now": home.clock.now(), "stands": home.settings.as_of is not None},
        "database": {
            "url": home.database.engine.url.render_as_string(hide_password=True),
            **asdict(found.server),
        },
        "models": {
            "place": home.settings.artefacts_url or str(home.settings.artefacts),
            "versions": found.versions,
            "active": active and active.name,
            "trained_until": active and active.trained_until,
            "competitions": list(active.competitions) if active else [],
            "damage": found.damage,
        },
        "sources": {each.source: asdict(each) for each in found.sources},
        "leagues": {each.competition: asdict(each) for each in found.leagues},
        "problems": list(found.problems),
    }


def _show(facts: dict[str, Any], wall: datetime, now: datetime) -> None:
    home, clock, database = facts["home"], facts["clock"], facts["database"]
    lines = {
        "scoreline": facts["scoreline"],
        "home": f"{home['folder']}: {_bytes(home['size'])}, {_bytes(home['free'])} free",
        "clock": f"{clock['now']:%Y-%m-%d %H:%M} UTC{' (stands)' if clock['stands'] else ''}",
        "database": f"{database['url']}: {database['kind']}, {_bytes(database['size'])},"
        f" revision {database['revision']} as this release has it",
        "models": _models(facts["models"]),
    }
    for name, line in lines.items():
        say(f"{name:11}{line}")
    if facts["sources"]:
        heading("sources")
        show([_source(each, wall) for each in facts["sources"].values()], as_json=False)
    if facts["leagues"]:
        heading("leagues")
        show([_league(each, now) for each in facts["leagues"].values()], as_json=False)
    heading("needs attention" if facts["problems"] else "nothing needs attention")
    for problem in facts["problems"]:
        say(f"- {problem}")


def _models(models: dict[str, Any]) -> str:
    kept = f"{counted(models['versions'], 'version')} in {models['place']}"
    if models["active"] is None:
        return f"none serves; {kept}"
    state = "damaged" if models["damage"] else "sound"
    learnt = f"trained until {models['trained_until']} on {', '.join(models['competitions'])}"
    return f"{models['active']} serves and is {state}, {learnt}; {kept}"


def _source(each: dict[str, Any], wall: datetime) -> Row:
    return {
        "source": each["source"],
        "files": each["files"],
        "fetched": _ago(each["fetched_at"], wall),
        "changed": _ago(each["changed_at"], wall),
        "newest result": each["newest_match"],
        "left out": each["waiting"],
        "noted": each["noted"],
    }


def _league(each: dict[str, Any], now: datetime) -> Row:
    newest: date | None = each["newest_result"]
    return {
        "league": each["competition"],
        "seasons": f"{each['first']}-{each['last']}",
        "matches": each["matches"],
        "newest result": newest,
        "days ago": newest and (now.date() - newest).days,
        "next match": each["next_match"] and f"{each['next_match']:%Y-%m-%d %H:%M}",
        "overdue": each["overdue"],
    }


def _ago(instant: datetime | None, wall: datetime) -> str:
    if instant is None:
        return "never whole"
    days = (wall - instant).days
    told = "today" if days < 1 else f"{counted(days, 'day')} ago"
    return f"{instant:%Y-%m-%d %H:%M}, {told}"


def _bytes(number: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if number < _KILO:
            return f"{number:.0f} {unit}"
        number /= _KILO
    return f"{number:.1f} GB"
