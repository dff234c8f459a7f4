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
# # 6 · A two-layer network: backward, with matrices
#
# Two hidden units can compute XOR: in notebook 2 you chose their weights. Now gradient descent looks for weights, from 30 random starts. After 800 steps, 16 of the 30 have found XOR. The other 14 have not. Why? (*Found* means: all four outputs are on the right side of ½.)
#
# Run the folded cell below first; it loads the course.

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
# Here is start 4 of the thirty (counted from 0) as it trains. On the left is the input plane: circles have the target 1, squares the target 0, and the output is ½ on the black lines. In the middle are the four inputs in hidden space; two of them may coincide. On the right is the network: a thick line is a large weight.
# **Try this:** move the steps from 0 to 800. Then choose start 1 and do it again.

# %%
from utils import play

play.training()

# %% [markdown]
# Start 4 finds XOR, start 1 does not, within these steps. You will write the program that trains this network.
#
# **When you are done you can**
#
# * read the weight of every arrow off an array,
# * write a network's error signals index by index, with matrices, and for a batch,
# * use shapes to see which matrix is transposed, and where a sum over examples belongs,
# * train the network on XOR, and say why some starts fail.
#
# **What you need:** error signals and fan-out from notebooks 4 and 5; products of matrices in NumPy (`@`, `.T`).
#
# **Time:** core about 70 minutes, the first 35 before section 6.5, where you may pause; with *Going further* about two hours (estimates). When you come back, click on the heading of section 6.5 and choose **Run → Run All Above Selected Cell**.
#
# **Points:** 20, in five exercises, and 2 for a written question that a person reads.
#
# ## 6.1 The network
#
# The network has $D$ inputs, $H$ hidden units and $K$ outputs; here two of each. Every arrow has a weight, every unit a bias. Find $w^{(1)}_{12}$ on its arrow and in its array.

# %%
pictures.two_layer_network()

# %% [markdown]
# The $(1)$ in $w^{(1)}_{12}$ is for the first layer. The index $d$ counts the inputs, $j$ the hidden units, $k$ the outputs. For one example $\mathbf{x}$ with the targets $\mathbf{t}$ the forward pass is
#
# $$
# \begin{aligned}
# z_j &= \sum_{d=1}^{D} w^{(1)}_{jd}\, x_d + b^{(1)}_j && \text{pre-activation of hidden unit } j \\
# h_j &= \sigma(z_j) && \text{its activation} \\
# y_k &= \sum_{j=1}^{H} w^{(2)}_{kj}\, h_j + b^{(2)}_k && \text{output } k \text{, linear: no } \sigma \\
# \mathcal{L} &= \tfrac12 \sum_{k=1}^{K} (y_k - t_k)^2 && \text{the loss}
# \end{aligned}
# $$
#
# In code, indices begin at 0: $w^{(1)}_{12}$ is `W1[0, 1]`. **It is `W[to, from]`, always.**
#
# | name | shape | entry |
# |---|---|---|
# | `x`, `t` | `(D,)`, `(K,)` | one example |
# | `W1`, `b1` | `(H, D)`, `(H,)` | `W1[j, d]` leads from input `d` to hidden unit `j` |
# | `W2`, `b2` | `(K, H)`, `(K,)` | `W2[k, j]` leads from hidden unit `j` to output `k` |
#
# The logistic function is given.

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as logistic  # σ(z) = 1 / (1 + e^(−z))

logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# ## 6.2 By hand
#
# ### Exercise 1 · `two_layer_by_hand` (2 points)
#
# Write out the forward pass of the drawing, one number at a time. The first hidden unit and the second output are given. Write three lines: `z2`, `h2` and `y1`.
#
# <details><summary>Hint 1</summary>
#
# `z2` takes the second row of `W1` and the second entry of `b1`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `y1` takes the first row of `W2` and the first entry of `b2`. Like `y2`, it is computed from `h1` and `h2` and has no σ.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "two_layer_by_hand", "locked": false, "schema_version": 3, "solution": true, "task": false}
def two_layer_by_hand(x, W1, b1, W2, b2):
    """The forward pass of the 2-2-2 network, number by number: a dict with z1, h1, z2, h2, y1 and y2."""
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    h1 = logistic(z1)
    # Yours: z2, h2 and y1.
    ### BEGIN SOLUTION
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h2 = logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    ### END SOLUTION
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
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
# Now the error signals, for one example, by the rule of notebook 5: **sum over the children: the child's error signal, times the local derivative.** In the picture, look at the middle: how many outputs does $h_j$ go into? (One hidden circle stands for both $z_j$ and $h_j$.)

