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
# # 1 · XOR and feature maps: what a straight line can separate
#
# In notebook 0 no single straight line separated the four points. They are called **XOR**. Is there really no line? You will now try by hand.
#
# Run the folded cell below, then read on.

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

from utils import after, check_feature, check_task, pictures, play, settle, summary, tasks

# %% [markdown]
# Three sliders move a line. On its shaded side the answer is 1, on the other side 0. First make it right for AND, which is 1 only if both inputs are 1: circles on the shaded side, squares on the other. Then choose XOR in the menu, which is 1 if exactly one input is 1. How few mistakes can you reach?

# %%
play.line()

# %% [markdown]
# For XOR you were probably left with one mistake. You will prove that no line does better. Then you change the task so that a line can do it after all.
#
# **When you are done you can**
#
# * find weights and a bias for a unit that computes a given gate,
# * prove with numbers that no line computes XOR,
# * make a task separable with features.
#
# **What you need:** vectors and dot products, Python functions, NumPy arrays. `00_start_here` shows how checks and hints work.
#
# **Time:** core about 60 minutes; with *Going further* about two and a half hours (estimates). **Points:** 20, in exercises 1 to 5.
#
# ## 1.1 A unit with a threshold
#
# The line belongs to a **unit**. Its **input** is a list of $D$ numbers, $x = (x_1, \dots, x_D)$. For each of them the unit has a **weight**, $w = (w_1, \dots, w_D)$, and it has one more number, its **bias** $b$. It computes
#
# $$
# \begin{aligned}
# z &= w_1 x_1 + \dots + w_D x_D + b = w \cdot x + b && \text{the pre-activation} \\
# y &= \mathbb{I}[z > 0] && \text{the output}
# \end{aligned}
# $$
#
# $\mathbb{I}[\dots]$ is 1 if the condition in the brackets is true, and 0 if it is not. The threshold is **strict**: where $z$ is exactly 0, the output is 0.
#
# **A worked example**, one input at a time. Run it: the output is 1 for the two inputs with $x_1 = 1$.


# %%
def classify_one(x, w, b):
    z = w[0] * x[0] + w[1] * x[1] + b
    return 1 if z > 0 else 0


for point in [(0, 0), (0, 1), (1, 0), (1, 1)]:
    print(point, "->", classify_one(point, w=(2, -1), b=-0.5))

# %% [markdown]
# Many inputs at once are a **batch**: an array `X` of shape `(N, D)` with one input per **row**. You need no loop: `X @ w` is the dot product of every row with `w`, of shape `(N,)`. And `z > 0` compares every entry of an array `z`: it gives an array of `True` and `False`.
#
# ### Exercise 1 · `linear_classifier` (4 points)
#
# Compute the outputs for a whole batch, with any number $D$ of columns. Write two lines in place of `raise NotImplementedError()`, and leave `return y`: the first gives `z` its value, the second `y`. (`True` and `False` count as 1 and 0.)
#
# <details><summary>Hint 1</summary>
#
# First $z$, for all rows together. Adding the number `b` to an array adds it to every entry.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Then compare all of $z$ with 0, in one line and without `if`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "linear_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_classifier(X, w, b):
    """The outputs of a threshold unit for a batch X (N, D): an array (N,) of 0 and 1."""
    # z: the pre-activations of all rows. y: the outputs. Both have shape (N,).
    ### BEGIN SOLUTION
    z = X @ w + b
    y = (z > 0).astype(int)
    ### END SOLUTION
    return y


# %% nbgrader={"grade": true, "grade_id": "test_linear_classifier", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("linear_classifier", linear_classifier, tasks.gates.linear_classifier)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("linear_classifier", linear_classifier, tasks.gates.linear_classifier, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The inputs with $z = 0$ are the **boundary**. With $D = 2$ (and not both weights 0) it is the straight line $w_1 x_1 + w_2 x_2 + b = 0$: on one side of it $z$ is positive, on the other negative. (With $D = 3$ it is a plane. We call that a *line* too.) Two sets of points, called **classes**, are **linearly separable** if some unit gives 1 on every point of the one and 0 on every point of the other.
#
# ### Predict: ten times the weights
#
# You multiply all weights of a unit by 10, and also its bias. What happens to its outputs? Write one letter, run that cell, and then the folded one below it.
#
# * **a** — the boundary moves away from the origin, so some outputs change
# * **b** — the boundary rotates, so some outputs change
# * **c** — no output changes, whatever the input

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # a larger bias moves the boundary; but the weights grow too

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
some_inputs = np.random.default_rng(1).normal(size=(10000, 2))
z_before = some_inputs @ np.array([0.7, -1.2]) + 0.4
z_after = some_inputs @ (10 * np.array([0.7, -1.2])) + 10 * 0.4
changed = int(np.sum((z_before > 0) != (z_after > 0)))
settle(
    prediction_1,
    "c" if changed == 0 else "a",
    f"Of 10000 random inputs, {changed} change their output. z becomes ten times as large for every input, and its sign "
    "stays. So one line has many weights and biases, and you may choose their size.",
)

