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
# # 2 · Threshold networks: a network that computes XOR
#
# No straight line separates the two classes of XOR, so no single unit computes it. Yet three units, connected in the right way, do. What do the first two do for the third?
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

from itertools import product

from utils import after, check_task, pictures, settle, summary, tasks

# %% [markdown]
# **Try this.** Run the next cell. The marks are the four inputs of XOR. Drag the slider slowly from left to right and watch $(0, 1)$ and $(1, 0)$: at the end they are at one place.

# %%
from utils import play

play.morph()

# %% [markdown]
# **When you are done you can**
#
# * compute a unit with any activation function, and a network of three units by hand,
# * say what hidden space is, and why a line separates XOR there,
# * say why small steps along a derivative cannot teach threshold units, and why they can teach logistic units.
#
# **What you need:** notebook 1: gates, the unit with a threshold, and what it means that a line separates two classes.
#
# **Time:** core about 50 minutes; with *Going further* about two and a half hours (estimates). **Points:** 20, in five exercises.

# %% [markdown]
# ## 2.1 One unit, any activation function
#
# Notebook 1's unit computes $z = \mathbf{w} \cdot \mathbf{x} + b$ and then applies a step: $y = \mathbb{I}[z > 0]$. (From here on vectors are printed in bold, and from notebook 6 on matrices too.) Now let any function $\varphi$ (say *phi*) take the place of the step:
#
# $$
# z = \mathbf{w} \cdot \mathbf{x} + b \;\text{ (the pre-activation)}, \qquad h = \varphi(z) \;\text{ (the activation)} .
# $$
#
# $\varphi$ is called the **activation function**. The picture names the parts:

# %%
pictures.neuron()

# %% [markdown]
# The first activation function is the one you know, the **hard threshold**: 1 if $z > 0$, and 0 otherwise. A **tie**, $z = 0$, gives 0.
#
# ### Exercise 1 · `hard_threshold` (2 points)
#
# Write the hard threshold, in one line. `z` is a NumPy array of any shape, or one NumPy number. Return zeros and ones in the same shape.
#
# <details><summary>Hint 1</summary>
#
# For an array, `z > 0` compares every entry and gives an array of `True` and `False`. An `if` cannot do that: it wants one truth value.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `True` and `False` are right here, but 1.0 and 0.0 are easier to calculate with later. `np.where(condition, a, b)` takes `a` where the condition is true and `b` elsewhere.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "hard_threshold", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hard_threshold(z):
    """1.0 where z is above 0, and 0.0 elsewhere; z has any shape."""
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, 0.0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_hard_threshold", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("hard_threshold", hard_threshold, tasks.threshold.hard_threshold)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("hard_threshold", hard_threshold, tasks.threshold.hard_threshold, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Here are the four inputs of zeros and ones, one per row. They are in **counting order**: as binary numbers they are 0, 1, 2, 3.

# %%
X_all = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

# %% [markdown]
# ### Predict: another bias
#
# A threshold unit with the weights $(1, 1)$ and the bias $-\tfrac32$ computes AND. What does it compute with the bias $-1$? Write one letter, run that cell, then the folded one below it.
#
# * **a** — OR
# * **b** — AND
# * **c** — neither of them

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # the sum reaches 1 for one input that is 1


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_tie():
    sums = X_all.sum(axis=1) - 1.0
    computed = [int(value) for value in sums > 0]
    return (
        {(0, 1, 1, 1): "a", (0, 0, 0, 1): "b"}.get(tuple(computed), "c"),
        f"On the four inputs in counting order z is {', '.join(f'{value:g}' for value in sums)}, so h is "
        f"{', '.join(map(str, computed))}. At (0, 1) and (1, 0) there is a tie, and a tie gives 0. "
        "A bias halfway between two sums, such as −½ or −3/2, keeps away from ties.",
    )


settle(prediction_1, *settle_the_tie())

# %% [markdown]
# ### Exercise 2 · `unit` (4 points)
#
# Write a unit with any activation function. `x` is one example, of shape `(D,)`, or a batch of shape `(N, D)`. `phi` is a function, and the last line calls it. You write one line, for `z`; it has to work for both shapes of `x`.
#
# <details><summary>Hint 1</summary>
#
# The operator `@` is the dot product. With a matrix on its left and a vector on its right it takes the dot product of every row with the vector.
#
# </details>
# <details><summary>Hint 2</summary>
#
# So one expression works for both shapes, if `x` stands on the left of `@`. The bias is added to the result.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "unit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def unit(x, w, b, phi):
    """A unit: phi of the weighted sum plus the bias. x has shape (D,) or (N, D), w has shape (D,)."""
    # z: the pre-activation, one number or an array (N,)
    ### BEGIN SOLUTION
    z = x @ w + b
    ### END SOLUTION
    return phi(z)


