"""From a match to its forecast, with the reasons in words."""

from scoreline.forecasting.preview import Preview, Strength, confidence, preview, unlearnt

__all__ = ["Preview", "Strength", "confidence", "preview", "unlearnt"]
