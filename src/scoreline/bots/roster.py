"""The bots that every installation starts with."""

from typing import Final

from scoreline.domain import Bot, Personality, RiskProfile, Stakes, Staking

_CONSERVATIVE: Final = Personality(
    RiskProfile.CONSERVATIVE,
    base_confidence=0.7,
    threshold=0.6,
    staking=Staking(Stakes.KELLY, fraction=0.25),
)
_BALANCED: Final = Personality(
    RiskProfile.BALANCED, base_confidence=0.75, threshold=0.5, staking=Staking(Stakes.FLAT)
)
_AGGRESSIVE: Final = Personality(
    RiskProfile.AGGRESSIVE,
    base_confidence=0.8,
    threshold=0.4,
    staking=Staking(Stakes.KELLY, fraction=1.0),
)

ROSTER: Final = (
    Bot("Random", "random"),
    Bot("HomeBias", "home_bias"),
    Bot("Conservative", "conservative"),
    Bot("HighScoring", "high_scoring"),
    Bot("Statistical", "statistical"),
    Bot("FormBased", "form_based"),
    Bot("StatsAnalyst", "stats_analyst"),
    Bot("MLBot-Conservative", "machine_learning", _CONSERVATIVE),
    Bot("MLBot-Balanced", "machine_learning", _BALANCED),
    Bot("MLBot-Aggressive", "machine_learning", _AGGRESSIVE),
    Bot("Hybrid", "hybrid"),
    Bot("ExpectedPoints", "expected_points"),
    Bot("Market", "market"),
)
"""One bot a strategy; three of machine learning, which differ in risk, confidence and threshold."""
