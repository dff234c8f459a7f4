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
# # 3 · Multilayer perceptrons: layers, activations, and what a network can represent
#
# Draw a curve, any curve. Is there a network that follows it? And could you write down its weights yourself, without any training?
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

from utils import after, check_task, pictures, settle, summary, tasks


# %% [markdown]
# **Try this.** Run the next cell and draw a curve on the pad, from left to right. Then raise the number of bumps. Leave the other sliders for now.

# %%
from utils import play

play.bumps()

# %% [markdown]
# One hidden layer follows your curve, and nobody trained it. At the end of the core you build a network that does the same with fewer units.
#
# **When you are done you can**
#
# * compute a layer and a whole network for a batch of examples,
# * say why many layers without an activation function are no more than one layer,
# * write the logistic function and its slope so that nothing overflows,
# * build a network that follows a given curve, and say where it fails.
#
# **What you need:** notebooks 1 and 2, the product of two matrices, the chain rule, NumPy arrays.
#
# **Time:** core about 55 minutes; with *Going further* about two hours (estimates, from what readers needed). **Points:** 20, in eight exercises. You can pause before section 3.5. When you come back, click on its heading and choose **Run → Run All Above Selected Cell**.

# %% [markdown]
# ## 3.1 One layer, many units
#
# A **layer** is several units that read the same inputs and have the same activation function φ. Unit $j$ has its own weights, row $j$ of a matrix $W$, and its own bias $b_j$:
#
# $$
# z_j = \sum_{d=1}^{D} w_{jd} \, x_d + b_j, \quad h_j = \varphi(z_j)
# \qquad\text{or, with vectors,}\qquad
# \mathbf{h} = \varphi(W \mathbf{x} + \mathbf{b}) .
# $$
#
# With $D$ inputs and $H$ units, `W` has shape `(H, D)` and `b` has shape `(H,)`. As in notebook 2, the row is the unit that a weight leads *to*: `W[to, from]`.
#
# **A worked example**: three units on one example with two inputs.


# %%
def show_a_layer():
    W = np.array([[1.0, -2.0], [0.5, 0.5], [0.0, 3.0]])  # (3, 2): three units, two inputs
    b = np.array([0.1, -0.2, 0.3])
    x = np.array([2.0, 1.0])
    print("unit by unit ", np.array([np.tanh(np.sum(W[j] * x) + b[j]) for j in range(3)]))
    print("all at once  ", np.tanh(W @ x + b))


show_a_layer()

# %% [markdown]
# Now a **batch** of $N$ examples, one in each **row** of `X`: shape `(N, D)`. The result also has a row for each example: shape `(N, H)`. Each of its entries comes from one row of `X` and one row of `W`. But a matrix product multiplies rows by *columns*. What has to happen to `W`?
#
# ### Exercise 1 · `dense` (4 points)
#
# Write the line that computes `Z`, the pre-activations of a batch. The last line is given: it applies the function `phi`, such as `np.tanh`, to every entry. (Every unit reads every input; such a layer is called dense.)
#
# <details><summary>Hint 1</summary>
#
# The matrix product in NumPy is `@`. The transpose `A.T` has the rows of `A` as its columns.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `X` is `(N, D)`, and you want `(N, H)`. What can you multiply it by, of shape `(D, H)`?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Add `b` as it is: NumPy adds it to every row.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "dense", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dense(X, W, b, phi):
    """A layer for a batch: X (N, D), W (H, D), b (H,), phi a function; returns an array (N, H)."""
    # Z: the pre-activations, shape (N, H)
    ### BEGIN SOLUTION
    Z = X @ W.T + b
    ### END SOLUTION
    return phi(Z)


# %% nbgrader={"grade": true, "grade_id": "test_dense", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("dense", dense, tasks.layers.dense)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("dense", dense, tasks.layers.dense, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3.2 Layers in a row
#
# From the outside a layer is a function: a batch `(N, D)` goes in, a batch `(N, H)` comes out. A network is a **composition** of such functions: each layer reads what the one before it returned. This is a **multilayer perceptron**, MLP for short. Its last layer is the output layer; the others are hidden layers.
#
# Look at the shapes of two layers in a row, for $N = 5$ examples, $D = 3$ inputs, $H = 4$ hidden units and $K = 2$ outputs. There is one small square for each number, and a row for each example. Here `h1` is the whole first layer, not unit 1.

