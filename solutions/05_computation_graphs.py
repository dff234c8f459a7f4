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
# # 5 · Computation graphs: backpropagation on any graph
#
# In notebook 4 one weight was used in two places, and its error signal became a sum of two products. In a network almost everything is used in several places. In this notebook the sum
# becomes the rule. With it, the program that you wrote for one unit becomes an algorithm for every computation that can be written down as a graph.
#
# **When you are done you can**
#
# * say what a variable contributes to a result along each path, and add the contributions up,
# * put the nodes of any graph into an order in which they can be computed,
# * write backpropagation once, for every graph,
# * write the backward pass of regression with a penalty, and of softmax regression, so that no number overflows,
# * count what both passes cost.
#
# **What you need:** notebook 4 (error signals, children, the numerical derivative), the chain rule, Python lists and dicts, the product of two matrices.
#
# **Time:** about two and a half to three hours (an estimate; a good place to pause is before section 5.8). **Points:** 20, in five exercises. Four more are extras: checked in the same way, without points. Each is judged on its own.
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

from utils import Returns, after, check, check_task, models, pictures, settle, summary, tasks
from utils.graph import OPS, parents_of
from utils.scaling import how_it_scales

# %% [markdown]
# ## 5.1 Two paths
#
# Let $f(x, y)$ depend on two numbers, and let both of them depend on a third, $t$. When $t$ moves a little, $x$ moves and $y$ moves, and $f$ moves because of both:
#
# $$
# \frac{df}{dt} = \frac{\partial f}{\partial x}\,\frac{dx}{dt} + \frac{\partial f}{\partial y}\,\frac{dy}{dt} .
# $$
#
# This is the **multivariate chain rule**. The sign $\partial$ means, as before: move this one, hold the others fixed. So in $\frac{\partial f}{\partial x}$ the number $y$ stays where it is, although in the end both follow $t$.
#
# Read the formula as a statement about paths. There are two **paths** from $t$ to $f$, one over $x$ and one over $y$. Along a path the local derivatives are multiplied. What arrives along different paths is added.
#
# **A worked example.** Let $g(p, q) = p^2 q$ with $p = e^t$ and $q = \sin t$. The local derivatives are
#
# $$
# \frac{\partial g}{\partial p} = 2 p q, \qquad \frac{\partial g}{\partial q} = p^2, \qquad \frac{dp}{dt} = e^t = p, \qquad \frac{dq}{dt} = \cos t .
# $$
#
# The cell computes what arrives along each path, and the numerical derivative of notebook 4 to judge the sum.


# %%
def g_of_t(t):
    return np.exp(t) ** 2 * np.sin(t)


t_here, step = 0.7, 1e-5
p_here, q_here = np.exp(t_here), np.sin(t_here)
via_p = 2 * p_here * q_here * p_here
via_q = p_here**2 * np.cos(t_here)
print(f"via p {via_p:.6f}, via q {via_q:.6f}, sum {via_p + via_q:.6f}")
print(f"measured {(g_of_t(t_here + step) - g_of_t(t_here - step)) / (2 * step):.6f}")

# %% [markdown]
# ### Exercise 1 · `path_contributions` (3 points)
#
# Now the lecture's example:
#
# $$
# f(x, y) = y + e^{xy}, \qquad x = \cos t, \qquad y = t^2 .
# $$
#
# Compute the four local derivatives and name them `df_dx`, `df_dy`, `dx_dt` and `dy_dt`. The last line multiplies them along the two paths and returns both products, first the one over $x$, then the one over $y$. Here `t` is one number.
#
# <details><summary>Hint 1</summary>
#
# For $\frac{\partial f}{\partial x}$ treat $y$ as a constant. The exponential is its own derivative, times the derivative of its exponent $xy$ with respect to $x$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# For $\frac{\partial f}{\partial y}$ treat $x$ as a constant. Mind that $y$ occurs twice in $f$: by itself, and in the exponent. Each occurrence gives a term.
#
# </details>
# <details><summary>Hint 3</summary>
#
# $\frac{\partial f}{\partial x}$ is $y$ times the exponential. $\frac{\partial f}{\partial y}$ is a number plus $x$ times the exponential; which number is the derivative of $y$ with respect to $y$? The slope of the cosine has a minus sign.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "path_contributions", "locked": false, "schema_version": 3, "solution": true, "task": false}
def path_contributions(t):
    """What df/dt receives along the path over x, and along the path over y, for the lecture's f: (via_x, via_y)."""
    x = np.cos(t)
    y = t**2
    ### BEGIN SOLUTION
    df_dx = y * np.exp(x * y)
    df_dy = 1 + x * np.exp(x * y)  # y stands in f twice: by itself, and in the exponent
    dx_dt = -np.sin(t)
    dy_dt = 2 * t
    ### END SOLUTION
    return df_dx * dx_dt, df_dy * dy_dt


# %% nbgrader={"grade": true, "grade_id": "test_path_contributions", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("path_contributions", path_contributions, tasks.two_paths.path_contributions)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("path_contributions", path_contributions, tasks.two_paths.path_contributions, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The picture shows your two numbers as bars. The second bar begins where the first one ends, so that it ends at their sum. A contribution may be negative: here the path over $x$ takes away a part of what the path over $y$ brings.