# %%
pictures.two_layer_network("backward")

# %% [markdown]
# **Worked, the output layer.** The only child of $y_k$ is the loss; the only child of $w^{(2)}_{kj}$ and of $b^{(2)}_k$ is $y_k$. So
#
# $$
# \bar y_k = y_k - t_k, \qquad \bar w^{(2)}_{kj} = \bar y_k\, h_j, \qquad \bar b^{(2)}_k = \bar y_k .
# $$
#
# **Yours, the hidden layer.** $h_j$ goes into *every* output. That is fan-out: it has $K$ children. Everything else has one child. What belongs in the place of the two question marks?
#
# $$
# \bar h_j = \sum_{k=1}^{K} \,?\cdot ?, \qquad \bar z_j = \bar h_j \cdot \sigma'(z_j) = \bar h_j \cdot h_j (1 - h_j), \qquad \bar b^{(1)}_j = \bar z_j, \qquad \bar w^{(1)}_{jd} = \bar z_j\, x_d
# $$
#
# ### Exercise 2 · `backward_indices` (4 points)
#
# The program computes the seven error signals, each an array of the shape of its value, for any sizes. Everything is given but one line: write `h_bar[j]`.
#
# <details><summary>Hint 1</summary>
#
# In a sum, the index that is summed over does not occur on the left-hand side. The weights in $\bar h_j$ are those of the way forward.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `h_bar[j]` collects what all outputs send: `sum(… for k in range(K))`.
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
        # Yours: h_bar[j], a sum over k.
        ### BEGIN SOLUTION
        h_bar[j] = sum(y_bar[k] * W2[k, j] for k in range(K))  # one term from each output
        ### END SOLUTION
    for j in range(H):
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
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
    hypotheses=two_layer.index_by_index,
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

seven = Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")
check("backward_indices", backward_indices, two_layer.one_example, seven, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 6.4 Backward, with matrices
#
# NumPy can compute all of this without loops. Every product and every sum of section 6.3 has one of these patterns:
#
# | with indices | what happens to the indices | in NumPy |
# |---|---|---|
# | $c_p = a_p\, v_p$ | the same index everywhere | `a * v` |
# | $M_{pq} = a_p\, v_q$ | two indices, both stay | `np.outer(a, v)`, a row for each entry of `a` |
# | $c_p = \sum_q M_{pq}\, v_q$ | the **second** index of $M$ is summed over (as in the forward pass) | `M @ v` |
# | $c_q = \sum_p M_{pq}\, a_p$ | the **first** index of $M$ is summed over (as in the backward pass) | `M.T @ a` |
#
# Here are the last three rows with numbers. In the two products with `@`, the sizes that meet are equal and vanish:

# %%
some_M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
some_a, some_v = np.array([10.0, 100.0]), np.array([1.0, 0.0, 2.0])
print("np.outer(a, v)  (2,) and (3,) give (2, 3):", *np.outer(some_a, some_v), sep="\n    ")
print("M @ v           (2, 3) @ (3,) gives (2,):", some_M @ some_v)
print("M.T @ a         (3, 2) @ (2,) gives (3,):", some_M.T @ some_a, "  its first entry: 1·10 + 4·100")

# %% [markdown]
# ### Exercise 3 · `backward_vectorised` (5 points)
#
# The same seven error signals **without a Python loop**: write the two lines `h_bar` and `W1_bar`.
#
# <details><summary>Hint 1</summary>
#
# Find the pattern of each formula in the table. $\bar w^{(1)}_{jd} = \bar z_j\, x_d$ is built like $\bar w^{(2)}_{kj} = \bar y_k\, h_j$, which is given.
#
# </details>
# <details><summary>Hint 2</summary>
#
# In $\bar h_j = \sum_k \bar y_k\, w^{(2)}_{kj}$ the index $k$ is summed over. Is it the first or the second index of $w^{(2)}$?
#
# </details>
# <details><summary>Hint 3</summary>
#
# `np.outer(a, b)` has one row for each entry of `a`, and `W1_bar` has one row for each hidden unit: so `z_bar` comes first.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "backward_vectorised", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_vectorised(x, t, W1, b1, W2, b2):
    """The error signals of the network for one example, without a loop: a dict with the seven arrays."""
    # Forward pass.
    z = W1 @ x + b1  # (H,)
    h = logistic(z)  # (H,)
    y = W2 @ h + b2  # (K,)
    # Backward pass.
    y_bar = y - t  # (K,)
    W2_bar = np.outer(y_bar, h)  # (K, H)
    b2_bar = y_bar  # (K,)
    # Yours: h_bar (H,).
    ### BEGIN SOLUTION
    h_bar = W2.T @ y_bar  # the sum over the outputs
    ### END SOLUTION
    z_bar = h_bar * h * (1 - h)  # (H,)
    b1_bar = z_bar  # (H,)
    # Yours: W1_bar (H, D).
    ### BEGIN SOLUTION
    W1_bar = np.outer(z_bar, x)
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
# Do your two programs agree, and how much faster is one of them? The folded cell tries both.


# %% jupyter={"source_hidden": true}
# Compares your two programs, and times them.
def compare(D=30, H=40, K=20):
    from timeit import timeit

    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=shape) for shape in ((D,), (K,), (H, D), (H,), (K, H), (K,))]
    one, other = backward_indices(*arguments), backward_vectorised(*arguments)
    print(f"largest difference {max(np.abs(one[name] - other[name]).max() for name in one):.1e}")
    slow = min(timeit(lambda: backward_indices(*arguments), number=1) for _ in range(5))
    fast = min(timeit(lambda: backward_vectorised(*arguments), number=1) for _ in range(5))
    print(f"with loops {1000 * slow:.2f} ms, without {1000 * fast:.3f} ms")