# %% nbgrader={"grade": true, "grade_id": "test_unit", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("unit", unit, tasks.threshold.unit)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("unit", unit, tasks.threshold.unit, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Your two functions together compute AND for all four inputs at once. You should see three zeros and a one.

# %%
after(["hard_threshold", "unit"], lambda: unit(X_all, np.array([1.0, 1.0]), -1.5, hard_threshold))

# %% [markdown]
# ## 2.2 Three units compute XOR
#
# One unit cannot compute XOR. Take two units that read the inputs, and a third that reads these two:
#
# $$
# \begin{aligned}
# h_1 &= \mathbb{I}\left[x_1 + x_2 - \tfrac12 > 0\right] && \text{OR} \\
# h_2 &= \mathbb{I}\left[x_1 + x_2 - \tfrac32 > 0\right] && \text{AND} \\
# y &= \mathbb{I}\left[h_1 - h_2 - \tfrac12 > 0\right] && \text{OR, but not AND}
# \end{aligned}
# $$
#
# We call it **the lecture's network**, after the lecture that this course follows. The units $h_1$ and $h_2$ form the **hidden layer**. The unit $y$ is the **output**.
#
# ### Exercise 3 · `xor_network` (5 points)
#
# Write this network for a batch `X` of shape `(N, 2)`, with any real numbers in it. The line for `h1` is given. There are **two** places to fill in, one line each: first `h2`, then `y`.
#
# <details><summary>Hint 1</summary>
#
# Each line is one of the formulas above. `x1`, `x2` and `h1` are arrays of shape `(N,)`, so NumPy computes all examples at once.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Write each as the line for `h1` is written, or call your `hard_threshold`. (NumPy does not subtract True and False. If yours returns those, write `1.0 *` before the call.)
#
# </details>


# %% tags=["builds-on:hard_threshold", "builds-on:unit"] nbgrader={"grade": false, "grade_id": "xor_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_network(X):
    """The lecture's XOR network: h with shape (N, 2), y with shape (N,), for X with shape (N, 2)."""
    x1 = X[:, 0]
    x2 = X[:, 1]

    h1 = np.where(x1 + x2 - 0.5 > 0, 1.0, 0.0)  # 1 where the condition is true, 0 elsewhere: an array (N,)
    # h2: the other hidden unit, (N,)
    ### BEGIN SOLUTION
    h2 = np.where(x1 + x2 - 1.5 > 0, 1.0, 0.0)
    ### END SOLUTION
    h = np.stack([h1, h2], axis=1)  # side by side, as columns

    # y: the output, (N,)
    ### BEGIN SOLUTION
    y = np.where(h1 - h2 - 0.5 > 0, 1.0, 0.0)
    ### END SOLUTION
    return h, y


# %% nbgrader={"grade": true, "grade_id": "test_xor_network", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_task("xor_network", xor_network, tasks.threshold.xor_network)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("xor_network", xor_network, tasks.threshold.xor_network, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The hidden layer turns every input $(x_1, x_2)$ into a pair $(h_1, h_2)$. This pair is a point too, in a plane of its own: **hidden space**. The output unit sees nothing else.
#
# Run the folded cell. Its picture shows both spaces. Discs are inputs with $y = 1$, squares those with $y = 0$. The plane is shaded where the output is 1. Look at the right: a dashed arrow shows where an input moves, and the open circle is the place where it was.

# %% jupyter={"source_hidden": true}
# Draws the lecture's network. (Folded: section 2.4 says what these arrays are.)
pictures.hidden_space(
    W1=np.array([[1.0, 1.0], [1.0, 1.0]]),  # one row for each hidden unit
    b1=np.array([-0.5, -1.5]),
    w2=np.array([1.0, -1.0]),
    b2=-0.5,
)

