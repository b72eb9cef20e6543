"""How good the forecasts were that were really made."""

from typing import Annotated, Any, Final

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import heading, say, show_json, show_section
from scoreline.domain import LIVE
from scoreline.evaluation import sections
from scoreline.evaluation.version_tables import version_sections
from scoreline.evaluation.writing import percent
from scoreline.jobs.evaluations import DAYS, evaluate
from scoreline.words import counted

app = typer.Typer()

_EPILOG: Final = (
    "Of each match the last forecast counts that was stored before it kicked off; nothing is"
    " forecast anew, so nobody can improve the record afterwards. `scoreline backtest` judges"
    " what a recipe would have said in the past."
)


@app.command("evaluate", epilog=_EPILOG)
def evaluate_record(
    days: Annotated[
        int, typer.Option(min=1, max=36_500, help="Matches of so many days up to now.")
    ] = DAYS,
    version: Annotated[
        str | None, typer.Option(metavar="V", help="Only what this model version said.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge what was really forecast of late: beside the market, by version, and for drift."""
    with opened() as home:
        found = evaluate(home, days=days, version=version)
    if as_json:
        show_json(found)
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    asked, picked = found["asked"], found["recommended"]
    heading(f"{counted(found['matches'], 'match')}, {found['from']} to {found['to']}")
    record = "the live record" if asked["book"] == LIVE else "what was said under a standing clock"
    until = asked["as_of"][:16].replace("T", " ")
    say(f"{record}, {counted(asked['days'], 'day')} up to {until} UTC")
    if found["missed"]:
        say(f"finished without a forecast in time: {counted(found['missed'], 'match')} more")
    right = percent(picked["accuracy"])
    recalls = " / ".join(map(percent, picked["recall"].values()))
    say(f"recommended: {right} right; of home wins, draws, away wins {recalls}")
    for section in [*version_sections(found), *sections(found)]:
        show_section(section)
