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
# On the first page of this course a network learned XOR. Taken apart into single operations such as + and ×, that network with its four examples is a graph of 122 numbers. How many lines of Python compute the derivative of the last number with respect to each of them, for any such graph? Guess before you go on.
#
# Run the folded cell below first.

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

from utils import Returns, after, check, check_task, models, pictures, settle, summary, tasks
from utils.graph import OPS, parents_of
from utils.scaling import how_it_scales

# %% [markdown]
# This is backpropagation on a small graph. **Try this:** press *next* until $p$ has sent its error signal (step 9). (The menu has other graphs, for later.) What arrives at $y$, and from where?

# %%
from utils import play

play.backpropagation()

# %% [markdown]
# $y$ is used twice, by $f$ and by $p$. Something arrives from both, and it is added. That sum is the idea of this notebook.
#
# **When you are done you can**
#
# * write backpropagation once, for every graph, and train a network with it,
# * say why classifiers use softmax with the cross-entropy,
# * compute both without overflow.
#
# **What you need:** notebook 4 (error signals, children, the numerical derivative), Python lists and dicts, the product of two matrices.
#
# **Time:** core about 70 minutes; with *Going further* about two hours (estimates). **Points:** 20, in five exercises. A good place to pause, after about 40 minutes, is before section 5.6. When you come back, click on its heading and choose **Run → Run All Above Selected Cell**.
#
# ## 5.1 Two paths
#
# Let $f$ depend on $x$ and $y$, and let both depend on $t$ (here just a variable, not a target). When $t$ moves a little, $f$ moves because of both:
#
# $$
# \frac{df}{dt} = \frac{\partial f}{\partial x}\,\frac{dx}{dt} + \frac{\partial f}{\partial y}\,\frac{dy}{dt} .
# $$
#
# This is the **multivariate chain rule**, a rule about **paths** from $t$ to $f$, one through $x$ and one through $y$: multiply the local derivatives along a path, and add what arrives along different paths.
#
# ### Exercise 1 · `path_contributions` (3 points)
#
# Now the lecture's example:
#
# $$
# f(x, y) = y + e^{xy}, \qquad x = \cos t, \qquad y = t^2 .
# $$
#
# With $y$ held fixed, $\frac{\partial f}{\partial x} = e^{xy} \cdot y$: the exponential, `q` in the program, times the derivative of its exponent. Write the one line that is missing: `df_dy`.
#
# <details><summary>Hint 1</summary>
#
# For $\frac{\partial f}{\partial y}$ treat $x$ as a constant.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $y$ occurs twice in $f$: by itself, and in the exponent. Each gives a term of $\frac{\partial f}{\partial y}$. Which number is the first one, the derivative of $y$ with respect to $y$?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "path_contributions", "locked": false, "schema_version": 3, "solution": true, "task": false}
def path_contributions(t):
    """What df/dt receives along the path through x, and along the path through y, for the lecture's f: (via_x, via_y)."""
    x, dx_dt = np.cos(t), -np.sin(t)
    y, dy_dt = t**2, 2 * t
    q = np.exp(x * y)
    df_dx = q * y
    # Yours: df_dy.
    ### BEGIN SOLUTION
    df_dy = 1 + x * q  # y stands in f twice: by itself, and in the exponent
    ### END SOLUTION
    return df_dx * dx_dt, df_dy * dy_dt


# %% nbgrader={"grade": true, "grade_id": "test_path_contributions", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("path_contributions", path_contributions, tasks.two_paths.path_contributions)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("path_contributions", path_contributions, tasks.two_paths.path_contributions, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# A contribution may be negative: here the path through $x$ takes away part of what the path through $y$ brings. In the picture, look where the second bar begins and ends.

# %%
after(["path_contributions"], lambda: pictures.two_paths(0.9, *path_contributions(0.9)))

# %% [markdown]
# ## 5.2 A graph, as data
#
# Take the example apart until each step is a single operation:
#
# $$
# x = \cos t, \qquad y = t^2, \qquad p = x \cdot y, \qquad q = e^{p}, \qquad f = y + q .
# $$
#
# Each name is a **node**. It is computed from its **parents**; its **children** are computed from it. In code a graph is a list of nodes, each a tuple `(name, op, parents)`; `op` is its operation, or `"input"` if its value is given. The last node is the **output**. Parents stand before their children: this is a **topological order**.

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
# Two nodes, $t$ and $y$, have two children. This is called **fan-out**.
#
# The dict `OPS` holds two functions for each operation; both are called with the parents' values. `value` computes the result. `partials` computes the **local derivatives**, a tuple with one number for each parent. In `value(*numbers)`, the `*` passes the entries of the list as separate arguments: `value(3.0, 5.0)`.