# %% [markdown]
# ## 1.2 Gates, and what each input demands
#
# A **gate** is a function of zeros and ones, whose output is 0 or 1. NOT takes a single input and gives the opposite. Here are three gates that take two, $x_1$ and $x_2$:
#
# | x₁ | x₂ | AND | OR | NAND |
# |---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 1 |
# | 0 | 1 | 0 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 |
#
# How do you find weights for a gate? Each row of the table is one input $(x_1, x_2)$, and it puts a condition on the weights: $z > 0$ where the output is 1, and $z \le 0$ where it is 0. We call it the **demand** of that input.
#
# Start with NOT: the input 0 demands $b > 0$, and the input 1 demands $w + b \le 0$. In the next cell, the right-hand picture has $w$ and $b$ as its axes. This is **weight space**: a unit is one *point* there, the star, and each demand allows the points on one side of an edge (a dashed edge itself is not allowed). Move the star with the two sliders until both inputs are right:

# %%
play.weights_of_not()

# %% [markdown]
# Finding weights means finding a point that lies in all of these half-planes. If they have no point in common, no unit computes the gate.
#
# **A worked example** with two inputs. The gate *$x_1$ and not $x_2$* is 1 for $(1, 0)$ alone. Put each input into $z = w_1 x_1 + w_2 x_2 + b$:
#
# $$
# \begin{aligned}
# (0, 0) &\mapsto 0 &\qquad& b \le 0 \\
# (0, 1) &\mapsto 0 && w_2 + b \le 0 \\
# (1, 0) &\mapsto 1 && w_1 + b > 0 \\
# (1, 1) &\mapsto 0 && w_1 + w_2 + b \le 0
# \end{aligned}
# $$
#
# Choose the bias first: $b = -\tfrac12$ meets the first demand. Then $w_1 = 1$ meets the third, and $w_2 = -1$ the second and the fourth. Here is $z$ for the four inputs. Only the third is above 0:

# %%
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
inputs @ np.array([1.0, -1.0]) - 0.5

# %% [markdown]
# ### Exercise 2 · `gate_weights` (5 points)
#
# NOT and OR are given. Write two lines like the one for OR: one for AND and one for NAND. Each puts a pair `(w, b)` into the dict: `w` is an array of shape `(2,)`, and `b` is a number. Any weights that compute the gate are accepted.
#
# <details><summary>Hint 1</summary>
#
# AND can have the same `w` as OR. With $w = (1, 1)$ the sum $w \cdot x$ counts the ones: it is 0, 1 or 2.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The bias says where the output changes. For OR it changes between the sums 0 and 1. Between which two sums does it change for AND? Choose the bias half-way, so that no $z$ is exactly 0.
#
# </details>
# <details><summary>Hint 3</summary>
#
# NAND demands the opposite of AND: what do opposite signs of $w$ and $b$ do to $z$? (If a $z$ of your AND is exactly 0, move its bias a little first.)
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gate_weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gate_weights():
    """Weights for four gates: a dict with the keys "NOT", "AND", "OR" and "NAND", each a pair (w, b)."""
    weights = {}
    weights["NOT"] = (np.array([-2.0]), 1.0)  # it has one input, so its w has one entry

    w = np.array([1.0, 1.0])
    weights["OR"] = (w, -0.5)  # z is −½, ½, ½ and 3/2: above 0 if at least one input is 1
    # AND and NAND: a pair (w, b) for each.
    ### BEGIN SOLUTION
    weights["AND"] = (w, -1.5)
    weights["NAND"] = (-w, 1.5)
    ### END SOLUTION
    return weights


# %% nbgrader={"grade": true, "grade_id": "test_gate_weights", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_task("gate_weights", gate_weights, tasks.gates.gate_weights)

# %% [markdown]
# Here are the boundaries of *your* weights. AND and NAND can share one line: only their shaded sides differ. (A square may lie on the line: there $z = 0$, and the output is 0.)

# %%
after(["gate_weights"], lambda: pictures.gate_boundaries(gate_weights()))

# %% [markdown]
# ## 1.3 All sixteen gates
#
# A gate with two inputs has a table of four outputs, each 0 or 1. So there are $2^4 = 16$ gates, the constant ones (always 0, always 1) among them.
#
# ### Predict: how many of the 16 gates can a unit compute?
#
# * **a** — 8
# * **b** — 12
# * **c** — 14
# * **d** — 15: all but XOR

