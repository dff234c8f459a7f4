"""What can be seen of a reader's function without calling it: names from other cells, prints, how it returns, indices.

Nothing here decides whether an answer is right. It says where to look once it is known to be wrong.
"""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

import numpy as np

from utils.checks.indices import Loop, counting_loops, read_whole, rows_for_columns
from utils.checks.misread import misread
from utils.checks.pairing import unpaired
from utils.session import given as names_given

_DATA = (bool, int, float, complex, str, list, tuple, dict, set, np.ndarray, np.generic)


@dataclass(frozen=True)
class Glance:
    """What was seen of a function.

    Attributes:
        reads: names of numbers, arrays, lists … that it reads and that come from other cells.
        prints: whether it calls ``print``.
        returns: whether a ``return`` with a value stands in it; True where its source cannot be had.
        returns_in_loop: the line, in its cell, of a ``return`` that ends the function in a loop's first round; else 0.
        products: names that get a value by an ``@``; "return" for what is returned as one.
        returns_early: the line of a ``return`` anywhere inside a loop below which another one stands; else 0.
        returns_twice: the same, where a round always comes to it or goes on, and the other one returns the same.
        unused: names of its arguments that nothing in it uses.
        whole: entries such as ``x[i]`` in whose place a loop over i seems to read all of x.
        rows: rows such as ``X[d]`` that a loop over the columns of X reads.
        multiplies: whether a product by ``*`` stands in it; True where its source cannot be had.
        of_all: a condition that asks one question about a whole array, such as ``np.all(z >= 0)``; or empty.
        unpaired: the names of rows and targets of which only one is put in another order; empty where there are none.
        misread: an expression whose brackets seem to be missing, as Python reads it, and with them; or empty.
    """

    reads: tuple[str, ...] = ()
    prints: bool = False
    returns: bool = True
    returns_in_loop: int = 0
    unused: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    unpaired: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    multiplies: bool = True
    of_all: str = ""
    products: tuple[str, ...] = ()
    returns_early: int = 0
    returns_twice: int = 0


def glance(function: Callable, arguments: Sequence[Any] = ()) -> Glance:
    """What can be seen of a function, called with ``arguments``; nothing of one that is not written in Python."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return Glance()
    known = getattr(function, "__globals__", {})
    text = _text_of(code)
    beside = _names_beside(code) if known.get("__name__") == "__main__" else frozenset()  # else it is no cell's
    outside = tuple(name for name in text.names if name not in beside and _is_data(name, known))
    prints = "print" in text.names and "print" not in known
    given = dict(zip(code.co_varnames[: code.co_argcount], arguments, strict=False))
    whole, rows = read_whole(text.counting, given), rows_for_columns(text.counting, given)
    arrays = {name for name, value in given.items() if isinstance(value, np.ndarray) and value.size > 1}
    of_all = next((asked for name, asked in text.asked if name in arrays), "")
    return replace(text.seen, reads=outside, prints=prints, whole=whole, rows=rows, of_all=of_all)


@dataclass(frozen=True)
class _Text:
    """What a function's text says, whatever it is called with.

    Attributes:
        names: the global names in it.
        seen: what does not depend on a call.
        counting: its loops over range(…).
        asked: the conditions that make one truth value of a comparison, each with the name that is compared.
    """

    names: tuple[str, ...]
    seen: Glance
    counting: tuple[Loop, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()


@functools.lru_cache(maxsize=64)  # a check asks for it in every call
def _text_of(code: CodeType) -> _Text:
    names = tuple(dict.fromkeys(_global_names(code)))
    tree = _source(code)
    if tree is None:
        return _Text(names, Glance())
    returns = any(one.value is not None for one in _inside(tree, ast.Return))
    above = code.co_firstlineno - 1
    line, early, twice = next(_always_returning(tree), 0), *_returning_before_the_last(tree)
    in_loop = line and above + line
    seen = Glance((), False, returns, in_loop, _unused(tree), (), unpaired(tree), misread(tree))
    multiplies = any(isinstance(node, ast.Mult) for node in ast.walk(tree))
    seen = replace(
        seen,
        products=tuple(_by_products(tree)),
        returns_early=early and above + early,
        returns_twice=twice and above + twice,
    )
    return _Text(names, replace(seen, multiplies=multiplies), counting_loops(tree), tuple(_asked_at_once(tree)))


@functools.lru_cache(maxsize=64)
def _names_beside(code: CodeType) -> frozenset[str]:
    """The names that a function's own cell gives: handed out with it, as in a repair, or seen with it at one glance."""
    return frozenset(names_given("".join(linecache.getlines(code.co_filename))))


