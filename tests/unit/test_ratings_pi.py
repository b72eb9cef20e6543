import math
from datetime import date, timedelta

import numpy as np
import pytest
from ratings_timeline import timeline_of

from scoreline.features import lay_out
from scoreline.ratings import pi_ratings
from scoreline.testing.evidence import played
from scoreline.testing.leagues import simulated_league

DAY = date(2024, 9, 1)


def test_a_win_by_two_moves_both_clubs_by_the_papers_formula() -> None:
    ratings = pi_ratings(
        timeline_of(
            played("A", "B", "2-0", DAY),
            played("A", "C", None, DAY + timedelta(7)),
            played("C", "A", None, DAY + timedelta(7)),
            played("B", "C", None, DAY + timedelta(7)),
            played("C", "B", None, DAY + timedelta(7)),
        )
    )
    step = 0.035 * 3 * math.log10(1 + 2)
    assert ratings[0] == pytest.approx([0, 0])
    assert ratings[1:, :].tolist() == [
        pytest.approx([step, 0]),
        pytest.approx([0, 0.7 * step]),
        pytest.approx([-0.7 * step, 0]),
        pytest.approx([0, -step]),
    ]


def test_an_expected_result_moves_nobody() -> None:
    later = played("A", "C", None, DAY + timedelta(7))
    assert pi_ratings(timeline_of(played("A", "B", "1-1", DAY), later))[1, 0] == 0


def by_the_paper(home: list[str], away: list[str], margins: list[int]) -> list[list[float]]:
    """Follow section 2 of the paper, one match known before the next begins."""
    at_home: dict[str, float] = dict.fromkeys(home + away, 0.0)
    on_the_road = dict(at_home)
    rows = []
    for alpha, beta, margin in zip(home, away, margins, strict=True):
        rows.append([at_home[alpha], on_the_road[beta]])
        goals = [
            math.copysign(10 ** (abs(rating) / 3) - 1, rating)
            for rating in (at_home[alpha], on_the_road[beta])
        ]
        predicted = goals[0] - goals[1]
        psi = 3 * math.log10(1 + abs(margin - predicted))
        psi_home = psi if predicted < margin else -psi
        new_home = at_home[alpha] + psi_home * 0.035
        new_away = on_the_road[beta] - psi_home * 0.035
        on_the_road[alpha] += (new_home - at_home[alpha]) * 0.7
        at_home[beta] += (new_away - on_the_road[beta]) * 0.7
        at_home[alpha], on_the_road[beta] = new_home, new_away
    return rows


def test_a_whole_league_follows_the_paper() -> None:
    timeline = lay_out(simulated_league(3, teams=6, seasons=3), competitions={})
    told = [event >> 1 for event in timeline.whole.events if event & 1 == 0]
    home, away = ([timeline.teams[timeline.clubs[m, side]] for m in told] for side in range(2))
    margins = [int(np.subtract(*timeline.goals[match])) for match in told]
    matches = [
        played(one, other, f"{max(margin, 0)}-{max(-margin, 0)}", DAY + timedelta(number))
        for number, (one, other, margin) in enumerate(zip(home, away, margins, strict=True))
    ]
    expected = by_the_paper(home, away, margins)
    assert pi_ratings(timeline_of(*matches)) == pytest.approx(np.array(expected))
