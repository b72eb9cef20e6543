from scoreline.web.api.tables import to_csv


def test_what_a_spreadsheet_would_run_is_made_a_text() -> None:
    text = to_csv([{"name": "=1+1", "edge": -0.5, "inner": {"far": "@x", "list": [1]}}])
    assert text == "name,edge,inner_far\n'=1+1,-0.5,'@x\n"


def test_rows_without_a_value_leave_it_empty() -> None:
    assert to_csv([{"a": 1, "b": None}, {"a": {"c": 2}}]) == "a,b,a_c\n1,,\n,,2\n"
    assert to_csv([]) == "\n"