# %%
prediction_2 = ""  # "a", "b", "c" or "d"

# %% tags=["solved-only"]
prediction_2 = "b"  # the two constant gates are easily forgotten

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
with_a_line = 0
for labels in product((-1, 1), repeat=4):  # fit a plane to each table, with −1 for 0, and see whether its sign is right
    plane = np.linalg.lstsq(np.column_stack([inputs, np.ones(4)]), labels, rcond=None)[0]
    heights = np.round(np.column_stack([inputs, np.ones(4)]) @ plane, 9)
    with_a_line += bool(np.all(heights * labels > 0))
settle(
    prediction_2,
    {8: "a", 12: "b", 14: "c", 15: "d"}[with_a_line],
    f"A unit can compute {with_a_line} of them. The two constant gates are among these: with both weights 0, a positive "
    "bias always gives 1, and a negative bias always 0. The two that it cannot compute are XOR and its opposite.",
    choices="abcd",
)

# %% [markdown]
# **XOR** is short for *exclusive or*, and its opposite is called **XNOR**. You found no line for XOR by hand. But failing to find one is no proof.
#
# ## 1.4 Why no line computes XOR
#
# Take two points $p$ and $q$, and two shares, $s$ and $1 - s$, with $s$ between 0 and 1. The point $s p + (1 - s) q$ is a **mixture** of the two. It lies on the segment between them. There
#
# $$
# z = w \cdot \left(s p + (1 - s) q\right) + b = s \left(w \cdot p + b\right) + (1 - s) \left(w \cdot q + b\right) ,
# $$
#
# because $b = s b + (1 - s) b$. So $z$ is a mixture of the two values of $z$, with the same shares. If both are positive, so is the mixture. If neither is positive, the mixture is not positive either. **A unit that gives the same output to two points gives it to the whole segment between them.**
#
# The same holds for more points. All mixtures of the points of a class form its **convex hull**: for two points the segment between them, for three a triangle.
#
# This gives a proof: **if the hulls of two classes have a point in common, no line separates the classes.** The unit would have to give 1 at that point, and also 0. So you need one such point, written as a mixture of each class. It is called a **witness**: anybody can check it.
#
# ### Exercise 3 · `xor_witness` (4 points)
#
# Find a witness for XOR. Write two lines, one for `alpha` and one for `beta`. Each is an array of two shares, like $s$ and $1 - s$ above: they are 0 or more and add up to 1.
#
# * `alpha` has the shares of $(0, 1)$ and $(1, 0)$, where XOR is 1,
# * `beta` has the shares of $(0, 0)$ and $(1, 1)$, where XOR is 0.
#
# Both mixtures must be the same point. You write only the shares: the check computes the points, `alpha @ np.array([[0, 1], [1, 0]])` and `beta @ np.array([[0, 0], [1, 1]])`.
#
# <details><summary>Hint 1</summary>
#
# Draw the four points on paper, and the segment between the two points of each class. Where do the segments meet?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The segments meet in the middle of both. Which shares of two points give the point in the middle between them?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "xor_witness", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_witness():
    """One point in the hulls of both classes of XOR, as shares: (alpha, beta), two arrays (2,)."""
    # alpha: the shares of (0, 1) and (1, 0). beta: the shares of (0, 0) and (1, 1).
    ### BEGIN SOLUTION
    alpha = np.array([0.5, 0.5])
    beta = np.array([0.5, 0.5])
    ### END SOLUTION
    return alpha, beta


# %% nbgrader={"grade": true, "grade_id": "test_xor_witness", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("xor_witness", xor_witness, tasks.gates.xor_witness)

# %% [markdown]
# On the left is AND, where the two hulls are apart. On the right is XOR, with your witness:

# %%
after(["xor_witness"], lambda: pictures.crossing_hulls(*xor_witness()))

# %% [markdown]
# ## 1.5 A feature map
#
# No line computes XOR. So we change what the unit sees. A **feature** is a number computed from the input. A **feature map** $\psi$ (say *psi*) computes several. For XOR take
#
# $$
# \psi(x) = \left(x_1,\; x_2,\; x_1 x_2\right), \qquad z = w \cdot \psi(x) + b .
# $$
#
# The unit is the same as before, with three inputs now. The product $x_1 x_2$ is new: it is 1 for $(1, 1)$ and 0 for the other three inputs.
#
# ### Exercise 4, first part · `xor_feature_map` (2 points)
#
# Compute $\psi$ for a batch `X` of shape `(N, 2)`, with any real numbers in it. Write one line: `x1x2`, the third feature of every row.
#
# <details><summary>Hint 1</summary>
#
# `x1` and `x2` are given, of shape `(N,)`. The third feature has one number for each row as well.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The product of two such arrays with `*` is taken entry by entry. (`@` would add the products up.)
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "xor_feature_map", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_feature_map(X):
    """The features x1, x2 and x1·x2 of each row of X (N, 2): an array (N, 3)."""
    x1 = X[:, 0]  # the first column, (N,)
    x2 = X[:, 1]
    # x1x2: the third feature, (N,)
    ### BEGIN SOLUTION
    x1x2 = x1 * x2
    ### END SOLUTION
    return np.column_stack([x1, x2, x1x2])  # puts them side by side, as columns


