"""Which passages of answers agree that hardly anybody else wrote."""

from __future__ import annotations

import pytest

from autograder.desk.fingerprints import (
    agreements,
    code_prints,
    everything,
    mistakes_in,
    names_of,
    prose_prints,
    spans,
    winnow,
)

STUB = "def forward(w, b, x, t):\n    raise NotImplementedError\n"
USUAL = "def forward(w, b, x, t):\n    z = w * x + b\n    y = logistic(z)\n    return {'z': z, 'y': y, 'L': (y - t) ** 2 / 2}\n"
ODD = """\
def forward(w, b, x, t):
    # first the weighted thing, then squash it
    inner_sum = b + sum([w * x])
    squashed = 1 / (1 + np.exp(-1 * inner_sum))
    distance = squashed - t
    return dict(L=distance * distance * 0.5, y=squashed, z=inner_sum)
"""
GIVEN = everything([(STUB, True), ("Write the forward pass of one neuron.", False)], names_of([STUB]))
KNOWN = names_of([STUB])


def answer(text):
    return code_prints(text, GIVEN, KNOWN)


def own(number):
    """An answer that nobody else has: other names, another order, another comment."""
    a, b, c = (f"{letter}_{number}" for letter in "pqr")
    steps = [
        f"    {a} = w * x + b",
        f"    {b} = logistic({a})  # number {number} of mine",
        f"    {c} = ({b} - t) ** {number} / 2",
    ]
    return "\n".join(["def forward(w, b, x, t):", *steps, f"    return {{'z': {a}, 'y': {b}, 'L': {c}}}"])


def a_class(**more):
    """Ten who wrote the usual answer, and these."""
    texts = {f"usual-{number}": USUAL for number in range(10)} | dict(more.items())
    return {"forward": {student: answer(text) for student, text in texts.items()}}


def pairs(of_class):
    return [(pair.one, pair.other) for pair in agreements(of_class)]


def test_an_answer_that_many_wrote_is_no_agreement():
    assert pairs(a_class()) == []
    assert pairs(a_class(one=own(1), two=own(2), three=own(3))) == []


def test_the_same_unusual_answer_is_one_and_is_marked_where_it_agrees():
    found = agreements(a_class(one=ODD, two="# mine\n" + ODD, three=own(3)))
    assert [(pair.one, pair.other) for pair in found] == [("one", "two")]
    (pair,) = found
    assert pair.others == 2 and pair.count <= min(pair.rare)
    text = a_class(one=ODD)["forward"]["one"]
    marked = [text.text[start:end] for start, end in spans(text, pair.shared["forward"])]
    assert any("squashed" in piece for piece in marked)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("inner_sum", "total").replace("squashed", "out").replace("distance", "d"),
        lambda text: "\n".join(line for line in text.split("\n") if "#" not in line),
        lambda text: text.replace("    ", "\t").replace(" = ", "="),
        lambda text: text.replace("    distance", "\n\n    # the difference\n    distance"),
    ],
    ids=["renamed", "without comments", "other blanks", "with more comments"],
)
def test_an_answer_that_was_only_dressed_differently_is_found(change):
    assert change(ODD) != ODD
    assert pairs(a_class(one=ODD, two=change(ODD), three=own(3))) == [("one", "two")]


def test_what_the_notebook_gives_to_everybody_does_not_count():
    given = everything([(ODD, True)], KNOWN)
    texts = {"one": ODD, "two": ODD, "three": own(3)}
    assert pairs({"forward": {name: code_prints(text, given, KNOWN) for name, text in texts.items()}}) == []


def test_rare_mistakes_of_two_count_and_common_ones_do_not():
    of_class = a_class(one=ODD, two=ODD)
    for student, found in of_class["forward"].items():
        found.add_mistakes(["factor"] if student.startswith("usual") else ["factor", "sign"])
    (pair,) = agreements(of_class)
    assert mistakes_in(pair.shared["forward"]) == ["sign"]
    assert spans(of_class["forward"]["one"], ["mistake: sign"]) == []


def test_agreement_in_several_exercises_comes_before_agreement_in_one():
    one = a_class(a1=ODD, a2=ODD, b1=ODD.replace("inner_sum", "z_").replace("dict", "dict  "), b2=own(5))["forward"]
    two = {name: answer(text) for name, text in {f"usual-{n}": USUAL for n in range(10)}.items()}
    other = ODD.replace("forward", "again").replace("first the weighted thing", "again the very same sum")
    two |= {"a1": answer(other), "a2": answer(other)}
    assert pairs({"forward": one, "again": two})[0] == ("a1", "a2")


def test_texts_are_compared_by_words_in_a_row_whatever_their_case():
    odd = "Equal rows of W1 feel the same pull, so no step of gradient descent can ever part them again."
    texts = {
        f"own-{n}": f"Answer {n} says number {n} things about {n} rows of weights, and {n * n} about biases."
        for n in range(9)
    }
    texts |= {"one": odd, "two": "I think: " + odd.upper()}
    assert pairs({"why": {name: prose_prints(text) for name, text in texts.items()}}) == [("one", "two")]
    given = everything([(odd, False)], ())
    assert pairs({"why": {name: prose_prints(text, given) for name, text in texts.items()}}) == []


def test_of_any_shared_passage_that_is_long_enough_one_fingerprint_is_shared():
    # The promise of winnowing: of so many passages in a row, whatever stands around them, one is chosen in both texts.
    shared = [(f"{number * 7919 % 97:02}", number, number + 1) for number in range(4)]
    for before in ("00", "50", "99"):
        for after in ("00", "50", "99"):
            around = [(before, -1, 0), *shared, (after, 9, 10)]
            chosen = {said for said, *_ in winnow(around)}
            assert {said for said, *_ in winnow(shared)} & chosen
    assert [*winnow([])] == [] and len([*winnow(shared[:1])]) == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "def (:\n  '''", "x = '\ud800'", "\x00", "(" * 5000, "é = 1\n" * 3, "%%bash\nls"]
)
def test_what_is_no_python_is_compared_all_the_same(text):
    assert isinstance(answer(text).prints, dict) and isinstance(prose_prints(text).prints, dict)
