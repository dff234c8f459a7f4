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
# # 7 · Features and over-fitting: what is learned, and how much
#
# A network with a hidden layer does not get its features from you: it learns them. In this notebook you first design one yourself, and then look at what a network has learned from
# handwritten digits. On the way there is a trap. A model with many parameters can learn its examples by heart and be of no use on new ones. You will see it happen, measure it, and tame it in two ways.
#
# **When you are done you can**
#
# * read the weights of a unit as an image, and design a unit that answers to one shape alone,
# * say what over-fitting is, and show it with ten points and a polynomial,
# * weaken it by an L2 penalty, and by stopping early,
# * train a network with minibatches and weight decay so that it labels digits that it has never seen.
#
# **What you need:** notebook 6 (the two-layer network, its gradients, training), softmax from notebook 5, slices and fancy indexing of NumPy arrays. Nothing of your earlier notebooks is imported: what this one builds on is given here.
#
# **Time:** about three hours (an estimate; good places to pause are before sections 7.3 and 7.6). **Points:** 20, in five exercises. Four more are extras: checked in the same way, without points. Each is judged on its own.
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
from utils.live import Live

# %% [markdown]
# ## 7.1 A feature, designed by hand
#
# A grey image of $28 \times 28$ pixels is a table of 784 numbers, from 0 (black) to 1 (white). A network gets them as one vector $\mathbf{x}$, row after row: pixel (row $r$, column $c$) is the entry $28 r + c$, everything counted from 0.
#
# A hidden unit has one weight for each pixel. So its weights are an image too, and its pre-activation
#
# $$
# z = \mathbf{w} \cdot \mathbf{x} + b = \sum_{i=0}^{783} w_i\, x_i + b
# $$
#
# asks how well $\mathbf{x}$ agrees with that image. Where $w_i > 0$, a white pixel raises $z$. Where $w_i < 0$, a white pixel lowers it. Where $w_i = 0$, the unit does not look. The sum $\mathbf{w} \cdot \mathbf{x}$, without the bias, is the unit's **response** to $\mathbf{x}$.
#
# Here are five images. The first has a white stroke along the main diagonal, from the upper left to the lower right, three pixels wide.

# %%
strokes = tasks.detectors.strokes()  # a dict: name -> image of shape (28, 28)
pictures.grey_images(
    list(strokes.values()),
    list(strokes),
    takeaway="A detector of the first image should respond to the first, and much less to each of the others.",
)

# %% [markdown]
# ### Exercise 1 · `diagonal_detector` (4 points)
#
# Return weights, an array of shape `(784,)`, that detect the main diagonal:
#
# * the response to the main diagonal is positive, and
# * it is at least twice the response to each of the other four images, the anti-diagonal, the vertical, the horizontal **and the all-white one**.
#
# A response may be negative; the condition is then fulfilled. Many different weights do it, and every one that does is right.
#
# `row` and `column` are given: two arrays of shape `(28, 28)` that hold each pixel's row and column. A comparison of them gives an array of truth values, and `np.where(…, …, …)` turns that into numbers, entry by entry.
#
# <details><summary>Hint 1</summary>
#
# Draw the stroke with positive weights: on the main diagonal `row` and `column` are equal, on its two neighbours they differ by 1. Look at the response to each image. Which of the five conditions fails?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The all-white image has the whole stroke in it. So weights that are nowhere negative can never answer less to it. White pixels beside the stroke have to count *against* it.
#
# </details>
# <details><summary>Hint 3</summary>
#
# There are 82 pixels on the stroke and 702 beside it. Give 1 to each of the first, and one and the same negative number to each of the second. How large must it be, so that together they take at least 41 from 82? At the end, `.ravel()` makes 784 numbers of a table, row after row.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "diagonal_detector", "locked": false, "schema_version": 3, "solution": true, "task": false}
def diagonal_detector():
    """Weights (784,) that respond to the main diagonal at least twice as much as to any other of the strokes."""
    row, column = np.indices((28, 28))
    ### BEGIN SOLUTION
    on_the_stroke = np.abs(row - column) <= 1
    w = np.where(on_the_stroke, 1.0, -0.1)
    return w.ravel()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_diagonal_detector", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("diagonal_detector", diagonal_detector, tasks.detectors.diagonal_detector)

# %% [markdown]
# The picture shows your weights as an image, and your detector's responses. What is beside the stroke is said to **inhibit** the unit. In images of the world, and in eyes, detectors of edges and lines are made like this: some inputs excite, their neighbours inhibit.

# %%
after(["diagonal_detector"], lambda: pictures.detector_responses(diagonal_detector(), strokes))

