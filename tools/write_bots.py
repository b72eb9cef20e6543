"""Replay five seasons of the top-5 leagues with all bots and write docs/bots.md.

Usage: python tools/write_bots.py HOME [--seasons 2018-2022] [--league E0]... [--retrain monthly]
    [--odds none] [--recipe ensemble] [--page FILE]

HOME holds the leagues with their odds, taken in by
scoreline --home HOME ingest football-data --from DIR --league E0 --league SP1 ...
What was replayed before is not replayed again.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.progress import Progress

from scoreline.bots import rank
from scoreline.bots.standings import Settled
from scoreline.cli._options import read_seasons
from scoreline.domain import Fixture, InformationSet, ScoreGrid, ScoringRule
from scoreline.evaluation import MatchDays, mean_of, tip_points
from scoreline.evaluation.bootstrap import Measure
from scoreline.home import Home, open_home
from scoreline.jobs import Replay, bankrolls, replay_seasons
from scoreline.models import RECIPES, Floats, recipe
from scoreline.store import bots, matches, predictions

PAGE: Final = Path(__file__).parents[1] / "docs" / "bots.md"
LEAGUES: Final = ("E0", "SP1", "I1", "D1", "F1")
RULES: Final = (ScoringRule.parse("3/1"), ScoringRule.parse("4/3/2"))
EASY: Final = ("Random", "HomeBias", "Conservative")
"""The bots of which original B wants its machine learning to beat two."""

LEARNED: Final = ("MLBot-Conservative", "MLBot-Balanced", "MLBot-Aggressive", "ExpectedPoints")
TEXT: Final = """# How the bots do

Written by `tools/write_bots.py`; do not edit by hand. {matches:,} matches of {leagues}, {seasons},
replayed match day by match day on {days} days: one model of all the leagues by the recipe
`{recipe}`, trained {retrain}, {odds}, {versions} versions. Forecasts, tips and bets
speak from two hours before the first kick-off of a day. Intervals are 95 %, from match days drawn
with replacement.

## Strategies

Points per match, of the matches that a bot tipped. The weights of StatsAnalyst, FormBased and
Statistical were chosen on Premier League seasons 2015/16 to 2019/20, those of StatsAnalyst on
2022/23 and 2023/24, too: where these are judged here, their rows flatter them.

{strategies}

## The bots that ask the model, against those that look at no club

Points per match gained on the same matches, with its interval.

{against}

## Which score to tip

Points per match of tips read off the same forecasts, and how much more the tip with the most
expected points earns. With odds before the match as forecasts it is 1.440 under 4/3/2, the modal
score 1.178 (other matches; see `docs/results.md` for ours).

{rules}

## By league

Points per match under {rule}.

{by_league}

## Bets

At the best price of a bookmaker with a name that was known two hours before the first kick-off of
the day. What counts as a bet, and when it is void: decision 0171.