# %% nbgrader={"grade": true, "grade_id": "test_xor_feature_map", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("xor_feature_map", xor_feature_map, tasks.gates.xor_feature_map)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("xor_feature_map", xor_feature_map, tasks.gates.xor_feature_map, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 4, second part · `xor_feature_weights` (2 points)
#
# Find weights so that $\mathbb{I}[w \cdot \psi(x) + b > 0]$ is XOR. The cell gives $w_1$, $w_2$ and $b$ as for OR. On which input is OR wrong for XOR? Write one line: a number `w3` that corrects it.
#
# <details><summary>Hint 1</summary>
#
# Write down the demand of each input, now with $z = w_1 x_1 + w_2 x_2 + w_3 x_1 x_2 + b$. In which of the four does $w_3$ occur?
#
# </details>
# <details><summary>Hint 2</summary>
#
# OR is wrong only on $(1, 1)$, and this is the only input on which $w_3$ acts. There $z = w_1 + w_2 + w_3 + b$ must not be positive, and with the given numbers it is $\tfrac32 + w_3$. Go clearly below 0, so that the plane does not touch $(1, 1)$.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "xor_feature_weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_feature_weights():
    """Weights (3,) of the features x1, x2, x1·x2 and a bias with which a unit computes XOR: (w, b)."""
    w1, w2, b = 1.0, 1.0, -0.5  # these compute OR
    # w3: the weight of x1·x2, a number
    ### BEGIN SOLUTION
    w3 = -2.0
    ### END SOLUTION
    return np.array([w1, w2, w3]), b


# %% nbgrader={"grade": true, "grade_id": "test_xor_feature_weights", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("xor_feature_weights", xor_feature_weights, tasks.gates.xor_feature_weights)

# %% [markdown]
# On the left, in the space of features, $(1, 1)$ is lifted above the other three inputs, and the plane of *your* weights fits between the classes. On the right is the same boundary in the plane of the inputs: it is no longer a single straight line.

# %%
after(["xor_feature_weights"], lambda: pictures.feature_space(*xor_feature_weights()))

# %% [markdown]
# ## 1.6 A feature of your own
#
# The features of $\psi$ were given to you. For XOR even *one* is enough, if you choose it well. Then every input becomes a single number.
#
# ### Exercise 5 · `my_feature_map` (3 points)
#
# Find such a feature. It must put $(0, 1)$ and $(1, 0)$ on one side of some threshold, and $(0, 0)$ and $(1, 1)$ on the other. A start is given: the difference $x_1 - x_2$, an array of shape `(N, 1)`. For the inputs $(0, 0)$, $(0, 1)$, $(1, 0)$, $(1, 1)$ it is 0, −1, 1, 0, and no threshold separates the two zeros from the rest. Write one line, `return …`: something computed from it, of the same shape. (Any feature that works passes the check.)
#
# <details><summary>Hint 1</summary>
#
# On a number line the zeros lie between −1 and 1. One threshold cannot cut out the middle. Which side would you like −1 to be on?
#
# </details>
# <details><summary>Hint 2</summary>
#
# What can you do to a number so that −1 and 1 become the same, and 0 stays 0?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "my_feature_map", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_feature_map(X):
    """One feature of each row of X (N, 2), in which one threshold separates XOR: an array (N, 1)."""
    x1 = X[:, 0:1]  # the first column, as an array (N, 1)
    x2 = X[:, 1:2]
    difference = x1 - x2
    # The feature: one number for each row, an array (N, 1)
    ### BEGIN SOLUTION
    return difference**2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_my_feature_map", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_feature("my_feature_map", my_feature_map)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_feature("my_feature_map", my_feature_map, count=20, seed=fresh_seed())
### END HIDDEN TESTS


# %%
def show_my_feature():
    values = my_feature_map(inputs.astype(float))
    for i, label in enumerate([0, 1, 1, 0]):
        print(inputs[i], "XOR is", label, "  your feature is", values[i, 0])


