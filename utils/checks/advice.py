"""The next step for an error that a reader's code raised, by what Python and its libraries say of it."""

from __future__ import annotations

import ast
import re

import numpy as np

from utils import session
from utils.checks.absent import RUN_ALL_ABOVE, missing_name, where_it_comes_from
from utils.checks.framework import about_a_framework
from utils.checks.kinds import (
    ENDLESS,
    FRAMEWORK,
    NO_SUCH_KEY,
    OTHER_TYPE,
    READ_ONLY,
    REFUSED_BELOW,
    SHAPES_APART,
    TRUTH,
    UNKNOWN_NAME,
    WRONG_CALL,
)
from utils.checks.misshapen import about_shapes
from utils.checks.mistyped import about_types, of_a_given_cell
from utils.checks.witness import Trouble
from utils.checks.writing import PLACES, try_it
from utils.words import listed


def plainly(trouble: Trouble) -> str:
    """What Python says, where that can be understood; NumPy's signatures of core dimensions cannot."""
    if trouble.text.startswith("solve"):
        return "the shapes of the two arguments of solve do not fit"
    if "gufunc signature" in trouble.text or "core dimension" in trouble.text:
        return "these shapes do not fit in a matrix product"
    return trouble.text


def advice(trouble: Trouble, exercise: str = "") -> tuple[str, str]:
    """What an error is about, and the next step, by what Python says and by the line that it happened in.

    The first is a name for the commonest errors of beginners, and empty where only a general step is known.
    """
    said, line = trouble.text, trouble.line
    if re.search(r"\braise ValueError\b", line):  # it is asked for an answer, so there is one
        return "", "Nothing is wrong with this case: it has an answer. What made your program come to that raise?"
    for kind, about in _ABOUT:
        if step := about(trouble, exercise):
            if of_a_given_cell(trouble):
                return REFUSED_BELOW, step
            asked_once = "truth value of an" in said or "one element is ambiguous" in said
            return TRUTH if asked_once else kind, step
    if "RecursionError" in trouble.classes:
        return ENDLESS, _about_recursion(trouble, exercise)
    if "read-only" in said:
        return READ_ONLY, "An argument is not to be changed, even if you put it back afterwards. Change a copy of it."
    if "OverflowError" in trouble.classes:
        return "", "A number became too large to be stored. Find which, and write it another way."
    if "ZeroDivisionError" in trouble.classes:
        return "", "That line divides by 0. Which number is 0 here, and may it be?"
    if "KeyError" in trouble.classes:
        return NO_SUCH_KEY, _about_keys(trouble)
    return "", f"{try_it(exercise)}: the error shows again, and you can look at each value."


def _about_keys(trouble: Trouble) -> str:
    if trouble.close:
        keys, _, name = trouble.close.rpartition(" of ")
        return f"{name} has the keys {keys}. Which of them is meant?"
    if trouble.text.startswith("(") and (key := re.search(r"\w\[(\w+)\]", trouble.line)):
        return f"{key[1]} is a tuple of names. Look up one name at a time."
    return "The dict has no such key. Print list(…) of the dict: which keys does it have, names or numbers?"