# %%
pictures.shape_ledger(N=5, D=3, H=4, K=2)

# %% [markdown]
# ### Exercise 2 · `mlp` (3 points)
#
# Compute a whole network for a batch. `layers` is a list of one or more tuples `(W, b, phi)`, the first layer first. Write what happens in each round of the loop: one line, with a call of your `dense`.
#
# <details><summary>Hint 1</summary>
#
# `h` holds what is computed so far. At the start that is `X`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In each round, replace `h` by the output of the layer `(W, b, phi)` for the batch `h`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp(X, layers):
    """The output of a network: X (N, D), layers a list of (W, b, phi); returns an array (N, K)."""
    h = X  # what is computed so far
    for W, b, phi in layers:
        ### BEGIN SOLUTION
        h = dense(h, W, b, phi)
        ### END SOLUTION
    return h


# %% nbgrader={"grade": true, "grade_id": "test_mlp", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("mlp", mlp, tasks.layers.mlp)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("mlp", mlp, tasks.layers.mlp, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Here is notebook 2's network for XOR as a list of two layers. Run it with your functions, and look at the middle column, the points in hidden space.


# %%
def hard_threshold(z):
    return np.where(z > 0, 1.0, 0.0)


X_gates = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
xor_layers = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), hard_threshold),  # OR, AND
    (np.array([[1.0, -1.0]]), np.array([-0.5]), hard_threshold),  # OR, but not AND
]


def run_xor():
    hidden = dense(X_gates, *xor_layers[0])
    output = mlp(X_gates, xor_layers)
    for i in range(4):
        print(f"x = {X_gates[i]}   h = {hidden[i]}   y = {output[i]}")


after(["dense", "mlp"], run_xor)

# %% [markdown]
# The inputs $(0, 1)$ and $(1, 0)$ land on the same point in hidden space.
#
# ## 3.3 The last layer depends on the task
#
# The hidden layers compute features. The output layer gives the kind of answer that the task wants:
#
# * In **regression** the target is any real number, and so is the output $y = \mathbf{w} \cdot \mathbf{h} + b$.
# * In **binary classification** the target is 0 or 1. The output $y = \sigma(\mathbf{w} \cdot \mathbf{h} + b)$ lies between them.
#
# The logistic function σ is given for now.

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as given_logistic  # σ(z) = 1 / (1 + e^(−z))

given_logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# ### Exercise 3 · `output_layer` (1 point)
#
# The network has one output. The first lines are given: they refuse any other task, and compute the pre-activation `z`. Return the output for the task `"regression"`, and for `"binary"`, with `given_logistic` for σ.
#
# <details><summary>Hint 1</summary>
#
# In regression the output is the pre-activation itself.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `if task == "regression":` with a `return` below it; then a second `return` for the other task.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "output_layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def output_layer(h, w, b, task):
    """The output of a network with hidden activations h (N, H), weights w (H,) and bias b: an array (N,)."""
    if task not in ("regression", "binary"):
        raise ValueError(f"task must be 'regression' or 'binary'; it is {task!r}")
    z = h @ w + b  # (N,): with w of shape (H,) there is nothing to transpose
    ### BEGIN SOLUTION
    if task == "regression":
        return z
    return given_logistic(z)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_output_layer", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check_task("output_layer", output_layer, tasks.layers.output_layer)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("output_layer", output_layer, tasks.layers.output_layer, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3.4 Without φ, layers collapse