# %% [markdown]
# In hidden space $(0, 1)$ and $(1, 0)$ coincide, because both hidden units see only the sum $x_1 + x_2$. So **one line separates the discs from the squares**. In input space it takes two lines and the strip between them. This is a feature map, as in notebook 1, and each feature is computed by a unit.
#
# ## 2.3 Features serve a task
#
# ### Predict: an easy gate
#
# Keep this hidden layer, and choose new weights and a new bias for the output. In input space the gate that copies $x_1$ is easy: one line does it. Can the output unit compute it from $(h_1, h_2)$?
#
# * **a** — yes, with weights that are not negative
# * **b** — yes, but only with a negative weight, as for XOR
# * **c** — no, whatever the weights

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "a"  # it was easy before


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_copy():
    hidden = np.stack([X_all.sum(axis=1) > 0.5, X_all.sum(axis=1) > 1.5], axis=1) * 1.0
    tried = [np.array(weights) for weights in product(np.arange(-3.0, 3.5, 0.5), repeat=3)]
    found = [weights for weights in tried if np.array_equal(hidden @ weights[:2] + weights[2] > 0, X_all[:, 0] == 1)]
    came_out = "c" if not found else "a" if any(min(weights[:2]) >= 0 for weights in found) else "b"
    first, second = (f"({h1:g}, {h2:g})" for h1, h2 in hidden[1:3])
    place = (
        f"both inputs, (0, 1) and (1, 0), are at the point h = {first}, so the output unit cannot tell them apart"
        if first == second
        else f"(0, 1) is at {first} and (1, 0) at {second}"
    )
    return came_out, (
        f"Of {len(tried)} choices of the output's weights and bias, {len(found)} compute it. In hidden space "
        f"{place}. A copy of x₁ must be 0 for (0, 1) and 1 for (1, 0)."
    )


settle(prediction_2, *settle_the_copy())

# %% [markdown]
# Here are all 16 gates of two inputs. Only three points of hidden space are occupied, and a line can divide the corners of a triangle in every way. So the output unit can compute $2^3 = 8$ gates.

# %%
pictures.gates_in_hidden_space()

# %% [markdown]
# In input space a line separates 14 gates. Hidden space gains XOR and XNOR and loses eight, because this hidden layer throws away which of the two inputs is 1. For XOR that does not matter; for copying $x_1$ it is everything. **Features are good or bad for a task, not in themselves.**
#
# ## 2.4 Another network for XOR
#
# Weights are easier to handle as arrays. There are $H$ hidden units. **Each row of $W_1$ holds the weights of one hidden unit**, so $W_1$ has shape `(H, D)`, and `W1[j, d]` is the weight *to* hidden unit $j$ *from* input $d$. The biases of the hidden units are $\mathbf{b}_1$, of shape `(H,)`. The output has the weights $\mathbf{w}_2$, of shape `(H,)`, and the bias $b_2$, a number. (In these four the index names the *layer*; in $x_1$ and $h_1$ it counts entries. NumPy counts from 0: $h_1$ belongs to row 0 of `W1`.)
#
# Run the next two cells. The first defines a program for any such network, which calls your `unit` for each hidden unit and for the output. The second runs the lecture's network with it: you should see XOR.


# %% nbgrader={"grade": false, "grade_id": "given_network_output", "locked": true, "schema_version": 3, "solution": false, "task": false}
def network_output(X, W1, b1, w2, b2):
    """The output of a threshold network, shape (N,), for X with shape (N, D)."""
    units = [unit(X, W1[j], b1[j], hard_threshold) for j in range(len(b1))]
    h = np.stack(units, axis=1)  # the hidden layer, shape (N, H)
    return unit(h, w2, b2, hard_threshold)


# %%
def run_the_lecture():
    return network_output(
        X_all,
        W1=np.array([[1.0, 1.0], [1.0, 1.0]]),  # row 0: OR, row 1: AND
        b1=np.array([-0.5, -1.5]),
        w2=np.array([1.0, -1.0]),
        b2=-0.5,
    )


after(["hard_threshold", "unit"], run_the_lecture)

# %% [markdown]
# ### Exercise 4 · `my_xor_weights` (5 points)
#
# OR and AND are not the only pair of hidden units that works. Find **another** network with two hidden units that computes XOR on the four inputs. At least one of its hidden units must compute neither OR nor AND.
#
# The first hidden unit is given, from notebook 1: it is 1 for $(1, 0)$ alone. The biases of both hidden units are given too. Write three lines: `second_unit`, a list of two weights; `w2`, an array of two weights; and `b2`, a number. (You may also change what is given. Any weights that do this are right.)
#
# <details><summary>Hint 1</summary>
#
# XOR is 1 in two cases: for $(1, 0)$ and for $(0, 1)$. The given unit is for the first case. What do you have to change in its weights for the second?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The second hidden unit has the two weights exchanged. The output is 1 if at least one of the two hidden units is: you know that gate, and weights for it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "my_xor_weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_xor_weights():
    """The weights (W1, b1, w2, b2) of a threshold network for XOR; at least one hidden unit is neither OR nor AND."""
    first_unit = [1.0, -1.0]  # with the bias -0.5 it is 1 for (1, 0) alone
    b1 = np.array([-0.5, -0.5])  # the biases of both hidden units
    # second_unit, w2 and b2
    ### BEGIN SOLUTION
    second_unit = [-1.0, 1.0]  # x2 and not x1
    w2 = np.array([1.0, 1.0])  # either of them
    b2 = -0.5
    ### END SOLUTION
    W1 = np.array([first_unit, second_unit])  # a row for each hidden unit
    return W1, b1, w2, b2