# %%
numbers = [3.0, 5.0]
print("all operations:", ", ".join(OPS))
print("3 · 5 =", OPS["mul"].value(*numbers))
print("its derivatives with respect to the first and the second factor:", OPS["mul"].partials(*numbers))

# %% [markdown]
# ## 5.3 The forward pass
#
# ### Exercise 2 · `forward_pass` (4 points)
#
# `inputs` is a dict with a value for each input. The function returns a dict with the value of **every** node, by name. Inputs are done. For any other node, `arguments` is the list of its parents' values: write the line that puts its value into `values[name]`.
#
# <details><summary>Hint 1</summary>
#
# The node's operation is `OPS[op]`, and its `value` computes what you need.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Hand the list to `OPS[op].value` with the `*`, as with `numbers` above.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "forward_pass", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward_pass(graph, inputs):
    """The values of all nodes of a graph in topological order, as a dict: name -> value."""
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            arguments = [values[parent] for parent in parents]
            ### BEGIN SOLUTION
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
# ## 5.4 The backward pass
#
# The error signal $\bar v$ is the derivative of the output with respect to $v$. This is the whole of backpropagation:
#
# $$
# \begin{aligned}
# \text{for each node } v \text{ that is not an input, in order:} &\quad \text{compute } v \text{ from its parents} && \text{forward} \\
# \text{for the output } v\text{:} &\quad \bar v = 1 \\
# \text{for each other node } v \text{, in reverse order:} &\quad \bar v = \sum_{\text{children } c \text{ of } v} \bar c\; \frac{\partial c}{\partial v} && \text{backward}
# \end{aligned}
# $$
#
# The last line is section 5.1 again: what arrives through different children is added. In reverse order every node's turn comes after the turns of *all* its children, so its sum is complete before it is used.
#
# The formula collects; your program **sends**, because a node knows its parents, not its children. When its turn comes, a node sends to each parent its own error signal, times the local derivative. (In the program `name` is the formula's $c$, and `parent` its $v$.)
#
# **A worked example**, at $t = 0.9$, where $x = 0.622$, $y = 0.81$ and $q = e^p = 1.65$:
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
# The two numbers that $t$ receives are those of exercise 1. In the picture the error signals are below the nodes: compare that of $y$ with the table.

# %%
pictures.measured_graph(
    example,
    {"t": 0.9},
    takeaway="The error signals of t and y are sums of two products, because t and y have two children.",
)

# %% [markdown]
# ### Exercise 3 · `backward_pass` (7 points)
#
# The function returns a dict with the error signal of **every** node. All begin at 0, and that of the output is 1. The outer loop goes through the nodes from the last to the first. The inner loop goes through a node's parents; `partial` is the local derivative for `parent`. All this is given.
#
# Write what happens for each parent, in one line: as in the worked example the node *sends* to it, and what the parent receives is *added*. (If $c = v \cdot v$, the loop meets the parent $v$ twice. Your line needs no special case for it.)
#
# <details><summary>Hint 1</summary>
#
# What changes is the parent's error signal, `signals[parent]`. To add to it, write `+=`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# What is sent is a product of two numbers: the node's own error signal, and the local derivative.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "backward_pass", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_pass(graph, values):
    """The error signals of all nodes of a graph in topological order, as a dict: name -> error signal."""
    signals = {name: 0.0 for name, op, parents in graph}
    signals[graph[-1][0]] = 1.0  # graph[-1][0]: the name of the last node, the output
    for name, op, parents in reversed(graph):
        if op == "input":
            continue  # it sends nothing: on to the next node
        partials = OPS[op].partials(*[values[parent] for parent in parents])
        for parent, partial in zip(parents, partials):  # both side by side
            ### BEGIN SOLUTION
            signals[parent] += signals[name] * partial
            ### END SOLUTION
    return signals


