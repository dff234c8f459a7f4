# ---
# jupyter:
#   course:
#     points: 20
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 8 · Automatic differentiation: the framework does it for you
#
# In notebook 5 you wrote backpropagation for every graph, and typed the graphs by hand. A framework such as PyTorch spares you the typing: you write an ordinary formula in Python, and the graph is
# recorded while the formula is computed. In this notebook you build that yourself, in fewer than sixty lines. Then you use the real thing, and train a network with more layers than you would want to differentiate by hand.
#
# **When you are done you can**
#
# * write a class of numbers that record how they were computed, and differentiate what they recorded,
# * judge the gradient of any function of an array, whoever computed it,
# * have PyTorch compute the gradients of the two-layer network, and see that they are your own,
# * train a deep network on images of digits.
#
# **What you need:** notebook 5 (graphs, error signals, the backward pass), the two-layer network of notebook 6, and for section 8.8 also ReLU (notebook 3), minibatches and held-out examples (notebook 7). Python classes help; the little that is needed is explained.
# Part 1 needs nothing else. Part 2 uses **PyTorch**, which is not installed with the course. If you do not have it, section 8.6 says how to get it. Without it you can do all of part 1.
#
# **Time:** about three hours (an estimate; a good place to pause is before part 2, at about two thirds). **Points:** 20, in two exercises. Three more are extras: checked in the same way, without points. Each is judged on its own.
#
# Work from top to bottom. After each exercise a check tells you whether you may move on.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Run this cell first. It finds the course's package utils, wherever Jupyter was started.
import sys
from pathlib import Path

for folder in [Path.cwd(), *Path.cwd().parents]:
    if (folder / "utils" / "outcomes.py").is_file():
        sys.path.insert(0, str(folder))
        break
try:
    import utils
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "The course's package utils was not found. Keep this notebook inside the course's folder, "
        "or run `pip install .` there; then choose Kernel > Restart and run this cell again."
    ) from None
if getattr(utils, "COURSE", None) != "neural-networks-course":
    raise ImportError(
        f"Another package called utils is in the way: {getattr(utils, '__file__', None) or list(utils.__path__)}. "
        "Rename it or move it elsewhere; then choose Kernel > Restart and run this cell again."
    )

import numpy as np

from utils import after, check_task, data, pictures, settle, summary, tasks
from utils.functions import log_sum_exp, wave
from utils.live import Live
from utils.trace import record

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.special import expit as logistic  # σ(z) = 1 / (1 + e^(−z)), for z of any size

logistic(np.array([-1000.0, 0.0, 1000.0]))

# %% [markdown]
# # Part 1 · Your own
#
# ## 8.1 What a `+` does
#
# When Python comes to `u + v`, it asks the object `u` what to do: it calls `u.__add__(v)`. For `u * v` it calls `u.__mul__(v)`, for `u ** 3` it calls `u.__pow__(3)`. Numbers have these methods. A class of yours
# may have them as well, and then `+` does what you say. This is called **operator overloading**.
#
# **A worked example.** Objects of this class hold a number, and say aloud what is done with them. The method `__init__` is called when an object is made; `self` is the object itself.


# %%
class Loud:
    """A number that says what is done with it."""

    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        print(f"adding {self.value} and {other.value}")
        return Loud(self.value + other.value)

    def __mul__(self, other):
        print(f"multiplying {self.value} and {other.value}")
        return Loud(self.value * other.value)


def formula(w, x, b):
    return w * x + b


print("with numbers:", formula(2.0, 0.5, -1.4))
print("with loud numbers:", formula(Loud(2.0), Loud(0.5), Loud(-1.4)).value)

# %% [markdown]
# The function `formula` has not changed. It was written for numbers, and knows nothing of the class. But the objects saw every operation, in the order in which it was carried out.
#
# ## 8.2 The trace
#
# Instead of saying it aloud, an object can *write down* what is done with it: the operation, the value, and from which objects it came. What is written down is called the **trace**. It is a graph as in notebook 5:
# each line is a node, with its parents.
#
# The next cell records two functions with a recorder of the course, which differentiates nothing. The first is a logistic unit. The second has a loop in it, with $2y(1 - y)$ as its body; the numbers 2 and 1 that stand in that formula are parents without a name.


# %%
def unit(w, x, b):
    return (w * x + b).logistic()


def repeated(x):
    y = x
    for _ in range(3):
        y = 2 * y * (1 - y)
    return y


def show_trace(function, **inputs):
    graph = record(function, inputs)
    return pictures.trace(graph, tasks.nodes.values(graph, inputs))


show_trace(unit, w=2.0, x=0.5, b=-1.4)

# %%
show_trace(repeated, x=0.3)

# %% [markdown]
# The loop is gone. The trace holds what was *computed*, not what was *written*: the body of the loop stands there three times, with other numbers each time.
#
# ### Predict: a loop that decides
#
# This function multiplies until the result is large enough. (What the recorder hands to a function keeps its number in the attribute `value`, as the loud numbers did.)
#
# ```python
# def until_large(x):
#     y = x
#     while y.value < 20:
#         y = y * y
#     return y
# ```
#
# There is one multiplication sign in it. How many multiplications does the trace hold for $x = 1.5$?
#
# * **a** — one, since the program has one
# * **b** — as many as were carried out until 20 was reached
# * **c** — none: what depends on an `if` or a `while` cannot be recorded
#
# Write one letter between the quotation marks, run that cell, then the folded one below it. Predictions are never graded.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "b"


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def until_large(x):
    y = x
    while y.value < 20:
        y = y * y
    return y


