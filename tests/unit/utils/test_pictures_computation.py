"""The pictures of notebook 05: two paths, softmax's Jacobian, and what the passes cost."""

from __future__ import annotations

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists
from matplotlib.text import Text

from utils.graph import measure
from utils.numerical import centred_gradient
from utils.pictures import class_regions, cost_per_layer, measured_graph, softmax_jacobian, two_paths


def contributions(t):
    x, y = np.cos(t), t * t
    return -y * np.exp(x * y) * np.sin(t), (1 + x * np.exp(x * y)) * 2 * t


RNG = np.random.default_rng(1)
CENTRES = np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 3.0], [0.0, -3.0]])
LABEL = np.repeat([0, 1, 2, 3], 10)
EXAMPLES = CENTRES[LABEL] + RNG.normal(size=(40, 2)) / 3


def regions(K=4, **fits):
    """Each class is the one to whose centre a point is nearest: z_k = c_k·x − ½‖c_k‖²."""
    W, b = CENTRES[:K], -(CENTRES[:K] ** 2).sum(axis=1) / 2
    chosen = K > LABEL
    return class_regions(fits or {"at the end": (W, b)}, EXAMPLES[chosen], LABEL[chosen])


SQUARED_SINE = [("u", "input", ()), ("s", "sin", ("u",)), ("r", "mul", ("s", "s"))]

PICTURES = {
    "measured": lambda: measured_graph(SQUARED_SINE, {"u": 0.7}),
    "paths": lambda: two_paths(0.9, *contributions(0.9)),
    "paths, other signs": lambda: two_paths(-2.0, *contributions(-2.0)),
    "paths, both up": lambda: two_paths(-0.5, 0.3, 0.4),
    "jacobian": softmax_jacobian,
    "jacobian without sums": lambda: softmax_jacobian(sums=False),
    "jacobian of two": lambda: softmax_jacobian([0.3, -1.2]),
    "jacobian of six": lambda: softmax_jacobian([1000.0, 999.0, 998.5, 1001.0, 1000.2, 997.0]),
    "regions of two": lambda: regions(2),
    "regions of four": regions,
    "regions, surer and surer": lambda: regions(start=(CENTRES / 9, np.zeros(4)), end=(CENTRES, np.zeros(4))),
    "regions where all are equal": lambda: regions(start=(np.zeros((4, 2)), np.zeros(4))),
    "costs": cost_per_layer,
    "costs of digits": lambda: cost_per_layer([784, 100, 10]),
    "costs of one layer": lambda: cost_per_layer([3, 2]),
}


@pytest.fixture(scope="module")
def drawn():
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn):
    return drawn[request.param]


def words(picture, prefix):
    return {text.get_gid().removeprefix(prefix): text.get_text() for text in picture.figure.findobj(Text)
            if (text.get_gid() or "").startswith(prefix)}  # fmt: skip


@pytest.mark.parametrize("t", [0.9, -2.0])
def test_the_bars_are_the_contributions_one_on_top_of_the_other_and_their_sum_is_the_measured_line(t):
    via_x, via_y = contributions(t)
    picture = two_paths(t, via_x, via_y)
    (x,), (y,), (total,) = (artists(picture, f"bar:{name}") for name in ("x", "y", "sum"))
    assert x.get_y() + x.get_height() == pytest.approx(via_x) and y.get_y() == pytest.approx(via_x)
    assert total.get_height() == pytest.approx(via_x + via_y)
    slope = centred_gradient(lambda v: v**2 + np.exp(np.cos(v) * v**2), t)
    (line,) = artists(picture, "measured")
    assert line.get_ydata()[0] == pytest.approx(float(slope), rel=1e-7)
    assert "add up to the numerical derivative" in picture.takeaway


@pytest.mark.parametrize("name", ["paths", "paths, other signs", "paths, both up"])
def test_a_number_on_a_bar_is_narrower_than_the_bar(drawn, name):
    picture = drawn[name]
    picture.figure.canvas.draw()
    renderer = picture.figure.canvas.get_renderer()
    inside = 0
    for of in ("x", "y", "sum"):
        (bar,), (number,) = artists(picture, f"bar:{of}"), artists(picture, f"number:{of}")
        if number.get_bbox_patch() is not None:
            inside += 1
            box, paper = bar.get_window_extent(renderer), number.get_bbox_patch().get_window_extent(renderer)
            assert box.x0 < paper.x0 and paper.x1 < box.x1, of
    assert inside


def test_the_numbers_of_a_measured_graph_are_its_values_and_error_signals(drawn):
    values, signals = measure(SQUARED_SINE, {"u": 0.7})
    assert words(drawn["measured"], "value:") == {name: f"${value:.3g}$" for name, value in values.items()}
    shown = {name: text.rpartition("= ")[2] for name, text in words(drawn["measured"], "signal:").items()}
    assert shown == {name: f"{signal:.3g}$" for name, signal in signals.items()}
    assert measured_graph(SQUARED_SINE, {"u": 0.7}, takeaway="Both uses count.").takeaway == "Both uses count."


def test_local_derivatives_stand_at_their_arrows(drawn):
    assert words(drawn["paths"], "slope:") == {
        "t->x": r"$\frac{d x}{d t} = −0.783$",
        "x->f": r"$\frac{\partial f}{\partial x} = 1.34$",
        "t->y": r"$\frac{d y}{d t} = 1.8$",
        "y->f": r"$\frac{\partial f}{\partial y} = 2.03$",
    }