# %% nbgrader={"grade": true, "grade_id": "test_my_xor_weights", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_task("my_xor_weights", my_xor_weights, tasks.threshold.my_xor_weights)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("my_xor_weights", my_xor_weights, tasks.threshold.my_xor_weights, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Now watch the inputs move through your own hidden layer. With the given unit and its mirror image it is $(0, 0)$ and $(1, 1)$ that come together.

# %%
after(["my_xor_weights"], lambda: play.morph(*my_xor_weights()))

# %% [markdown]
# ## 2.5 Learning by small steps
#
# So far you chose the weights. To **learn** them, a network starts with wrong ones and changes each a little in the direction that makes its output less wrong. A derivative gives that direction.
#
# Take the lecture's network with one wrong bias: $h_1$ has $-\tfrac32$ instead of $-\tfrac12$. Now $h_1$ computes AND, the output is 0 everywhere, and two of the four inputs are wrong. The **cost** $\mathcal{J}$ measures this: it is the mean of $\tfrac12 (y - t)^2$ over the four inputs, where $t$ is what XOR should give. The folded cell measures its derivative with respect to the bias: it moves the bias a little up and a little down, and compares the two costs. Run it; it prints nothing yet.


# %% jupyter={"source_hidden": true}
# Measures a derivative of the cost. (Folded: the sentences above say what it does.)
def cost_of_xor(phi, bias):
    """The cost of the lecture's network with the activation function phi, and this bias in its first hidden unit."""
    total = X_all.sum(axis=1)
    output = phi(phi(total + bias) - phi(total - 1.5) - 0.5)
    return np.mean(0.5 * np.square(output - np.array([0.0, 1.0, 1.0, 0.0])))


def measured_derivative(phi, bias):
    """How fast the cost grows with this bias: the difference of two costs, divided by the distance."""
    return (cost_of_xor(phi, bias + 1e-5) - cost_of_xor(phi, bias - 1e-5)) / 2e-5


# %% [markdown]
# ### Predict: which way?
#
# A larger bias would fix the network. What is the measured derivative for the hard threshold, at the wrong bias $-\tfrac32$?
#
# * **a** — a negative number: the cost falls when the bias grows
# * **b** — a positive number
# * **c** — exactly 0

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "a"  # a larger bias is better


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_slope():
    def step(z):
        return np.heaviside(z, 0.0)

    slope = measured_derivative(step, -1.5)
    return (
        "a" if slope < 0 else "b" if slope > 0 else "c",
        f"The cost is {cost_of_xor(step, -1.5 + 1e-5):g} a little above and {cost_of_xor(step, -1.5 - 1e-5):g} a little "
        f"below, so the derivative is {slope:g}. Only at a bias above −1 does an output change, and then the cost "
        f"jumps to {cost_of_xor(step, -0.5):g}. A small step shows nothing of that.",
    )


settle(prediction_3, *settle_the_slope())

# %% [markdown]
# It is the same for every weight of every threshold network, because a weight acts on the output only through steps. A step is flat on both sides of 0: **its derivative is 0 everywhere** except at the jump, where it has none. So there is no direction to follow, and small steps along a derivative cannot teach a network of hard thresholds.
#
# ## 2.6 A unit that can learn
#
# Replace the step by a smooth one. The **logistic function**
#
# $$
# \sigma(z) = \frac{1}{1 + e^{-z}}
# $$
#
# also goes from 0 to 1, and it is $\tfrac12$ at $z = 0$. Its derivative is above 0 everywhere, so it rises everywhere. It is given:

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as logistic  # σ(z) = 1 / (1 + e^(−z))

logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# How close does it come to a threshold? Multiply $z$ by a **scale** $k > 0$. **Try this:** move $k$ up from 0.5. (The diamonds mark $z = \pm\tfrac12$.) On the right is the XOR network of such units, and the shading is its output, which is below ½ everywhere at first. From which $k$ on do you see two lines, where the output is ½, with both discs between them?

# %%
play.sharpness()