# %%
after(["path_contributions"], lambda: pictures.two_paths(0.9, *path_contributions(0.9)))

# %% [markdown]
# ## 5.2 A graph, as data
#
# To write an algorithm for *every* graph, a graph has to be something that a program can read. Take the lecture's example apart until each step is a single operation:
#
# $$
# x = \cos t, \qquad y = t^2, \qquad p = x \cdot y, \qquad q = e^{p}, \qquad f = y + q .
# $$
#
# Each name is a **node** of the graph. What a node is computed from are its **parents**; what is computed from it are its **children**, as in notebook 4. In code a graph is a list of nodes, and each node is a tuple `(name, op, parents)`. The `op`, or operation, of a node that is given and not computed is `"input"`. The last node of the list is the **output**.

# %%
example = [
    ("t", "input", ()),
    ("x", "cos", ("t",)),  # a tuple with one entry needs the comma
    ("y", "square", ("t",)),
    ("p", "mul", ("x", "y")),
    ("q", "exp", ("p",)),
    ("f", "add", ("y", "q")),
]
pictures.draw_graph(parents_of(example))

# %% [markdown]
# Two nodes have two children: $t$ and $y$. That a value goes out to several children is called **fan-out**.
#
# What the operations do is in a table of the course, the dict `OPS`. Most names say it; `half_square` is $\frac12 v^2$. An entry has two functions: `value`, which computes the result from the parents' values, and `partials`, which computes the **local derivatives**. `partials` always returns a tuple, with one number for each parent, in the parents' order.

# %%
print("all operations:", ", ".join(OPS))
print("3 · 5 =", OPS["mul"].value(3.0, 5.0))
print("its derivatives with respect to the first and the second factor:", OPS["mul"].partials(3.0, 5.0))
print("square:", OPS["square"].value(3.0), "with", OPS["square"].partials(3.0))

# %% [markdown]
# A node may use the same parent twice: `("s", "mul", ("u", "u"))` computes $s = u \cdot u$. Then `partials` still has two entries, one for each use.
#
# One more piece of Python. If `numbers` is a list, `g(*numbers)` calls `g` with the entries as its arguments: `g(*[3.0, 5.0])` is `g(3.0, 5.0)`. So one line works for operations with one parent and with two.

# %%
numbers = [3.0, 5.0]
OPS["sub"].value(*numbers), OPS["sub"].partials(*numbers)

# %% [markdown]
# ## 5.3 An order in which everything can be computed
#
# A node can be computed once all its parents have been. An order of all nodes in which parents come before children is called a **topological order**. The list `example` is in one. But graphs are often written down in another order, or have none at all.
#
# **A worked example.** Here are the parents of each node again, as a dict that lists them in no good order.
#
# ```python
# {"f": ("y", "q"), "q": ("p",), "p": ("x", "y"), "y": ("t",), "x": ("t",), "t": ()}
# ```
#
# Go through it in rounds, and in each round place every node whose parents have all been placed *before* this round.
#
# | round | placed already | can be placed now |
# |---|---|---|
# | 1 | nothing | t, which has no parents |
# | 2 | t | y and x |
# | 3 | t, y, x | p, but not f, which waits for q |
# | 4 | t, y, x, p | q |
# | 5 | t, y, x, p, q | f |
#
# The order is $t, y, x, p, q, f$. Another right one is $t, x, y, p, q, f$.
#
# It can happen that nodes are left and none of them can be placed. Then each waits for another one that is left: the graph has a **cycle**, as when $a$ is computed from $b$ and $b$ from $a$. Such a graph computes nothing.
#
# ### Exercise 2 · `topological_order` (extra)
#
# `parents` is a dict: the name of each node, with the tuple of its parents' names. Return a list of all names, each once, parents before children. Any such order is right.
#
# * A name may occur twice in a tuple. A dict without any node, `{}`, has the order `[]`.
# * A parent that is no node of the graph is an error. The first lines take care of it; they are given.
# * If there is a cycle, raise a `ValueError` too. A node that is its own parent is a cycle.
#
# (If the check does not come to an end, your loop probably goes round for ever. Choose **Kernel → Interrupt**: the check then says on which graph it was. Ask what your loop does in a round in which nothing can be placed.)
#
# <details><summary>Hint 1</summary>
#
# Keep two collections: the names placed so far, in `order`, and the names that are left. As long as names are left, do a round of the worked example.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In a round, collect the names that are left and whose parents are all in `order`. `all(parent in order for parent in parents[name])` is `True` when every parent is, and also when there are none.
#
# </details>
# <details><summary>Hint 3</summary>
#
# After the round, add what you collected to `order` and take it out of what is left. If you collected nothing although names are left, that is the cycle: `raise ValueError("parents: …")`. Do not change the dict `parents` itself; make a list of its keys with `list(parents)`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "topological_order", "locked": false, "schema_version": 3, "solution": true, "task": false}
def topological_order(parents):
    """All names of the dict parents (name -> tuple of its parents' names) as a list, parents before children."""
    for name, names_of_parents in parents.items():
        for parent in names_of_parents:
            if parent not in parents:
                raise ValueError(f"parents: {parent!r}, a parent of {name!r}, is no node")

    order = []
    ### BEGIN SOLUTION
    left = list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError(f"parents: there is a cycle among {', '.join(left)}")
        order = order + ready
        left = [name for name in left if name not in ready]
    ### END SOLUTION
    return order