#
# A layer without an activation function, $W \mathbf{x} + \mathbf{b}$, is called **linear** (affine, in mathematics). Put two of them in a row and multiply out:
#
# $$
# W_2 (W_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2 = (W_2 W_1)\, \mathbf{x} + (W_2 \mathbf{b}_1 + \mathbf{b}_2) .
# $$
#
# That is one linear layer again. In $W_2 W_1$ the matrix on the right acts first.
#
# ### Exercise 4 · `collapse` (3 points)
#
# Do the same for any number of layers, a list of pairs `(W, b)`, the first layer first: find the one pair that does the same as all of them in a row. Write what happens in each round of the loop.
#
# <details><summary>Hint 1</summary>
#
# `W` and `b` stand for all layers so far; at the start, that is the first layer. Each round adds one layer, as in the formula above. Which of its symbols is `W_next`?
#
# </details>
# <details><summary>Hint 2</summary>
#
# `W_next` multiplies your `W` and your `b` from the left, and `b_next` is added to the second product.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "collapse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def collapse(layers):
    """The one linear layer (W, b) that equals the given ones, a list of (W, b), one after the other."""
    W, b = layers[0]  # the one layer for all so far
    for W_next, b_next in layers[1:]:
        ### BEGIN SOLUTION
        W, b = W_next @ W, W_next @ b + b_next
        ### END SOLUTION
    return np.array(W), np.array(b)  # new arrays, even if there is only one layer


# %% nbgrader={"grade": true, "grade_id": "test_collapse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("collapse", collapse, tasks.layers.collapse)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("collapse", collapse, tasks.layers.collapse, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Take the thresholds out of the XOR network and collapse it. What is left?


# %%
def collapse_xor():
    weights, bias = collapse([(W, b) for W, b, phi in xor_layers])
    print(f"W = {weights}   b = {bias}")


after(["collapse"], collapse_xor)

# %% [markdown]
# The network says ½ for every input. Only with activation functions can two layers do more than one.
#
# ## 3.5 Activation functions
#
# The picture shows six activation functions that are often used. New are **ReLU** (rectified linear unit), $\max(0, z)$; softplus, a ReLU without the corner; and tanh, an S like σ, from −1 to 1. Look at the derivative below each: it says how much of a small change in $z$ arrives in $h$, and learning needs that. (ReLU has no derivative at its corner; the filled dot is a convention.)

# %%
pictures.six_activations()

# %% [markdown]
# ### Exercise 5 · `relu` (1 point)
#
# Write $\max(0, z)$, entry by entry. Here and below, `z` is a NumPy array of any shape, or a NumPy number. Do not change `z`; return a new array.
#
# <details><summary>Hint 1</summary>
#
# Python's own `max` compares whole objects. NumPy compares entry by entry.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Use `np.where`, as in `hard_threshold`. Or `np.maximum`; one of its arguments may be a single number.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu(z):
    """The larger of 0 and z, entry by entry."""
    ### BEGIN SOLUTION
    return np.maximum(0, z)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_relu", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check_task("relu", relu, tasks.activations.relu)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("relu", relu, tasks.activations.relu, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### The logistic function, without overflow
#
# The largest floating-point number is about $1.8 \cdot 10^{308}$. So $e^{710}$ becomes `inf`, NumPy warns of an **overflow**, and what follows may be `nan`, "not a number".
#
# For σ there are two forms. $\dfrac{1}{1 + e^{-z}}$ is harmless for $z \ge 0$. Multiply numerator and denominator by $e^{z}$: you get $\dfrac{e^{z}}{1 + e^{z}}$, which is harmless for $z < 0$. For $z \ge 0$ the first form contains $e^{-z}$, for $z < 0$ the second contains $e^{z}$. Both are $u = e^{-|z|}$, never above 1.
#
# ### Exercise 6 · `logistic` (2 points)
#
# Write $\sigma(z)$ without overflow. `u` and the last line are given, so the line for `numerator` is all that is missing.
#
# <details><summary>Hint 1</summary>
#
# Both forms are a numerator divided by $1 + u$. For $z \ge 0$ the numerator is 1. And for $z < 0$?
#
# </details>
# <details><summary>Hint 2</summary>
#
# It is 1 for $z \ge 0$, and $u$ for $z < 0$. `np.where(condition, a, b)` chooses entry by entry.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic(z):
    """1 / (1 + e^(−z)), entry by entry, without overflow."""
    u = np.exp(-np.abs(z))
    # The numerator, entry by entry: one form for z >= 0, the other for z < 0.
    ### BEGIN SOLUTION
    numerator = np.where(z >= 0, 1.0, u)
    ### END SOLUTION
    return numerator / (1 + u)