# %% [markdown]
# (They appear at about $k = 2.2$.) As $k$ grows, $\sigma(kz)$ approaches 1 for $z > 0$ and 0 for $z < 0$. At $z = 0$ it stays $\tfrac12$.
#
# You need no new function for that. Since $k (\mathbf{w} \cdot \mathbf{x} + b) = (k\mathbf{w}) \cdot \mathbf{x} + kb$, the scale can move into the weights and the bias: **a logistic unit with large weights and a large bias is almost a threshold unit.** Scale both. If you scale $\mathbf{w}$ alone, the place where the unit crosses $\tfrac12$ moves.
#
# ### Exercise 5 · `sharpen` (4 points)
#
# In one line, return the pair $(k\mathbf{w}, kb)$: the weights and the bias of the sharper unit. It should work for a whole layer too, with `w` of shape `(H, D)` and `b` of shape `(H,)`. Return new arrays; do not change the given ones.
#
# <details><summary>Hint 1</summary>
#
# NumPy multiplies every entry of an array by a number, whatever its shape. The sign for it is `*`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `w *= k` changes the array that you were given. `k * w` makes a new one.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "sharpen", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sharpen(w, b, k):
    """The weights and bias of a unit, or of a layer, whose pre-activation is k times as large."""
    ### BEGIN SOLUTION
    return k * w, k * b
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sharpen", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("sharpen", sharpen, tasks.threshold.sharpen)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("sharpen", sharpen, tasks.threshold.sharpen, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Back to the wrong bias of section 2.5. Run the folded cell: it measures the same derivative with $\sigma(kz)$ in place of every step. Look at the sign, and at which $k$ the number is largest.


# %% jupyter={"source_hidden": true}
# Measures the derivative with σ(kz), for five values of k. (Folded: you know what it measures.)
def show_derivatives():
    print(" k   derivative of the cost with respect to the wrong bias")
    for scale in (1, 2, 4, 8, 16):

        def smooth(z, scale=scale):
            return logistic(scale * z)

        print(f"{scale:2}   {measured_derivative(smooth, -1.5):.1e}")


after([], show_derivatives)

# %% [markdown]
# Now it is negative: the cost falls when the bias grows, and that is right. **A logistic unit is a threshold unit that can learn.** The signal is strongest in between, in this table at $k = 4$. With a small $k$, each unit passes on little of a change. With a large $k$, a unit is flat away from its crossing. So when you train networks later, the weights start neither very large nor very small.
#
# **You may stop here.** The core is done: look at [how far you are](#How-far-you-are), and go on to [notebook 3](03_multilayer_perceptrons.ipynb). Or go further.
#
# ## Going further
#
# What follows carries no points. It is checked and recorded in the same way. To start here, choose Run → Run All Above Selected Cell.
#
# ## 2.7 Repair: a network without a loop
#
# *Builds on section 2.4 and on your `hard_threshold`.* `network_output` calls `unit` once for each hidden unit. Somebody wrote it without a loop: one matrix product computes the sums of all hidden units. The program has **one** mistake.
#
# The symptom: a network for AND, whose hidden units copy $x_1$ and $x_2$, comes out right. The lecture's network for XOR gives 1 for every input. Its author has tried many other weights since, and none computes XOR. Run both cells and see.


# %%
def run_network(X, W1, b1, w2, b2):
    """The output of a threshold network, shape (N,), for X with shape (N, D)."""
    h = X @ W1.T + b1  # the hidden layer, shape (N, H): the transpose has a column for each hidden unit
    z = h @ w2 + b2  # the pre-activation of the output, shape (N,)
    return hard_threshold(z)


# %% tags=["solved-only"]
# Repaired: the hidden units are units too. They step before the output reads them.
def run_network(X, W1, b1, w2, b2):
    """The output of a threshold network, shape (N,), for X with shape (N, D)."""
    h = hard_threshold(X @ W1.T + b1)  # the hidden layer, shape (N, H)
    z = h @ w2 + b2  # the pre-activation of the output, shape (N,)
    return hard_threshold(z)


# %%
def show_symptom():
    copies = np.array([[2.0, 0.0], [0.0, 2.0]]), np.array([-1.0, -1.0]), np.array([1.0, 1.0]), -1.5
    xor = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5
    for name, weights, right in (("AND", copies, "[0. 0. 0. 1.]"), ("XOR", xor, "[0. 1. 1. 0.]")):
        try:
            y = 1.0 * run_network(X_all, *weights)
        except Exception as error:
            y = f"{type(error).__name__}: {error}"
        print(f"{name}\n  should be       {right}\n  by the program  {y}")


after(["hard_threshold"], show_symptom)

# %% [markdown]
# Find the mistake and fix it in the cell that defines `run_network`. Run that cell and then the check below.
#
# <details><summary>Hint 1</summary>
#
# Take the lecture's network and the input $x = (1, 1)$. Work out $h_1$ and $h_2$ on paper. Then compute the program's `h` for this input in a new cell, and compare.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The output is a unit: a sum, then a step. What is a hidden unit?
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_run_network", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("run_network", run_network, tasks.threshold.run_network, explained=False)

