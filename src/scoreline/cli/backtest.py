"""Backtests: what would have been forecast, and how good it would have been."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import (
    AsJson,
    Calibration,
    Decision,
    Goals,
    Leagues,
    Odds,
    RecipeName,
    chosen_recipe,
    required_day,
)
from scoreline.cli._output import (
    heading,
    progress,
    require_place,
    say,
    show_json,
    show_section,
    write_whole,
)
from scoreline.domain import InformationSet
from scoreline.evaluation import page, sections
from scoreline.evaluation.writing import percent
from scoreline.jobs import run_backtest
from scoreline.words import counted

app = typer.Typer()

_EPILOG: Final = (
    "A backtest that was interrupted goes on where it stopped: every refit is kept in the home"
    " until nobody has asked for it in 60 days. The market's figures and bets need odds;"
    " `scoreline ingest football-data` brings them."
)


@app.command("backtest", epilog=_EPILOG)
def backtest_models(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day.")],
    league: Leagues = None,
    odds: Odds = InformationSet.NONE,
    recipe: RecipeName = "ensemble",
    goals: Goals = None,
    calibration: Calibration = None,
    decision: Decision = None,
    refit: Annotated[
        str, typer.Option(help="How often: weekly, monthly, quarterly or yearly.")
    ] = "monthly",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.parquet", help="Write a row per match.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="Write a page with every table and plots."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Refits at the same time.", show_default="all cores"),
    ] = None,
    on_workers: Annotated[
        bool, typer.Option("--on-workers", help="Let the workers of the queue take the refits.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take every refit anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Walk through the past as if it were live and stand the forecasts beside the market's."""
    if out is not None:
        require_place(out)
    if html is not None:
        require_place(html, ".html")
    with opened() as home, progress("backtest") as tell:
        walked = run_backtest(
            home,
            chosen_recipe(recipe, odds, goals=goals, calibration=calibration, decision=decision),
            leagues=league or (),
            start=required_day(start, "--from"),
            end=required_day(end, "--to"),
            refit=refit,
            jobs=jobs,
            fresh=fresh,
            on_workers=on_workers,
            progress=lambda stage, done, total: tell(done, total, stage),
        )
    if out is not None:
        write_whole(out, walked.frame.write_parquet)
    if html is not None:
        text = page(walked.summary)
        write_whole(html, lambda place: place.write_text(text, encoding="utf-8"))
    if as_json:
        show_json(walked.summary)
    else:
        _show(walked.summary)


def _show(summary: dict[str, Any]) -> None:
    asked = summary["asked"]
    heading(f"{counted(summary['matches'], 'match')}, {summary['from']} to {summary['to']}")
    say(
        f"recipe {asked['recipe']}, {asked['odds']} odds in sight,"
        f" {counted(summary['refits'], 'refit')}, {' '.join(summary['leagues'])}"
    )
    if summary["unanswered"]:
        say(f"without an answer by the model: {counted(summary['unanswered'], 'match')} more")
    picked = summary["recommended"]
    recalls = " / ".join(map(percent, picked["recall"].values()))
    say(
        f"recommended by the {picked['rule']} rule: {percent(picked['accuracy'])} right;"
        f" of home wins, draws, away wins {recalls}"
    )
    for section in sections(summary):
        show_section(section)
