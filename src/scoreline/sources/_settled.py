"""What a new version of a file only repeats."""

from collections.abc import Collection

import polars as pl

from scoreline.sources._base import MATCH_ROWS, ODDS_ROWS, ROW, Parsed

_OLD = "line_before"
_MATCH = [name for name in MATCH_ROWS if name != ROW]
_QUOTE = [name for name in ODDS_ROWS if name != ROW]


def settled(now: Parsed, before: Parsed, left_out: Collection[int]) -> set[int]:
    """Return the lines of matches of which the version before said the same, odds and all.

    Args:
        now: A file's rows, clubs as the source spells them.
        before: Those of the version that went in last.
        left_out: Lines of that version of which something was put into quarantine.
    """
    told = before.matches.filter(~pl.col(ROW).is_in(left_out)).rename({ROW: _OLD})
    once = told.unique(_MATCH, keep="first", maintain_order=True)
    pairs = now.matches.join(once, on=_MATCH, how="inner", nulls_equal=True).select(ROW, _OLD)
    quotes = now.odds.join(pairs, on=ROW)
    known = before.odds.rename({ROW: _OLD})
    news = quotes.join(known, on=[_OLD, *_QUOTE], how="anti", nulls_equal=True)
    return set(pairs[ROW]) - set(news[ROW])
