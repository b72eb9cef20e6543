"""What is known of a trained model version without loading it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scoreline.clock import first_day_after
from scoreline.domain.information import InformationSet


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One trained, immutable bundle.

    Attributes:
        name: ``vYYYY-MM-DD-NNN``.
        trained_until: No match known later than the start of this day was seen in training.
        manifest: SHA-256 of every file of the artefact, by file name.
        artefact: Where the artefact store keeps those files.
        metrics: What training reported, on matches that no part of the model was fitted on.
        activated_at: When it was last made the one that serves, by a rollback too.
        activation_note: What was said of it then.
        pruned_at: Since when its files are gone.
    """

    name: str
    created_at: datetime
    competitions: tuple[str, ...]
    trained_from: date
    trained_until: date
    samples: int
    information: InformationSet
    features: tuple[str, ...]
    config: dict[str, Any]
    metrics: dict[str, Any]
    manifest: dict[str, str]
    artefact: str
    active: bool = False
    activated_at: datetime | None = None
    activation_note: str = ""
    pruned_at: datetime | None = None

    def knew_nothing_after(self, instant: datetime) -> bool:
        """Tell whether all it learnt from was known by the end of an instant's day."""
        return self.trained_until <= first_day_after(instant)