counts = {x: sum(op == "mul" for _, op, _ in record(until_large, {"x": x})) for x in (1.5, 5.0)}
settle(
    prediction_1,
    {1: "a", 0: "c"}.get(counts[1.5], "b"),
    f"1.5 squared is 2.25, that squared is about 5.06, and that squared about 25.6. The trace for x = 1.5 holds {counts[1.5]} multiplications, the one for x = 5 holds {counts[5.0]}. Each run leaves its own trace, and its derivative is "
    "that of the rounds that were made. The decision to make another one is not differentiated.",
)

# %% [markdown]
# ## 8.3 A number that can be differentiated
#
# Two things are missing for backpropagation. Each node has to write down its **local derivatives**, too. And somebody has to go through the trace backwards.
#
# So here is the class. An object `Node` has four **attributes**, values that it keeps:
#
# | attribute | what it is |
# |---|---|
# | `value` | the number, $v$ |
# | `bar` | the error signal $\bar v$; 0 until somebody sends something |
# | `parents` | the nodes from which this one was computed, as a tuple; `()` for an input |
# | `partials` | the local derivatives $\partial v / \partial(\text{parent})$, as a tuple, one number for each parent, in the same order |
#
# Every operation makes a **new** node. **A worked example** is given in the class, the power $y = u^c$ with a constant exponent $c$. Its local derivative is $c\,u^{c-1}$:
#
# ```python
# def __pow__(self, exponent):
#     y = self.value**exponent
#     slope = exponent * self.value ** (exponent - 1)
#     return Node(y, (self,), (slope,))
# ```
#
# Everything else follows from `+`, `*` and powers, and is given too: $u - v$ is $u + (-1) \cdot v$, and $u / v$ is $u \cdot v^{-1}$. In `u + 3` the other one is a number and not a node. The function `as_node` makes a node of it. In `3 + u`
# Python finds that the number 3 cannot add a node, and calls `u.__radd__(3)`.
#
# ### Exercise 1 · `Node` (14 points)
#
# The exercise has three steps.
#
# 1. `__add__` and `__mul__`: only the local derivatives are missing.
# 2. `exp`, `logistic`, `tanh`: methods without a further argument, for $e^u$, $\sigma(u)$ and $\tanh u$. Return a new node, as `__pow__` does. For σ call the given function `logistic(…)`.
# 3. `backward`: sets `bar` of this node, and of every node that it was computed from, directly or through others, to the error signal with *this node* as the output. All of them have `bar` 0 before.
#
# For the last one you know the algorithm from notebook 5: a topological order, then through it from its end; what a node receives is added. What is new is that no list of all nodes is given. A node knows its parents, these know theirs.
#
# Let each node send **once**, however many ways lead to it from the output. With 22 sums, each of them the last result plus itself, there are $2^{22}$ ways, about four million, and 23 nodes. Who follows every way gets the right numbers too, and waits for them. (The checks' graphs are small: there both come to an end.)
#
# `backward` must not call itself for the parents: each call would begin anew with its own node as the output. But a function *inside* `backward`, which only finds the order, may call itself. Notebook 5 warned of that: Python gives up at about a thousand calls within each other.
# Here it is enough, since no graph in this notebook is nearly as deep. Training steps that are all recorded in one graph would need a loop with a list of its own instead.
#
# Three checks follow. The first looks at values alone, the second at error signals where every node is used once, the third at everything. You may run the first when steps 1 and 2 are written, and the other two after step 3. Only the last one says that the exercise is done. What is not written yet is named.
#
# <details><summary>Hint 1 (partials, and the three functions)</summary>
#
# How far does $u + v$ move when $u$ moves a little, and how far when $v$ does? And $u \cdot v$? The answers are two numbers each, one for `self` and one for `other`, and may contain `self.value` and `other.value`.
#
# In `exp`, `logistic` and `tanh` compute the value `y` first. All three slopes are short in terms of `y`: one is `y` itself, and the two others you know from notebook 3, $\sigma' = \sigma(1 - \sigma)$ and $\tanh' = 1 - \tanh^2$.
#
# </details>
# <details><summary>Hint 2 (backward: what has to be found first)</summary>
#
# Which node may send first, and which last? A node may send once all that use it have sent to it. So you need a list of all nodes behind this one, in which parents stand before children, and each node stands once. When is it safe to append a node to that list: before or after its parents were?
#
# </details>
# <details><summary>Hint 3 (backward: how)</summary>
#
# Write a function `visit(node)` inside `backward`. It leaves at once if the node was seen before (keep a set, `seen = set()`, and `seen.add(node)`; `{}` would be an empty dict). Otherwise it calls itself for every parent, and *then* appends the node to the list `order`.
# Afterwards set `self.bar = 1.0`, and go through `reversed(order)`. There each node adds to the `bar` of its parents; `zip(node.parents, node.partials)` goes through both side by side.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "Node", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Node:
    """A number that remembers what it was computed from, so that it can be differentiated."""

    def __init__(self, value, parents=(), partials=()):
        self.value = value
        self.bar = 0.0
        self.parents = parents
        self.partials = partials

    # A worked example.
    def __pow__(self, exponent):
        y = self.value**exponent
        slope = exponent * self.value ** (exponent - 1)
        return Node(y, (self,), (slope,))

    # 1. The local derivatives are missing.
    def __add__(self, other):
        other = as_node(other)
        y = self.value + other.value
        ### BEGIN SOLUTION
        partials = (1.0, 1.0)
        ### END SOLUTION
        return Node(y, (self, other), partials)

    def __mul__(self, other):
        other = as_node(other)
        y = self.value * other.value
        ### BEGIN SOLUTION
        partials = (other.value, self.value)
        ### END SOLUTION
        return Node(y, (self, other), partials)

    # 2. Each returns a new node.
    def exp(self):
        ### BEGIN SOLUTION
        y = np.exp(self.value)
        return Node(y, (self,), (y,))
        ### END SOLUTION

    def logistic(self):
        ### BEGIN SOLUTION
        y = logistic(self.value)
        return Node(y, (self,), (y * (1 - y),))
        ### END SOLUTION

    def tanh(self):
        ### BEGIN SOLUTION
        y = np.tanh(self.value)
        return Node(y, (self,), (1 - y**2,))
        ### END SOLUTION

    # 3. Sets bar of this node, and of all that it was computed from.
    def backward(self):
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.bar = 1.0
        for node in reversed(order):
            for parent, partial in zip(node.parents, node.partials):
                parent.bar += node.bar * partial
        ### END SOLUTION

    # What follows from these is given.
    def __radd__(self, other):  # 3 + u
        return self + other

    def __rmul__(self, other):  # 3 * u
        return self * other

    def __neg__(self):  # -u
        return self * -1

    def __sub__(self, other):  # u - v, u - 3
        return self + as_node(other) * -1

    def __rsub__(self, other):  # 3 - u
        return self * -1 + other

    def __truediv__(self, other):  # u / v, u / 3
        return self * as_node(other) ** -1

    def __rtruediv__(self, other):  # 3 / u
        return self**-1 * other


