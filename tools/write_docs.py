"""Write the pages of the documentation that are made from code.

Usage: python tools/write_docs.py
"""

from pathlib import Path

from scoreline.features.page import page

FEATURES = Path(__file__).parents[1] / "docs" / "reference" / "features.md"


def main() -> None:
    """Write the reference of the features."""
    FEATURES.parent.mkdir(exist_ok=True)
    FEATURES.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
