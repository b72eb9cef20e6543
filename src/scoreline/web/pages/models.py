"""Model versions: how they did, what they look at, which one serves; trainings to watch."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import APIRouter, BackgroundTasks, Path, Request, Response
from fastapi.responses import RedirectResponse

from scoreline import reference
from scoreline.domain import InformationSet, ModelVersion
from scoreline.domain.access import Scope
from scoreline.jobs.orders import TRAIN
from scoreline.models.recipes import RECIPES
from scoreline.store import jobs, matches
from scoreline.web.api import models as api
from scoreline.web.api import training
from scoreline.web.dependencies import TheActor, TheHome
from scoreline.web.errors import parsed
from scoreline.web.pages.tables import Column, Row, Table, percent, signed, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.sessions import form_of

router = APIRouter(include_in_schema=False)

VersionName = Annotated[str, Path(max_length=30)]


@router.get("/models")
def list_models(request: Request, home: TheHome) -> Response:
    """Show every version, which one serves, and what an admin may do."""
    found = home.registry.listing()
    with home.database.read() as connection:
        stored = matches.seasons(connection)
        running = [run for run in jobs.unfinished(connection) if run.job == TRAIN]
    return render(
        request,
        "models.html",
        tables=[_versions(request, found)],
        active=next((each for each in found if each.active), None),
        tiles=[tile for each in found if each.active for tile in _head(each)],
        names=[each.name for each in found],
        leagues=[each for code, each in reference.competitions().items() if code in stored],
        recipes=list(RECIPES),
        informations=[each.value for each in InformationSet],
        running=running,
        can_roll_back=home.registry.can_roll_back(),
        scopes=Scope,
    )


@router.post("/models/rollback")
def roll_back(request: Request, home: TheHome, actor: TheActor) -> Response:
    """Let the version serve that served before."""
    api.roll_back(home, actor, _note(request))
    return _back()


@router.post("/models/train")
def train(request: Request, home: TheHome, actor: TheActor, later: BackgroundTasks) -> Response:
    """Order a training and lead to where it can be watched."""
    form, answer = form_of(request), _back()
    league = form.get("league", "")
    wanted = parsed(
        training.TrainingRequest,
        leagues=[league] if league else [],
        until=form.get("until") or None,
        odds=form.get("odds", "none"),
        recipe=form.get("recipe", "ensemble"),
        tune=form.get("tune") or 0,
        activate="activate" in form,
    )
    job = training.train(
        request=request, response=answer, home=home, actor=actor, later=later, wanted=wanted
    )
    answer.headers["Location"] = f"/jobs/{job.id}"
    answer.background = later
    return answer


@router.get("/models/{version}")
def show_model(request: Request, home: TheHome, version: VersionName) -> Response:
    """Show how a version did and what it looks at."""
    found = home.registry.get(version)
    metrics = found.metrics
    return render(
        request,
        "model.html",
        tables=[
            _beside(request, metrics),
            _importance(request, metrics),
            _pool(request, metrics),
            _confusion(request, metrics),
            _goals(request, metrics),
        ],
        version=found,
        tiles=_head(found),
        test=metrics.get("test", {}),
        recall=metrics.get("decisions", {}),
        pool=metrics.get("pool", {}),
        tuning=metrics.get("tuning", {}),
        leagues=reference.listed(found.competitions),
    )


@router.post("/models/{version}/activate")
def activate(request: Request, home: TheHome, actor: TheActor, version: VersionName) -> Response:
    """Let a version serve."""
    api.activate(home, actor, version, _note(request))
    return _back()


def _back() -> RedirectResponse:
    return RedirectResponse("/models", status_code=303)


def _note(request: Request) -> api.ActivationRequest:
    return parsed(api.ActivationRequest, notes=form_of(request).get("note", "").strip())


def figure(metrics: Mapping[str, Any], path: str) -> float | None:
    """Return a figure of a version's metrics, None where it has none."""
    found: Any = metrics
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, int | float) else None


def _head(version: ModelVersion) -> list[Tile]:
    metrics = version.metrics
    loss, accuracy = figure(metrics, "outcomes.log_loss"), figure(metrics, "outcomes.accuracy")
    error, mae = figure(metrics, "outcomes.calibration_error"), figure(metrics, "goals.both.mae")
    elo = figure(metrics, "baselines.elo_logit.log_loss")
    beside = "" if elo is None or loss is None else f"{signed(loss - elo, 4)} to a logit of Elo"
    return [
        Tile("Log loss", _text(loss, 4), beside),
        Tile("Accuracy", "" if accuracy is None else percent(accuracy, 1)),
        Tile("Calibration error", _text(error, 4)),
        Tile("Goals off, a side", _text(mae, 3)),
        Tile("Learnt from", f"{version.samples:,}", "matches"),
        Tile("Odds it sees", version.information.value),
    ]


def _text(value: float | None, digits: int) -> str:
    return "\N{EN DASH}" if value is None else f"{value:.{digits}f}"