def _about_names(trouble: Trouble, exercise: str) -> str:
    if "UnboundLocalError" in trouble.classes:
        name = missing_name(trouble.text)
        if trouble.close:
            return f"This line uses {name} before it has a value. Is {trouble.close} meant?"
        if name and re.match(rf"{name}\s*([-+*/@]=|=(?!=).*(?<![\w.]){name}\b)", trouble.line):
            return f"This line uses {name} before it has a value. Which value does it start from? Give it one above."
        return (
            f"{name or 'The name'} gets its value further down in the function, or only in a branch that "
            "was not taken. "
            "Give it a value before that line, on every way through the function."
        )
    if "NameError" not in trouble.classes:
        return ""
    name = missing_name(trouble.text)
    beside = rf"([=!]=\s*{name}\b(?!\s*[.(\[])|\b{name}\s*[=!]=)"
    compared = name and re.match(rf"(if|elif)\b.*{beside}", trouble.line)
    if compared and not trouble.close:
        return f'No cell gives {name} a value. Is a text meant? A text needs quotation marks: "{name}".'
    if dotted := re.search(r"name '(\S+·\S+)'", trouble.text):
        return f"Python reads {dotted[1]} as a single name. A product is written with *."
    if trouble.close.endswith(f'["{name}"]'):
        return f"The keys are texts, with quotation marks: {trouble.close}."
    if step := where_it_comes_from(name, trouble.close):
        return step
    if "." in trouble.close:
        owners = [one.partition(".")[0] for one in trouble.close.split(" or ")]
        return f"No variable is called {name}: it belongs to {listed(owners)}. Write {trouble.close}."
    if trouble.promised or _are_slopes(name, trouble.close):
        return f"No line before this one gives {name} a value. Is its line missing?"
    if trouble.close.startswith("len("):
        return f"No line before this one gives {name} a value. The number of examples is {trouble.close}."
    if trouble.close.endswith("_bar") and name.endswith("_bar"):  # two error signals, as like as their values' names
        return f"No line before this one gives {name} a value. Is its line missing, or is {trouble.close} meant?"
    if trouble.close:
        return f"There is no {name} here. Is {trouble.close} meant?"
    called = re.search(rf"\b{name}\s*\(", trouble.line)
    if trouble.inside.isidentifier() and not called:  # it is a value of this function's own, not another function
        return (
            f"Inside {trouble.inside} no line begins with {name} =. "
            "Did you compute it without storing it, or store it under another name?"
        )
    elsewhere = "" if session.cells_are_known() else f" If a cell above does, run it first ({RUN_ALL_ABOVE})."
    return f"No line before this one gives {name} a value. Did you give it another name above?{elsewhere}"


def _are_slopes(name: str, other: str) -> bool:
    """Whether two names are two derivatives of one value, dL_dw and dL_db: none is the other misspelt."""
    return (
        bool(other) and re.match(r"d\w+_d", name) is not None and name.rpartition("_d")[0] == other.rpartition("_d")[0]
    )


def _about_recursion(trouble: Trouble, exercise: str) -> str:
    if step := _about_its_own_method(trouble):
        return step
    if exercise.partition(" ")[0] == "Node":
        return (
            "A method calls itself and never comes to an end: what makes it stop? It may be called by NumPy, whose "
            "np.exp of a node calls the node's own method exp. Give NumPy a number, such as self.value."
        )
    if trouble.close:
        return f"{trouble.inside} calls itself in that line, again and again. Is {trouble.close} meant?"
    where = f"{trouble.inside}, in the line above," if trouble.inside else "A function"
    return f"{where} calls itself and never comes to an end. Which case needs no further call, and is it ever reached?"


def _about_its_own_method(trouble: Trouble) -> str:
    """The next step for a method that calls itself where the function of its name is meant; else empty."""
    if not trouble.close or not re.search(rf"\bself\.{trouble.inside}\(", trouble.line):
        return ""
    whose = "NumPy's function is" if trouble.close.startswith("np.") else "The given function has no `self.` before it:"
    return f"self.{trouble.inside} is the method that you are writing. {whose} {trouble.close}(self.value)."


