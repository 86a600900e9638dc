"""Records and their physical lines: one bad line costs one line."""

import io

import pytest

from learnplan.people.roster import records as module
from learnplan.people.roster.records import records, text_of


def read(text):
    stream, _encoding = text_of(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    return [(r.line, r.fault or r.cells) for r in records(stream)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_have_their_physical_lines(end):
    text = end.join(["a,b", '1,"two', 'lines"', "", "2,x", ""])
    assert read(text) == [(1, ["a", "b"]), (2, ["1", f"two{end}lines"]), (5, ["2", "x"])]


def test_records_need_no_end_of_line_at_the_end():
    assert read("a,b\n1,2") == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_record_with_a_quote_left_open_costs_its_own_line_only():
    assert read('a,b\n"1,2\n"3","4"\n5,6\n') == [(1, ["a", "b"]), (2, "quotes"), (3, ["3", "4"]), (4, ["5", "6"])]


def test_two_records_with_quotes_left_open_cost_two_lines():
    text = 'a,b,c\n1,"2,3\n4,5,6\n7,"8,9\n10,11,12\n'
    assert read(text) == [
        (1, ["a", "b", "c"]),
        (2, "quotes"),
        (3, ["4", "5", "6"]),
        (4, "quotes"),
        (5, ["10", "11", "12"]),
    ]


def test_two_slipped_quotes_that_fit_together_do_not_swallow_what_is_between():
    text = 'a,b,c\n1,2,"\n3,4,5\n6,7,"\n8,9,0\n'
    assert read(text) == [
        (1, ["a", "b", "c"]),
        (2, "quotes"),
        (3, ["3", "4", "5"]),
        (4, "quotes"),
        (5, ["8", "9", "0"]),
    ]


def test_record_with_a_quote_in_the_middle_of_a_cell_is_refused():
    assert read('a,b\nx",1\n2,3\n') == [(1, ["a", "b"]), (2, "quotes"), (3, ["2", "3"])]


def test_record_with_doubled_quotes_is_read():
    assert read('a,b\n"say ""hi""",1\n') == [(1, ["a", "b"]), (2, ['say "hi"', "1"])]


def test_record_with_nul_or_wrong_bytes_is_refused_alone():
    assert read(b"a,b\n\x00,1\n\xe9,2\nok,3\n") == [(1, ["a", "b"]), (2, "nul"), (3, "encoding"), (4, ["ok", "3"])]


def test_endless_line_is_refused_without_being_kept(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_LINE", 20)
    assert read("a,b\n" + "x" * 500 + ",1\n2,3\n") == [(1, ["a", "b"]), (2, "too_long"), (3, ["2", "3"])]


def test_empty_file_has_no_records():
    assert read("") == []
