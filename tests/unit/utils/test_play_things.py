"""Each thing to move: its numbers, and its pictures at rest and after a move."""

from __future__ import annotations

import re

import numpy as np
import pytest
from looking import *  # noqa: F403

from utils import drawn, play, xor_runs
from utils.elementwise import logistic
from utils.graph import measure
from utils.pictures import images
from utils.pictures.picture import Picture
from utils.play.backpropagation import EXAMPLES, GIVEN, OWN
from utils.play.bumps import drawn as drawn_by_hand
from utils.play.formula import curve
from utils.play.polynomials import T as TARGETS
from utils.play.polynomials import X as POINTS
from utils.play.strokes import as_image
from utils.play.thing import Thing, Trouble
from utils.play.typed_graph import typed_graph, typed_values
from utils.play.unit import gradient

# A network that needs no training: hidden unit j sees pixel j alone, and label j is what it pleads for.
PLAIN = {"W1": 9 * np.eye(10, 64, 11), "b1": -4 * np.ones(10), "W2": 9 * np.eye(10), "b2": np.zeros(10)}


def by_passes(graph, inputs, parameters, steps):
    """A loop as readers have one, with error signals that are measured."""
    for _ in range(steps):
        signals = measure(graph, inputs)[1]
        inputs = inputs | {name: inputs[name] - 0.5 * signals[name] for name in parameters}
    return inputs


# How each is made, and moves of its controls that show something else than its start.
THINGS = {
    "learning_xor": (lambda: play.learning_xor(), {"steps": 300, "number": 4}),
    "learning_xor by passes": (lambda: play.learning_xor(by_passes), {"steps": 40, "units": 2}),
    "line": (lambda: play.line(), {"gate": "XOR", "w1": 1.0, "w2": 1.0, "b": -0.5}),
    "weights_of_not": (lambda: play.weights_of_not(), {"w": -1.5, "b": 0.9}),
    "morph": (lambda: play.morph(), {"way": 1}),
    "sharpness": (lambda: play.sharpness(), {"k": 12}),
    "layer": (lambda: play.layer(), {"way": 1.6, "phi": "tanh"}),
    "bumps": (lambda: play.bumps(), {"count": 20, "formula": "np.where(x > 0, exp(-x), x**2)"}),
    "bumps drawn": (lambda: play.bumps(), {"strokes": [[(0.0, 0.9), (0.4, 0.2)], [(0.6, 0.5), (1.0, 0.5)]]}),
    "backpropagation": (lambda: play.backpropagation(), {"step": 9}),
    "draw_digit": (lambda: play.draw_digit(PLAIN), {"strokes": [[(0.5, 0.1), (0.45, 0.9)]]}),
    "polynomials": (lambda: play.polynomials(), {"exponent": -3, "M": 7}),
    "training": (lambda: play.training(), {"steps": 200, "number": 1}),
    "unit": (lambda: play.unit(), {"loss": "cross-entropy", "w": -1.0}),
}


@pytest.fixture(scope="module")
def things() -> dict[str, Thing]:
    return {name: make() for name, (make, _) in THINGS.items()}


@pytest.fixture(scope="module", params=[f"{name}:{when}" for name in THINGS for when in ("rest", "moved")])
def picture(request, things) -> Picture:
    """Every thing at rest, and as it looks after a move."""
    name, _, when = request.param.partition(":")
    thing = things[name]
    if when == "rest":
        return thing.still()
    seen = thing.at(**THINGS[name][1])
    return Picture(seen.figure, f"{seen.alt} {seen.says}", thing.takeaway)


def test_every_thing_is_tried_here():
    assert {name.partition(" ")[0] for name in THINGS} == set(play.__all__)


@pytest.mark.parametrize("name", play.__all__)
def test_nothing_of_a_thing_is_computed_where_nobody_looks(name):
    with drawn.nothing_drawn("in a test"):
        assert repr(getattr(play, name)(no="such argument")) == f"(The picture {name} is not drawn in a test.)"