# %% [markdown]
# ### Exercise 2 · `weights_as_images` (extra)
#
# To look at the features of a whole layer, turn its weights into images. `W1` has shape `(H, D)`, one row for each hidden unit. `shape` is a pair `(rows, columns)`. Return an array of shape `(H, rows, columns)`: image `h` has the weights of unit `h`, row after row.
#
# If the images do not have exactly as many pixels as a unit has weights, raise a `ValueError` that says so. (That it is raised is checked; its message is yours.)
#
# <details><summary>Hint 1</summary>
#
# NumPy's `reshape` keeps the order of the numbers, and fills the last index first. That is row after row.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `reshape` raises a `ValueError` by itself when it is given all three sizes and the numbers do not fit. With $-1$ for the first it would find a size that fits: four units with six weights are 24 numbers, which are also six images of $2 \times 2$ pixels. To raise the error yourself, compare $D$ with rows · columns.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "weights_as_images", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weights_as_images(W1, shape):
    """The weights W1 (H, rows·columns) as images: an array (H, rows, columns), where shape is (rows, columns)."""
    ### BEGIN SOLUTION
    H, D = W1.shape
    rows, columns = shape
    if rows * columns != D:
        raise ValueError(f"shape: {rows} × {columns} pixels do not fit {D} weights")
    return W1.reshape(H, rows, columns)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_weights_as_images", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("weights_as_images", weights_as_images, tasks.detectors.weights_as_images)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("weights_as_images", weights_as_images, tasks.detectors.weights_as_images, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 7.2 Over-fitting
#
# Before a network is let loose on digits, look at the trap in a model so small that everything can be seen. Here are ten examples: numbers $x$, and targets $t$ that lie on a curve, with some **noise**: to each a random number was added. In real life you would not know the curve. Here you do: it is a sine.


# %%
def truth(x):
    return np.sin(2 * np.pi * x)


rng = np.random.default_rng(1)
x_train = np.linspace(0.0, 1.0, 10)
t_train = truth(x_train) + 0.25 * rng.normal(size=10)
x_new = rng.uniform(0.0, 1.0, size=200)
t_new = truth(x_new) + 0.25 * rng.normal(size=200)

# %% [markdown]
# The model is a polynomial of degree $M$. It is a linear model on designed features, the powers of $x$:
#
# $$
# y(x) = w_0 + w_1 x + w_2 x^2 + \ldots + w_M x^M = \mathbf{w} \cdot \boldsymbol{\varphi}(x), \qquad \boldsymbol{\varphi}(x) = (1, x, x^2, \ldots, x^M) .
# $$
#
# The rows $\boldsymbol{\varphi}(x_i)$ of all examples make a matrix $\boldsymbol{\Phi}$ of shape $(N, M + 1)$. Its first column is all ones, and $w_0$ is the bias.
#
# ### Exercise 3, first part · `polynomial_features` (extra)
#
# `x` has shape `(N,)`, and `M` is a whole number, 0 or larger. Return $\boldsymbol{\Phi}$, of shape `(N, M + 1)`: column $j$ holds the power $x^j$.
#
# <details><summary>Hint 1</summary>
#
# `x ** j` is a column for one $j$. `np.column_stack([…])` puts a list of columns side by side.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The powers go from 0 to $M$, both included: `range(M + 1)`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "polynomial_features", "locked": false, "schema_version": 3, "solution": true, "task": false}
def polynomial_features(x, M):
    """The powers 0 to M of x (N,), as columns: an array (N, M + 1)."""
    ### BEGIN SOLUTION
    return np.column_stack([x**j for j in range(M + 1)])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_polynomial_features", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("polynomial_features", polynomial_features, tasks.polynomials.polynomial_features)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task(
    "polynomial_features", polynomial_features, tasks.polynomials.polynomial_features, count=20, seed=fresh_seed()
)
### END HIDDEN TESTS

# %% [markdown]
# ### Predict: how long is w?
#
# Ten points, and a polynomial of degree 9, which has ten weights: it can go through every single point. Compare the length $\lVert \mathbf{w} \rVert$ of the weights with that for degree 3. How many times as long is it?
#
# * **a** — about 3 times
# * **b** — about 30 times
# * **c** — more than 300 times

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # three times the degree, three times the length

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
length_3, length_9 = (np.linalg.norm(np.polyfit(x_train, t_train, M)) for M in (3, 9))
settle(
    prediction_1,
    min("abc", key=lambda letter: abs(np.log({"a": 3, "b": 30, "c": 3000}[letter] * length_3 / length_9))),
    f"It is about {round(length_9, -4):.0f} against {length_3:.0f}, some {round(length_9 / length_3, -3):.0f} times as long. To go through every point, noise and all, "
    "the polynomial needs huge weights, whose terms cancel one another. Between the points they do not cancel.",
)

