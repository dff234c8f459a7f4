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
# You type one line, `cost.backward()`, and a framework hands you the derivatives of your program: of formulas, loops and decisions that its authors have never seen. How can it know them? Here you build the answer in one class, and train networks with it. A dozen lines of it are yours.
#
# Run the folded cell first; it loads the course.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
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
        "The course's package utils was not found. "
        + (
            "In a new cell run `!git clone https://github.com/OWNER/NAME course` and `%cd course`, "
            "with the owner and the name from this page's address; then run this cell again."
            if "google.colab" in sys.modules
            else "Keep this notebook inside the course's folder, or run `pip install .` there; "
            "then choose Kernel > Restart and run this cell again."
        )
    ) from None
if getattr(utils, "COURSE", None) != "neural-networks-course":
    raise ImportError(
        f"Another package called utils is in the way: {getattr(utils, '__file__', None) or list(utils.__path__)}. "
        "Rename it or move it elsewhere; then choose Kernel > Restart and run this cell again."
    )

import numpy as np

from utils import after, check_task, data, pictures, play, settle, summary, tasks
from utils.functions import wave
from utils.live import Live
from utils.timing import race
from utils.trace import record, written_down

# %% [markdown]
# You know this from notebook 5. **Try this:** choose *your own formula*, type `y = tanh(a*x) + a*x*x`, press Enter, and step through it. The course reads your text to find the graph.

# %%
play.backpropagation()

# %% [markdown]
# Both passes need nothing but the graph. A framework does not read your text, though. It lets the *numbers* write down what is done with them.
#
# **When you are done you can**
#
# * write a class of numbers that record how they were computed, and differentiate what they recorded,
# * train a network with it,
# * judge any gradient, whoever computed it,
# * say why frameworks work with whole arrays.
#
# **What you need:** notebook 5 (error signals, the backward pass) and the two-layer network of notebook 6. The little that you need about classes is explained here. Only extras use PyTorch.
#
# **Time:** core about 50 minutes; with *Going further* about two and a quarter hours (an estimate). **Points:** 20, in two exercises. A good place to pause is before section 8.5. When you come back, click on its heading and choose **Run → Run All Above Selected Cell**.
#
# ## 8.1 What a `+` does
#
# When Python comes to `u + v`, it calls `u.__add__(v)`; for `u * v` it calls `u.__mul__(v)`. A class of yours can have these methods too, and then `+` does what you say: **operator overloading**.
#
# **A worked example.** An object of this class prints what is done with it. Python calls `__init__` when an object is made; `self` is the object itself.


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
# `formula` was written for numbers and has not changed. But the objects saw every operation, in the order in which it ran.
#
# ## 8.2 The trace
#
# Instead of printing, an object can *write down* the operation, the value, and which objects it came from. This is the **trace**, a graph as in notebook 5: each line is a node with its parents. The course's own recorder writes down a unit here, and then a loop.


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
# The loop is gone: the trace holds what was *computed*, not what was *written*.
#
# ### Predict: a loop that decides
#
# This function multiplies until the result is large enough. (`y.value` is the number in `y`.)
#
# ```python
# def until_large(x):
#     y = x
#     while y.value < 20:
#         y = y * y
#     return y
# ```
#
# How many multiplications does the trace hold for $x = 1.5$?
#
# * **a** — one, since the program has one
# * **b** — three
# * **c** — none: what depends on an `if` or a `while` cannot be recorded
#
# Write one letter between the quotation marks, run that cell, then the folded one below it.

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


products = {start: sum(op == "mul" for _, op, _ in record(until_large, {"x": start})) for start in (1.5, 5.0)}
settle(
    prediction_1,
    {1: "a", 3: "b", 0: "c"}.get(products[1.5], ""),
    f"1.5 squared is 2.25, that squared is about 5.06, and that squared about 25.6. The trace for x = 1.5 holds {products[1.5]} multiplications, the one for x = 5 holds {products[5.0]}. "
    "Each run leaves its own trace, and its derivative is that of the rounds that were made. The decision to make another one is not differentiated.",
)

# %% [markdown]
# ## 8.3 A number that records
#
# Now your own. It needs σ; here it is, for $z$ of any size:

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as logistic  # σ(z) = 1 / (1 + e^(−z)), for z of any size

