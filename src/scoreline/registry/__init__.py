"""Model versions: stored, checked, activated, swapped."""

from scoreline.registry._base import ArtefactStore
from scoreline.registry.handle import ActiveModel, Health
from scoreline.registry.local import LocalArtefacts
from scoreline.registry.places import open_artefacts
from scoreline.registry.versions import Bundle, Registry

__all__ = [
    "ActiveModel",
    "ArtefactStore",
    "Bundle",
    "Health",
    "LocalArtefacts",
    "Registry",
    "open_artefacts",
]
