"""CSV hygiene: what is read as it comes, and what is refused as a whole."""

from datetime import UTC, datetime

import pytest

from scoreline.errors import SourceError
from scoreline.sources import _csv
from scoreline.sources._base import RawFile
from scoreline.sources._csv import Table, read_table

AT = datetime(2026, 1, 1, tzinfo=UTC)


def table(content: bytes) -> Table:
    return read_table(RawFile("test", "a/b.csv", content, AT))


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert table(b"\xef\xbb\xbfDiv,Date\nE0,x\n").frame.columns == ["Div", "Date", "line_no"]


def test_text_that_is_not_utf8_is_read_as_cp1252() -> None:
    assert table(b"Name\nJ\xf6rg\n").frame["Name"].to_list() == ["Jörg"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end: str) -> None:
    read = table(end.join(["a,b", "1,2", ""]).encode())
    assert read.frame.rows() == [("1", "2", 2)]


def test_lines_without_any_value_are_not_rows_and_do_not_shift_line_numbers() -> None:
    read = table(b"a,b\n1,2\n,\n\n  , \n3,4\n,\n")
    assert read.frame["line_no"].to_list() == [2, 6]


def test_the_first_of_two_columns_with_one_name_counts_and_unnamed_ones_do_not() -> None:
    assert table(b"a,,a, b \n1,2,3,4\n").frame.rows() == [("1", "4", 2)]


def test_a_column_named_like_the_line_number_does_not_replace_it() -> None:
    assert table(b"line_no,a\n7,1\n").frame.rows() == [("1", 2)]


def test_a_short_row_is_filled_with_nulls() -> None:
    assert table(b"a,b,c\n1\n").frame.rows() == [("1", None, None, 2)]


def test_a_row_with_more_values_than_columns_is_marked_and_trailing_commas_are_not() -> None:
    assert table(b"a,b\n1,2,,\n1,2,3\n").overlong == {3}


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert table(b"a,b\n").frame.shape == (0, 3)


def test_a_whole_last_line_needs_no_line_end() -> None:
    assert len(table(b"a,b\n1,2\n3,4").frame) == 2


def test_a_short_last_line_with_its_line_end_is_whole() -> None:
    assert len(table(b"a,b,c\n1,2\n").frame) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\n  <html>", "web page"),
        (b"a,b\n1,\0\n", "binary"),
        (b"\xff\xfea\0", "binary"),
        (b"a\n\x81\n", "neither UTF-8 nor cp1252"),
        (b"a,b,c\n1,2,3\n4,5", "cut off in the middle of line 3"),
        (b"a,b,c", "cut off in the middle of line 1"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "quote in line 2 that is never closed"),
        (b"a," * 5000 + b"\n" + b"1\n" * 1000, "5001 columns and 1000 rows: too many"),
        (b'a,b\n1,"' + b"x" * 140_000 + b'"\n', "no CSV file: line 2"),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else "",
)
def test_a_broken_file_is_refused_in_one_line_that_names_it(content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        table(content)
    assert "a/b.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"a,b\n" + b",\n" * 200, b"," * 600])
def test_too_many_lines_or_cells_are_refused_while_they_are_read(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_csv, "_MOST_ROWS", 100)
    monkeypatch.setattr(_csv, "_MOST_CELLS", 500)
    with pytest.raises(SourceError, match="too many"):
        table(content)