def as_node(thing):
    """The thing itself if it is a node, else a new node with this number."""
    return thing if isinstance(thing, Node) else Node(thing)


# %% [markdown]
# To be checked, your class has to be put to work. The next cell is given. Its functions take a graph as in notebook 5, build the output out of your nodes with ordinary Python operators, and return numbers: `value_of` the value of the output, `evaluate` also the `bar` of every node. Nodes are made afresh in each call.

# %% nbgrader={"grade": false, "grade_id": "given_evaluate", "locked": true, "schema_version": 3, "solution": false, "task": false}
OPERATORS = {
    "add": lambda u, v: u + v,
    "sub": lambda u, v: u - v,
    "mul": lambda u, v: u * v,
    "div": lambda u, v: u / v,
    "power": lambda u, c: u**c,
    "neg": lambda u: -u,
    "square": lambda u: u**2,
    "half_square": lambda u: u**2 / 2,
    "exp": lambda u: u.exp(),
    "logistic": lambda u: u.logistic(),
    "tanh": lambda u: u.tanh(),
}


def build(graph, inputs):
    """The nodes of a graph by name. A number among the parents stands for itself."""
    nodes = {}
    for name, op, parents in graph:
        arguments = [nodes[parent] if isinstance(parent, str) else parent for parent in parents]
        nodes[name] = Node(inputs[name]) if op == "input" else a_new_node(op, OPERATORS[op](*arguments), arguments)
    return nodes


def a_new_node(op, result, arguments):
    """The result of an operation, or an error that says what else came of it."""
    if not isinstance(result, Node):
        raise TypeError(f"{op} has to return a Node, and returned {type(result).__name__}")
    if any(result is argument for argument in arguments):
        raise TypeError(f"{op} has to return a new Node, and returned the one that it was given")
    for name in ("parents", "partials"):
        if not isinstance(getattr(result, name, ()), (tuple, list)):
            raise TypeError(f"{name} has to be a tuple, with one entry written (u,), and is something else after {op}")
    return result


def value_of(graph, inputs):
    """The value of the last node of a graph."""
    return build(graph, inputs)[graph[-1][0]].value


def evaluate(graph, inputs):
    """The value of the last node of a graph, and the error signal of every node, by name."""
    nodes = build(graph, inputs)
    output = nodes[graph[-1][0]]
    output.backward()
    return output.value, {name: node.bar for name, node in nodes.items()}


# %% nbgrader={"grade": true, "grade_id": "test_Node_values", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("Node", value_of, tasks.nodes.node_values)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", value_of, tasks.nodes.node_values, seed=fresh_seed())
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_Node_chains", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("Node", evaluate, tasks.nodes.node_chains)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", evaluate, tasks.nodes.node_chains, seed=fresh_seed())
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_Node", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check_task("Node", evaluate, tasks.nodes.node_graphs, count=3)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", evaluate, tasks.nodes.node_graphs, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Now the trace with error signals. The numbers in the last column come from *your* class. The unit is that of section 8.2, and $w$ is penalised, so it is used twice.


# %%
def penalised_unit(w, x, b):
    return (w * x + b).logistic() + 0.1 * w**2


def show_both_passes():
    inputs = {"w": 2.0, "x": 0.5, "b": -1.4}
    graph = record(penalised_unit, inputs)
    return pictures.trace(graph, tasks.nodes.values(graph, inputs), evaluate(graph, inputs)[1])