after(["backward_indices", "backward_vectorised"], compare)

# %% [markdown]
# This is a good place to pause.
#
# ## 6.5 A batch
#
# With $N$ examples, `X` has one example in each **row**: it is `(N, D)`, and `T` is `(N, K)`. For one example it was `W1 @ x + b1`. Transposing $\mathbf{z} = \mathbf{W} \mathbf{x}$ gives $\mathbf{z}^\top = \mathbf{x}^\top \mathbf{W}^\top$: the factors change sides. Each row of `X` is one $\mathbf{x}^\top$, hence `Z = X @ W1.T + b1`. (`A[i, j]` is $h^{(i)}_j$: the letter `H` is taken.) In the picture, find the column $\mathbf{z}$ on the left; on the right it is one row of `Z`.

# %%
pictures.two_layer_ledger("forward")

# %% [markdown]
# The cost is the mean of the losses, with $(i)$ for the example:
#
# $$
# \mathcal{J} = \frac1N \sum_{i=1}^{N} \tfrac12 \sum_{k=1}^{K} \left( y^{(i)}_k - t^{(i)}_k \right)^2 .
# $$
#
# Two things are new in the backward pass:
#
# * From now on a bar is the derivative of the cost $\mathcal{J}$, a mean; hence the factor $\frac1N$. `Y_bar` has this factor, and all the others get it from there: do not divide again.
# * All examples use the same parameters, so a parameter's error signal is a **sum over the examples**, for instance $\bar w^{(2)}_{kj} = \sum_i \bar y^{(i)}_k\, h^{(i)}_j$. In `W2_bar = Y_bar.T @ A` the product adds up over the examples. `Y_bar`, `A_bar` and `Z_bar` keep a row for each example.
#
# ### Exercise 4 · `cost_and_gradients` (5 points)
#
# The function returns the cost and a dict of its four gradients. Write the two lines that are not given: `A_bar` and `W1_bar`.
#
# <details><summary>Hint 1</summary>
#
# `np.outer` is for one example only: with a batch, a product `… @ …` also sums over the examples, as in `W2_bar`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\bar w^{(1)}_{jd} = \sum_i \bar z^{(i)}_j\, x^{(i)}_d$ is built like $\bar w^{(2)}_{kj}$. In $\bar h^{(i)}_j = \sum_k \bar y^{(i)}_k\, w^{(2)}_{kj}$ the sum runs over $k$, the **first** index of `W2`. Which factor stands on the left, so that the two sizes $K$ meet?
#
# </details>
# <details><summary>Hint 3</summary>
#
# `(N, H)` comes from `(N, K)` and `(K, H)`; `(H, D)` from `(H, N)` and `(N, D)`.
#
# </details>


