from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from scoreline.bots import ROSTER, Opinion, Situation, strategy_named
from scoreline.domain import (
    Fixture,
    Forecast,
    InformationSet,
    MatchStatus,
    Moment,
    Outcome,
    Quote,
    RiskProfile,
    Score,
    ScoreGrid,
    ScoringRule,
)
from scoreline.features import CATALOGUE

KICKOFF = datetime(2025, 8, 16, 14, tzinfo=UTC)
FIXTURE = Fixture(
    1, "E0", 2025, KICKOFF.date(), KICKOFF, False, 1, "Home", "Away", MatchStatus.SCHEDULED
)
AVERAGES = {
    "league_avg_home_goals": 1.5,
    "league_avg_away_goals": 1.0,
    "home_team_home_goals_avg": 3.0,
    "home_team_home_conceded_avg": 0.5,
    "away_team_away_goals_avg": 1.0,
    "away_team_away_conceded_avg": 1.5,
    "home_goals_scored_season_avg": 2.5,
    "home_goals_conceded_season_avg": 0.625,
    "away_goals_scored_season_avg": 1.25,
    "away_goals_conceded_season_avg": 1.25,
    "home_matches_played": 1e6,
    "away_matches_played": 1e6,
}
"""So many matches that the six usual ones besides do not show."""


class Asked(Mapping[str, float | None]):
    """Knows nothing but what it was asked for."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def __getitem__(self, name: str) -> float | None:
        self.names[name] = None
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def grid(**cells: float) -> ScoreGrid:
    """Build one match's grid from cells like ``s21=0.4``."""
    values = np.zeros((1, 11, 11))
    for name, share in cells.items():
        values[0, int(name[1]), int(name[2:])] = share
    return ScoreGrid(values)


def forecast(scores: ScoreGrid) -> Forecast:
    return Forecast(
        1,
        "v2025-08-01-001",
        InformationSet.NONE,
        KICKOFF,
        scores,
        0.5,
        Outcome.HOME,
        "WEAK",
        (),
    )


def ask(
    name: str,
    *,
    features: Mapping[str, float | None] | None = None,
    scores: ScoreGrid | None = None,
    rule: ScoringRule | None = None,
    seed: int = 0,
    odds: tuple[Quote, ...] = (),
) -> Opinion:
    situation = Situation(
        FIXTURE,
        rule or ScoringRule(),
        {} if features is None else features,
        None if scores is None else forecast(scores),
        np.random.default_rng(seed),
        odds,
    )
    answer = strategy_named(name).suggest(situation)
    assert answer is not None
    return answer


def test_statistical_multiplies_attack_and_defence_with_what_is_usual() -> None:
    # Home: 1.5 x mean(3.0/1.5, 2.5/1.25) x mean(1.5/1.5, 1.25/1.25) = 3.0
    # Away: 1.0 x mean(1.0/1.0, 1.25/1.25) x mean(0.5/1.0, 0.625/1.25) = 0.5
    answer = ask("statistical", features=AVERAGES)
    # Poisson(3) is likeliest at 2 and 3 alike, Poisson(0.5) at 0; the lower score is taken.
    assert answer.score in {Score(2, 0), Score(3, 0)}
    assert answer.reason.startswith("By goal averages 3.0-0.5 is expected")
    assert "(14%)" in answer.reason
    assert not answer.fallback


def test_statistical_adds_six_usual_matches_to_those_behind_an_average() -> None:
    # After 12 matches, 6 of them at home: 1.5 x mean((6 x 2 + 6) / 12, (12 x 2 + 6) / 18) = 2.375
    # times the visitors' mean((6 x 1.0 + 6) / 12, (12 x 1.0 + 6) / 18) = 1.
    features = AVERAGES | {"home_matches_played": 12.0, "away_matches_played": 12.0}
    answer = ask("statistical", features=features)
    assert answer.expected_goals is not None
    assert answer.expected_goals[0] == pytest.approx(2.375)


