"""Key factors: true to the row, for the recommended side only, the weightiest first."""

import re
from datetime import UTC, datetime
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import Fixture, MatchStatus, Outcome
from scoreline.features import FeatureEngine
from scoreline.forecasting import factors
from scoreline.forecasting.factors import MOST, RULES, Row, key_factors

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
NAMES: Final = FeatureEngine().names
SIDES: Final = {Outcome.HOME: ("home", "Homeham"), Outcome.AWAY: ("away", "Awayton")}


def _values(name: str) -> st.SearchStrategy[float]:
    if "elo" in name:
        return st.floats(-400, 400) if "difference" in name else st.floats(1200, 1900)
    if name.endswith("_rate"):
        return st.floats(0, 1)
    if "position" in name or "_last_" in name or "days" in name or "h2h" in name:
        return st.integers(0, 20).map(float)
    return st.floats(-3, 3)


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    row = {name: draw(st.none() | _values(name)) for name in NAMES}
    for side in ("home", "away"):
        wins = draw(st.integers(0, 5))
        draws = draw(st.integers(0, 5 - wins))
        row[f"{side}_wins_last_5"], row[f"{side}_draws_last_5"] = float(wins), float(draws)
        row[f"{side}_losses_last_5"] = float(draw(st.integers(0, 5 - wins - draws)))
    return row


# Few keys of many: what is not drawn adds nothing, as for a column that no member reads.
PUSHES = st.fixed_dictionaries(dict.fromkeys(NAMES, st.floats(-1, 1)))
WINNERS = st.sampled_from([Outcome.HOME, Outcome.AWAY])


@given(_rows(), PUSHES, st.sampled_from(Outcome))
def test_there_are_at_most_five_and_none_twice(
    row: Row, pushes: dict[str, float], recommended: Outcome
) -> None:
    said = key_factors(FIXTURE, row, pushes, recommended)
    assert len(said) == len(set(said)) <= MOST


@given(_rows(), PUSHES, WINNERS)
def test_every_factor_speaks_for_the_recommended_side(
    row: Row, pushes: dict[str, float], recommended: Outcome
) -> None:
    _, favoured = SIDES[recommended]
    rival = FIXTURE.away if favoured == FIXTURE.home else FIXTURE.home
    for sentence in key_factors(FIXTURE, row, pushes, recommended):
        assert sentence.startswith((favoured, f"{rival} out of form"))


@given(_rows(), PUSHES, WINNERS)
def test_factors_are_ranked_by_what_the_model_made_of_them(
    row: Row, pushes: dict[str, float], recommended: Outcome
) -> None:
    weights = {s: w for w, s in factors._weigh(FIXTURE, row, pushes, recommended)}
    shown = key_factors(FIXTURE, row, pushes, recommended)
    ranked = [weights[sentence] for sentence in shown]
    assert ranked == sorted(ranked, reverse=True)
    assert all(weight > 0 for weight in ranked)
    left_out = [weight for sentence, weight in weights.items() if sentence not in shown]
    assert not left_out or max(left_out) <= min(ranked)


@given(_rows(), WINNERS)
def test_what_pushes_the_other_way_is_never_a_factor(row: Row, recommended: Outcome) -> None:
    against = -1.0 if recommended is Outcome.HOME else 1.0
    assert key_factors(FIXTURE, row, dict.fromkeys(NAMES, against), recommended) == ()


@given(_rows(), PUSHES, st.sampled_from(Outcome))
def test_every_number_comes_from_the_row(
    row: Row, pushes: dict[str, float], recommended: Outcome
) -> None:
    true = _written(row)
    for sentence in key_factors(FIXTURE, row, pushes, recommended):
        said = re.sub(r"last \d+", "last", sentence)
        numbers = re.findall(r"[+-]?\d+(?:\.\d+)?%?", said)
        assert numbers
        assert set(numbers) <= true, sentence


@given(_rows(), PUSHES)
def test_the_same_match_seen_from_the_other_side_has_the_same_reasons(
    row: Row, pushes: dict[str, float]
) -> None:
    mirrored = {_mirror(name): value for name, value in row.items()}
    pushed = {_mirror(name): -value for name, value in pushes.items()}
    away = key_factors(FIXTURE, row, pushes, Outcome.AWAY)
    home = key_factors(FIXTURE, mirrored, pushed, Outcome.HOME)
    turned = [_turned(sentence) for sentence in home if "like strength" not in sentence]
    assert set(away) <= {*turned, *away[MOST - 1 :]} or len(home) == MOST


@given(_rows())
def test_a_draw_is_explained_only_between_sides_that_are_close(row: Row) -> None:
    difference = row["elo_difference"]
    said = key_factors(FIXTURE, row, {}, Outcome.DRAW)
    assert bool(said) == (difference is not None and abs(difference) < 80)


def test_nothing_known_nothing_said() -> None:
    empty: Row = dict.fromkeys(NAMES)
    for outcome in Outcome:
        assert key_factors(FIXTURE, empty, dict.fromkeys(NAMES, 0.5), outcome) == ()


def test_every_rule_watches_features_that_exist() -> None:
    for rule in RULES:
        for name in rule.watches:
            for own, other in (("home", "away"), ("away", "home")):
                assert name.format(side=own, other=other) in NAMES or "_team_home_" in name


def test_form_over_five_matches_is_not_claimed_of_a_club_that_played_four() -> None:
    played = {"home_wins_last_5": 4.0, "home_draws_last_5": 0.0, "home_losses_last_5": 0.0}
    pushes = dict.fromkeys(NAMES, 1.0)
    assert key_factors(FIXTURE, played, pushes, Outcome.HOME) == ()
    said = key_factors(FIXTURE, played | {"home_draws_last_5": 1.0}, pushes, Outcome.HOME)
    assert said == ("Homeham in form: 13 points from the last 5 (W4 D1 L0)",)


def _written(row: Row) -> set[str]:
    """Return every way in which a sentence may write a number of the row."""
    known = [value for value in row.values() if value is not None]
    formats = ("{:.0f}", "{:.1f}", "{:+.2f}", "{:.0%}")
    written = {form.format(value) for value in known for form in formats}
    written |= {f"{abs(value):.0f}" for value in known}
    for side in ("home", "away"):
        wins, draws = row[f"{side}_wins_last_5"], row[f"{side}_draws_last_5"]
        if wins is not None and draws is not None:
            written.add(f"{3 * wins + draws:.0f}")
    return written


def _mirror(name: str) -> str:
    return re.sub("home|away", lambda found: {"home": "away", "away": "home"}[found[0]], name)


def _turned(sentence: str) -> str:
    clubs = {"Homeham": "Awayton", "Awayton": "Homeham"}
    swapped = re.sub("Homeham|Awayton", lambda found: clubs[found[0]], sentence)
    return swapped.replace("at home", "away")