# %% [markdown]
# Large weights are a symptom. So make them expensive. With an L2 penalty the weights are those that minimise
#
# $$
# E(\mathbf{w}) = \tfrac12 \lVert \boldsymbol{\Phi} \mathbf{w} - \mathbf{t} \rVert^2 + \tfrac12 \lambda \sum_{j=1}^{M} w_j^2 .
# $$
#
# The sum begins at $j = 1$: the bias $w_0$ is not penalised. It only moves the curve up and down, and a curve is no more complicated for being high up.
#
# The errors are summed here, not averaged: with $\frac1N$ before the sum the same weights would belong to a $\lambda$ that is $N$ times smaller.
#
# $E$ is a sum of squares, so at its minimum all derivatives are zero. The one with respect to $w_j$ is $\sum_i \big( y(x_i) - t_i \big)\, x_i^j + \lambda w_j$, for $w_0$ without the last term. All of them together are
#
# $$
# \boldsymbol{\Phi}^{\top} (\boldsymbol{\Phi} \mathbf{w} - \mathbf{t}) + \lambda\, \mathbf{P} \mathbf{w} = \mathbf{0}, \qquad \mathbf{P} = \begin{pmatrix} 0 & & & \\ & 1 & & \\ & & \ddots & \\ & & & 1 \end{pmatrix} .
# $$
#
# These are $M + 1$ linear equations for $M + 1$ unknowns. No gradient descent is needed here.
#
# ### Exercise 3, second part · `ridge_fit` (extra)
#
# `Phi` has shape `(N, K)`, `t` has shape `(N,)`, and `lam` is $\lambda \ge 0$, a number. Return the weights $\mathbf{w}$, of shape `(K,)`, that minimise $E$. The first column is not penalised, **whatever it holds**: do not rely on ones in it.
#
# <details><summary>Hint 1</summary>
#
# Bring the equations into the form $\mathbf{A} \mathbf{w} = \mathbf{c}$: multiply out, collect everything with $\mathbf{w}$ on the left. `np.linalg.solve(A, c)` returns $\mathbf{w}$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\mathbf{P}$ is `np.eye(K)` with one entry set to 0. $\boldsymbol{\Phi}^{\top} \boldsymbol{\Phi}$ is `Phi.T @ Phi`. What is $\mathbf{c}$, which has no $\mathbf{w}$ in it?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "ridge_fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ridge_fit(Phi, t, lam):
    """The w (K,) that minimises ½‖Phi w − t‖² + ½ lam ‖w[1:]‖², for Phi (N, K) and t (N,)."""
    ### BEGIN SOLUTION
    P = np.eye(Phi.shape[1])
    P[0, 0] = 0.0  # the first weight is the bias
    return np.linalg.solve(Phi.T @ Phi + lam * P, Phi.T @ t)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_ridge_fit", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("ridge_fit", ridge_fit, tasks.polynomials.ridge_fit)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("ridge_fit", ridge_fit, tasks.polynomials.ridge_fit, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Four degrees, above without and below with a penalty. The points are the same in all eight panels, and so is the curve behind them.

# %%
after(
    ["polynomial_features", "ridge_fit"],
    lambda: pictures.polynomial_fits(polynomial_features, ridge_fit, x_train, t_train, 1e-4, truth),
)

# %% [markdown]
# With $M = 0$ and $M = 1$ the model cannot follow the curve: it **under-fits**. With $M = 9$ and no penalty it follows the noise: it **over-fits**. The table says the same in numbers. The error on the ten training points always falls with the degree. The error on 200 new points from the same source does not.


# %%
def errors_by_degree():
    print("            training        new points   (root of the mean squared error)")
    for M in (0, 1, 3, 9):
        for lam in (0.0, 1e-4):
            w = ridge_fit(polynomial_features(x_train, M), t_train, lam)
            train, new = (
                np.sqrt(np.mean((polynomial_features(x, M) @ w - t) ** 2))
                for x, t in ((x_train, t_train), (x_new, t_new))
            )
            print(f"M = {M}, λ = {lam:<6g} {train:8.3f} {new:15.3f}")


after(["polynomial_features", "ridge_fit"], errors_by_degree)

# %% [markdown]
# The noise in these 200 new points has a root mean square of 0.225. The curve itself would have that error, so no model can be expected to do much better on them. The polynomial of degree 9 without a penalty has an error of 0.000 on its *training* points: it has learned the noise, which will not come again. With the penalty it is better on new points than any other line of the table. (For $M = 3$, which needed no taming, the same penalty makes little difference.)
#
# The lesson for everything that follows: **the error on the training examples says nothing about over-fitting. Only examples that were not trained on do.** Examples that are kept aside to watch the training, and to choose $\lambda$, $M$ and the like, are the **validation set**. Whatever was chosen with their help has been fitted to them as well, a little. So the last word belongs to a third set that nothing was chosen with, the **test set**.
#
# ## 7.3 Digits, and the network
#
# The digits are 1797 images of $8 \times 8$ pixels, written by 13 people. They come with scikit-learn, so no network is needed to get them. `data.digits()` deals them out at random: 1000 to train on, 250 to validate, the rest to test.

# %%
X_train, t_train_digits, X_val, t_val_digits, X_test, t_test_digits = data.digits()
print(X_train.shape, X_val.shape, X_test.shape)
first_of_each = [np.flatnonzero(t_train_digits == label)[0] for label in range(10)]
pictures.grey_images(X_train[first_of_each].reshape(10, 8, 8), range(10))