# %% nbgrader={"grade": true, "grade_id": "test_backward_pass", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check_task("backward_pass", backward_pass, tasks.passes.backward_pass)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("backward_pass", backward_pass, tasks.passes.backward_pass, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# So much for fan-out. In notebook 4 a weight that is used twice needed an exercise of its own; here your one line covers it.
#
# ## 5.5 Your backward pass trains a network
#
# Back to the network of the first page, with its 122 nodes. One of them is `("p11(1)", "mul", ("W1_11", "x1(1)"))`: the weight to unit 1 from input 1, times that input in example 1. Each weight is used for all four examples: fan-out everywhere.
#
# The training loop is given: forward pass, backward pass, and a small step against each parameter's error signal. Nobody derives a gradient here. Run it; it shows nothing yet.


# %%
def train_graph(graph, inputs, parameters, steps, lr=0.5):
    """Gradient descent on the output of a graph: parameters lists the names of the inputs that may change."""
    inputs = dict(inputs)
    for _ in range(steps):
        values = forward_pass(graph, inputs)
        signals = backward_pass(graph, values)
        for name in parameters:
            inputs[name] = inputs[name] - lr * signals[name]
    return inputs


# %% [markdown]
# **Press play.** Every step is computed by your two functions.

# %%
after(["forward_pass", "backward_pass"], lambda: play.learning_xor(train_graph))

# %% [markdown]
# So how many lines does it take? About ten: your `backward_pass`, given the values and a local derivative for each operation. Frameworks such as PyTorch do the same.
#
# ## 5.6 Softmax: probabilities for many classes
#
# A logistic unit tells two classes apart. For $K$ classes compute one pre-activation for each, and turn these $K$ numbers into probabilities with **softmax**:
#
# $$
# z_k = \sum_{d=1}^{D} w_{kd}\, x_d + b_k, \qquad y_k = \frac{e^{z_k}}{\sum_{l=1}^{K} e^{z_l}} .
# $$
#
# Every $y_k$ is positive, and they sum to 1. With two classes and $z_2 = 0$, $y_1 = e^{z_1} / (e^{z_1} + 1)$ is $\sigma(z_1)$: the logistic unit is a special case.
#
# ### Predict: a thousand more
#
# Take $\mathbf{z} = (2, 1, 0, -1)$. Add 1000 to all four numbers. What happens to $\mathbf{y}$, computed exactly?
#
# * **a** — nothing
# * **b** — one entry becomes 1, the others 0
# * **c** — all four become nearly equal

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
from decimal import Decimal  # numbers with as many digits as one likes


def shares(numbers):
    powers = [Decimal(number).exp() for number in numbers]
    return np.array([float(power / sum(powers)) for power in powers])


shares_near, shares_far = shares([2, 1, 0, -1]), shares([1002, 1001, 1000, 999])
settle(
    prediction_1,
    "a" if np.allclose(shares_near, shares_far) else "b" if shares_far.max() > 0.99 else "c",
    f"y stays {np.round(shares_far, 3)}. The factor e^1000 is in the numerator and in every term of the denominator, "
    "and cancels. But a computer that begins with e^1002 overflows: its largest number is about e^709.8.",
)

# %% [markdown]
# So you may add a number to all the $z_k$ of an example, or subtract one. Subtract the largest: then no exponential exceeds $e^0 = 1$.
#
# ### Exercise 4 · `softmax` (2 points)
#
# `Z` has shape `(N, K)`: one example per row. The subtraction and the exponentials are given. Return the softmax of each row, an array of the same shape.
#
# With `keepdims=True` the largest entries have shape `(N, 1)`: one number for each row of `Z`. (Without it the shape is `(N,)`, and NumPy would line them up with the columns.)
#
# <details><summary>Hint 1</summary>
#
# Each row has its own sum. Take the sums as the largest entries are taken, with `axis=1` and `keepdims=True`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The exponentials have shape `(N, K)` and their sums `(N, 1)`: divide the one by the other.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(Z):
    """Softmax of each row of Z (N, K), for entries of any size: an array (N, K)."""
    M = Z - Z.max(axis=1, keepdims=True)  # (N, K): each row minus its largest entry
    powers = np.exp(M)  # (N, K)
    ### BEGIN SOLUTION
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_softmax", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("softmax", softmax, tasks.softmax.softmax)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("softmax", softmax, tasks.softmax.softmax, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 5.7 A loss for probabilities
#
# A good model gives the right class a large probability. The **cross-entropy** of an example is minus the logarithm of this probability:
#
# $$
# \mathcal{L} = -\log y_{\text{right}} = - \sum_{k=1}^{K} t_k \log y_k .
# $$
#
# (log is the natural logarithm, `np.log`; notebook 4 wrote ln.) The target $\mathbf{t}$ is **one-hot**: 1 for the right class, 0 for the others. The loss is 0 if the model is certain and right, and grows without limit as $y_{\text{right}}$ goes to 0. Why the logarithm? The probability of all examples together is a product with one factor for each (if they are independent); minus its logarithm is a sum of losses.
#
# Now put softmax in:
#
# $$
# \log y_k = z_k - \log \sum_{l=1}^{K} e^{z_l}, \qquad \text{so} \qquad \mathcal{L} = \log \sum_{l=1}^{K} e^{z_l} - z_{\text{right}} .
# $$
#
# What is the error signal $\bar z_k$? With respect to $z_k$, the first term's derivative is the derivative of the sum, $e^{z_k}$, divided by the sum: that is $y_k$. The second term is $z_k$ only if $k$ is the right class, so its derivative is 1 or 0: that is $t_k$. Hence
#
# $$
# \bar z_k = \frac{\partial \mathcal{L}}{\partial z_k} = y_k - t_k .
# $$
#
# In notebook 4 the confidently wrong unit, $z = -6$ with $t = 1$, hardly learned with the squared error. The folded cell measures the slope of both losses there, with your `softmax`. Compare the two numbers.