def _about_calls(trouble: Trouble, exercise: str) -> str:
    said, line = trouble.text, trouble.line
    if _places_for_values(line):
        return PLACES
    if re.search(r"\.(value|partials)\(\s*\*\s*parents\s*\)", line):
        return "parents holds names. Look up their values first."
    if "not subscriptable" in said and (method := re.search(r"\b(\w+\.\w+)\[", line)) and "method" in said:
        return f"A method is called with round brackets: {method[1]}(…)."
    if "append() takes exactly one argument" in said:
        return "append takes one thing. Several go in together as one: rows.append([a, b])."
    if "TypeError" in trouble.classes and (step := _without_their_list(said, line)):
        return step
    if "positional argument" in said and (step := _about_its_own_method(trouble)):
        return step
    if "<lambda>() missing" in said and re.search(r"\bvalue\(", line):
        return "This operation needs a number for each parent, all in one call: value(*numbers)."
    if re.search(r"\bnp\.diff\([^\[\]()]*,[^\[\]()=]*,[^\[\]()=]*\)", line):
        return "np.diff takes one sequence: put all numbers between one pair of square brackets."
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
    if attribute := re.search(r"\b(\w+)\.(size|shape|ndim|T|dtype)\(\)", line) if "not callable" in said else None:
        return f"{attribute[2]} is no function: write {attribute[1]}.{attribute[2]}, without the brackets."
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
            return _about_one_entry(trouble)
        if extreme := re.search(r"(?<![\w.])(max|min|sorted)\(", line):
            if extreme[1] != "sorted" and re.fullmatch(r"\w+ \(\d+,\)(, \w+ \(\d+,\))*", trouble.shapes):
                return (
                    f"Python's {extreme[1]} asks one question about the whole array. Which function of NumPy compares "
                    "entry by entry?"
                )
            return (
                f"Python's {extreme[1]} compares whole rows of an array. np.max(Z) is the largest of all its entries, "
                "and with axis= and keepdims= the largest of each row or column. The larger of two arrays, entry by "
                "entry, is np.maximum(a, b)."
            )
        if step := _about_combined(line):
            return step
        if word := re.search(r"\b(if|elif|while|and|or|not|assert)\b", line):
            an = "An if (or and, or, not) wants one truth value"
            if word[1] in ("and", "or", "not"):
                an = f"{word[1]} wants single truth values"
            return (
                f"{an}, and here is an array of them. np.where chooses entry by entry; np.all and np.any make one "
                "truth value of many."
            )
        return (
            "Python wants one truth value in that line, and here is an array of them. == and in compare "
            "arrays entry by "
            "entry; np.all and np.any make one truth value of many."
        )
    if attribute := re.search(r"module 'numpy' has no attribute '(\w+)'", said):
        return f"NumPy has no {attribute[1]}. Write its formula, or call your own function of an earlier exercise."
    return ""


def _about_one_entry(trouble: Trouble) -> str:
    """The next step where one entry of a gradient is to be judged, and an array stands in the line."""
    arrays = re.findall(r"(\w+) \(\d", trouble.shapes)
    whole = [name for name in arrays if re.search(rf"(?<![\w.]){name}\b(?!\s*[\[.(])", trouble.line)]
    if "g" in whole or "x" in whole:
        name = "g" if "g" in whole else "x"
        return f"{name} is the whole array in that line: {name}[index] is one entry of it."
    one = f"One number is wanted in that line, and {whole[0] if whole else 'here'} is an array."
    if whole:
        one += " Is it computed with move, which is an array? Divide by 2 * h, which is a number."
    return (
        f"{one} If the index comes from range(len(x)), it is the number of a row where x is a matrix. "
        "np.ndindex(x.shape) goes through the single entries."
    )


def _without_their_list(said: str, line: str) -> str:
    """The next step where arrays, or the rows of one, are handed over one by one that belong in one list."""
    for call in _calls(line):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if len(call.args) < 2 or any(isinstance(one, ast.Starred) for one in call.args):
            continue
        if name in ("column_stack", "stack", "hstack", "vstack", "concatenate"):
            if not isinstance(call.args[0], ast.List | ast.Tuple):
                return f"np.{name} takes the arrays as one list, np.{name}([a, b])."
        elif name == "array" and ("Field elements" in said or "data type" in said or "dtype" in said):
            return (
                "np.array takes all rows in one list, np.array([[1, 2], [3, 4]]). A second value would be their type."
            )
    return ""


def _calls(line: str) -> list[ast.Call]:
    """The calls in a line, as far as it can be read alone."""
    try:
        tree = ast.parse(line.strip().rstrip(":"))
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


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


def _places_for_values(line: str) -> bool:
    """Whether a line computes with what np.where gives of a condition alone: places, and no values."""
    try:
        tree = ast.parse(line.strip().rstrip(":"))
    except SyntaxError:
        return False
    entries = [one for one in ast.walk(tree) if isinstance(one, ast.Subscript)]
    as_places = [part for one in entries for part in (one.slice, one.value)]
    return any(_is_where_alone(one) and one not in as_places for one in ast.walk(tree))


def _is_where_alone(node: ast.AST) -> bool:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "where"
    return named and isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords


_ABOUT = (
    (FRAMEWORK, about_a_framework),
    (UNKNOWN_NAME, _about_names),
    (WRONG_CALL, _about_calls),
    (SHAPES_APART, about_shapes),
    (OTHER_TYPE, about_types),
)
