"""The next step for an error about shapes, sizes, axes and indices, by what Python and NumPy say of it."""

from __future__ import annotations

import re

from utils.checks.operands import INDICES, SEVERAL, SINGLE
from utils.checks.witness import Trouble
from utils.checks.writing import PLACES


def about_shapes(trouble: Trouble, exercise: str) -> str:
    """The next step where arrays do not go together or an entry is not there; empty for any other error."""
    said, line = trouble.text, trouble.line
    if said.startswith("solve") and (sizes := re.search(r"size (\d+) is different from (\d+)", said)):
        return f"solve(A, c): c needs one number for each row of A. A has {sizes[2]} rows, and c has {sizes[1]}."
    if product := re.match(r"(\w+ @ \w+) \(\) @ ", trouble.shapes):
        return (
            f"{product[1]} is a single number: @ adds up the products. To multiply entry by entry, the operator is *."
        )
    if number := re.match(r"(\w+) \(\) @|\S+ \([\d, ]+\) @ (\w+) \(\)", trouble.shapes):
        return f"{number[1] or number[2]} is a single number, and @ multiplies arrays. By a number you multiply with *."
    if "core dimension" in said or "not aligned" in said:
        if exercise == "collapse" and re.match(r"b\w* \(\d+,\) @ b\w* \(\d+,\)", trouble.shapes):
            return "Two biases are multiplied. In the formula a matrix stands before b."
        if re.fullmatch(r"\S+ \(\d+,\)( @|,) \S+ \(\d+,\).*", trouble.shapes):
            return (
                "Both arrays have one axis: .T does nothing to them, and @ of equal sizes gives one number. Is one "
                "number wanted, or a table with a row for each entry of the first, np.outer(a, b)?"
            )
        if same := re.match(r".+ \((\d+), (\d+)\) @ .+ \((\1), (\2)\)", trouble.shapes):
            return (
                f"Both have the shape ({same[1]}, {same[2]}). @ is for sums of products; to multiply entry by entry, "
                "the operator is *. Which is meant?"
            )
        start = re.match(r"X \(\d+, (\d+)\) @ params\['W1'\]\.T \((\d+), \d+\)", trouble.shapes)
        if start and exercise == "train_digit_classifier":
            return (
                f"W1 has {start[2]} columns and X has {start[1]}: look at the order of the arguments of "
                "random_start(D, H, K, rng)."
            )
        return (
            "In a product A @ B the last size of A meets the first size of B, and they have to be equal. "
            f"{_about_a_product(trouble.shapes)}"
        )
    if axis := re.search(r"axis\d?:? ?(?:axis )?(-?\d+) is out of bounds for array of dimension (\d+)", said):
        return _about_axes(int(axis[2]))
    labels = re.fullmatch(r"T \((\d+),\) [-*] \w+ \(\1, (\d+)\)", trouble.shapes)
    if labels and exercise == "train_digit_classifier":
        return (
            f"T has to be one-hot: for each example a row of {labels[2]} numbers, and here it has one label. Pass "
            "T_train, not t_train."
        )
    if ("broadcast" in said or "mismatch" in said) and trouble.caller and trouble.shapes:
        return (
            f"These arrays come from what the line that calls {trouble.inside} hands over. help({trouble.inside}) in a "
            "new cell says what it wants: which of them has another shape?"
        )
    if (grown := re.match(r"(\w+) \+= ", line)) and "(0,)" in said:
        return f"To put one thing more into a list: {grown[1]}.append(…). += with an array adds entry by entry."
    if "broadcast" in said or "mismatch" in said:
        if re.search(r"\baxis=(1|-1)\)", line) and re.search(r"shapes \((\d+),\d+\) \(\1,\)", said):
            return (
                "With axis=1 there is one number for each row, and it has shape (N,): NumPy takes that for one row. "
                "keepdims=True keeps the shape (N, 1)."
            )
        if re.fullmatch(r"\S+ \(\d+,\) \* \S+ \(\d+,\)", trouble.shapes):
            return (
                "Two arrays of different lengths are multiplied entry by entry. Is a table meant, with a row for each "
                "entry of the first and a column for each of the second? That is np.outer(a, b)."
            )
        if product := re.match(r"(\S+ @ \S+) (\(\d+, \d+\)) \* ", trouble.shapes):
            return f"{product[1]} adds up products over the rows: {product[2]}. Is * meant there, entry by entry?"
        if re.search(r"\(\d+(, \d+|,)\) \* \S.* \(\d+(, \d+|,)\)$", trouble.shapes) and _share_a_size(trouble.shapes):
            return (
                "* multiplies entry by entry. Where the products of a row and the weights are to be summed, the "
                "operator is @. Which is meant?"
            )
        if trouble.shapes:
            return (
                "Sizes are compared from the right; they have to be equal, or one of them 1. Which of "
                "these shapes is not "
                "what you meant?"
            )
        return "Print the shape of each array in that line."
    if bound := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", said):
        last = int(bound[3]) - 1
        factor = re.search(r"\b\w+_bar\[(\w+)\] ?\* ?h\[\1\]", line)
        if factor and exercise == "backward_indices" and "W2_bar" not in line and trouble.shapes.startswith("h ("):
            return (
                "Is h the right factor here? The child's error signal is multiplied by the derivative of that child "
                "with respect to h[j]."
            )
        if "would be in it" in trouble.shapes:
            return "Are the two indices in each other's place? An entry is W[to, from]: the row, then the column."
        return (
            f"Indices begin at 0: axis {bound[2]} has the indices 0 to {last} here. Which size is the loop to run over?"
        )
    side_by_side = re.search(r"zip\(\) argument \d+ is (shorter|longer)", said)
    if exercise.partition(" ")[0] == "Node" and (side_by_side or "tuple index out of range" in said):
        return (
            "Has a node as many partials as parents? Print both of each node that backward comes to: which operation "
            "hands over too few?"
        )
    if side_by_side:
        return "The two that zip goes through are not equally long. Print both lengths."
    if "list index out of range" in said or "tuple index out of range" in said:
        return "Indices begin at 0, and the last one is one less than the length. Which length is meant?"
    if "too many indices for array" in said:
        return "The array has fewer dimensions than that line gives indices. Its shape stands above."
    number = re.fullmatch(r"(\w+) is (\S+), (?:an entry of (\w+)|no whole number)", trouble.shapes)
    if number and number[3]:
        return (
            f"{number[1]} is {number[2]} here, an entry of {number[3]}. It should be a place in {number[3]}, a whole "
            "number: which line puts an entry into it?"
        )
    if number and not float(number[2]).is_integer():
        return f"An index is a whole number, and {number[1]} is {number[2]} here. Which line gives it this value?"
    if "only integers, slices" in said:
        return "An index is a whole number, or an array of them. // divides without a remainder; int(…) rounds down."
    if "only length-1 arrays" in said or "only size-1 arrays" in said or "only 0-dimensional arrays" in said:
        return (
            "One number is wanted where an array stands. Does the line want a sum, one entry, or NumPy's own function?"
        )
    if packed := re.match(rf"(\w+)\[\d+\] {SEVERAL} ", trouble.shapes):
        if exercise == "train":
            pair = f"An entry of {packed[1]} is a pair: cost_and_gradients returns (J, grads)"
            return f"{pair}, and {packed[1]} needs J only."
        return (
            f"An entry of {packed[1]} is a tuple: does a function that you call return several values? Take the one "
            f"that {packed[1]} needs."
        )
    if "inhomogeneous" in said and (name := _among_numbers(line, trouble.shapes)):
        return f"*{name} between the brackets puts in its entries one by one."
    apart = "all the input array" in said or "all input arrays" in said
    if (apart or "inhomogeneous" in said) and (step := _a_single_number(line, trouble.shapes)):
        return step
    if "inhomogeneous" in said and re.search(r"\breturn np\.(array|asarray|stack)\(", line):
        return "Return the values side by side, with a comma between them: np.array makes one array, and of equal rows."
    if "setting an array element with a sequence" in said or "inhomogeneous" in said:
        return "An array is put where one number belongs, or rows of different lengths are made into one array."
    if "same number of dimensions" in said:
        return (
            "A matrix and an array of one dimension stand side by side only as two matrices: v[:, None] makes a column "
            "of v, and v[None, :] a row."
        )
    if "all input arrays" in said:
        return "Arrays that are stacked need the same shape. Their shapes stand above."
    if apart:
        return "Arrays that are put together need equal sizes in the other direction. Their shapes stand above."
    return ""


