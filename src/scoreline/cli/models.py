"""Commands about models: train, and the versions it makes."""

from typing import Annotated, Any

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
    read_day,
)
from scoreline.cli._output import heading, progress, say, show, show_json
from scoreline.domain import InformationSet, ModelVersion
from scoreline.errors import IntegrityError
from scoreline.home import Home
from scoreline.words import counted

app = typer.Typer()
models_app = typer.Typer(help="Model versions: which there are, which one serves.")
app.add_typer(models_app, name="models", no_args_is_help=True)

MOST = 8

Version = Annotated[str, typer.Argument(metavar="VERSION", help="Like v2026-05-01-001.")]


@app.command()
def train(
    league: Leagues = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Learn only what was known by this day.")
    ] = None,
    odds: Odds = InformationSet.NONE,
    recipe: RecipeName = "ensemble",
    goals: Goals = None,
    tune: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="Try N settings of each member first, and train with the best. What was tried is"
            " kept: the same command goes on where it was stopped, and helps where another runs.",
        ),
    ] = 0,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            help="Settings that --tune tries at the same time; with more than one, the search"
            " cannot be repeated exactly.",
        ),
    ] = 1,
    calibration: Calibration = None,
    decision: Decision = None,
    activate: Annotated[bool, typer.Option(help="Let the new version serve.")] = True,
    as_json: AsJson = False,
) -> None:
    """Train a model version on past matches and report how it did on the last of them."""
    # Slow, and only training needs them.
    from scoreline.jobs import train_version  # noqa: PLC0415

    chosen = chosen_recipe(recipe, odds, goals=goals, calibration=calibration, decision=decision)
    with opened() as home:
        with progress("training") as tell:
            version = train_version(
                home,
                chosen,
                competitions=league or (),
                until=read_day(until, "--until"),
                tune=tune,
                workers=workers,
                progress=lambda stage, done, total: tell(done, total, stage),
            )
        if activate:
            version = home.registry.activate(version.name, note="trained")
    _report(version, as_json=as_json)


@models_app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List every version, the newest first."""
    with opened() as home:
        rows = [_line(version) for version in home.registry.listing()]
    show(rows, as_json=as_json, empty="no versions yet: scoreline train")


@models_app.command("show")
def show_model(
    version: Annotated[
        str | None,
        typer.Argument(metavar="VERSION", help="One version; the active one where left away."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one version: what it learnt from and how it did."""
    with opened() as home:
        _report(home.registry.get(version or home.registry.serving()), as_json=as_json)


@models_app.command("activate")
def activate_model(
    version: Version, note: Annotated[str, typer.Option(help="Why, for the record.")] = ""
) -> None:
    """Let a version serve, once it has proved to be whole."""
    with opened() as home:
        say(f"{home.registry.activate(version, note=note).name} serves")


@models_app.command("rollback")
def rollback_model() -> None:
    """Let the version serve that served before this one."""
    with opened() as home:
        say(f"{home.registry.rollback().name} serves")


@models_app.command("verify")
def verify_model(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="One version; all where left away.")
    ] = None,
) -> None:
    """Check a version's files against their hashes and its stored forecasts."""
    with opened() as home:
        names = [version] if version else [each.name for each in home.registry.listing()]
        damaged = [name for name in names if not _is_whole(home, name)]
    if damaged:
        raise IntegrityError(f"{len(damaged)} of {len(names)} damaged: {', '.join(damaged)}")
    if not names:
        say("no versions yet: scoreline train")


def _is_whole(home: Home, name: str) -> bool:
    try:
        home.registry.load(name)
    except IntegrityError as error:
        say(str(error))
        return False
    say(f"{name} is whole")
    return True


def _line(version: ModelVersion) -> dict[str, Any]:
    outcomes = version.metrics.get("outcomes", {})
    return {
        "version": version.name,
        "active": version.active,
        "leagues": " ".join(version.competitions),
        "trained_until": version.trained_until.isoformat(),
        "samples": version.samples,
        "odds": version.information.value,
        "log_loss": outcomes.get("log_loss"),
        "rps": outcomes.get("rps"),
        "accuracy": outcomes.get("accuracy"),
    }


def _report(version: ModelVersion, *, as_json: bool) -> None:
    if as_json:
        show_json({**_line(version), "metrics": version.metrics, "config": version.config})
        return
    heading(f"{version.name}{' (active)' if version.active else ''}")
    say(
        f"{counted(version.samples, 'match')} of {' '.join(version.competitions)},"
        f" {version.trained_from} to {version.trained_until}"
    )
    metrics = version.metrics
    span = metrics["test"]
    heading(f"Outcomes, {span['matches']} later matches ({span['from']} to {span['to']})")
    said = {"this model": metrics["outcomes"], **metrics["baselines"]}
    show([{"forecast": name, **_scalars(each)} for name, each in said.items()], as_json=False)
    heading("Recommended outcomes, by rule")
    show([_decision(*each) for each in metrics["decisions"].items()], as_json=False)
    heading("Goals")
    show([_scalars(metrics["goals"])], as_json=False)
    if "tuning" in metrics:
        heading("Tuned: loss of a member's own settings and of the best that were tried")
        show([_tuned(*each) for each in metrics["tuning"].items()], as_json=False)
    heading("What it looks at most (mean |SHAP|)")
    show(metrics["importance"][:MOST], as_json=False)


def _decision(rule: str, found: dict[str, Any]) -> dict[str, Any]:
    recalls = {f"recall_{outcome}": share for outcome, share in found["recall"].items()}
    return {"rule": rule, "accuracy": found["accuracy"], **recalls, "mean": found["mean_recall"]}


def _tuned(member: str, found: dict[str, Any]) -> dict[str, Any]:
    best = ", ".join(f"{name} {value:.3g}" for name, value in found["settings"].items())
    counts = {name: found[name] for name in ("tried", "given_up", "own_loss", "best_loss")}
    return {"member": member, **counts, "best": best}


def _scalars(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metrics.items() if isinstance(value, int | float)}
