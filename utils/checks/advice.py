"""The next step for an error that a reader's code raised, by what Python and its libraries say of it."""

from __future__ import annotations

import re

import numpy as np

from utils.checks.absent import RUN_ALL_ABOVE, missing_name, where_it_comes_from
from utils.checks.witness import Trouble
from utils.checks.writing import try_it


def plainly(trouble: Trouble) -> str:
    """What Python says, where that can be understood; NumPy's signatures of core dimensions cannot."""
    if trouble.text.startswith("solve"):
        return "the shapes of the two arguments of solve do not fit"
    if "gufunc signature" in trouble.text or "core dimension" in trouble.text:
        return "these shapes do not fit in a matrix product"
    return trouble.text


def advice(trouble: Trouble, exercise: str = "") -> str:
    """The next step for the commonest errors of beginners, by what Python says and by the line that it happened in."""
    said, line = trouble.text, trouble.line
    if re.search(r"\braise ValueError\b", line):  # it is asked for an answer, so there is one
        return "Nothing is wrong with this case: it has an answer. What made your program come to that raise?"
    for about in (_about_a_framework, _about_names, _about_calls, _about_shapes, _about_types):
        if step := about(trouble, exercise):
            return step
    if "RecursionError" in trouble.classes:
        return _about_recursion(trouble, exercise)
    if "read-only" in said:
        return "An argument is not to be changed, even if you put it back afterwards. Change a copy of it."
    if "OverflowError" in trouble.classes:
        return "A number became too large to be stored. Find which, and write it another way."
    if "ZeroDivisionError" in trouble.classes:
        return "That line divides by 0. Which number is 0 here, and may it be?"
    if "KeyError" in trouble.classes:
        return "The dict has no such key. Print list(…) of the dict: which keys has it, and are they names or numbers?"
    return f"{try_it(exercise)}: the error shows again, and you can look at each value."


def _about_names(trouble: Trouble, exercise: str) -> str:
    if "UnboundLocalError" in trouble.classes:
        name = missing_name(trouble.text)
        return (
            f"{name or 'The name'} gets its value further down in the function, or only in a branch that "
            "was not taken. "
            "Give it a value before that line, on every way through the function."
        )
    if "NameError" not in trouble.classes:
        return ""
    name = missing_name(trouble.text)
    if step := where_it_comes_from(name):
        return step
    if trouble.promised:
        return f"No line before this one gives {name} a value. Is its line missing?"
    if trouble.close.endswith("_bar") and name.endswith("_bar"):  # two error signals, as like as their values' names
        return f"No line before this one gives {name} a value. Is its line missing, or is {trouble.close} meant?"
    if trouble.close:
        return f"There is no {name} here. Is {trouble.close} meant?"
    return (
        "Is every name spelt as in the line with def, and given a value before it is used? If a cell "
        "above gives it, has "
        f"that cell been run since the kernel was started ({RUN_ALL_ABOVE})?"
    )


def _about_recursion(trouble: Trouble, exercise: str) -> str:
    if exercise.partition(" ")[0] == "Node":
        return (
            "A method calls itself and never comes to an end: what makes it stop? It may be called by NumPy, whose "
            "np.exp of a node calls the node's own method exp. Give NumPy a number, such as self.value."
        )
    where = f"{trouble.inside}, in the line above," if trouble.inside else "A function"
    return f"{where} calls itself and never comes to an end. Which case needs no further call, and is it ever reached?"