logistic(np.array([-1000.0, 0.0, 1000.0]))

# %% [markdown]
# An object of your class `Node` keeps four **attributes**:
#
# | attribute | what it is |
# |---|---|
# | `value` | the number, $v$ |
# | `bar` | the error signal $\bar v$; 0 until a child sends something |
# | `parents` | the nodes it was computed from, a tuple; `()` for an input |
# | `partials` | the local derivatives $\partial v / \partial(\text{parent})$, a tuple with one number for each parent, in the same order |
#
# ### Exercise 1 · `Node` (14 points)
#
# **Step 1** is what each operation records. Read `exp` first, a worked example: it has one parent, its value is $y = e^u$, and its local derivative, `slope`, is $e^u$ again, so `y`. Then write five lines:
#
# * in `__add__` and `__mul__` the line `partials = (…, …)`; the first number belongs to `self`,
# * in `logistic` the line `slope = …`; its value `y` is given,
# * in `tanh` both lines, `y = …` and `slope = …`.
#
# Leave `backward` for step 2. The methods below it are given.
#
# <details><summary>Hint 1</summary>
#
# How far does $u + v$ move when $u$ moves a little, and when $v$ does? And $u \cdot v$? The answers may contain `self.value` and `other.value`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\tanh$ is `np.tanh`. Both slopes can be computed from `y`, as in notebook 3: $\sigma' = \sigma(1 - \sigma)$ and $\tanh' = 1 - \tanh^2$.
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
    def exp(self):
        y = np.exp(self.value)
        slope = y
        return Node(y, (self,), (slope,))

    # Step 1: the local derivatives are missing here …
    def __add__(self, other):
        other = as_node(other)  # a plain number becomes a node
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

    # … the slope here …
    def logistic(self):
        y = logistic(self.value)  # the given function, not this method
        ### BEGIN SOLUTION
        slope = y * (1 - y)
        ### END SOLUTION
        return Node(y, (self,), (slope,))

    # … and y and slope here.
    def tanh(self):
        ### BEGIN SOLUTION
        y = np.tanh(self.value)
        slope = 1 - y**2
        ### END SOLUTION
        return Node(y, (self,), (slope,))

    # Step 2 (section 8.4): sets bar of this node, and of all that it was computed from.
    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node in seen:
                return
            seen.add(node)
            # First blank: node goes to the end of order, after all that it was computed from.
            ### BEGIN SOLUTION
            for parent in node.parents:
                visit(parent)
            order.append(node)
            ### END SOLUTION

        visit(self)
        self.bar = 1.0
        for node in reversed(order):
            for parent, partial in zip(node.parents, node.partials):
                # Second blank: node sends to this parent.
                ### BEGIN SOLUTION
                parent.bar += node.bar * partial
                ### END SOLUTION

    # The rest is given.
    def __pow__(self, exponent):  # u ** 3: the exponent is a number
        y = self.value**exponent
        slope = exponent * self.value ** (exponent - 1)
        return Node(y, (self,), (slope,))

    def __radd__(self, other):  # 3 + u: the number 3 knows no nodes, so Python asks u
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
# Run the folded cell, which computes graphs with your nodes. Then come two checks: of the values, and of the local derivatives.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "given_evaluate", "locked": true, "schema_version": 3, "solution": false, "task": false}
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
            raise TypeError(
                f"{name} has to be a tuple, with one entry {'(u,)' if len(arguments) < 2 else 'for each parent, (u, v)'}, and {op} recorded {type(getattr(result, name)).__name__}"
            )
    parents, partials = getattr(result, "parents", ()), getattr(result, "partials", None)
    if partials is not None and len(partials) != len(parents):
        raise TypeError(
            f"{op} has to record one partial for each parent. It has {len(parents)} parent{'s' * (len(parents) != 1)} and recorded {len(partials)} partial{'s' * (len(partials) != 1)}"
        )
    return result


def value_of(graph, inputs):
    """The value of the last node of a graph."""
    return build(graph, inputs)[graph[-1][0]].value


def derivatives(graph, inputs):
    """The value of the last node, and what the operations wrote down; of a class that keeps something else, its bars."""
    nodes = build(graph, inputs)
    output = nodes[graph[-1][0]]
    rows = written_down(output, nodes)
    if rows is None:
        only_numbers(graph, nodes)
    return evaluate(graph, inputs) if rows is None else (output.value, rows)