# %% jupyter={"source_hidden": true}
# Measures the slope of two losses at a confidently wrong unit.
def compare_slopes(z_wrong=-6.0, step=1e-5):
    def probability(z_1):
        return softmax(np.array([[z_1, 0.0]]))[0, 0]  # yours, with two classes: σ(z_1)

    losses = {
        "squared error": lambda z_1: (probability(z_1) - 1) ** 2 / 2,
        "cross-entropy": lambda z_1: -np.log(probability(z_1)),
    }
    print(f"z = {z_wrong}, target 1: y = {probability(z_wrong):.5f}")
    for name, loss in losses.items():
        print(f"slope of the {name}  {(loss(z_wrong + step) - loss(z_wrong - step)) / (2 * step):9.5f}")


after(["softmax"], compare_slopes)

# %% [markdown]
# −0.00246 against −0.998: with softmax and cross-entropy the unit learns most where it is most wrong. (Section 5.13 shows what cancels.)
#
# ## 5.8 Softmax regression
#
# Where $z_k$ is 1000 below another entry, the computer's $y_k$ is exactly 0 and has no logarithm. So compute $\log y_k$ directly. With $m_k$ for $z_k$ minus the largest entry, as in `softmax`,
#
# $$
# \log y_k = m_k - \log \sum_{l=1}^{K} e^{m_l} .
# $$
#
# And there is a batch: `X` is `(N, D)`, `T` is `(N, K)` with a one-hot row for each example, and the cost $\mathcal{J}$ is the mean of the $N$ losses. So the given line for `Z_bar` below divides by $N$. Each weight is used for every example, so its error signal is a sum over them.
#
# ### Exercise 5 · `softmax_regression` (4 points)
#
# Two lines are missing:
#
# * `J`, one number: minus the sum of all $t_k^{(i)} \log y_k^{(i)}$, divided by $N$. The logarithms are in `log_Y`.
# * `W_bar`, of shape `(K, D)`: $\bar w_{kd} = \sum_i \bar z_k^{(i)}\, x_d^{(i)}$, a product of two matrices. `Z_bar` has its $\frac1N$ already: do not divide again.
#
# <details><summary>Hint 1</summary>
#
# For $\mathcal{J}$, `T * log_Y` has the entries to add up, all of them.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\bar w_{kd}$ is an entry of a product of two matrices, one of them transposed: shapes `(K, N)` and `(N, D)`.
#
# </details>


# %% tags=["builds-on:softmax"] nbgrader={"grade": false, "grade_id": "softmax_regression", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_regression(X, T, W, b):
    """The mean cross-entropy of softmax(X Wᵀ + b) against one-hot T, and its error signals: (J, W_bar, b_bar)."""
    N = len(X)
    Z = X @ W.T + b  # (N, K)
    M = Z - Z.max(axis=1, keepdims=True)  # (N, K)
    log_Y = M - np.log(np.exp(M).sum(axis=1, keepdims=True))  # (N, K)
    Z_bar = (np.exp(log_Y) - T) / N  # (N, K)
    b_bar = Z_bar.sum(axis=0)  # (K,): the sum over the examples
    # Yours: J, and W_bar (K, D).
    ### BEGIN SOLUTION
    J = -np.sum(T * log_Y) / N
    W_bar = Z_bar.T @ X
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
# Put it to work: gradient descent on three classes of points, with your gradients. (The loop is in the folded cell.) Compare the regions after 1 step and after 200.


