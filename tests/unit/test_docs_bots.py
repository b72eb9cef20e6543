"""The how-to's bot is run as it is written."""

import re
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "a-bot-of-your-own.md"


def test_the_bot_of_the_how_to_has_twenty_lines_and_keeps_the_contract() -> None:
    strategy, contract = re.findall(
        r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )
    names: dict[str, Any] = {}
    exec(strategy + contract, names)
    names["test_attack_keeps_the_contract"]()
    written = [line for line in strategy.splitlines() if line.strip()]
    assert len(written) <= 20