after(["my_feature_map"], show_my_feature)

# %% [markdown]
# You found this feature because you knew all four answers. For pictures of digits nobody can do that. The way out is to let a network find its own features, and the next notebooks go there.
#
# **You may stop here.** The core is done: look at [how far you are](#How-far-you-are) and read the recap below it, then go on to [`02_threshold_networks`](02_threshold_networks.ipynb). Or go further, in any order.
#
# ## Going further
#
# The exercises here have hints and checks like the others. They carry no points, and nothing later needs them. 1.7 and 1.8 look again at what you have just done. 1.9 decides for any data whether a line separates two classes, 1.10 counts the gates that a line can separate, and 1.11 is a program to repair.
#
# ## 1.7 The other gates, with features
#
# *This builds on 1.3 and 1.5.* Here are the sixteen gates. Look for the two that say *no line*:

# %%
pictures.gate_atlas()

# %% [markdown]
# The features $\psi$ were made for XOR. What do they do for the other gates?
#
# ### Predict: the other gates
#
# How many of the 16 gates of two inputs are separable in the features $\psi$?
#
# * **a** — still 14: XOR and XNOR are gained, and two others are lost
# * **b** — 15
# * **c** — all 16

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "c"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
psi_and_one = np.array([[0, 0, 0, 1], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]])  # the features of each input, and a 1
came_out = 0
for labels in product((-1, 1), repeat=4):
    unknowns = np.linalg.solve(psi_and_one, labels)
    came_out += bool(np.all((psi_and_one @ unknowns) * labels > 0))
settle(
    prediction_3,
    {14: "a", 15: "b", 16: "c"}[came_out],
    f"{came_out} of 16. w and b are four unknowns, and asking for z = 1 or z = −1 at each of the four inputs gives four "
    "equations. They can be solved for every gate, because the four points are not in one plane.",
)

# %%
pictures.gate_atlas(features=True)

# %% [markdown]
# Some of these boundaries are curved because the program that drew them uses the feature $x_1 x_2$. For the 14 gates of 1.3 a straight line is still enough.
#
# ## 1.8 The proof in weight space
#
# *This builds on 1.2 and 1.4.* Here are the weights for NOT of exercise 2, once more as a point in weight space:

# %%
after(["gate_weights"], lambda: pictures.weight_space(*gate_weights()["NOT"]))

# %% [markdown]
# For NOT the two halves overlap. XOR makes four demands: $w_2 + b > 0$ and $w_1 + b > 0$ for class 1, $b \le 0$ and $w_1 + w_2 + b \le 0$ for class 0. No point meets all four, and your witness shows it. Mix the first two with the shares in your `alpha`, and the last two with those in your `beta`. Both give the same expression. The first mixture says that it is positive, the second that it is not:


# %%
def mix_the_demands():
    (a1, a2), (b1, b2) = xor_witness()
    print(f"class 1: {a1:g} (w₂ + b) + {a2:g} (w₁ + b) = {a2:g} w₁ + {a1:g} w₂ + b > 0")
    print(f"class 0: {b1:g} b + {b2:g} (w₁ + w₂ + b) = {b2:g} w₁ + {b2:g} w₂ + b ≤ 0")


after(["xor_witness"], mix_the_demands)

# %% [markdown]
# ## 1.9 A test for any data
#
# *This builds on 1.4, and on the first prediction.* For XOR you saw where the hulls meet. For a hundred points in four dimensions you need a program. The converse of 1.4 is true as well (not proved here): for finitely many points, if the hulls have no point in common, some line separates them. So for every data set exactly one of the two exists, a line or a common point. You let the computer look for the line.
#
# **From demands to inequalities.** The data are `X` of shape `(N, D)` and labels `t` of shape `(N,)`, 0 or 1. We write $x^{(i)}$ for the $i$-th row of `X`. The brackets show that $(i)$ is the number of an example, and not a power. The unknowns are the weights and the bias. Each example makes one demand, and every demand is *linear* in the unknowns. The problem of finding numbers that meet linear inequalities is a **linear program**, and SciPy's `linprog` solves it. But `linprog` knows only $\le$, and neither $<$ nor $>$. So the demands need another form.
#
# Suppose some line separates the data: $z > 0$ for label 1, and $z \le 0$ for label 0. A point of label 0 may lie exactly on the line, where $z = 0$. Lower $b$ a little, by less than the smallest positive $z$ (by any amount, if there is none). The $z$ of label 1 stay positive, and now those of label 0 are negative. The smallest $|z|$ of all examples is some number $m > 0$. Divide $w$ and $b$ by $m$. You know from the first prediction that the outputs stay, and now
#
# $$
# z \ge 1 \;\text{ for every example with label 1,} \qquad z \le -1 \;\text{ for every example with label 0.}
# $$
#
# So **the data are separable exactly if some $w$ and $b$ meet these demands**. ($z \ge 0$ and $z \le 0$ would not do: $w = 0$, $b = 0$ meets them for any data.)
#
# Give each example a **side** $s^{(i)}$: $+1$ if its label is 1, and $-1$ if its label is 0. Then both kinds of demand become one: side times $z$ is at least 1. In the form with $\le$:
#
# $$
# -s^{(i)} \left(w \cdot x^{(i)} + b\right) \le -1 \qquad \text{for every example } i .
# $$
#
# **A worked example of `linprog`**, with other inequalities. Are there numbers $u$ and $v$ with $u + v \ge 2$, $u - v \ge 1$ and $u \le 1$? `linprog` wants every row as *coefficients times unknowns $\le$ a number*, so the first two are multiplied by $-1$. The coefficients are its argument `A_ub`, the numbers on the right are `b_ub`. (*ub* stands for *upper bound*; `b_ub` is not the bias $b$.) It also wants something to minimise: `c` holds one coefficient for each unknown. You only ask whether there is any solution, so all of `c` is 0. Without `bounds=(None, None)` it would allow no unknown below 0.