# %% jupyter={"source_hidden": true}
# Gradient descent with your softmax_regression.
def train_on_three_classes(show_after=(1, 200), lr=0.5):
    rng = np.random.default_rng(0)
    centres = np.array([[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]])
    label = np.repeat([0, 1, 2], 40)
    X, T = centres[label] + rng.normal(size=(120, 2)), np.eye(3)[label]
    W, b = np.zeros((3, 2)), np.zeros(3)
    print(f"at the start  cost {softmax_regression(X, T, W, b)[0]:.3f}, which is log 3: every y is 1/3")
    fits = {}
    for step in range(1, max(show_after) + 1):
        J, W_bar, b_bar = softmax_regression(X, T, W, b)
        W, b = W - lr * W_bar, b - lr * b_bar
        if step in show_after:
            fits[f"after {step} step{'s' if step > 1 else ''}"] = W, b
    return pictures.class_regions(fits, X, label)


after(["softmax_regression"], train_on_three_classes)

# %% [markdown]
# One step already finds nearly the same regions. The other 199 make the model *confident*, which is what the cross-entropy asks for.
#
# **You may stop here.** The core of this notebook is done, and [`06_two_layer_network`](06_two_layer_network.ipynb) needs nothing beyond it. Look at [how far you are](#How-far-you-are), or go on.
#
# ## Going further
#
# Nothing below carries points, and nothing later needs it. Each part says what it builds on.
#
# ## 5.9 An order in which everything can be computed
#
# *Builds on section 5.4.* Here is the unit of notebook 4 with its penalty, written from the result down (`half_square` is $\frac12 v^2$). Python's `graphlib.TopologicalSorter` puts the nodes in order. The numbers are from *your* passes.

# %%
from graphlib import TopologicalSorter

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
    unit = [node_of[name] for name in TopologicalSorter(parents_of(as_one_reads)).static_order()]
    values = forward_pass(unit, {"w": 2.0, "x": 0.5, "b": -1.0, "t": 1.0, "lam": 0.1})
    return pictures.draw_graph(parents_of(unit), values, backward_pass(unit, values))


after(["forward_pass", "backward_pass"], show_unit)

# %% [markdown]
# Now write the sorter. **A worked example**, the graph of section 5.2 in an arbitrary order:
#
# ```python
# {"f": ("y", "q"), "q": ("p",), "p": ("x", "y"), "y": ("t",), "x": ("t",), "t": ()}
# ```
#
# In each round, place every node whose parents have all been placed *before* this round.
#
# | round | placed already | can be placed now |
# |---|---|---|
# | 1 | nothing | t, which has no parents |
# | 2 | t | y and x |
# | 3 | t, y, x | p, but not f, which waits for q |
# | 4 | t, y, x, p | q |
# | 5 | t, y, x, p, q | f |
#
# If nodes are left and none can be placed, they wait for one another: the graph has a **cycle**, as when $a$ is computed from $b$ and $b$ from $a$.
#
# ### Exercise 6 · `topological_order` (extra)
#
# `parents` is a dict: the name of each node, with the tuple of its parents' names. Return a list of all names, each once, parents before children, without `graphlib`. Any such order is right.
#
# * A name may occur twice in a tuple. A dict without any node, `{}`, has the order `[]`.
# * The first lines, which are given, refuse a parent that is not a node.
# * If there is a cycle, raise a `ValueError` too; any message will do. A node that is its own parent is a cycle.
#
# (If the check does not end, choose *Kernel → Interrupt Kernel*, and ask what your loop does in a round in which nothing can be placed.)
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
                raise ValueError(f"parents: {parent!r}, a parent of {name!r}, is not a node")

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
# ## 5.10 A hundred thousand nodes
#
# *Builds on section 5.4.*
#
# ### Predict: paths or nodes?
#
# You could also follow *every path* back to an input, multiply along each, and add the products. Take 20 products in a row, $s_1 = x \cdot x$, $s_2 = s_1 \cdot s_1$, and so on, each a `mul` that uses the node before it twice. Backpropagation multiplies once for each use: 40 times. How many paths are there?
#
# * **a** — 40
# * **b** — 400
# * **c** — about a million

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "b"  # 20 times 20, a natural guess

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
number_of_paths = 1
for _ in range(20):
    number_of_paths = number_of_paths + number_of_paths  # each path goes on along either arrow