# %% tags=["builds-on:backward_indices", "builds-on:backward_vectorised"] nbgrader={"grade": false, "grade_id": "cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cost_and_gradients(X, T, W1, b1, W2, b2):
    """The mean loss over a batch, and its gradients: (J, a dict with W1_bar, b1_bar, W2_bar and b2_bar)."""
    N = len(X)
    # Forward pass.
    Z = X @ W1.T + b1  # (N, D) @ (D, H) gives (N, H); b1 (H,) is added to each row
    A = logistic(Z)  # (N, H)
    Y = A @ W2.T + b2  # (N, H) @ (H, K) gives (N, K)
    J = np.sum((Y - T) ** 2) / (2 * N)  # one sum over i and k
    # Backward pass.
    Y_bar = (Y - T) / N  # (N, K), with the factor 1/N of the mean
    W2_bar = Y_bar.T @ A  # (K, N) @ (N, H) gives (K, H): the sum over the examples
    b2_bar = Y_bar.sum(axis=0)  # (K,)
    # Yours: A_bar (N, H).
    ### BEGIN SOLUTION
    A_bar = Y_bar @ W2  # (N, K) @ (K, H)
    ### END SOLUTION
    Z_bar = A_bar * A * (1 - A)  # (N, H), entry by entry
    b1_bar = Z_bar.sum(axis=0)  # (H,)
    # Yours: W1_bar (H, D).
    ### BEGIN SOLUTION
    W1_bar = Z_bar.T @ X  # (H, N) @ (N, D)
    ### END SOLUTION
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


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
# Here are the lecture's equations for one example, and beside them your program. Look at the fourth line: where did the transpose go? ($\circ$ multiplies entry by entry. On the left a bar is still the derivative of the loss, so there is no $\frac1N$.)

# %%
after(["cost_and_gradients"], lambda: pictures.two_layer_ledger("backward"))

# %% [markdown]
# ## 6.6 Training on XOR
#
# The step of notebook 4, now for four arrays at once:
#
# $$
# \mathbf{W}^{(1)} \leftarrow \mathbf{W}^{(1)} - \alpha\, \bar{\mathbf{W}}^{(1)}, \qquad \text{and in the same way } \mathbf{b}^{(1)},\ \mathbf{W}^{(2)},\ \mathbf{b}^{(2)} .
# $$
#
# In code, $\alpha$ is `lr`. All gradients are taken at the *old* parameters, by one call of your `cost_and_gradients`.
#
# ### Exercise 5 · `train` (4 points)
#
# Return the parameters after `steps` steps, and `costs`: the cost before each step and after the last, `steps + 1` numbers. There are two places: inside the loop write the steps of `W2` and `b2`, below it `last_cost`.
#
# (`W1 = W1 - …` makes a new array; `W1 -= …` would change the caller's. Your steps are judged by *your* gradients.)
#
# <details><summary>Hint 1</summary>
#
# The two steps are built like the one for `W1`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# After the last round the parameters have changed once more. Their cost needs one more call. `cost_and_gradients` returns two things, and `last_cost` is the first.
#
# </details>


# %% tags=["builds-on:cost_and_gradients"] nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(X, T, W1, b1, W2, b2, lr, steps):
    """Gradient descent on the cost: a dict with W1, b1, W2 and b2 after the last step, and costs (steps + 1,)."""
    costs = []
    for _ in range(steps):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * grads["W1_bar"]
        b1 = b1 - lr * grads["b1_bar"]
        # Yours: W2 and b2.
        ### BEGIN SOLUTION
        W2 = W2 - lr * grads["W2_bar"]
        b2 = b2 - lr * grads["b2_bar"]
        ### END SOLUTION
    # Yours: last_cost, the cost after the last step.
    ### BEGIN SOLUTION
    last_cost, _ = cost_and_gradients(X, T, W1, b1, W2, b2)
    ### END SOLUTION
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array([*costs, last_cost])}


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
# Here is the beginning again, but now **your** `train` makes the steps. From which step on does the black line in hidden space have the circles on one side and the squares on the other?

# %%
after(["cost_and_gradients", "train"], lambda: play.training(train))