def _unused(tree: ast.FunctionDef) -> tuple[str, ...]:
    """The arguments that are never read, nor changed; none where a function may see them in another way."""
    used: set[str] = set()
    for node in ast.walk(tree):
        changed = node.target if isinstance(node, ast.AugAssign) else node
        if isinstance(changed, ast.Name) and (changed is not node or isinstance(changed.ctx, ast.Load)):
            used.add(changed.id)
    names = [one.arg for one in (*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs)]
    if used & {"locals", "vars", "eval", "exec"}:
        return ()
    return tuple(name for name in names if name not in used and not name.startswith("_"))


def _global_names(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _global_names(constant)


def _is_data(name: str, known: dict[str, Any]) -> bool:
    """Whether it is a value made by another cell. A word in capitals is a constant: nobody reads it by accident."""
    constant = len(name) > 1 and name.isupper()
    return name in known and not hasattr(builtins, name) and not constant and isinstance(known[name], _DATA)


def _source(code: CodeType) -> ast.FunctionDef | None:
    try:
        tree = ast.parse(textwrap.dedent(_lines(code)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    first = tree.body[0] if tree.body else None
    return first if isinstance(first, ast.FunctionDef) else None


def _lines(code: CodeType) -> str:
    """What `inspect.getsource` says of a function's code, without its search in all modules, which takes milliseconds.

    Raises:
        OSError: the source cannot be had.
    """
    lines = linecache.getlines(code.co_filename)
    if code.co_firstlineno > len(lines):
        raise OSError(f"{code.co_filename} has no line {code.co_firstlineno}")
    return "".join(inspect.getblock(lines[code.co_firstlineno - 1 :]))


def _inside(tree: ast.AST, kind: Any) -> Iterator[Any]:
    """The nodes of a kind in a function, without those of functions and classes inside it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, kind):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _inside(node, kind)


def _always_returning(tree: ast.AST) -> Iterator[int]:
    """The lines of returns that stand in a loop's own body, under no condition, where nothing above leaves it out."""
    for loop in _inside(tree, ast.For | ast.While):
        for statement in loop.body:
            if any(True for _ in _inside(ast.Module([statement], []), ast.Continue | ast.Break)):
                break
            if isinstance(statement, ast.Return) and not _forever(loop):
                yield statement.lineno
                break


def _asked_at_once(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The conditions of ifs in which np.all or np.any makes one truth value of a comparison with a number."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.If | ast.IfExp):
            continue
        for call in ast.walk(node.test):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            compared = call.args[0] if call.args else call.func.value  # np.all(z > 0), or (z > 0).all()
            if call.func.attr not in ("all", "any") or not isinstance(compared, ast.Compare):
                continue
            if isinstance(compared.left, ast.Name) and isinstance(compared.comparators[0], ast.Constant):
                yield compared.left.id, ast.unparse(call)


def _by_products(tree: ast.FunctionDef) -> Iterator[str]:
    for one in _inside(tree, ast.Assign | ast.Return):
        if one.value is not None and any(isinstance(node, ast.MatMult) for node in ast.walk(one.value)):
            yield from (name.id for name in getattr(one, "targets", ()) if isinstance(name, ast.Name))
            yield from ["return"] * isinstance(one, ast.Return)


def _returning_before_the_last(tree: ast.FunctionDef) -> tuple[int, int]:
    """The lines of a return inside a loop of the function's own body, where another return stands below that loop.

    The second is that of one in the loop's own body which returns what the return below does.
    """
    early = 0
    for place, loop in enumerate(tree.body):
        below = [one for one in tree.body[place + 1 :] if isinstance(one, ast.Return) and one.value is not None]
        if not isinstance(loop, ast.For | ast.While) or not below:
            continue
        for one in loop.body:
            if isinstance(one, ast.Return) and one.value and ast.dump(one.value) == ast.dump(below[0].value or one):
                return one.lineno, one.lineno
        early = early or next((one.lineno for one in _inside(loop, ast.Return) if one.value is not None), 0)
    return early, 0


def _forever(loop: ast.AST) -> bool:
    return isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant)