@pytest.mark.parametrize("name", THINGS)
def test_a_move_and_the_way_back_show_the_same_as_before(name, things):
    thing = things[name]
    before, moved, after = thing.at(), thing.at(**THINGS[name][1]), thing.at()
    assert before.says.partition(" Fewest")[0] == after.says.partition(" Fewest")[0] != moved.says


@pytest.mark.parametrize("name", THINGS)
def test_every_control_has_a_label_of_its_own(name, things):
    labels = [control.label for control in things[name].controls.values()]
    assert all(labels) and len(set(labels)) == len(labels)


def test_xor_is_learned_as_the_tries_of_notebook_06_say():
    thing = play.learning_xor(units=2)
    steps = thing.controls["steps"].last
    found = xor_runs.found_by(2, 6, steps, 0.5)
    said = ["It has learned XOR." in thing.at(steps=steps, number=number, units=2).says for number in range(6)]
    assert said == found.tolist() and 0 < sum(said) < 6
    assert thing.at(steps=0, number=2).says.startswith("After 0 steps: ")


def test_a_readers_loop_over_the_graph_trains_the_same_network_as_the_courses_own():
    own, theirs = play.learning_xor().at(steps=30), play.learning_xor(by_passes).at(steps=30)
    assert theirs.says == own.says.replace("30 steps", "30 steps by your loop")


def test_what_goes_wrong_in_a_readers_loop_is_said_where_it_is_looked_at():
    thing = play.learning_xor(lambda graph, inputs, parameters, steps: {})
    assert "of 4 points on the right side" in thing.at(steps=0).says
    with pytest.raises(KeyError, match="W1_11"):
        thing.at(steps=10)


def test_the_line_counts_mistakes_and_remembers_the_fewest_of_each_gate():
    thing = play.line()
    assert thing.at(gate="OR", w1=1, w2=1, b=-0.5).says == "OR: 0 of 4 inputs on the wrong side. Fewest so far: 0."
    says = thing.at(gate="XOR", w1=1, w2=1, b=-0.5).says
    assert says == "XOR: 1 of 4 inputs on the wrong side: (1, 1). Fewest so far: 1."
    says = thing.at(gate="XOR", w1=0, w2=0, b=1).says
    assert says == "XOR: 2 of 4 inputs on the wrong side: (0, 0) and (1, 1). Fewest so far: 1."
    assert thing.at(gate="AND", w1=0, w2=0, b=0).says.startswith("AND: 1 of 4")  # a tie is 0


def test_the_line_asks_the_readers_own_classifier():
    thing = play.line(lambda X, w, b: np.array([True, True, False, False]))
    assert thing.at(gate="OR").says.startswith("OR: 3 of 4 inputs on the wrong side: (0, 0) and (1, 0) and (1, 1).")


def test_at_rest_no_weights_solve_a_gate():
    """They are exercises."""
    for gate in ("AND", "OR", "XOR"):
        assert not play.line(gate=gate).at(gate=gate).says.startswith(f"{gate}: 0")
    assert play.weights_of_not().at().says.endswith("2 of 2 inputs on the wrong side: x = 0 and x = 1.")


@pytest.mark.parametrize(("w", "b", "wrong"), [(-1.5, 0.9, 0), (0, 0, 1), (-1, -0.1, 1), (1, 1, 1)])
def test_the_star_of_not_counts_its_mistakes(w, b, wrong):
    assert f": {wrong} of 2 inputs on the wrong side" in play.weights_of_not().at(w=w, b=b).says


def test_the_inputs_arrive_where_the_hidden_units_say():
    says = play.morph().at(way=1).says
    assert "at 3 places" in says
    assert "(0, 1) is at (1, 0)" in says and "(1, 1) is at (1, 1)" in says
    half = play.morph([[-1, -1], [1, 1]], [1.5, -0.5], [1, 1], -1.5).at(way=0.5).says
    assert "(0, 0) is at (0.5, 0)" in half  # NAND and OR carry it to (1, 0)
    with pytest.raises(Trouble, match=r"W1, b1, w2, b2 must have the shapes"):
        play.morph(np.eye(3))