# %% nbgrader={"grade": true, "grade_id": "test_topological_order", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("topological_order", topological_order, tasks.orders.topological_order)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("topological_order", topological_order, tasks.orders.topological_order, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Now any graph can be brought into order. So from here on an exercise may take it for granted: every graph is a list of nodes in topological order. Nothing more is promised. An input, for one, may stand anywhere before its children, also behind nodes that are computed.
#
# ## 5.4 The forward pass
#
# For a graph in topological order the forward pass is one loop: compute each node from its parents, whose values are known by then.
#
# ### Exercise 3 · `forward_pass` (4 points)
#
# `graph` is a list of nodes in topological order, and `inputs` a dict with a value for each input. Return a dict with the value of **every** node, inputs included. The loop is given; fill in what it does with one node.
#
# <details><summary>Hint 1</summary>
#
# There are two cases. For `op == "input"` the value stands in `inputs`. Otherwise it is computed by `OPS[op].value`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Collect the parents' values in a list first, in the order of `parents`, and hand them over with the star.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "forward_pass", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward_pass(graph, inputs):
    """The values of all nodes of a graph in topological order, as a dict: name -> value."""
    values = {}
    for name, op, parents in graph:
        ### BEGIN SOLUTION
        if op == "input":
            values[name] = inputs[name]
        else:
            arguments = [values[parent] for parent in parents]
            values[name] = OPS[op].value(*arguments)
        ### END SOLUTION
    return values


# %% nbgrader={"grade": true, "grade_id": "test_forward_pass", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("forward_pass", forward_pass, tasks.passes.forward_pass)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("forward_pass", forward_pass, tasks.passes.forward_pass, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 5.5 The backward pass
#
# Number the nodes in topological order, $v_1, \ldots, v_N$. As in notebook 4, the error signal $\bar v_i$ is the derivative of the output with respect to $v_i$, here without asking whether the output is a loss. With $\mathrm{Ch}(v_i)$ for the children of $v_i$, the whole of backpropagation is
#
# $$
# \begin{aligned}
# \text{for } i = 1, \ldots, N: &\quad \text{compute } v_i \text{ from its parents} && \text{forward} \\
# &\quad \bar v_N = 1 && \text{the output} \\
# \text{for } i = N - 1, \ldots, 1: &\quad \bar v_i = \sum_{v_j \,\in\, \mathrm{Ch}(v_i)} \bar v_j\, \frac{\partial v_j}{\partial v_i} && \text{backward}
# \end{aligned}
# $$
#
# The last line is the chain rule of section 5.1: every child is the beginning of a path to the output, and what arrives is added. If a child uses $v_i$ twice, both uses count, each with its own local derivative: for $s = u + u$ they are 1 and 1, and their sum is the slope of $2u$.
#
# The order matters here even more than forward. In the reverse topological order each node's turn comes after the turns of *all* its children. So its sum is complete before anybody uses it.
#
# **A worked example**, at $t = 0.9$, where $x = 0.622$, $y = 0.81$ and $q = e^p = 1.65$. When its turn comes, every node **sends** to each of its parents its own error signal, times the local derivative. What a node has received by its own turn, added up, is its error signal.
#
# | turn | has received | its error signal | sends |
# |---|---|---|---|
# | f = y + q | it is the output | 1 | 1 · 1 = 1 to y, 1 · 1 = 1 to q |
# | q = exp p | 1 from f | 1 | 1 · q = 1.65 to p |
# | p = x · y | 1.65 from q | 1.65 | 1.65 · y = 1.34 to x, 1.65 · x = 1.03 to y |
# | y = t² | 1 from f, 1.03 from p | 2.03 | 2.03 · 2t = 3.65 to t |
# | x = cos t | 1.34 from p | 1.34 | 1.34 · (−sin t) = −1.05 to t |
# | t | 3.65 from y, −1.05 from x | 2.6 | nothing: it is an input |
#
# (Here and in the picture everything is computed with all digits and then rounded to three, so a last digit may differ when you recompute it.)
#
# Compare the third column with the numbers below the nodes. The two numbers that $t$ receives are those of exercise 1.
#
# One number has moved. In section 5.1 $y$ stood twice in $f$, and $\frac{\partial f}{\partial y}$ was 2.03. Taken apart, $f = y + q$, and the arrow from $y$ to $f$ carries only 1. The rest goes over $p$ and $q$. The 2.03 is now the sum over both paths from $y$: it is $\bar y$.

# %%
pictures.measured_graph(
    example,
    {"t": 0.9},
    takeaway="The error signals of t and y are sums of two products, because t and y have two children.",
)

