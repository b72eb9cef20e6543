"""Commands about models: train, and the versions it makes."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from scoreline.cli._home import command_line, opened
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
from scoreline.registry import TargetModel, target_models
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
            version = home.registry.activate(version.name, note="trained", by=command_line())
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


@models_app.command("compare")
def compare_models(
    versions: Annotated[
        list[str], typer.Argument(metavar="VERSION...", help="The first, and those beside it.")
    ],
    league: Leagues = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="First day of the matches; the first that none has learnt from where left away.",
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day of the matches.")
    ] = None,
    stored: Annotated[
        bool, typer.Option("--stored", help="Compare what each has stored, of pruned ones too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set versions side by side: what training reported, and a paired test on the same matches."""
    from scoreline.jobs.comparing import compare_versions  # noqa: PLC0415 - slow

    with opened() as home:
        found = compare_versions(
            home,
            versions,
            start=read_day(start, "--from"),
            end=read_day(end, "--to"),
            competitions=league or (),
            stored=stored,
        )
    if as_json:
        show_json(found.to_plain())
        return
    heading("As training reported them, each on the last matches before its own end")
    show(_side_by_side(found.versions), as_json=False)
    kind = "stored" if stored else "made anew at kick-off"
    heading(f"Forecasts of the same {counted(found.matches, 'match')}, {kind}")
    say(f"from {found.start or 'the first'} on; intervals by {counted(found.days, 'match day')}")
    first = found.versions[0].name
    show(
        [
            {name.replace("first", first): value for name, value in row.items()}
            for row in found.figures
        ],
        as_json=False,
        empty="no finished match of which all of them speak: nothing to test on",
    )


@models_app.command("activate")
def activate_model(
    version: Version,
    note: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let a version serve, once it has proved to be whole."""
    with opened() as home:
        _serves(home.registry.activate(version, note=note, by=command_line()), as_json=as_json)


@models_app.command("rollback")
def rollback_model(
    note: Annotated[str, typer.Option(help="Why, for the record.")] = "", as_json: AsJson = False
) -> None:
    """Let the version serve that served before this one."""
    with opened() as home:
        _serves(home.registry.rollback(note=note, by=command_line()), as_json=as_json)


@models_app.command("verify")
def verify_model(
    version: Annotated[
        str | None,
        typer.Argument(metavar="VERSION", help="One version; all with files where left away."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a version's files against their hashes and its stored forecasts."""
    with opened() as home:
        there = [each.name for each in home.registry.listing() if each.pruned_at is None]
        found = {name: _problem(home, name) for name in ([version] if version else there)}
    lines = [{"version": name, "whole": not said, "problem": said} for name, said in found.items()]
    if as_json:
        show_json(lines)
    else:
        for name, said in found.items():
            say(said or f"{name} is whole")
    damaged = [name for name, said in found.items() if said]
    if damaged:
        raise IntegrityError(f"{len(damaged)} of {len(found)} damaged: {', '.join(damaged)}")
    if not found and not as_json:
        say("no versions yet: scoreline train")


@models_app.command("prune")
def prune_models(
    keep: Annotated[int, typer.Option(min=0, help="The newest so many stay.")] = 10,
    rollbacks: Annotated[
        int, typer.Option(min=0, help="So many rollbacks stay possible; the active one stays.")
    ] = 5,
    unnamed: Annotated[
        bool,
        typer.Option(
            "--unnamed",
            help="Also files, older than a day, of no version of this home: not where other homes"
            " keep their models in the same place.",
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be removed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove the files of old versions; their metrics and stored forecasts stay."""
    with opened() as home:
        found = home.registry.prune(
            keep=keep, rollbacks=rollbacks, dry_run=dry_run, unnamed=unnamed, by=command_line()
        )
    rows = [
        {**_line(each.version), "removed": not dry_run, "forecasts": each.forecasts}
        for each in found
    ]
    show(rows, as_json=as_json, empty="nothing to remove")
    if any(each.forecasts for each in found) and not as_json:
        say("stored forecasts stay with their reasons; these models cannot be asked for more")


def _side_by_side(found: Sequence[ModelVersion]) -> list[dict[str, Any]]:
    sides = {each.name: _reported(each) for each in found}
    names = dict.fromkeys(name for figures in sides.values() for name in figures)
    return [
        {"figure": name, **{version: figures.get(name) for version, figures in sides.items()}}
        for name in names
    ]


def _reported(version: ModelVersion) -> dict[str, Any]:
    return {
        "samples": version.samples,
        "trained_until": version.trained_until.isoformat(),
        **{
            f"{model.target}: {name}": value
            for model in target_models(version)
            for name, value in _scalars(dict(model.metrics)).items()
        },
    }


def _serves(version: ModelVersion, *, as_json: bool) -> None:
    if as_json:
        show_json(_line(version))
    else:
        say(f"{version.name} serves")


def _problem(home: Home, name: str) -> str:
    try:
        home.registry.load(name)
    except IntegrityError as error:
        return str(error)
    return ""


def _line(version: ModelVersion) -> dict[str, Any]:
    outcomes = version.metrics.get("outcomes", {})
    return {
        "version": version.name,
        "active": version.active,
        "pruned": version.pruned_at is not None,
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
        show_json({**_line(version), **_details(version)})
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
    heading("Models of it")
    show([_target(each) for each in target_models(version)], as_json=False)
    if "tuning" in metrics:
        heading("Tuned: loss of a member's own settings and of the best that were tried")
        show([_tuned(*each) for each in metrics["tuning"].items()], as_json=False)
    heading("What it looks at most (mean |SHAP|)")
    show(metrics["importance"][:MOST], as_json=False)


def _details(version: ModelVersion) -> dict[str, Any]:
    """Return what a list has no room for; goals' figures and importance are in the metrics."""
    instants = {
        "trained_at": version.created_at,
        "activated_at": version.activated_at,
        "pruned_at": version.pruned_at,
    }
    return {
        "trained_from": version.trained_from.isoformat(),
        **{name: at.isoformat() if at else None for name, at in instants.items()},
        "activation_note": version.activation_note,
        "models": [asdict(each) for each in target_models(version)],
        "artefact": version.artefact,
        "files": version.manifest,
        "features": list(version.features),
        "metrics": version.metrics,
        "config": version.config,
    }


def _decision(rule: str, found: dict[str, Any]) -> dict[str, Any]:
    recalls = {f"recall_{outcome}": share for outcome, share in found["recall"].items()}
    return {"rule": rule, "accuracy": found["accuracy"], **recalls, "mean": found["mean_recall"]}


def _target(model: TargetModel) -> dict[str, Any]:
    of_goals = ("r2", "mae", "rmse", "mape", "cross_validated_mae", "cross_validated_mae_sd")
    figures = {name: model.metrics.get(name) for name in of_goals}
    return {"target": model.target, "algorithm": model.algorithm, **figures}


def _tuned(member: str, found: dict[str, Any]) -> dict[str, Any]:
    best = ", ".join(f"{name} {value:.3g}" for name, value in found["settings"].items())
    counts = {name: found[name] for name in ("tried", "given_up", "own_loss", "best_loss")}
    return {"member": member, **counts, "best": best}


def _scalars(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metrics.items() if isinstance(value, int | float)}
