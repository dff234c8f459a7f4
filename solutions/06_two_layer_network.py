# ---
# jupyter:
#   course:
#     points: 22
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
# # 6 · A two-layer network: the lecture's appendix
#
# Notebook 5 left you with backpropagation on any graph of single numbers. A network has too many numbers to name each one. In this notebook you write the backward pass of a network with one hidden layer:
# first one index at a time, with loops, then with matrices, then for a whole batch. Each version judges the one after it. Then the network learns XOR.
#
# **When you are done you can**
#
# * compute a small network by hand, and say which weight belongs to which arrow,
# * write its error signals index by index, and turn each formula into a product of matrices,
# * handle a batch, and find a transposed matrix or a missing sum by the shapes,
# * train the network on XOR, and say from how many random starts it finds it,
# * explain what goes wrong when hidden units start equal,
# * write the backward pass for any number of layers.
#
# **What you need:** notebooks 4 and 5 (error signals, children, fan-out), products of matrices in NumPy (`@`, `.T`).
#
# **Time:** about three hours (an estimate; a good place to pause is before section 6.6). **Points:** 20, in five exercises, and 2 for a written question that a person reads. Three more are extras: checked in the same way, without points. Each is judged on its own.
#
# Work from top to bottom. After each exercise a check tells you whether you may move on. Where its message does not print all the arrays of the case that failed, `arguments = utils.failing_arguments()` in a new cell gives them to you; call your function with `*arguments`, and look at each value on the way.

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

from utils import (
    Returns,
    after,
    check,
    check_task,
    check_training,
    pictures,
    settle,
    summary,
    tasks,
    two_layer,
    xor_runs,
)

# %% [markdown]
# ## 6.1 The network
#
# There are $D$ inputs, $H$ hidden units and $K$ outputs. For one example with the inputs $\mathbf{x}$ and the targets $\mathbf{t}$ the forward pass is
#
# $$
# \begin{aligned}
# z_h &= \sum_{d=1}^{D} w^{(1)}_{hd}\, x_d + b^{(1)}_h && \text{pre-activation of hidden unit } h \\
# h_h &= \sigma(z_h) && \text{its activation} \\
# y_k &= \sum_{h=1}^{H} w^{(2)}_{kh}\, h_h + b^{(2)}_k && \text{output } k \text{, linear: no } \sigma \\
# \mathcal{L} &= \tfrac12 \sum_{k=1}^{K} (y_k - t_k)^2 && \text{the loss}
# \end{aligned}
# $$
#
# (The lecture uses the letter $h$ twice: $h_h$ is the activation of the hidden unit with the number $h$.) With vectors and matrices, it is $\mathbf{z} = \mathbf{W}^{(1)} \mathbf{x} + \mathbf{b}^{(1)}$, $\mathbf{h} = \sigma(\mathbf{z})$ and $\mathbf{y} = \mathbf{W}^{(2)} \mathbf{h} + \mathbf{b}^{(2)}$. In code the parameters are called `W1`, `b1`, `W2` and `b2`.
#
# | name | shape | entry |
# |---|---|---|
# | `x`, `t` | `(D,)`, `(K,)` | one example |
# | `W1`, `b1` | `(H, D)`, `(H,)` | `W1[h, d]` leads from input `d` to hidden unit `h` |
# | `W2`, `b2` | `(K, H)`, `(K,)` | `W2[k, h]` leads from hidden unit `h` to output `k` |
# | `z`, `h` | `(H,)` | the hidden layer |
# | `y` | `(K,)` | the outputs |
#
# The logistic function is given, as in notebook 4.

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.special import expit as logistic  # σ(z) = 1 / (1 + e^(−z))

logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# ### Which index comes first?
#
# The lecture contradicts itself here. Its slide "Computations" writes the weight from input $i$ to unit $j$ as $w_{ij}$: **from, to**. Its appendix writes it the other way round: **to, from**. The two readings of the same array are two different networks.
# The lecture's own XOR weights cannot tell you which is meant, since all four of them are 1. Take an array that can.
#
# ### Predict: one entry
#
# `W1 = np.array([[1.0, 10.0], [100.0, 1000.0]])`. In this course $\mathbf{z} = \mathbf{W}^{(1)} \mathbf{x} + \mathbf{b}^{(1)}$, as in the appendix. NumPy counts from 0. Which arrow has the weight 10?
#
# * **a** — from $x_1$ to $h_2$
# * **b** — from $x_2$ to $h_1$
# * **c** — there is no telling without the slide
#
# Write one letter between the quotation marks, run that cell, then the folded one below it.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # reading it as from, to

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
W_apart = np.array([[1.0, 10.0], [100.0, 1000.0]])
moved = W_apart @ np.array([0.0, 1.0])  # x2 alone is 1
settle(
    prediction_1,
    "b" if moved[0] == 10 else "a",
    f"With x2 = 1 and x1 = 0 the pre-activations are {moved}. So the 10 leads from x2 to h1: the first index says where the arrow "
    "ends, the second where it begins.",
)

