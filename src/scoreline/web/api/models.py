"""Model versions for those who run the service: listed, activated, rolled back, looked into."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scoreline.domain import ModelVersion
from scoreline.registry import TargetModel, target_models
from scoreline.web.api.parameters import PageQuery
from scoreline.web.api.tables import AS_CSV, listed
from scoreline.web.dependencies import BY_KEY, TheActor, TheHome
from scoreline.web.errors import CONFLICT, GUARDED, NOT_FOUND

router = APIRouter(
    prefix="/api/admin/ml", tags=["models"], responses=GUARDED, dependencies=[BY_KEY]
)

MOST: Final = 10

VERSION: Final = r"^v\d{4}-\d{2}-\d{2}-\d{3,6}$"
VersionName = Annotated[str, Path(pattern=VERSION, examples=["v2026-05-01-001"])]


class TargetAnswer(BaseModel):
    """One of the models of a version; all of them are activated together."""

    target: Literal["home_goals", "away_goals", "outcome"]
    algorithm: str = Field(description="The members' kinds.", examples=["poisson + boosted_goals"])
    weights: dict[str, float] = Field(description="What each member counts, by name.")
    hyperparameters: dict[str, dict[str, Any]] = Field(
        description="What each member is made with, and the round at which trees stopped."
    )
    metrics: dict[str, Any] = Field(
        description="On later matches than it learnt from. Goals: `r2`, `mae`, `rmse`, `mape`,"
        " `cross_validated_mae` and `cross_validated_mae_sd`. Outcome: losses, accuracy, recall.",
        examples=[{"r2": 0.1, "mae": 0.97, "rmse": 1.25, "mape": 0.4}],
    )
    importance: dict[str, float] = Field(
        description="The weightiest ten features by mean |SHAP|; all of them at `/features`."
    )

    @classmethod
    def of(cls, found: TargetModel) -> "TargetAnswer":
        """Read one of a version's models."""
        weightiest = dict(list(found.importance.items())[:MOST])
        return cls(**{**asdict(found), "importance": weightiest})


class ModelAnswer(BaseModel):
    """One trained version."""

    version: str = Field(examples=["v2026-05-01-001"])
    active: bool = Field(description="Whether it is the one that serves.")
    activated_at: datetime | None = Field(description="When it was last made the one that serves.")
    activation_notes: str = Field(description="Why.", examples=["better on the last month"])
    pruned_at: datetime | None = Field(description="Since when its files are gone.")
    artefact: str = Field(
        examples=["9f86d081884c7d65"], description="Under which digest its files are kept."
    )
    trained_at: datetime
    trained_from: date
    trained_until: date = Field(description="Nothing known later was learnt from.")
    training_samples: int
    competitions: list[str] = Field(examples=[["E0"]])
    information: str = Field(
        examples=["none"], description="Odds it sees: none, past, opening or closing."
    )
    recipe: str | None = Field(examples=["ensemble"])
    models: list[TargetAnswer] = Field(description="Home goals, away goals, outcome.")
    metrics: dict[str, Any] = Field(
        description="How it did on later matches than it learnt from: `outcomes`, `goals`,"
        " `baselines`, `test`.",
        examples=[{"outcomes": {"log_loss": 0.98, "rps": 0.2}, "goals": {"r2": 0.07}}],
    )

    @classmethod
    def of(cls, version: ModelVersion) -> "ModelAnswer":
        """Read a version."""
        shown = ("test", "outcomes", "goals", "baselines")
        return cls(
            version=version.name,
            active=version.active,
            activated_at=version.activated_at,
            activation_notes=version.activation_note,
            pruned_at=version.pruned_at,
            artefact=version.artefact,
            trained_at=version.created_at,
            trained_from=version.trained_from,
            trained_until=version.trained_until,
            training_samples=version.samples,
            competitions=list(version.competitions),
            information=version.information.value,
            recipe=version.config.get("name"),
            models=list(map(TargetAnswer.of, target_models(version))),
            metrics={name: version.metrics[name] for name in shown if name in version.metrics},
        )


class ModelPage(BaseModel):
    """A part of the list of versions."""

    total: int
    limit: int
    offset: int
    items: list[ModelAnswer] = Field(description="The newest first.")


class ActivationRequest(BaseModel):
    """Why, for the record."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"notes": "better"}]})

    # PostgreSQL has no texts with a zero byte in them.
    notes: str = Field(default="", max_length=300, pattern=r"^[^\x00]*$")


class FeatureAnswer(BaseModel):
    """What one feature weighs in a version."""

    feature: str = Field(examples=["elo_difference"])
    shap: float = Field(description="Mean absolute contribution to the log-odds.")
    gain: float = Field(description="Average gain of its splits, where there are trees.")
    home_goals: float | None = Field(
        default=None, description="Mean absolute contribution to the log of the home side's goals."
    )
    away_goals: float | None = Field(default=None, description="The same of the away side's.")


class FeaturesAnswer(BaseModel):
    """What a version looks at."""

    version: str = Field(examples=["v2026-05-01-001"])
    total: int
    limit: int
    offset: int
    items: list[FeatureAnswer] = Field(description="The weightiest first.")


@router.get("/models.csv", include_in_schema=False)
@router.get("/models", response_model=ModelPage, responses=AS_CSV)
def list_models(request: Request, home: TheHome, query: Annotated[PageQuery, Query()]) -> Response:
    """List the versions and how they did."""
    return listed(request, ModelPage, query, home.registry.listing(), ModelAnswer.of)


@router.post("/models/{version}/activate", responses=NOT_FOUND | CONFLICT)
def activate(
    home: TheHome, actor: TheActor, version: VersionName, request: ActivationRequest | None = None
) -> ModelAnswer:
    """Let a version serve, once it has proved to be whole; every worker takes it within seconds."""
    note = request.notes if request else ""
    return ModelAnswer.of(home.registry.activate(version, note=note, by=actor))


@router.post("/rollback", responses=NOT_FOUND | CONFLICT)
def roll_back(
    home: TheHome, actor: TheActor, request: ActivationRequest | None = None
) -> ModelAnswer:
    """Let the version serve that served before the active one."""
    note = request.notes if request else ""
    return ModelAnswer.of(home.registry.rollback(note=note, by=actor))


@router.get("/models/{version}/features.csv", include_in_schema=False)
@router.get(
    "/models/{version}/features", response_model=FeaturesAnswer, responses=AS_CSV | NOT_FOUND
)
def list_features(
    request: Request, home: TheHome, version: VersionName, query: Annotated[PageQuery, Query()]
) -> Response:
    """List what a version looks at."""
    found = home.registry.get(version).metrics.get("importance", [])
    return listed(
        request, FeaturesAnswer, query, found, lambda each: FeatureAnswer(**each), version=version
    )
