"""Model versions for those who run the service: listed, activated, rolled back, looked into."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from scoreline.domain import ModelVersion
from scoreline.registry import Registry
from scoreline.web.dependencies import BY_KEY, TheActor, TheHome
from scoreline.web.errors import CONFLICT, GUARDED, NOT_FOUND
from scoreline.web.recording import record

router = APIRouter(
    prefix="/api/admin/ml", tags=["models"], responses=GUARDED, dependencies=[BY_KEY]
)

VersionName = Annotated[
    str, Path(pattern=r"^v\d{4}-\d{2}-\d{2}-\d{3,6}$", examples=["v2026-05-01-001"])
]


class ModelAnswer(BaseModel):
    """One trained version."""

    version: str = Field(examples=["v2026-05-01-001"])
    active: bool = Field(description="Whether it is the one that serves.")
    trained_at: datetime
    trained_from: date
    trained_until: date = Field(description="Nothing known later was learnt from.")
    training_samples: int
    competitions: list[str]
    information: str = Field(description="Odds it sees: none, past, opening or closing.")
    recipe: str | None = Field(examples=["ensemble"])
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
            trained_at=version.created_at,
            trained_from=version.trained_from,
            trained_until=version.trained_until,
            training_samples=version.samples,
            competitions=list(version.competitions),
            information=version.information.value,
            recipe=version.config.get("name"),
            metrics={name: version.metrics[name] for name in shown if name in version.metrics},
        )


class ModelPage(BaseModel):
    """A part of the list of versions."""

    total: int
    limit: int
    offset: int
    items: list[ModelAnswer] = Field(description="The newest first.")


class PageQuery(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=2**31)


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


class FeaturesAnswer(BaseModel):
    """What a version looks at."""

    version: str
    total: int
    items: list[FeatureAnswer] = Field(description="The weightiest first.")


@router.get("/models")
def list_models(home: TheHome, query: Annotated[PageQuery, Query()]) -> ModelPage:
    """List the versions and how they did."""
    found = home.registry.listing()
    part = found[query.offset : query.offset + query.limit]
    return ModelPage(
        total=len(found),
        limit=query.limit,
        offset=query.offset,
        items=[ModelAnswer.of(version) for version in part],
    )


@router.post("/models/{version}/activate", responses=NOT_FOUND | CONFLICT)
def activate(
    home: TheHome, actor: TheActor, version: VersionName, request: ActivationRequest | None = None
) -> ModelAnswer:
    """Let a version serve, once it has proved to be whole; every worker takes it within seconds."""
    note = request.notes if request else ""
    before = home.registry.active_name()
    activated = home.registry.activate(version, note=note)
    with home.database.write() as connection:
        detail = f"instead of {before}. {note}".strip()
        record(home, connection, "model.activate", version, actor=actor, detail=detail)
    return ModelAnswer.of(activated)


@router.post("/rollback", responses=NOT_FOUND | CONFLICT)
def roll_back(
    home: TheHome, actor: TheActor, request: ActivationRequest | None = None
) -> ModelAnswer:
    """Let the version serve that served before the active one."""
    note = request.notes if request else ""
    before = home.registry.active_name()
    version = home.registry.rollback(note=note)
    with home.database.write() as connection:
        detail = f"instead of {before}. {note}".strip()
        record(home, connection, "model.rollback", version.name, actor=actor, detail=detail)
    return ModelAnswer.of(version)


@router.get("/models/{version}/features", responses=NOT_FOUND)
def list_features(
    home: TheHome, version: VersionName, query: Annotated[PageQuery, Query()]
) -> FeaturesAnswer:
    """List what a version looks at."""
    importance = _importance(home.registry, version)
    part = importance[query.offset : query.offset + query.limit]
    return FeaturesAnswer(
        version=version,
        total=len(importance),
        items=[FeatureAnswer(**each) for each in part],
    )


def _importance(registry: Registry, version: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = registry.get(version).metrics.get("importance", [])
    return found