after(["Node"], show_both_passes)

# %% [markdown]
# In a recording the order comes for nothing: parents are recorded before their children, because they were *computed* before them. Some frameworks keep one long list of all nodes for this reason, and call it a **tape**.
# Your class keeps no such list. A node knows its parents alone, so `backward` has to search for the order. In return nothing is kept that no node needs any more, and nobody has to clear the list.
#
# And here is what it was for. These are formulas as anybody would write them. `derivative` differentiates them with your class, and the numerical derivative agrees.


# %%
def derivative(f, x):
    u = Node(x)
    f(u).backward()
    return u.bar


def polynomial(u):
    return 3 * u**4 - u / 2 + 7


def bump(u):
    return (-(u**2) / 2).exp() * (1 + u.tanh()) / (2 - u)


def grow_and_fall(u):
    y = u
    for step in range(1, 6):  # a loop
        y = y + (1 - y.logistic()) / step if y.value < 2 else y * 0.5  # and a decision
    return y


def show_derivatives():
    for f in (polynomial, bump, grow_and_fall):
        h = 1e-5
        measured = (f(Node(0.7 + h)).value - f(Node(0.7 - h)).value) / (2 * h)
        print(f"{f.__name__:<14} your derivative at 0.7 is {derivative(f, 0.7):+.8f}, measured {measured:+.8f}")


after(["Node"], show_derivatives)

# %% [markdown]
# ## 8.4 Repair
#
# Here is somebody else's class, in another style: every operation hands its new node a function `send`, which passes the error signal on to the parents. `backward` calls these functions in the reverse order of a tape. The class has **one** mistake.
#
# The symptom: the derivative of $x \cdot \tanh x$ is right. That of $\tanh x + x \cdot \tanh x$ is not, in whichever order the factors are written. Run both cells and see.


# %%
class Sender:
    """A number that knows how to send its error signal to its parents."""

    tape = []

    def __init__(self, value):
        self.value, self.signal = value, 0.0
        self.send = lambda: None
        Sender.tape.append(self)

    def __add__(self, other):
        result = Sender(self.value + other.value)

        def send():
            self.signal += result.signal
            other.signal += result.signal

        result.send = send
        return result

    def __mul__(self, other):
        result = Sender(self.value * other.value)

        def send():
            self.signal = result.signal * other.value
            other.signal = result.signal * self.value

        result.send = send
        return result

    def tanh(self):
        result = Sender(np.tanh(self.value))

        def send():
            self.signal += result.signal * (1 - result.value**2)

        result.send = send
        return result

    def backward(self):
        self.signal = 1.0
        for node in reversed(Sender.tape):
            node.send()


# %% tags=["solved-only"]
# Repaired: in __mul__ the error signals are added to what has arrived already.
class Sender:
    """A number that knows how to send its error signal to its parents."""

    tape = []

    def __init__(self, value):
        self.value, self.signal = value, 0.0
        self.send = lambda: None
        Sender.tape.append(self)

    def __add__(self, other):
        result = Sender(self.value + other.value)

        def send():
            self.signal += result.signal
            other.signal += result.signal

        result.send = send
        return result

    def __mul__(self, other):
        result = Sender(self.value * other.value)

        def send():
            self.signal += result.signal * other.value
            other.signal += result.signal * self.value

        result.send = send
        return result

    def tanh(self):
        result = Sender(np.tanh(self.value))

        def send():
            self.signal += result.signal * (1 - result.value**2)

        result.send = send
        return result

    def backward(self):
        self.signal = 1.0
        for node in reversed(Sender.tape):
            node.send()


# %%
# Formulas in u and h, where h = tanh u. They are given numbers, or objects of the class.
formulas = {
    "x tanh x": lambda u, h: u * h,
    "tanh x + x tanh x": lambda u, h: u * h + h,
    "tanh x + (tanh x) x": lambda u, h: h * u + h,
}


def slopes(x):
    """The derivatives at x of these formulas, by the class Sender."""
    found = []
    for formula in formulas.values():
        Sender.tape.clear()
        u = Sender(x)
        formula(u, u.tanh()).backward()
        found.append(u.signal)
    return found


here, step = 0.8, 1e-5
for (name, formula), by_sender in zip(formulas.items(), slopes(here)):
    above, below = here + step, here - step
    measured = (formula(above, np.tanh(above)) - formula(below, np.tanh(below))) / (2 * step)
    print(f"{name:<19} by the class {by_sender:.6f}, measured {measured:.6f}")

# %% [markdown]
# Find the mistake and mend it in the cell that defines `Sender`; run that cell, the next one, and the check below. There are no points for it.
#
# <details><summary>Hint 1</summary>
#
# $h = \tanh x$ has two children in the second formula and in the third, and one in the first. Write down, turn by turn, what `h.signal` is while `backward` goes through the tape from its end.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Whether it shows depends on who sends first. In the second formula the sum sends to `h` before the product does, and in the third as well. Read the three functions `send` side by side: they are alike but for one thing.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_slopes", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("slopes", slopes, tasks.nodes.slopes, explained=False)