def test_statistical_hardly_believes_the_average_of_one_match() -> None:
    one = {"home_goals_scored_season_avg": 7.0, "home_matches_played": 1.0}
    many = one | {"home_matches_played": 30.0}
    first, late = (ask("statistical", features=known).expected_goals for known in (one, many))
    assert first is not None
    assert late is not None
    assert first[0] == pytest.approx(1.53 * (7 / 1.34 + 6) / 7)
    assert late[0] == 5.0


def test_statistical_takes_an_average_of_nobody_knows_how_many_matches_for_none() -> None:
    assert ask("statistical", features={"home_goals_scored_season_avg": 7.0}) == ask("statistical")


def test_statistical_takes_an_average_at_a_venue_to_be_one_of_three_matches_at_least() -> None:
    features = {"league_avg_home_goals": 1.5, "home_team_home_goals_avg": 3.0}
    answer = ask("statistical", features=features)
    assert answer.expected_goals is not None
    assert answer.expected_goals[0] == pytest.approx(1.5 * (3 * 2 + 6) / 9)


def test_statistical_looks_at_the_last_ten_matches_where_it_knows_neither_venue_nor_season() -> (
    None
):
    features = {
        "league_avg_home_goals": 1.5,
        "league_avg_away_goals": 1.0,
        "home_goals_scored_avg_10": 2.5,
        "away_goals_conceded_avg_10": 1.875,
    }
    # Five matches taken to lie behind them: 1.5 x (5 x 2 + 6) / 11 x (5 x 1.5 + 6) / 11 = 2.68
    answer = ask("statistical", features=features)
    assert answer.expected_goals == pytest.approx((1.5 * 16 / 11 * 13.5 / 11, 1.0))


def test_statistical_expects_the_usual_goals_of_clubs_it_knows_nothing_about() -> None:
    assert "1.5-1.1 is expected" in ask("statistical").reason
    assert ask("statistical").score == Score(1, 1)


def test_statistical_takes_what_is_not_a_number_for_missing() -> None:
    features = {"league_avg_home_goals": float("nan"), "home_goals_scored_avg_10": float("inf")}
    assert ask("statistical", features=features) == ask("statistical")


def test_statistical_expects_a_goal_some_day_of_a_club_without_any() -> None:
    features = AVERAGES | {"home_team_home_goals_avg": 0.0, "home_goals_scored_season_avg": 0.0}
    assert "0.2-0.5 is expected" in ask("statistical", features=features).reason


def test_statistical_reads_features_that_the_catalogue_has() -> None:
    asked = Asked()
    ask("statistical", features=asked)
    assert len(asked) == 16
    assert set(asked) <= {entry.name for entry in CATALOGUE}


def test_machine_learning_tips_the_likeliest_score_not_the_rounded_means() -> None:
    scores = grid(s10=0.4, s31=0.3, s22=0.3)  # means 1.9-0.9 round to 2-1
    answer = ask("machine_learning", scores=scores)
    assert answer.score == Score(1, 0)
    assert answer.expected_goals == pytest.approx((1.9, 0.9))
    assert answer.reason == (
        "The model expects 1.9-0.9 and sees 70% home win, 30% draw, 0% away win;"
        " its likeliest score is 1-0 (40%)."
    )
    assert answer.version == "v2025-08-01-001"
    assert not answer.fallback


def test_machine_learning_tips_five_goals_a_side_at_most() -> None:
    assert ask("machine_learning", scores=grid(s70=0.6, s50=0.3, s20=0.1)).score == Score(5, 0)


@pytest.mark.parametrize("name", ["machine_learning", "hybrid", "expected_points"])
def test_without_a_forecast_the_averages_decide_and_the_tip_says_so(name: str) -> None:
    answer = ask(name, features=AVERAGES)
    assert answer.fallback
    assert answer.version is None
    assert answer.score == ask("statistical", features=AVERAGES).score
    assert answer.reason.startswith("There is no forecast for this match, so averages decide.")


def quote(*prices: float, bookmaker: str = "bet365", **known: Any) -> Quote:
    market, line = known.get("market", "1x2"), known.get("line", 0.0)
    moment = known.get("moment", Moment.OPENING)
    return Quote(bookmaker, market, moment, line, KICKOFF - timedelta(days=1), prices)


