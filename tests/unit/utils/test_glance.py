"""What can be seen of a reader's function, of the line in it that failed, and of names that are not there."""

from __future__ import annotations

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, models, tasks
from utils.checks.glance import Glance, glance
from utils.checks.witness import witness
from utils.outcomes import Raised, Wrong

found = np.array([1.0, 2.0])
LIMIT = 3.0
UNIT, VALUES = models.logistic_least_squares, Returns.as_dict("z", "y", "L")


def outcome(function, exercise="forward", program=UNIT, returns=VALUES):
    with pytest.raises(CheckFailed) as failed:
        check(exercise, function, program, returns)
    return failed.value.outcome


def rows(function, **kept):
    return dict(outcome(function, **kept).rows)


def reads_another_cell(w, b, x, t):
    return {"z": w * x + b, "y": found[0], "L": 0.0}


def reads_a_constant_and_functions(w, b, x, t):
    return {"z": w * x + b, "y": np.exp(LIMIT), "L": float(len([1]))}


def prints_its_answer(w, b, x, t):
    print({"z": w * x + b})


def prints_and_returns(w, b, x, t):
    print("here")
    return {"z": w * x + b, "y": 0.0, "L": 0.0}


def returns_in_the_first_round(x):
    total = 0.0
    for value in x:
        total += value
        return total


def returns_when_found(x):
    for value in x:
        if value > 0:
            return value
    return 0.0


def skips_some(x):
    for value in x:
        if value < 0:
            continue
        return value


def test_a_name_of_another_cell_is_seen_and_a_constant_or_a_function_is_not():
    assert glance(reads_another_cell).reads == ("found",)
    assert glance(reads_a_constant_and_functions).reads == ()
    assert glance(lambda: sum(found)).reads == ("found",)


def test_a_return_that_ends_a_loop_in_its_first_round_is_seen_and_one_under_a_condition_is_not():
    line = returns_in_the_first_round.__code__.co_firstlineno + 4
    assert glance(returns_in_the_first_round).returns_in_loop == line
    assert glance(returns_when_found).returns_in_loop == 0
    assert glance(skips_some).returns_in_loop == 0


def test_nothing_is_seen_of_what_is_not_written_in_python():
    assert glance(np.exp) == Glance()
    assert glance(eval("lambda x: x", {})).returns  # its source cannot be had


def adds_in_place(x, y):
    x = x * 1.0
    y += 1
    return x


def inside_another(x, phi, *, scale=1.0):
    return [phi(one) for one in x] and (lambda: scale)


def of_its_own(x, _unneeded, phi):
    x = 2.0
    return np.tanh(x)


def in_another_way(x, phi):
    return eval("phi(x)")


@pytest.mark.parametrize(
    ("function", "unused"),
    [(adds_in_place, ()), (inside_another, ()), (of_its_own, ("phi",)), (in_another_way, ()), (len, ())],
)
def test_arguments_that_nothing_uses_are_seen(function, unused):
    assert glance(function).unused == unused


def test_a_wrong_answer_is_told_which_argument_it_does_not_use_and_how_a_function_without_a_cell_computes():
    def dense(X, W, b, phi):
        return np.where(X @ W.T + b > 0.5, 1.0, 0.0)

    with pytest.raises(CheckFailed) as failed:
        check_task("dense", dense, tasks.layers.dense)
    said = dict(failed.value.outcome.rows)
    assert said["arguments"] == "your function does not use its argument `phi`"
    assert said["yours"].startswith("entry [0, 0] of the layer's output = ")
    assert "phi = leaky, which is z where z > 0, and z/10 elsewhere" in tasks.layers.dense.where(
        "dense", (*[np.ones((1, 1))] * 2, np.ones(1), tasks.layers.leaky)
    )
    assert "arguments" not in rows(lambda w, b, x, t: {"z": w * x + b + t, "y": 0.0, "L": 0.0})


@pytest.mark.parametrize("step", [lambda z: np.where(z > 0, 1.0, 0.0), lambda z: z > 0])
def test_the_next_step_is_to_call_the_function_that_is_given_and_not_to_change_another(step):
    def unit(x, w, b, phi):
        return step(x @ w + b)

    with pytest.raises(CheckFailed) as failed:
        check_task("unit", unit, tasks.threshold.unit)
    assert "never calls phi" in dict(failed.value.outcome.rows)["next"]