# %% [markdown]
# ## 8.5 A judge for every gradient
#
# Who guarantees that a gradient is right that came out of a class, or out of a framework? The numerical derivative, as ever. Now make a judge of it for any function of an array.
#
# Let $f$ take an array $\mathbf{x}$ of any shape and return one number. For each entry, move that entry alone by $h$ to both sides:
#
# $$
# n_i = \frac{f(\mathbf{x} + h\,\mathbf{e}_i) - f(\mathbf{x} - h\,\mathbf{e}_i)}{2h} ,
# $$
#
# where $\mathbf{e}_i$ has a 1 at entry $i$ and 0 elsewhere. Compare $n_i$ with the claimed $g_i$ **entry by entry**, by the relative error
#
# $$
# \frac{|g_i - n_i|}{\max(|g_i|, |n_i|)} .
# $$
#
# Why relative? An error of 0.001 is nothing beside a slope of 1000, and everything beside a slope of 0.001, which some slopes in the check are. Why entry by entry? One wrong bias in a network of thousands of weights hardly changes the length of the gradient.
#
# There is one trap. Where the true slope is 0, $n_i$ is 0 or some $10^{-11}$ of rounding, and the formula divides by it. So the denominator needs a **floor**, a small number below which it does not fall. It must not be *too* small: with a measured slope of $2 \cdot 10^{-11}$ where $g_i = 0$ is right, and a floor of $10^{-8}$, the relative error is 0.002, two thousand times a tolerance of $10^{-6}$. At the minimum of a cost all slopes are like that.
#
# **A worked example**, for a function of a vector with three entries. `np.ndindex(x.shape)` goes through the indices of an array of any shape; for a vector they are `(0,)`, `(1,)`, … and for a matrix `(0, 0)`, `(0, 1)`, … Such a tuple may be used as an index: `x[index]`.

# %%
some_x, step = np.array([0.5, -1.2, 0.9]), 1e-5
claimed = np.cos(some_x)  # the gradient of wave(x), which is the sum of sin x
for index in np.ndindex(some_x.shape):
    one = np.zeros(some_x.shape)
    one[index] = 1.0
    slope = (wave(some_x + step * one) - wave(some_x - step * one)) / (2 * step)
    difference = abs(slope - claimed[index])
    print(f"entry {index}: claimed {claimed[index]:+.10f}, measured {slope:+.10f}, difference {difference:.1e}")

# %% [markdown]
# ### Predict: what the judge costs
#
# A network has 10 000 weights. Its gradient is checked as above. How many times is the forward pass run?
#
# * **a** — 2 times, once to each side
# * **b** — 10 000 times
# * **c** — 20 000 times

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "c"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
from utils.numerical import centred_gradient

calls = 0


def counted(x):
    global calls
    calls += 1
    return wave(x)


centred_gradient(counted, np.linspace(-1, 1, 100))
per_weight = calls / 100
settle(
    prediction_2,
    min("abc", key=lambda letter: abs({"a": 2, "b": 10_000, "c": 20_000}[letter] - 10_000 * per_weight)),
    f"It was {calls} times for 100 entries, {per_weight:.0f} for each. A backward pass costs one or two forward passes for all entries together. "
    "So nobody trains with numerical derivatives, and everybody checks with them.",
)

