"""CSV files that a platform reads back and a spreadsheet cannot be tricked by."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.desk.sheets import is_safe, number, safe, write_csv

SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _is_number(cell):
    try:
        float(cell.strip().rstrip("%").replace(",", "."))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1+1",
        " =1",
        '"=1',
        "a;=1",
        "a\n=1",
        "a\t@x",
        "--",
        '=HYPERLINK("http://example.org")',
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert not is_safe(cell) and "'" in safe(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "7",
        "-7",
        "+7",
        "-1.25",
        "-1,25",
        "12 %".replace(" ", ""),
        "    Points Possible",
        "Zwölf, Student",
        "O'Invented",
        "student@example.org",
        "01_tiny (700)",
        "Participant 12",
        "2026-01-02",
        "-",
    ],
)
def test_numbers_names_and_what_platforms_match_by_stay_as_they_are(cell):
    assert safe(cell) == cell


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("=+-@\t\r\n;,\"'| ＝0")))
@example("'=1")
def test_safe_text_stays_safe_and_keeps_every_character(cell):
    assert safe(safe(cell)) == safe(cell)
    assert safe(cell).replace("'", "") == cell.replace("\0", "").replace("'", "")


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("=+-@\t\r\n;,\"'| ab1＝"), max_size=12), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_no_cell_of_a_file_starts_a_formula_whatever_separator_a_spreadsheet_takes(tmp_path_factory, rows, bom):
    path = tmp_path_factory.mktemp("sheets") / "a.csv"
    write_csv(path, rows, bom)
    text = path.read_bytes().decode("utf-8-sig")
    assert [[safe(cell) for cell in row[1:]] for row in rows] == [
        row[1:] for row in csv.reader(io.StringIO(text, newline=""))
    ]
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                assert (
                    not cell.lstrip(' "').startswith(SIGNS)
                    or _is_number(cell)
                    or cell.strip() == "-"
                    or cell.lstrip(' "')[:1] in "\r\t"
                ), (separator, cell)


@pytest.mark.parametrize(
    "points, said",
    [
        (0, "0"),
        (20, "20"),
        (100, "100"),
        (17.5, "17.5"),
        (1 / 3, "0.3333"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "0"),
        (123456.75, "123456.75"),
    ],
)
def test_points_are_plain_decimals(points, said):
    assert number(points) == said


def test_the_byte_order_mark_is_there_if_asked_for_and_the_same_rows_write_nothing(tmp_path):
    path = tmp_path / "a.csv"
    assert write_csv(path, [["ä"]], bom=True) and path.read_bytes() == b"\xef\xbb\xbf\xc3\xa4\r\n"
    assert not write_csv(path, [["ä"]], bom=True)
    assert write_csv(path, [["ä"]], bom=False) and path.read_bytes() == b"\xc3\xa4\r\n"
