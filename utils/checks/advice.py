"""The next step for an error that a reader's code raised, by what Python and its libraries say of it."""

from __future__ import annotations

import re

from utils.checks.witness import Trouble


def advice(trouble: Trouble) -> str:
    """The next step for the commonest errors of beginners, by what Python says of them."""
    said = trouble.text
    if re.search(r"\braise ValueError\b", trouble.line):  # it is asked for an answer, so there is one
        return "Nothing is wrong with this case: it has an answer. What made your program come to that raise?"
    if step := _about_a_framework(said):
        return step
    if of_a_given_cell(trouble):
        return "The message says what is expected, and what came instead. Read that method beside a worked one."
    if "RecursionError" in trouble.classes:
        return (
            "A function calls itself and never comes to an end: what makes it stop? It may be called by NumPy, whose "
            "np.exp of an object of yours calls the object's own method exp. Give NumPy a number, such as a value."
        )
    if "read-only" in said:
        return "An argument is not to be changed, even if you put it back afterwards. Change a copy of it."
    if "NameError" in trouble.classes:
        return "Is every name spelt as in the line with def, and given a value before it is used?"
    if "OverflowError" in trouble.classes:
        return "A number became too large to be stored. Find which, and write it another way."
    if "ufunc'" in said or "'function'" in said or "return arrays must be of ArrayType" in said:
        return "Is a function used as a number, without its (…)? Or a number where a function is to be called?"
    if "'dict' object has no attribute 'append'" in said:
        return "A dict has no append. What is put into it gets a name: d[name] = …"
    if "'dict' object has no attribute 'add'" in said:
        return "{} is an empty dict. An empty set is made by set()."
    if "'dict' object has no attribute" in said:
        return 'A dict gives its values by name: d["y"], not d.y.'
    if "boolean subtract" in said or "boolean negative" in said:
        return "Truth values cannot be subtracted. Turn True and False into 1.0 and 0.0 where the comparison is made."
    if "truth value of an" in said:
        return (
            "An if (or and, or, not) wants one truth value, and here is an array of them. np.where chooses entry by "
            "entry; np.all and np.any make one truth value of many."
        )
    if "bitwise_xor" in said or "for ^" in said:
        return "In Python a power is written **; ^ is for whole numbers and truth values only, not for floats like 1.0."
    if "'Op' object" in said:  # an entry of the table of operations, utils.graph.OPS
        return "An entry of OPS is no function. It has two of them, .value and .partials: which one is wanted here?"
    if "object is not callable" in said:
        return "Is a * missing between two factors? Python takes w(x) for a call."
    if "<U" in said or "'str'" in said:
        return "One of the values in that line is text. Unpacking a dict gives its keys; take its values by name."
    if "must not contain values inf, nan" in said:
        return "An inf or a nan is in it. Is something divided by 0? If columns are divided by sizes: which has size 0?"
    if "can't multiply sequence" in said:
        return (
            "In that line a list, a tuple or a text stands where a number belongs. Is a name given instead of its "
            "value? Or a list of numbers as one argument, without its star?"
        )
    if "list indices must be integers" in said:
        return "A list is indexed like an array in that line. Make an array of it first: np.array(…)."
    if "broadcast" in said or "mismatch" in said:
        return "Print the shape of each array in that line."
    return "Call your function on this case in a new cell: the error shows again, and you can look at each value."


def _about_a_framework(said: str) -> str:
    """The next step for an error of PyTorch's automatic differentiation, by its words; empty for any other."""
    if "numpy() on Tensor that requires grad" in said:
        return (
            "A function of NumPy or SciPy was given a tensor that is recorded, or numpy() was called on one. While the "
            "cost is computed use PyTorch's own functions, such as torch.sigmoid. Afterwards take of a parameter its "
            "gradient, W.grad, and compute a network's answers inside torch.no_grad()."
        )
    if "mat1 and mat2 shapes cannot be multiplied" in said:
        return (
            "Print the shapes of both factors: the first needs as many columns as the second has rows. Which of them "
            "has to be transposed, or which layer takes another number of inputs?"
        )
    if "must be Tensor, not" in said:
        return "PyTorch was given what is no tensor, such as a NumPy array. Make one of it: torch.tensor(…)."
    if "have the same dtype" in said:
        return (
            "A tensor in float64 (Double) meets one in float32 (Float). Print the dtype of each, and make them alike "
            "where the tensor is made: torch.tensor(…, dtype=…)."
        )
    if "is not a Module subclass" in said:
        return "nn.Sequential takes layers one beside the other. In front of a list of layers it needs a star."
    if "object has no attribute 'backward'" in said:
        return "backward is called on the tensor that was computed, before a Python number is made of it by item()."
    if "'NoneType' object has no attribute 'numpy'" in said:
        return (
            "An attribute grad is still None: nothing has arrived there. Was backward called on the cost, once it was "
            "computed? Does the cost depend on this tensor, and was the tensor made with requires_grad=True?"
        )
    if "grad can be implicitly created only for scalar" in said:
        return "backward starts at a single number, and this tensor holds several. Print its shape. Is a sum missing?"
    if "does not require grad and does not have a grad_fn" in said:
        return "Nothing was recorded on the way to this tensor. Was it computed inside torch.no_grad(), or with NumPy?"
    return ""


def of_a_given_cell(trouble: Trouble) -> bool:
    """Whether a cell of the course raised it, in words of its own; then the line is the course's as well."""
    return "TypeError" in trouble.classes and " has to " in trouble.text