settle(
    prediction_2,
    min("abc", key=lambda letter: abs({"a": 40, "b": 400, "c": 10**6}[letter] - number_of_paths)),
    f"There are {number_of_paths} paths: each product doubles their number. Because each node adds up before it sends, "
    "40 products do the work of a million.",
)

# %% [markdown]
# Your passes are loops over the list: each node has one turn. (A function that calls itself for node after node stops with a `RecursionError` after about a thousand.) The next cell shows what that buys. It tries them on longer and longer graphs, up to 100 001 nodes, and takes a few seconds at most.
#
# (The graph follows the differential equation $v' = \sin v$ from an input $x$, in 33 333 small steps.)

# %% jupyter={"source_hidden": true}
# Tries your two passes on longer and longer graphs, and says how they fare.
after(["forward_pass", "backward_pass"], lambda: how_it_scales(forward_pass, backward_pass))

# %% [markdown]
# ## 5.11 Repair: a value that sends too early
#
# *Builds on section 5.4.* In deep networks a value is often carried past a step and added to its result. This is a skip connection:
#
# $$
# s = u x + c, \qquad h = \tanh s, \qquad y = h + s, \qquad \mathcal{L} = \tfrac12 (y - t)^2 .
# $$
#
# Somebody wrote this program for it, with **one** mistake. The symptom: $\bar s$ is right, but $\bar u$, which is computed from $\bar s$ alone, is wrong, and so is $\bar c$. Run both cells and see.


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


def compare_with_measurement(u=0.8, c=-0.3, x=1.5, t=2.0, step=1e-5):
    s = u * x + c
    measured = {
        "s_bar": (loss_from_s(s + step, t) - loss_from_s(s - step, t)) / (2 * step),
        "u_bar": (loss_from_s(s + step * x, t) - loss_from_s(s - step * x, t)) / (2 * step),
    }
    try:
        bars = {name: f"{backward_skip(u, c, x, t)[name]:.6f}" for name in measured}
    except Exception as error:
        bars = dict.fromkeys(measured, f"stops with {type(error).__name__}: {error}")
    for name, slope in measured.items():
        print(f"{name} by the program {bars[name]}, measured {slope:.6f}")


compare_with_measurement()

# %% [markdown]
# Find the mistake and fix it in the cell that defines `backward_skip`. Run that cell and the check below.
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
# A node that sends too early sends too little. A program that goes through a sorted graph cannot make this mistake.
#
# ## 5.12 Regression with a penalty, by hand
#
# *Builds on section 5.4.* Here are *your* two passes at work, on linear regression with a penalty: $y = w x + b$ and $\mathcal{L}_{\text{reg}} = \tfrac12 (y - t)^2 + \lambda \cdot \tfrac12 w^2$ ($t$ is the target again; $v_1$, $v_2$ and $v_3$ are steps in between). **Try this:** press *next* to the end. Which of the parameters $w$ and $b$ receives twice?

# %%
after(
    ["forward_pass", "backward_pass"],
    lambda: play.backpropagation(
        forward_pass=forward_pass,
        backward_pass=backward_pass,
        which="L2 regression",
    ),
)

# %% [markdown]
# It is $w$, which is also in the penalty.
#
# For a model that you know, you can also write the backward pass by hand, several operations at a time. (It is close to exercise 6 of notebook 4. If that was easy, skip this.) The same model, where $t$ is any real number:
#
# $$
# y = w x + b, \qquad \mathcal{L} = \tfrac12 (y - t)^2, \qquad \mathcal{R} = \tfrac12 w^2, \qquad \mathcal{L}_{\text{reg}} = \mathcal{L} + \lambda \mathcal{R} .
# $$

# %%
pictures.draw_graph(models.l2_regression.parents)