# %% [markdown]
# Why did no weights help? Without the step in the hidden layer, the output's sum is a weighted sum of weighted sums of the inputs. That is again one weighted sum of the inputs, so the whole network is one unit, with one line. **It is the activation function that makes a hidden layer worth having.** Notebook 3 shows this for any number of layers.
#
# ## 2.8 Any Boolean function
#
# *Builds on section 2.4.* A **Boolean function** of $n$ bits (each 0 or 1) is a table with a 0 or a 1 for each of the $2^n$ inputs. In code the table is an array of $2^n$ numbers in counting order, with $x_1$ as the first, **most significant** bit. `product` from `itertools`, imported in the first cell, lists the inputs in this order:


# %%
def show_a_table(entries):
    for row, bits in enumerate(product([0, 1], repeat=3)):
        print(f"row {row}   x = {bits}   table[{row}] = {entries[row]}")


show_a_table(np.array([0, 1, 0, 0, 0, 1, 1, 0]))

# %% [markdown]
# There is a network for every such table. It rests on one idea: **a unit can single out one input**.
#
# **A worked example.** You want a unit that is 1 for $x = (1, 0, 1)$ and for no other input. Give weight $+1$ to each bit that should be 1, and weight $-1$ to each bit that should be 0. Then the weighted sum $x_1 - x_2 + x_3$ is 2 for $(1, 0, 1)$. Changing any bit lowers it by 1, so for all other inputs it is at most 1. A bias of $-\tfrac32$ lies between the two.


# %%
def show_one_singled_out():
    print("x          x1 - x2 + x3   h")
    for bits in product([0, 1], repeat=3):
        total = bits[0] - bits[1] + bits[2]
        print(f"{bits}  {total:12}   {1 if total - 1.5 > 0 else 0}")


show_one_singled_out()

# %% [markdown]
# Make one such hidden unit for every row of the table that holds a 1. Then the output has an easy task: it is 1 if any of them is.
#
# ### Exercise 6 · `boolean_network` (extra)
#
# Return the weights `(W1, b1, w2, b2)` of a threshold network that computes `table`, an array of $2^n$ zeros and ones, for any $n \ge 1$. The shapes are `(H, n)`, `(H,)`, `(H,)`, and a number. The number $H$ of hidden units is yours to choose, but there must be at least one, even for a table of zeros.
#
# If the length of `table` is not $2^n$ with $n \ge 1$, such as 3, 6 or 12, raise a `ValueError` whose message names `table`.
#
# Step 1 is written. Steps 2, 3 and 4 are **three** places to fill in, each marked by a line that says `raise NotImplementedError()`.
#
# <details><summary>Hint 1</summary>
#
# Step 2: after step 1, $2^n$ is at least the length of the table. If it is not equal to it, `raise ValueError("table ...")`. Step 3 begins by keeping the rows of `X` where the table is 1. A comparison between square brackets selects rows: `X[b > 0]` keeps those where `b` is above 0.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Step 3, for each row that you keep: its weights are $+1$ where the bit is 1 and $-1$ where it is 0. What is the weighted sum for the row itself? It is the number of ones in it. The bias is ½ minus that number.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Step 4: the output is the gate OR of all hidden units. Every hidden unit gets the same weight, and neither that weight nor the bias depends on how many there are. For a table of zeros step 3 keeps nothing: make one hidden unit there that is never 1, or one that the output does not count.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "boolean_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def boolean_network(table):
    """The weights (W1, b1, w2, b2) of a threshold network for a Boolean function, given by its table (2**n,)."""
    # Step 1. The number of bits, n, and all inputs of n bits in counting order, X (2**n, n).
    n = 1
    while 2**n < len(table):
        n += 1
    X = np.array(list(product([0, 1], repeat=n)))

    # Step 2. Refuse a table whose length is not 2**n.
    ### BEGIN SOLUTION
    if len(table) != 2**n:
        raise ValueError(f"table must have 2**n entries; it has {len(table)}")
    ### END SOLUTION

    # Step 3. The hidden layer, with a unit for each row where the table has a 1: W1 (H, n) and b1 (H,).
    # For a table of zeros: one unit all the same.
    ### BEGIN SOLUTION
    ones = X[table == 1]
    W1 = 2.0 * ones - 1.0  # +1 for a 1, −1 for a 0
    b1 = 0.5 - ones.sum(axis=1)
    if len(ones) == 0:
        W1, b1 = np.zeros((1, n)), np.array([-1.0])  # one unit, which is never 1
    ### END SOLUTION

    # Step 4. The output, which is 1 if any hidden unit is: w2 (H,) and b2.
    ### BEGIN SOLUTION
    w2 = np.ones(len(b1))
    b2 = -0.5
    ### END SOLUTION
    return W1, b1, w2, b2


