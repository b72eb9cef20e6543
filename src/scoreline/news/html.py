"""The text of an HTML page, in time linear in its length whatever is in it."""

import re
from html import unescape
from typing import Final, NamedTuple

_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,19})")
_ATTRIBUTE: Final = re.compile(
    r"([a-z:-]{2,30})\s{0,3}=\s{0,3}(?:\"([^\"]{0,200})\"|'([^']{0,200})')", re.IGNORECASE
)
_SKIPPED: Final = ("script", "style", "noscript", "template", "svg", "nav", "footer", "form")
"""What holds no text of the page's own."""

_BREAKS: Final = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "section", "article", "header"}
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "figure",
        "figcaption",
        "main",
        "aside",
        "hr",
    }
    | {"title", "dt", "dd", "pre"}
)
_LONGEST_TAG: Final = 4000
"""Characters of a tag that are looked at for its attributes."""


class Page(NamedTuple):
    """A page's text, its title and when it says that it was published."""

    text: str
    title: str
    published: str | None


def page_of(markup: str) -> Page:
    """Return the text of a page, a line for each block."""
    parts: list[str] = []
    place, title, published = 0, "", None
    lower = markup.lower()
    if len(lower) != len(markup):  # a letter that is two when it is small: places would be off
        lower = markup
    while (start := markup.find("<", place)) >= 0:
        parts.append(markup[place:start])
        if markup.startswith("<!--", start):
            place = _behind(markup, "-->", start + 4)
            continue
        stop = markup.find(">", start)
        name = _NAME.match(markup, start + 1)
        if stop < 0 or name is None:
            parts.append("<")
            place = start + 1
            if stop < 0:
                break
            continue
        tag, closes = name[1].lower(), markup[start + 1] == "/"
        place = stop + 1
        if tag in {"meta", "time"} and published is None:
            published = _published(markup[start : min(stop, start + _LONGEST_TAG)])
        if tag == "title" and not closes and not title:
            title = unescape(markup[place : _before(lower, "</title", place)])
            place = _before(lower, "</title", place)
        elif tag in _SKIPPED and not closes and markup[stop - 1] != "/":
            place = _before(lower, f"</{tag}", place)
        elif tag in _BREAKS:
            parts.append("\n")
    parts.append(markup[place:])
    lines = (" ".join(line.split()) for line in unescape("".join(parts)).split("\n"))
    return Page("\n".join(line for line in lines if line), " ".join(title.split()), published)


def _behind(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)


def _before(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found


def _published(tag: str) -> str | None:
    named: dict[str, str] = {
        name.lower(): first or second for name, first, second in _ATTRIBUTE.findall(tag)
    }
    if "datetime" in named:
        return named["datetime"]
    told = named.get("property", named.get("name", named.get("itemprop", "")))
    if told in {"article:published_time", "datePublished", "date", "pubdate"}:
        return named.get("content")
    return None