def _versions(request: Request, found: Sequence[ModelVersion]) -> Table:
    rows: list[Row] = [
        {
            "version": each.name,
            "version_href": f"/models/{each.name}",
            "state": "serves" if each.active else "pruned" if each.pruned_at else None,
            "state_kind": "good" if each.active else "",
            "recipe": each.config.get("name"),
            "leagues": " ".join(each.competitions),
            "until": each.trained_until,
            "samples": each.samples,
            "odds": each.information.value,
            "log_loss": figure(each.metrics, "outcomes.log_loss"),
            "rps": figure(each.metrics, "outcomes.rps"),
            "accuracy": figure(each.metrics, "outcomes.accuracy"),
            "mae": figure(each.metrics, "goals.both.mae"),
            "can_serve": not each.active and each.pruned_at is None,
        }
        for each in found
    ]
    columns = (
        Column("version", "Version", head=True, style="nowrap"),
        Column("state", "", "badge", sorts=False),
        Column("recipe", "Recipe", wide=True),
        Column("leagues", "Leagues", wide=True),
        Column("until", "Known until", "day", wide=True, style="nowrap"),
        Column("samples", "Matches", "number", wide=True),
        Column("odds", "Odds", wide=True),
        Column("log_loss", "Log loss", "number", digits=4),
        Column("rps", "RPS", "number", digits=4, wide=True),
        Column("accuracy", "Accuracy", "percent", digits=1, wide=True),
        Column("mae", "MAE", "number", digits=3, wide=True, hint="Goals off, a side"),
    )
    return table(
        request,
        "versions",
        "Versions",
        columns,
        rows,
        sort="-version",
        search=("version", "recipe", "leagues"),
    )


def _beside(request: Request, metrics: Mapping[str, Any]) -> Table:
    named = {"this version": metrics.get("outcomes", {}), **metrics.get("baselines", {})}
    rows = [
        {"forecaster": name.replace("_", " "), **{key: each.get(key) for key in _SCALARS}}
        for name, each in named.items()
    ]
    columns = (
        Column("forecaster", "Forecaster", head=True),
        Column("log_loss", "Log loss", "number", digits=4),
        Column("rps", "RPS", "number", digits=4),
        Column("brier_mean", "Brier", "number", digits=4, wide=True),
        Column("accuracy", "Accuracy", "percent", digits=1),
        Column("calibration_error", "Calibration error", "number", digits=4, wide=True),
    )
    return table(request, "beside", "Beside what is easy", columns, rows)


_SCALARS: Final = ("log_loss", "rps", "brier_mean", "accuracy", "calibration_error")


def _importance(request: Request, metrics: Mapping[str, Any]) -> Table:
    found = metrics.get("importance", [])
    most = max((each["shap"] for each in found), default=1.0) or 1.0
    rows = [
        {
            "feature": each["feature"],
            "shap": each["shap"],
            "weight": each["shap"] / most,
            "gain": each.get("gain"),
        }
        for each in found
    ]
    columns = (
        Column("feature", "Feature", "code", head=True),
        Column("weight", "Of the weightiest", "share"),
        Column("shap", "Mean |SHAP|", "number", digits=4, hint="Mean share of the log-odds"),
        Column("gain", "Gain", "number", digits=1, wide=True, hint="Of its splits in trees"),
    )
    return table(
        request,
        "importance",
        "Importance of features",
        columns,
        rows,
        sort="-shap",
        search=("feature",),
        size=25,
        empty="This recipe says nothing of its features.",
    )


def _confusion(request: Request, metrics: Mapping[str, Any]) -> Table:
    names = ("home win", "draw", "away win")
    found = metrics.get("outcomes", {}).get("confusion", [])
    rows = [
        {"came": came, **dict(zip(("home", "draw", "away"), counts, strict=True))}
        for came, counts in zip(names, found, strict=False)
    ]
    columns = (
        Column("came", "Came, down \N{MIDDLE DOT} said, across", head=True, field="came"),
        Column("home", "Home", "number", field="said_home"),
        Column("draw", "Draw", "number", field="said_draw"),
        Column("away", "Away", "number", field="said_away"),
    )
    title = "Matches by likeliest outcome and by what happened"
    return table(request, "confusion", title, columns, rows)


def _goals(request: Request, metrics: Mapping[str, Any]) -> Table:
    found = metrics.get("goals", {})
    rows = [
        {"side": side, **{key: found[side].get(key) for key in _OF_GOALS}}
        for side in ("home", "away", "both")
        if side in found
    ]
    columns = (
        Column("side", "Side", head=True),
        *(Column(key, name, "number", digits=3) for key, name in _OF_GOALS.items()),
    )
    return table(request, "goals", "Figures of expected goals by side", columns, rows)


_OF_GOALS: Final = MappingProxyType({"r2": "R²", "mae": "MAE", "rmse": "RMSE", "mape": "MAPE"})


def _pool(request: Request, metrics: Mapping[str, Any]) -> Table:
    pool = metrics.get("pool", {})
    rows = [
        {"member": name.replace("_", " "), "says": says, "weight": weight}
        for says in ("outcomes", "goals")
        for name, weight in pool.get(says, {}).items()
    ]
    columns = (
        Column("member", "Member", head=True),
        Column("says", "Speaks of"),
        Column("weight", "Weight", "share", digits=0),
    )
    return table(request, "pool", "Members and their weights", columns, rows)