# %% [markdown]
# (If you are online, `data.mnist()` deals out the larger digits of the lecture, $28 \times 28$ pixels, in the same form. The first call takes minutes. The exercises need the small ones only.)
#
# The network is that of notebook 6 with another end. (The number of a layer stands below again, as in notebooks 2 and 3; $\mathbf{W}^{(1)}$ is how the appendix writes $\mathbf{W}_1$.) It has a logistic hidden layer, one output for each of the ten labels, softmax on the outputs, and cross-entropy as its loss:
#
# $$
# \mathbf{Z}_1 = \mathbf{X} \mathbf{W}_1^{\top} + \mathbf{b}_1, \qquad \mathbf{H} = \sigma(\mathbf{Z}_1), \qquad \mathbf{Z}_2 = \mathbf{H} \mathbf{W}_2^{\top} + \mathbf{b}_2, \qquad \mathbf{Y} = \mathrm{softmax}(\mathbf{Z}_2) .
# $$
#
# In the code, `log_softmax` is SciPy's logarithm of softmax, computed so that nothing overflows. Softmax and cross-entropy together leave the error signal $\bar{\mathbf{Z}}_2 = (\mathbf{Y} - \mathbf{T}) / N$, as you found in notebook 5. From there backwards nothing differs from notebook 6. So the gradients are given here. The parameters are a dict with the keys `W1`, `b1`, `W2` and `b2`, and the gradients come in a dict with the same keys.

# %% nbgrader={"grade": false, "grade_id": "given_network", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.special import expit as logistic, log_softmax


def cost_and_gradients(X, T, params):
    """Mean cross-entropy of the logistic–softmax network against one-hot T, and its gradients: (J, dict like params)."""
    H = logistic(X @ params["W1"].T + params["b1"])
    log_Y = log_softmax(H @ params["W2"].T + params["b2"], axis=1)
    J = -np.sum(T * log_Y) / len(X)
    Z2_bar = (np.exp(log_Y) - T) / len(X)
    Z1_bar = (Z2_bar @ params["W2"]) * H * (1 - H)
    grads = {"W1": Z1_bar.T @ X, "b1": Z1_bar.sum(axis=0), "W2": Z2_bar.T @ H, "b2": Z2_bar.sum(axis=0)}
    return J, grads


def predicted_labels(X, params):
    """The label with the largest output, for each row of X."""
    H = logistic(X @ params["W1"].T + params["b1"])
    return np.argmax(H @ params["W2"].T + params["b2"], axis=1)


# %% [markdown]
# One thing to see in the code: the largest of the ten outputs is also the largest after softmax. So to *label* a digit no softmax is needed. `np.argmax(…, axis=1)` gives the column of the largest entry of each row; `np.argmin`, used below, that of the smallest.
#
# The weights have to start somewhere. Not at zero, and not equal, as you saw in notebook 6; so at random numbers. Their size matters too. A unit with 64 inputs adds up 64 products. Their signs are random, so they partly cancel, and the sum is typically $\sqrt{64}$ times as large as one of them. With weights of the typical size $1 / \sqrt{64}$ it is as large as one input, however many there are. (In the code the first layer's weights are twice as large, because an input is typically a half: that is the root mean square of the pixels.)


# %%
def random_start(D, H, K, rng):
    """Random parameters of a network with D inputs, H hidden units and K outputs, biases at 0."""
    W1 = rng.normal(size=(H, D)) * 2 / np.sqrt(D)
    W2 = rng.normal(size=(K, H)) / np.sqrt(H)
    return {"W1": W1, "b1": np.zeros(H), "W2": W2, "b2": np.zeros(K)}


T_digits = np.eye(10)[t_train_digits]  # one-hot: row i has a 1 in the column of its label
J_start, _ = cost_and_gradients(X_train, T_digits, random_start(64, 40, 10, np.random.default_rng(0)))
print(f"cost at a random start {J_start:.2f}; guessing evenly would give log 10 = {np.log(10):.2f}")

# %% [markdown]
# ## 7.4 Minibatches
#
# A gradient over all 1000 digits is a mean over all 1000. Over 20 of them it costs a fiftieth, and at first it points in roughly the same direction. So take a step after every 20. Such a small part of the training set is a **minibatch**, a pass through all of them is an **epoch**, and the method is called **stochastic gradient descent**, SGD.
#
# ### Predict: fifty small steps
#
# Start twice from the same random weights, and go through the training set five times. Once with all 1000 digits in every step, five steps in all. Once with minibatches of 20, in 250 steps. Both look at every digit five times and cost the same work. The learning rate is 0.5. Which training cost is lower afterwards?
#
# * **a** — that of the five exact steps
# * **b** — they are about equal
# * **c** — that of the 250 rough steps, by far

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "b"  # the same work, the same progress


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def cost_after_five_epochs(size):
    params = random_start(64, 40, 10, np.random.default_rng(0))
    for first in [*range(0, len(X_train), size)] * 5:  # (these digits lie in random order already)
        part = slice(first, first + size)
        slopes = cost_and_gradients(X_train[part], T_digits[part], params)[1]
        params = {key: value - 0.5 * slopes[key] for key, value in params.items()}
    return cost_and_gradients(X_train, T_digits, params)[0]


few, many = cost_after_five_epochs(1000), cost_after_five_epochs(20)
settle(
    prediction_2,
    "c" if many < 0.5 * few else "a" if few < 0.5 * many else "b",
    f"The cost is {few:.2f} after five exact steps and {many:.2f} after 250 rough ones. At the start a rough step "
    "lowers the cost about two thirds as far as an exact one, on average, and there are fifty times as many. Later many "
    "a single step goes up.",
)