def test_the_grid_is_carried_by_the_readers_own_layer():
    asked = []

    def dense(X, W, b, phi):
        asked.append(X.shape)
        return phi(X @ W.T + b)

    W, b = np.array([[2.0, 0.0], [1.0, 1.0]]), np.array([0.5, 0.0])
    thing = play.layer(dense, {"tanh": np.tanh, "twice": lambda z: 2 * z}, W, b)
    assert "(−1.5, −2), (2.5, 0), (2.5, 2), (−1.5, 0)" in thing.at(way=1).says
    assert "(−3, −4), (5, 0), (5, 4), (−3, 0)" in thing.at(way=2, phi="twice").says
    assert asked and set(asked[0][1:]) == {2}


@pytest.mark.parametrize(("way", "phi", "straight"), [(1, "σ", True), (2, "none", True), (2, "σ", False)])
def test_weights_keep_the_grid_straight_and_parallel_and_only_phi_bends_it(way, phi, straight):
    lines = [line.get_xydata() for line in play.layer().at(way=way, phi=phi).figure.axes[0].lines[:14]]
    steps = [np.diff(line, axis=0) for line in lines]
    assert (max(np.abs(step - step[0]).max() / np.abs(step).max() for step in steps) < 1e-9) == straight
    for family in (lines[:7], lines[7:]):
        across = np.array([line[-1] - line[0] for line in family])
        assert (np.abs(across - across[0]).max() < 1e-9) == straight


def test_sharpness_says_sigma_beside_zero():
    says = play.sharpness().at(k=6).says
    assert says == "k = 6: σ(kz) is 0.047 at z = −½ and 0.953 at z = ½."


def error(says: str) -> float:
    return float(re.search(r"largest error is (\d+\.?\d*)", says).group(1))


def test_more_bumps_follow_the_curve_more_closely_and_the_readers_network_is_asked():
    def network(edges, heights, k):
        H = len(edges)
        return np.full((H, 1), k), -k * edges, np.diff(heights, prepend=0, append=0), 0.0

    own = play.bumps(network)
    errors = [error(own.at(count=count, sharp=40).says) for count in (5, 10, 20, 40)]
    assert errors == sorted(errors, reverse=True) and errors[-1] < 0.3
    assert errors == [error(play.bumps().at(count=count, sharp=40).says) for count in (5, 10, 20, 40)]
    assert own.at(count=5).says.startswith("5 bumps, 6 hidden units")
    assert play.bumps().at(count=5).says.startswith("5 bumps, 10 hidden units")
    assert error(own.at(height=0).says) == pytest.approx(1.3, abs=0.1)  # nothing is left but the curve


def test_what_is_drawn_on_the_pad_is_the_curve():
    f = drawn_by_hand([[(0.0, 1.0), (0.5, 0.0)], [(1.0, 0.5), (0.75, 0.5)]])
    assert np.allclose(f(np.array([-3.0, -1.5, 0.0])), [-1, 0, 1], atol=0.02)
    assert np.allclose(f(np.array([0.75, 1.5, 2.0, 3.0])), [0.5, 0, 0, 0], atol=0.02)  # straight on over the gap
    over = drawn_by_hand([[(0.0, 0.5), (1.0, 0.5)], [(0.4, 0.0), (0.6, 0.0)]])
    assert over(np.array([0.0])) == pytest.approx(1) and over(np.array([2.0])) == pytest.approx(0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sin(", "cannot read"),
        ("", "1 to 500 characters"),
        ("x" * 501, "1 to 500 characters"),
        ("__import__('os').system('true')", "is not known here"),
        ("x.shape", "is not known here"),
        ("(lambda: 1)()", "is not known here"),
        ("np.save(x, x)", "is not known here"),
        ("[1, 2]", "is not known here"),
        ("y + 1", "'y' is not known here"),
        ("sin(x, x, x, x)", "another number of values"),
        ("log(x)", "is not finite at x = −3"),
        ("9**9**9**9**x", "is not finite"),
    ],
)
def test_a_formula_that_is_none_is_refused_with_its_reason(text, says):
    with pytest.raises(Trouble, match=re.escape(says)):
        play.bumps().at(formula=text)


