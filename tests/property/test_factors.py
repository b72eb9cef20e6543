"""Key factors: true to the row, true to the model's contributions, and never against both."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import exp
from typing import Any, Final, SupportsFloat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import AGAINST, OUTCOMES, Fixture, KeyFactor, MatchStatus, Outcome
from scoreline.features.catalogue import CATALOGUE
from scoreline.forecasting.factors import MOST, key_factors
from scoreline.forecasting.reasons import SILENT, TOPICS, Row, View

KICKOFF: Final = datetime(2026, 5, 2, 14, tzinfo=UTC)
FIXTURE: Final = Fixture(
    id=1,
    competition="E0",
    season=2025,
    date=KICKOFF.date(),
    kickoff=KICKOFF,
    date_only=False,
    matchweek=35,
    home="Homeham",
    away="Awayton",
    status=MatchStatus.SCHEDULED,
)
NAMES: Final = tuple(entry.name for entry in CATALOGUE)
CLUBS: Final = {Outcome.HOME: "Homeham", Outcome.AWAY: "Awayton"}

Parts = Mapping[str, tuple[float, float, float]]


_PLAUSIBLE: Final[dict[str, Callable[[np.random.Generator], SupportsFloat]]] = {
    "^is_|_in_|_half$|_out$": lambda rng: rng.integers(2),
    "elo": lambda rng: rng.uniform(1200, 1900),
    "_rate$|_probability$": lambda rng: rng.uniform(),
    "_odds$": lambda rng: rng.uniform(1.01, 30),
    "_position|_last_|days|h2h|streak|played": lambda rng: rng.integers(21),
    "injuries|suspensions|injured": lambda rng: rng.integers(6),
    "impact|squad_value": lambda rng: rng.uniform(0, 100),
    "": lambda rng: rng.uniform(-3, 3),
}


def _row(rng: np.random.Generator) -> Row:
    row: dict[str, float | None] = {}
    for name in NAMES:
        value = next(draw for words, draw in _PLAUSIBLE.items() if re.search(words, name))
        row[name] = float(value(rng)) if rng.random() < 0.7 else None
    for side in ("home", "away"):
        record = rng.multinomial(5, [0.4, 0.2, 0.3, 0.1])[:3]
        row |= {
            f"{side}_{what}_last_5": float(number)
            for what, number in zip(("wins", "draws", "losses"), record, strict=True)
        }
    return row


def _parts(rng: np.random.Generator) -> Parts:
    """Return parts of the log-odds that sum to nought, as the models' do."""
    raw = rng.normal(size=(len(NAMES), 3)) * (rng.random((len(NAMES), 1)) < rng.random())
    raw += rng.choice([-0.3, 0.0, 0.3]) * np.array([1, 0, -1])
    centred = (raw - raw.mean(axis=1, keepdims=True)).tolist()
    return {
        name: (home, draw, away) for name, (home, draw, away) in zip(NAMES, centred, strict=True)
    }


SEEDS: Final = st.integers(0, 2**32 - 1)
NEW: Final = st.frozensets(st.sampled_from(["Homeham", "Awayton"]))


def _say(
    seed: int, recommended: Outcome, new: frozenset[str]
) -> tuple[View, Parts, Outcome, tuple[KeyFactor, ...]]:
    rng = np.random.default_rng(seed)
    view, parts = View.of(FIXTURE, _row(rng), new), _parts(rng)
    return view, parts, recommended, key_factors(view, parts, recommended)


SAID: Final = st.builds(_say, SEEDS, st.sampled_from(Outcome), NEW)
Said = tuple[View, Parts, Outcome, tuple[KeyFactor, ...]]


@given(SAID)
def test_there_are_at_most_five_and_no_feature_is_behind_two(said: Said) -> None:
    *_, factors = said
    behind = [name for factor in factors for name in factor.features]
    assert len(factors) <= MOST
    assert len(behind) == len(set(behind))
    assert len({factor.text for factor in factors}) == len(factors)


@given(SAID)
def test_a_factor_weighs_what_its_features_contribute_to_the_outcome_it_favours(
    said: Said,
) -> None:
    _, parts, _, factors = said
    for factor in factors:
        pushes = [sum(parts[name][outcome] for name in factor.features) for outcome in OUTCOMES]
        assert factor.weight == pytest.approx(pushes[factor.favours])
        assert factor.weight > 0
        if factor.favours is not Outcome.DRAW:
            assert pushes[factor.favours] > pushes[2 - factor.favours]


@given(SAID)
def test_factors_come_the_weightiest_first(said: Said) -> None:
    weights = [factor.weight for factor in said[-1]]
    assert weights == sorted(weights, reverse=True)


@given(SAID)
def test_a_factor_says_so_where_it_speaks_against_what_is_recommended(said: Said) -> None:
    *_, recommended, factors = said
    for factor in factors:
        assert factor.text.startswith(AGAINST) == (factor.favours is not recommended)


