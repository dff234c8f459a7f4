"""The check of tasks: what it accepts, what it refuses, and what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from utils import CheckFailed, check_task, progress
from utils.checks.refusals import cannot_judge
from utils.checks.task import Mistake, Task, equal_to, integers_equal_to, unpacked
from utils.checks.writing import describe_case, show
from utils.outcomes import CheckInterrupted, Interrupted, NotAttempted, Raised, Right, RightSoFar, Wrong, shown_to


def norms(X):
    return np.sqrt((X**2).sum(axis=1))


def draw(rng):
    return (rng.normal(size=(int(rng.integers(3, 6)), 2)),)


NORMS = Task(
    ("X",),
    draw,
    equal_to(norms, "r"),
    edges=((np.array([[3.0, 4.0]]),),),
    mistakes=(
        Mistake("root left out", "It is the square.", lambda X: norms(X) ** 2),
        Mistake("other axis", "It is summed over the examples.", lambda X: np.sqrt((X**2).sum(axis=0))),
    ),
)
POSITIVE = replace(NORMS, judge=integers_equal_to(lambda X: X[:, 0] > 0, "y"), mistakes=())


def outcome(function, task, **kwargs):
    progress.forget()
    try:
        check_task("exercise", function, task, **kwargs)
    except CheckFailed as failed:
        return failed.outcome
    (latest,) = progress._latest.values()
    return latest


def test_a_right_answer_passes_and_is_told_against_what_and_that_one_may_move_on(capsys):
    found = outcome(norms, NORMS)
    assert isinstance(found, Right)
    assert found.headline == "matches the expected values at 5 random cases and 1 edge case. You may move on."


def test_a_wrong_answer_says_where_with_both_numbers():
    found = outcome(lambda X: norms(X) + 1e-5, NORMS)
    assert isinstance(found, Wrong) and found.headline == "r is wrong" and found.kinds == ()
    rows = dict(found.rows)
    assert list(rows) == ["where", "wrong at", "yours", "expected", "next"]
    assert rows["where"].startswith("X = [[") and rows["where"].endswith("(random case 1 of 5, seed 1)")
    assert "the first is r[0]" in rows["wrong at"]


@pytest.mark.parametrize("relative", [1e-7, -9e-7])
def test_a_part_in_a_million_is_close_enough(relative):
    assert isinstance(outcome(lambda X: norms(X) * (1 + relative), NORMS), Right)


def test_a_known_mistake_is_named_when_it_leads_to_every_answer():
    found = outcome(lambda X: norms(X) ** 2, NORMS)
    assert found.kinds == ("root left out",) and dict(found.rows)["consistent with"] == "It is the square."
    assert outcome(lambda X: norms(X) ** 2, NORMS, explained=False).kinds == ()


def scaled(X, lam):
    return {"mean": X.mean(axis=0), "gram": lam * X @ X.T}


SCALED = Task(
    ("X", "lam"),
    lambda rng: (rng.normal(size=(4, 3)), float(rng.uniform(1.5, 2.5))),
    equal_to(scaled, "answer"),
    mistakes=(Mistake("lam left out", "There is no lam.", lambda X, lam: scaled(X, lam) | {"gram": X @ X.T}),),
)


@pytest.mark.parametrize(
    "kind, says, wrong",
    [
        ("sign", "the sign is the opposite", lambda X, lam: {"mean": -X.mean(axis=0)}),
        ("factor", "exactly half", lambda X, lam: {"mean": X.mean(axis=0) / 2}),
        ("factor", "3 times", lambda X, lam: {"gram": 3 * lam * X @ X.T}),
        ("factor", "N is the number of examples", lambda X, lam: {"mean": X.sum(axis=0)}),
        ("factor", "exactly lam times", lambda X, lam: {"gram": lam**2 * X @ X.T}),
        ("zeros", "zero everywhere", lambda X, lam: {"gram": np.zeros((4, 4))}),
        ("batch sum missing", "their mean is missing", lambda X, lam: {"mean": X}),
        ("lam left out", "There is no lam", lambda X, lam: {"gram": X @ X.T}),
    ],
)
def test_a_mistake_that_can_happen_anywhere_is_named_in_the_part_where_it_is_after_the_tasks_own(kind, says, wrong):
    found = outcome(lambda X, lam: scaled(X, lam) | wrong(X, lam), SCALED)
    assert found.kinds[0] == kind and says in dict(found.rows)["consistent with"]
    assert [label for label, _ in found.rows].count("consistent with") == 1
    assert outcome(lambda X, lam: scaled(X, lam) | wrong(X, lam), SCALED, explained=False).kinds in ((), ("shape",))


def test_exchanged_labels_are_named_for_every_task():
    found = outcome(lambda X: X[:, 0] <= 0, POSITIVE)
    assert found.kinds == ("sign",) and "Zeros and ones" in dict(found.rows)["consistent with"]


def test_a_mistake_that_leads_to_some_of_the_answers_only_is_not_named():
    found = outcome(lambda X: norms(X) ** 2 if len(X) == 4 else norms(X) + 1, NORMS)
    assert isinstance(found, Wrong) and found.kinds == ()


def test_a_mistake_that_does_not_show_where_the_answer_failed_is_not_named():
    task = replace(POSITIVE, mistakes=(Mistake("tie", "A tie gives 1.", lambda X: X[:, 0] >= 0),))
    assert outcome(lambda X: (X[:, 0] > 0).astype(float), task).kinds == ("type",)


def test_a_mistake_is_named_in_another_shape_too():
    found = outcome(lambda X: np.sqrt((X**2).sum(axis=0)), NORMS)
    assert found.kinds == ("other axis", "shape")


def test_a_mistake_that_shows_at_an_edge_only_is_named_if_it_fits_everywhere():
    def skips_single(X):
        return norms(X) if len(X) > 1 else 0 * norms(X)

    task = replace(NORMS, mistakes=(Mistake("one example", "One example alone is lost.", skips_single),))
    found = outcome(skips_single, task)
    assert found.kinds == ("one example",) and "edge case" in dict(found.rows)["where"]


@pytest.mark.parametrize("convert", [np.asarray, lambda y: y.astype(int), lambda y: y.astype(np.uint8)])
def test_whole_numbers_may_be_ints_or_bools(convert):
    assert isinstance(outcome(lambda X: convert(X[:, 0] > 0), POSITIVE), Right)


def test_floats_are_no_whole_numbers():
    found = outcome(lambda X: (X[:, 0] > 0).astype(float), POSITIVE)
    assert found.headline == "y holds floats and should hold whole numbers" and found.kinds == ("type",)


@pytest.mark.parametrize("answer", [True, 1, np.True_, np.int64(1), np.array(True), np.array(1)])
def test_a_truth_value_may_have_any_type_of_its_own(answer):
    task = Task((), lambda rng: (), integers_equal_to(lambda: True))
    assert isinstance(outcome(lambda: answer, task), Right)


@pytest.mark.parametrize("answer", [False, 0, 2, 1.0, "yes", [True], np.array([True]), None, 1j])
def test_anything_else_is_no_truth_value_or_the_wrong_one(answer):
    task = Task((), lambda rng: (), integers_equal_to(lambda: True))
    assert isinstance(outcome(lambda: answer, task), Wrong)


def test_a_wrong_truth_value_is_said_in_words():
    found = outcome(lambda: False, Task((), lambda rng: (), integers_equal_to(lambda: True)))
    assert dict(found.rows)["yours"] == "the answer = False" and dict(found.rows)["expected"] == "the answer = True"


@pytest.mark.parametrize("wrap", [int, np.int64, lambda count: np.array([count])])
def test_a_count_of_hundreds_of_millions_that_is_off_by_one_is_wrong_and_shown_in_all_its_digits(wrap):
    task = Task((), lambda rng: (), integers_equal_to(lambda: wrap(400_000_000)))
    assert isinstance(outcome(lambda: wrap(400_000_000), task), Right)
    found = outcome(lambda: wrap(400_000_001), task)
    assert isinstance(found, Wrong) and dict(found.rows)["yours"].endswith(" = 400000001")


@pytest.mark.parametrize("answer", [(np.ones(2), 3), [np.ones(2, int), 3.0], (np.ones(2), np.array(3))])
def test_pairs_may_be_tuples_or_lists_and_scalars_of_any_kind(answer):
    task = Task((), lambda rng: (), equal_to(lambda: (np.ones(2), 3.0), "w", "b"))
    assert isinstance(outcome(lambda: answer, task), Right)


@pytest.mark.parametrize(
    ("answer", "headline"),
    [
        ((np.ones(2), np.array([3.0])), "b has shape (1,) and should be one number"),
        ((np.ones((2, 1)), 3.0), "w has the wrong shape"),
        ((np.ones(2),), "it returned 1 value instead of 2"),
        ((np.ones(2), 4.0), "b is wrong"),
        (None, "it returned None"),
    ],
)
def test_of_a_pair_the_wrong_part_is_named(answer, headline):
    assert (
        outcome(lambda: answer, Task((), lambda rng: (), equal_to(lambda: (np.ones(2), 3.0), "w", "b"))).headline
        == headline
    )


def test_nested_answers_are_compared_part_by_part():
    def layers():
        return [(np.ones((2, 3)), np.zeros(2)), {"k": 1.0}]

    task = Task((), lambda rng: (), equal_to(layers, "layers"))
    assert isinstance(outcome(layers, task), Right)
    found = outcome(lambda: [(np.ones((2, 3)), np.array([0.0, 1.0])), {"k": 1.0}], task)
    assert found.headline == "layers[0][1] is wrong" and "layers[0][1][1] = 1" in dict(found.rows)["yours"]


def test_a_stub_is_not_attempted_and_an_error_is_raised_with_its_line():
    def stub(X):
        raise NotImplementedError()

    assert isinstance(outcome(stub, NORMS), NotAttempted)
    assert isinstance(outcome(lambda X: ..., NORMS), NotAttempted)
    assert isinstance(outcome(lambda X: X @ X, replace(NORMS, edges=())), Raised)


def test_changed_arguments_changing_answers_shared_results_and_overflow_are_refused():
    kept = np.zeros(0)
    calls = []

    def shares(X):
        nonlocal kept
        if kept.size != len(X):
            kept = np.zeros(len(X))
        kept[:] = norms(X)
        return kept

    def changes(X):
        X *= 1
        X[0] += 1
        return norms(X)

    def drifts(X):
        calls.append(1)
        return norms(X) * (1 + 1e-4 * len(calls))

    same_size = replace(NORMS, draw=lambda rng: (rng.normal(size=(3, 2)),), edges=())
    assert outcome(shares, same_size).kinds == ("shared result",)
    assert outcome(changes, NORMS).kinds == ("changed in place",)
    assert outcome(drifts, NORMS).kinds == ("not repeatable",)
    assert outcome(lambda X: norms(X) + 0 * np.exp(np.float64(1000) * 1000), NORMS).kinds == ("overflow",)


def test_bad_arguments_are_to_be_refused_with_a_value_error():
    task = replace(NORMS, refuses=((np.zeros(3),),))

    def refuses(X):
        if X.ndim != 2:
            raise ValueError("X must have two dimensions")
        return norms(X)

    def wrong_error(X):
        if X.ndim != 2:
            raise KeyError("X")
        return norms(X)

    assert "refuses what it should (1 tried)" in outcome(refuses, task).headline
    found = outcome(lambda X: norms(X) if X.ndim == 2 else X, task)
    assert found.kinds == ("not refused",) and dict(found.rows)["expected"] == "a ValueError"
    found = outcome(wrong_error, task)
    assert isinstance(found, Raised) and dict(found.rows)["expected"] == "a ValueError"


def test_a_property_judge_says_what_it_saw():
    def judge(exercise, arguments, answer, where):
        found = unpacked(exercise, answer, {"W": ("H", 2), "b": ("H",), "c": ()}, where)
        if found["c"] < 0:
            raise cannot_judge(
                exercise, "c is negative", where, "Change its sign.", "sign", ("yours", show(found["c"]))
            )

    task = Task((), lambda rng: (), judge, against="the property")
    assert (
        outcome(lambda: (np.ones((3, 2)), np.ones(3, int), 1), task).headline
        == "matches the property. You may move on."
    )
    assert outcome(lambda: (np.ones((1, 2)), np.ones(1), -1), task).kinds == ("sign",)
    assert outcome(lambda: (np.ones((3, 2)), np.ones(2), 1), task).headline == "b has the wrong shape"
    assert outcome(lambda: (np.ones((3, 4)), np.ones(3), 1), task).headline == "W has the wrong shape"
    assert dict(outcome(lambda: (np.ones(2), np.ones(1), 1), task).rows)["expected"] == "(H, 2)"
    assert outcome(lambda: (np.ones((0, 2)), np.ones(0), 1), task).headline == "W has the wrong shape"
    assert outcome(lambda: (np.full((3, 2), np.nan), np.ones(3), 1), task).kinds == ("not finite",)
    assert outcome(lambda: ([[1, 2]], [1], 1), task).headline == "W is a list and should be an array"


def test_a_free_size_is_not_read_off_an_array_that_lies_the_other_way():
    def judge(exercise, arguments, answer, where):
        unpacked(exercise, answer, {"W": ("H", 2), "b": ("H",)}, where)

    task = Task((), lambda rng: (), judge)
    turned = outcome(lambda: (np.ones((2, 3)), np.ones(3)), task)
    assert dict(turned.rows)["yours"] == "(2, 3)" and dict(turned.rows)["expected"] == "(H, 2)"
    assert turned.kinds == ("transpose", "shape") and "transpose" in dict(turned.rows)["consistent with"]
    other = outcome(lambda: (np.ones((5, 3)), np.ones(5)), task)
    assert other.kinds == ("shape",) and dict(other.rows)["expected"] == "(H, 2)"


def test_a_shuffle_from_another_generator_is_sent_to_the_one_handed_over():
    task = Task(("n", "rng"), lambda rng: (6, np.random.default_rng(1)), lambda *_: None)
    found = outcome(lambda n, rng: np.random.permutation(n), task)
    assert found.kinds == ("not repeatable",) and "the rng that is handed over" in dict(found.rows)["next"]


def test_the_check_of_a_step_leaves_the_exercise_unfinished_and_one_of_the_whole_finishes_it():
    step = replace(NORMS, step="first", then="Go on.")
    found = outcome(norms, step)
    assert isinstance(found, RightSoFar) and found.headline.endswith("Go on.")
    with pytest.raises(CheckFailed):
        check_task("exercise", lambda X: norms(X) + 1, step)
    assert progress.summary({"exercise": 1}).rows[0][2] == "✗ not right yet"
    check_task("exercise", norms, step)
    assert progress.summary({"exercise": 1}).rows[0][2] == "✓ right so far"
    check_task("exercise", norms, NORMS)
    assert progress.summary({"exercise": 1}).rows[0][2] == "✓ right"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (RecursionError("maximum recursion depth exceeded"), "calls itself and never comes to an end"),
        (ValueError("assignment destination is read-only"), "even if you put it back"),
        (AttributeError("'dict' object has no attribute 'add'"), "set()"),
        (AttributeError("'float' object has no attribute 'backward'"), "before a Python number is made"),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied (8x3 and 4x3)"), "transposed"),
        (RuntimeError("mat1 and mat2 must have the same dtype, but got Double and Float"), "float32"),
        (TypeError("linear(): argument 'input' (position 1) must be Tensor, not numpy.ndarray"), "torch.tensor"),
        (TypeError("list is not a Module subclass"), "star"),
        (RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"), "no_grad"),
        (RuntimeError("Can't call numpy() on Tensor that requires grad."), "PyTorch's own functions"),
        (AttributeError("'NoneType' object has no attribute 'numpy'"), "Was backward called"),
        (RuntimeError("grad can be implicitly created only for scalar outputs"), "Is a sum missing"),
        (RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn"), "no_grad"),
        (TypeError("exp has to return a Node, and returned float64"), "beside a worked one"),
    ],
)
def test_errors_of_a_framework_and_of_classes_get_a_next_step(error, advice):
    def raises(X):
        raise error

    assert advice in dict(outcome(raises, NORMS).rows)["next"]


def test_what_a_given_cell_raises_in_words_of_its_own_is_not_laid_to_a_line_of_the_readers():
    def raises(X):
        raise TypeError("exp has to return a Node, and returned float")

    assert [label for label, _ in outcome(raises, NORMS).rows] == ["error", "where", "next"]


def test_a_mistake_may_have_a_next_step_of_its_own():
    mistake = Mistake("halved", "It is half of it.", lambda x: x / 2, "What does the ½ belong to?")
    task = Task(("x",), lambda rng: (float(rng.random()),), equal_to(lambda x: x), mistakes=(mistake,))
    assert dict(outcome(lambda x: x / 2, task).rows)["next"] == "What does the ½ belong to?"
    assert dict(outcome(lambda x: x / 3, task).rows).get("next") != "What does the ½ belong to?"
    assert outcome(lambda x: x / 3, task).kinds == ("factor",)  # which can happen anywhere


def test_cases_are_described_with_all_the_digits_that_matter():
    assert describe_case("f", ("x", "phi"), (0.5, np.tanh), "an edge case") == "x = 0.5, phi = tanh\n(an edge case)"
    assert "1000000.000001" in show(np.array([1000000.000001, 1.0]))
    assert show(np.array([1 / 3])) == "[0.333333]" and show([(1.0, "a")]) == "[(1, 'a')]"
    assert show(np.zeros((30, 2))) == "array of shape (30, 2)"
    assert describe_case("f", ("X",), (np.eye(2),), "") == "X = [[1, 0],\n     [0, 1]]"
    assert describe_case("f", (), (), "") == "f()"


def test_a_plain_case_comes_first_and_helps_to_name_a_mistake():
    first = (np.array([[3.0, 4.0]]),)
    task = replace(NORMS, first=(first,))
    found = outcome(lambda X: norms(X) ** 2, task)
    assert "X = [[3, 4]] (a plain case)" in " ".join(dict(found.rows)["where"].split())
    assert found.kinds == ("root left out",)
    assert outcome(norms, task).headline.startswith(
        "matches the expected values at 1 plain case, 5 random cases and 1 edge case."
    )


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        (lambda X: (X[:, 0] > 0) - (X[:, 1] > 0), "Truth values cannot be subtracted."),
        (lambda X: -(X[:, 0] > 0), "Truth values cannot be subtracted."),
        (lambda X: X[:, 0] ^ 2, "a power is written **"),
        (lambda X: 1.0 if X[:, 0] > 0 else 0.0, "wants one truth value"),
    ],
)
def test_what_numpy_says_of_truth_values_is_put_into_a_next_step(mistake, advice):
    assert advice in dict(outcome(mistake, NORMS).rows)["next"]


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (lambda X: X[:, 0] > 0, "A comparison gives True and False."),
        (lambda X: norms(X).sum(), "This is one number for everything."),
        (lambda X: list(norms(X)), "Return a NumPy array"),
    ],
)
def test_an_answer_of_another_type_is_told_what_to_do_with_it(answer, advice):
    found = outcome(answer, NORMS)
    assert found.kinds[-1] == "type" and advice in dict(found.rows)["next"]


def test_a_mistake_is_recognised_by_the_error_it_raises():
    broken = Mistake("list times list", "It multiplies lists.", lambda X: list(X) * list(X))
    other = Mistake("another error", "It adds lists and numbers.", lambda X: list(X) + 1)
    found = outcome(lambda X: X.tolist() and list(X) * list(X), replace(NORMS, mistakes=(other, broken)))
    assert isinstance(found, Raised) and found.kinds == ("list times list",)
    assert "It multiplies lists." in dict(found.rows)["consistent with"]
    assert "stands where a number belongs" in dict(found.rows)["next"]
    hidden = outcome(lambda X: list(X) * list(X), replace(NORMS, mistakes=(broken,)), explained=False)
    assert hidden.kinds == ("another type in a line",) and "consistent with" not in dict(hidden.rows)


def test_an_error_in_some_cases_only_is_no_mistake_that_raises_in_all():
    broken = Mistake("list times list", "It multiplies lists.", lambda X: list(X) * list(X))
    found = outcome(lambda X: list(X) * list(X) if len(X) == 4 else norms(X), replace(NORMS, mistakes=(broken,)))
    assert isinstance(found, Raised) and found.kinds == ("another type in a line",)
    assert "consistent with" not in dict(found.rows)


def test_a_readers_own_refusal_of_a_case_that_has_an_answer_is_said_to_be_one():
    def norms_of_few(X):
        if len(X) < 9:
            raise ValueError("X is too short")

    found = outcome(norms_of_few, replace(NORMS, refuses=((np.zeros((0, 2)),),)))
    assert isinstance(found, Raised) and "Nothing is wrong with this case" in dict(found.rows)["next"]


def test_what_is_not_refused_is_told_where_to_look_and_a_task_may_know_better():
    task = replace(NORMS, refuses=((np.array([[1.0, 2.0, 3.0]]),),))
    found = outcome(norms, task)
    assert found.kinds == ("not refused",) and "Look at X before you compute anything" in dict(found.rows)["next"]
    better = outcome(norms, replace(task, refused=lambda X: f"Three columns: {X.shape}."))
    assert dict(better.rows)["next"] == "Three columns: (1, 3)."

    def raises_another(X):
        return norms(X) if X.shape[1] == 2 else {}["columns"]

    another = outcome(raises_another, task)
    assert isinstance(another, Raised) and dict(another.rows)["expected"] == "a ValueError"


def test_an_answer_that_is_wrong_for_what_an_earlier_call_left_is_told_so():
    calls = []

    def counts(X):
        calls.append(1)
        return norms(X) + len(calls)

    found = outcome(counts, NORMS)
    assert found.kinds == ("not repeatable",) and "Begin afresh" in dict(found.rows)["next"]


def test_an_interrupted_check_names_the_case_and_is_still_an_interrupt():
    calls = []

    def endless(X):
        calls.append(1)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return norms(X)

    shown = []
    progress.forget()
    with pytest.raises(KeyboardInterrupt) as stopped, shown_to(shown.append):
        check_task("exercise", endless, NORMS)
    (found,) = shown
    assert isinstance(stopped.value, CheckInterrupted) and found == stopped.value.outcome
    assert isinstance(found, Interrupted) and "(random case 2 of 5, seed 1)" in dict(found.rows)["where"]
    assert len(stopped.value._render_traceback_()) == 1 and stopped.value.__context__ is None
    assert not progress._latest  # it says nothing about the answer


def test_a_check_is_interrupted_with_its_case_also_while_it_explains_or_wants_a_refusal():
    def when(stop):
        def function(X):
            if stop(X):
                raise KeyboardInterrupt
            return norms(X) + 1

        return function

    first = NORMS.draw(np.random.default_rng(1))[0]
    wanted = replace(NORMS, refuses=((np.zeros((0, 2)),),))
    for function in (when(lambda X: len(X) and not np.array_equal(X, first)), lambda X: norms(X) if len(X) else stop()):
        shown = []
        with pytest.raises(CheckInterrupted), shown_to(shown.append):
            check_task("exercise", function, wanted)
        assert dict(shown[0].rows)["where"].startswith("X = ")


def stop():
    raise KeyboardInterrupt


def test_a_tuple_of_one_is_written_with_its_comma_and_counts_in_full():
    assert show({"a": ("a",)}) == "{'a': ('a',)}" and show(("a", "b")) == "('a', 'b')"
    task = Task(("n",), lambda rng: (int(rng.integers(10**8, 10**9)),), integers_equal_to(lambda n: n, "count"))
    rows = dict(outcome(lambda n: 2 * n, task).rows)
    assert int(rows["yours"].removeprefix("count = ")) == 2 * int(rows["expected"].removeprefix("count = "))
    assert "//" in dict(outcome(lambda n: n / 1, task).rows)["next"]


class Tensor:
    """Like one of PyTorch that is recorded: it can be neither compared nor made an array of."""

    def __array__(self, *arguments, **keywords):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")

    def __eq__(self, other):
        return self

    def __bool__(self):
        raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")


@pytest.mark.parametrize(("answer", "said"), [(lambda X: Tensor(), "numpy()"), (lambda X: (Tensor(), 1.0), "")])
def test_what_is_no_plain_data_is_refused_in_words(answer, said):
    with pytest.raises(CheckFailed) as failed:
        check_task("norms", answer, NORMS)
    assert failed.value.outcome.kinds == ("type",) and said in failed.value.outcome.text()


def test_what_is_no_plain_data_does_no_harm_beside_the_answer():
    task = Task(("x",), lambda rng: (float(rng.normal()),), equal_to(lambda x: {"y": 2 * x}))
    check_task("double", lambda x: {"y": 2 * x, "record": Tensor()}, task)


def test_a_task_says_how_good_a_right_answer_is_and_what_comes_then(capsys):
    task = replace(NORMS, attained=lambda X, answer: f"{len(answer)} of {len(X)}", then="Go on with part 2.")
    check_task("norms", norms, task)
    assert capsys.readouterr().out.rstrip().endswith("· right: 1 of 1. Go on with part 2.")


def test_a_method_that_is_not_written_belongs_to_the_exercise_that_is_its_class():
    class Node:
        def exp(self):
            raise NotImplementedError

    Node.exp.__code__ = Node.exp.__code__.replace(co_qualname="Node.exp")  # as where a class stands in a cell
    with pytest.raises(CheckFailed) as failed:
        check_task("Node", lambda X: Node().exp(), NORMS)
    outcome = failed.value.outcome
    assert isinstance(outcome, NotAttempted) and outcome.headline == "its method exp is not written yet"
    assert "Write exp in the class Node" in outcome.text()


def test_a_case_may_leave_out_an_argument_that_has_a_default():
    task = Task(("x", "step"), lambda rng: (2.0,), equal_to(lambda x, step=1.0: x + step), edges=((2.0, 0.5),),
                say=lambda x, step="its default": f"x = {x}, step = {step}")  # fmt: skip
    assert isinstance(outcome(lambda x, step=1.0: x + step, task), Right)
    assert isinstance(outcome(lambda x, step=0.5: x + step, task), Wrong)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda X: X @ X[0, :1], "shapes that do not fit"),
        (lambda X: nowhere, "unknown name"),  # noqa: F821
        (lambda X: 1.0 if X > 0 else 0.0, "one truth value of an array"),
        (lambda X: {"a": X}["b"], "no such key"),
        (lambda X: np.diff(X, 1, 2, 3, 4, 5, 6, 7), "wrong call"),
        (lambda X: X.tolist() * 0.5, "another type in a line"),
        (lambda X: 1 / len(X[:0]), ""),
    ],
)
def test_an_error_has_the_name_of_what_its_next_step_is_about(answer, kind):
    found = outcome(answer, NORMS)
    assert isinstance(found, Raised) and found.kinds == ((kind,) if kind else ()), found.text()