def test_a_formula_is_computed_as_python_would():
    x = np.linspace(-2, 2, 9)
    wanted = np.where(x <= 0.5, np.exp(-(x**2)) % 2, np.pi - 3 / 4 * x)
    assert np.array_equal(curve("where(x <= 0.5, exp(-x**2) % 2, pi - 3/4*x)")(x), wanted)
    assert curve("2")(x).tolist() == [2.0] * 9


def test_cross_entropy_gives_back_the_slope_that_the_squared_error_loses():
    unit = play.unit()
    assert "z = −6, y = 0.00247, loss 0.498, slope dL/dz −0.00246." in unit.at().says
    assert "z = −6, y = 0.00247, loss 6, slope dL/dz −0.998." in unit.at(loss="cross-entropy").says


@pytest.mark.parametrize("loss", ["squared error", "cross-entropy"])
def test_the_gradient_of_six_points_is_the_one_of_notebook_04(loss):
    x, t = np.array([-3, -2, -1, 0.5, 2, 3]), np.array([0, 0, 1, 0, 1, 1])
    y = logistic(0.7 * x - 0.4)
    z_bar = (y - t) * (y * (1 - y) if loss == "squared error" else 1) / 6
    assert gradient(loss, 0.7, -0.4) == pytest.approx((z_bar @ x, z_bar.sum()), rel=1e-12)


def test_the_readers_own_gradient_is_shown_for_the_loss_it_is_of():
    unit = play.unit(lambda w, b, x, t: (1.25, len(x), t.sum()))
    assert "by your cost_and_gradients: cost J = 1.25, dJ/dw = 6, dJ/db = 3." in unit.at().says
    assert "your" not in unit.at(loss="cross-entropy").says
    assert "steep" in unit.takeaway


def test_before_there_is_a_gradient_the_unit_says_nothing_of_the_cost_and_gives_no_answer_away():
    unit = play.unit()
    assert "cost" not in unit.at().says and "cross-entropy" not in unit.takeaway


PATHS = typed_graph(EXAMPLES["two paths"][0])


def test_backpropagation_sends_from_one_node_at_a_time_and_sums_what_arrives():
    thing = play.backpropagation()
    says = [thing.at(step=step).says for step in range(12)]
    assert says[0] == "Step 0 of 11. The inputs have their values; nothing is computed yet."
    assert says[3] == "Step 3 of 11. Forward: the value of p = mul(x, y) is 0.504."
    assert says[6] == "Step 6 of 11. Backward: the error signal of the output f is 1."
    assert says[9].endswith(
        "p sends its error signal times the local derivative: to x 1.65 · 0.81 = 1.34; to y 1.65 · 0.622 = 1.03. "
        "Everything has arrived at x: its error signal is 1.34. Everything has arrived at y: its error signal is 2.03."
    )
    assert "Error signals so far: f 1, y 1, q 1." in thing.at(step=7).alt
    assert thing.at(step=12).says == says[11] and thing.at().last == {"step": 11}


def test_error_signals_that_arrive_are_those_that_are_measured():
    for which, (formula, values) in EXAMPLES.items():
        graph = typed_graph(formula)
        inputs = {name: typed_values(values).get(name) for name, op, _ in graph if op == "input"}
        thing = play.backpropagation(graph, inputs)
        last = thing.controls["step"].last
        assert not any("adds up to" in thing.at(step=step).says for step in range(last + 1)), which
        signals = measure(graph, inputs)[1]
        assert all(f"{name} {style_number(signal)}" in thing.at(step=last).alt for name, signal in signals.items())


def style_number(value):
    return f"{value:.3g}".replace("-", "−")