def test_a_wrong_answer_is_told_which_name_it_reads_from_another_cell():
    said = rows(reads_another_cell)["other cells"]
    assert said == "your function reads `found`, which is no argument and comes from another cell"


def test_what_is_read_by_accident_is_said_before_anything_else_and_asked_about():
    shown = outcome(reads_another_cell).text().splitlines()
    assert shown[1].strip().startswith("other cells")


def test_where_nothing_else_explains_an_answer_what_is_read_by_accident_is_asked_about():
    def dense(X, W, b, phi):
        return phi(X @ W.T + found.sum())

    with pytest.raises(CheckFailed) as failed:
        check_task("dense", dense, tasks.layers.dense)
    assert dict(failed.value.outcome.rows)["next"].startswith("Which value is `found` to have here?")


def test_an_argument_that_is_not_used_is_asked_for_where_a_shorter_name_of_another_cell_is_read():
    def dense(X, W, b, found1):
        return X @ W.T + found

    with pytest.raises(CheckFailed) as failed:
        check_task("dense", dense, tasks.layers.dense)
    assert "Is `found1` meant, which it does not use?" in dict(failed.value.outcome.rows)["other cells"]


def test_a_right_answer_may_read_what_it_likes(capsys):
    half = {"value": np.array(0.5)}

    def forward(w, b, x, t):
        z = w * x + b
        y = 1 / (1 + np.exp(-z)) if z > -30 else np.exp(z)
        return {"z": z, "y": y, "L": half["value"] * (y - t) ** 2}

    check("forward", forward, UNIT, VALUES)
    assert "other cells" not in capsys.readouterr().out


def test_printing_in_the_place_of_returning_is_named(capsys):
    assert outcome(prints_its_answer).headline == "it printed its answer and returned None"


def test_what_a_function_prints_appears_once_for_each_case(capsys):
    outcome(prints_and_returns)  # wrong at the first case: asked again there, and at all other points
    assert capsys.readouterr().out.count("here") == 1


def logistic(z):
    return 1 / (1 + np.exp(-z))


def d_logistic(z):
    return d_logistic(z) * (1 - d_logistic(z))


def test_a_function_that_calls_itself_by_mistake_is_asked_whether_another_one_is_meant():
    with pytest.raises(CheckFailed) as failed:
        check_task("d_logistic", d_logistic, tasks.activations.d_logistic)
    assert "Is logistic meant?" in dict(failed.value.outcome.rows)["next"]


# --- the line that failed -----------------------------------------------------------------------------------------


def product(W2, y_bar):
    return W2 @ y_bar


def product_of_entries(grads, X):
    return grads["W1"].T @ X


def sum_of_two(b, X):
    return b + X


def called(x, y):
    return np.dot(x, y)


def deep(layers, X):
    for W, _ in layers:
        X = X @ W
    return X


