"""Controls: what limits a bot's tips, whatever its strategy thinks. A file each, one after another.

A control takes a :class:`Draft` and returns it, changed or not, or None where there will be no tip.
"""

from scoreline.bots.controls._base import Control, Draft
from scoreline.bots.controls.deciding import CONTROLS, decide

__all__ = ["CONTROLS", "Control", "Draft", "decide"]