# %% [markdown]
# ### Exercise 2 · `gradient_check` (6 points)
#
# Return `True` if `g` is the gradient of `f` at `x`: if the relative error of **every** entry is at most `tol`. Return `False` otherwise. `x` and `g` are arrays of the same shape, vectors or matrices.
#
# * Leave `x` as it is. Move a copy, or add an array as in the worked example.
# * Where the slope is 0, a `g` of 0 is right. There must be no division by 0.
#
# The check asks for a verdict on gradients that err by rounding alone, and on wrong ones, which err by at least some hundredths of a percent in some entry. In some cases it gives a larger `tol`, such as 0.1. Then a `g` that errs by 1 % has to pass.
#
# <details><summary>Hint 1</summary>
#
# Begin with the loop of the worked example, and leave the function with `return False` at the first entry that is wrong. What is returned after the loop?
#
# </details>
# <details><summary>Hint 2</summary>
#
# "The relative error is at most tol" without a division: the difference is at most tol times the larger of the two sizes. With a floor it is `max(abs(g[index]), abs(n), floor)`. A floor of about 0.001 leaves room for rounding; with a floor of 1 the small slopes would not be judged by their own size any more.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gradient_check", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_check(f, x, g, tol=1e-6):
    """Whether g is the gradient of f at x, entry by entry, up to a relative error of tol. x and g have one shape."""
    h = 1e-5
    ### BEGIN SOLUTION
    for index in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[index] = h
        n = (f(x + step) - f(x - step)) / (2 * h)
        size = max(abs(g[index]), abs(n), 1e-3)  # the floor: below it, only the difference counts
        if abs(g[index] - n) > tol * size:
            return False
    return True
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient_check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_task("gradient_check", gradient_check, tasks.autodiff.gradient_check)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("gradient_check", gradient_check, tasks.autodiff.gradient_check, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Let your judge try your class. The function $\log \sum_i e^{x_i}$ is computed here once with NumPy and once with nodes; the claimed gradient is what `backward` leaves in the nodes. In the second line one entry of it was made 1 % larger.


# %%
def log_of_a_sum(nodes):
    total = sum((node.exp() for node in nodes), Node(0.0))
    # There is no logarithm in Node. Its derivative is 1/u, which is all that is needed here.
    return Node(np.log(total.value), (total,), (1 / total.value,))


def judge_the_class():
    x = np.array([0.4, -0.8, 1.3, 0.1])
    nodes = [Node(entry) for entry in x]
    log_of_a_sum(nodes).backward()
    g = np.array([node.bar for node in nodes])
    print("your Node's gradient:       ", gradient_check(log_sum_exp, x, g))
    g[2] *= 1.01
    print("with one entry 1 % too large:", gradient_check(log_sum_exp, x, g))


after(["Node", "gradient_check"], judge_the_class)

# %% [markdown]
# # Part 2 · PyTorch
#
# ## 8.6 The same, in a framework
#
# PyTorch does what your class does, for whole arrays at a time, with hundreds of operations, and fast. Its arrays are called **tensors**; the part of it that records and differentiates is called **autograd**. The next cell imports it. If it is not there, it says how to get it; everything below can still be run, and says what it is waiting for.

# %% nbgrader={"grade": false, "grade_id": "given_torch", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    import torch
    from torch import nn

    torch.set_num_threads(1)  # one processor core, for which times are meant; networks as small as these need no more
except ImportError:
    torch = nn = None
    print(
        "PyTorch is not installed here. To get it, run\n\n    pip install torch\n\n"
        "in a terminal (in the course's folder: pip install -e '.[torch]'), choose Kernel > Restart, and run the notebook from its top.\n"
        "It is a large download. Part 1 is complete without it; the exercises of part 2 cannot be judged until it is there."
    )


def with_torch(show):
    """What show() returns, where PyTorch is installed."""
    return after([], show) if torch is not None else print("This cell needs PyTorch.")


# %% [markdown]
# **A worked example.** The penalised unit of section 8.3, at the same numbers. `requires_grad=True` says: record what is done with this one. After `backward()` its error signal is in the attribute `grad`.


# %%
def unit_in_torch():
    w = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(-1.4, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(0.5, dtype=torch.float64)  # data: nobody needs its error signal
    y = torch.sigmoid(w * x + b) + 0.1 * w**2
    y.backward()
    print(f"y = {y.item():.6f}, error signal of w {w.grad.item():.6f}, of b {b.grad.item():.6f}")


with_torch(unit_in_torch)

# %% [markdown]
# Four things to know:
#
# | in PyTorch | |
# |---|---|
# | `torch.tensor(A, requires_grad=True)` | copies an array `A`, and keeps its type of number; for Python's own numbers PyTorch takes **float32**, which has only seven digits, unless it is told `dtype=torch.float64` |
# | `a @ b`, `a.T`, `a**2`, `a.sum()`, `torch.sigmoid(a)` | as in NumPy; σ is called *sigmoid* |
# | `J.backward()` | only for a tensor that holds a single number |
# | `a.grad.numpy()`, `J.item()` | back to a NumPy array, and to a Python number |
#
# ### Predict: twice backward
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# (x**2).backward()
# (x**2).backward()
# x.grad
# ```
#
# The derivative of $x^2$ at 3 is 6. What is `x.grad` after the second call?
#
# * **a** — 6: the second call computes the same again
# * **b** — 12: the second call adds to what is there
# * **c** — an error: the trace was used up

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "a"  # a natural guess


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def backward_twice():
    x = torch.tensor(3.0, requires_grad=True)
    (x**2).backward()
    (x**2).backward()
    return settle(
        prediction_3,
        {6.0: "a", 12.0: "b"}.get(x.grad.item(), "c"),
        f"It is {x.grad.item():g}. PyTorch adds, as every backward pass must, and does not know that you wanted to begin afresh. "
        "So in a training loop the gradients are set back to zero in every step. That line is forgotten often.",
    )


with_torch(backward_twice)

# %% [markdown]
# ## 8.7 The two-layer network in three lines
#
# The network of notebook 6: a hidden layer of logistic units, linear outputs, squared error, the cost a mean over the $N$ examples.
#
# $$
# \mathbf{H} = \sigma(\mathbf{X} \mathbf{W}_1^\top + \mathbf{b}_1), \qquad
# \mathbf{Y} = \mathbf{H} \mathbf{W}_2^\top + \mathbf{b}_2, \qquad
# \mathcal{J} = \frac1N \sum_{n=1}^{N} \tfrac12 \sum_{k=1}^{K} \left( y_k^{(n)} - t_k^{(n)} \right)^2 .
# $$
#
# As in notebook 6, $H$ is the number of hidden units, and the bold $\mathbf{H}$ is the array of their activations, with $N$ rows and $H$ columns.
#
# There its backward pass took an exercise. Here it takes one word.
#
# ### Exercise 3 · `torch_cost_and_gradients` (extra)
#
# All six arguments are float64 NumPy arrays: `X (N, D)`, `T (N, K)`, `W1 (H, D)`, `b1 (H,)`, `W2 (K, H)`, `b2 (K,)`. The first lines make tensors of them. Compute the cost $\mathcal{J}$ as a tensor with a single number, let autograd differentiate it, and return `(J, grads)`:
# `J` as a Python number, and `grads`, a dict with the float64 arrays `W1_bar`, `b1_bar`, `W2_bar` and `b2_bar`.
#
# <details><summary>Hint 1</summary>
#
# The forward pass reads as in NumPy. Write `H`, `Y` and `J` in three lines. For the cost, sum all squared differences and divide once.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Which number do you divide the sum by? There is a ½, and a mean over the examples, but no mean over the outputs. `((Y - T) ** 2).mean()` would divide by $N \cdot K$.
#
# </details>
# <details><summary>Hint 3</summary>
#
# `J.backward()`, and then the gradient of `W1` is `W1.grad`, a tensor. Turn each of the four into an array.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "torch_cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    """The cost of the two-layer network and its gradients, by autograd: (J, grads) with NumPy's numbers."""
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    ### BEGIN SOLUTION
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }
    return J.item(), grads
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_torch_cost_and_gradients", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("torch_cost_and_gradients", torch_cost_and_gradients, tasks.autodiff.torch_cost_and_gradients, needs="torch")
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task(
    "torch_cost_and_gradients",
    torch_cost_and_gradients,
    tasks.autodiff.torch_cost_and_gradients,
    seed=fresh_seed(),
    needs="torch",
)
### END HIDDEN TESTS

# %% [markdown]
# Are these numbers your own? The next cell builds the same network out of your `Node`, one number at a time, and lays both gradients against each other.


# %%
def cost_by_nodes(X, T, W1, b1, W2, b2):
    """The gradients of the two-layer network by the class Node, one number at a time."""
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    nodes = {name: np.vectorize(Node, otypes=[object])(array) for name, array in parameters.items()}
    cost = Node(0.0)
    for x, t in zip(X, T):
        h = [(sum(w * x_d for w, x_d in zip(row, x)) + b).logistic() for row, b in zip(nodes["W1"], nodes["b1"])]
        for row, b, t_k in zip(nodes["W2"], nodes["b2"], t):
            y = sum(w * h_j for w, h_j in zip(row, h)) + b
            cost = cost + (y - t_k) ** 2 / (2 * len(X))
    cost.backward()
    return {f"{name}_bar": np.vectorize(lambda node: node.bar, otypes=[float])(array) for name, array in nodes.items()}


def compare_gradients():
    rng = np.random.default_rng(3)
    shapes = {"X": (6, 4), "T": (6, 2), "W1": (5, 4), "b1": (5,), "W2": (2, 5), "b2": (2,)}
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return pictures.two_gradients(cost_by_nodes(**arrays), torch_cost_and_gradients(**arrays)[1])


after(["Node", "torch_cost_and_gradients"], compare_gradients)

# %% [markdown]
# ## 8.8 Training with a framework
#
# For training PyTorch has more to offer. `nn.Linear(D, K)` is a layer $\mathbf{x} \mapsto \mathbf{W}\mathbf{x} + \mathbf{b}$ that holds its own $\mathbf{W}$ and $\mathbf{b}$, drawn at random; `nn.Sequential(…)` puts layers one after the other; `network.parameters()` are all the $\mathbf{W}$ and $\mathbf{b}$ in it; `nn.functional.cross_entropy(Z, t)` is the mean cross-entropy
# of softmax(Z) for the labels `t`; and an **optimiser** makes the steps of gradient descent. `torch.optim.SGD` is minibatch gradient descent as you know it.
#
# **A worked example.** The digits: images of 8 × 8 pixels as rows with 64 entries from 0 to 1, and labels from 0 to 9. The network has a single weight layer, so this is the softmax regression of notebook 5. Training uses float32, as frameworks do: seven digits are enough where every step is noisy anyway. The curve counts its epochs from 0.
#
# Read the loop line by line. It is the same for every network.

# %%
digits = data.digits(train=1397, validation=0)  # what is left, 400 digits, is held out


def train_one_layer(epochs=5, seed=0):
    torch.manual_seed(seed)  # the weights drawn and the order of the examples follow from it
    X, t = torch.tensor(digits.X_train, dtype=torch.float32), torch.tensor(digits.t_train)
    X_test, t_test = torch.tensor(digits.X_test, dtype=torch.float32), torch.tensor(digits.t_test)
    network = nn.Sequential(nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.2)
    with Live(epochs, held_out="held out") as live:  # draws the curve while it grows
        for _ in range(epochs):
            for batch in torch.randperm(len(X)).split(32):  # the numbers of 32 examples at a time
                optimiser.zero_grad()  # gradients back to zero, or they would add up
                cost = nn.functional.cross_entropy(network(X[batch]), t[batch])
                cost.backward()
                optimiser.step()  # W ← W − lr · gradient, for every parameter
            with torch.no_grad():  # from here on nothing is recorded
                costs = [nn.functional.cross_entropy(network(A), a).item() for A, a in ((X, t), (X_test, t_test))]
            live(*costs)
    with torch.no_grad():
        labels = network(X_test).argmax(dim=1).numpy()  # the class with the largest z, for each row
    print(f"{np.mean(labels == digits.t_test):.1%} of {len(labels)} held-out digits right")


with_torch(train_one_layer)

# %% [markdown]
# ### Exercise 4 · `train_deep_classifier` (extra)
#
# Train a network with at least **three** weight layers on images of digits, and return the labels that it gives to `X_test`, as an array of whole numbers. You are not given the labels of `X_test`. At least 95 % of them must be right, for any `seed`, and the training may take at most 30 seconds of one processor core.
#
# * `X_train` is `(N, 64)`, `t_train` is `(N,)` with labels from 0 to 9, `X_test` is `(M, 64)`.
# * Draw nothing at random before `torch.manual_seed(seed)`.
# * The argument `depth` is the number of weight layers. The checks leave it at 3. A picture below uses it, if you build the network for any depth.
#
# The check sees the labels and no network. So it judges how many are right, and not how deep the network is: a single layer that is trained longer than in the worked example passes as well. Build three all the same. That the number of layers costs you nothing is what this exercise is about.
#
# Between two linear layers there has to be an activation, `nn.ReLU()` or `nn.Tanh()`. Why is not hard to see (notebook 3: three linear layers in a row are one). `nn.Sequential(*layers)` takes a list of layers with a star.
#
# The check trains once, on another choice of digits than the worked example's, and says how many of 400 are right. Graded is another seed, and from seed to seed the share changes. How much, depends on how long one trains. With batches of 64 and the steps of Hint 3, ten of 900 networks had less than 95 % after 15 epochs: for them the last steps had been bad ones. Of 720 networks none had less than 97.5 % after 25 epochs, when the cost hardly changes any more. So if some seed gives less than 97 %, train longer. To see some seeds side by side, on the digits of the worked example, run in a new cell
#
# ```python
# for seed in range(5):
#     labels = train_deep_classifier(digits.X_train, digits.t_train, digits.X_test, seed)
#     print(np.mean(labels == digits.t_test))
# ```
#
# <details><summary>Hint 1</summary>
#
# Copy the loop of the worked example. Three things change: the network, the learning rate or the number of epochs, and what is returned. Leave `Live` out, or keep it, as you like.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `depth` weight layers are `depth - 1` hidden ones, and the output layer. Begin with an empty list. For each of the `depth - 1` hidden layers, in a loop, append an `nn.Linear` and an activation; the first takes 64 numbers, each further one as many as the one before has units (64 is a good number for all).
# At the end append a linear layer with 10 outputs and *no* activation after it, since `cross_entropy` has the softmax in it. With `depth=1` the loop makes nothing, and this last layer takes the 64 pixels.
#
# </details>
# <details><summary>Hint 3</summary>
#
# If the cost falls too slowly, say over the whole training by less than half, the steps are too small. `torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)` keeps a part of the last step and is much faster; 25 to 30 epochs are then enough. The labels come from `argmax(dim=1)` inside `torch.no_grad()`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "train_deep_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    """The labels (M,) that a network with depth weight layers, trained on X_train and t_train, gives to X_test."""
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    ### BEGIN SOLUTION
    sizes = [X.shape[1], *[64] * (depth - 1), 10]
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, units), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])  # no activation behind the last layer
    descent = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(25):
        for batch in torch.randperm(len(X)).split(64):
            network.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            descent.step()
    scores = network(torch.tensor(X_test, dtype=torch.float32))
    return scores.argmax(dim=1).numpy()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train_deep_classifier", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("train_deep_classifier", train_deep_classifier, tasks.deep.train_deep_classifier, count=1, needs="torch")
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task(
    "train_deep_classifier",
    train_deep_classifier,
    tasks.deep.train_deep_classifier_anew,
    count=1,
    seed=fresh_seed(),
    needs="torch",
)
### END HIDDEN TESTS