def _about_a_product(shapes: str) -> str:
    """What to ask of the two factors of a product that does not exist, by what would make it exist."""
    factors = re.match(r"(.+) \((\d+), (\d+)\) @ (.+) \((\d+), (\d+)\)", shapes)
    if factors is None:
        return "Which of the two has to be transposed, or stand on the other side?"
    turned = [factors[place].endswith(".T") for place in (1, 4)]
    (a, b), (c, d) = (
        (int(factors[place + 2]), int(factors[place + 1]))
        if is_turned
        else (int(factors[place + 1]), int(factors[place + 2]))
        for place, is_turned in zip((1, 4), turned, strict=True)
    )  # as they are without .T
    needed = f"Is {'the' if sum(turned) == 1 else 'each'} .T needed"
    if any(turned) and b == c:
        return f"{needed}?"
    if any(turned):
        return f"{needed}, and which of the two stands first?"
    if d == a and b != d and a != c:  # only the order is wrong
        return "Which of the two stands first?"
    return "Which of the two has to be transposed, or stand on the other side?"


def _a_single_number(line: str, shapes: str) -> str:
    """The next step where arrays are put together and one entry is none, or is a product of two rows; else empty."""
    if f" {INDICES}" in shapes:
        return PLACES
    if named := re.search(rf"\b(\w+) {SINGLE}", shapes):
        return (
            f"{named[1]} is a single number, and the others are arrays. @ and sums give a single number; * works entry "
            "by entry."
        )
    product = re.search(r"\b(\w+) @ (\w+)\b", line)
    if product is None or not all(re.search(rf"\b{name} \(\d+,\)", shapes) for name in product.groups()):
        return ""
    one, other = product.groups()
    return f"{one} @ {other} is a single number. {one} * {other} has a number for each row."