# %% [markdown]
# (These error signals were measured, not computed by the algorithm: `measured_graph` moves each node a little and watches the output.)
#
# ### Predict: paths or nodes?
#
# There is another way to the same number: follow *every path* from the output back to an input, multiply along each, and add all the products. Take a row of 20 squarings, $s_1 = x \cdot x$, $s_2 = s_1 \cdot s_1$, and so on, each node with two arrows from the one before. Backpropagation multiplies once for each arrow: 40 times. How many paths are there?
#
# * **a** — 40
# * **b** — 400
# * **c** — about a million

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "b"  # 20 times 20, a natural guess

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
paths = 1
for _ in range(20):
    paths = paths + paths  # each path goes on along either arrow
settle(
    prediction_1,
    min("abc", key=lambda letter: abs({"a": 40, "b": 400, "c": 10**6}[letter] - paths)),
    f"There are {paths} paths: each squaring doubles their number. Adding up at every node, before going on, "
    "is what keeps 40 products from becoming a million. The order makes that possible.",
)

# %% [markdown]
# ### Exercise 4 · `backward_pass` (7 points)
#
# `graph` is a list of nodes in topological order, and `values` the dict of all their values, from a forward pass. Return a dict with the error signal of **every** node, under the node's name.
#
# * A node on which the output does not depend has the error signal 0. It is in the dict as well.
# * The graph may consist of a single input. Then that is the output.
# * Leave `values` as it is, and begin afresh in every call.
#
# <details><summary>Hint 1</summary>
#
# A node knows its parents, but not its children. So do as in the worked example: go through the nodes from the last to the first, and let each one send to its parents. `reversed(graph)` goes through a list from its end.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Begin with a dict in which every error signal is 0, except that of the output. What a node receives is *added* to what it has: `+=`. An input sends nothing.
#
# </details>
# <details><summary>Hint 3</summary>
#
# For one node: ask `OPS[op].partials` for the local derivatives, at its *parents'* values, handed over with the star as in the forward pass. Then go through parents and partials side by side, `for parent, partial in zip(parents, partials)`, and add to the parent's error signal the product of two numbers. Which two?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "backward_pass", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_pass(graph, values):
    """The error signals of all nodes of a graph in topological order, as a dict: name -> error signal."""
    ### BEGIN SOLUTION
    signals = {name: 0.0 for name, _, _ in graph}
    output = graph[-1][0]
    signals[output] = 1.0
    for name, op, parents in reversed(graph):
        if op == "input":
            continue
        partials = OPS[op].partials(*[values[parent] for parent in parents])
        for parent, partial in zip(parents, partials):
            signals[parent] += signals[name] * partial
    return signals
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_backward_pass", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check_task("backward_pass", backward_pass, tasks.passes.backward_pass)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("backward_pass", backward_pass, tasks.passes.backward_pass, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# This is backpropagation. Nothing in it knows what the graph computes. Try it on the unit of notebook 4, with its penalty, taken apart into single operations. Here they are listed from the result back to the inputs, as one reads the formula: *your* `topological_order` brings them into order, and the numbers come from *your* two passes. In notebook 4 $\bar w$ and $\bar b$ took you an exercise; here they take no new line.

# %%
as_one_reads = [
    ("L_reg", "add", ("L", "q")),
    ("L", "half_square", ("d",)),
    ("q", "mul", ("lam", "R")),
    ("R", "half_square", ("w",)),
    ("d", "sub", ("y", "t")),
    ("y", "logistic", ("z",)),
    ("z", "add", ("p", "b")),
    ("p", "mul", ("w", "x")),
    *[(name, "input", ()) for name in ("w", "x", "b", "t", "lam")],
]


def show_unit():
    node_of = {node[0]: node for node in as_one_reads}
    unit = [node_of[name] for name in topological_order(parents_of(as_one_reads))]
    values = forward_pass(unit, {"w": 2.0, "x": 0.5, "b": -1.0, "t": 0.9, "lam": 0.1})
    return pictures.draw_graph(parents_of(unit), values, backward_pass(unit, values))


after(["topological_order", "forward_pass", "backward_pass"], show_unit)

# %% [markdown]
# The error signals of $x$, $t$ and $\lambda$ came for nothing as well, and nobody needs them. Keep that in mind for section 5.10.
#
# ## 5.6 A hundred thousand nodes
#
# Networks have millions of nodes. A program that is right on graphs of forty nodes may not come through so many. There are three ways to fail:
#
# * **recursive**: a function that calls itself for the node before, which calls itself for the node before, stops after about a thousand calls with a `RecursionError`;
# * **quadratic**: a program that searches the whole graph, or copies a whole dict, for each node needs 16 times as long for 4 times the nodes;
# * **exponential**: for a program that follows every path, a few nodes more can double the time, as in the row of squarings. Nobody can wait for its end.
#
# The next cell tries your two passes on longer and longer graphs, the last one with 100 001 nodes, and says which kind they are. It needs a second or two, and stops early where that would not be enough. There are no points for it: whatever it says, a right answer stays right, and you may move on.
#
# (For the curious; nothing later needs it. The graph follows the differential equation $v' = \sin v$ in 33 333 small steps, $v \leftarrow v + h \sin v$. It starts at an input $x$. In every step $v$ is used twice, and the input $h$ is used in all of them. If both passes come through, you see the error signal of $x$ beside a measured derivative.)