# %% [markdown]
# What does depth bring here? The next cell trains *your* network with 1, 2, 3, 5 and 8 weight layers, twice each, and draws every result as it comes. That is ten trainings, which take about ten times as long as the check above did. (If your function does not use `depth`, all columns look alike.)

# %%
depths = (1, 2, 3, 5, 8)


def train_by_depth():
    def train(job):
        depth, seed = job
        labels = train_deep_classifier(digits.X_train, digits.t_train, digits.X_test, seed, depth)
        return depth, float(np.mean(labels == digits.t_test))

    jobs = [(depth, seed) for seed in (1, 2) for depth in depths]
    pictures.growing(jobs, train, lambda results: pictures.accuracy_by_depth(results, depths))


after(["train_deep_classifier"], train_by_depth)

# %% [markdown]
# One weight layer is good at this already. On images of 64 pixels there is not much left for further layers to find. And a deep network is harder to train: with steps that suit three layers, eight may learn badly, or not at all. The weights that `nn.Linear` draws are so small that every layer passes on less than it receives, forwards and backwards. With 64 ReLU units in each layer, before the first step, the gradient of the first layer's weights is about a hundred times as small in eight layers as in three. Then the first steps change next to nothing. That depth pays shows on larger images and larger data sets.
#
# What the framework has changed is that you can *try* it. A layer more is one number, and nobody has to differentiate anything.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "Node": 14,
        "slopes": 0,
        "gradient_check": 6,
        "torch_cost_and_gradients": 0,
        "train_deep_classifier": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * With **operator overloading** an ordinary formula records its own graph while it is computed: the **trace**. Loops and decisions are recorded as they ran.
# * Each line of the trace keeps its value, its parents and the local derivatives. The order of recording is a topological order.
# * **Reverse mode**: start with 1 at the output, go back through the trace, and add up what every node receives. That is notebook 5, on a graph that nobody typed.
# * A **gradient check** compares every entry with a centred difference, by relative error with a floor. It costs two forward passes for each entry.
# * PyTorch is the same algorithm on whole arrays. Gradients add up until they are set back to zero.
# * With a framework a deeper network costs one number. Whether it pays is a question to the data.
#
# **What comes next.** This was the last notebook. You have built everything between a threshold unit and a trained deep network, and know what the framework does when you write `backward()`. From here, convolutional networks for images, recurrent networks and transformers for sequences all are graphs of operations, trained by exactly this algorithm.