def _among_numbers(line: str, shapes: str) -> str:
    """The array that stands in a list beside numbers, as in ``np.diff([0, heights, 0])``; empty where none does."""
    found = re.search(r"\bnp\.\w+\(\[([^\[\]()]*,[^\[\]()]*)\]", line)
    entries = [one.strip() for one in found[1].split(",")] if found else []
    arrays = [one for one in entries if one.isidentifier() and re.search(rf"\b{one} \(\d+,\)", shapes)]
    return arrays[0] if arrays and any(one and not re.search("[A-Za-z_]", one) for one in entries) else ""


def _about_axes(dimension: int) -> str:
    """Which axes an array has, for one that was asked for another."""
    if dimension == 0:
        return "A single number has no axis: there is nothing to go along. Which value did you expect to be an array?"
    if dimension == 1:
        return (
            "An array of one dimension has axis 0 alone. axis=-1 is the last axis of any array: of a row, and of each "
            "row of a matrix."
        )
    if dimension == 2:
        return (
            "A matrix has axis 0 and axis 1. A sum with axis=0 goes down the rows and gives one number for each "
            "column; with axis=1 it goes along each row and gives one number for each row."
        )
    return f"An array of {dimension} dimensions has the axes 0 to {dimension - 1}. Axes are counted from 0."


def _share_a_size(shapes: str) -> bool:
    """Whether two shapes have a size in common, other than 1, so that a product may be formed of the two arrays."""
    left, right = (set(re.findall(r"\d+", shape)) - {"1"} for shape in re.findall(r"\((\d+(?:, \d+|,))\)", shapes)[-2:])
    return bool(left & right)