@given(SAID)
def test_factors_together_speak_for_what_is_recommended(said: Said) -> None:
    *_, recommended, factors = said
    signed = [f.weight if f.favours is recommended else -f.weight for f in factors]
    assert not signed or sum(signed) > 0


@given(SAID)
def test_a_factor_left_out_for_one_of_its_side_is_no_weightier(said: Said) -> None:
    view, parts, recommended, factors = said
    for topic in TOPICS:
        alone = {name: parts[name] for name in topic.features}
        for factor in key_factors(view, alone, recommended):
            if factor not in factors:
                assert len(factors) == MOST
                assert factor.weight <= factors[-1].weight


@given(SEEDS, st.sampled_from(Outcome))
def test_what_the_model_made_nothing_of_is_no_factor(seed: int, recommended: Outcome) -> None:
    row = _row(np.random.default_rng(seed))
    nothing = dict.fromkeys(NAMES, (0.0, 0.0, 0.0))
    assert key_factors(View.of(FIXTURE, row), nothing, recommended) == ()
    assert key_factors(View.of(FIXTURE, row), {}, recommended) == ()


@given(SAID)
def test_every_number_comes_from_the_row(said: Said) -> None:
    view, *_, factors = said
    written = _written(view.row)
    for factor in factors:
        text = re.sub(
            r"last 5|last \d+ meetings|of their 5|between -1 and 1|of 1\b", "", factor.text
        )
        numbers = re.findall(r"[+-]?\d+(?:\.\d+)?%?", text)
        assert set(numbers) <= written, (factor.text, set(numbers) - written)


@given(SAID)
def test_what_is_more_is_more(said: Said) -> None:
    for factor in said[-1]:
        for own, theirs in re.findall(r"([+-]?[\d.]+)(?:%| days)? v ([+-]?[\d.]+)", factor.text):
            assert float(own) > float(theirs), factor.text


@given(SAID)
def test_a_factor_that_favours_a_side_names_it_or_what_its_rival_lacks(said: Said) -> None:
    for factor in said[-1]:
        if factor.favours is Outcome.DRAW or "this league" in factor.text:
            continue
        text = factor.text.removeprefix(AGAINST)
        named = [club for club in CLUBS.values() if club in text]
        if named == [CLUBS[Outcome(2 - factor.favours)]]:
            assert re.search(ILL, text), factor.text
        else:
            assert CLUBS[factor.favours] in text


ILL: Final = "out of form|only|without|failed|concede|worried|ill spoken|bad|lower"

MIRROR: Final = {"home": "away", "away": "home", "Homeham": "Awayton", "Awayton": "Homeham"}


@given(SAID)
def test_the_same_match_seen_from_the_other_side_has_the_same_reasons(said: Said) -> None:
    view, parts, recommended, _ = said
    # Some features there are of the home side only, and what the league is like favours no club.
    both = [name for name in NAMES if _mirror(name) in NAMES and not name.startswith("league")]
    row = {_mirror(name): view.row[name] for name in both}
    turned = {_mirror(name): parts[name][::-1] for name in both}
    mirrored = View.of(FIXTURE, row, frozenset(map(_mirror, view.newcomers)))
    known = {name: view.row[name] for name in both}
    factors = key_factors(
        View.of(FIXTURE, known, view.newcomers), {name: parts[name] for name in both}, recommended
    )
    again = key_factors(mirrored, turned, Outcome(2 - recommended))
    assert [2 - factor.favours for factor in again] == [factor.favours for factor in factors]
    for one, other in zip(factors, again, strict=True):
        assert one.weight == pytest.approx(other.weight)
        assert one.favours is Outcome.DRAW or one.text == _mirror(other.text)


@given(SEEDS, st.sampled_from(Outcome))
def test_features_that_are_missing_are_not_spoken_of(seed: int, recommended: Outcome) -> None:
    empty: Row = dict.fromkeys(NAMES)
    parts = _parts(np.random.default_rng(seed))
    assert key_factors(View.of(FIXTURE, empty), parts, recommended) == ()


def test_every_feature_belongs_to_one_topic_or_is_known_to_be_none() -> None:
    watched = [*(name for topic in TOPICS for name in topic.features), *SILENT]
    assert sorted(watched) == sorted(NAMES)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.features[0])
def test_every_topic_has_something_to_say(topic: Any) -> None:
    def speaks(row: Row) -> bool:
        return any(topic.say(View.of(FIXTURE, row), outcome) for outcome in Outcome)

    rng = np.random.default_rng(1)
    assert any(
        speaks({name: float(rng.choice([0, 1, 2, 3, 5, 10, -1, 0.1, 0.5])) for name in NAMES})
        for _ in range(300)
    )