# %% [markdown]
# Which digits come together must be left to chance, and anew in every epoch. If they lay in the order of their labels, the first batches would pull everything towards 0, the next towards 1, and so on.
#
# NumPy's generators of random numbers make that repeatable: `rng = np.random.default_rng(3)` draws the same numbers in every run. `rng.permutation(n)` gives the numbers $0, \ldots, n - 1$ in a random order.
#
# **A worked example.** With `n = 10` and `batch_size = 4` the generator might say `[7 2 9 0 4 1 8 3 6 5]`. Cut into pieces that is `[7 2 9 0]`, `[4 1 8 3]` and `[6 5]`. The last piece is short, and it is kept: its digits have the same right to be learned.
#
# ### Exercise 4 · `minibatches` (3 points)
#
# Return a list of arrays of whole numbers. Together they hold each of $0, \ldots, n - 1$ exactly once, all of them shuffled. Each has `batch_size` entries, except that the last one is shorter if need be. None is empty. Both `n` and `batch_size` are at least 1; `batch_size` may be larger than `n`. Draw from `rng`, the generator that is handed over, and from no other.
#
# <details><summary>Hint 1</summary>
#
# Shuffle first, once, then cut. A slice `order[start : start + batch_size]` is one piece, and a slice that goes beyond the end is simply shorter.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The pieces start at 0, `batch_size`, 2 · `batch_size` and so on, as long as that is less than $n$. `range` with three arguments counts like this.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(n, batch_size, rng):
    """The numbers 0 … n − 1, shuffled by rng, as a list of arrays with batch_size entries, the last maybe fewer."""
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_minibatches", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("minibatches", minibatches, tasks.minibatches.minibatches)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("minibatches", minibatches, tasks.minibatches.minibatches, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 7.5 A step with weight decay
#
# With an L2 penalty the cost to minimise is $\mathcal{J} + \tfrac12 \lambda \lVert \mathbf{W}_1 \rVert^2 + \tfrac12 \lambda \lVert \mathbf{W}_2 \rVert^2$, where $\lVert \mathbf{W} \rVert^2$ is the sum of all squared entries. Biases are not penalised. So a step of gradient descent follows, for a weight, the derivative of both parts; for a bias, that of $\mathcal{J}$ alone.
#
# If the gradient of $\mathcal{J}$ were zero, the penalty would still multiply each weight by $1 - \alpha \lambda$ in every step, where $\alpha$ is the learning rate `lr`: a little smaller each time, always by the same share. That is why it is called **weight decay**.
#
# ### Exercise 5 · `sgd_step` (4 points)
#
# `params` and `grads` are dicts with equal keys, though not always in the same order; `grads` has the gradients of $\mathcal{J}$, without the penalty. Return a **new** dict with the same keys: the parameters after one step with the learning rate `lr`. The penalty `lam` acts on the keys that begin with a capital `W`, and on no others. The loop is given; fill in what it does with one key.
#
# <details><summary>Hint 1</summary>
#
# The derivative of $\tfrac12 \lambda w^2$ with respect to $w$ is $\lambda w$. It is added to the gradient, before the step is taken.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `name.startswith("W")` asks whether a text begins with W: it is `True` for the keys that decay. Write `slope = slope + …` for those; `+=` would change the array in `grads`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "sgd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sgd_step(params, grads, lr, lam):
    """One step of gradient descent on all parameters, with an L2 penalty on those whose name begins with W: a new dict."""
    new = {}
    for name in params:
        slope = grads[name]
        ### BEGIN SOLUTION
        if name.startswith("W"):
            slope = slope + lam * params[name]
        new[name] = params[name] - lr * slope
        ### END SOLUTION
    return new


# %% nbgrader={"grade": true, "grade_id": "test_sgd_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("sgd_step", sgd_step, tasks.sgd_step.sgd_step)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("sgd_step", sgd_step, tasks.sgd_step.sgd_step, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 7.6 When to stop
#
# Now train. To see over-fitting, make it easy: only 150 digits to train on, and somebody who labelled them was tired. About one label in seven is a random one.

# %%
rng = np.random.default_rng(5)
few_X, few_labels = X_train[:150], t_train_digits[:150].copy()
tired = rng.random(150) < 0.15
few_labels[tired] = rng.integers(0, 10, size=tired.sum())
few_T, T_watched = np.eye(10)[few_labels], np.eye(10)[t_val_digits]

# %% [markdown]
# ### Predict: a hundred epochs
#
# The network has 60 hidden units, 4510 parameters for 150 digits. In the course of 100 epochs the training cost falls to about 0.1: the network learns nearly every label, also most of the wrong ones. What does the cost on the validation digits do, whose labels are right?
#
# * **a** — it falls as well, and levels off
# * **b** — it falls, and then rises again, by more than 5 %
# * **c** — it rises from the beginning

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "a"  # it has stopped learning, one would think

# %% [markdown]
# The next cell trains, and draws both curves as they grow: `Live` takes the two costs after every epoch and shows them. The answer to your prediction is in the cell below it. (Both wait for your `minibatches` and `sgd_step`.)