def _about_calls(trouble: Trouble, exercise: str) -> str:
    said, line = trouble.text, trouble.line
    if re.search(r"\.(value|partials)\(\s*\*\s*parents\s*\)", line):
        return "parents holds names. Look up their values first."
    if "append() takes exactly one argument" in said:
        return "append takes one thing. Several go in together as one: rows.append([a, b])."
    if "positional argument" in said or "unexpected keyword argument" in said:
        if not line:
            return "Leave the line with def as it was given: the check calls your function with these arguments."
        if theirs := re.search(r"\bnp\.(\w+)\(", line):
            if getattr(getattr(np, theirs[1], None), "nin", 0) == 2 and "but 1 " in said:
                return f"np.{theirs[1]} takes two values, np.{theirs[1]}(a, b), and here it is given one."
            if f"{theirs[1]}()" in said:
                return f"help(np.{theirs[1]}) in a new cell shows which arguments it takes."
        step = "That line gives another number of arguments than the def of what it calls takes."
        if re.search(r"\w\.\w+\(\)", said):
            step += " A method's def begins with self; a call leaves self out."
        return step
    if "'Op' object" in said:  # an entry of the table of operations, utils.graph.OPS
        return "An entry of OPS is no function. It has two of them, .value and .partials: which one is wanted here?"
    if "object is not callable" in said:
        if "ndarray" in said or re.search(r"\b\w+\(\s*\d+\s*,\s*\d+\s*\)", line):
            return (
                "Python takes W(…) for a call, and W is an array. An entry is written in square brackets, W[1, 0]; "
                "a product needs its *."
            )
        return "Is a * missing between two factors? Python takes w(x) for a call."
    if re.search(r"\bmath\.\w+\(", line) and "TypeError" in trouble.classes:
        name = re.search(r"\bmath\.(\w+)\(", line)
        known = f"np.{name[1]}" if name and hasattr(np, name[1]) else "np.exp for math.exp, for instance"
        return f"The functions of math take a single number. For an array there is NumPy's: {known}."
    if extreme := re.search(r"\bnp\.(max|min)\(\s*[^()]*,", line):
        return (
            f"np.{extreme[1]} takes one array, and its second argument is an axis. Of two values, entry by entry, the "
            f"{'larger' if extreme[1] == 'max' else 'smaller'} is np.{extreme[1]}imum(a, b)."
        )
    if "truth value of an" in said or "one element is ambiguous" in said:
        if exercise.partition(" ")[0] == "gradient_check":  # where x is a matrix, and every entry is to be judged alone
            return (
                "One number is wanted in that line, and here is an array. If the index comes from range(len(x)), it is "
                "the number of a row where x is a matrix. np.ndindex(x.shape) goes through the single entries."
            )
        if extreme := re.search(r"(?<![\w.])(max|min|sorted)\(", line):
            return (
                f"Python's {extreme[1]} compares whole rows of an array. Its largest entry is np.max(Z), "
                "the larger of two "
                "arrays, entry by entry, np.maximum(a, b)."
            )
        if step := _about_combined(line):
            return step
        if re.search(r"\b(if|elif|while|and|or|not|assert)\b", line):
            return (
                "An if (or and, or, not) wants one truth value, and here is an array of them. np.where "
                "chooses entry by "
                "entry; np.all and np.any make one truth value of many."
            )
        return (
            "Python wants one truth value in that line, and here is an array of them. == and in compare "
            "arrays entry by "
            "entry; np.all and np.any make one truth value of many."
        )
    if attribute := re.search(r"module 'numpy' has no attribute '(\w+)'", said):
        return f"NumPy has no {attribute[1]}. Write its formula, or call your own function of an earlier exercise."
    return ""


def _about_combined(line: str) -> str:
    """The next step for comparisons of arrays that are put together, by the line; empty where it has none such."""
    if re.match(r"\s*(if|elif|while|assert)\b", line):  # there one truth value may be what is wanted
        return ""
    compared = len(re.findall(r"[=!<>]=|[<>]", line)) > 1
    if compared and re.search(r"\b(and|or)\b", line):
        return (
            "and and or want single truth values. To combine two comparisons entry by entry write "
            "(a == b) | (a == c) for or, & for and, with the brackets."
        )
    if compared and re.search(r"[|&]", line):
        return "| and & bind tighter than a comparison. Put each comparison in brackets: (a == b) | (a == c)."
    return ""


def _about_shapes(trouble: Trouble, exercise: str) -> str:
    said, line = trouble.text, trouble.line
    if said.startswith("solve") and (sizes := re.search(r"size (\d+) is different from (\d+)", said)):
        return f"solve(A, c): c needs one number for each row of A. A has {sizes[2]} rows, and c has {sizes[1]}."
    if "core dimension" in said or "not aligned" in said:
        if re.match(r"\S+ \(\d+,\) @ \S+ \(\d+,\)", trouble.shapes):
            return (
                "Both arrays have one axis: .T does nothing to them, and @ would give one number. Is one number "
                "wanted, or a table with a row for each entry of the first, np.outer(a, b)?"
            )
        return (
            "In a product A @ B the last size of A meets the first size of B, and they have to be equal. "
            "Which of the two "
            "has to be transposed, or stand on the other side?"
        )
    if "broadcast" in said or "mismatch" in said:
        if trouble.shapes:
            return (
                "Sizes are compared from the right; they have to be equal, or one of them 1. Which of "
                "these shapes is not "
                "what you meant?"
            )
        return "Print the shape of each array in that line."
    if bound := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", said):
        last = int(bound[3]) - 1
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
    if "only integers, slices" in said:
        return "An index is a whole number, or an array of them. // divides without a remainder; int(…) rounds down."
    if "only length-1 arrays" in said or "only size-1 arrays" in said or "only 0-dimensional arrays" in said:
        return (
            "One number is wanted where an array stands. Does the line want a sum, one entry, or NumPy's own function?"
        )
    if "inhomogeneous" in said and re.search(r"\breturn np\.(array|asarray|stack)\(", line):
        return "Return the values side by side, with a comma between them: np.array makes one array, and of equal rows."
    if "setting an array element with a sequence" in said or "inhomogeneous" in said:
        return "An array is put where one number belongs, or rows of different lengths are made into one array."
    if "all the input array" in said:
        return "Arrays that are put together need equal sizes in the other direction. Their shapes stand above."
    return ""