FOR_HOME: Final = (0.4, -0.1, -0.3)
FOR_DRAW: Final = (-0.1, 0.2, -0.1)
FOR_AWAY: Final = (-0.3, -0.1, 0.4)
PLAYED: Final = {"home_matches_played": 8.0, "away_matches_played": 9.0}


@pytest.mark.parametrize(
    ("row", "part", "text"),
    [
        (
            {"home_elo_rating": 1650.4, "away_elo_rating": 1500.0},
            {"elo_difference": FOR_HOME},
            "Homeham rated higher (Elo 1650 v 1500)",
        ),
        (
            {"home_elo_rating": 1600.0, "away_elo_rating": 1570.0},
            {"elo_difference": FOR_DRAW},
            "Homeham and Awayton close in strength (Elo 1600 and 1570)",
        ),
        (
            {f"away_{what}_strength": 0.1 for what in ("attack", "defence")}
            | {f"home_{what}_strength": -0.1 for what in ("attack", "defence")},
            {"away_attack_strength": FOR_AWAY},
            "Awayton stronger by goals for and against (+22% v -18% beside an average club)",
        ),
        (
            {"home_market_strength": 1.0, "away_market_strength": 0.0},
            {"home_market_strength": FOR_HOME},
            "Homeham rated higher by past odds (73% of the points on neutral ground)",
        ),
        (
            {"implied_home_probability": 0.61, "implied_away_probability": 0.15}
            | {"home_odds": 1.55, "away_odds": 6.0},
            {"home_odds": FOR_HOME},
            "bookmakers favour Homeham (61% v 15%, odds 1.55 against 6.00)",
        ),
        (
            {"implied_draw_probability": 0.3, "draw_odds": 3.2},
            {"draw_odds": FOR_DRAW},
            "bookmakers think a draw likelier than usual (30%, odds 3.20)",
        ),
        (
            {"home_squad_value": 900.0, "away_squad_value": 300.0},
            {"home_squad_value": FOR_HOME},
            "Homeham's squad is worth 3.0 times Awayton's",
        ),
        (
            {"away_team_injuries": 3.0, "away_team_suspensions": 1.0},
            {"away_team_injuries": FOR_HOME},
            "Awayton without 4 players (3 injured, 1 suspended)",
        ),
        (
            {"home_team_injuries": 0.0, "home_team_suspensions": 0.0},
            {"home_team_injuries": FOR_HOME},
            "Homeham at full strength (0 injured, 0 suspended)",
        ),
        (
            {"home_key_players_injured": 2.0},
            {"home_key_players_injured": FOR_AWAY},
            "Homeham without 2 of their 5 key players",
        ),
        (
            {"away_team_news_sentiment": 0.456},
            {"away_team_news_sentiment": FOR_AWAY},
            "Awayton well spoken of in the news (+0.46 between -1 and 1)",
        ),
        (
            {"manager_confidence_home": -0.5},
            {"manager_confidence_home": FOR_AWAY},
            "Homeham's manager sounds worried (-0.50 between -1 and 1)",
        ),
        (
            {"days_since_last_match_home": 3.0, "days_since_last_match_away": 7.0},
            {"rest_advantage": FOR_AWAY},
            "Awayton better rested (7 days v 3)",
        ),
        (
            {"is_derby": 1.0},
            {"is_derby": FOR_DRAW},
            "a derby, which in the model's experience helps a draw",
        ),
        (
            {"is_neutral_venue": 1.0},
            {"is_neutral_venue": FOR_AWAY},
            "Homeham without home advantage, on neutral ground",
        ),
        (
            {"league_home_advantage": 0.41},
            {"league_home_advantage": FOR_HOME},
            "home clubs take 0.4 points a match more than visitors in this league",
        ),
        (
            {"home_team_position": 1.0, "away_team_position": 20.0, **PLAYED},
            {"position_difference": FOR_HOME},
            "Homeham 1st, Awayton 20th in the table",
        ),
        (
            {"home_team_position": 11.0, "away_team_position": 12.0, **PLAYED},
            {"position_difference": FOR_DRAW},
            "Homeham 11th, Awayton 12th: close in the table",
        ),
        (
            {"h2h_total_matches": 6.0, "h2h_away_team_wins": 4.0},
            {"h2h_away_team_wins": FOR_AWAY},
            "Awayton won 4 of the last 6 meetings",
        ),
        (
            {"h2h_total_matches": 6.0, "h2h_draws": 3.0},
            {"h2h_draws": FOR_DRAW},
            "3 of the last 6 meetings were drawn",
        ),
        (
            {"away_team_away_win_rate": 0.125},
            {"away_team_away_win_rate": FOR_HOME},
            "Awayton win only 12% of their away matches",
        ),
        (
            {"away_current_win_streak": 6.0},
            {"away_points_last_5": FOR_AWAY},
            "Awayton have won 6 in a row",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_reasons_are_plain_sentences_with_their_numbers(row: Row, part: Parts, text: str) -> None:
    [(name, pushes)] = part.items()
    favours = Outcome(int(np.argmax(pushes)))
    [factor] = key_factors(View.of(FIXTURE, row), part, favours)
    assert factor == KeyFactor(text, max(pushes), (name,), favours)
    assert str(factor) == text


def test_a_reason_against_stays_while_what_speaks_for_it_weighs_more() -> None:
    row = {
        "home_elo_rating": 1650.0,
        "away_elo_rating": 1500.0,
        "away_current_win_streak": 6.0,
        "away_team_news_sentiment": 0.5,
    }
    parts: Parts = {
        "elo_difference": (0.5, -0.1, -0.4),
        "away_points_last_5": (-0.2, -0.1, 0.3),
        "away_team_news_sentiment": (-0.2, -0.05, 0.25),
    }
    factors = key_factors(View.of(FIXTURE, row), parts, Outcome.HOME)
    assert [factor.text for factor in factors] == [
        "Homeham rated higher (Elo 1650 v 1500)",
        "against it: Awayton have won 6 in a row",
    ]
    assert key_factors(View.of(FIXTURE, row), parts, Outcome.DRAW) == ()


def test_the_words_are_the_models_and_not_the_readers() -> None:
    row = {"home_elo_rating": 1650.0, "away_elo_rating": 1500.0}
    parts: Parts = {"elo_difference": FOR_AWAY}
    assert all(not key_factors(View.of(FIXTURE, row), parts, each) for each in Outcome)


def test_a_club_that_is_new_in_the_league_is_called_so() -> None:
    row = {"home_elo_rating": 1650.0, "away_elo_rating": 1500.0}
    view = View.of(FIXTURE, row, frozenset({"Awayton"}))
    [factor] = key_factors(view, {"elo_difference": FOR_HOME}, Outcome.HOME)
    assert factor.text == "Awayton new in the league and rated lower (Elo 1500 against 1650)"


def test_form_over_five_matches_is_not_claimed_of_a_club_that_played_four() -> None:
    played = {"home_wins_last_5": 4.0, "home_draws_last_5": 0.0, "home_losses_last_5": 0.0}
    parts: Parts = {"home_points_last_5": FOR_HOME}
    assert key_factors(View.of(FIXTURE, played), parts, Outcome.HOME) == ()
    view = View.of(FIXTURE, played | {"home_draws_last_5": 1.0})
    [factor] = key_factors(view, parts, Outcome.HOME)
    assert factor.text == "Homeham in form: 13 points from the last 5 (W4 D1 L0)"


def test_a_factor_is_read_back_as_it_was_written() -> None:
    factor = KeyFactor("Homeham in form", 0.1 + 0.2, ("a", "b"), Outcome.AWAY)
    assert KeyFactor.from_plain(factor.to_plain()) == factor


def _mirror(name: str) -> str:
    return re.sub("|".join(MIRROR), lambda found: MIRROR[found[0]], name)


def _written(row: Row) -> set[str]:
    """Return every way in which a sentence may write a number of the row, or one made of two."""
    known = [value for value in row.values() if value is not None]
    formats = ("{:.0f}", "{:.1f}", "{:.2f}", "{:+.1f}", "{:+.2f}", "{:.0%}")
    written = {form.format(value) for value in known for form in formats}
    written |= {f"{number:.0f}" for number in _sums(row)}
    written |= {form.format(number) for number in _ratios(row) for form in ("{:.1f}", "{:.0%}")}
    written |= {f"{number:+.0%}" for number in _ratios(row)}
    return written


def _sums(row: Row) -> list[float]:
    pairs = [
        *((f"{side}_wins_last_5", f"{side}_draws_last_5") for side in ("home", "away")),
        *((f"{side}_team_injuries", f"{side}_team_suspensions") for side in ("home", "away")),
    ]
    points = [3.0, 3.0, 1.0, 1.0]
    return [
        times * (row[one] or 0.0) + (row[other] or 0.0)
        for times, (one, other) in zip(points, pairs, strict=True)
    ]


def _ratios(row: Row) -> list[float]:
    def value(name: str) -> float:
        return row[name] or 0.0

    found = []
    for own, other in (("home", "away"), ("away", "home")):
        found.append(exp(value(f"{own}_attack_strength") + value(f"{own}_defence_strength")) - 1)
        edge = value(f"{own}_market_strength") - value(f"{other}_market_strength")
        found.append(1 / (1 + exp(-edge)))
        if value(f"{other}_squad_value"):
            found.append(value(f"{own}_squad_value") / value(f"{other}_squad_value"))
    found.append(value("league_avg_home_goals") + value("league_avg_away_goals"))
    return found