FAVOURITE = quote(1.25, 6.5, 13.0)
OUTSIDER = quote(6.5, 4.5, 1.55)


def test_the_market_s_tip_has_the_chances_of_its_prices_without_the_margin() -> None:
    fair = (1 / 0.5, 1 / 0.3, 1 / 0.2)
    answer = ask("market", odds=(quote(*fair),))
    assert "mean 50% home win, 30% draw, 20% away win" in answer.reason
    assert answer.reason.startswith("The prices 2.00 / 3.33 / 5.00 (bet365)")
    assert answer.score.home >= answer.score.away
    assert not answer.fallback


def test_the_market_follows_the_sharpest_bookmaker_and_its_last_prices() -> None:
    closing = quote(6.5, 4.5, 1.55, moment=Moment.CLOSING)
    sharp = quote(1.25, 6.5, 13.0, bookmaker="pinnacle")
    assert ask("market", odds=(OUTSIDER, sharp)) == ask("market", odds=(sharp,))
    assert ask("market", odds=(FAVOURITE, closing)).score.outcome is Outcome.AWAY
    best_of_all = quote(9.9, 9.9, 9.9, bookmaker="maximum")
    assert ask("market", odds=(best_of_all, FAVOURITE)) == ask("market", odds=(FAVOURITE,))


def test_the_market_expects_as_many_goals_as_a_total_says() -> None:
    few, many = (
        ask("market", odds=(FAVOURITE, quote(*prices, market="totals", line=2.5)))
        for prices in ((3.0, 1.4), (1.2, 4.5))
    )
    assert few.expected_goals is not None
    assert many.expected_goals is not None
    assert sum(few.expected_goals) < 2.5
    assert sum(many.expected_goals) > 3.5


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("market", "No prices are known for this match, so averages decide."),
        ("form_based", "The form of one of the clubs is not known, so averages decide."),
        ("stats_analyst", "Neither form nor table nor chances are known, so averages decide."),
    ],
)
def test_who_has_nothing_to_go_by_falls_back_and_says_so(name: str, why: str) -> None:
    answer = ask(name, features=AVERAGES)
    assert answer.fallback
    assert answer.score == ask("statistical", features=AVERAGES).score
    assert answer.reason.startswith(why)


FORM = {
    "home_points_last_5": 13.0,
    "away_points_last_5": 3.0,
    "home_goals_scored_avg_5": 2.4,
    "home_goals_conceded_avg_5": 0.6,
    "away_goals_scored_avg_5": 0.8,
    "away_goals_conceded_avg_5": 2.0,
}


def test_form_based_backs_who_is_in_form_by_goals_and_points() -> None:
    answer = ask("form_based", features=FORM)
    # The league's 1.53 x (5 x 2.4 / 1.34 + 15) / 20 x (5 x 2.0 / 1.34 + 15) / 20 x e^(0.02 x 10)
    expected = 1.53 * (12 / 1.34 + 15) / 20 * (10 / 1.34 + 15) / 20 * np.exp(0.2)
    assert answer.expected_goals is not None
    assert answer.expected_goals[0] == pytest.approx(expected)
    assert answer.score.outcome is Outcome.HOME
    assert "took 13 points from its last five matches, the visitors 3" in answer.reason


def test_stats_analyst_names_the_weight_of_each_kind_of_evidence_it_knows() -> None:
    known = FORM | {
        "home_points_per_game": 2.0,
        "away_points_per_game": 1.0,
        "h2h_home_goals_avg": 2.0,
        "h2h_away_goals_avg": 1.0,
        "h2h_total_matches": 10.0,
    }
    answer = ask("stats_analyst", features=known)
    # Form 0.17 x (1.8 - -1.2), table 0.45 x 1, head-to-head 0.65 x 1 x 10 / (10 + 10)
    parts = "form +0.51, table +0.45, head-to-head +0.33"
    assert answer.reason.startswith(f"Goals in favour of the home side beyond the usual: {parts}.")
    assert answer.expected_goals is not None
    assert answer.expected_goals[0] == pytest.approx(1.53 + (0.51 + 0.45 + 0.325) / 2)
    better = known | {"home_team_xg_avg": 2.0, "home_team_xga_avg": 1.0}
    seen = ask("stats_analyst", features=better | {"away_team_xg_avg": 1.0, "away_team_xga_avg": 2})
    assert "chances +1.00" in seen.reason
    assert "form +0.15" in seen.reason