# %% nbgrader={"grade": false, "grade_id": "given_linprog", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.optimize import linprog

# One row for each inequality, one column for each unknown.
three_rows = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 0.0]])
three_limits = np.array([-2.0, -1.0, 1.0])
outcome = linprog(c=np.zeros(2), A_ub=three_rows, b_ub=three_limits, bounds=(None, None))
print(outcome.status)

looser_limits = np.array([-2.0, -1.0, 3.0])  # the same, with u ≤ 3
outcome = linprog(c=np.zeros(2), A_ub=three_rows, b_ub=looser_limits, bounds=(None, None))
print(outcome.status, outcome.x)

# %% [markdown]
# `status` is 0 if there is a solution (it is in `outcome.x`), and 2 if there is none: the program is *infeasible*. With $u \le 3$ there is one; put $u$ and $v$ into the three inequalities. With $u \le 1$ there is none: $u + v \ge 2$ and $u \le 1$ need $v \ge 1$, while $u - v \ge 1$ and $u \le 1$ need $v \le 0$. Any other status means that the solver could not decide.
#
# The solver computes with about 16 digits, so data far from 0 are hard for it. Shifting all points together, or stretching a coordinate, does not change whether a line separates them: the line moves along. So the data are prepared first. This function is given: it shifts every column to mean 0 and divides it by its largest absolute value.


# %% nbgrader={"grade": false, "grade_id": "given_shifted_and_scaled", "locked": true, "schema_version": 3, "solution": false, "task": false}
def shifted_and_scaled(X):
    """X with every column shifted to mean 0 and divided by its largest absolute value, where that is not 0."""
    shifted = X - X.mean(axis=0)
    size = np.abs(shifted).max(axis=0)
    return shifted / np.where(size > 0, size, 1.0)


def line_between(points):
    """The solver's status for two points on a line, the first with label 0 and the second with label 1."""
    demands = np.array([[1.0], [-1.0]]) * np.column_stack([points, np.ones(2)])
    return linprog(c=np.zeros(2), A_ub=demands, b_ub=np.array([-1.0, -1.0]), bounds=(None, None)).status


two_points = np.array([[100000.0], [100000.000001]])
print("as they are: status", line_between(two_points))
print("prepared: status", line_between(shifted_and_scaled(two_points)))

