"""The command that plays the rest of a season."""

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, OneLeague, Season, read_day
from scoreline.cli._output import console, heading, progress, say, show, show_json
from scoreline.evaluation import SeasonSimulation
from scoreline.jobs import Simulated, season_name, simulate
from scoreline.models import recipe as recipe_named
from scoreline.words import counted

app = typer.Typer()

BARS: Final = "·▁▂▃▄▅▆▇█"
"""What stands for the share of a place, from hardly ever to always."""

SEEN: Final = 0.005
"""From which share on a place has a bar."""

ZONES: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("title", "green"),
    "champions_league": ("Ch. League", "green"),
    "promotion": ("up", "green"),
    "europe": ("Europe", "cyan"),
    "promotion_playoff": ("up play-off", "cyan"),
    "relegation_playoff": ("down play-off", "yellow"),
    "relegation": ("down", "red"),
}
"""What places that decide something are called in a table, and their colour; where a place decides
two things, it has that of the first."""

WIDE: Final = 108
"""Columns of a terminal that has room for the bars of every place."""


@app.command("simulate")
def simulate_command(
    league: OneLeague,
    season: Season,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="From what was known when this day began; now if left."),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, max=100_000, help="How many seasons.")] = 10_000,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed draws the same seasons.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Train this recipe on what was known then, like ensemble."
        ),
    ] = None,
    places: Annotated[bool, typer.Option(help="Print the share of every place.")] = False,
    as_json: AsJson = False,
) -> None:
    """Play the rest of a season 10,000 times: title, Europe, relegation, final places.

    Known results stand, all other matches are drawn from the active model's score grids, and each
    season is ranked by the competition's own rules. Where the active model has not learnt from
    the league, or knew more than the day given, one is trained on what was known then.
    """
    with opened() as home, progress("training") as tell:
        simulated = simulate(
            home,
            league,
            season,
            as_of=read_day(as_of, "--as-of"),
            runs=runs,
            seed=seed,
            recipe=None if recipe is None else recipe_named(recipe),
            progress=lambda stage, done, total: tell(done, total, stage),
        )
    if as_json:
        show_json({"model": simulated.version.name, **simulated.season.to_plain()})
    else:
        _tables(simulated, places=places)


def _tables(simulated: Simulated, *, places: bool) -> None:
    season = simulated.season
    plain = season.to_plain()
    name = season_name(season.ahead.competition, season.ahead.season)
    heading(
        f"{name}: {counted(plain['runs'], 'season')} from {season.ahead.as_of:%d %b %Y %H:%M} UTC"
    )
    rows = [_row(season, club) for club in plain["clubs"]]
    show(rows, as_json=False)
    if places:
        heading("Share of every place, in per cent")
        show([_all_places(club) for club in plain["clubs"]], as_json=False)
    say()
    say(f"{counted(plain['played'], 'match')} played, {plain['left']} left{_unknown(plain)}")
    say(f"grids by {simulated.version.name}; final: expected points, and 80 % of the seasons")


def _unknown(plain: Mapping[str, Any]) -> str:
    parts = [
        f"{plain['not_announced']} of them not announced yet" * bool(plain["not_announced"]),
        f"{plain['after_split']} after the split" * bool(plain["after_split"]),
    ]
    return "".join(f", {part}" for part in parts if part)


def _row(season: SeasonSimulation, club: Mapping[str, Any]) -> dict[str, Any]:
    bars = {f"places 1-{len(season.clubs)}": _strip(season, club["places"])}
    return {
        "now": club["place"],
        "club": club["club"],
        "played": club["played"],
        "points": club["points"],
        "final": _right(f"{club['expected_points']:.1f}"),
        "80 %": f"{club['points_low']}-{club['points_high']}",
        **(bars if console.width >= WIDE else {}),
        **{ZONES[name][0]: _share(club[name]) for name in season.ahead.zones},
    }


def _strip(season: SeasonSimulation, shares: list[float]) -> Text:
    """Return a bar for each place, in the colour of what it decides."""
    strip = Text()
    for place, share in enumerate(shares, start=1):
        zone = next((name for name, taken in season.ahead.zones.items() if place in taken), None)
        # The root lets what is possible be seen beside what is likely.
        height = ceil((len(BARS) - 1) * sqrt(share)) if share >= SEEN else 0
        strip.append(BARS[height], ZONES[zone][1] if zone else "default")
    return strip


def _all_places(club: Mapping[str, Any]) -> dict[str, Any]:
    shares = enumerate(club["places"], start=1)
    return {"club": club["club"]} | {str(place): _share(share, "") for place, share in shares}


def _share(share: float, sign: str = "%") -> Text:
    """Return a share in per cent; what never or always happened is told from what hardly did."""
    if share == 0:
        return _right("")
    hardly = {0.0: "<1", 100.0: ">99" if share < 1 else "100"}
    percent = round(100 * share)
    return _right(hardly.get(percent, str(percent)) + sign)


def _right(text: str) -> Text:
    return Text(text, justify="right")