# %% jupyter={"source_hidden": true}
# Tries your two passes on longer and longer graphs, and says how they fare.
after(["forward_pass", "backward_pass"], lambda: how_it_scales(forward_pass, backward_pass))

# %% [markdown]
# ## 5.7 Repair
#
# Here is somebody else's program. In deep networks a value is often carried past a step, and added to the step's result. This is called a skip connection:
#
# $$
# s = u x + c, \qquad h = \tanh s, \qquad y = h + s, \qquad \mathcal{L} = \tfrac12 (y - t)^2 .
# $$
#
# (Here $h$ is a hidden value, and no small step.) The program has **one** mistake. The symptom: of five error signals three are right, among them $\bar s$. But $\bar u$ and $\bar c$, which are computed from $\bar s$ alone, are not. Run both cells and see.


# %%
def backward_skip(u, c, x, t):
    # forward pass
    s = u * x + c
    h = np.tanh(s)
    y = h + s
    # backward pass
    y_bar = y - t
    s_bar = y_bar
    u_bar = s_bar * x
    c_bar = s_bar
    h_bar = y_bar
    s_bar = s_bar + h_bar * (1 - h**2)
    return {"y_bar": y_bar, "h_bar": h_bar, "s_bar": s_bar, "u_bar": u_bar, "c_bar": c_bar}


# %% tags=["solved-only"]
# Repaired: s has two children, y and h. It may send only when both have sent to it.
def backward_skip(u, c, x, t):
    # forward pass
    s = u * x + c
    h = np.tanh(s)
    y = h + s
    # backward pass
    y_bar = y - t
    h_bar = y_bar
    s_bar = y_bar + h_bar * (1 - h**2)
    u_bar = s_bar * x
    c_bar = s_bar
    return {"y_bar": y_bar, "h_bar": h_bar, "s_bar": s_bar, "u_bar": u_bar, "c_bar": c_bar}


# %%
def loss_from_s(s, t):
    return 0.5 * np.square(np.tanh(s) + s - t)


def measured_bars(u, c, x, t, step=1e-5):
    s_bar = (loss_from_s(u * x + c + step, t) - loss_from_s(u * x + c - step, t)) / (2 * step)
    u_bar = (loss_from_s((u + step) * x + c, t) - loss_from_s((u - step) * x + c, t)) / (2 * step)
    return s_bar, u_bar


bars = backward_skip(0.8, -0.3, 1.5, 2.0)
measured_s, measured_u = measured_bars(0.8, -0.3, 1.5, 2.0)
print(f"s_bar by the program {bars['s_bar']:.6f}, measured {measured_s:.6f}")
print(f"u_bar by the program {bars['u_bar']:.6f}, measured {measured_u:.6f}")

# %% [markdown]
# Find the mistake and mend it in the cell that defines `backward_skip`; run that cell and the check below. There are no points for it.
#
# <details><summary>Hint 1</summary>
#
# Each line, taken by itself, says something true. Which value does `s_bar` have when the line for `u_bar` is run?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Draw the graph. Write down the reverse topological order of $y$, $h$, $s$, and compare the order of the lines with it.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_backward_skip", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_skip",
    backward_skip,
    models.skip_connection,
    Returns.as_dict("y_bar", "h_bar", "s_bar", "u_bar", "c_bar"),
    explained=False,
)

# %% [markdown]
# A node that sends too early sends too little. That is what the topological order is for: on a graph that a program has sorted, this mistake cannot be made.
#
# ## 5.8 An instance: regression with a penalty
#
# Backpropagation on a graph of single operations is how frameworks such as PyTorch do it. For a model that you know, you can also write the same steps out by hand, several operations at a time. Both give the same numbers.
#
# Linear regression with one input, squared error and an L2 penalty:
#
# $$
# y = w x + b, \qquad \mathcal{L} = \tfrac12 (y - t)^2, \qquad \mathcal{R} = \tfrac12 w^2, \qquad \mathcal{L}_{\text{reg}} = \mathcal{L} + \lambda \mathcal{R} .
# $$
#
# It is the unit of notebook 4 without σ. The target $t$ is any real number. Which node has two children?

# %%
pictures.draw_graph(models.l2_regression.parents)