# %% [markdown]
# There is a boundary between any two different points. Without preparation the solver misses it. (Your function uses `linprog` too, so run the cell of the worked example, which imports it.)
#
# ### Exercise 6 · `is_separable` (extra)
#
# Return `True` if a line separates the rows of `X` with label 1 from those with label 0, else `False`. There may be any number of columns. The first line of the function prepares the data. There are **two** places to fill in: one for steps 1 and 2 together, one for step 3.
#
# <details><summary>Hint 1</summary>
#
# Steps 1 and 2: the unknowns are $w_1, \dots, w_D, b$ in this order, so the coefficients of $z$ are the columns of `X` and a column of ones: `np.column_stack([X, np.ones(len(X))])`. Get the sides from the labels with `np.where`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `A_ub` holds the coefficients of $z$, each row multiplied by minus its side. To multiply the rows of a matrix by the entries of an array `side`, give it a second axis: `side[:, np.newaxis]`. Every entry of `b_ub` is the same number.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Step 3: call `linprog` as in the worked example, with one zero in `c` for each of the $D + 1$ unknowns. The answer is whether its `status` is 0.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "is_separable", "locked": false, "schema_version": 3, "solution": true, "task": false}
def is_separable(X, t):
    """Whether a line separates the rows of X (N, D) with label 1 from those with label 0."""
    X = shifted_and_scaled(X)

    # Step 1. The side of each example: side (N,) holds +1 for label 1 and −1 for label 0.
    # Step 2. The demands: A_ub (N, D + 1) and b_ub (N,), for the unknowns w_1, …, w_D, b.
    ### BEGIN SOLUTION
    side = np.where(t == 1, 1.0, -1.0)
    A_ub = -side[:, np.newaxis] * np.column_stack([X, np.ones(len(X))])
    b_ub = -np.ones(len(X))
    ### END SOLUTION

    # Step 3. Ask the solver, and return True or False.
    ### BEGIN SOLUTION
    result = linprog(c=np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=b_ub, bounds=(None, None))
    if result.status not in (0, 2):
        raise RuntimeError(f"linprog could not decide: {result.message}")
    return result.status == 0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_is_separable", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("is_separable", is_separable, tasks.separability.separable_data, count=15)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("is_separable", is_separable, tasks.separability.separable_data, count=20, seed=fresh_seed())
check_task("is_separable", is_separable, tasks.separability.hard_separable_data, count=30, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The check made its data so that the answer was known: it drew a line first and placed the points beside it, or it placed a common point of both hulls. Now ask your function about the gates.


# %%
def ask_about_gates():
    for name, labels in {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0], "XNOR": [1, 0, 0, 1]}.items():
        print(f"{name:<5}", is_separable(inputs, np.array(labels)))


after(["is_separable"], ask_about_gates)

# %% [markdown]
# ## 1.10 Counting
#
# *This builds on 1.3.* A gate of $n$ inputs has a table of $2^n$ outputs, so there are $2^{2^n}$ gates: 4, 16, 256 for $n = 1, 2, 3$. How many of them are separable?
#
# `product` from `itertools`, imported at the top, lists all combinations. Here are the inputs for $n = 2$, in counting order:

# %%
list(product((0, 1), repeat=2))

# %% [markdown]
# ### Exercise 7 · `count_separable` (extra)
#
# Return how many of the gates of `n` inputs are linearly separable, for `n` = 1, 2 or 3. You write the whole function this time. There are two ways; choose one.
#
# * **Go through the weights.** Every line gives a table, and many lines give the same one. For $n \le 3$ it is enough to try every weight from $\{-2, -1, 0, 1, 2\}$ and every bias from $\{-2.5, -1.5, \dots, 2.5\}$: no separable table is missed (this is known). Collect the tables that come out, each once, and count them. You need no other exercise for it.
# * **Go through the tables.** Ask your `is_separable` about each of the $2^{2^n}$ tables. It has to be right, and it expects its labels as an array: `np.array(table)`.
#
# <details><summary>Hint 1</summary>
#
# `np.array(list(product((0, 1), repeat=n)))` are the inputs, one per row. All weights, too, are a `product`: of five numbers, repeated $n$ times. All tables are one of `(0, 1)`, repeated `2 ** n` times.
#
# </details>
# <details><summary>Hint 2</summary>
#
# By the tables: one loop over them, and a counter. A table from `product` is a tuple, and `t == 1` compares a tuple as a whole: hand over `np.array(table)`.
#
# By the weights: a Python `set` keeps each element once. An array cannot be put into a set, but `tuple(array)` can. `len` counts the elements.
#
# </details>
# <details><summary>Hint 3</summary>
#
# By the weights: two loops, over `w` and inside it over `b`. In the middle, compute the table of this unit for all inputs, as in exercise 1, and `add` it to the set as a tuple. `np.arange(-2.5, 3)` holds the biases.
#
# </details>


# %% tags=["builds-on:is_separable"] nbgrader={"grade": false, "grade_id": "count_separable", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_separable(n):
    """How many of the 2**(2**n) gates of n inputs are linearly separable, for n = 1, 2, 3."""
    ### BEGIN SOLUTION
    corners = np.array(list(product((0, 1), repeat=n)))
    tables = set()
    for w in product((-2, -1, 0, 1, 2), repeat=n):
        for b in np.arange(-2.5, 3):
            tables.add(tuple(corners @ np.array(w) + b > 0))
    return len(tables)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_count_separable", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("count_separable", count_separable, tasks.separability.count_separable, count=3)


# %%
def show_counts():
    for n in (1, 2, 3):
        print(f"{count_separable(n)} of the {2**2**n} gates with n = {n}")


after(["count_separable"], show_counts)