def only_numbers(graph, nodes):
    """An error that names the operation, where a node was recorded as a partial."""
    for name, op, _ in graph:
        if any(isinstance(partial, Node) for partial in getattr(nodes[name], "partials", ())):
            raise TypeError(
                f"{op} has to record numbers as its partials, and recorded a Node: the number in other is other.value"
            )


def evaluate(graph, inputs):
    """The value of the last node of a graph, and the error signal of every node, by name."""
    nodes = build(graph, inputs)
    output = nodes[graph[-1][0]]
    output.backward()
    if any(isinstance(node.bar, Node) for node in nodes.values()):
        only_numbers(graph, nodes)
    return output.value, {name: node.bar for name, node in nodes.items()}


def evaluate_and_compare(graph, inputs):
    """The same, and what the operations wrote down: it tells a wrong partial from a wrong way back."""
    nodes = build(graph, inputs)
    return *evaluate(graph, inputs), written_down(nodes[graph[-1][0]], nodes)


# %% nbgrader={"grade": true, "grade_id": "test_Node_values", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("Node", value_of, tasks.nodes.node_values)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", value_of, tasks.nodes.node_values, seed=fresh_seed())
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_Node_partials", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("Node", derivatives, tasks.nodes.node_partials)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", derivatives, tasks.nodes.node_partials, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 8.4 The way back
#
# Your nodes now record everything that a backward pass needs.
#
# ### Exercise 1, step 2 · `backward`
#
# Go back to the class in section 8.3, to its method `backward`: it gives every node its error signal. The algorithm is that of notebook 5: go through a topological order from its end, and let each node send to its parents. What is new is that nobody hands you a list of all nodes. A node knows its parents, and these know theirs. Two blanks are yours:
#
# * **Collect.** `visit(node)` puts a node at the end of the list `order`, after all that it was computed from. So first visit each of its parents, with `visit(parent)`; then append the node.
# * **Send.** Now `order` holds all nodes, and the loop goes through it from the end. What does `node` add to the `bar` of each parent?
#
# When both are filled, run the class again, and the check below.
#
# <details><summary>Hint 1</summary>
#
# *Collect:* a loop over `node.parents` that calls `visit`. When it is done, all that `node` was computed from is in the list, and `order.append(node)` follows *behind* the loop.
#
# </details>
# <details><summary>Hint 2</summary>
#
# *Send:* the parent receives `node.bar` times `partial`. It may receive from several children, so add.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_Node", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check_task("Node", evaluate_and_compare, tasks.nodes.node_graphs, count=3)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("Node", evaluate_and_compare, tasks.nodes.node_graphs, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# **The graph of your own formula.** Each node shows its value and its error signal, both computed by your class. The weight $w$ is used twice, so two arrows lead away from it. If you like, put in a formula of your own (with `+`, `-`, `*`, `/`, `**` and a number, `.exp()`, `.logistic()`, `.tanh()`) and run the cell again.


# %%
def draw_my_formula():
    w, x, b = Node(2.0), Node(0.5), Node(-1.4)
    y = (w * x + b).logistic() + 0.1 * w**2
    y.backward()
    return pictures.node_graph(y, w=w, x=x, b=b, y=y)


after(["Node"], draw_my_formula)

# %% [markdown]
# ## 8.5 Train a network with your own `Node`
#
# A NumPy array can hold objects. For an array of nodes, `@`, `+` and `*` call *your* methods, and `np.tanh` calls *your* `tanh` for every entry. So this network, with $\tanh$ in place of notebook 6's $\sigma$, is written as before. Its parameters are arrays of nodes.


# %%
def network_output(X, W1, b1, w2, b2):
    """The outputs (N,) of a two-layer network. The parameters are arrays of numbers, or arrays of nodes."""
    return np.tanh(X @ W1.T + b1) @ w2 + b2


def network_cost(X, t, W1, b1, w2, b2):
    """The mean of half the squared error."""
    return np.sum((network_output(X, W1, b1, w2, b2) - t) ** 2) / (2 * len(t))