# %% [markdown]
# It is $w$, which goes into $y$ and into $\mathcal{R}$. All other nodes have one child, and the output none.
#
# ### Exercise 5 · `l2_regression_backward` (extra)
#
# Return a dict with `y_bar`, `w_bar` and `b_bar`: the derivatives of $\mathcal{L}_{\text{reg}}$ with respect to $y$, $w$ and $b$. All five arguments are numbers; `lam` is $\lambda$.
#
# <details><summary>Hint 1</summary>
#
# Begin with the forward pass: you need $y$. Then go backwards. The error signal of $\mathcal{L}$ is 1, that of $\mathcal{R}$ is $\lambda$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $b$ has one child, $y$. $w$ has two, so $\bar w$ is a sum of two products: each child's error signal, times its derivative with respect to $w$.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "l2_regression_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def l2_regression_backward(w, b, x, t, lam):
    """The error signals of linear regression with an L2 penalty: a dict with y_bar, w_bar and b_bar."""
    ### BEGIN SOLUTION
    y_bar = (w * x + b) - t
    w_bar = y_bar * x + lam * w  # from y, and from the penalty
    return {"y_bar": y_bar, "w_bar": w_bar, "b_bar": y_bar}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_l2_regression_backward", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "l2_regression_backward", l2_regression_backward, models.l2_regression, Returns.as_dict("y_bar", "w_bar", "b_bar")
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

bars = Returns.as_dict("y_bar", "w_bar", "b_bar")
check("l2_regression_backward", l2_regression_backward, models.l2_regression, bars, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 5.9 An instance: softmax regression
#
# Now a model with fan-out everywhere. An example $\mathbf{x}$ with $D$ entries belongs to one of $K$ **classes**, and the model says how probable it takes each class to be. It computes one pre-activation for each class, and turns the $K$ numbers into probabilities by **softmax**:
#
# $$
# z_k = \sum_{d=1}^{D} w_{kd}\, x_d + b_k, \qquad y_k = \frac{e^{z_k}}{\sum_{l=1}^{K} e^{z_l}} .
# $$
#
# Every $y_k$ is positive, and together they are 1. The class with the largest $z_k$ gets the largest share.
#
# Because of the sum in the denominator, every $z_j$ is a parent of *every* $y_k$. So there are $K \cdot K$ local derivatives. This matrix of all derivatives of all outputs with respect to all inputs is called the **Jacobian**. For softmax it is
#
# $$
# \frac{\partial y_k}{\partial z_j} = y_k \left( \mathbb{I}[k = j] - y_j \right),
# $$
#
# where $\mathbb{I}[k = j]$ is 1 if $k = j$ and 0 if not.

# %%
pictures.softmax_jacobian([2.0, 1.0, 0.0, -1.0], sums=False)

# %% [markdown]
# ### Predict: a thousand more
#
# In the picture $\mathbf{z} = (2, 1, 0, -1)$. Add 1000 to all four numbers. What happens to $\mathbf{y}$?
#
# * **a** — nothing
# * **b** — one entry becomes 1, the others 0
# * **c** — all four become nearly equal

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "a"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
from decimal import Decimal  # numbers with as many digits as one likes


def shares(z):
    powers = [Decimal(number).exp() for number in z]
    return np.array([float(power / sum(powers)) for power in powers])


near, far = shares([2, 1, 0, -1]), shares([1002, 1001, 1000, 999])
settle(
    prediction_2,
    "a" if np.allclose(near, far) else "b" if far.max() > 0.99 else "c",
    f"y stays {np.round(far, 3)}. The factor e^1000 stands in the numerator and in every term of the denominator, and cancels. "
    "But a computer that forms e^1002 first gets an overflow, since its largest number is about e^709.",
)

# %% [markdown]
# This is why each row of the Jacobian sums to zero: a row says how far one $y_k$ moves with each $z_j$, and when all of them move alike, it does not move at all.

# %%
pictures.softmax_jacobian([2.0, 1.0, 0.0, -1.0])

# %% [markdown]
# It also shows the way around the overflow: you may subtract any number from all the $z_k$ of an example. Which one makes the largest exponent 0?
#
# ### Exercise 6, first part · `softmax` (2 points)
#
# `Z` has shape `(N, K)`: one example for each row. Return the softmax of each row, an array of the same shape. It must be right, without an overflow, for entries up to $\pm 1000$.
#
# <details><summary>Hint 1</summary>
#
# Subtract from each row its own largest entry. Then the largest exponential is $e^0 = 1$, and the denominator is at least 1.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `Z.max(axis=1)` has shape `(N,)`, and NumPy would take it for a row. `Z.max(axis=1, keepdims=True)` has shape `(N, 1)`, one number for each row of `Z`. The same goes for the sum.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(Z):
    """Softmax of each row of Z (N, K), for entries of any size: an array (N, K)."""
    ### BEGIN SOLUTION
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))  # softmax stays the same, and no power exceeds 1
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_softmax", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("softmax", softmax, tasks.softmax.softmax)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("softmax", softmax, tasks.softmax.softmax, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Letters are few. $N$, in section 5.5 the number of nodes, is the number of examples from here on. And $t$ stands for the target again, now one for each class.
#
# The target of an example is **one-hot**: $\mathbf{t}$ has a 1 at the right class and 0 elsewhere. The loss is the **cross-entropy**, which looks at the probability of the right class alone:
#
# $$
# \mathcal{L} = - \sum_{k=1}^{K} t_k \log y_k .
# $$
#
# Go backwards. From the loss, $\bar y_k = -\dfrac{t_k}{y_k}$. And $z_j$ has $K$ children, so
#
# $$
# \bar z_j = \sum_{k=1}^{K} \bar y_k\, \frac{\partial y_k}{\partial z_j} = \sum_{k=1}^{K} - \frac{t_k}{y_k} \; y_k \left( \mathbb{I}[k = j] - y_j \right) .
# $$
#
# **On paper first:** cancel $y_k$, split the sum in two, and use that exactly one $t_k$ is 1. Hardly anything is left.
#
# <details><summary>Test your result</summary>
#
# For $\mathbf{z} = (2, 1, 0, -1)$, whose $\mathbf{y}$ is in the picture above, and the second class as the right one, what is left must give $\bar{\mathbf{z}} = (0.644, -0.763, 0.087, 0.032)$. If it does, go on. If not, Hint 1 of the exercise below shows the first step.
#
# </details>
#
# Doing this on paper is more than convenient. Where $z_k$ is 1000 less than another entry, the computer's $y_k$ is exactly 0, and $t_k / y_k$ is infinite or undefined; in what is left, nothing is divided. The loss needs the same care, since 0 has no finite logarithm. Take the logarithm on paper:
#
# $$
# \log y_k = z_k - \log \sum_{l=1}^{K} e^{z_l} = (z_k - m) - \log \sum_{l=1}^{K} e^{z_l - m}, \qquad m = \max_l z_l .
# $$
#
# At last, the batch. `X` is `(N, D)`, `T` is `(N, K)` with a one-hot row for each example, `W` is `(K, D)`, `b` is `(K,)`. The cost $\mathcal{J}$ is the mean of the $N$ losses. All examples use the same weights, so each weight has a path to the cost through every example, and its error signal is a sum over them:
#
# | | values | shape | error signals | shape |
# |---|---|---|---|---|
# | pre-activations | `Z = X @ W.T + b` | `(N, K)` | $\bar{\mathbf{Z}}$: what you found on paper, divided by $N$ | `(N, K)` |
# | weights | `W` | `(K, D)` | $\bar w_{kd} = \sum_i \bar z_{ik}\, x_{id}$ | `(K, D)` |
# | biases | `b` | `(K,)` | $\bar b_k = \sum_i \bar z_{ik}$ | `(K,)` |
#
# ### Exercise 6, second part · `softmax_regression` (4 points)
#
# Return `(J, W_bar, b_bar)`: the cost, and its error signals with respect to `W` and `b`. All of it must be finite and right for $|z|$ up to 1000.
#
# <details><summary>Hint 1</summary>
#
# On paper: $\sum_k -t_k\, \mathbb{I}[k = j]$ keeps the single term with $k = j$. And $\sum_k t_k\, y_j$ is $y_j$, since the $t_k$ sum to 1.
#
# </details>
# <details><summary>Hint 2</summary>
#
# So $\bar z_j$ is the difference of two numbers, one from the model and one from the target. For the loss, compute the array of all $\log y_k$ by the formula above, in the shape `(N, K)`. Its exponential is the softmax.
#
# </details>
# <details><summary>Hint 3</summary>
#
# The cost is minus the sum over all entries of `T` times the logarithms, divided by $N$ (not by $N \cdot K$). $\bar w_{kd}$ is an entry of a product of two matrices, one of them transposed: shapes `(K, N)` and `(N, D)`.
#
# </details>


