"""A picture that grows with each result."""

from __future__ import annotations

import sys

from utils import pictures


def test_every_job_is_done_in_order_and_each_result_is_told(capsys):
    drawn = []
    results = pictures.growing((1, 2, 3), lambda job: job * job, drawn.append)
    assert results == [1, 4, 9] and drawn == []  # there is no notebook to draw in
    assert capsys.readouterr().out.splitlines() == ["1 done: 1", "2 done: 4", "3 done: 9"]


def test_in_a_notebook_the_picture_of_all_results_so_far_takes_the_place_of_the_last(monkeypatch):
    import IPython.display

    shown = []

    class Handle:
        def update(self, picture):
            shown.append(("again", picture))

    monkeypatch.setattr(sys.modules["utils.pictures.one_by_one"], "in_a_notebook", lambda: True)
    monkeypatch.setattr(
        IPython.display, "display", lambda picture, display_id: shown.append(("first", picture)) or Handle()
    )
    pictures.growing("ab", str.upper, list)
    assert shown == [("first", ["A"]), ("again", ["A", "B"])]
