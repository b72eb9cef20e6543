"""Commands about team news: news ingest, show, explain."""

from datetime import timedelta
from typing import Annotated, Any, Final

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import errors, heading, progress, say, show, show_json
from scoreline.domain import Fixture
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.names import require_name
from scoreline.news import LIST, NewsReport, Place, Reader, listed, origin
from scoreline.news.briefing import Briefing, briefing, in_words
from scoreline.store import matches, signals, teams
from scoreline.store.signals import Heard

app = typer.Typer()
news_app = typer.Typer(help="Team news: documents, what they say of clubs and players, its effect.")
app.add_typer(news_app, name="news", no_args_is_help=True)

_NAMES_SHOWN: Final = 10
_LONGEST_NAME: Final = 80

Club = Annotated[
    str | None, typer.Option("--club", metavar="NAME", help="A club, by any of its names.")
]


@news_app.command("ingest")
def ingest(
    location: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE_DIR_OR_URL",
            help="A feed, a page, an e-mail, a text, lines of JSON, or a folder of such; without"
            f" it, the places that {LIST} in the home names.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who publishes it, as key factors say it.")
    ] = None,
    trust: Annotated[
        float, typer.Option(min=0, max=1, help="How far they are believed, 0 to 1.")
    ] = 0.5,
    club: Annotated[
        str | None,
        typer.Option("--club", metavar="NAME", help="Whom it is about where it names no club."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in documents and what they say. Doing it twice changes nothing."""
    from scoreline.jobs.news import read_places, reader_at  # noqa: PLC0415 - slow, and only this needs it

    with opened() as home, progress("reading news") as tell:
        reader = reader_at(home)
        places = _places(home, reader, location, name, trust, club)
        report = read_places(home, places, reader, tell)
    _account(report, as_json=as_json)
    report.require_whole()


def _places(
    home: Home,
    reader: Reader,
    location: str | None,
    name: str | None,
    trust: float,
    club: str | None,
) -> list[Place]:
    named = reader.gazetteer.club_called
    if location is not None:
        called = name or location.rstrip("/").rsplit("/", 1)[-1][:_LONGEST_NAME] or "news"
        require_name("the publisher", called, _LONGEST_NAME)
        return [Place(origin(called, trust, club, "--club", named), location)]
    if name is not None or club is not None:
        raise ConfigurationError("--name and --club belong to a place: give --from too")
    path = home.settings.home / LIST
    places = listed(path, named)
    if not places:
        raise NotFoundError(f"no news sources yet; give --from, or name them in {path}")
    return places


def _account(report: NewsReport, *, as_json: bool) -> None:
    counts = {
        "files": report.files,
        "new": report.documents,
        "same": report.same,
        "signals": report.signals,
        "in_other_languages": report.unread,
    }
    if as_json:
        show_json({**counts, "unclear": dict(report.unclear), "failures": report.failures})
        return
    show([counts], as_json=False)
    if report.unclear:
        shown = ", ".join(word for word, _ in report.unclear.most_common(_NAMES_SHOWN))
        say(f"names that may stand for several, left alone: {shown}")
    for failure in report.failures[1:]:
        errors.print(failure, markup=False, soft_wrap=True)


@news_app.command("show")
def show_signals(
    club: Club = None,
    player: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of a player; a part of his name does.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of the last so many days.")] = 28,
    as_json: AsJson = False,
) -> None:
    """List what documents say of clubs and players, each with its sentence, the newest first."""
    with opened() as home, home.database.read() as connection:
        now = home.clock.now()
        clubs = None if club is None else [_club(connection, club)]
        told = signals.heard(connection, as_of=now, clubs=clubs, since=now - timedelta(days=days))
    wanted = (player or "").casefold()
    rows = [_row(each) for each in told if wanted in (each.signal.player or "").casefold()]
    show(
        rows if as_json else [_short(row) for row in rows],
        as_json=as_json,
        empty="no signals by then: take news in with: scoreline news ingest --from FILE_DIR_OR_URL",
    )


@news_app.command("explain")
def explain(
    match: Annotated[
        int | None, typer.Option(metavar="ID", help="A match: both clubs, as of its kick-off.")
    ] = None,
    club: Club = None,
    as_json: AsJson = False,
) -> None:
    """Say how clubs stand by the news: who is out by whose word, and what features make of it."""
    if (match is None) == (club is None):
        raise ConfigurationError("give --match ID or --club NAME")
    with opened() as home:
        now = home.clock.now()
        with home.database.read() as connection:
            fixture = None if match is None else matches.fixture(connection, match, as_of=now)
            clubs = (
                [_club(connection, club or "")] if fixture is None else [fixture.home, fixture.away]
            )
            instant = now if fixture is None else min(now, fixture.kickoff)
            told = [briefing(connection, each, as_of=instant) for each in clubs]
        columns = {} if fixture is None else _columns(home, fixture)
    if as_json:
        show_json(
            {"as_of": instant, "clubs": [_described(each) for each in told], "features": columns}
        )
        return
    for each in told:
        _tell(each, instant)
    if columns:
        heading("what features make of it")
        show([{"feature": name, "value": value} for name, value in columns.items()], as_json=False)


def _tell(brief: Briefing, instant: Any) -> None:
    heading(brief.club)
    for word in brief.players:
        say(f"  {in_words(word.heard, as_of=instant)}")
        say(f"      «{word.heard.sentence}»")
        for other in word.against:
            say(f"      against it: {in_words(other, as_of=instant)}")
    if not brief.players:
        say("  nobody is said to be out, in doubt or back")
    for heard in brief.recent[:5]:
        speaker = f"{heard.signal.speaker}: " if heard.signal.speaker else ""
        say(f"  {heard.signal.value:+.2f}  {speaker}{in_words(heard, as_of=instant)}")
        say(f"      «{heard.sentence}»")


def _columns(home: Home, fixture: Fixture) -> dict[str, float | None]:
    """Return the features of news and availability as a forecast of now would see them."""
    from scoreline.features import CATALOGUE  # noqa: PLC0415 - slow
    from scoreline.jobs import Desk  # noqa: PLC0415 - likewise

    if fixture.kickoff <= home.clock.now():
        return {}
    row = Desk(home, None).previews([fixture], as_of=home.clock.now())[0].features
    names = [each.name for each in CATALOGUE if each.group in {"news", "availability"}]
    return {name: row[name] for name in names}


def _club(connection: Any, name: str) -> str:
    """Return a club by any of its names.

    Raises:
        NotFoundError: No club has it, or several have.
    """
    known = {club["name"] for club in teams.listing(connection)}
    if name in known:
        return name
    named = {club["full_name"]: club["name"] for club in teams.listing(connection)}
    spelled = {spelling: club for (_, _, spelling), club in teams.aliases(connection).items()}
    found = named.get(name) or spelled.get(name)
    if found is None:
        raise NotFoundError(f"no club '{name}'; see: scoreline teams list")
    return found


def _row(heard: Heard) -> dict[str, Any]:
    signal = heard.signal
    return {
        "known_at": heard.known_at,
        "club": signal.club,
        "player": signal.player,
        "kind": signal.kind.value,
        "status": signal.status.value if signal.status else None,
        "part": signal.part,
        "value": signal.value,
        "back_from": signal.back_from,
        "back_until": signal.back_until,
        "speaker": signal.speaker,
        "confidence": signal.confidence,
        "source": heard.source,
        "trust": heard.trust,
        "published_at": heard.published_at,
        "document": heard.document,
        "title": heard.title,
        "start": signal.start,
        "end": signal.end,
        "sentence": heard.sentence,
        "corrected": heard.replaced,
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    names = ("club", "player", "kind", "status", "part", "value", "source", "sentence")
    return {"known": f"{row['known_at']:%Y-%m-%d %H:%M}", **{name: row[name] for name in names}}


def _described(brief: Briefing) -> dict[str, Any]:
    return {
        "club": brief.club,
        "players": [
            {**_row(word.heard), "against": [_row(other) for other in word.against]}
            for word in brief.players
        ],
        "recent": [_row(heard) for heard in brief.recent],
    }