# %% [markdown]
# Start 4 seems stuck for hundreds of steps. It has all four outputs right from about step 450 on, where the line separates them; the cost falls clearly only after step 550.
#
# ## 6.7 Four units, one start
#
# ### Predict: how many units?
#
# We train a network with four hidden units on XOR. All four start with the same incoming weights, the same bias and the same outgoing weight. After 3000 steps, how many different hidden units are there?
#
# * **a** — one
# * **b** — two, as XOR needs
# * **c** — four, all different

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "b"  # surely training finds what is needed


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def four_equal_units(steps=3000):
    equal = {"W1": np.array([[0.8, -0.5]] * 4), "b1": np.full(4, 0.1), "W2": np.full((1, 4), 0.6), "b2": np.zeros(1)}
    last = xor_runs.snapshots(None, equal, (steps,))[0]  # None: the course's program trains
    units = np.column_stack([last.parameters["W1"], last.parameters["b1"]])  # one row for each hidden unit
    different = len(np.unique(np.round(units, 8), axis=0))
    w1, w2, bias = units[0]
    return (
        {4: "c", 2: "b", 1: "a"}.get(different, "?"),
        f"After {steps} steps all four have the weights {w1:.3f} and {w2:.3f} and the bias {bias:.3f}, and the cost is "
        f"{last.cost:.4f}. A network that always says 1/2 has the cost 0.1250. Four equal units are as good as one, and "
        "one cannot represent XOR. Below you explain why they stay equal.",
    )


after([], lambda: settle(prediction_1, *four_equal_units()))

# %% [markdown]
# ### A written question (2 points, read by a person; if you study alone, compare with the solved notebook)
#
# **Why do hidden units that start equal stay equal?** Two hidden units have equal rows of `W1`, equal entries of `b1` and equal columns of `W2`. Write two or three sentences: compare their $z$ and $h$, then their bars, and say what a step does to them. Double-click the next cell and answer there.

# %% [markdown] nbgrader={"grade": true, "grade_id": "why_equal_units_stay_equal", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Call the two units 1 and 2. **Forward:** they have the same weights and the same bias, so for every example $z_1 = z_2$, and hence $h_1 = h_2$.
# **Backward:** $\bar h_1 = \sum_k \bar y_k w^{(2)}_{k1}$ and $\bar h_2 = \sum_k \bar y_k w^{(2)}_{k2}$ are equal, because the columns of $\mathbf{W}^{(2)}$ are. The slopes are taken at equal pre-activations, so $\bar z_1 = \bar z_2$, and with them
# $\bar w^{(1)}_{1d} = \bar z_1 x_d = \bar w^{(1)}_{2d}$ and $\bar b^{(1)}_1 = \bar b^{(1)}_2$. Likewise $\bar w^{(2)}_{k1} = \bar y_k h_1 = \bar y_k h_2 = \bar w^{(2)}_{k2}$. Sums over the examples of equal terms are equal.
# **The step:** equal parameters, minus the learning rate times equal gradients, are equal again: rows, biases and columns. So the situation is the same before the next step, and by induction before every step.
# (The data do not matter: nothing above depended on $\mathbf{x}$ or $\mathbf{t}$. Two such units act as one, and only a start that is not equal separates them.)
# ### END SOLUTION

# %% [markdown]
# ## 6.8 More units, and why two often fail
#
# A random start makes the units different. That is needed, and not always enough. Does it help to have more of them?
#
# ### Predict: more units
#
# Thirty networks with *eight* hidden units are trained for 800 steps from random starts. How many find XOR?
#
# * **a** — fewer than 16: there is more to get right
# * **b** — about as many
# * **c** — nearly all

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "a"  # more parameters, more that can go wrong


# %% jupyter={"source_hidden": true}
# Trains 60 networks; then computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def two_or_eight():
    two, eight = xor_runs.how_often(sizes=(2, 8))
    return (
        "a" if eight.found < two.found - 3 else "c" if eight.found > 25 else "b",
        f"With two units {two.found} of {two.starts} find it, with eight {eight.found} of {eight.starts}. Eight "
        "units can compute XOR in many more ways, so a way is easier to reach.",
    )


after([], lambda: settle(prediction_2, *two_or_eight()))

# %% [markdown]
# The same for other numbers of hidden units:

# %%
after([], lambda: pictures.how_often_xor(xor_runs.how_often(sizes=(1, 2, 3, 4, 8))))

# %% [markdown]
# Two units are enough to represent XOR, but training often does not *find* it. More units than needed make it easier: one reason why real networks are so large.
#
# What goes wrong in a start that fails? Here is start 3, trained longer. Look at the last two pictures: the inputs $(1, 0)$ and $(1, 1)$ lie together in a corner of hidden space.


