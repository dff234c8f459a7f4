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
# In notebook 2 a hidden layer of threshold units made XOR possible, and you chose its weights by hand. From here on the weights are to be *learnt*, and a threshold cannot be: its slope is 0 everywhere, so no small
# change of a weight tells whether it was a change for the better. This notebook puts functions with a slope in its place, stacks layers of such units, and asks what a network of them can represent.
#
# **When you are done you can**
#
# * write the common activation functions and their derivatives so that no pre-activation up to $\pm 1000$ breaks them,
# * compute a layer, and a whole network, for a batch of examples, and say the shape of every array on the way,
# * choose the last layer by the task,
# * show that a network of linear layers is no more than one linear layer,
# * build, by hand, a network that follows a given curve as closely as you like; and say what that costs and where it fails.
#
# **What you need:** notebooks 1 and 2, the product of two matrices, the chain rule, NumPy arrays.
#
# **Time:** about two hours (an estimate; a good place to pause is before section 3.4). **Points:** 20, in eight exercises. Five more are extras: checked in the same way, without points. Each is judged on its own.
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

from utils import after, check_task, pictures, settle, summary, tasks

# %% [markdown]
# ## 3.1 Six activation functions
#
# A unit computes two values, one after the other:
#
# $$
# \begin{aligned}
# z &= \mathbf{w} \cdot \mathbf{x} + b && \text{the pre-activation} \\
# h &= \varphi(z) && \text{the activation}
# \end{aligned}
# $$
#
# Here $\varphi$ (in code `phi`) is the **activation function**. The hard threshold of notebook 2 is one choice. These are the six that the lecture names:
#
# | name | $\varphi(z)$ | |
# |---|---|---|
# | linear | $z$ | the unit only sums |
# | ReLU (rectified linear unit) | $\max(0, z)$ | 0 for negative $z$, then $z$ itself |
# | softplus | $\log(1 + e^{z})$ | a ReLU without the corner; $\log$ is the natural logarithm |
# | hard threshold | $\mathbb{I}[z > 0]$ | 0 or 1 |
# | logistic | $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ | a threshold without the jump |
# | tanh | $\dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$ | the same S, from −1 to 1 |
#
# The picture shows each of them, and below it its derivative: how much of a small change in $z$ arrives in $h$. Learning needs that change. (At its corner ReLU has no derivative; the filled dot there is a convention.)

# %%
pictures.six_activations()

# %% [markdown]
# An activation function takes an array of any shape, or a single number, and works on every entry by itself: the result has the shape of its argument. **A worked example**, the hard threshold. `np.where` takes from its second argument where the condition holds, and from its third elsewhere.


# %%
def hard_threshold(z):
    """1.0 where z is positive, 0.0 elsewhere."""
    return np.where(z > 0, 1.0, 0.0)


hard_threshold(np.array([[-2.0, 0.0], [0.5, 3.0]]))

# %% [markdown]
# ### Exercise 1 · `relu` (1 point)
#
# Write $\max(0, z)$, entry by entry. Here and in all exercises below, `z` is a NumPy array of any shape, or a NumPy number. Leave it as it is, and return a new one.
#
# <details><summary>Hint 1</summary>
#
# Python's own `max` compares whole objects. NumPy has a function that compares entry by entry.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Write it with `np.where`, as in the worked example. Or look up `np.maximum`: it takes two arguments, and one of them may be a single number.
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
# ## 3.2 Formulas that do not overflow
#
# A computer's numbers end near $10^{308}$, so $e^{710}$ is already too large for them. It becomes `inf`, NumPy warns of an **overflow**, and what is computed from it may be `nan`, not a number. Pre-activations of such a size do occur: in training that went wrong, or when inputs were not scaled. So a formula that is right on paper may not be fit for typing in.
#
# **A worked example.** Another function, $g(z) = \log(e^{z} + e^{-z})$. For large $|z|$ one of the exponentials overflows, although $g(z)$ itself is close to $|z|$, a harmless number. The remedy is to take the larger exponential out of the sum first. Its exponent is $|z|$:
#
# $$
# e^{z} + e^{-z} = e^{|z|} \left(1 + e^{-2|z|}\right)
# \qquad\text{so}\qquad
# g(z) = |z| + \log\left(1 + e^{-2|z|}\right) .
# $$
#
# What is left inside the logarithm has an exponent that is never positive, so it cannot overflow. For $\log(1 + u)$ NumPy has `np.log1p(u)`, which is accurate for tiny $u$ too.


# %%
def g_as_on_paper(z):
    return np.log(np.exp(z) + np.exp(-z))


def g(z):
    return np.abs(z) + np.log1p(np.exp(-2 * np.abs(z)))


