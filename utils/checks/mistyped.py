"""The next step for an error about types: a list, a tuple, a text, a node or None where numbers belong."""

from __future__ import annotations

import re

import numpy as np

from utils.checks.witness import Trouble


def about_types(trouble: Trouble, exercise: str) -> str:
    """The next step where a value is of another type than its line needs; empty for any other error."""
    said, line = trouble.text, trouble.line
    if of_a_given_cell(trouble):
        return "The message says what is expected, and what came instead. Read that method beside a worked one."
    if exercise.partition(" ")[0] == "Node" and (step := _about_nodes(trouble)):
        return step
    if exercise.partition(" ")[0] == "Node" and "Node" in said and ("ufunc" in said or "loop of" in said):
        return "NumPy was given a node. Give it the number that is in it, such as self.value."
    if "'dict' and" in said or "and 'dict'" in said:
        return _about_a_dict(trouble)
    if "bad operand type for unary -: 'tuple'" in said:
        return "A pair has no minus sign. Write it before each part: (-a, -b)."
    if "bad operand type for unary -: 'list'" in said:
        return "A list has no minus sign. An array has: np.array(…)."
    compared = re.search(r"([<>]=?|[=!]=)\s*(\d[\d.]*?) ?\.(astype|sum|mean|any|all)\(", line)
    if compared and "has no attribute" in said:
        return f"The dot binds first. Put the comparison in brackets: (… {compared[1]} {compared[2]}).{compared[3]}(…)."
    if (owner := _number_with_a_method(said, line)) and hasattr(np, owner[1]):
        what = "an array" if "ndarray" in said else "a plain number"
        return f"{owner[0]} is {what}, and has no {owner[1]}: write np.{owner[1]}({owner[0]})."
    if owner and owner[1] == "logistic":
        return f"The given logistic is a function: write logistic({owner[0]})."
    if "ufunc'" in said or "'function'" in said or "return arrays must be of ArrayType" in said:
        return "Is a function used as a number, without its (…)? Or a number where a function is to be called?"
    if re.search(r"not supported between instances of .*'tuple'", said):
        return (
            "One of the two that are compared is a tuple. Does a function that you call return a pair? Give each of "
            "the two a name: cost, grads = f(…)."
        )
    counted = re.search(r"\brange\(\s*([A-Za-z_]\w*)\s*\)", line)
    no_number = "cannot be interpreted as an integer" in said and "'float'" not in said
    if counted and (no_number or "only integer scalar arrays" in said):
        return f"range wants a whole number. range(len({counted[1]})) counts the entries of {counted[1]}."
    if "'float' object cannot be interpreted as an integer" in said:
        return "A whole number is wanted there. / gives a float of any two numbers; // divides without a remainder."
    if "'tuple' object cannot be interpreted as an integer" in said:
        name = re.search(r"\breshape\([^*()]*?\b([A-Za-z_]\w*)\s*\)", trouble.line)
        pair = name[1] if name else "shape"
        return f"A tuple stands there where a whole number belongs. *{pair} hands over the numbers in it one by one."
    if "'NoneType'" in said:
        return (
            "One of the values in that line is None. Does a function that you call have no return? Methods that change "
            "what they belong to, such as shuffle, sort, reverse and append, return None."
        )
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
    if "bitwise_and" in said or "bitwise_or" in said or re.search(r"type\(s\) for [&|]", said):
        return "& and | are for truth values and whole numbers. A product is written with *."
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
            "partials returns a tuple, one number for each parent: multiply by one of them at a time. It is called "
            "once for a node, with the values of all its parents."
        )
    if "can't multiply sequence" in said:
        return (
            "In that line a list, a tuple or a text stands where a number belongs. Is a name given instead of its "
            "value? Or a list of numbers as one argument, without its star?"
        )
    if "tuple indices must be integers" in said and "not str" in said:
        if re.search(r"\bpartials\[", line):
            return (
                "partials has no names, only places: its first number belongs to the first of the parents. Go through "
                "both side by side."
            )
        return (
            "A tuple is asked for a name there. Does a function that you call return several values? Give each its own "
            "name first, such as J, grads = …"
        )
    if "list indices must be integers" in said:
        return "A list is indexed like an array in that line. Make an array of it first: np.array(…)."
    number = re.search(r"'(float|int|numpy\.\w+)' object is not iterable", said)
    if number and re.search(r"(?<![\w.])sum\([^()]+\)", line) and " for " not in line:
        return "sum(…) adds up several terms, and here it is given one number. Which for goes inside its brackets?"
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
    if missing and (called := re.search(rf"\b(\w+)\.{missing[1]}\(\)", line)):
        return f"If {missing[1]} is a function inside this method, give it the node: {missing[1]}({called[1]})."
    if re.search(r"'tuple' object has no attribute '(parents|partials|value|bar)'", said):
        return "A tuple of nodes stands there where one node belongs. Take them one by one: for parent in node.parents:"
    if "can't multiply sequence" in said and ".partials" in line:
        return (
            "partials is a tuple, with one number for each parent. To go through parents and partials side by side: "
            "for parent, partial in zip(node.parents, node.partials):"
        )
    return ""


def _about_a_dict(trouble: Trouble) -> str:
    """The next step where a dict stands for a number."""
    operand, _, keys = trouble.close.rpartition(":")
    if not operand:
        return 'A dict stands in that line where a number belongs. Take one value of it by its name: d["y"].'
    if keys:
        return f'{operand} is a dict, with the keys{keys}. Take the value that you mean by its name: {operand}["…"].'
    return f'{operand.partition("(")[0]} returns a dict. Take the value that you mean by its name: {operand}["…"].'


def _number_with_a_method(said: str, line: str) -> tuple[str, str] | None:
    """What is taken for an object with a method and is a number or an array, and the method; None where nothing is."""
    missing = re.search(r"'(?:float|int|numpy\.float64|numpy\.ndarray)' object has no attribute '(\w+)'", said)
    found = re.search(rf"\b([A-Za-z_][\w.]*)\.{missing[1]}\(\s*\)", line) if missing else None
    return (found[1], missing[1]) if found and missing else None


def of_a_given_cell(trouble: Trouble) -> bool:
    """Whether a cell of the course raised it, in words of its own; then the line is the course's as well."""
    return "TypeError" in trouble.classes and " has to " in trouble.text