def test_hybrid_lies_between_the_model_and_the_averages() -> None:
    answer = ask("hybrid", features=AVERAGES, scores=grid(s02=1.0))
    assert answer.expected_goals is not None
    assert answer.expected_goals == pytest.approx((0.3 * 3.0, 0.7 * 2 + 0.3 * 0.5), abs=0.01)
    assert answer.score == Score(0, 2)
    assert answer.version == "v2025-08-01-001"


@pytest.mark.parametrize("name", ["form_based", "stats_analyst"])
def test_what_is_weighed_is_in_the_catalogue(name: str) -> None:
    asked = Asked()
    ask(name, features=asked)
    assert set(asked) <= {entry.name for entry in CATALOGUE}


SPLIT = {"s11": 0.3, "s10": 0.25, "s20": 0.25, "s02": 0.2}


def test_expected_points_backs_the_likelier_outcome_over_the_likeliest_score() -> None:
    # 3/1: 1-1 earns 3 x 0.30 = 0.90; 1-0 earns 3 x 0.25 + 0.25 = 1.00.
    answer = ask("expected_points", scores=grid(**SPLIT))
    assert answer.score == Score(1, 0)
    assert answer.reason == (
        "Under 3/1 a tip of 1-0 is worth 1.00 points by the model and no tip is worth more;"
        " the likeliest score, 1-1, is worth 0.90."
    )


def test_expected_points_follows_the_league_s_rule() -> None:
    # Where only the exact score earns anything, the likeliest one is best.
    answer = ask("expected_points", scores=grid(**SPLIT), rule=ScoringRule(10, 0, 0))
    assert answer.score == Score(1, 1)
    assert answer.reason.endswith("it is also the likeliest score.")


@pytest.mark.parametrize("seed", range(30))
def test_rules_of_thumb_keep_to_the_scores_they_like(seed: int) -> None:
    assert ask("home_bias", seed=seed).score.outcome is Outcome.HOME
    low, high = ask("conservative", seed=seed).score, ask("high_scoring", seed=seed).score
    assert low.home + low.away <= 2
    assert high.home + high.away >= 4


def test_random_tips_come_up_as_often_as_the_scores_are_usual() -> None:
    outcomes = [ask("random", seed=seed).score.outcome for seed in range(600)]
    usual = ScoreGrid.from_poisson([1.53], [1.15], -0.05).outcomes()[0]
    shares = np.bincount(outcomes, minlength=3) / 600
    assert np.abs(shares - usual).max() < 4 * 0.5 / np.sqrt(600)


def test_the_same_chance_draws_the_same_score() -> None:
    assert ask("random", seed=7) == ask("random", seed=7)
    assert len({ask("random", seed=seed).score for seed in range(30)}) > 5


def test_a_drawn_score_says_what_it_was_drawn_from() -> None:
    answer = ask("home_bias", features={"league_avg_home_goals": 1.8, "league_avg_away_goals": 1.2})
    assert answer.reason.startswith("Always backs the home side: ")
    assert "from home wins as usual in the league (1.80 home and 1.20 away goals" in answer.reason


def test_the_three_seeded_machine_learning_bots_are_those_of_the_roster() -> None:
    seeded = {
        bot.name: (bot.personality.risk, bot.personality.threshold, bot.personality.base_confidence)
        for bot in ROSTER
        if bot.strategy == "machine_learning"
    }
    assert seeded == {
        "MLBot-Conservative": (RiskProfile.CONSERVATIVE, 0.6, 0.7),
        "MLBot-Balanced": (RiskProfile.BALANCED, 0.5, 0.75),
        "MLBot-Aggressive": (RiskProfile.AGGRESSIVE, 0.4, 0.8),
    }