# %% [markdown]
# ### Predict: four inputs
#
# The number of separable gates grows with $n$. Does their *share* of all gates grow too? Look at the three lines above. (Without exercise 7: they say 4 of 4, 14 of 16 and 104 of 256.) With four inputs there are 65536 gates. About what share of them is separable?
#
# * **a** — half of them
# * **b** — one in ten
# * **c** — three in a hundred

# %%
prediction_4 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_4 = "b"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
four = np.array(list(product((0, 1), repeat=4)))
sums = np.array(list(product(range(-3, 4), repeat=4))) @ four.T  # w·x for each choice of weights, and each input
numbers = set()  # each table as one number
for threshold in np.arange(-12.5, 13):
    numbers.update(((sums > threshold) @ (1 << np.arange(16))).tolist())
part = len(numbers) / 2**16
settle(
    prediction_4,
    min("abc", key=lambda letter: abs(np.log({"a": 0.5, "b": 0.1, "c": 0.03}[letter] / part))),
    f"{len(numbers)} of 65536, which is {100 * part:.1f} in a hundred. With five inputs it is 94572 of more than four "
    "billion. Most of what one could ask is out of a single unit's reach, and the more inputs, the more so.",
)

# %% [markdown]
# ## 1.11 Repair
#
# *This builds on 1.5.* Here is a feature that somebody else wrote. The points of class 1 lie on a circle of radius 1 around the point $(2, 1)$, those of class 0 on a circle of radius 2 around it. No line separates them, but one feature does: the squared distance from $(2, 1)$. It is 1 for class 1 and 4 for class 0. (So class 1 is *below* the threshold here.) The program has **one** mistake.

# %%
pictures.two_rings()

# %% [markdown]
# The symptom: with a threshold of 2.25 it makes no mistake on the data. But when you ask it about *one* new point at a time, it calls every point *near the centre*, however far away the point is. Run both cells and see.


# %%
def radius_feature(X):
    """The squared distance of each row of X (N, 2) from the point (2, 1), as an array (N, 1)."""
    centre = X.mean(axis=0)
    return ((X - centre) ** 2).sum(axis=1, keepdims=True)


# %% tags=["solved-only"]
# Repaired: the centre is a fixed point, and not the mean of whatever rows there are.
def radius_feature(X):
    """The squared distance of each row of X (N, 2) from the point (2, 1), as an array (N, 1)."""
    centre = np.array([2.0, 1.0])
    return ((X - centre) ** 2).sum(axis=1, keepdims=True)


# %%
angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
circle = np.column_stack([np.cos(angles), np.sin(angles)])
# 20 points on the inner circle, 20 on the outer one
ring_data = np.array([2.0, 1.0]) + np.concatenate([circle, 2 * circle])
near = np.repeat([True, False], 20)

said = radius_feature(ring_data)[:, 0] < 2.25
print("mistakes on the data:", np.sum(said != near))
for point in [(2.0, 1.5), (2.0, 3.0), (50.0, 50.0)]:
    alone = radius_feature(np.array([point]))
    print(point, "near the centre" if alone[0, 0] < 2.25 else "farther away")

# %% [markdown]
# Find the mistake and fix it in the cell that defines `radius_feature`. Run that cell and the check below.
#
# <details><summary>Hint 1</summary>
#
# Print `radius_feature(np.array([[50.0, 50.0]]))`. What is the centre in that call?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Read the docstring. It says from which point the distance is meant. Does that point change with the data?
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_radius_feature", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("radius_feature", radius_feature, tasks.gates.radius_feature, explained=False)

# %% [markdown]
# Compute a feature of a row from that row alone. Otherwise the answer about one input depends on which other inputs happen to be beside it.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "linear_classifier": 4,
        "gate_weights": 5,
        "xor_witness": 4,
        "xor_feature_map": 2,
        "xor_feature_weights": 2,
        "my_feature_map": 3,
        "is_separable": 0,
        "count_separable": 0,
        "radius_feature": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * A unit with a threshold computes $\mathbb{I}[w \cdot x + b > 0]$. Its boundary is a line (a plane, with three inputs).
# * Every example makes a **demand** on the weights, and allows one half of weight space. Finding weights means finding a point that meets all demands.
# * A unit that gives one output to all points of a class gives it to the whole **convex hull** of the class. If two hulls have a point in common, no line separates the classes. That is why no line computes XOR.
# * **Features** make more tasks separable. A flat boundary between features can be a curved one between inputs.
# * *Going further:* a **linear program** decides whether a line exists. The more inputs, the smaller the share of all gates that is separable. A feature of a row is computed from that row alone.
#
# **What comes next.** [`02_threshold_networks`](02_threshold_networks.ipynb): features that are themselves units. Two of them, and a third after them, compute XOR.
