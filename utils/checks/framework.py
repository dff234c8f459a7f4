"""The next step for an error of PyTorch, by what it says of it."""

from __future__ import annotations

import re

from utils.checks.witness import Trouble


def about_a_framework(trouble: Trouble, exercise: str) -> str:
    """The next step for an error of PyTorch's automatic differentiation, by its words; empty for any other."""
    said = trouble.text
    theirs = re.search(r"\bnp\.(sum|mean|max|min|prod)\(", trouble.line)
    if theirs and "unexpected keyword argument 'axis'" in said and "axis" not in trouble.line:  # NumPy hands it on
        return f"NumPy's {theirs[1]} was given a tensor. It has a method of its own: (…).{theirs[1]}()."
    if (
        "expected scalar type Long" in said
        or "expected target dtype to be Long" in said
        or "not implemented for 'Float'" in said
        or "not implemented for 'Double'" in said
    ):
        return "cross_entropy wants the labels as whole numbers: torch.tensor(t, dtype=torch.long)."
    if "0D or 1D target tensor expected" in said or "multi-target not supported" in said:
        return "cross_entropy wants one label for each example, shape (N,), and not a column or one-hot rows."
    if "Expected floating point type for target with class probabilities" in said:
        return (
            "The labels have the shape of the scores, so they are taken for probabilities. Give labels of shape (N,)."
        )
    if re.search(r"Target \d+ is out of bounds", said):
        return "A label is larger than the number of outputs allows: ten digits need ten outputs in the last layer."
    if "leaf Variable that requires grad" in said:
        return (
            "A parameter is changed in place while PyTorch records. Do the step inside torch.no_grad(), "
            "or let an optimizer "
            "do it."
        )
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