# %% nbgrader={"grade": true, "grade_id": "test_logistic", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("logistic", logistic, tasks.activations.logistic_function)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("logistic", logistic, tasks.activations.logistic_function, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 7 · `d_logistic` (2 points)
#
# The chain rule gives the slope $\sigma'(z) = \dfrac{1}{1 + e^{-z}} \cdot \dfrac{e^{-z}}{1 + e^{-z}}$ (the two minus signs cancel). The first factor is $\sigma(z)$, given as `y`. (`given_logistic` stays in use, so a mistake in yours does no harm here.) Write the second with `y` alone, so that nothing overflows, and return the product. Like every `d_…` in this course, the function takes the **pre-activation** $z$.
#
# <details><summary>Hint 1</summary>
#
# What do the two factors add up to?
#
# </details>
# <details><summary>Hint 2</summary>
#
# They have the same denominator, so add the numerators. The second factor is that sum minus $\sigma(z)$.
#
# </details>


# %% tags=["builds-on:logistic"] nbgrader={"grade": false, "grade_id": "d_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_logistic(z):
    """The derivative of the logistic function at the pre-activation z."""
    y = given_logistic(z)
    ### BEGIN SOLUTION
    return y * (1 - y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_logistic", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("d_logistic", d_logistic, tasks.activations.d_logistic)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("d_logistic", d_logistic, tasks.activations.d_logistic, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The slope is at most ¼. Far from 0 it is almost 0: the unit is **saturated**.
#
# ## 3.6 A curve from bumps
#
# Now build the network of the beginning. It has one input $x$. A hidden unit with weight $k$ and bias $-ka$ computes $\sigma(k (x - a))$. For a large **sharpness** $k$ that is nearly a step from 0 to 1 at the **edge** $x = a$. A step up at one edge and a step down at the next make a **bump**:

# %%
pictures.bump_of_two_units()

# %% [markdown]
# **A worked example**: one bump of height 0.7 between the edges 1 and 3, from two hidden units and a linear output. Look at how `b1` and `w2` are made.


# %%
def run_network(x, W1, b1, w2, b2):
    """One input, a hidden layer of logistic units, a linear output: x (N,) to y (N,)."""
    h = given_logistic(x[:, None] @ W1.T + b1)  # x[:, None] makes a batch (N, 1) of it
    return h @ w2 + b2


def show_one_bump(k=50.0):
    W1 = np.array([[k], [k]])  # (2, 1): both weights are k
    b1 = np.array([-k * 1.0, -k * 3.0])  # the steps are at 1 and at 3
    w2 = np.array([0.7, -0.7])  # up by 0.7, and down again
    x = np.array([0.0, 0.9, 1.1, 2.0, 2.9, 3.1, 4.0])
    for place, output in zip(x, run_network(x, W1, b1, w2, b2=0.0), strict=True):
        print(f"x = {place:.1f}   y = {output:.3f}")


show_one_bump()

# %% [markdown]
# ### Exercise 8 · `bump_network` (4 points)
#
# Now $m$ bumps side by side: `heights[j]` between `edges[j]` and `edges[j + 1]`, and 0 outside. `edges` has shape `(m + 1,)` and increases; heights may be negative.
#
# One hidden unit for each edge is enough: neighbouring bumps share an edge, and with it a unit. `W1` and `b1` are given, as in the worked example, and so is `levels`: the output from left to right, before, between and after the edges. Write `w2`, an array of shape `(m + 1,)`.
#
# <details><summary>Hint 1</summary>
#
# By how much does the output go up or down at each edge? A step down is a negative weight.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The changes are the differences of neighbours in `levels`: `np.diff` computes them.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "bump_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bump_network(edges, heights, k):
    """A network (W1, b1, w2, b2) whose output is heights[j] between edges[j] and edges[j + 1], and 0 outside."""
    W1 = np.full((len(edges), 1), k)  # one hidden unit for each edge
    levels = [0.0, *heights, 0.0]  # the output before the first edge, in each bump, and after the last edge
    b1 = -k * edges  # σ(k·x − k·a) has its step at the edge a
    # w2 (m + 1,): how far the output goes up or down at each edge.
    ### BEGIN SOLUTION
    w2 = np.diff(levels)
    ### END SOLUTION
    return W1, b1, w2, 0.0


# %% nbgrader={"grade": true, "grade_id": "test_bump_network", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("bump_network", bump_network, tasks.bumps.bump_network)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("bump_network", bump_network, tasks.bumps.bump_network, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# **Now draw.** This time the blue line is *your* network. With $m$ bumps it has $m + 1$ units; the one at the start had $2m$. Each bump is as high as the curve at the bump's middle. **Guess first:** what happens to the largest error with twice as many bumps? Then draw, and try 10, 20 and 40. Then lower the sharpness: what becomes of the steps?

# %%
after(["bump_network"], lambda: play.bumps(bump_network))

# %% [markdown]
# ## 3.7 What this says, and what it does not
#
# This is **universal approximation**: with enough hidden units, one hidden layer of logistic units and a linear output come as close as you like to any continuous function on a closed and bounded set, such as an interval with both its ends. You have built it for one input.
#
# **Twice the bumps, about half the error, once the bumps are narrow.** A bump is right in its middle. The largest error is about the steepest slope of the curve times half the width:


# %%
def curve(x):
    return np.sin(2 * x) + x / 3


after(["bump_network"], lambda: pictures.bumps_closing_in(bump_network, curve, interval=(-3, 3)))

# %% [markdown]
# **On a bounded set.** You built nothing outside the interval, so the output there is 0, whatever the curve does.

# %%
after(["bump_network"], lambda: pictures.outside_the_interval(bump_network, curve, interval=(-3, 3)))

# %% [markdown]
# **The price.** To halve the error with two inputs, a grid of square bumps (section 3.12 builds one with a second hidden layer) needs four times as many, and with ten inputs $2^{10}$ times as many. The theorem says that the units exist, not that they are few.
#
# **Representable does not mean learnable.** You knew the curve and placed every edge. Whether training finds such weights is another question; notebook 6 asks it for XOR.
#
# **You may stop here.** The core is done: look at [how far you are](#How-far-you-are), and go on to [`04_logistic_least_squares`](04_logistic_least_squares.ipynb). Or go further.
#
# ## Going further
#
# Nothing below carries points, and nothing later needs it. Each part says what it builds on.
#
# ## 3.8 What a linear network can be
#
# *Builds on section 3.4.*
#
# ### Predict: how much is in a linear network?
#
# In a network without activation functions, three linear layers lead from 2 inputs to 5 units, to 5 units, to 1 output, with 51 weights and biases. How many numbers do you have to know, at least, to compute the output for any input?
#
# * **a** — all 51
# * **b** — 11, one for each unit
# * **c** — 3
#
# Write one letter between the quotation marks, run that cell, then the folded one below it. Predictions are never graded.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # a number that is there is used for something, or so one thinks


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_linear_network():
    rng = np.random.default_rng(3)
    layers = [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in ((5, 2), (5, 5), (1, 5))]

    def output(inputs):
        for weights, biases in layers:
            inputs = inputs @ weights.T + biases
        return inputs[:, 0]

    at_zero, at_one, at_two = output(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    many = rng.normal(size=(1000, 2))
    from_three_numbers = at_zero + (at_one - at_zero) * many[:, 0] + (at_two - at_zero) * many[:, 1]
    apart = np.abs(from_three_numbers - output(many)).max()
    return (
        "c" if apart < 1e-9 else "a",
        "Three of its outputs, at the inputs (0, 0), (1, 0) and (0, 1), fix all the others: "
        f"computed from these three numbers, 1000 random outputs are off by {apart:.0e} at most. "
        "All that the network can be is w1·x1 + w2·x2 + b.",
    )


settle(prediction_1, *settle_the_linear_network())

# %% [markdown]
# What do activation functions add? Here your `dense` carries a grid of inputs through a layer of two units. **Try this:** move the slider to 1 (only $W \mathbf{x} + \mathbf{b}$), then on to 2 (φ as well). Do straight lines stay straight? Then change φ to *none*.

# %%
after(["dense"], lambda: play.layer(dense))

# %% [markdown]
# ## 3.9 Repair: a bias as one more weight
#
# *Builds on section 3.2.* A bias is a weight from an input that is always 1. With a column of ones beside the batch, and the biases as a last column of the weights, a layer is one matrix product. Somebody wrote two layers in this way, with **one** mistake.
#
# The symptom: with the linear function, ReLU or the hard threshold it agrees with your `mlp`, whatever the weights. With σ and tanh it does not, unless the *second* layer's biases are 0. Run the cells and see.


# %%
def two_layers(X, W1, b1, W2, b2, phi):
    """A network of two layers, both with the activation function phi."""
    ones = np.ones((len(X), 1))
    V1 = np.column_stack([W1, b1])  # (H, D + 1): the last column holds the biases
    V2 = np.column_stack([W2, b2])  # (K, H + 1)
    z1 = np.hstack([X, ones]) @ V1.T  # (N, H)
    h1 = phi(np.hstack([z1, ones]))  # (N, H + 1)
    return phi(h1 @ V2.T)  # (N, K)


# %% tags=["solved-only"]
# Repaired: the column of ones joins the activations after phi. An input that is always 1 must stay 1.
def two_layers(X, W1, b1, W2, b2, phi):
    """A network of two layers, both with the activation function phi."""
    ones = np.ones((len(X), 1))
    V1 = np.column_stack([W1, b1])  # (H, D + 1): the last column holds the biases
    V2 = np.column_stack([W2, b2])  # (K, H + 1)
    z1 = np.hstack([X, ones]) @ V1.T  # (N, H)
    h1 = np.hstack([phi(z1), ones])  # (N, H + 1)
    return phi(h1 @ V2.T)  # (N, K)


# %%
def show_symptom():
    rng = np.random.default_rng(5)
    X, W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((6, 3), (4, 3), (4,), (2, 4), (2,)))
    phis = {
        "linear": lambda z: z,
        "ReLU": lambda z: np.maximum(0, z),
        "hard threshold": hard_threshold,
        "σ": given_logistic,
        "tanh": np.tanh,
    }
    print("largest difference from mlp")
    print("φ                 with all biases   without the second layer's")
    for name, phi in phis.items():
        apart = []
        for second in (b2, 0 * b2):
            right = mlp(X, [(W1, b1, phi), (W2, second, phi)])
            try:
                apart.append(f"{np.abs(two_layers(X, W1, b1, W2, second, phi) - right).max():.3f}")
            except Exception as error:
                apart.append(type(error).__name__)
        print(f"{name:15}   {apart[0]:15}   {apart[1]}")


after(["mlp"], show_symptom)

# %% [markdown]
# Find the mistake and fix it in the cell that defines `two_layers`. Run that cell and then the check below.
#
# <details><summary>Hint 1</summary>
#
# What number is each bias multiplied by, in the first layer and in the second?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Print `h1` inside the function, once with ReLU and once with σ, and look at its last column.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_two_layers", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("two_layers", two_layers, tasks.layers.two_layers, explained=False)

# %% [markdown]
# Three activation functions hid the mistake, because for them $\varphi(1) = 1$. A test proves little when its numbers are special.
#
# ## 3.10 Softplus and tanh
#
# *Builds on section 3.5.* **A worked example**: $g(z) = \log(e^{z} + e^{-z})$ is close to $|z|$ for large $|z|$, but one exponential overflows. So take the larger one, $e^{|z|}$, out of the sum:
#
# $$
# e^{z} + e^{-z} = e^{|z|} \left(1 + e^{-2|z|}\right)
# \qquad\text{so}\qquad
# g(z) = |z| + \log\left(1 + e^{-2|z|}\right) .
# $$
#
# The exponent that remains is never positive. `np.log1p(u)` is $\log(1 + u)$, accurate for tiny $u$ too.


# %%
def g_as_on_paper(z):
    return np.log(np.exp(z) + np.exp(-z))


def g_rewritten(z):
    return np.abs(z) + np.log1p(np.exp(-2 * np.abs(z)))


def compare_both():
    z = np.array([-1000.0, -1.0, 0.0, 1.0, 1000.0])
    with np.errstate(over="ignore"):  # NumPy is told not to warn, for once
        print("as on paper", *(f"{value:12.6f}" for value in g_as_on_paper(z)))
    print("rewritten  ", *(f"{value:12.6f}" for value in g_rewritten(z)))


compare_both()

# %% [markdown]
# ### Predict: is `np.where` enough?
#
# Is all this necessary? For σ, somebody takes the two forms of section 3.5 as they stand,
#
# ```python
# np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
# ```
#
# and calls it with `z = np.array([-1000.0, 1000.0])`. What happens?
#
# * **a** — the right values, and no warning
# * **b** — the right values, and a warning
# * **c** — a wrong value, and a warning

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "a"  # each form is used only where it is harmless, or so it looks


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_choice():
    import warnings

    from utils.checks.arithmetic import watching_arithmetic  # NumPy cannot warn in a browser

    quietly = warnings.catch_warnings(record=True)
    with quietly as caught, np.errstate(all="warn", under="ignore"), watching_arithmetic():
        warnings.simplefilter("always")
        z = np.array([-1000.0, 1000.0])
        both = np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    first = str(caught[0].message).split()[0] if caught else "nothing"
    return (
        "c" if not np.allclose(both, [0.0, 1.0]) else "b" if caught else "a",
        f"It returns {both}, which is right, and NumPy warns {len(caught)} times, first of an {first}. "
        "Both forms are computed for every entry before np.where chooses between them: "
        "it chooses values, it does not choose what is computed. So make the exponent harmless before you take the exponential.",
    )


settle(prediction_2, *settle_the_choice())

# %% [markdown]
# ### Exercise 9 · `softplus` (extra)
#
# Write $\log(1 + e^{z})$ for $|z|$ up to 1000, without overflow. The 1 is $e^{0}$, so this is again a sum of two exponentials. The distance between their exponents, 0 and $z$, is given in the cell as `distance`.
#
# <details><summary>Hint 1</summary>
#
# Which exponent is the larger, 0 or $z$? You have a function for that.
#
# </details>
# <details><summary>Hint 2</summary>
#
# With the larger exponent $m$ taken out, $e^{0} + e^{z} = e^{m}(1 + e^{-d})$, where $d$ is the distance. Its logarithm is a sum of two terms: $m$ and a `np.log1p`.
#
# </details>


# %% tags=["builds-on:relu"] nbgrader={"grade": false, "grade_id": "softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softplus(z):
    """log(1 + e^z), entry by entry, without overflow."""
    distance = np.abs(z)  # between the two exponents, 0 and z
    ### BEGIN SOLUTION
    larger = np.maximum(0, z)
    return larger + np.log1p(np.exp(-distance))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_softplus", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("softplus", softplus, tasks.activations.softplus)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("softplus", softplus, tasks.activations.softplus, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 10 · `tanh_from_logistic` (extra)
#
# The hyperbolic tangent, $\dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$, is the logistic function, squeezed along $z$, stretched and shifted vertically. Write it with `given_logistic` alone.
#
# <details><summary>Hint 1</summary>
#
# Multiply numerator and denominator by $e^{-z}$, and compare the denominator with that of σ. At which argument do you need σ?
#
# </details>
# <details><summary>Hint 2</summary>
#
# At $2z$. As $z$ grows, $\sigma(2z)$ goes from 0 to 1, and tanh from −1 to 1. First stretch, then shift.
#
# </details>


# %% tags=["builds-on:logistic"] nbgrader={"grade": false, "grade_id": "tanh_from_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_from_logistic(z):
    """The hyperbolic tangent, written with the logistic function alone."""
    ### BEGIN SOLUTION
    return 2 * given_logistic(2 * z) - 1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tanh_from_logistic", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("tanh_from_logistic", tanh_from_logistic, tasks.activations.tanh_from_logistic)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("tanh_from_logistic", tanh_from_logistic, tasks.activations.tanh_from_logistic, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# So tanh gives a network nothing new: the weights and biases around σ can stretch and shift.
#
# ## 3.11 More slopes
#
# *Builds on section 3.5.* The argument is the pre-activation $z$ here too. If you pass $h$ instead, you get a wrong number and no error message.
#
# ### Exercise 11 · `d_relu_and_d_softplus` (extra)
#
# Write two functions in one cell. `d_relu(z)` is the slope of ReLU; at its corner, where there is none, take 0. Return numbers, not truth values. `d_softplus(z)` is the slope of $\log(1 + e^{z})$, without overflow for $|z|$ up to 1000.
#
# <details><summary>Hint 1</summary>
#
# Which of the six functions has the slopes of ReLU as its values?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The derivative of $\log u$ is $\frac{1}{u}$ times the derivative of $u$. For softplus that is one of the two forms of a function that you know.
#
# </details>


# %% tags=["builds-on:logistic"] nbgrader={"grade": false, "grade_id": "d_relu_and_d_softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_relu(z):
    """The derivative of ReLU at the pre-activation z; 0 at the corner."""
    ### BEGIN SOLUTION
    return np.where(z <= 0, 0.0, 1.0)
    ### END SOLUTION


def d_softplus(z):
    """The derivative of softplus at the pre-activation z."""
    ### BEGIN SOLUTION
    return given_logistic(z)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_relu_and_d_softplus", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
pair = tasks.activations.Together(d_relu, d_softplus)  # one check for both
check_task("d_relu_and_d_softplus", pair, tasks.activations.d_relu_and_d_softplus)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

slopes = tasks.activations.d_relu_and_d_softplus
check_task("d_relu_and_d_softplus", pair, slopes, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The slope of ReLU is the threshold; the slope of the smooth ReLU is the smooth threshold.
#
# ### Exercise 12 · `d_tanh` (extra)
#
# Write the slope of tanh. You may call `np.tanh`. Avoid $e^{z}$ and `np.cosh`: they overflow.
#
# <details><summary>Hint 1</summary>
#
# Use the quotient rule on $s / c$ with $s = e^{z} - e^{-z}$ and $c = e^{z} + e^{-z}$. What are their derivatives?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Each is the derivative of the other, which gives $(c^{2} - s^{2}) / c^{2}$. Divide it out: what remains contains tanh alone.
#
# </details>


# %% tags=["builds-on:tanh_from_logistic"] nbgrader={"grade": false, "grade_id": "d_tanh", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_tanh(z):
    """The derivative of tanh at the pre-activation z."""
    ### BEGIN SOLUTION
    return 1 - np.tanh(z) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_tanh", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("d_tanh", d_tanh, tasks.activations.d_tanh)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("d_tanh", d_tanh, tasks.activations.d_tanh, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3.12 Two inputs, and a curve that jumps
#
# *Builds on sections 3.6 and 3.7.* With two inputs, the step of a hidden unit runs along a whole line of the plane, so two of them make a long ridge, not a bump. A unit of a *second* hidden layer can compute AND of two crossing ridges, which leaves a square.
#
# Why does the theorem want a continuous curve? Let the curve jump from 0 to 1 at $x = 1$. A continuous output is nearly the same just left and just right of the jump, so the largest error is at least ½, whatever the weights. With your bumps it is about 1, because the jump lies inside a bump. The *mean* error does become small.


# %%
def errors_at_a_jump():
    x = np.linspace(-3, 3, 20_001)
    jump = np.where(x > 1, 1.0, 0.0)
    for count in (5, 10, 20, 40, 80):
        edges = np.linspace(-3, 3, count + 1)
        width = edges[1] - edges[0]
        heights = np.where((edges[:-1] + edges[1:]) / 2 > 1, 1.0, 0.0)
        edges[-1] += width  # the last step down is moved outside, so that it is not measured
        y = run_network(x, *bump_network(edges, heights, 400 / width))
        print(f"{count:2} bumps: largest error {np.abs(y - jump).max():.2f}, mean error {np.abs(y - jump).mean():.3f}")


after(["bump_network"], errors_at_a_jump)

# %% [markdown]
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "dense": 4,
        "mlp": 3,
        "output_layer": 1,
        "collapse": 3,
        "relu": 1,
        "logistic": 2,
        "d_logistic": 2,
        "bump_network": 4,
        "two_layers": 0,
        "softplus": 0,
        "tanh_from_logistic": 0,
        "d_relu_and_d_softplus": 0,
        "d_tanh": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * A **layer** for a batch is $\varphi(X W^\top + b)$. A network is a composition of layers.
# * The **output layer** is linear for regression and logistic for a binary target.
# * Linear layers **collapse** into one. Activation functions between them make depth worth having.
# * Make the exponent harmless before you take the exponential.
# * One hidden layer comes as close as you like to any continuous function on a closed and bounded set, at the price of many units. That says nothing about places outside, or about learning.
#
# **What comes next.** [`04_logistic_least_squares`](04_logistic_least_squares.ipynb): how a weight is learnt. You take one logistic unit and ask how its loss changes when a weight does.