z = np.array([-1000.0, -1.0, 0.0, 1.0, 1000.0])
with np.errstate(over="ignore"):  # NumPy is told not to warn, for once
    print("as on paper", *(f"{value:12.6f}" for value in g_as_on_paper(z)))
print("rewritten  ", *(f"{value:12.6f}" for value in g(z)))

# %% [markdown]
# ### Predict: does a choice protect?
#
# For the logistic function there are two forms. $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ is harmless for $z \ge 0$. Multiplied by $e^{z}$ above and below, it becomes $\dfrac{e^{z}}{1 + e^{z}}$, which is harmless for $z < 0$. So somebody writes
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
#
# Write one letter between the quotation marks, run that cell, then the folded one below it.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # each form is used only where it is harmless, or so it looks

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
import warnings

with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
    warnings.simplefilter("always")
    big = np.array([-1000.0, 1000.0])
    both = np.where(big >= 0, 1 / (1 + np.exp(-big)), np.exp(big) / (1 + np.exp(big)))
right_values = np.allclose(both, [0.0, 1.0])
settle(
    prediction_1,
    "c" if not right_values else "b" if caught else "a",
    f"It returns {both}, which is right, and NumPy warns {len(caught)} times, first of an {str(caught[0].message).split(' in ')[0].split()[0]}. "
    "Both forms are computed for every entry before np.where chooses between them: "
    "it chooses values, it does not choose what is computed. So make the exponent harmless before the exponential is taken.",
)

# %% [markdown]
# ### Exercise 2 · `softplus` (extra)
#
# Write $\log(1 + e^{z})$ so that it is right for $|z|$ up to 1000, without overflow. The 1 is $e^{0}$, so this is a sum of two exponentials again, with the exponents 0 and $z$. The distance between them is in the first line of the function already.
#
# <details><summary>Hint 1</summary>
#
# Which of the exponents 0 and $z$ is the larger? In the worked example it was $|z|$; you have just written a function for this one.
#
# </details>
# <details><summary>Hint 2</summary>
#
# With the larger exponent $m$ taken out, $e^{0} + e^{z} = e^{m}(1 + e^{-d})$, where $d$ is the distance between the two exponents. Check it for a positive and for a negative $z$.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Take the logarithm of that: a sum of two terms. The first is $m$, the second a `np.log1p`. Write $m$ with `np.maximum` or `np.where`. Do not call your `relu`: a mistake in it would cost you this point too.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
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
# ### Exercise 3 · `logistic` (2 points)
#
# Write $\sigma(z)$ so that it is right for $|z|$ up to 1000, without overflow. This time the function is empty. Start from the two forms of the prediction above.
#
# <details><summary>Hint 1</summary>
#
# In each of the two forms there is one exponential function. Write down its exponent for $z \ge 0$ in the first form, and for $z < 0$ in the second. What do the two have in common?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Both are $-|z|$. So compute $u = e^{-|z|}$ once, for all entries; it cannot overflow. What are the two forms, written with $u$?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Only the numerators differ. `np.where` may choose between them: by now everything that it chooses from is harmless.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic(z):
    """1 / (1 + e^(−z)), entry by entry, without overflow."""
    ### BEGIN SOLUTION
    u = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, u) / (1 + u)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_logistic", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("logistic", logistic, tasks.activations.logistic_function)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("logistic", logistic, tasks.activations.logistic_function, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# You have your own. For the rest of the notebook there is a trusted one as well, under the name `given_logistic`. Use it wherever you need σ from here on: should yours have a mistake, it costs you nothing further.

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.special import expit as given_logistic  # σ(z), without overflow

given_logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# ### Exercise 4 · `tanh_from_logistic` (extra)
#
# The hyperbolic tangent is the logistic function in disguise: squeezed along $z$, stretched and moved along $h$. Write $\tanh(z)$ with `given_logistic` alone. (With `np.tanh` the check would pass too, but you would not see why.)
#
# <details><summary>Hint 1</summary>
#
# In $\dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$ multiply above and below by $e^{-z}$. Compare the denominator with that of σ. At which argument is σ to be taken?
#
# </details>
# <details><summary>Hint 2</summary>
#
# So σ is taken at $2z$, where its denominator is $1 + e^{-2z}$. As $z$ grows, $\sigma(2z)$ goes from 0 to 1, and tanh from −1 to 1.
#
# </details>
# <details><summary>Hint 3</summary>
#
# What must be done to a number between 0 and 1 to make it one between −1 and 1? First stretch, then shift. Check at $z = 0$.
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
# So a network with tanh can do nothing that one with σ cannot: the stretch and the shift can be taken over by the weights and biases around it.
#
# ## 3.3 Their derivatives, as functions of the pre-activation
#
# The derivative of an activation function can be written in more than one way, and the ways take different arguments. **A worked example**, an activation named softsign, $h = \dfrac{z}{1 + |z|}$. The quotient rule, for $z > 0$ and for $z < 0$, gives
#
# $$
# \frac{dh}{dz} = \frac{1}{(1 + |z|)^{2}} \quad\text{in terms of } z, \qquad\text{or}\qquad
# \frac{dh}{dz} = (1 - |h|)^{2} \quad\text{in terms of } h .
# $$
#
# Both are right. But give a number to the wrong one of them, and out comes a number, with no error: a mistake that is hard to find. In this course a derivative named `d_…` always takes the **pre-activation** `z`.