# %% nbgrader={"grade": true, "grade_id": "test_boolean_network", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("boolean_network", boolean_network, tasks.threshold.boolean_network)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("boolean_network", boolean_network, tasks.threshold.boolean_network, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# So one hidden layer is enough for every Boolean function. Does that make all of them easy? Look at the price.
#
# ### Predict: the price
#
# **Parity** is 1 if an odd number of bits is 1, and 0 otherwise. For two bits it is XOR. How many hidden units does the construction above need for the parity of 10 bits?
#
# * **a** — 10
# * **b** — 512
# * **c** — 1024

# %%
prediction_4 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_4 = "c"  # one for each input


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def settle_the_price():
    odd = [sum(bits) % 2 for bits in product([0, 1], repeat=10)]
    return (
        {10: "a", 512: "b", 1024: "c"}[sum(odd)],
        f"Of the {len(odd)} inputs {sum(odd)} have an odd number of ones, and each of them gets a unit. "
        "Every further bit doubles that: with 30 bits it is more than 500 million units.",
    )


settle(prediction_4, *settle_the_price())

# %% [markdown]
# ## 2.9 Parity with few units
#
# *Builds on sections 2.4 and 2.8.* The construction of 2.8 does not look for structure; it copies the table. But parity depends only on *how many* bits are 1, not on which. The sum $s = x_1 + \dots + x_n$ is all that a hidden unit needs to see, and the unit $\mathbb{I}\left[s - j + \tfrac12 > 0\right]$ asks: are there **at least $j$** ones? The lecture's XOR network has two units of this kind, for $j = 1$ and $j = 2$.
#
# ### Exercise 7 · `parity_network` (extra)
#
# Return the weights `(W1, b1, w2, b2)` of a threshold network for the parity of $n$ bits with **exactly $n$** hidden units, for any $n \ge 1$. The shapes are `(n, n)`, `(n,)`, `(n,)`, and a number.
#
# <details><summary>Hint 1</summary>
#
# Let hidden unit $j$ ask whether there are at least $j$ ones, for $j = 1, \dots, n$. If exactly $s$ bits are 1, which of the hidden units are 1? Write it down for $n = 3$ and $s = 0, 1, 2, 3$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The first $s$ hidden units are 1 and the others 0. The output's weighted sum therefore adds the first $s$ entries of $\mathbf{w}_2$. It has to be large for $s = 1$, small for $s = 2$, large for $s = 3$, and so on. In the lecture's network $\mathbf{w}_2 = (1, -1)$.
#
# </details>
# <details><summary>Hint 3</summary>
#
# All hidden units have the same weights; only their biases differ. In $\mathbf{w}_2$ the signs alternate; an array of powers such as `(-1.0) ** np.arange(n)` has that pattern.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "parity_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def parity_network(n):
    """The weights (W1, b1, w2, b2) of a threshold network for the parity of n bits, with n hidden units."""
    ### BEGIN SOLUTION
    j = np.arange(1, n + 1)
    W1 = np.ones((n, n))  # each hidden unit counts the ones
    b1 = 0.5 - j  # unit j: are there at least j of them?
    w2 = np.where(j % 2 == 1, 1.0, -1.0)  # an odd one raises the sum to 1, an even one lowers it to 0
    return W1, b1, w2, -0.5
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_parity_network", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("parity_network", parity_network, tasks.threshold.parity_network)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("parity_network", parity_network, tasks.threshold.parity_network, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Compare the two constructions on the same table.


# %%
def compare_sizes():
    print("bits   copying the table   counting the ones")
    for n in (2, 4, 6, 8, 10):
        odd = np.array([sum(bits) % 2 for bits in product([0, 1], repeat=n)])
        print(f"{n:4}   {len(boolean_network(odd)[1]):17}   {len(parity_network(n)[1]):17}")


after(["boolean_network", "parity_network"], compare_sizes)

# %% [markdown]
# That a network *can* represent a function says nothing about how large it has to be. Here, knowing the structure saves almost all of it.
#
# ## 2.10 How sharp is sharp enough?
#
# *Builds on section 2.6.* Here is one unit with one input, approaching the threshold. It crosses $\tfrac12$ at $x = -b/w$. On the right, only $w$ is scaled, and the crossing moves.

# %%
pictures.closing_on_the_threshold()