# %%
training_costs, validation_costs, snapshots = [], [], []


def train_and_watch(epochs=100, lr=0.5, lam=0.0, seed=0):
    training_costs.clear(), validation_costs.clear(), snapshots.clear()
    rng = np.random.default_rng(seed)
    params = random_start(64, 60, 10, rng)
    with Live(epochs) as live:
        for _ in range(epochs):
            for rows in minibatches(len(few_X), 15, rng):
                params = sgd_step(params, cost_and_gradients(few_X[rows], few_T[rows], params)[1], lr, lam)
            snapshots.append(params)
            training_costs.append(cost_and_gradients(few_X, few_T, params)[0])
            validation_costs.append(cost_and_gradients(X_val, T_watched, params)[0])
            live(training_costs[-1], validation_costs[-1])


after(["minibatches", "sgd_step"], train_and_watch)


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def what_came_out():
    lowest = int(np.argmin(validation_costs))
    least, last = min(validation_costs), validation_costs[-1]
    return settle(
        prediction_3,
        "c" if lowest == 0 else "b" if last > 1.05 * least else "a",
        f"It is lowest, {least:.2f}, at epoch {lowest}, and ends at {last:.2f}. The training cost ends at {training_costs[-1]:.3f}. "
        "First the network learns what the digits have in common, which helps with new ones; then the exceptions, the wrong "
        "labels among them, which does not.",
    )


after(["minibatches", "sgd_step"], what_came_out)

# %% [markdown]
# So the best network was there, for a moment, and was trained further. **Early stopping** gets it back: watch the validation cost, keep the parameters of its minimum so far, and stop when no new minimum has come for some time. How long to wait is called the **patience**. Then restore what was kept.
#
# Precisely, with epochs counted from 0:
#
# * an epoch is a **new minimum** if its cost is strictly smaller than all before it; epoch 0 always is one;
# * training stops at the first epoch that completes `patience` epochs in a row without a new minimum, or else at the last epoch;
# * the best epoch is that of the smallest cost *up to the stop*; among equal ones, the first.
#
# **A worked example**, with `patience = 2`.
#
# | epoch | cost | new minimum? | epochs in a row without one |
# |---|---|---|---|
# | 0 | 0.9 | yes | 0 |
# | 1 | 0.7 | yes | 0 |
# | 2 | 0.8 | no | 1 |
# | 3 | 0.6 | yes | 0 |
# | 4 | 0.65 | no | 1 |
# | 5 | 0.62 | no: smaller than the one before, not than 0.6 | 2: stop |
# | 6 | 0.4 | never seen | |
#
# The answer is `(3, 5)`. That a lower cost would have come later, nobody knew.
#
# ### Exercise 6 · `early_stopping` (3 points)
#
# `val_costs` is an array of at least one finite cost, one for each epoch, and `patience` a whole number. Return `(best_epoch, stop_epoch)`, two whole numbers. If `patience` is less than 1, raise a `ValueError` that says so.
#
# <details><summary>Hint 1</summary>
#
# Go through the epochs one by one, as if you did not know what comes. Keep the number of the best epoch so far. `enumerate(val_costs)` gives each epoch with its cost.
#
# </details>
# <details><summary>Hint 2</summary>
#
# You need no counter of its own: when epoch `epoch` has been seen and `best` was the last new minimum, `epoch - best` epochs in a row were none.
#
# </details>
# <details><summary>Hint 3</summary>
#
# In the loop: first, if this cost is smaller than that of the best epoch, this epoch is the best. Then, if as many epochs as `patience` says have passed since, return both. After the loop, patience was never used up; which epoch is the stop then?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def early_stopping(val_costs, patience):
    """When to stop, and which epoch to go back to: (best_epoch, stop_epoch), for validation costs (epochs,)."""
    ### BEGIN SOLUTION
    if patience < 1:
        raise ValueError(f"patience is {patience}, and has to be at least 1")
    best = 0
    for epoch, cost in enumerate(val_costs):
        if cost < val_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(val_costs) - 1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_early_stopping", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("early_stopping", early_stopping, tasks.early_stopping.early_stopping)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("early_stopping", early_stopping, tasks.early_stopping.early_stopping, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Your rule on the curve from above, with a patience of 8. The training ran on here, so that you can see what stopping spares you.


# %%
def where_to_stop():
    best, stop = early_stopping(np.array(validation_costs), 8)
    return pictures.learning_curves(training_costs, validation_costs, best=best, stop=stop)


after(["minibatches", "sgd_step", "early_stopping"], where_to_stop)

# %% [markdown]
# What is it worth? The test digits have been used for nothing so far. Here are three networks, and for comparison the start: the one at the end of 100 epochs, the one that early stopping restores, and one trained for 100 epochs with weight decay. Its $\lambda$ is the one of 0.001, 0.003 and 0.01 that labels most of the *validation* digits rightly: the choice may look at those.