# %%
some_W = np.array([[1.0, 10.0], [100.0, 1000.0]])
some_x = np.array([1.0, 2.0])
print("W[to, from],  the appendix and this course:", some_W @ some_x)
print("W[from, to],  the slide:                   ", some_W.T @ some_x)
ones = np.ones((2, 2))
print("the lecture's XOR weights, both readings:  ", ones @ some_x, ones.T @ some_x)

# %% [markdown]
# **From here on it is `W[to, from]`, always.** Neither order is wrong, but a program has to keep to one. The shapes help: a `W1` of shape `(H, D)` can be read in one way only, unless $H = D$. So try your programs at sizes that are all different. The checks do so too, after a first case that is small enough to read.
#
# ## 6.2 By hand
#
# ### Exercise 1 · `two_layer_by_hand` (2 points)
#
# Take $D = H = K = 2$ and write the forward pass out, one number at a time. This is the lecture's example with its blanks: the first pre-activation is
#
# $$
# z_1 = w^{(1)}_{11}\, x_1 + w^{(1)}_{12}\, x_2 + b^{(1)}_1 ,
# $$
#
# and in code `z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]`. That line is given. Fill in the other five. (A product of arrays would give the same numbers. Do it by hand once, so that you see what it saves.)
#
# <details><summary>Hint 1</summary>
#
# `z2` belongs to the second hidden unit: the second row of `W1`, and the second entry of `b1`. The inputs are the same two.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `h1` and `h2` come from `logistic`. The outputs are computed from them as the pre-activations are computed from `x[0]` and `x[1]`, with `W2` and `b2`. There is no σ at the end.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "two_layer_by_hand", "locked": false, "schema_version": 3, "solution": true, "task": false}
def two_layer_by_hand(x, W1, b1, W2, b2):
    """The forward pass of the 2-2-2 network, number by number: a dict with z1, h1, z2, h2, y1 and y2."""
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    ### BEGIN SOLUTION
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1 = logistic(z1)
    h2 = logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    ### END SOLUTION
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% nbgrader={"grade": true, "grade_id": "test_two_layer_by_hand", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check(
    "two_layer_by_hand",
    two_layer_by_hand,
    two_layer.by_hand,
    Returns.as_dict("z1", "h1", "z2", "h2", "y1", "y2"),
    hypotheses=two_layer.by_hand_hypotheses,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

six = Returns.as_dict("z1", "h1", "z2", "h2", "y1", "y2")
check("two_layer_by_hand", two_layer_by_hand, two_layer.by_hand, six, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 6.3 Backward, one index at a time
#
# Now the error signals, for one example. Every number of the network is a node of a graph, and the rule of notebook 5 holds for each: **sum over the children: the child's error signal, times the local derivative.** Go backwards from the loss.
#
# **Worked, the output layer.** $y_k$ has one child, the loss; $w^{(2)}_{kh}$ and $b^{(2)}_k$ have one child, $y_k$:
#
# $$
# \bar y_k = y_k - t_k, \qquad \bar w^{(2)}_{kh} = \bar y_k\, h_h, \qquad \bar b^{(2)}_k = \bar y_k .
# $$
#
# **Yours, the hidden layer.** Ask for each value: who are its children?
#
# * $h_h$ goes into *every* output. That is fan-out: it has $K$ children, and its error signal is a sum of $K$ products.
# * $z_h$ has one child, $h_h$. With the hidden activation known, the slope is $\sigma'(z_h) = h_h (1 - h_h)$.
# * $w^{(1)}_{hd}$ and $b^{(1)}_h$ have one child, $z_h$, as in the output layer.
#
# ### Exercise 2 · `backward_indices` (4 points)
#
# `x` has shape `(D,)`, `t` has shape `(K,)`; the sizes may be any. Return the seven error signals, each an array of the shape of its value. The forward pass and the output layer are given, with loops. Fill in the four error signals of the hidden unit `j`, in the loop over the hidden units. (In the code the number of a hidden unit is `j`, since `h` is the array of the activations.)
#
# <details><summary>Hint 1</summary>
#
# Write the four formulas on paper first, with their indices. In a sum, the index that is summed over does not occur on the left-hand side.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `h_bar[j]` collects what the outputs send: it is a sum over `k`, written with `sum(… for k in range(K))` as in the forward pass, or with `+=` in a loop. The weight on the arrow from unit `j` to output `k` is the same as on the way forward.
#
# </details>
# <details><summary>Hint 3</summary>
#
# `z_bar[j]` is one product, of `h_bar[j]` and the slope. `W1_bar[j, d]` needs a loop over `d`, as `W2_bar` needs two; the weight's child is `z[j]`, and in it the weight is multiplied by `x[d]`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "backward_indices", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_indices(x, t, W1, b1, W2, b2):
    """The error signals of the network for one example, index by index: a dict with the seven arrays."""
    (H, D), K = W1.shape, len(t)
    # Forward pass.
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    # Backward pass: the output layer.
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    # Backward pass: the hidden layer.
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        ### BEGIN SOLUTION
        h_bar[j] = sum(y_bar[k] * W2[k, j] for k in range(K))  # one term from each output
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
        ### END SOLUTION
    return {
        "y_bar": y_bar,
        "W2_bar": W2_bar,
        "b2_bar": b2_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": W1_bar,
        "b1_bar": b1_bar,
    }


# %% nbgrader={"grade": true, "grade_id": "test_backward_indices", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_indices",
    backward_indices,
    two_layer.one_example,
    Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar"),
    hypotheses=two_layer.mean_over_outputs,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

seven = Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")
check("backward_indices", backward_indices, two_layer.one_example, seven, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 6.4 Backward, with matrices
#
# Apart from $\bar y_k = y_k - t_k$, each of the seven formulas is a product. There are four patterns, and the indices say which one it is.
#
# | with indices | what happens to the indices | in NumPy |
# |---|---|---|
# | $c_i = a_i\, b_i$ | the same index everywhere | `a * b` |
# | $C_{ij} = a_i\, b_j$ | two indices, both stay | `np.outer(a, b)`, on the board $\mathbf{a}\, \mathbf{b}^\top$ |
# | $c_i = \sum_j A_{ij}\, b_j$ | the **second** index of $A$ is summed over | `A @ b` |
# | $c_j = \sum_i A_{ij}\, b_i$ | the **first** index of $A$ is summed over | `A.T @ b` |
#
# **A worked example** of the last line, the one that is easily mistaken:

# %%
some_A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])  # (2, 3)
some_b = np.array([10.0, 100.0])  # (2,)
some_c = np.zeros(3)
for column in range(3):
    for row in range(2):
        some_c[column] += some_A[row, column] * some_b[row]
print("with loops:", some_c, "  A.T @ b:", some_A.T @ some_b)
print("shapes: A.T (3, 2) @ b (2,) gives (3,). The two sizes that meet are equal, and they vanish.")

# %% [markdown]
# ### Exercise 3 · `backward_vectorised` (5 points)
#
# The same seven error signals, from the same arguments, **without a Python loop** (the check does not look for loops: it is you who gains by doing without). Write the forward pass, then one line for each of the seven; the return is given. The check compares with the numerical derivative, and the shapes too: each error signal has the shape of its value. The cell after it compares with your `backward_indices`.
#
# <details><summary>Hint 1</summary>
#
# Write the forward pass first: `z`, `h` and `y` are one line each, as in section 6.1. Then go through your seven formulas and find each one's pattern in the table.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In $\bar h_h = \sum_k \bar y_k\, w^{(2)}_{kh}$ the index $k$ is summed over. Is it the first or the second index of $w^{(2)}$?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Two of the seven are outer products. Which of their two factors comes first you can tell from the shape: `W1_bar` must be `(H, D)`, and `np.outer(a, b)` has one row for each entry of `a`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "backward_vectorised", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_vectorised(x, t, W1, b1, W2, b2):
    """The error signals of the network for one example, without a loop: a dict with the seven arrays."""
    ### BEGIN SOLUTION
    # Forward pass.
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    # Backward pass.
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar.copy()
    h_bar = W2.T @ y_bar  # the sum over the outputs
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar.copy()
    ### END SOLUTION
    return {
        "y_bar": y_bar,
        "W2_bar": W2_bar,
        "b2_bar": b2_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": W1_bar,
        "b1_bar": b1_bar,
    }


# %% nbgrader={"grade": true, "grade_id": "test_backward_vectorised", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_vectorised",
    backward_vectorised,
    two_layer.one_example,
    Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar"),
    hypotheses=two_layer.mean_over_outputs,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

seven = Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")
check("backward_vectorised", backward_vectorised, two_layer.one_example, seven, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Two programs, written in different ways, that agree to the last digits: this is good evidence for both. And the one without loops is faster.


# %%
def compare(D=30, H=40, K=20):
    from timeit import timeit

    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=shape) for shape in ((D,), (K,), (H, D), (H,), (K, H), (K,))]
    one, other = backward_indices(*arguments), backward_vectorised(*arguments)
    for name in one:
        print(f"{name:7} {str(one[name].shape):9} largest difference {np.abs(one[name] - other[name]).max():.1e}")
    slow = min(timeit(lambda: backward_indices(*arguments), number=1) for _ in range(5))
    fast = min(timeit(lambda: backward_vectorised(*arguments), number=1) for _ in range(5))
    print(f"with loops {1000 * slow:.2f} ms, without {1000 * fast:.3f} ms")


after(["backward_indices", "backward_vectorised"], compare)

# %% [markdown]
# ## 6.5 A batch
#
# With $N$ examples, `X` has one example in each **row**: it is `(N, D)`, and `T` is `(N, K)`. Examples are numbered by $n$, written $(n)$ above the letter. From here on the letter `H` has two meanings, as in the literature: in a shape it is the number of hidden units, in the program the array of their activations, of shape `(N, H)`. On the board an example is a column, and $\mathbf{z} = \mathbf{W}^{(1)} \mathbf{x} + \mathbf{b}^{(1)}$. In the array it is a row, so the product is written the other way round: `Z = X @ W1.T + b1`. Both say the same, number by number.

# %%
pictures.two_layer_ledger("forward")

# %% [markdown]
# The cost is the mean of the losses:
#
# $$
# \mathcal{J} = \frac1N \sum_{n=1}^{N} \mathcal{L}^{(n)} = \frac1N \sum_{n=1}^{N} \tfrac12 \sum_{k=1}^{K} \left( y^{(n)}_k - t^{(n)}_k \right)^2 .
# $$
#
# (Only over the examples; over the outputs it is a sum.) Two things are new in the backward pass:
#
# * Each example's loss counts $\frac1N$ in the cost. If you put this factor into $\bar{\mathbf{Y}}$, once, it is carried to everything that is computed from it. From here on a bar therefore means the derivative of the cost $\mathcal{J}$, no longer of one loss.
# * All examples use the same weights. So a weight has a path to the cost through every example, and its error signal is a **sum over the examples**. $\bar{\mathbf{Y}}$, $\bar{\mathbf{H}}$ and $\bar{\mathbf{Z}}$ keep a row for each example; the error signals of the parameters do not.
#
# ### Exercise 4 · `cost_and_gradients` (5 points)
#
# Return `(J, grads)`: the cost, and a dict with `W1_bar`, `b1_bar`, `W2_bar` and `b2_bar`, the derivatives of the cost. With one output `T` is still a matrix, `(N, 1)`.
#
# <details><summary>Hint 1</summary>
#
# Write the forward pass for the whole batch: `Z`, `H`, `Y`, with shapes `(N, H)`, `(N, H)`, `(N, K)`. Then $\bar{\mathbf{Y}}$, of the shape of `Y`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\bar w^{(2)}_{kh} = \sum_n \bar y^{(n)}_k\, h^{(n)}_h$: the index $n$, the **first** one of both arrays, is summed over. A product of two matrices sums over the second index of its first factor. What has to be done to that factor?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Write the shapes beside each line: `(K, H)` must come from `(K, N)` and `(N, H)`; `(N, H)` must come from `(N, K)` and `(K, H)`. For the biases, `.sum(axis=0)` adds up the rows.
#
# </details>


# %% tags=["builds-on:backward_indices", "builds-on:backward_vectorised"] nbgrader={"grade": false, "grade_id": "cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cost_and_gradients(X, T, W1, b1, W2, b2):
    """The mean loss over a batch, and its gradients: (J, a dict with W1_bar, b1_bar, W2_bar and b2_bar)."""
    N = len(X)
    ### BEGIN SOLUTION
    Z = X @ W1.T + b1  # (N, H)
    H = logistic(Z)
    Y = H @ W2.T + b2  # (N, K)
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    grads = {
        "W1_bar": Z_bar.T @ X,
        "b1_bar": Z_bar.sum(axis=0),
        "W2_bar": Y_bar.T @ H,
        "b2_bar": Y_bar.sum(axis=0),
    }
    return J, grads
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cost_and_gradients", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check(
    "cost_and_gradients",
    cost_and_gradients,
    two_layer.batch,
    two_layer.gradients,
    hypotheses=two_layer.batch_hypotheses,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check("cost_and_gradients", cost_and_gradients, two_layer.batch, two_layer.gradients, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Here are the appendix's equations as a ledger: on the left as they stand on the board, for one example in a column; on the right as they stand in your program, with an example in each row. The sign $\circ$ multiplies entry by entry. The first line is the one that has changed: on the right it has the factor $\frac1N$.

# %%
after(["cost_and_gradients"], lambda: pictures.two_layer_ledger("backward"))

# %% [markdown]
# ## 6.6 Repair
#
# Here is somebody else's backward pass for a batch. Its author tried it on a network with two inputs, two hidden units and two outputs. It ran. It has **one** mistake.
#
# It writes products with `np.einsum`, which takes the formula with its indices: in `np.einsum("nk,nh->kh", A, B)` the letters name the indices of `A`, of `B` and of the result, and whatever is missing from the result is summed over. So this is $\sum_n A_{nk}\, B_{nh}$. In these letters `h` is the number of a hidden unit; the activations are called `hidden`.
#
# The symptom: of four gradients, those of the output layer agree with the measurement, and those of the hidden layer do not. Run both cells and see.


# %%
def backward_batch(X, T, W1, b1, W2, b2):
    N = X.shape[0]
    # forward pass
    hidden = logistic(b1 + X @ W1.T)
    output = b2 + hidden @ W2.T
    # backward pass
    Y_bar = (output - T) / N
    W2_bar = np.einsum("nk,nh->kh", Y_bar, hidden)
    b2_bar = np.einsum("nk->k", Y_bar)
    H_bar = np.einsum("nk,hk->nh", Y_bar, W2)
    Z_bar = H_bar * (hidden - hidden**2)
    W1_bar = np.einsum("nh,nd->hd", Z_bar, X)
    b1_bar = np.einsum("nh->h", Z_bar)
    bars = {"Y_bar": Y_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}
    return {**bars, "H_bar": H_bar, "Z_bar": Z_bar, "W1_bar": W1_bar, "b1_bar": b1_bar}


# %% tags=["solved-only"]
# Repaired: W2 is W[to, from], so its indices are k and h, in this order.
def backward_batch(X, T, W1, b1, W2, b2):
    N = X.shape[0]
    # forward pass
    hidden = logistic(b1 + X @ W1.T)
    output = b2 + hidden @ W2.T
    # backward pass
    Y_bar = (output - T) / N
    W2_bar = np.einsum("nk,nh->kh", Y_bar, hidden)
    b2_bar = np.einsum("nk->k", Y_bar)
    H_bar = np.einsum("nk,kh->nh", Y_bar, W2)
    Z_bar = H_bar * (hidden - hidden**2)
    W1_bar = np.einsum("nh,nd->hd", Z_bar, X)
    b1_bar = np.einsum("nh->h", Z_bar)
    bars = {"Y_bar": Y_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}
    return {**bars, "H_bar": H_bar, "Z_bar": Z_bar, "W1_bar": W1_bar, "b1_bar": b1_bar}


# %%
def measured_gradient(name, point, step=1e-5):
    """The derivatives of the cost by each entry of one parameter, measured."""

    def cost(moved):
        now = {**point, name: moved}
        Y = logistic(now["X"] @ now["W1"].T + now["b1"]) @ now["W2"].T + now["b2"]
        return 0.5 * np.mean(np.sum(np.square(Y - now["T"]), axis=1))

    measured = np.zeros(point[name].shape)
    for index in np.ndindex(measured.shape):
        nudge = np.zeros(measured.shape)
        nudge[index] = step
        measured[index] = (cost(point[name] + nudge) - cost(point[name] - nudge)) / (2 * step)
    return measured


def random_point(N, D, H, K):
    rng = np.random.default_rng(8)
    shapes = {"X": (N, D), "T": (N, K), "W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


point = random_point(N=5, D=2, H=2, K=2)
bars = backward_batch(**point)
for name in ("W2", "b2", "W1", "b1"):
    measured = measured_gradient(name, point)
    difference = np.abs(bars[f"{name}_bar"] - measured).max()
    off = f"is off by up to {difference:.2g}, and its largest entry is {np.abs(measured).max():.2g}"
    print(f"{name}_bar {'agrees' if difference < 1e-6 else off}")

# %% [markdown]
# Find the mistake and mend it in the cell that defines `backward_batch`; run that cell and the check below. There are no points for it.
#
# <details><summary>Hint 1</summary>
#
# Call the program at sizes that are all different: `backward_batch(**random_point(N=5, D=3, H=4, K=2))`. It stops with an error, in a certain line. What that line cannot do there, it did wrongly before, unnoticed.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The gradients of the output layer are right, so the mistake is in a line after `b2_bar`. Each `einsum` of those lines names the indices of its arrays: compare them with the shapes, one array after the other.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Name the two indices of `W2`, in the order in which they stand in its shape `(K, H)`, and read the line again.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_backward_batch", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_batch",
    backward_batch,
    two_layer.square_batch,
    Returns.as_dict("Y_bar", "W2_bar", "b2_bar", "H_bar", "Z_bar", "W1_bar", "b1_bar"),
    explained=False,
)

# %% [markdown]
# On square matrices a transpose changes the numbers and nothing else. That is why you try a program at sizes that are all different: there the mistake is an error message.
#
# ## 6.7 Training on XOR
#
# The step is the one of notebook 4, now for four arrays of parameters at once:
#
# $$
# \mathbf{W}^{(1)} \leftarrow \mathbf{W}^{(1)} - \alpha\, \bar{\mathbf{W}}^{(1)}, \qquad \text{and in the same way } \mathbf{b}^{(1)},\ \mathbf{W}^{(2)},\ \mathbf{b}^{(2)} .
# $$
#
# Here $\alpha$ is the learning rate, in the code `lr`. All gradients are taken at the *old* parameters, before any of them changes.
#
# ### Exercise 5 · `train` (4 points)
#
# Make `steps` steps of gradient descent with the learning rate `lr`. Return a dict with `W1`, `b1`, `W2`, `b2`, the parameters after the last step, and `costs`: an array of shape `(steps + 1,)` with the cost before each step and after the last. With `steps = 0` it has one entry, and the parameters are those that you were given.
#
# Leave the arguments as they are: `W1 = W1 - …` makes a new array, `W1 -= …` changes the one that somebody else still uses. You may call `cost_and_gradients`. If yours is not right yet, this exercise is judged by whether your steps follow *your* gradients.
#
# <details><summary>Hint 1</summary>
#
# There is one cost more than there are steps. A loop of `steps` rounds can record the cost first and make a step then; the last cost is recorded after the loop.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In each round everything comes from one call: the cost that is recorded, and the gradients for all four parameters. After the last round the parameters have changed once more. Which cost belongs to them?
#
# </details>


# %% tags=["builds-on:cost_and_gradients"] nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(X, T, W1, b1, W2, b2, lr, steps):
    """Gradient descent on the cost: a dict with W1, b1, W2 and b2 after the last step, and costs (steps + 1,)."""
    ### BEGIN SOLUTION
    costs = []
    for step in range(steps + 1):
        # As in cost_and_gradients, written out so that this exercise stands on its own.
        A = logistic(X @ W1.T + b1)
        E = A @ W2.T + b2 - T
        costs.append(np.sum(E**2) / (2 * len(X)))
        if step < steps:
            E = E / len(X)
            back = E @ W2 * A * (1 - A)
            W1 = W1 - lr * back.T @ X
            b1 = b1 - lr * back.sum(axis=0)
            W2 = W2 - lr * E.T @ A
            b2 = b2 - lr * E.sum(axis=0)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_training(
    "train", train, two_layer.training, lambda X, T, W1, b1, W2, b2: cost_and_gradients(X, T, W1, b1, W2, b2)
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

own = {"own": lambda *inputs: cost_and_gradients(*inputs), "settings": ((0.4, 0), (0.2, 1), (0.6, 6), (0.05, 4))}
check_training("train", train, two_layer.training, seed=fresh_seed(), **own)
### END HIDDEN TESTS

# %% [markdown]
# Now watch it learn XOR, with two hidden units and the learning rate 0.5. Below the input plane you see **hidden space**, as in notebook 2: where the two hidden units take the four inputs, each named by its two digits. Where the output exceeds ½ is shaded; an input counts as right if its output is on the side of ½ where its target is. In hidden space every point is shaded by what the output unit would make of it, also where none of the four inputs comes to lie. All of it is drawn from *your* `train`.


# %%
def show_training(number=7, at=(0, 100, 200, 600)):
    start = xor_runs.random_start(2, (2, number))  # two hidden units, random start number 7 of section 6.9
    return pictures.xor_training(xor_runs.snapshots(train, start, at))


after(["cost_and_gradients", "train"], show_training)

# %% [markdown]
# The lecture's network had weights that somebody had thought of. This one found its own.
#
# ## 6.8 Units that start equal
#
# ### Exercise 6 · `distinct_hidden_units` (extra)
#
# What a hidden unit computes is fixed by its row of `W1` and its entry of `b1`. Return how many **different** hidden units there are, as a whole number. Two units are equal if none of their numbers differ by more than `tol`. (The cases of the check leave no doubt: equal units differ by no more than 0.6 `tol`, others by at least twice `tol`.)
#
# <details><summary>Hint 1</summary>
#
# Do it by hand for the units 0.5, 0.7 and 0.5: what do you have to remember of the units that you have seen? Rounding is no way out: two numbers that are very close may be rounded to different ones.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Keep a list of the different units so far. A new one differs from *all* of them. `np.column_stack([W1, b1])` has one row for each unit, with its bias at the end.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "distinct_hidden_units", "locked": false, "schema_version": 3, "solution": true, "task": false}
def distinct_hidden_units(W1, b1, tol=1e-8):
    """How many different hidden units there are: rows of W1 with their entries of b1, equal up to tol."""
    ### BEGIN SOLUTION
    different = []
    for unit in np.column_stack([W1, b1]):
        if all(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_distinct_hidden_units", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("distinct_hidden_units", distinct_hidden_units, tasks.hidden_units.distinct)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("distinct_hidden_units", distinct_hidden_units, tasks.hidden_units.distinct, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Predict: four equal units
#
# A network with four hidden units is to learn XOR. All four start equal: `W1` has the row $(0.8, -0.5)$ four times, `b1` is 0.1 four times, `W2` is 0.6 four times, and `b2` is 0. After 3000 steps with the learning rate 0.5, how many different hidden units are there?
#
# * **a** — four: each goes its own way
# * **b** — two, as XOR needs
# * **c** — one

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "b"  # surely training finds what is needed


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def four_equal_units(steps=3000):
    equal = {"W1": np.array([[0.8, -0.5]] * 4), "b1": np.full(4, 0.1), "W2": np.full((1, 4), 0.6), "b2": np.zeros(1)}
    last = xor_runs.snapshots(train, equal, (steps,))[0]
    units = distinct_hidden_units(last.parameters["W1"], last.parameters["b1"])
    return settle(
        prediction_2,
        {4: "a", 2: "b", 1: "c"}.get(units, "?"),
        f"After {steps} steps there is only {units} distinct hidden unit, and the cost is {last.cost:.4f}. A network that always "
        "says 1/2 has the cost 0.1250, so next to nothing was learned. Four equal units are as good as one, and one cannot "
        "represent XOR: seven of eight single units that start at random are at a cost of 0.084 after 20000 steps. Why they stay equal, you explain below.",
    )


after(["cost_and_gradients", "train", "distinct_hidden_units"], four_equal_units)

# %% [markdown]
# A little difference is enough. The next cell moves one single weight of one unit by 0.01, and counts again, up to the same 3000 steps. Three of the four units are still copies of one another: that makes two *distinct* units, and two are what XOR needs. (In section 6.9 the starts are random, which makes all units different.)


# %%
def nearly_equal_units():
    start = {"W1": np.array([[0.8, -0.5]] * 4), "b1": np.full(4, 0.1), "W2": np.full((1, 4), 0.6), "b2": np.zeros(1)}
    start["W1"][0, 0] += 0.01
    for shot in xor_runs.snapshots(train, start, (0, 1000, 2000, 3000)):
        units = distinct_hidden_units(shot.parameters["W1"], shot.parameters["b1"])
        print(f"after {shot.step:5} steps: {units} distinct hidden units, cost {shot.cost:.4f}")


after(["cost_and_gradients", "train", "distinct_hidden_units"], nearly_equal_units)

# %% [markdown]
# ### A written question (2 points, read by a person)
#
# **Why do hidden units that start equal stay equal?** Take two hidden units with equal rows of `W1`, equal entries of `b1` and equal columns of `W2`. Explain in a few sentences, with the equations of this notebook, what happens to them in one step of gradient descent, and why it then goes on like that for ever. Does it matter which data the network is trained on?
#
# Write your answer into the next cell, in your own words. No program judges it, and nothing below depends on it: you may come back to it later. (Double-click the cell to edit it. Formulas may be written between dollar signs, or in plain text.)

# %% [markdown] nbgrader={"grade": true, "grade_id": "why_equal_units_stay_equal", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Call the two units 1 and 2. **Forward:** they have the same weights and the same bias, so for every example $z_1 = z_2$, and hence $h_1 = h_2$.
# **Backward:** $\bar h_1 = \sum_k \bar y_k w^{(2)}_{k1}$ and $\bar h_2 = \sum_k \bar y_k w^{(2)}_{k2}$ are equal, because the columns of $\mathbf{W}^{(2)}$ are. The slopes are taken at equal pre-activations, so $\bar z_1 = \bar z_2$, and with them
# $\bar w^{(1)}_{1d} = \bar z_1 x_d = \bar w^{(1)}_{2d}$ and $\bar b^{(1)}_1 = \bar b^{(1)}_2$. Likewise $\bar w^{(2)}_{k1} = \bar y_k h_1 = \bar y_k h_2 = \bar w^{(2)}_{k2}$. Sums over the examples of equal terms are equal.
# **The step:** equal parameters, minus the learning rate times equal gradients, are equal again: rows, biases and columns. So the situation is the same before the next step, and by induction before every step.
# The data do not matter: nothing above depended on $\mathbf{x}$ or $\mathbf{t}$. Two such units act as one, and gradient descent cannot separate them. Only a start that is not equal does.
# ### END SOLUTION

# %% [markdown]
# ## 6.9 Representable is not yet learned
#
# Notebook 2 gave weights by which *two* hidden units compute XOR. So the network can **represent** it. Does gradient descent **find** such weights?
#
# ### Predict: thirty starts
#
# Thirty networks with two hidden units start from random parameters (normally distributed, with standard deviation 2). Each makes 800 steps with the learning rate 0.5. An input is labelled rightly if its output is above ½ where the target is 1, and not above ½ where it is 0. How many of the thirty label all four inputs rightly after these 800 steps?
#
# * **a** — nearly all, 25 to 30
# * **b** — some of them, between 6 and 24
# * **c** — hardly any, fewer than 6

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "a"  # what can be represented will be found

# %% jupyter={"source_hidden": true}
# Trains 150 networks; then computes the answer and says why. (Folded, so that it does not spoil your prediction.)
tries = []


def try_thirty_starts():
    tries[:] = xor_runs.how_often(sizes=(1, 2, 3, 4, 8))
    with_two = tries[1]
    return settle(
        prediction_3,
        "a" if with_two.found > 24 else "c" if with_two.found < 6 else "b",
        f"It is {with_two.found} of {with_two.starts}, within 800 steps. Weights that compute XOR exist, for each of them alike. The "
        "others still creep over ground that is nearly flat.",
    )


after([], try_thirty_starts)

# %% [markdown]
# The picture has the numbers, within 800 steps, for 1, 2, 3, 4 and 8 hidden units. (To get 150 networks trained in a moment, the course trains them all at once, by a program of its own. It makes the same steps as yours.)

# %%
pictures.how_often_xor(tries)

# %% [markdown]
# One unit never finds it: XOR cannot be represented with one. Two can, and are often not enough to *find* it. With more units than needed there are more ways to a solution. This is one reason why networks are made larger than they would have to be.
#
# Would the others have come through with more patience? Of the same thirty starts with two units, 20 have found it within 1600 steps, and 24 within 5000. So some were slow, and six are still without XOR. (To see which, run `np.flatnonzero(~xor_runs.found_by(2, 30, steps=5000, lr=0.5))` in a new cell. It takes a few seconds.) To look at one of the thirty, give its number, such as `show_training(number=1)` or `show_training(number=6, at=(0, 800, 1200, 1600))`, in a new cell. What a network gains and risks by more units is the subject of notebook 7.
#
# ## 6.10 Any number of layers
#
# A network may have any number of layers, σ after each but the last. Its parameters are a list `layers` of pairs `(W, b)`. The forward pass keeps the input of each layer. The backward pass goes through the list from its end, and every layer does the same: from the error signal of its pre-activations it computes the gradients of its own `W` and `b`, and what it sends back to the layer before.
#
# **A worked trace,** with three layers. They are counted from 0, like the entries of a list: `i` = 0, 1, 2. The forward pass goes down this table:
#
# | layer `i` | reads | and appends |
# |---|---|---|
# | 0 | `activations[0]`, which is `X` | `activations[1]`, with σ |
# | 1 | `activations[1]` | `activations[2]`, with σ |
# | 2 | `activations[2]` | the outputs, without σ |
#
# The backward pass then goes down this one. Every layer gives the gradients of its own `W` and `b`:
#
# | layer `i` | gets the error signal of | computes its gradients with | and sends to the layer before |
# |---|---|---|---|
# | 2 | its pre-activations, the outputs: $\bar{\mathbf{Y}}$ | `activations[2]` | the error signal of layer 1's pre-activations, through `W` of layer 2 and the slope at `activations[2]` |
# | 1 | its pre-activations | `activations[1]` | that of layer 0's, through `W` of layer 1 and the slope at `activations[1]` |
# | 0 | its pre-activations | `activations[0]` | nothing: there is no layer before |
#
# ### Exercise 7 · `deep_cost_and_gradients` (extra)
#
# Return `(J, gradients)`: the cost as in exercise 4, and a list of pairs `(W_bar, b_bar)`, one for each layer, in the order of `layers`. There may be one layer only; then the network is linear. (In messages the gradients are called `W1_bar`, `b1_bar`, … , after their place in the list, counted from 1.)
#
# <details><summary>Hint 1</summary>
#
# Forward: keep a list of activations that begins with `X`. Layer number `i` (from 0) reads `activations[i]` and appends its output, which has no σ if it is the last.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Backward: begin with $\bar{\mathbf{Y}}$, the error signal of the last layer's pre-activations. For `i` from the last layer down to 0: the gradients of `W` and `b` are those of exercise 4, with `activations[i]` for what the layer read. `reversed(range(len(layers)))` counts down.
#
# </details>
# <details><summary>Hint 3</summary>
#
# What goes from layer `i` to the one before is what $\bar{\mathbf{H}}$ and $\bar{\mathbf{Z}}$ were in exercise 4, with `activations[i]` in the place of `H`. The layer with `i = 0` has none before it. The gradients come out in reverse order, and the list is to be in the order of `layers`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "deep_cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def deep_cost_and_gradients(X, T, layers):
    """The cost of a network of any depth and its gradients: (J, a list of pairs (W_bar, b_bar))."""
    ### BEGIN SOLUTION
    activations = [X]
    for i, (W, b) in enumerate(layers):
        S = activations[i] @ W.T + b
        activations.append(S if i == len(layers) - 1 else logistic(S))
    E = activations[-1] - T
    J = np.sum(E**2) / (2 * len(X))
    S_bar = E / len(X)
    gradients = []
    for i in reversed(range(len(layers))):
        gradients = [(S_bar.T @ activations[i], S_bar.sum(axis=0))] + gradients
        if i > 0:
            A = activations[i]
            S_bar = S_bar @ layers[i][0] * A * (1 - A)
    return J, gradients
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_deep_cost_and_gradients", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "deep_cost_and_gradients",
    deep_cost_and_gradients,
    two_layer.three_layers,
    two_layer.deep_gradients(3),
    hypotheses=two_layer.deep_hypotheses,
    also=two_layer.other_depths,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

three, depths = two_layer.deep_gradients(3), two_layer.other_depths
deep = {"count": 10, "seed": fresh_seed(), "also": depths}
check("deep_cost_and_gradients", deep_cost_and_gradients, two_layer.three_layers, three, **deep)
### END HIDDEN TESTS

# %% [markdown]
# With two layers it is exercise 4 again, and the two must agree.


# %%
def both_agree():
    point = random_point(N=5, D=3, H=4, K=2)
    J, grads = cost_and_gradients(**point)
    J_deep, pairs = deep_cost_and_gradients(
        point["X"], point["T"], [(point["W1"], point["b1"]), (point["W2"], point["b2"])]
    )
    named = dict(
        zip(("W1_bar", "b1_bar", "W2_bar", "b2_bar"), (array for pair in pairs for array in pair), strict=True)
    )
    largest = max(abs(J - J_deep), *(np.abs(grads[name] - named[name]).max() for name in grads))
    print(f"cost {J:.6f} and {J_deep:.6f}, largest difference of all numbers {largest:.1e}")


after(["cost_and_gradients", "deep_cost_and_gradients"], both_agree)

# %% [markdown]
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "two_layer_by_hand": 2,
        "backward_indices": 4,
        "backward_vectorised": 5,
        "cost_and_gradients": 5,
        "backward_batch": 0,
        "train": 4,
        "distinct_hidden_units": 0,
        "deep_cost_and_gradients": 0,
    }
)

# %% [markdown]
# The two points of the written question are not in this table: a person reads it.
#
# ## Recap
#
# * `W[to, from]`, always. The transposed reading is another network, and on square matrices nothing complains.
# * Index form: an index that is summed over has vanished on the left. Forward the *second* index of `W2` is summed over, backward the first, hence the transpose.
# * A batch has one example in each row. The factor $\frac1N$ comes in once. The parameters' error signals are sums over the examples.
# * An error signal has the shape of its value. Write the shapes beside the lines, and try sizes that are all different.
# * Hidden units that start equal stay equal, so a network starts from random weights.
# * What a network can represent, gradient descent need not find, or not soon.
# * Any number of layers takes one loop forward and one loop backward.
#
# **What comes next.** [`07_features_and_overfitting`](07_features_and_overfitting.ipynb): what the hidden units of a network learn when it looks at digits, and how to tell whether it has learned too much.