def test_the_readers_own_passes_give_the_numbers_and_a_wrong_one_is_seen_where_it_is_wrong():
    def forward(graph, inputs):
        return {**measure(graph, inputs)[0], "p": 0.25}

    def backward(graph, values):
        return {**measure(graph, {"t": values["t"]})[1], "y": 1.0}  # what came last is lost

    thing = play.backpropagation(PATHS, {"t": 0.9}, forward, backward)
    assert thing.controls["which"].start == GIVEN
    assert "Forward: your value of p = mul(x, y) is 0.25." in thing.at(step=3).says
    assert "What has arrived at y adds up to 2.03, but your backward_pass gives 1." in thing.at(step=9).says
    with pytest.raises(Trouble, match="Your forward_pass gives no number for the node x"):
        play.backpropagation(PATHS, {"t": 0.9}, lambda graph, inputs: {"t": 0.9})
    with pytest.raises(Trouble, match="Your backward_pass returns list; it should return a dict"):
        play.backpropagation(PATHS, {"t": 0.9}, None, lambda graph, values: [])


def test_it_can_begin_with_any_graph_of_the_list():
    thing = play.backpropagation(which="softmax")
    assert thing.controls["formula"].start == EXAMPLES["softmax"][0] and thing.controls["step"].last == 15
    assert "z1 0.665" in thing.still().alt and thing.at(step=15).put == {}


def test_a_chosen_graph_fills_the_lines_and_a_typed_one_becomes_the_readers_own():
    thing = play.backpropagation()
    start = {name: control.start for name, control in thing.controls.items()}
    thing.at()
    formula, values = EXAMPLES["L2 regression"]
    chosen = thing.at(step=4, which="L2 regression")
    assert chosen.put == {"formula": formula, "values": values, "step": 0} and chosen.last == {"step": 15}
    typed = thing.at(step=4, which="L2 regression", formula="u = w*x + 3; exp(u)", values=values)
    assert typed.put == {"which": OWN, "step": 0, "values": "w = 2, x = 1.5"} and typed.last == {"step": 7}
    more = thing.at(which=OWN, formula="u = w*x + 3; exp(u) - q", values="x = -1, w = 2")
    assert more.put == {"step": 0, "values": "w = 2, x = -1, q = 1"}
    assert "w = 2, x = −1, 3 = 3, q = 1" in more.alt
    assert thing.at(**start).put["formula"] == EXAMPLES["two paths"][0]


def test_a_typed_graph_has_the_operations_of_the_table():
    graph = typed_graph("z = w*x - 2; y = logistic(-z); L = (y - t)**2/2 + w**2 * 0.5")
    assert [node[:2] for node in graph] == [
        ("w", "input"), ("x", "input"), ("2", "input"), ("t", "input"), ("0.5", "input"),
        ("v1", "mul"), ("z", "sub"), ("v2", "neg"), ("y", "logistic"), ("v3", "sub"), ("v4", "half_square"),
        ("v5", "square"), ("v6", "mul"), ("L", "add"),
    ]  # fmt: skip
    inputs = {"w": 0.3, "x": 2.0, "2": 2.0, "t": 1.0, "0.5": 0.5}
    y = logistic(-(0.3 * 2 - 2))
    assert measure(graph, inputs)[0]["L"] == pytest.approx((y - 1) ** 2 / 2 + 0.045)


@pytest.mark.parametrize(
    ("formula", "values", "says"),
    [
        ("a/b", "a = 1, b = 2", "'a / b' is no operation of the table"),
        ("a**3", "a = 1", "is no operation of the table"),
        ("import os", "", "is no step"),
        ("__import__('os')", "", "is no operation of the table"),
        ("a", "a = 1", "Nothing is computed there"),
        ("b = a", "a = 1", "computes nothing"),
        ("a = exp(b); b = exp(a)", "b = 1", "is given twice, or used before it is given"),
        ("exp(a", "a = 1", "cannot read"),
        ("+".join(["a*a"] * 20), "a = 1", "more than 24 nodes"),
        ("exp(a)", "a is 1", "gives no number"),
        ("exp(a)", "a = 1e9", "gives no number"),
        ("log(a)", "a = 0", "The value of v1 is not finite"),
        ("log(a)", "a = -1", "The value of v1 is not finite"),
        ("exp(a)", "a = 1000", "The value of v1 is not finite"),
    ],
)
def test_what_is_no_graph_is_refused_with_its_reason(formula, values, says):
    with pytest.raises(Trouble, match=re.escape(says)):
        play.backpropagation().at(which=OWN, formula=formula, values=values)