# %%
def with_decay(lam, epochs=100, lr=0.5):
    rng = np.random.default_rng(0)
    params = random_start(64, 60, 10, rng)
    for _ in range(epochs):
        for rows in minibatches(len(few_X), 15, rng):
            params = sgd_step(params, cost_and_gradients(few_X[rows], few_T[rows], params)[1], lr, lam)
    return params


def share_right(X, t, params):
    return np.mean(predicted_labels(X, params) == t)


def compare():
    best_epoch, _ = early_stopping(np.array(validation_costs), 8)
    decayed = {lam: with_decay(lam) for lam in (1e-3, 3e-3, 1e-2)}
    chosen = max(decayed, key=lambda lam: share_right(X_val, t_val_digits, decayed[lam]))
    networks = {
        "at the start": random_start(64, 60, 10, np.random.default_rng(0)),
        "100 epochs": snapshots[-1],
        "early stopping": snapshots[best_epoch],
        f"decay, λ = {chosen:g}": decayed[chosen],
    }
    for name, params in networks.items():
        size = np.sqrt(np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
        print(
            f"{name:<18} length of all weights {size:5.1f}   test digits right {share_right(X_test, t_test_digits, params):.1%}"
        )


after(["minibatches", "sgd_step", "early_stopping"], compare)

# %% [markdown]
# Your numbers may differ by a few per cent from somebody else's: they depend on how `minibatches` shuffles. In most runs training makes the weights longer than they were at the start. Both cures keep them shorter than 100 epochs do without: weight decay because every step takes a share of them away, early stopping because it leaves them less time to grow. Usually both also label more of the test digits rightly than the end of the 100 epochs does. Which of the two helps more, one run does not tell: with 547 test digits, two networks that are equally good easily differ by one or two per cent. And they can be combined.
#
# ## 7.7 Repair
#
# All of this stands on one thing: nothing of the validation set may be trained on. Here is somebody else's program that divides the numbers of $n$ examples into those to train on and those to validate with. It has **one** mistake.
#
# The symptom: whoever uses it sees a validation cost that follows the training cost down. Early stopping stops far too late. And on new digits the network is as bad as ever. Run both cells.


# %%
def split(n, n_val, rng):
    train = rng.permutation(n)[n_val:]
    val = rng.permutation(n)[:n_val]
    return train, val


# %% tags=["solved-only"]
# Repaired: both parts are cut from one shuffled order. Two orders know nothing of each other.
def split(n, n_val, rng):
    order = rng.permutation(n)
    train = order[n_val:]
    val = order[:n_val]
    return train, val


# %%
train_rows, val_rows = split(200, 50, np.random.default_rng(0))
print(f"{len(train_rows)} rows to train on, {len(val_rows)} rows to validate with")
print("the first of each:", train_rows[:5], val_rows[:5])

# %% [markdown]
# Find the mistake and mend it in the cell that defines `split`; run that cell and the check below. There are no points for it.
#
# <details><summary>Hint 1</summary>
#
# The sizes are right, and each part by itself is right too. `np.intersect1d(train_rows, val_rows)` lists what two arrays have in common.
#
# </details>
# <details><summary>Hint 2</summary>
#
# How often are the $n$ numbers shuffled? What would have to be shuffled once, so that the two slices have nothing in common?
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_split", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_task("split", split, tasks.minibatches.split, explained=False)

# %% [markdown]
# This mistake is called a **leak**. No error is raised, all shapes are right, and the numbers look better than they should. When a result is too good, look for one.
#
# ## 7.8 Learn to read
#
# Everything is ready. The last exercise is the whole of it, and you put it together yourself.
#
# ### Exercise 7 · `train_digit_classifier` (6 points)
#
# `X_train` has shape `(1000, 64)`, digits of $8 \times 8$ pixels with numbers from 0 to 1; `t_train` has their labels, whole numbers from 0 to 9. `X_val` and `t_val` are 250 more to watch the training with. Train a network with a logistic hidden layer, of as many units as you like, and softmax. Return its parameters, a dict with the keys `W1`, `b1`, `W2` and `b2`.
#
# * The check labels digits that your function has not seen, with $\sigma$ in the hidden layer and the largest output, as `predicted_labels` does. **93 % of them have to be right**, whatever the seed.
# * The check deals out the digits anew, and the labels too: what is a 7 here may be called a 2 there, in everything that your function is handed and in everything that it is judged by. A network that learns from `X_train` and `t_train` does not notice. One that learns from this notebook's variables has seen the digits that it is judged by, and fails. So make the one-hot targets inside, `np.eye(10)[t_train]`, from the arguments.
# * `seed` is there so that a training can be repeated: draw from `np.random.default_rng(seed)`.
# * One training may take 10 seconds of a processor's time. A good one needs less than one.
# * You may call your functions from above, `cost_and_gradients` and `random_start`. If one of your functions is not right yet, write its lines out here: this exercise is judged on its own.
#
# <details><summary>Hint 1</summary>
#
# `train_and_watch` has the loop. What is to be changed: the data, which are the arguments `X_train` and `X_val` with one-hot targets made from `t_train` and `t_val`; no `Live`; and the parameters of the best epoch are kept and returned.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Numbers that work: 40 hidden units, minibatches of 25, a learning rate of 1, a penalty of 0.0001 or none, 20 epochs.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Before the loop over epochs, the best cost is `np.inf`. After each epoch compute the cost on the validation digits. If it is smaller than the best, it is the best, and so are these parameters: keep both under names of their own. Since `sgd_step` makes a new dict in every step, no copy is needed.
#
# </details>


# %% tags=["builds-on:minibatches", "builds-on:sgd_step", "builds-on:early_stopping"] nbgrader={"grade": false, "grade_id": "train_digit_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    """The parameters W1, b1, W2, b2 of a logistic–softmax network, trained on digits (N, 64) with labels 0–9: a dict."""
    ### BEGIN SOLUTION
    rng, waited = np.random.default_rng(seed), 0
    params = random_start(X_train.shape[1], 40, 10, rng)
    one_hot = np.eye(10)[t_train]
    one_hot_val = np.eye(10)[t_val]
    best_cost, best_params = np.inf, params
    for _ in range(20):
        order = rng.permutation(len(X_train))
        for batch in np.array_split(order, len(X_train) // 25):
            _, slopes = cost_and_gradients(X_train[batch], one_hot[batch], params)
            # one step of gradient descent; the weights decay, the biases do not
            params = {
                key: value - 1.0 * (slopes[key] + (1e-4 * value if key.startswith("W") else 0.0))
                for key, value in params.items()
            }
        val_cost, _ = cost_and_gradients(X_val, one_hot_val, params)
        waited += 1
        if val_cost < best_cost:
            best_cost, best_params, waited = val_cost, params, 0
        if waited == 5:  # patience
            break
    return best_params
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train_digit_classifier", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_task("train_digit_classifier", train_digit_classifier, tasks.digits.train_digit_classifier, count=1)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task(
    "train_digit_classifier", train_digit_classifier, tasks.digits.train_digit_classifier, count=1, seed=fresh_seed()
)
### END HIDDEN TESTS

# %% [markdown]
# ## 7.9 What has been learned
#
# The network got 64 numbers for each digit and a label. Nobody told it about strokes. What do its hidden units look for?
#
# A network's weights still have much of the random numbers in them that they started from: where nothing was to be learned, they were left alone. So the next cell takes your network and trains it for 30 more epochs with a strong penalty, $\lambda = 0.003$. What the digits need is renewed in every step; what was left over from the start decays. The picture shows the weights of ten hidden units before and after, as images of $8 \times 8$ pixels, all on one scale.


# %%
def show_features(epochs=30):
    learned = train_digit_classifier(X_train, t_train_digits, X_val, t_val_digits, 0)
    decayed, rng = learned, np.random.default_rng(0)
    for _ in range(epochs):
        for rows in minibatches(len(X_train), 20, rng):
            decayed = sgd_step(decayed, cost_and_gradients(X_train[rows], T_digits[rows], decayed)[1], 0.5, 3e-3)
    for name, params in (("your network", learned), ("after the decay", decayed)):
        print(
            f"{name:<16} {share_right(X_test, t_test_digits, params):.1%} of {len(X_test)} test digits are labelled rightly"
        )
    images = [weights_as_images(params["W1"][:10], (8, 8)) for params in (learned, decayed)]
    across = len(images[0])  # ten, or as many as there are
    return pictures.weight_images(np.concatenate(images), across, ("as you trained it", "after the decay"))


after(["train_digit_classifier", "weights_as_images", "minibatches", "sgd_step"], show_features)

# %% [markdown]
# Compare the lower row with your detector. The grain of the upper row has faded, most at the edges and in the corners, and patches and strokes show more clearly that excite a unit, with something beside them that inhibits it. Still, much of the random start is left. And hardly one is as clean as what you designed, and few would be called by a name. They need not be: the next layer adds up all of them, and only what comes out at the end was trained for.
#
# That is what *learned features* means, and also what it costs. The features serve the task, and nobody can say of a single one what it is for.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "diagonal_detector": 4,
        "weights_as_images": 0,
        "polynomial_features": 0,
        "ridge_fit": 0,
        "minibatches": 3,
        "sgd_step": 4,
        "early_stopping": 3,
        "split": 0,
        "train_digit_classifier": 6,
    }
)

# %% [markdown]
# ## Recap
#
# * A unit's weights are an image of what it looks for: positive where white counts for it, negative where white counts against it.
# * A model with as many weights as examples can learn their noise. The training error does not tell; **examples that were not trained on** do.
# * An **L2 penalty** makes large weights expensive. In a step of gradient descent it is weight decay. Biases are spared.
# * **Early stopping** keeps the parameters of the smallest validation cost and goes back to them.
# * **Minibatches** make many rough steps out of few exact ones. All examples, shuffled anew in every epoch, the short last batch as well.
# * Training set, validation set, test set: to fit, to choose, to judge. What leaks from one to another makes the numbers better and the network no better.
# * A network's features serve its task. They are found, not designed, and seldom have a name.
#
# **What comes next.** [`08_automatic_differentiation`](08_automatic_differentiation.ipynb): the gradients that were given here, computed by a program of your own from any expression, and then by a framework.