@pytest.mark.parametrize(
    ("function", "arguments", "shapes"),
    [
        (product, (np.ones((3, 2)), np.ones(3)), "W2 (3, 2) @ y_bar (3,): 2 and 3 do not meet"),
        (
            product_of_entries,
            ({"W1": np.ones((3, 2))}, np.ones((4, 5))),
            "grads['W1'].T (2, 3) @ X (4, 5): 3 and 4 do not meet",
        ),
        (sum_of_two, (np.ones(3), np.ones((5, 2))), "b (3,) + X (5, 2)"),
        (called, (np.ones(2), np.ones((5, 2))), "x (2,), y (5, 2)"),
        (deep, ([(np.ones((3, 2)), 0)], np.ones((5, 2))), "X (5, 2) @ W (3, 2): 2 and 3 do not meet"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_operands_of_the_failing_line_are_shown_with_their_shapes(function, arguments, shapes):
    assert witness(function, arguments).trouble.shapes == shapes


def test_looking_at_a_failing_line_calls_nothing():
    calls = []

    def noisy():
        calls.append(1)
        return np.ones(3)

    def fails(X):
        return noisy() @ X

    assert witness(fails, (np.ones((4, 4)),)).trouble.shapes
    assert calls == [1]


def test_numpys_signature_of_a_product_is_never_shown():
    def cost(X, T, W, b):
        return X @ W, b, b

    with pytest.raises(CheckFailed) as failed:
        check("softmax_regression", cost, models.softmax_regression, Returns.as_tuple("J", "W_bar", "b_bar"))
    text = failed.value.outcome.text()
    assert "gufunc" not in text and "do not meet" in text


# --- advice ---------------------------------------------------------------------------------------------------------

HERE = {"np": np, "math": __import__("math"), "loss": lambda a, b: a}


def advice_for(body: str, tmp_path, exercise: str = "forward") -> str:
    """The next step for a function of this body, kept in a file so that its lines are known."""
    path = tmp_path / "cell.py"
    path.write_text("def forward(w, b, x, t):\n    Z = np.array([[1.0, 2.0], [3.0, 4.0]])\n    " + body + "\n")
    names = dict(HERE)
    exec(compile(path.read_text(), str(path), "exec"), names)
    found = outcome(names["forward"], exercise)
    assert isinstance(found, Raised)
    return dict(found.rows)["next"]


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ("return math.exp(Z)", "The functions of math take a single number. For an array there is NumPy's: np.exp."),
        ("return np.max(0, Z)", "np.max takes one array, and its second argument is an axis."),
        ("return Z(1, 0)", "Python takes W(…) for a call, and W is an array."),
        ("return w(x + b)", "Is a * missing between two factors?"),
        ("return Z * np.where(Z > 1)", "np.where with a condition alone gives the places where it holds"),
        ("return Z.sum(axis=2)", "A matrix has axis 0 and axis 1."),
        ("return Z[0].sum(axis=1)", "An array of one dimension has axis 0 alone. axis=-1"),
        ("return np.sum(x, axis=1)", "A single number has no axis"),
        ("return np.sum(np.ones((1, 2, 3)), axis=3)", "An array of 3 dimensions has the axes 0 to 2."),
        ("A = np.ones((3, 2)); return A * Z", "* multiplies entry by entry."),
        ("A = np.ones(3); return A + Z", "Sizes are compared from the right"),
        ("b1, b2 = x, w; return b3 + bb", "Inside forward no line begins with b3 =. Did you compute it"),
        ("t1, t2 = x, w; del t; return t", "t gets its value further down"),
        ("n1, n2 = x, w; return n * x", "There is no n here. Is n1 or n2 meant?"),
        ("return wx + b", "There is no wx here. Is w * x meant?"),
        ("return w·x", "Python reads w·x as a single name. A product is written with *."),
        ("return Z & Z", "& and | are for truth values and whole numbers."),
        ("return Z / Z.size()", "size is no function: write Z.size, without the brackets."),
        ("grads = {'W_bar': Z, 'b_bar': b}; return grads['W']", "grads has the keys W_bar, b_bar."),
        ("for i in range(Z): pass", "range wants a whole number. range(len(Z)) counts the entries of Z."),
        ("for i in range(5 / 2): pass", "A whole number is wanted there."),
        ("for i in [1, 2].reverse(): pass", "One of the values in that line is None."),
        ("return np.hstack([Z, Z[:, 0] * Z[:, 1]])", "A matrix and an array of one dimension stand side by side"),
        ("u, v = np.ones(3), np.ones(2); return u * v", "Two arrays of different lengths are multiplied"),
        ("u, v = np.ones(3), np.ones(2); return np.dot(u, v.T)", "Both arrays have one axis"),
        ("return Z or Z", "or wants single truth values, and here is an array of them."),
        ("return max(Z)", "Python's max compares whole rows of an array."),
        ("if Z > 0: return Z", "An if (or and, or, not) wants one truth value"),
        ("return Z[2]", "Indices begin at 0: axis 0 has the indices 0 to 1 here."),
        ("return Z[0, 0, 0]", "The array has fewer dimensions than that line gives indices."),
        ("return loss(1)", "That line gives another number of arguments than the def of what it calls takes."),
        ("return np.maximum(Z)", "np.maximum takes two values, np.maximum(a, b), and here it is given one."),
        ("return np.diff()", "help(np.diff) in a new cell shows which arguments it takes."),
        ("return np.column_stack(Z, Z)", "np.column_stack takes the arrays as one list, np.column_stack([a, b])."),
        ("return np.stack(Z[0], Z[1], axis=1)", "np.stack takes the arrays as one list, np.stack([a, b])."),
        ("return np.array([1.0, 2.0], [3.0, 4.0])", "np.array takes all rows in one list, np.array([[1, 2], [3, 4]])."),
        ("return given_forward(x)", "There is no given_forward here. What does this notebook call it? If a cell"),
        (
            "return d_target(x)",
            "No line before this one gives d_target a value. Did you give it another name",
        ),  # target is another name
        (
            "return forwrd(x)",
            "No line before this one gives forwrd a value. Did you give it another name",
        ),  # what is judged is not to call itself
        ("return exp(x)", "NumPy's exp is written np.exp."),
        ("return σ(x)", "Python does not know σ: call logistic."),
        ("target = x; return targt", "There is no targt here. Is target meant?"),
        ("y = x; return {'y': y, 'z_bar': z_bar}", "No line before this one gives z_bar a value."),
        (
            "y_bar = x; return z_bar * x",
            "No line before this one gives z_bar a value. Is its line missing, or is y_bar",
        ),
        ("pair = (1.0, {}); return pair['J']", "A tuple is asked for a name there."),
        ("return forward(w, b, x, t)", "forward, in the line above, calls itself"),
        ("return (1.0, 2.0) + [3.0]", "A list or a tuple stands where an array or a number belongs"),
        ("return np.sigmoid(x)", "NumPy has no sigmoid."),
        ("return None + x", "One of the values in that line is None."),
        ("return {'a': 1}['b']", "The dict has no such key."),
        ("return x[0]", "That line takes entries of what is a single number here."),
        ("return np.where(Z == 1 or Z == 2, 1, 0)", "and and or want single truth values. To combine two comparisons"),
        ("if Z == 1 or Z == 2: return Z", "An if (or and, or, not) wants one truth value"),
        ("return np.where(Z == 1 | Z.astype(int) == 2, 1, 0)", "| and & bind tighter than a comparison."),
        (
            "return np.linalg.solve(Z, np.ones(4))",
            "solve(A, c): c needs one number for each row of A. A has 2 rows, and c has 4.",
        ),
        ("return min((1.0, Z), 2.0)", "One of the two that are compared is a tuple."),
        ("pair = (2, 2); return Z.reshape(-1, pair)", "A tuple stands there where a whole number belongs. *pair hands"),
    ],
)
def test_the_errors_of_a_beginner_get_a_next_step_that_fits(body, begins, tmp_path):
    assert advice_for(body, tmp_path).startswith(begins)


def handed_over(T, log_Y):
    """The mean cross-entropy against one-hot T."""
    return -np.sum(T * log_Y)


def test_shapes_that_fail_in_a_function_that_is_called_are_looked_for_where_it_is_called():
    found = outcome(lambda w, b, x, t: handed_over(np.ones(3), np.ones((3, 2))))
    assert "help(handed_over)" in dict(found.rows)["next"] and "@" not in dict(found.rows)["next"]


def test_a_changed_line_with_def_is_named():
    found = outcome(lambda w, b: {})
    assert dict(found.rows)["next"].startswith("Leave the line with def as it was given")


def test_only_node_is_told_of_numpy_calling_its_methods(tmp_path):
    assert "NumPy" not in advice_for("return forward(w, b, x, t)", tmp_path)


def test_changing_arrays_of_a_dict_in_place_is_told_that_a_copy_of_the_dict_holds_the_same_arrays():
    def step(params, grads, lr, lam):
        new = dict(params)
        for key in new:
            new[key] -= lr * grads[key]
        return new

    def in_place(params, grads, lr, lam):
        for key in params:
            params[key] = params[key] - lr * grads[key]
        return params

    for function in (step, in_place):
        with pytest.raises(CheckFailed) as failed:
            check_task("sgd_step", function, tasks.sgd_step.sgd_step)
        said = dict(failed.value.outcome.rows)["next"]
        assert "dict(params) alone is not enough: it holds the same arrays" in said
    assert isinstance(failed.value.outcome, Wrong)