{bets}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Replay and write."""
    asked = _parser().parse_args(arguments)
    leagues = asked.league or list(LEAGUES)
    keys = [(code, year) for code in leagues for year in read_seasons(asked.seasons)]
    with open_home(asked.home) as home, Progress() as bar:
        task = bar.add_task("replaying")
        played = replay_seasons(
            home,
            keys,
            rules=RULES,
            recipe=recipe(asked.recipe, InformationSet(asked.odds)),
            retrain=asked.retrain,
            progress=lambda done, total, day: bar.update(
                task, completed=done, total=total, description=f"replaying {day}"
            ),
        )
        asked.page.write_text(_page(home, played, asked), encoding="utf-8")


def _page(home: Home, played: Replay, asked: argparse.Namespace) -> str:
    now = home.clock.now()
    with home.database.read() as connection:
        fixtures = {
            each.id: each for each in matches.fixtures(connection, as_of=now, ids=played.match_ids)
        }
        earned = {
            str(league.rule): bots.settled_tips(connection, league, as_of=now)
            for league in played.leagues
        }
        said = predictions.latest(connection, played.match_ids, as_of=now, book=played.league.book)
    known = [fixtures[key] for key in sorted(said, key=lambda key: fixtures[key].kickoff)]
    grid = ScoreGrid.concat([said[each.id].grid for each in known])
    seed, first = home.settings.seed, str(RULES[0])
    seen = home.at(home.clock, book=played.league.book)
    return TEXT.format(
        matches=len(known),
        leagues=", ".join(sorted({each.competition for each in known})),
        seasons=asked.seasons,
        days=len({each.date for each in known}),
        retrain="before each season" if asked.retrain == "season" else asked.retrain,
        odds="without odds" if asked.odds == "none" else f"{asked.odds} odds in sight",
        recipe=asked.recipe,
        versions=len(played.versions),
        strategies=_table(_strategies(earned, fixtures, seed)),
        against=_table(_against(earned, fixtures, seed)),
        rules=_table(_decisions(known, grid, seed)),
        rule=first,
        by_league=_table(_by_league(earned[first], fixtures)),
        bets=_table(_money(bankrolls(seen), seed)),
    )


def _strategies(
    earned: Mapping[str, Sequence[Settled]], fixtures: Mapping[int, Fixture], seed: int
) -> list[dict[str, str]]:
    rows = []
    first = next(iter(earned.values()))
    for line in rank({tip.bot for tip, _, _ in first}, first):
        row = {"bot": line.bot, "tipped": f"{line.played:,}"}
        for rule, settled in earned.items():
            mine = [each for each in settled if each[0].bot == line.bot]
            points = np.array([each[2] for each in mine], dtype=np.float64)
            days = _days(fixtures[each[0].match_id] for each in mine)
            row[f"points {rule}"] = _with_interval(mean_of(points), MatchDays(days, seed=seed))
        rows.append(
            row
            | {
                "exact": f"{line.exact / line.played:.1%}",
                "outcome": f"{line.outcomes / line.played:.1%}",
                "MAE": f"{line.mae:.3f}",
            }
        )
    return rows


def _against(
    earned: Mapping[str, Sequence[Settled]], fixtures: Mapping[int, Fixture], seed: int
) -> list[dict[str, str]]:
    rows = []
    for rule, settled in earned.items():
        by_bot: dict[str, dict[int, int]] = {}
        for tip, _, points in settled:
            by_bot.setdefault(tip.bot, {})[tip.match_id] = points
        for bot in filter(by_bot.__contains__, LEARNED):
            row = {"rule": rule, "bot": bot}
            beaten = 0
            for other in EASY:
                common = sorted(by_bot[bot].keys() & by_bot[other].keys())
                gained = np.array([by_bot[bot][key] - by_bot[other][key] for key in common])
                drawn = MatchDays(_days(fixtures[key] for key in common), seed=seed)
                measure = mean_of(gained.astype(np.float64))
                low = (drawn.interval(measure) or (0.0, 0.0))[0]
                beaten += low > 0
                row[f"over {other}"] = _with_interval(measure, drawn, signed=True)
            rows.append(row | {"beaten for sure": f"{beaten} of {len(EASY)}"})
    return rows


def _decisions(known: Sequence[Fixture], grid: ScoreGrid, seed: int) -> list[dict[str, str]]:
    goals = np.array(
        [[each.score.home, each.score.away] for each in known if each.score], dtype=np.int64
    )
    drawn = MatchDays(_days(known), seed=seed)
    rounded = np.rint(grid.expected_goals()).astype(np.int64)
    rows = []
    for rule in RULES:
        tips = {
            "expected points": grid.best_tips(rule),
            "modal score": grid.modal_scores(),
            "rounded means": rounded,
            "always 2-1": np.broadcast_to([2, 1], goals.shape),
            "always 1-0": np.broadcast_to([1, 0], goals.shape),
        }
        points = {name: tip_points(tip, goals, rule) for name, tip in tips.items()}
        best = points["expected points"]
        for name, found in points.items():
            gain = (
                "" if found is best else _with_interval(mean_of(best - found), drawn, signed=True)
            )
            exact = (tips[name] == goals).all(axis=1).mean()
            rows.append(
                {
                    "rule": str(rule),
                    "tip": name,
                    "points": _with_interval(mean_of(found), drawn),
                    "exact": f"{exact:.1%}",
                    "expected points more": gain,
                }
            )
    return rows


def _by_league(settled: Sequence[Settled], fixtures: Mapping[int, Fixture]) -> list[dict[str, str]]:
    codes = sorted({fixtures[tip.match_id].competition for tip, _, _ in settled})
    sums: dict[tuple[str, str], list[int]] = {}
    for tip, _, points in settled:
        sums.setdefault((tip.bot, fixtures[tip.match_id].competition), []).append(points)
    order = [line.bot for line in rank({tip.bot for tip, _, _ in settled}, settled)]
    return [
        {"bot": bot, **{code: f"{np.mean(sums.get((bot, code), [0])):.3f}" for code in codes}}
        for bot in order
    ]


def _money(found: Iterable[Any], seed: int) -> list[dict[str, str]]:
    rows = []
    for each in found:
        row = each.row(seed=seed)
        figures = ("roi", "yield", "clv", "max_drawdown")
        rows.append(
            {
                "bot": row["bot"],
                "stakes": row["stakes"],
                "bets": f"{row['bets']:,}",
                "won": f"{row['won']:,}",
                "bankroll of 100": f"{row['bankroll']:.1f}",
                **{name.replace("_", " "): _share(row[name]) for name in figures},
            }
        )
    return rows


def _share(value: Mapping[str, float] | None) -> str:
    if value is None:
        return ""
    return f"{value['value']:.1%} ({value['low']:.1%} to {value['high']:.1%})"


def _with_interval(measure: Measure, drawn: MatchDays, *, signed: bool = False) -> str:
    value, bounds = measure.value, drawn.interval(measure)
    if value is None or bounds is None:
        return ""
    sign = "+" if signed else ""
    return f"{value:{sign}.3f} ({bounds[0]:{sign}.3f} to {bounds[1]:{sign}.3f})"


def _days(fixtures: Iterable[Fixture]) -> Floats:
    return np.array([each.date.toordinal() for each in fixtures])


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    if not rows:
        return "None."
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    lines = [names, ["---"] * len(names), *([row[name] for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--seasons", default="2018-2022")
    parser.add_argument("--league", action="append")
    parser.add_argument("--retrain", default="monthly")
    parser.add_argument("--odds", default="none", choices=[str(each) for each in InformationSet])
    parser.add_argument("--recipe", default="ensemble", choices=list(RECIPES))
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser


if __name__ == "__main__":
    main()