# %% [markdown]
# ### Exercise 7 · `l2_regression_backward` (extra)
#
# Return a dict with `y_bar`, `w_bar` and `b_bar`: the derivatives of $\mathcal{L}_{\text{reg}}$ with respect to $y$, $w$ and $b$. All five arguments are numbers; `lam` is $\lambda$.
#
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
# ## 5.13 What cancels: softmax's Jacobian
#
# *Builds on section 5.7.* There you put softmax into the loss and differentiated the whole. Now go back node by node. The loss sends $\bar y_k = -\dfrac{t_k}{y_k}$, which is huge where the model is confidently wrong. In softmax the denominator makes every $z_l$ a parent of *every* $y_k$. The matrix of all these local derivatives is the **Jacobian**,
#
# $$
# \frac{\partial y_k}{\partial z_l} = y_k \left( \mathbb{I}[k = l] - y_l \right),
# $$
#
# where $\mathbb{I}[k = l]$ is 1 if $k = l$ and 0 if not. Its rows sum to 0: as in the prediction of section 5.6, raising all $z_l$ alike changes no $y_k$.

# %%
pictures.softmax_jacobian([2.0, 1.0, 0.0, -1.0])

# %% [markdown]
# $z_l$ has $K$ children:
#
# $$
# \bar z_l = \sum_{k=1}^{K} \bar y_k\, \frac{\partial y_k}{\partial z_l} = \sum_{k=1}^{K} - \frac{t_k}{y_k} \; y_k \left( \mathbb{I}[k = l] - y_l \right) .
# $$
#
# **On paper:** cancel $y_k$, split the sum in two, and use that exactly one $t_k$ is 1. You get the result of section 5.7 again. The huge $\frac{1}{y_k}$ of the loss meets the tiny $y_k$ of the Jacobian, and nothing of either is left.
#
# Your backward pass finds the same. Choose *softmax* in the second player of section 5.4: with $\mathbf{z} = (1, 0, -1)$ and the second class right, it gives $(0.665, -0.755, 0.090)$. (There $-\log y_2$ is written as $\log\sum_l e^{z_l} - z_2$.)
#
# ## 5.14 What it costs
#
# *Builds on section 5.8.* How much work is a backward pass? Count **multiply-adds**, one for each term of a sum such as $\sum_d w_{kd}\, x_d$, for one example. Biases and activation functions take few and are left out. A layer with $D$ inputs and $H$ units has $H \cdot D$ weights.
#
# * **Forward**, $z_j = \sum_d w_{jd}\, x_d + b_j$: one multiply-add for each weight.
# * **Backward, for the weights**, $\bar w_{jd} = \bar z_j\, x_d$: one for each weight.
# * **Backward, for the inputs**, $\bar x_d = \sum_j \bar z_j\, w_{jd}$: one for each weight. The layer before needs this. The first layer's inputs are data, so there it is left out.
#
# ### Predict: twice the work?
#
# It is often said, in the lecture too, that one backward pass costs as much as two forward passes. Take a network with 784 inputs, one hidden layer of 100 units and 10 outputs. How many forward passes does its backward pass cost?
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
# ### Exercise 8 · `multiply_adds` (extra)
#
# `sizes` is a list of at least two whole numbers, $[D, H, \ldots, K]$. Return `(forward, backward)`, the multiply-adds of the two passes for one example. For instance, `[3, 2]` gives `(6, 6)`.
#
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
# On the left are five layers, each with 100 inputs and 100 units; on the right the ratio of the two passes for any number of equal layers.

# %%
after(["multiply_adds"], lambda: pictures.cost_per_layer([100, 100, 100, 100, 100, 100]))

# %% [markdown]
# "Twice" is the limit of many layers. What matters more: after the one forward pass, *all* derivatives together cost less than two more. Measured one by one, with two forward passes for each of the 79 510 parameters, the network of the prediction would need 159 020.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "path_contributions": 3,
        "forward_pass": 4,
        "backward_pass": 7,
        "softmax": 2,
        "softmax_regression": 4,
        "topological_order": 0,
        "backward_skip": 0,
        "l2_regression_backward": 0,
        "multiply_adds": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * Along a path local derivatives are **multiplied**; what arrives along different paths is **added**.
# * **Backpropagation**: the output has the error signal 1. In reverse topological order every node sends its error signal, times the local derivative, to each of its parents, once for each use.
# * The **cross-entropy** is minus the logarithm of the probability of the right class. After softmax it leaves a simple error signal, which is large where the model is confidently wrong.
# * A backward pass costs one to two forward passes (section 5.14, an extra, measures it).
#
# **What comes next.** [`06_two_layer_network`](06_two_layer_network.ipynb). The graph of 122 nodes becomes a few matrices. You write their backward pass, and find out why some starts never learn XOR.
