"""The pictures of notebook 08."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists

from utils.pictures import accuracy_by_depth, learned_boundary, node_graph, trace, two_gradients
from utils.tasks import nodes
from utils.trace import record


def unit(w, x, b):
    return (w * x + b).logistic() + 0.1 * w**2


def everything(u, v):
    return (2 / u - (-v).exp()) * (u**-1 + v.tanh()) / 3


def traced(function, signals=True, **inputs):
    graph = record(function, inputs)
    values, bars = nodes.measure(graph, inputs, nodes.ALL_OPS)
    return trace(graph, values, bars if signals else None)


def node(value, bar=0.0, *parents):
    """An object as a reader's class makes it."""
    return SimpleNamespace(value=value, bar=bar, parents=parents)


def square_of_sum():
    """q = (w + 2)² + 2w, with w = 1.5: w counts twice, the number 2 stands there twice."""
    w = node(1.5, 9.0)
    v = node(3.5, 7.0, w, node(2.0, 7.0))
    q = node(15.25, 1.0, node(12.25, 1.0, v, v), node(3.0, 1.0, node(2.0, 1.5), w))
    return q, w, v


def own_nodes():
    q, w, v = square_of_sum()
    return node_graph(q, w=w, q=q, v=v)


RNG = np.random.default_rng(0)
OWN = {
    name: RNG.normal(size=shape)
    for name, shape in (("W1_bar", (5, 4)), ("b1_bar", (5,)), ("W2_bar", (2, 5)), ("b2_bar", (1,)))
}
TIED = [(1, 0.96), (2, 0.986), (3, 0.986), (8, 0.135), (1, 0.96), (2, 0.986), (3, 0.986), (8, 0.135)]
RESULTS = [(1, 0.95), (2, 0.9825), (3, 0.99), (1, 0.9475), (2, 0.97), (3, 0.985)]
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
PICTURES = {
    "boundary": lambda: learned_boundary(lambda x: x[:, 0] + x[:, 1], CORNERS, [0, 1, 1, 0], [0.9, 0.2, 0.1], 40),
    "no boundary yet": lambda: learned_boundary(lambda x: 0 * x[:, 0], CORNERS, [0, 1, 1, 0], [0.25]),
    "gone astray": lambda: learned_boundary(
        lambda x: x[:, 0] / 0.0, CORNERS, [0, 1, 1, 0], [0.9, 1e300, np.inf, np.nan]
    ),
    "unit": lambda: traced(unit, w=2.0, x=0.5, b=-1.4),
    "unit, forward": lambda: traced(unit, signals=False, w=2.0, x=0.5, b=-1.4),
    "every operation": lambda: traced(everything, u=0.0123, v=-1.75),
    "own nodes": own_nodes,
    "agree": lambda: two_gradients(OWN, {name: one + 1e-16 for name, one in OWN.items()}),
    "differ": lambda: two_gradients(OWN, {name: 1.1 * one for name, one in OWN.items()}),
    "depths": lambda: accuracy_by_depth(RESULTS, (1, 2, 3)),
    "depths, tied": lambda: accuracy_by_depth(TIED, (1, 2, 3, 8)),
    "depths so far": lambda: accuracy_by_depth(RESULTS[:2], (1, 2, 3, 5, 8)),
    "depths, one bad": lambda: accuracy_by_depth([(1, 0.97), (2, 0.98), (8, 0.1)], (1, 2, 8)),
}


@pytest.fixture(scope="module")
def drawn():
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn):
    return drawn[request.param]


def said(picture, gid):
    (text,) = artists(picture, gid)
    return text.get_text()


def test_a_trace_shows_each_line_with_its_value_and_its_error_signal(drawn):
    picture = drawn["unit"]
    assert said(picture, "formula:v1") == r"$= w \cdot x$" and said(picture, "formula:v5") == r"$= 0.1 \cdot v_{4}$"
    assert said(picture, "value:v3") == "$0.401$" and said(picture, "signal:w") == "$0.52$"
    assert not artists(drawn["unit, forward"], "signal:w") and artists(picture, "arrow:backward")
    heights = [artists(picture, f"name:{name}")[0].get_position()[1] for name in ("w", "x", "b", "v1", "v6")]
    assert heights == sorted(heights, reverse=True)


