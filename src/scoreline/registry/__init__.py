"""Model versions: stored, checked, activated, swapped."""

from scoreline.registry._base import LARGEST, Artefact, ArtefactStore, digest_of, manifest_of
from scoreline.registry.handle import ActiveModel, Health
from scoreline.registry.local import LocalArtefacts
from scoreline.registry.places import open_artefacts
from scoreline.registry.targets import TargetModel, target_models
from scoreline.registry.versions import Bundle, Registry

__all__ = [
    "LARGEST",
    "ActiveModel",
    "Artefact",
    "ArtefactStore",
    "Bundle",
    "Health",
    "LocalArtefacts",
    "Registry",
    "TargetModel",
    "digest_of",
    "manifest_of",
    "open_artefacts",
    "target_models",
]
