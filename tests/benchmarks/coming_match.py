"""The features of a coming match from a state that is kept, against the history walked anew."""

from collections.abc import Iterator

from scoreline.domain import InformationSet
from scoreline.features import FeatureEngine

from . import whole_history
from .timing import seconds

MATCHES, ASKED = 100_000, 100


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row: the last matches one after the other, each at its own kick-off."""
    name, whole = whole_history.evidence()
    evidence = whole_history.part(whole, min(MATCHES, len(whole.matches)))
    last = evidence.matches.sort("kickoff", "match_id").select("match_id", "kickoff")[-ASKED - 1 :]
    engine = FeatureEngine(information=InformationSet.CLOSING)
    running = engine.start(evidence)
    running.compute(as_of=last["kickoff"][0], match_ids=[])
    coming = last.iter_rows()

    def warm() -> None:
        match, kickoff = next(coming)
        running.compute(as_of=kickoff, match_ids=[match])

    match, kickoff = last.row(-1)
    ours = seconds(warm, runs=ASKED)
    cold = seconds(lambda: engine.compute(evidence, as_of=kickoff, match_ids=[match]), runs=3)
    yield (
        f"{len(engine.names)} features of a coming match, {len(evidence.matches)} stored ({name})",
        f"{ours * 1e3:.1f} ms",
        "the history walked anew",
        f"{cold * 1e3:.0f} ms",
        f"{cold / ours:.0f}x",
    )