def test_what_is_learned_so_far_is_shaded_and_what_is_classified_correctly_is_counted(drawn):
    picture = drawn["boundary"]
    assert picture.takeaway == "After 2 steps the cost is 0.1, and 3 of 4 points are classified correctly."
    (cost,) = artists(picture, "cost")
    assert list(cost.get_ydata()) == [0.3, 0.2, 0.1] and cost.axes.get_xlim() == (0, 40)
    assert "After 0 steps" in drawn["no boundary yet"].takeaway and "2 of 4" in drawn["no boundary yet"].takeaway
    assert "After 3 steps the cost has grown beyond all measure" in drawn["gone astray"].takeaway
    lines = [len(drawn[name].figure.axes[0].collections) for name in ("boundary", "no boundary yet")]
    assert lines[0] > lines[1] == 0


def test_gradients_lie_at_their_two_values_and_the_largest_difference_is_said(drawn):
    (marks,) = artists(drawn["differ"], "entries:b1_bar")
    np.testing.assert_allclose(marks.get_xdata(), OWN["b1_bar"])
    np.testing.assert_allclose(marks.get_ydata(), 1.1 * OWN["b1_bar"])
    largest = 0.1 * max(float(np.abs(one).max()) for one in OWN.values())
    assert f"{largest:.2g}" in said(drawn["differ"], "largest") and "differ" in drawn["differ"].takeaway
    assert "same numbers" in drawn["agree"].takeaway and "All lie on the diagonal" in drawn["agree"].alt


def test_every_training_has_a_mark_and_every_depth_its_mean(drawn):
    marks = [1 - 10 ** -mark.get_ydata()[0] for mark in artists(drawn["depths"], "depth:2")]
    assert marks == pytest.approx([0.9825, 0.97]) and said(drawn["depths"], "says:2") == "97.6%"
    assert "from 94.9% to 98.8%" in drawn["depths"].takeaway and "highest with 3" in drawn["depths"].takeaway
    assert "so far" in drawn["depths so far"].takeaway


def test_equal_trainings_lie_side_by_side_and_equal_depths_are_both_called_the_highest(drawn):
    places = [mark.get_xdata()[0] for mark in artists(drawn["depths, tied"], "depth:2")]
    assert places[0] < 1 < places[1] and "highest with 2 and 3" in drawn["depths, tied"].takeaway


def test_the_mean_of_a_depth_stands_where_the_line_does_not_come_from(drawn):
    (low,), (high,) = artists(drawn["depths, tied"], "says:8"), artists(drawn["depths, tied"], "says:3")
    assert low.get_va() == "top" and high.get_va() == "bottom"


def test_it_is_said_what_dots_and_line_are_and_that_the_axis_is_stretched(drawn):
    assert "one training" in said(drawn["depths"], "says:marks") and "means" in said(drawn["depths"], "says:marks")
    assert "stretched" in drawn["depths"].figure.axes[0].get_ylabel() and "stretched" in drawn["depths"].alt


def test_the_axis_is_stretched_where_trainings_differ_by_little(drawn):
    axes = drawn["depths, tied"].figure.axes[0]
    labels = {text.get_text(): place for text, place in zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)}
    assert labels["99%"] - labels["98%"] == pytest.approx(np.log10(2)) == labels["90%"] - labels["80%"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: trace([], {}), "trace: from 1 to 14 lines"),
        (lambda: trace([("u", "input", ())], {}), "no value of u"),
        (lambda: trace([("u", "input", ())], {"u": 1.0}, {}), "no error signal of u"),
        (lambda: two_gradients({"a": np.zeros(2)}, {"b": np.zeros(2)}), "two_gradients: the names"),
        (lambda: two_gradients({"a": np.zeros(2)}, {"a": np.zeros(3)}), "has shapes"),
        (lambda: accuracy_by_depth([], (1, 2)), "accuracy_by_depth"),
        (lambda: accuracy_by_depth([(4, 0.9)], (1, 2)), "accuracy_by_depth"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_the_graph_of_own_nodes_shows_what_they_hold(drawn):
    picture = drawn["own nodes"]
    assert [said(picture, f"value:{name}") for name in ("w", "v", "q", "v1")] == ["$1.5$", "$3.5$", "$15.2$", "$12.2$"]
    assert said(picture, "signal:w").endswith("9$") and said(picture, "signal:v").endswith("7$")
    assert len(artists(picture, "edge:v->v1")) == 2  # v is used twice
    assert "the number 2, an input" in picture.alt and len(artists(picture, "label:the number 2")) == 1


def test_what_is_no_node_or_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="3.0 has no value, bar and parents"):
        node_graph(node(1.0, 0.0, 3.0))
    chain = node(1.0)
    for _ in range(30):
        chain = node(1.0, 0.0, chain)
    with pytest.raises(ValueError, match="more than 24 nodes"):
        node_graph(chain)