# %%
def show_training(number=3, at=(0, 200, 800, 5000)):
    start = xor_runs.random_start(2, (2, number))  # two hidden units, start 3 of the thirty (counted from 0)
    return pictures.xor_training(xor_runs.snapshots(None, start, at))


after([], show_training)

# %% [markdown]
# From step 800 to 5000 the cost hardly falls: this is a **plateau**. The outputs for $(1, 0)$ and $(1, 1)$ stay near ½, and should be 1 and 0. For both inputs unit 1 gives nearly 1, and unit 2 nearly 0. There σ is flat, as for the confidently wrong unit of notebook 4. So the two inputs that should change the weights send almost nothing back.
#
# So why had 14 of 30 not found XOR after 800 steps? Most of them are like start 3. In 12 of the 14, both units were then flat at the inputs that were still wrong: their slopes there are below 0.06, and σ has slopes up to 0.25. Flat does not mean stuck for ever: 20 of the thirty have found XOR within 1600 steps, and 24 within 5000. (Section 6.13 looks at start 1, which fails for another reason.)
#
# **You may stop here.** The core is done, and [`07_features_and_overfitting`](07_features_and_overfitting.ipynb) needs nothing beyond it. Look at [how far you are](#How-far-you-are).
#
# ## Going further
#
# Nothing below carries points, and nothing later needs it.

# %% [markdown]
# ## 6.9 Which index comes first?
#
# *Builds on section 6.1.* The lecture uses both orders. Its slide "Computations" (if you have the lecture's slides) writes the weight from $i$ to $j$ as $w_{ij}$: from, to. Its appendix, and this course, write **to, from**: forward, the sums run over the second index.

# %%
pictures.two_layer_network("forward")

# %% [markdown]
# Would you notice the wrong order?
#
# ### Predict: the other order
#
# In the lecture's XOR network (notebook 2) all four entries of `W1` are 1. You program it, and by mistake you read `W1[from, to]`. What do you see on the four inputs?
#
# * **a** — an error: the shapes do not fit
# * **b** — the right output for every input
# * **c** — a wrong output for some input

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "c"  # the other order is another network


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def xor_in_the_other_order():
    lectures_W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    hidden = xor_runs.X @ lectures_W1 + np.array([-0.5, -1.5]) > 0  # W1[from, to]; ours would be lectures_W1.T
    says = 1 * (hidden @ np.array([1.0, -1.0]) - 0.5 > 0)
    another = np.array([[1.0, 10.0], [100.0, 1000.0]])
    ours, slides = another @ np.array([1.0, 2.0]), another.T @ np.array([1.0, 2.0])
    return (
        "b" if np.array_equal(says, xor_runs.T[:, 0]) else "c",
        f"The outputs are {', '.join(map(str, says))}. All four weights are 1, so both orders are the same network. With "
        f"[[1, 10], [100, 1000]] and x = (1, 2) they are not: ours gives {ours[0]:.0f} and {ours[1]:.0f}, the other order "
        f"{slides[0]:.0f} and {slides[1]:.0f}. NumPy still reports no error, because the array is square.",
    )


settle(prediction_3, *xor_in_the_other_order())

# %% [markdown]
# ## 6.10 How many different units?
#
# *Builds on section 6.7.*
#
# ### Exercise 6 · `distinct_hidden_units` (extra)
#
# A hidden unit is a row of `W1` with its entry of `b1`. Return how many **different** ones there are, as a whole number. Two are equal if none of their numbers differ by more than `tol`.
#
# <details><summary>Hint 1</summary>
#
# Rounding will not do: two numbers that are very close may be rounded to different ones. Go through the units 0.5, 0.7 and 0.5 by hand: what do you have to remember?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Keep a list of the different units so far. A new one differs from *all* of them. `np.column_stack([W1, b1])` has one row for each unit.
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
# Now change one weight of section 6.7's four equal units by 0.01. Three of them stay copies of one another. That makes two *different* units, and two are what XOR needs.


# %%
def nearly_equal_units():
    start = {"W1": np.array([[0.8, -0.5]] * 4), "b1": np.full(4, 0.1), "W2": np.full((1, 4), 0.6), "b2": np.zeros(1)}
    start["W1"][0, 0] += 0.01
    for shot in xor_runs.snapshots(train, start, (0, 1000, 2000, 3000)):
        units = distinct_hidden_units(shot.parameters["W1"], shot.parameters["b1"])
        print(f"after {shot.step:5} steps: {units} distinct hidden units, cost {shot.cost:.4f}")