# %%
def softsign(z):
    return z / (1 + np.abs(z))


def d_softsign(z):
    """The derivative of softsign at the pre-activation z."""
    return 1 / (1 + np.abs(z)) ** 2


z = np.array([-4.0, -0.5, 0.5, 4.0])
step = 1e-5
print("formula ", d_softsign(z))
print("measured", (softsign(z + step) - softsign(z - step)) / (2 * step))
print("given h ", d_softsign(softsign(z)), "(the wrong argument, and no error)")

# %% [markdown]
# ### Exercise 5 · `d_relu_and_d_softplus` (extra)
#
# Two functions in one cell. Replace **both** lines with `raise NotImplementedError()`.
#
# * `d_relu(z)`: the slope of ReLU. At its corner, $z = 0$, there is no slope; take 0 there.
# * `d_softplus(z)`: the slope of $\log(1 + e^{z})$, again without overflow for $|z|$ up to 1000.
#
# Return numbers (`0.0` and `1.0`), not truth values.
#
# <details><summary>Hint 1</summary>
#
# ReLU is 0 to the left of the corner and $z$ to the right of it. Which function of section 3.1 has these two slopes, and the right value at 0?
#
# </details>
# <details><summary>Hint 2</summary>
#
# For softplus: the derivative of $\log u$ is $\frac{1}{u}$ times the derivative of $u$. You get a fraction with $e^{z}$ above and below.
#
# </details>
# <details><summary>Hint 3</summary>
#
# That fraction is one of the two forms of a function that you know. Call the given one.
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
# The slope of ReLU is the hard threshold, and the slope of its smooth version is the smooth version of the threshold.
#
# ### Exercise 6 · `d_logistic` (2 points)
#
# The slope $\sigma'(z)$. From $\sigma(z) = (1 + e^{-z})^{-1}$ the chain rule gives $\sigma'(z) = \dfrac{e^{-z}}{(1 + e^{-z})^{2}}$, which overflows as it stands. Write it with σ alone.
#
# <details><summary>Hint 1</summary>
#
# Split the fraction into two factors, $\frac{1}{1 + e^{-z}}$ and $\frac{e^{-z}}{1 + e^{-z}}$. The first is $\sigma(z)$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The two factors add up to a number that does not depend on $z$. Which one? So the second factor is that number minus $\sigma(z)$.
#
# </details>