def test_a_training_is_the_readers_own_and_runs_only_as_far_as_one_looks():
    asked = []

    def train(X, T, W1, b1, W2, b2, lr, steps):
        asked.append(steps)
        now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        return {**xor_runs.descend(now, steps, lr), "costs": np.zeros(steps + 1)}

    own, course = play.training(train), play.training()
    assert own.at(steps=60, number=7).says == course.at(steps=60, number=7).says
    assert asked == [20, 20, 20]
    own.at(steps=40, number=7)
    assert len(asked) == 3
    own.at(steps=20, number=8)
    assert len(asked) == 4


def test_the_scrubber_ends_as_the_tries_of_notebook_06_say():
    thing = play.training()
    found = xor_runs.found_by(2, 5, thing.controls["steps"].last, 0.5)
    said = [thing.at(steps=thing.controls["steps"].last, number=number).says for number in range(5)]
    assert ["It has found XOR." in one for one in said] == found.tolist() and 0 < found.sum() < 5
    assert "It has" not in thing.at(steps=0).says


def test_the_penalty_shortens_the_weights_and_the_degree_closes_on_the_points():
    def said(says):
        return [float(eval_number(part)) for part in re.findall(r"(?:= |by )([−\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", says)]

    thing = play.polynomials()
    free, tamed = said(thing.at(M=9).says), said(thing.at(M=9, exponent=-3).says)
    assert free[2] > 1e5 and tamed[2] < 30  # ‖w‖
    assert free[3] < 1e-3 < tamed[3] and free[4] > 2 * tamed[4]  # off the points, off the curve
    off = [said(thing.at(M=M).says)[3] for M in (0, 1, 3, 6, 9)]
    assert off == sorted(off, reverse=True)


def test_positive_weights_have_the_colour_that_they_have_in_images_of_weights():
    figure = play.polynomials().at(M=9).figure
    w = np.linalg.solve(np.vander(POINTS, 10, increasing=True), TARGETS)
    bars = np.array([patch.get_facecolor() for patch in figure.axes[1].patches])
    assert np.allclose(bars, [images.SIGNED(0.75 if value > 0 else 0.25) for value in w], atol=0.02)
    assert len(np.unique(bars, axis=0)) == 2


def eval_number(text):
    digits = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return (
        text.replace("×10", "e").translate(digits).rstrip(".") if "×10" in text else text.translate(digits).rstrip(".")
    )


def test_the_readers_own_features_and_fit_are_asked():
    thing = play.polynomials(lambda x, M: np.ones((len(x), M + 1)), lambda Phi, t, lam: np.full(Phi.shape[1], lam))
    assert "‖w‖ = 0.02;" in thing.at(M=3, exponent=-2).says
    with pytest.raises(Trouble, match=r"weights of shape \(2,\); there should be M \+ 1 = 4"):
        play.polynomials(fit=lambda Phi, t, lam: np.zeros(2)).at(M=3)


def test_the_network_is_asked_what_it_thinks_of_the_drawing():
    thing = play.draw_digit(PLAIN)
    assert thing.at().says == "Nothing is drawn yet."
    straight = as_image([[(0.5, 0.1), (0.5, 0.9)]])
    seen = straight.ravel()[11:21] > 0.44  # pixels that raise their unit
    says = thing.at(strokes=[[(0.5, 0.1), (0.5, 0.9)]]).says
    assert int(re.match(r"The network says (\d)", says).group(1)) in np.flatnonzero(seen)
    asked = []

    def own(X):
        asked.append(X.shape)
        return np.eye(10)[[7]]

    says = play.draw_digit(own, side=28).at(strokes=[[(0.2, 0.2), (0.8, 0.9)]]).says
    assert says == "The network says 7 (100%), then 0 (0%)." and asked == [(1, 784)]
    with pytest.raises(Trouble, match="have 100 pixels; they should have 64 or 784"):
        play.draw_digit({"W1": np.zeros((5, 100))})