after(["cost_and_gradients", "train", "distinct_hidden_units"], nearly_equal_units)

# %% [markdown]
# ## 6.11 Repair
#
# *Builds on section 6.5.* Somebody tried this backward pass on a network with two inputs, two hidden units and two outputs. It ran, and it has **one** mistake. The symptom: the gradients of the output layer agree with the measurement, and those of the hidden layer do not. Run both cells and see.


# %%
def backward_batch(X, T, W1, b1, W2, b2):
    # forward pass
    hidden = logistic(b1 + X @ W1.T)
    output = b2 + hidden @ W2.T
    # backward pass
    output_bar = (output - T) / len(X)
    W2_bar = output_bar.T @ hidden
    b2_bar = output_bar.sum(axis=0)
    hidden_bar = output_bar @ W2.T
    pre_bar = hidden_bar * (hidden - hidden**2)
    W1_bar = pre_bar.T @ X
    b1_bar = pre_bar.sum(axis=0)
    return {"W2_bar": W2_bar, "b2_bar": b2_bar, "W1_bar": W1_bar, "b1_bar": b1_bar}


# %% tags=["solved-only"]
# Repaired: W2 leads from the hidden units to the outputs; output_bar @ W2 sums over the outputs.
def backward_batch(X, T, W1, b1, W2, b2):
    # forward pass
    hidden = logistic(b1 + X @ W1.T)
    output = b2 + hidden @ W2.T
    # backward pass
    output_bar = (output - T) / len(X)
    W2_bar = output_bar.T @ hidden
    b2_bar = output_bar.sum(axis=0)
    hidden_bar = output_bar @ W2
    pre_bar = hidden_bar * (hidden - hidden**2)
    W1_bar = pre_bar.T @ X
    b1_bar = pre_bar.sum(axis=0)
    return {"W2_bar": W2_bar, "b2_bar": b2_bar, "W1_bar": W1_bar, "b1_bar": b1_bar}


# %%
def random_batch(N, D, H, K):
    rng = np.random.default_rng(8)
    shapes = {"X": (N, D), "T": (N, K), "W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def cost_of(batch):
    Y = logistic(batch["X"] @ batch["W1"].T + batch["b1"]) @ batch["W2"].T + batch["b2"]
    return np.mean(np.sum((Y - batch["T"]) ** 2, axis=1)) / 2


def compare_with_measurement(step=1e-5):
    batch = random_batch(N=5, D=2, H=2, K=2)
    bars = backward_batch(**batch)
    for name in ("W2", "b2", "W1", "b1"):
        measured = np.zeros(batch[name].shape)
        for index in np.ndindex(measured.shape):
            nudge = np.zeros(measured.shape)
            nudge[index] = step
            above, below = ({**batch, name: batch[name] + way * nudge} for way in (1, -1))
            measured[index] = (cost_of(above) - cost_of(below)) / (2 * step)
        difference = np.abs(bars[f"{name}_bar"] - measured).max()
        print(f"{name}_bar {'agrees' if difference < 1e-6 else f'is off by up to {difference:.2g}'}")


compare_with_measurement()

# %% [markdown]
# Find the mistake and fix it in the cell that defines `backward_batch`. Run that cell and the check below. It carries no points.
#
# <details><summary>Hint 1</summary>
#
# Call it at sizes that are all different: `backward_batch(**random_batch(N=5, D=3, H=4, K=2))`. In which line does it stop?
#
# </details>
# <details><summary>Hint 2</summary>
#
# `hidden_bar` must be `(N, H)`, and `output_bar` is `(N, K)`. Which of `W2` and `W2.T` is `(K, H)`?
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_backward_batch", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_batch",
    backward_batch,
    two_layer.square_batch,
    Returns.as_dict("W2_bar", "b2_bar", "W1_bar", "b1_bar"),
    explained=False,
)