# %% tags=["builds-on:logistic"] nbgrader={"grade": false, "grade_id": "d_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_logistic(z):
    """The derivative of the logistic function at the pre-activation z."""
    ### BEGIN SOLUTION
    y = given_logistic(z)
    return y * (1 - y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_logistic", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_task("d_logistic", d_logistic, tasks.activations.d_logistic)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("d_logistic", d_logistic, tasks.activations.d_logistic, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 7 · `d_tanh` (extra)
#
# The slope of tanh, at the pre-activation $z$. Here you may call `np.tanh`. Avoid $e^{z}$ and `np.cosh`: they overflow.
#
# <details><summary>Hint 1</summary>
#
# The quotient rule on $\dfrac{s}{c}$ with $s = e^{z} - e^{-z}$ and $c = e^{z} + e^{-z}$. What is the derivative of $s$? And of $c$?
#
# </details>
# <details><summary>Hint 2</summary>
#
# They are each other's derivatives, so the quotient rule gives $\dfrac{c \cdot c - s \cdot s}{c^{2}}$. Divide it out: what remains contains tanh alone.
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
# Two things to keep in mind for the notebooks on learning. The slope of σ is at most ¼, so of a small change in $z$ at most a quarter arrives in $h$. And where σ and tanh have flattened, next to nothing arrives; one says that the unit is **saturated**.
#
# ## 3.4 A layer, for a batch
#
# A **layer** is several units that read the same inputs. Unit number $j$ has its own weights $w_{j1}, \dots, w_{jD}$, one for each input, and its own bias $b_j$. Put the weights of unit $j$ into row $j$ of a matrix $W$. Then the layer is
#
# $$
# z_j = \sum_{i=1}^{D} w_{ji} \, x_i + b_j, \quad h_j = \varphi(z_j)
# \qquad\text{or, with vectors,}\qquad
# \mathbf{h} = \varphi(W \mathbf{x} + \mathbf{b}) .
# $$
#
# The first index of `W[to, from]` says to which unit the weight leads, the second from which input. With $D$ inputs and $H$ units, `W` has shape `(H, D)` and `b` has shape `(H,)`. The letter $H$ is always this number; the activations themselves are called `h`.
#
# **A worked example**: a layer of three units on one example with two inputs, unit by unit.

# %%
some_W = np.array([[1.0, -2.0], [0.5, 0.5], [0.0, 3.0]])  # (3, 2): three units, two inputs
some_b = np.array([0.1, -0.2, 0.3])
some_x = np.array([2.0, 1.0])

some_h = np.zeros(3)
for unit in range(3):
    some_h[unit] = np.tanh(np.sum(some_W[unit] * some_x) + some_b[unit])
print("unit by unit  ", some_h)
print("all units once", np.tanh(some_W @ some_x + some_b))

# %% [markdown]
# Now many examples at once. A **batch** `X` has one example in each **row**, so its shape is `(N, D)`, and the result is to have one row for each example too: shape `(N, H)`. The entry for example $n$ and unit $j$ multiplies row $n$ of `X` with row $j$ of `W`. But a matrix product multiplies rows with *columns*. So the rows of `W` have to become columns first. The bias, of shape `(H,)`, is added to every row.
#
# ### Exercise 8 · `dense` (4 points)
#
# Write the layer for a batch. The argument `phi` is a function, such as `np.tanh`, that is applied to every entry; the last line calls it. (A layer in which every unit reads every input is called dense.)
#
# <details><summary>Hint 1</summary>
#
# The matrix product in NumPy is `@`. The transpose, which makes columns of the rows of a matrix `A`, is `A.T`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Write the shapes down: `X` is `(N, D)`, and you want `(N, H)`. By what must it be multiplied, of shape `(D, H)`?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Add `b` as it is: NumPy adds an array of shape `(H,)` to each row of one of shape `(N, H)`.
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
# ## 3.5 Layers as black boxes
#
# From the outside a layer is a function: a batch `(N, D)` goes in, a batch `(N, H)` comes out. What is inside need not concern whoever uses it. A network is a **composition** of such functions: each layer reads what the one before it returned. The lecture writes, with $L$ layers,
#
# $$
# \mathbf{h}^{(1)} = f^{(1)}(\mathbf{x}), \quad \mathbf{h}^{(2)} = f^{(2)}(\mathbf{h}^{(1)}), \quad \dots, \quad \mathbf{y} = f^{(L)}(\mathbf{h}^{(L-1)})
# \qquad\text{or}\qquad
# \mathbf{y} = f^{(L)} \circ \dots \circ f^{(1)} (\mathbf{x}) .
# $$
#
# Such a network is a **multilayer perceptron**, MLP for short. Its last layer is the output layer; the others are hidden layers.
#
# When you write one, keep a ledger of the shapes. Here it is for a batch of $N = 5$ examples with $D = 3$ inputs, $H = 4$ hidden units and $K = 2$ outputs. Each small square is one number.

# %%
pictures.shape_ledger(N=5, D=3, H=4, K=2)

# %% [markdown]
# ### Exercise 9 · `mlp` (3 points)
#
# Compute the whole network for a batch. `layers` is a list of one or more tuples `(W, b, phi)`, the first layer first. Return the output of the last one, of shape `(N, K)`, for $K = 1$ too.
#
# Do not call your `dense`: a mistake in it would cost you these points too. One line does its work.
#
# <details><summary>Hint 1</summary>
#
# A variable holds what has been computed so far. At the start that is `X`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# A loop over the layers can unpack each tuple: `for W, b, phi in layers:`. In each round the variable is replaced by the layer's output.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Use a new name for the variable, so that `X` itself stays. After the loop it holds the output.
#
# </details>


# %% tags=["builds-on:dense"] nbgrader={"grade": false, "grade_id": "mlp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp(X, layers):
    """The output of a network: X (N, D), layers a list of (W, b, phi); returns an array (N, K)."""
    ### BEGIN SOLUTION
    h = X
    for W, b, phi in layers:
        h = phi(h @ W.T + b)
    return h
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mlp", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("mlp", mlp, tasks.layers.mlp)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("mlp", mlp, tasks.layers.mlp, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3.6 Repair
#
# Here is somebody else's program for a network of two layers. It has **one** mistake.
#
# The symptom: its author tried it on the XOR network of notebook 2, and it was right on all four inputs. So its author was content. But for another network, with the weights $(2, -1)$ and $(1, 3)$ in its hidden units, it gives a wrong number, without any error. And for a network with three inputs instead of two it stops. Run both cells and see all three.


# %%
def two_layers(X, W1, b1, W2, b2, phi):
    """A network of two layers, both with the activation function phi."""
    h = phi(X @ W1 + b1)
    return phi(h @ W2.T + b2)


# %% tags=["solved-only"]
# Repaired: W1 is W[to, from], so the batch is multiplied by its transpose.
def two_layers(X, W1, b1, W2, b2, phi):
    """A network of two layers, both with the activation function phi."""
    h = phi(X @ W1.T + b1)
    return phi(h @ W2.T + b2)


# %%
X_gates = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
W1_xor, b1_xor = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5])
W2_xor, b2_xor = np.array([[1.0, -1.0]]), np.array([-0.5])
print("XOR", two_layers(X_gates, W1_xor, b1_xor, W2_xor, b2_xor, hard_threshold)[:, 0])

