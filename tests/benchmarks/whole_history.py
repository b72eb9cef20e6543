"""All features of the whole history, its tenth, and their memory; run as a module by itself."""

import json
import resource
import sys

from scoreline.domain import InformationSet
from scoreline.domain.frames import Evidence
from scoreline.features import FeatureEngine
from scoreline.testing.leagues import simulated_league

from . import history
from .timing import best, seconds

TENTH = 10


def evidence() -> tuple[str, Evidence]:
    """Return the real history, or where it is absent a simulated one, and its name."""
    if history.PATH.exists():
        return "22 divisions, 2000-2022", Evidence(history.matches(), history.odds())
    league = simulated_league(1, teams=24, seasons=40, divisions=8)
    # The real ones come without reports and news too, and so does the tenth.
    return f"simulated ({history.ABSENT})", Evidence(league.matches, league.odds)


def part(whole: Evidence, rows: int) -> Evidence:
    """Return matches from the middle of the years, and their odds.

    Early ones lack statistics and odds, late ones have more than others, so neither would compare.
    """
    middle = (len(whole.matches) - rows) // 2
    matches = whole.matches.sort("kickoff", "match_id")[middle : middle + rows]
    return Evidence(matches, whole.odds.join(matches, on="match_id", how="semi"))


def main() -> None:
    """Print name, matches, seconds of a pass, processor time of it and of the tenth, memory."""
    name, whole = evidence()
    tenth = part(whole, len(whole.matches) // TENTH)
    engine = FeatureEngine(information=InformationSet.CLOSING)
    found = {
        "name": name,
        "matches": len(whole.matches),
        "columns": len(engine.names),
        "seconds": seconds(lambda: engine.compute(whole)),
        "whole": best(lambda: engine.compute(whole)),
        "tenth": best(lambda: engine.compute(tenth), runs=25),
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