# %% tags=["builds-on:softmax"] nbgrader={"grade": false, "grade_id": "softmax_regression", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_regression(X, T, W, b):
    """The mean cross-entropy of softmax(X Wᵀ + b) against one-hot T, and its error signals: (J, W_bar, b_bar)."""
    N = len(X)
    Z = X @ W.T + b
    ### BEGIN SOLUTION
    below_the_largest = Z - Z.max(axis=1, keepdims=True)
    log_Y = below_the_largest - np.log(np.exp(below_the_largest).sum(axis=1, keepdims=True))
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    W_bar = Z_bar.T @ X
    b_bar = Z_bar.sum(axis=0)
    ### END SOLUTION
    return J, W_bar, b_bar


# %% nbgrader={"grade": true, "grade_id": "test_softmax_regression", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check(
    "softmax_regression",
    softmax_regression,
    models.softmax_regression,
    Returns.as_tuple("J", "W_bar", "b_bar"),
    hypotheses=tasks.softmax.regression_hypotheses,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

triple = Returns.as_tuple("J", "W_bar", "b_bar")
check("softmax_regression", softmax_regression, models.softmax_regression, triple, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Put it to work. Three classes of points in the plane, and gradient descent as in notebook 4, with your gradients.


# %%
def train_on_three_classes(steps=200, lr=0.5):
    rng = np.random.default_rng(0)
    centres = np.array([[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]])
    label = np.repeat([0, 1, 2], 40)
    X, T = centres[label] + rng.normal(size=(120, 2)), np.eye(3)[label]
    W, b = np.zeros((3, 2)), np.zeros(3)
    print(
        f"at the start     cost {softmax_regression(X, T, W, b)[0]:.3f}, which is log 3: all classes equally probable"
    )
    for _ in range(steps):
        J, W_bar, b_bar = softmax_regression(X, T, W, b)
        W, b = W - lr * W_bar, b - lr * b_bar
    right = np.mean(np.argmax(X @ W.T + b, axis=1) == label)
    print(
        f"after {steps} steps  cost {softmax_regression(X, T, W, b)[0]:.3f}, and {right:.0%} of the examples labelled rightly"
    )


after(["softmax_regression"], train_on_three_classes)

# %% [markdown]
# ## 5.10 What it costs
#
# How much work is a backward pass? Count **multiply-adds**: one multiplication together with the addition of its result, as in one term of $\sum_d w_{kd}\, x_d$. Biases and activation functions take few of them, so leave them out. Count for one example, and for layers of the sizes $D, H, \ldots, K$.
#
# A layer with $D$ inputs and $H$ units has $H \cdot D$ weights.
#
# * **Forward**, $\mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b}$: one multiply-add for each weight.
# * **Backward, for the weights**, $\bar w_{kd} = \bar z_k\, x_d$: one for each weight.
# * **Backward, for the layer's inputs**, $\bar x_d = \sum_k \bar z_k\, w_{kd}$: one for each weight. The layer before needs this error signal to go on. The first layer's inputs are the data. Nobody needs the error signal of the data, so there it is left out.
#
# ### Predict: twice the work?
#
# It is often said, and the lecture says so too, that one backward pass costs as much as two forward passes. Take a network for images of 784 pixels, with one hidden layer of 100 units and 10 outputs. How many forward passes does its backward pass cost?
#
# * **a** — about 1
# * **b** — about 1.5
# * **c** — about 2

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "c"  # as it is often said

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
hidden_layer, output_layer = 100 * 784, 10 * 100  # weights
both_ahead = hidden_layer + output_layer
both_back = hidden_layer + 2 * output_layer
settle(
    prediction_3,
    min("abc", key=lambda letter: abs({"a": 1, "b": 1.5, "c": 2}[letter] - both_back / both_ahead)),
    f"It is {both_back} multiply-adds against {both_ahead}, {both_back / both_ahead:.2f} times as many. Nearly all the weights "
    "are in the first layer, and that one sends nothing back.",
)

# %% [markdown]
# ### Exercise 7 · `multiply_adds` (extra)
#
# `sizes` is a list of whole numbers, $[D, H, \ldots, K]$, at least two of them. Return `(forward, backward)`, the numbers of multiply-adds of the two passes for one example, as whole numbers. For instance, `[3, 2]` gives `(6, 6)`.
#
# <details><summary>Hint 1</summary>
#
# List the number of weights of each layer: the product of two neighbours in `sizes`. `zip(sizes, sizes[1:])` goes through the pairs of neighbours.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Forward is the sum of that list. Backward counts every layer twice, except one. Which one, and how often does that count?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "multiply_adds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def multiply_adds(sizes):
    """The multiply-adds of a forward and of a backward pass through layers of these sizes: (forward, backward)."""
    ### BEGIN SOLUTION
    weights = [inputs * units for inputs, units in zip(sizes, sizes[1:])]
    forward = sum(weights)
    backward = sum(weights) + sum(weights[1:])  # for W_bar, and for what is sent back except into x
    return forward, backward
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_multiply_adds", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("multiply_adds", multiply_adds, tasks.multiply_adds.multiply_adds)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("multiply_adds", multiply_adds, tasks.multiply_adds.multiply_adds, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# On the left a network of five layers, each with 100 inputs and 100 units. On the right the ratio of the two passes for any number of equal layers.

# %%
after(["multiply_adds"], lambda: pictures.cost_per_layer([100, 100, 100, 100, 100, 100]))

# %% [markdown]
# With $n$ equal layers the ratio is $2 - \frac1n$. So "twice" is the limit of many layers. For the networks of this course it is less.
#
# What matters more: to want *all* the derivatives costs hardly more than to want one. Together they cost at most two forward passes. Measured one by one, with two forward passes for each parameter, they would be out of reach: the network for images in the prediction, 784–100–10, has 79 510 parameters with its biases, and would need 159 020 forward passes.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "path_contributions": 3,
        "topological_order": 0,
        "forward_pass": 4,
        "backward_pass": 7,
        "backward_skip": 0,
        "l2_regression_backward": 0,
        "softmax": 2,
        "softmax_regression": 4,
        "multiply_adds": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * Along a path local derivatives are **multiplied**; what arrives along different paths is **added**.
# * A **topological order** has parents before children. Forward goes through it from the front, backward from the end. Then every sum is complete before it is used.
# * **Backpropagation**: the output has the error signal 1; every node sends its error signal, times the local derivative, to each of its parents, once for each use.
# * It visits every node once. Following every path would give the same numbers, but there can be far too many paths.
# * Softmax with cross-entropy leaves a simple error signal, and it is computed without any overflow if the logarithm is taken on paper.
# * A backward pass costs between one and two forward passes, however many parameters there are.
#
# **What comes next.** [`06_two_layer_network`](06_two_layer_network.ipynb): the network of the lecture's appendix. You write its backward pass one index at a time, then with matrices, train it on XOR, and see why hidden units must not start equal.