# Another network, on the input (1, 0). Its first hidden unit has the weights (2, −1), its second (1, 3).
other_W1 = np.array([[2.0, -1.0], [1.0, 3.0]])
first, second = np.tanh(2.0 * 1 - 1.0 * 0 - 0.5), np.tanh(1.0 * 1 + 3.0 * 0 - 1.5)
print("other weights, unit by unit", np.tanh(1.0 * first - 1.0 * second - 0.5).round(6))
y_other = two_layers(np.array([[1.0, 0.0]]), other_W1, b1_xor, W2_xor, b2_xor, np.tanh)
print("other weights, the program ", y_other[0, 0].round(6))

# Three inputs: one example, and a W1 with a third column.
wide_W1 = np.array([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]])
try:
    y_three = two_layers(np.array([[1.0, 0.0, 1.0]]), wide_W1, b1_xor, W2_xor, b2_xor, np.tanh)
    print("three inputs", y_three[0, 0].round(6))
except ValueError as error:
    print("three inputs, it stops:", error)

# %% [markdown]
# Find the mistake and mend it in the cell that defines `two_layers`; run that cell and the check below. There are no points for it.
#
# <details><summary>Hint 1</summary>
#
# Why was XOR right? Look at its `W1`. What is special about it?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Read the two lines of the program aloud, with the shape of every array. They ought to say the same thing of their layers, and do not.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_two_layers", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("two_layers", two_layers, tasks.layers.two_layers, explained=False)

# %% [markdown]
# A test proves little when its numbers are special. Symmetric weights, equal sizes, zeros and ones hide mistakes; this is why the checks of this course draw random numbers and sizes that differ.
#
# ## 3.7 The last layer depends on the task
#
# The hidden layers compute features, whatever the task is. The output layer has to give an answer of the kind that is asked for:
#
# * In **regression** the target is any real number. The output is linear, $y = \mathbf{w} \cdot \mathbf{h} + b$, so that any real number can come out.
# * In **binary classification** the target is 0 or 1. The output is $y = \sigma(\mathbf{w} \cdot \mathbf{h} + b)$, a number between 0 and 1, which can be read as how much the network believes in a 1.
#
# The network has one output here. So its weights are a vector `w` of shape `(H,)`, `b` is one number, and for a batch `h` of shape `(N, H)` there is one number for each example: shape `(N,)`.
#
# ### Exercise 10 · `output_layer` (1 point)
#
# Return the output for the task `"regression"` or `"binary"`. For any other task raise a `ValueError`. The check asks for no more; but let the message name the argument and its value, for whoever reads it one day. It is done like this, here for an argument `size`:
#
# ```python
# raise ValueError(f"size must be positive; it is {size}")
# ```
#
# For σ call `given_logistic`.
#
# <details><summary>Hint 1</summary>
#
# The pre-activation is the same for both tasks. A matrix of shape `(N, H)` times a vector of shape `(H,)` has shape `(N,)`; no transpose is needed.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Then an `if` for each of the two tasks, with a `return` in it. What comes after both of them is reached by any other task only.
#
# </details>


# %% tags=["builds-on:logistic"] nbgrader={"grade": false, "grade_id": "output_layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def output_layer(h, w, b, task):
    """The output of a network with hidden activations h (N, H), weights w (H,) and bias b: an array (N,)."""
    ### BEGIN SOLUTION
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return given_logistic(z)
    raise ValueError(f"task must be 'regression' or 'binary'; it is {task!r}")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_output_layer", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check_task("output_layer", output_layer, tasks.layers.output_layer)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("output_layer", output_layer, tasks.layers.output_layer, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3.8 Linear layers collapse