def train_step(X, t, parameters, lr):
    """One step of gradient descent: it changes the values of the nodes in parameters."""
    network_cost(X, t, *parameters).backward()
    for array in parameters:
        for node in array.flat:
            node.value = node.value - lr * node.bar
            node.bar = 0.0  # the next backward pass adds to it: begin afresh


# %% [markdown]
# Here is XOR again, from random weights. This time every derivative comes from your class. (The folded cell makes arrays of nodes, and draws.)


# %% jupyter={"source_hidden": true}
def as_nodes(numbers):
    """An array of nodes with these values."""
    return np.vectorize(Node, otypes=[object])(numbers)


def values_of(nodes):
    """An array of the nodes' values."""
    return np.vectorize(lambda node: node.value, otypes=[float])(nodes)


def bars_of(nodes):
    """An array of the nodes' error signals."""
    return np.vectorize(lambda node: node.bar, otypes=[float])(nodes)


def watch_training(X, t, units, lr, steps, batch_size, seed=0):
    """Trains a network by the class Node, with minibatches of the rows of X, and draws it nine times."""
    rng = np.random.default_rng(seed)
    parameters = [as_nodes(rng.normal(size=shape)) for shape in ((units, 2), (units,), (units,), (1,))]
    costs = []

    def look():
        now = [values_of(array) for array in parameters]
        costs.append(network_cost(X, t, *now))
        return now

    def train_on(steps_more):
        for _ in range(steps_more):
            rows = rng.permutation(len(t))[:batch_size]
            train_step(X[rows], t[rows], parameters, lr)
            now = look()
        return now if steps_more else look()

    def draw(results):
        return pictures.learned_boundary(lambda points: network_output(points, *results[-1]), X, t, costs, steps)

    pictures.growing([0] + [steps // 8] * 8, train_on, draw)


# %%
def learn_xor():
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    watch_training(X, np.array([0.0, 1.0, 1.0, 0.0]), units=4, lr=0.3, steps=160, batch_size=4)


after(["Node"], learn_xor)

# %% [markdown]
# Now 60 points on two interlocking arcs, with minibatches of 10 as in notebook 7.

# %%
after(["Node"], lambda: watch_training(*data.two_moons(60), units=8, lr=0.4, steps=320, batch_size=10, seed=0))

# %% [markdown]
# (The cost jumps, because each step sees only ten of the points.) You have built a small framework, and it learns.
#
# ## 8.6 A judge for every gradient
#
# How do you know that a gradient is right? You measure it, as in notebook 4. Let $f$ be any function of an array $\mathbf{x}$ that returns one number. Move each entry alone by $h$ to both sides:
#
# $$
# n_i = \frac{f(\mathbf{x} + h\,\mathbf{e}_i) - f(\mathbf{x} - h\,\mathbf{e}_i)}{2h} ,
# $$
#
# where $\mathbf{e}_i$ has a 1 at entry $i$ and 0 elsewhere. Then compare $n_i$ with the claimed $g_i$, **entry by entry**, by the relative error $\dfrac{|g_i - n_i|}{\max(|g_i|, |n_i|, 0.001)}$.
#
# * Relative, since an error of 0.001 is nothing beside a slope of 1000, and everything beside a slope of 0.001.
# * Entry by entry, since one wrong bias among thousands of weights hardly changes the length of the gradient.
# * The 0.001 is a **floor**: where the true slope is 0, one would otherwise divide by 0.

# %% [markdown]
# ### Predict: what the judge costs
#
# A network has 10 000 weights. Its gradient is checked as above. How many times does the forward pass run?
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

forward_passes = []


def counted_wave(x):
    forward_passes.append(1)
    return wave(x)


centred_gradient(counted_wave, np.linspace(-1, 1, 100))
per_weight = len(forward_passes) / 100
settle(
    prediction_2,
    min("abc", key=lambda letter: abs({"a": 2, "b": 10_000, "c": 20_000}[letter] - 10_000 * per_weight)),
    f"It was {len(forward_passes)} times for 100 entries, {per_weight:.0f} for each. A backward pass costs one or two forward passes for all entries together. "
    "So nobody trains with numerical derivatives, and everybody checks with them.",
)

# %% [markdown]
# ### Exercise 2 · `gradient_check` (6 points)
#
# Return `True` if the relative error of **every** entry is at most `tol`, and `False` otherwise. `x` and `g`, the claimed gradient, are arrays of the same shape, vectors or matrices.
#
# The loop goes through all indices of `x`. `move` is $h\,\mathbf{e}_i$, so `x + move` is a new array with one entry moved, and `g[index]` is the claimed slope. Write `n`, the measured one. Then compare: where the two differ by more than `tol` times `size`, the denominator, `return False`.
#
# <details><summary>Hint 1</summary>
#
# `n` is the formula for $n_i$ above: two calls of `f`, and brackets around the difference and around `2 * h`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The entry is wrong if `abs(g[index] - n)` is more than `tol * size`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gradient_check", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_check(f, x, g, tol=1e-6):
    """Whether g is the gradient of f at x, entry by entry, up to a relative error of tol. x and g have one shape."""
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        # Yours: n.
        ### BEGIN SOLUTION
        n = (f(x + move) - f(x - move)) / (2 * h)
        ### END SOLUTION
        size = max(abs(g[index]), abs(n), 1e-3)  # with the floor
        # Yours: return False if this entry is wrong.
        ### BEGIN SOLUTION
        if abs(g[index] - n) > tol * size:
            return False
        ### END SOLUTION
    return True


# %% nbgrader={"grade": true, "grade_id": "test_gradient_check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_task("gradient_check", gradient_check, tasks.autodiff.gradient_check)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("gradient_check", gradient_check, tasks.autodiff.gradient_check, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Let your judge try your class, on the weights $\mathbf{W}_1$ of the network of section 8.5. In the second line one entry of the gradient has been made 1 % larger.


# %% jupyter={"source_hidden": true}
def judge_the_class():
    rng = np.random.default_rng(0)
    X, t = rng.normal(size=(10, 2)), rng.normal(size=10)
    W1, b1, w2, b2 = (rng.normal(size=shape) for shape in ((4, 2), (4,), (4,), (1,)))
    nodes = as_nodes(W1)
    network_cost(X, t, nodes, b1, w2, b2).backward()
    g = bars_of(nodes)

    def cost_of(weights):
        return network_cost(X, t, weights, b1, w2, b2)

    print("your Node's gradient:        ", gradient_check(cost_of, W1, g))
    g[2, 1] *= 1.01
    print("with one entry 1 % too large:", gradient_check(cost_of, W1, g))


after(["Node", "gradient_check"], judge_the_class)

# %% [markdown]
# ## 8.7 Why frameworks work with whole arrays
#
# Your class is right. How fast is it? Take one gradient of the network of section 8.5, once with your `Node`, and once with the backward pass of notebook 6, for whole arrays in NumPy. Run the two folded cells and compare the times.


# %% jupyter={"source_hidden": true}
# The same gradient by your class, and by hand.
def node_gradients(X, t, *parameters):
    """By your class."""
    nodes = [as_nodes(array) for array in parameters]
    network_cost(X, t, *nodes).backward()
    return [bars_of(array) for array in nodes]


def numpy_gradients(X, t, W1, b1, w2, b2):
    """By hand, for whole arrays, as in notebook 6."""
    hidden = np.tanh(X @ W1.T + b1)
    y_bar = (hidden @ w2 + b2 - t) / len(t)
    z_bar = np.outer(y_bar, w2) * (1 - hidden**2)
    return [z_bar.T @ X, z_bar.sum(axis=0), hidden.T @ y_bar, y_bar.sum(keepdims=True)]


# %% jupyter={"source_hidden": true}
def race_on(contestants, examples=50, units=20):
    """The same gradient by several functions: how long each takes, and how far their results differ."""
    rng = np.random.default_rng(0)
    X, t = rng.normal(size=(examples, 2)), rng.normal(size=examples)
    print(f"{examples} examples, {units} hidden units:")
    race(contestants, X, t, *(rng.normal(size=shape) for shape in ((units, 2), (units,), (units,), (1,))))


after(["Node"], lambda: race_on({"your Node": node_gradients, "NumPy": numpy_gradients}))

# %% [markdown]
# The gradient is the same. But your class makes a Python object for every single multiplication, while NumPy does a whole array of them in one call.
#
# So the nodes of a framework hold whole arrays, called **tensors**, in place of single numbers. The graph then has a handful of nodes, and the way back is still your algorithm: for `@` it computes the two matrix products of notebook 6.
#
# **You may stop here.** The core of this notebook, and of the course, is done. The last cell, at the very end, says what you can read now. Or go on.
#
# ## Going further
#
# Nothing below carries points. Without PyTorch you can do all but 8.9 to 8.11.
#
# ## 8.8 Repair
#
# *Builds on section 8.4.* In somebody else's class every operation gives its new node a function `send`, which passes the error signal on to the parents. `backward` calls these functions in the reverse order of a **tape**, a list of all nodes as they were made. The class has one mistake, made in two neighbouring lines.
#
# The symptom: the derivative of $x \cdot \tanh x$ is right. That of $\tanh x + x \cdot \tanh x$ is wrong, and so is that of $\tanh x + (\tanh x) \cdot x$.


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


def compare_slopes(x=0.8, small_step=1e-5):
    above, below = x + small_step, x - small_step
    for (name, formula), by_sender in zip(formulas.items(), slopes(x)):
        measured = (formula(above, np.tanh(above)) - formula(below, np.tanh(below))) / (2 * small_step)
        print(f"{name:<19} by the class {by_sender:.6f}, measured {measured:.6f}")


compare_slopes()

# %% [markdown]
# Find the mistake and fix it in the cell that defines `Sender`. Run that cell, the next one, and the check below.
#
# <details><summary>Hint 1</summary>
#
# $h = \tanh x$ has one child in the first formula, and two in the others. Write down, step by step, what `h.signal` is while `backward` goes through the tape from its end.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In the second and third formula the sum sends to `h` before the product does. Read the three functions `send` side by side: they are alike but for one thing.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_slopes", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("slopes", slopes, tasks.nodes.slopes, explained=False)

# %% [markdown]
# ## 8.9 The same in a framework
#
# *Builds on section 8.4.* PyTorch does what your class does, for tensors, with hundreds of operations. The part of it that records and differentiates is called **autograd**.
#
# If you do not have it, run this line (not in a browser without installation: PyTorch does not run there) in a new cell here. It installs PyTorch into the Python of this notebook:
#
# ```
# %pip install torch
# ```
#
# On Linux this may bring the build for graphics cards, which is much larger than what you need. The **CPU build** is enough here: its download is about 190 MB, and 700 MB on the disk (version 2.13, Linux). For that one, choose *Linux*, *Pip*, *Python* and *CPU* on [pytorch.org/get-started](https://pytorch.org/get-started/locally/), and run the line that it shows, with a `%` before `pip`. Then run the next cell.

# %% nbgrader={"grade": false, "grade_id": "given_torch", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    import torch
    from torch import nn

    torch.set_num_threads(1)  # one processor core, for which times are meant; networks as small as these need no more
except ImportError:
    torch = nn = None
    print(
        "PyTorch is not installed here. To get it, make a new cell above this one, and run in it\n\n"
        "    %pip install torch\n\n"
        "(the text above names a smaller build), then run this cell again. The core of the notebook is complete without it; the extras below cannot be judged until it is there."
    )


def with_torch(show):
    """What show() returns, where PyTorch is installed."""
    return after([], show) if torch is not None else print("This cell needs PyTorch.")


# %% [markdown]
# **A worked example.** The formula of section 8.4, at the same numbers. `requires_grad=True` says: record what is done with this one. After `backward()` its error signal is in the attribute `grad`.


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
# | `torch.tensor(A, requires_grad=True)` | copies an array `A` and keeps its type of number; Python's own numbers become **float32**, with only seven digits, unless you write `dtype=torch.float64` |
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
        f"It is {x.grad.item():g}. PyTorch adds, as your backward does, and does not know that you wanted to begin afresh. "
        "So a training loop sets the gradients back to zero in every step, as yours did in section 8.5. That line is easily forgotten.",
    )


with_torch(backward_twice)

# %% [markdown]
# ## 8.10 The two-layer network by autograd
#
# *Builds on section 8.9.* The network of notebook 6: a hidden layer of logistic units, linear outputs, squared error, the cost a mean over the $N$ examples.
#
# $$
# \mathbf{A} = \sigma(\mathbf{X} \mathbf{W}_1^\top + \mathbf{b}_1), \qquad
# \mathbf{Y} = \mathbf{A} \mathbf{W}_2^\top + \mathbf{b}_2, \qquad
# \mathcal{J} = \frac1N \sum_{i=1}^{N} \tfrac12 \sum_{k=1}^{K} \left( y_k^{(i)} - t_k^{(i)} \right)^2 .
# $$
#
# ### Exercise 3 · `torch_cost_and_gradients` (extra)
#
# The arguments are float64 NumPy arrays: `X (N, D)`, `T (N, K)`, `W1 (H, D)`, `b1 (H,)`, `W2 (K, H)`, `b2 (K,)`. The first lines make tensors of them. Compute the cost as a tensor with a single number, let autograd differentiate it, and return `(J, grads)`:
# `J` as a Python number, and `grads`, a dict with the float64 arrays `W1_bar`, `b1_bar`, `W2_bar` and `b2_bar`.
#
# <details><summary>Hint 1</summary>
#
# The forward pass reads as in NumPy: three lines, one for each formula. For the cost, sum all squared differences and divide once.
#
# </details>
# <details><summary>Hint 2</summary>
#
# What do you divide the sum by? There is a ½ and a mean over the examples, but no mean over the outputs. `((Y - T) ** 2).mean()` would divide by $N \cdot K$.
#
# </details>
# <details><summary>Hint 3</summary>
#
# After `J.backward()` the gradient of `W1` is `W1.grad`, a tensor. Turn each of the four into an array.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "torch_cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    """The cost of the two-layer network and its gradients, by autograd: (J, grads) with NumPy's numbers."""
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    ### BEGIN SOLUTION
    A = torch.sigmoid(X @ W1.T + b1)
    Y = A @ W2.T + b2
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
# Does your `Node` give the same numbers?


# %%
def cost_by_nodes(X, T, W1, b1, W2, b2):
    """The gradients of the two-layer network by the class Node."""
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    nodes = {name: as_nodes(array) for name, array in parameters.items()}
    apply_logistic = np.vectorize(lambda node: node.logistic(), otypes=[object])
    Y = apply_logistic(X @ nodes["W1"].T + nodes["b1"]) @ nodes["W2"].T + nodes["b2"]
    (np.sum((Y - T) ** 2) / (2 * len(X))).backward()
    return {f"{name}_bar": bars_of(array) for name, array in nodes.items()}


def compare_gradients():
    rng = np.random.default_rng(3)
    shapes = {"X": (6, 4), "T": (6, 2), "W1": (5, 4), "b1": (5,), "W2": (2, 5), "b2": (2,)}
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return pictures.two_gradients(cost_by_nodes(**arrays), torch_cost_and_gradients(**arrays)[1])


after(["Node", "torch_cost_and_gradients"], compare_gradients)

# %% [markdown]
# And the race of section 8.7 with PyTorch: the same network, then a larger one without your `Node`.


# %%
def torch_gradients(X, t, *parameters):
    X, t = torch.tensor(X), torch.tensor(t)
    W1, b1, w2, b2 = tensors = [torch.tensor(array, requires_grad=True) for array in parameters]
    cost = ((torch.tanh(X @ W1.T + b1) @ w2 + b2 - t) ** 2).sum() / (2 * len(t))
    cost.backward()
    return [tensor.grad.numpy() for tensor in tensors]


def race_with_torch():
    whole_arrays = {"NumPy": numpy_gradients, "PyTorch": torch_gradients}
    race_on({"your Node": node_gradients, **whole_arrays})
    race_on(whole_arrays, examples=2000, units=500)


after(["Node"], race_with_torch) if torch is not None else print("This cell needs PyTorch.")

# %% [markdown]
# Which of the two is faster depends on the sizes and on your computer. What PyTorch saves is *your* time: nobody had to derive and write `numpy_gradients`.
#
# ## 8.11 Training with a framework
#
# *Builds on section 8.9, and on minibatches and held-out examples of notebook 7.* `nn.Linear(D, K)` is a layer $\mathbf{x} \mapsto \mathbf{W}\mathbf{x} + \mathbf{b}$ with its own $\mathbf{W}$ and $\mathbf{b}$, drawn at random. `nn.Sequential(…)` puts layers one after the other. `nn.functional.cross_entropy(Z, t)` is the mean cross-entropy
# of softmax(Z) for the labels `t`. An **optimiser** makes the steps: `torch.optim.SGD` is minibatch gradient descent as you know it.
#
# **A worked example.** Images of digits, 8 × 8 pixels, as rows with 64 entries from 0 to 1, and labels from 0 to 9. The network has a single weight layer, so this is the softmax regression of notebook 5, in float32. Read the loop line by line: it is the same for every network.

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
            for batch in torch.randperm(len(X)).split(32):  # the indices of 32 examples
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
# Train a network with at least **three** weight layers, and return the labels that it gives to `X_test`, an array of whole numbers. At least 95 % of them must be right, for any `seed`, within 30 seconds on one processor core.
#
# * `X_train` is `(N, 64)`, `t_train` is `(N,)` with labels from 0 to 9, `X_test` is `(M, 64)`.
# * `depth` is the number of weight layers. The checks leave it at 3 and see only the labels. The picture below, which varies it, shows whether your depth counts.
# * Draw nothing at random before `torch.manual_seed(seed)`.
#
# Put an activation, `nn.ReLU()` or `nn.Tanh()`, between two linear layers. `nn.Sequential(*layers)` takes a list of layers with a star. Other seeds and other digits give other shares, so aim for 97 % or more.
#
# <details><summary>Hint 1</summary>
#
# Start from the loop of the worked example. Three things change: the network, the learning rate or the number of epochs, and what is returned.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Begin with an empty list of layers. In a loop over the `depth - 1` hidden layers, append an `nn.Linear` and an activation. The first takes 64 numbers, each further one as many as the one before has units (64 is a good number for all).
# At the end append a linear layer with 10 outputs and *no* activation after it, since `cross_entropy` has the softmax in it.
#
# </details>
# <details><summary>Hint 3</summary>
#
# If the cost falls too slowly, the steps are too small. `torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)` keeps a part of the last step and is much faster; with batches of 64, 25 to 30 epochs are then enough. The labels come from `argmax(dim=1)` inside `torch.no_grad()`.
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
# What does depth bring here? The next cell trains *your* network with 1, 2, 3, 5 and 8 weight layers. These five trainings take about five times as long as the check above.

# %%
depths = (1, 2, 3, 5, 8)


def train_by_depth():
    def train(depth):
        labels = train_deep_classifier(digits.X_train, digits.t_train, digits.X_test, 1, depth)
        return depth, float(np.mean(labels == digits.t_test))

    pictures.growing(depths, train, lambda results: pictures.accuracy_by_depth(results, depths))


after(["train_deep_classifier"], train_by_depth)

# %% [markdown]
# One weight layer is good at this already: images of 64 pixels leave little for further layers to find. And a deep network is harder to train. With the weights that `nn.Linear` draws, every layer passes on less than it receives, so eight layers may learn badly with steps that suit three. Depth pays on larger images and larger data sets. With a framework you can *try* it: one more layer is one number.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "Node": 14,
        "gradient_check": 6,
        "slopes": 0,
        "torch_cost_and_gradients": 0,
        "train_deep_classifier": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * With **operator overloading** an ordinary formula records its own graph while it runs: the **trace**. Loops and decisions are recorded as they ran.
# * **Reverse mode** starts with 1 at the output, goes back through the trace, and adds up what every node receives: notebook 5, on a graph that nobody typed. Error signals add up until they are set back to zero.
# * A **gradient check** compares every entry with a centred difference. It costs two forward passes for each entry.
# * Frameworks run the same algorithm with whole arrays in the nodes.
#
# **What comes next.** This was the last notebook. You have built everything between a threshold unit and a trained network, and you know what `backward()` does. Convolutional networks and transformers are graphs of operations too, trained by this algorithm. You can now read:
#
# * [micrograd](https://github.com/karpathy/micrograd): its class `Value` is your `Node`, and the whole engine is about a hundred lines.
# * PyTorch's notes [*Autograd mechanics*](https://pytorch.org/docs/stable/notes/autograd.html): how a framework records the graph, and what it keeps.
# * A. G. Baydin, B. A. Pearlmutter, A. A. Radul and J. M. Siskind, [*Automatic differentiation in machine learning: a survey*](https://arxiv.org/abs/1502.05767), Journal of Machine Learning Research 18 (2018). Its tables of forward and reverse traces are what you computed in 8.2 and 8.4.