# %% [markdown]
# ## 6.12 Any number of layers
#
# *Builds on section 6.5.* A network may have any number of layers, with σ after each but the last. Its parameters are a list `layers` of pairs `(W, b)`. Layer `i`, counted from 0, reads `activations[i]`, and `activations[0]` is `X`. Keep them all for the backward pass, which goes through the list from its end. With three layers:
#
# | layer `i` | gets the error signal of | and sends, through its own `W`, |
# |---|---|---|
# | 2 | the outputs | that of layer 1's pre-activations, with the slope at `activations[2]` |
# | 1 | its pre-activations | that of layer 0's, with the slope at `activations[1]` |
# | 0 | its pre-activations | nothing |
#
# ### Exercise 7 · `deep_cost_and_gradients` (extra)
#
# Return `(J, gradients)`: the cost as in exercise 4, and a list of pairs `(W_bar, b_bar)` in the order of `layers`. There may be one layer only. (Messages call the gradients `W1_bar`, `b1_bar`, …, counted from 1.)
#
# <details><summary>Hint 1</summary>
#
# Forward: begin the list `activations` with `X`. Each layer appends its output, without σ if it is the last.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Backward: `reversed(range(len(layers)))` counts down. Each layer repeats exercise 4's lines for `W2_bar` and `b2_bar`, then those for `A_bar` and `Z_bar`, with `activations[i]` in the place of `A`. Layer 0 sends nothing. The gradients come out in reverse order.
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
# With two layers it is exercise 4 again, so the two must agree.


# %%
def both_agree(N=5, D=3, H=4, K=2):
    rng = np.random.default_rng(8)
    shapes = {"X": (N, D), "T": (N, K), "W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    case = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    J, grads = cost_and_gradients(**case)
    pairs = [(case["W1"], case["b1"]), (case["W2"], case["b2"])]
    J_deep, ((W1_bar, b1_bar), (W2_bar, b2_bar)) = deep_cost_and_gradients(case["X"], case["T"], pairs)
    deep = {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}
    largest = max(abs(J - J_deep), *(np.abs(grads[name] - deep[name]).max() for name in deep))
    print(f"cost {J:.6f} and {J_deep:.6f}, largest difference of all numbers {largest:.1e}")


after(["cost_and_gradients", "deep_cost_and_gradients"], both_agree)

# %% [markdown]
# ## 6.13 Start 1, unit by unit
#
# *Builds on section 6.8.* In 12 of the 14 starts that fail, both units are flat. The other two are start 1, and start 27, which was nearly done. What keeps start 1 on its plateau? After 5000 steps unit 1 has separated the input (1, 0), and three of the four outputs are right. The other three inputs lie in one corner of hidden space, where both units are flat. With one output, $\bar z_j = \bar y\, w^{(2)}_{1j} \cdot h_j (1 - h_j)$. For each unit, here are the slope and the weight in this product, and the largest entry of its row of `W1_bar`.


# %%
def unit_by_unit(looks=((1, 800), (1, 5000), (4, 800))):
    for number, step in looks:
        (shot,) = xor_runs.snapshots(None, xor_runs.random_start(2, (2, number)), (step,))
        for j, unit in enumerate(xor_runs.hidden_units(shot.parameters), start=1):
            print(
                f"start {number}, step {step:4}, unit {j}: largest slope {unit.slope:.3f}, "
                f"weight to the output {unit.weight:5.2f}, W1_bar up to {unit.largest:.4f}"
            )


after([], unit_by_unit)

# %% [markdown]
# After 800 steps one factor is tiny in each unit of start 1: the slope in unit 2 (at most about 0.01), which gives nearly 1 for every input, and the weight in unit 1. So both rows of `W1_bar` are small. After 5000 steps the slope of 0.250 is at the input (1, 0), which is right already. In start 4 neither factor is small.

# %% [markdown]
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "two_layer_by_hand": 2,
        "backward_indices": 4,
        "backward_vectorised": 5,
        "cost_and_gradients": 5,
        "train": 4,
        "distinct_hidden_units": 0,
        "backward_batch": 0,
        "deep_cost_and_gradients": 0,
    }
)

# %% [markdown]
# The written question is not in this table: a person reads it.
#
# ## Recap
#
# * `W[to, from]`, always. Forward, the *second* index of `W2` is summed over; backward, the first: hence the transpose.
# * In a batch the factor $\frac1N$ comes in once, and parameters sum over the examples.
# * An error signal has the shape of its value, and square matrices hide a transpose.
# * Hidden units that start equal stay equal, so a network starts from random weights.
# * What a network can represent, gradient descent need not find: it can get stuck, or wait very long, where error signals are nearly 0, for example where σ is flat.
#
# **What comes next.** [`07_features_and_overfitting`](07_features_and_overfitting.ipynb): what the hidden units of a network learn when it looks at digits, and how to tell whether it has learned too much.