#
# Why an activation function at all? A layer is called **linear** here when its $\varphi$ is the linear one, so that it is $W \mathbf{x} + \mathbf{b}$ and nothing more.
#
# ### Predict: how much is in a linear network?
#
# A network has three linear layers: from 2 inputs to 5 units, to 5 units, to 1 output. Its weights and biases are $(2 \cdot 5 + 5) + (5 \cdot 5 + 5) + (5 \cdot 1 + 1) = 51$ numbers. To compute what this network computes, for every input, how many numbers do you need to know at least?
#
# * **a** — all 51
# * **b** — 11, one for each unit
# * **c** — 3

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "a"  # a number that is there is used for something, or so one thinks

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
rng = np.random.default_rng(3)
shapes = [(5, 2), (5, 5), (1, 5)]
drawn = [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in shapes]


def three_linear_layers(inputs):
    for weights, biases in drawn:
        inputs = inputs @ weights.T + biases
    return inputs[:, 0]


at_zero, at_one, at_two = three_linear_layers(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
many = rng.normal(size=(1000, 2))
from_three_numbers = at_zero + (at_one - at_zero) * many[:, 0] + (at_two - at_zero) * many[:, 1]
apart = np.abs(from_three_numbers - three_linear_layers(many)).max()
settle(
    prediction_2,
    "c" if apart < 1e-9 else "a",
    "Three of its outputs, at the inputs (0, 0), (1, 0) and (0, 1), fix all the others: "
    f"computed from these three numbers, 1000 random outputs are off by {apart:.0e} at most. "
    "All the network can be is w1·x1 + w2·x2 + b.",
)

# %% [markdown]
# On paper, for two layers without biases, it is one line: $W_2 (W_1 \mathbf{x}) = (W_2 W_1)\, \mathbf{x}$. The product of the two matrices is the one matrix that does what both do, one after the other. Note the order: the layer that acts first stands on the right.
#
# In the picture a grid of inputs with two coordinates is carried along. Follow the marked corners.

# %%
pictures.carried_grid()

# %% [markdown]
# ### Exercise 11 · `collapse` (3 points)
#
# `layers` is a list of one or more pairs `(W, b)` of linear layers, the first layer first; this time with biases. Return the one pair `(W, b)` that equals them all: $W \mathbf{x} + \mathbf{b}$ is what comes out when $\mathbf{x}$ goes through the layers one after the other.
#
# Do two layers on paper first: put $\mathbf{h} = W_1 \mathbf{x} + \mathbf{b}_1$ into $W_2 \mathbf{h} + \mathbf{b}_2$, and multiply out.
#
# <details><summary>Hint 1</summary>
#
# Multiplied out, $W_2 (W_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2$ has one term with $\mathbf{x}$, and two without. The first gives the new $W$, the others the new $\mathbf{b}$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# For more layers, go through them in order and keep the $W$ and $\mathbf{b}$ of all layers so far. The next layer acts on these as the second one did on the first.
#
# </details>
# <details><summary>Hint 3</summary>
#
# So start with the first pair, and loop over `layers[1:]`. In each round two products are formed, both with the next layer's matrix on the left: one with your $W$, one with your $\mathbf{b}$. Both use what was there *before* the round: form them both before you replace either. Do not forget to add the next layer's own bias.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "collapse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def collapse(layers):
    """The one linear layer (W, b) that equals the given ones, a list of (W, b), one after the other."""
    ### BEGIN SOLUTION
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = W_next @ W, W_next @ b + b_next
    return np.array(W), np.array(b)  # new arrays, also where there is one layer only
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_collapse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("collapse", collapse, tasks.layers.collapse)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("collapse", collapse, tasks.layers.collapse, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# So a deep linear network draws straight boundaries only, as deep as it may be. It cannot compute XOR. The activation function between the layers is what makes depth worth having.
#
# ## 3.9 A curve from bumps
#
# One hidden layer with σ between two linear maps, then. What can it represent? Take one input $x$ and a linear output. You can build the answer by hand.
#
# Choose a place $a$ on the $x$-axis. A hidden unit with weight $k$ and bias $-k a$ computes $\sigma(kx - ka) = \sigma(k (x - a))$. For a large **sharpness** $k$ that is nearly a step: 0 to the left of $a$, 1 to the right, with its middle at $x = a$. Such a place is called an **edge**. A step up at one edge and a step down at the next one make a **bump**.

# %%
pictures.bump_of_two_units()

# %% [markdown]
# **A worked example**: one bump of height 0.7 between the edges 1 and 3, as a network with two hidden units. With one output, its weights are a vector `w2` of shape `(H,)`, and `b2` is one number.


# %%
def run_network(x, W1, b1, w2, b2):
    """One input, a hidden layer of logistic units, a linear output: x (N,) to y (N,)."""
    h = given_logistic(x[:, None] @ W1.T + b1)  # x[:, None] makes a batch (N, 1) of it
    return h @ w2 + b2


k = 50.0
one_bump = (
    np.array([[k], [k]]),  # W1, shape (2, 1): both units have the slope k
    np.array([-k * 1.0, -k * 3.0]),  # b1: the steps are at 1 and at 3
    np.array([0.7, -0.7]),  # w2: up by 0.7, and down again
    0.0,  # b2
)
print(run_network(np.array([0.0, 0.9, 1.1, 2.0, 2.9, 3.1, 4.0]), *one_bump).round(3))

# %% [markdown]
# ### Exercise 12 · `bump_network` (4 points)
#
# Now $m$ bumps side by side. `edges` has shape `(m + 1,)` and increases; `heights` has shape `(m,)`, and any of them may be negative. Return `(W1, b1, w2, b2)`, a network as above whose output is `heights[j]` between `edges[j]` and `edges[j + 1]`, and 0 outside all of them, exactly so in the limit of large `k`.
#
# Every weight in `W1` is to be `k` or `-k`. With `k` and the bias `-k * a` a unit steps up at $a$, as above. A unit with the weight `-k` needs the bias `+k * a`: then it computes $\sigma(-k (x - a))$, a step down at $a$, from 1 to 0. You can do without such units. How many hidden units you use is up to you: two for each bump is fine. Can you do it with one for each edge?
#
# <details><summary>Hint 1</summary>
#
# With two units for each bump: put those of all bumps one below the other. At an inner edge one bump ends and the next begins.
#
# </details>
# <details><summary>Hint 2</summary>
#
# With one unit for each edge: go along $x$ from left to right. By how much does the output change at `edges[0]`? At `edges[1]`? At the last edge? These changes are the entries of `w2`.
#
# </details>
# <details><summary>Hint 3</summary>
#
# At `edges[0]` it goes from 0 to `heights[0]`, at the last edge from the last height to 0. To have all changes at once, put a 0 before and after the heights, with `[0, *heights, 0]`, and let `np.diff` subtract neighbours. Mind the shapes: `W1` is `(H, 1)`, and a bias is minus `k` times the edge.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "bump_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bump_network(edges, heights, k):
    """A network (W1, b1, w2, b2) whose output is heights[j] between edges[j] and edges[j + 1], and 0 outside."""
    ### BEGIN SOLUTION
    W1 = np.full((len(edges), 1), k)
    b1 = -k * edges
    w2 = np.diff([0.0, *heights, 0.0])
    return W1, b1, w2, 0.0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_bump_network", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("bump_network", bump_network, tasks.bumps.bump_network)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("bump_network", bump_network, tasks.bumps.bump_network, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# With this you can follow any curve: cut the interval into pieces, and put on each piece a bump as high as the curve is in the middle of it. Take the curve $f(x) = \sin(2x) + \frac{x}{2}$ on the interval from −3 to 3.


# %%
def target(x):
    return np.sin(2 * x) + x / 2


# %% [markdown]
# ### Predict: what do more bumps buy?
#
# The **largest error** is the largest distance between the curve and the network on the interval. With very many bumps, all of the same width, you take twice as many. What becomes of the largest error?
#
# * **a** — it hardly changes
# * **b** — it is about half as large
# * **c** — it is about a quarter as large

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "c"  # an error of a square, one might think


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def largest_error(count):
    """Of bumps with vertical sides, the limit of large k."""
    borders = np.linspace(-3, 3, count + 1)
    middles = (borders[:-1] + borders[1:]) / 2
    fine = np.linspace(-3, 3, 100_001)
    piece = np.clip(np.searchsorted(borders, fine, side="right") - 1, 0, count - 1)
    return np.abs(target(fine) - target(middles)[piece]).max()


fewer, more = largest_error(500), largest_error(1000)
settle(
    prediction_3,
    min("abc", key=lambda letter: abs({"a": 1.0, "b": 0.5, "c": 0.25}[letter] - more / fewer)),
    f"With 500 bumps the largest error is {fewer:.4f}, with 1000 it is {more:.4f}. "
    "At the end of a piece the curve is half a piece away from where its height was taken, "
    "so the error is about the slope of the curve times half the width of a piece.",
)

# %% [markdown]
# Now with *your* network, of 5 to 80 bumps. The rule of the half holds once a bump is narrow against the bends of the curve. The first bumps are not, so from 5 to 10 the error falls by less. (The two outermost edges are moved out by the width of one bump, so that the network does not begin its way down to 0 while it is still on the interval.)

# %%
after(["bump_network"], lambda: pictures.bumps_closing_in(bump_network, target, interval=(-3, 3)))

# %% [markdown]
# This is **universal approximation**: with enough hidden units, a network with one hidden layer of logistic units comes as close as you like to any continuous function on a closed and bounded set: an interval with both its ends, or, for more inputs, a box with its sides. You have built it for one input. Every word of that sentence counts, so here are its price and its limits.
#
# ## 3.10 The price, and the limits
#
# **The price.** In this construction half the error costs twice the units. With two inputs there would be a bump for every square of a chessboard, and half the error costs four times as many. With $D$ inputs it is $2^{D}$ times as many: 80 bumps along each of ten inputs would be $80^{10} \approx 10^{19}$ bumps. The theorem says that the units exist, and not that there are few of them.
#
# **On a closed and bounded set.** Closed: the ends belong to the interval. The function $1/x$ is continuous for $0 < x \le 1$, but without the end 0 it grows beyond every bound there, and no network of this kind does. Bounded: nothing was built outside the interval, and nothing is there.

# %%
after(["bump_network"], lambda: pictures.outside_the_interval(bump_network, target, interval=(-3, 3)))

# %% [markdown]
# **Continuous.** "Any function", as one often hears, is too much. Let the target jump from 0 to 1 at $x = 1$. The output of a network is continuous: just left and just right of the jump it is nearly the same number, and this number cannot be close to 0 and to 1. So the largest error is at least ½, whatever its weights are. With your bumps it is about 1: the jump lies inside a bump, and a bump has one height, so on a part of it the network has the height of the other side. The *mean* error does become small, because that part becomes shorter and shorter.


# %%
def errors_at_a_jump():
    x = np.linspace(-3, 3, 20_001)
    jump = np.where(x > 1, 1.0, 0.0)
    for count in (5, 10, 20, 40, 80):
        edges = np.linspace(-3, 3, count + 1)
        width = edges[1] - edges[0]
        heights = np.where((edges[:-1] + edges[1:]) / 2 > 1, 1.0, 0.0)
        edges[-1] += width
        y = run_network(x, *bump_network(edges, heights, 400 / width))
        print(f"{count:2} bumps: largest error {np.abs(y - jump).max():.2f}, mean error {np.abs(y - jump).mean():.3f}")


after(["bump_network"], errors_at_a_jump)

# %% [markdown]
# **Representable is not learnable.** You placed every edge and every height, and for that you had to know the curve. A network that learns starts from random weights and sees a number of examples. That weights exist which do the task does not say that learning will find them. Notebook 6 shows how often it does, for XOR.
#
# **To try, if you like:** in a new cell give `pictures.bumps_closing_in` a curve of your own in the place of `target`: a function of an array `x` that returns an array of the same shape. (In the place of `if` use `np.where`.) Which curves need many bumps? What comes of `np.sign`, which jumps?
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "relu": 1,
        "softplus": 0,
        "logistic": 2,
        "tanh_from_logistic": 0,
        "d_relu_and_d_softplus": 0,
        "d_logistic": 2,
        "d_tanh": 0,
        "dense": 4,
        "mlp": 3,
        "two_layers": 0,
        "output_layer": 1,
        "collapse": 3,
        "bump_network": 4,
    }
)

# %% [markdown]
# ## Recap
#
# * An **activation function** works on each pre-activation by itself. Take the large exponent out, or make the exponent harmless first, and nothing overflows.
# * A derivative `d_…` takes the **pre-activation**. Given the activation it returns a wrong number, and no error.
# * A **layer** for a batch is $\varphi(X W^\top + b)$ with `W[to, from]`: `(N, D)` goes in, `(N, H)` comes out. A network is a composition of layers.
# * The **output layer** is linear for regression and logistic for a binary target.
# * Linear layers **collapse** into one. What makes depth worth having is the activation function between them.
# * One hidden layer can **represent** any continuous function on a closed and bounded set as closely as you like, at the price of many units. That says nothing of places outside it, nor of whether the weights can be learnt.
#
# **What comes next.** [`04_logistic_least_squares`](04_logistic_least_squares.ipynb): how a weight is learnt. You take one logistic unit, ask how its loss changes when a weight does, and compute the answer in a way that works for every network: backpropagation.