def test_contributions_that_do_not_add_up_are_called_so(drawn):
    assert "do not add up" in drawn["paths, both up"].takeaway


def test_the_jacobian_shown_is_softmaxs_and_its_rows_sum_to_zero(drawn):
    z = np.array([2.0, 1.0, 0.0, -1.0])
    y = np.exp(z) / np.exp(z).sum()
    exact = np.diag(y) - np.outer(y, y)
    shown = words(drawn["jacobian"], "entry:")
    for i in range(4):
        for j in range(4):
            assert float(shown[f"{i},{j}"].replace("−", "-")) == pytest.approx(exact[i, j], abs=6e-4)
    assert set(words(drawn["jacobian"], "sum:").values()) == {"0"} and "sums to 0" in drawn["jacobian"].alt
    before = drawn["jacobian without sums"]  # the prediction below it asks what raising all of them does
    assert not words(before, "sum:") and not words(before, "row sum")
    assert "sum" not in before.alt + before.takeaway and "alike" not in before.takeaway
    colours = {gid: artists(drawn["jacobian"], f"cell:{gid}")[0].get_facecolor() for gid in ("0,0", "0,1")}
    assert colours["0,0"][2] > colours["0,0"][0] and colours["0,1"][0] > colours["0,1"][2]  # blue, and red
    assert words(drawn["jacobian"], "says:") == {"positive": "positive", "negative": "negative"}
    assert artists(drawn["jacobian"], "key:positive")[0].get_facecolor() == colours["0,0"]  # the largest entry
    framed = {artists(drawn["jacobian"], f"cell:{i},{j}")[0].get_edgecolor()[:3] for i in range(4) for j in range(4)}
    assert (1.0, 1.0, 1.0) not in framed  # an entry near 0 is white, and its cell is seen all the same


def test_the_bars_of_a_layer_are_its_multiply_adds(drawn):
    forward, weights, sent = ([bar.get_height() for bar in sorted(artists(drawn["costs of digits"], gid), key=lambda b: b.get_x())]
                              for gid in ("forward", "W_bar", "sent"))  # fmt: skip
    assert forward == weights == [78400, 1000] and sent == [0, 1000]
    assert "backward costs 1.01 times forward" in drawn["costs of digits"].alt
    assert "backward costs 1.8 times forward" in drawn["costs"].alt


def test_the_ratio_of_equal_layers_approaches_two(drawn):
    layers, ratio = artists(drawn["costs"], "ratio")[0].get_data()
    np.testing.assert_allclose(ratio, [(n + n - 1) / n for n in layers])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: two_paths(0.9, float("nan"), 1.0), "two_paths: t, via_x and via_y must be finite"),
        (lambda: softmax_jacobian([1.0]), "softmax_jacobian: z must be from 2 to 6"),
        (lambda: softmax_jacobian(np.zeros((2, 2))), "softmax_jacobian"),
        (lambda: cost_per_layer([3]), "cost_per_layer: give from 2 to 8 sizes"),
        (lambda: cost_per_layer([3, 0]), "cost_per_layer"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_regions_are_coloured_by_their_class_and_mixed_at_a_boundary():
    axes = regions(2).figure.axes[0]
    (shade,) = (image for image in axes.get_images() if image.get_gid() == "shade")
    colours = shade.get_array()
    left, right = colours[60, 5], colours[60, -5]
    assert left[0] > left[2] and right[2] > right[0]  # class 2 lies on the left, vermillion; class 1 on the right, blue
    middle = int(np.argmin(np.abs(np.linspace(*axes.get_xlim(), colours.shape[1]))))
    assert np.allclose(colours[60, middle], (left + right) / 2, atol=0.25)
    assert not np.allclose(colours[60, middle], left, atol=0.1)


def test_regions_say_cost_and_how_many_are_right_and_name_each_class_on_its_own_ground():
    picture = regions()
    assert "at the end: cost" in picture.alt and "40 of 40 right" in picture.alt
    (axes,) = picture.figure.axes
    for k in range(4):
        (name,) = artists(picture, f"name:{k}")
        assert name.get_text() == f"class {k + 1}"
        place = np.array(name.get_position())
        assert np.argmin(((place - CENTRES) ** 2).sum(axis=1)) == k
        picture.figure.canvas.draw()
        box = name.get_window_extent()
        assert not any(box.contains(*at) for at in axes.transData.transform(EXAMPLES))
    start = regions(start=(np.zeros((4, 2)), np.zeros(4)))
    assert f"cost {np.log(4):.3g}" in start.alt and "10 of 40 right" in start.alt


def test_regions_refuse_what_cannot_be_seen():
    W, b = np.zeros((3, 2)), np.zeros(3)
    for fits in ({}, {"a": (W, b), "b": (W, b), "c": (W, b)}, {"a": (W.T, b)}, {"a": (np.zeros((5, 2)), np.zeros(5))}):
        with pytest.raises(ValueError, match="class_regions: give one or 2 pairs"):
            class_regions(fits, EXAMPLES, np.zeros(40, dtype=int))
    for label in (LABEL, LABEL[:5]):
        with pytest.raises(ValueError, match="class_regions: X must be"):
            class_regions({"a": (W, b)}, EXAMPLES, label)