# %% [markdown]
# Now take the whole XOR network with $\sigma(kz)$ in place of $\mathbb{I}[z > 0]$, **in both layers**:
#
# $$
# \begin{aligned}
# h_1 &= \sigma\left(k \cdot (x_1 + x_2 - \tfrac12)\right) \\
# h_2 &= \sigma\left(k \cdot (x_1 + x_2 - \tfrac32)\right) \\
# y &= \sigma\left(k \cdot (h_1 - h_2 - \tfrac12)\right)
# \end{aligned}
# $$
#
# Its output is never exactly 0 or 1. (The 0. and 1. printed in 2.6 for $\pm 1000$ are rounded.) But with a large $k$ it is close.
#
# ### Exercise 8 · `smallest_scale` (extra)
#
# For a `tolerance` between 0 and ½, return the smallest positive integer $k$ for which this network is within `tolerance` of XOR on **all four** inputs: $|y - t| \le$ `tolerance`, where $t$ is XOR. For example, `smallest_scale(0.1)` is 6 and `smallest_scale(0.01)` is 10.
#
# <details><summary>Hint 1</summary>
#
# Try $k = 1, 2, 3, \dots$ in this order and return the first one that is good enough. `for k in range(1, 1000)` is more than enough for every tolerance that you are asked for.
#
# </details>
# <details><summary>Hint 2</summary>
#
# For one $k$: compute `h1`, `h2` and `y` for the four rows of `X_all` at once, with `logistic`. Compare `y` with `np.array([0, 1, 1, 0])`.
#
# </details>
# <details><summary>Hint 3</summary>
#
# All four are within the tolerance if the largest of the four absolute differences is. `np.abs` and `np.max` give it.
#
# </details>


# %% tags=["builds-on:sharpen"] nbgrader={"grade": false, "grade_id": "smallest_scale", "locked": false, "schema_version": 3, "solution": true, "task": false}
def smallest_scale(tolerance):
    """The smallest integer k ≥ 1 with which the XOR network of σ(k·z) is within tolerance on all four inputs."""
    ### BEGIN SOLUTION
    s = np.array([0.0, 1.0, 1.0, 2.0])  # x1 + x2 for the four inputs
    xor = np.array([0.0, 1.0, 1.0, 0.0])
    for k in range(1, 1000):
        h1 = logistic(k * (s - 0.5))
        h2 = logistic(k * (s - 1.5))
        y = logistic(k * (h1 - h2 - 0.5))
        if np.max(np.abs(y - xor)) <= tolerance:
            return k
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_smallest_scale", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("smallest_scale", smallest_scale, tasks.threshold.smallest_scale)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("smallest_scale", smallest_scale, tasks.threshold.smallest_scale, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# What does each further digit cost? And what becomes of the derivative? For a large $k$ the pre-activations of the network, before they are multiplied by $k$, are nearly $\pm\tfrac12$ or $\pm\tfrac32$: that is where its units work. The last column is the measured slope of $\sigma(kz)$ at $z = \tfrac12$.


# %%
def show_scales():
    print("tolerance    k   slope of σ(kz) at z = ½")
    for digits in range(1, 9):
        k = smallest_scale(10.0**-digits)
        slope = (logistic(k * (0.5 + 1e-5)) - logistic(k * (0.5 - 1e-5))) / 2e-5
        print(f"    1e-{digits}   {k:2}   {slope:.1e}")


after(["smallest_scale"], show_scales)

# %% [markdown]
# Each further digit costs 4 or 5 more in $k$: for a large $k$ the error is about $e^{-k/2}$, and a tenth of it takes a $k$ larger by $2 \ln 10 \approx 4.6$. At the crossing the slope grows with $k$; it is $k/4$. At $z = \tfrac12$, where the unit works, the slope goes to 0, so almost no direction is left to follow.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "hard_threshold": 2,
        "unit": 4,
        "xor_network": 5,
        "my_xor_weights": 5,
        "sharpen": 4,
        "run_network": 0,
        "boolean_network": 0,
        "parity_network": 0,
        "smallest_scale": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * A **unit** computes $h = \varphi(\mathbf{w} \cdot \mathbf{x} + b)$: a weighted sum, a bias, an activation function. The hard threshold is strict, so a tie gives 0.
# * A **hidden layer** takes every input to a point of hidden space. For XOR it puts $(0, 1)$ and $(1, 0)$ on one point, and then one line separates the classes.
# * **Features serve a task.** In the hidden space for XOR a line separates 8 of the 16 gates, and none that tells $(0, 1)$ from $(1, 0)$.
# * A hard threshold has derivative 0 wherever it has one, so small steps along a derivative cannot teach it. **A unit with the logistic function $\sigma(kz)$ can learn**; $k$ belongs to the weights and the bias together.
# * *From Going further:* one hidden layer of threshold units computes **any Boolean function**, with a unit for each 1 in its table. Knowing the structure can save nearly all of them: parity takes $n$ units.
#
# **What comes next.** [`03_multilayer_perceptrons`](03_multilayer_perceptrons.ipynb): layers instead of single units, other activation functions, several layers after one another, and what such networks can represent when inputs and outputs are real numbers.