def _about_types(trouble: Trouble, exercise: str) -> str:
    said, line = trouble.text, trouble.line
    if of_a_given_cell(trouble):
        return "The message says what is expected, and what came instead. Read that method beside a worked one."
    if exercise.partition(" ")[0] == "Node" and (step := _about_nodes(trouble)):
        return step
    if exercise.partition(" ")[0] == "Node" and "Node" in said and ("ufunc" in said or "loop of" in said):
        return "NumPy was given a node. Give it the number that is in it, such as self.value."
    if "ufunc'" in said or "'function'" in said or "return arrays must be of ArrayType" in said:
        return "Is a function used as a number, without its (…)? Or a number where a function is to be called?"
    if re.search(r"not supported between instances of .*'tuple'", said):
        return (
            "One of the two that are compared is a tuple. Does a function that you call return a pair? Give each of "
            "the two a name: cost, grads = f(…)."
        )
    if "'tuple' object cannot be interpreted as an integer" in said:
        name = re.search(r"\breshape\([^*()]*?\b([A-Za-z_]\w*)\s*\)", trouble.line)
        pair = name[1] if name else "shape"
        return f"A tuple stands there where a whole number belongs. *{pair} hands over the numbers in it one by one."
    if "'NoneType'" in said:
        return "One of the values in that line is None. Does a function that you call have no return?"
    if "'dict' object has no attribute 'append'" in said:
        return "A dict has no append. What is put into it gets a name: d[name] = …"
    if "'numpy.ndarray' object has no attribute 'append'" in said:
        return (
            "An array has no append. Collect in a list, with append, and make an array of it at the end: np.array(…)."
        )
    if "'dict' object has no attribute 'add'" in said:
        return "{} is an empty dict. An empty set is made by set()."
    if "'dict' object has no attribute" in said:
        return 'A dict gives its values by name: d["y"], not d.y.'
    if "boolean subtract" in said or "boolean negative" in said:
        return "Truth values cannot be subtracted. Turn True and False into 1.0 and 0.0 where the comparison is made."
    if "bitwise_xor" in said or "for ^" in said:
        return "In Python a power is written **; ^ is for whole numbers and truth values only, not for floats like 1.0."
    if "<U" in said or "'str'" in said:
        return "One of the values in that line is text: a name, and not its value? Unpacking a dict gives its keys."
    if "must not contain values inf, nan" in said:
        return "An inf or a nan is in it. Is something divided by 0? If columns are divided by sizes: which has size 0?"
    if (".partials(" in line and "'tuple'" in said) or (
        exercise.partition(" ")[0] == "backward_pass" and "non-int of type 'float'" in said
    ):
        return (
            "partials returns a tuple, one number for each parent. Call it once for a node, with the values of all its "
            "parents, and take the numbers one by one."
        )
    if "can't multiply sequence" in said:
        return (
            "In that line a list, a tuple or a text stands where a number belongs. Is a name given instead of its "
            "value? Or a list of numbers as one argument, without its star?"
        )
    if "tuple indices must be integers" in said and "not str" in said:
        return (
            "A tuple is asked for a name there. Does a function that you call return several values? Give each its own "
            "name first, such as J, grads = …"
        )
    if "list indices must be integers" in said:
        return "A list is indexed like an array in that line. Make an array of it first: np.array(…)."
    if re.search(r"'(list|tuple)' object has no attribute '(T|shape|dot|sum|mean)'", said):
        return "A list or a tuple is used like an array in that line. Make an array of it first: np.array(…)."
    if re.search(r"can only concatenate (list|tuple)|unsupported operand type.*'(list|tuple)'", said):
        return "A list or a tuple stands where an array or a number belongs: np.array(…) makes an array of it."
    if re.search(r"'(float|int|numpy\.float64|numpy\.int64)' object is not (subscriptable|iterable)", said) or (
        "invalid index to scalar variable" in said
    ):
        return "That line takes entries of what is a single number here. Which value did you expect to be an array?"
    if re.search(r"cannot unpack non-iterable|values to unpack", said):
        if pair := re.search(r"\bfor .+ in ([\w.]+), ([\w.]+):", line):
            return f"To go through two sequences side by side: zip({pair[1]}, {pair[2]})."
        return "The names on the left and the values on the right are not equally many. Print what stands on the right."
    return ""


def _about_nodes(trouble: Trouble) -> str:
    """The next step where a node stands for its number, or a function inside a method for a method; else empty."""
    said, line = trouble.text, trouble.line
    if "ufunc" in said and (given := re.search(r"\b([\w.]+)\((self|other|node)\)", line)):
        return f"{given[1]} takes a number, and here is a node: {given[1]}({given[2]}.value)."
    if "unsupported operand type(s) for **" in said and said.endswith("'Node'"):
        return "A number to the power of a node is not defined. For the number e to the power of u: np.exp(self.value)."
    missing = re.search(r"'Node' object has no attribute '(\w+)'", said)
    if missing and f"self.{missing[1]}(" in line:
        return f"If {missing[1]} is a function inside this method, call it without self and a dot: {missing[1]}(…)."
    return ""


def _about_a_framework(trouble: Trouble, exercise: str) -> str:
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


def of_a_given_cell(trouble: Trouble) -> bool:
    """Whether a cell of the course raised it, in words of its own; then the line is the course's as well."""
    return "TypeError" in trouble.classes and " has to " in trouble.text
