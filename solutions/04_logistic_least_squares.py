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
# # 4 · Logistic least squares: backpropagation on one unit
#
# Two units look at the same example, whose target is 1. One unit is undecided and answers 0.5. The other is confident and wrong: it answers 0.002. Both take one step of learning.
# Which of them learns more from this example? Decide before you go on.
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

from utils import Returns, after, check, check_descent, check_differentiator, models, pictures, settle, summary

# %% [markdown]
# Here is one unit, $y = \sigma(w x + b)$, over six points. On the right is the loss of the ringed point against its $z = w x + b$. The steeper it is, the more the unit learns from that point.
# At the start the unit is confidently wrong there. **Try this:** slide $w$ towards 0, where the unit is undecided, and watch the slope of the loss. (Leave the loss on *squared error*.)

# %%
from utils import play

play.unit()

# %% [markdown]
# With respect to $z$ the confidently wrong unit has slope −0.00246, the undecided one −0.125: the *most* wrong unit learns least. Here you compute such slopes yourself, and at the end you make the wrong unit learn fast.
#
# **When you are done you can**
#
# * compute the loss of a logistic unit, and error signals from the loss back to the weight and the bias: backpropagation,
# * test any derivative against a measurement,
# * say why a confidently wrong unit learns slowly, and which loss changes that.
#
# **What you need:** the chain rule, Python functions, NumPy arrays; your `d_logistic` from notebook 3.
#
# **Time:** core about 70 minutes; with *Going further* about two hours (an estimate). **Points:** 20, in seven exercises. A good place to pause is before section 4.5. When you come back, click on its heading and choose **Run → Run All Above Selected Cell**.
#
# ## 4.1 One unit and its loss
#
# You know the unit from notebook 1, and $\sigma$ from notebooks 2 and 3. Here the unit has one input $x$ and a target $t$, which is 0 or 1:
#
# $$
# \begin{aligned}
# z &= w x + b && \text{the pre-activation} \\
# y &= \sigma(z) && \text{the activation, where } \sigma(z) = \frac{1}{1 + e^{-z}} \\
# \mathcal{L} &= \tfrac12 (y - t)^2 && \text{the loss: squared error}
# \end{aligned}
# $$
#
# Computing these values in this order is the **forward pass**. Learning changes the **parameters** $w$ and $b$ so that the loss falls. The logistic function is given; no $z$ makes it overflow.

# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as logistic  # σ(z) = 1 / (1 + e^(−z))

logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# ### Exercise 1 · `forward` (2 points)
#
# Write the forward pass for one example. All four arguments are numbers. The last line is given.
#
# <details><summary>Hint 1</summary>
#
# Write one line for each of the three formulas, in their order. The names on the left-hand sides are `z`, `y` and `L`. For σ call `logistic`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# A square is `** 2`. Put the difference in brackets before you square it, and do not forget the ½.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward(w, b, x, t):
    """The forward pass of one logistic unit on one example: a dict with z, y and L."""
    ### BEGIN SOLUTION
    z = w * x + b
    y = logistic(z)
    L = (y - t) ** 2 / 2
    ### END SOLUTION
    return {"z": z, "y": y, "L": L}


# %% nbgrader={"grade": true, "grade_id": "test_forward", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("forward", forward, models.logistic_least_squares, Returns.as_dict("z", "y", "L"))
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check("forward", forward, models.logistic_least_squares, Returns.as_dict("z", "y", "L"), count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 4.2 Slopes can be measured
#
# That check compared values. Later checks judge *derivatives*. They compare yours with a measurement. To measure a slope, move the argument a little up and a little down, and divide the difference of the results by the distance between the arguments:
#
# $$
# f'(x) \approx \frac{f(x + h) - f(x - h)}{2h} \qquad \text{for a small } h
# $$
#
# This is the **numerical derivative**, here as a *centred difference*: one step to each side. ($h$ is here a small step; in notebook 3 it was a hidden activation.) It is too slow for training, because every parameter costs two forward passes. But it is a good judge: it never uses your formula for the derivative.
#
# ### Exercise 2 · `numerical_derivative` (2 points)
#
# Write this measurement for any $f$. Here `f` is a function of one number, `x` is the number, and `h` is the step.
#
# <details><summary>Hint 1</summary>
#
# You can call `f` like any other function: once a step above `x`, and once a step below.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The denominator is the distance between the two points, which is twice the step. Put it in brackets: in Python, `a / 2 * h` is not `a / (2 * h)`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "numerical_derivative", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_derivative(f, x, h=1e-5):
    """The derivative of f at x, measured with a step of h to both sides."""
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_numerical_derivative", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check_differentiator("numerical_derivative", numerical_derivative)
### BEGIN HIDDEN TESTS
others = [
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2, -0.4),
    (np.cos, lambda x: -np.sin(x), 2.5),
    (np.sqrt, lambda x: 0.5 / np.sqrt(x), 1.7),
    (np.sinh, np.cosh, 0.9),
]
check_differentiator("numerical_derivative", numerical_derivative, cases=others, steps=(None, 1e-4, 1e-2, 0.1))
### END HIDDEN TESTS

# %% [markdown]
# Try it on the sine at $x = 1$. Calculus says that the slope there is $\cos 1$.


# %%
def try_on_sine():
    print(f"measured   {numerical_derivative(np.sin, 1.0):.12f}")
    print(f"calculus   {np.cos(1.0):.12f}")


after(["numerical_derivative"], try_on_sine)

# %% [markdown]
# The two agree to about ten digits.
#
# ### Predict: where does the unit learn most?
#
# Take the ringed point again, with $t = 1$. Move the unit from confidently wrong, $z = -6$, to undecided, $z = 0$. At which $z$ is its loss steepest? A guess is enough: write its letter below, run that cell, then the folded one.
#
# * **a** — at $z = -6$, where the unit is most wrong
# * **b** — at about $z = -0.7$, where it is still wrong
# * **c** — at $z = 0$, where it is undecided

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "c"  # there σ is steepest, but the error is no longer as large


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def loss_at(z):
    return 0.5 * np.square(logistic(z) - 1.0)


def slope_at(z, small_step=1e-5):
    return (loss_at(z + small_step) - loss_at(z - small_step)) / (2 * small_step)


slopes = {"a": slope_at(-6.0), "b": slope_at(-0.7), "c": slope_at(0.0)}
settle(
    prediction_1,
    min(slopes, key=slopes.get),  # all are negative
    f"The slope is {slopes['a']:.5f} at z = −6, {slopes['b']:.3f} at z = −0.7 and {slopes['c']:.3f} at z = 0. "
    "It is a product: the error y − t, times the slope of the logistic function. "
    "From z = −6 to z = 0 the error becomes smaller and the slope of the logistic function larger. "
    "Far out the logistic function is flat: y hardly moves when z does, so the loss hardly moves either.",
)

# %% [markdown]
# ## 4.3 The slope of the logistic function
#
# Why is the loss so flat at $z = -6$? Because $\sigma$ is. Here are $\sigma$ and $\sigma'$:

# %%
pictures.logistic_and_slope()

# %% [markdown]
# ### Exercise 3 · `d_logistic` (1 point)
#
# You wrote $\sigma'$ in notebook 3, as a function of the **pre-activation** $z$: write it again, or paste it. Here σ is called `logistic`, not `given_logistic`.
#
# <details><summary>Hint 1</summary>
#
# $\sigma'(z)$ is the product of $\frac{1}{1 + e^{-z}} = \sigma(z)$ and $\frac{e^{-z}}{1 + e^{-z}}$. The two factors add up to a number that does not depend on $z$. Which number?
#
# </details>
# <details><summary>Hint 2</summary>
#
# So the second factor is that number minus $\sigma(z)$.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "d_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_logistic(z):
    """The derivative of the logistic function at the pre-activation z."""
    ### BEGIN SOLUTION
    return logistic(z) * (1 - logistic(z))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_logistic", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("d_logistic", d_logistic, models.logistic_function, Returns.as_value("dy_dz"))
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check("d_logistic", d_logistic, models.logistic_function, Returns.as_value("dy_dz"), count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# From now on you may call your `d_logistic`. And where $y = \sigma(z)$ is already known, $\sigma'(z) = y\,(1 - y)$.
#
# ## 4.4 The gradient by hand
#
# The derivatives with respect to $w$ and $b$ together are the **gradient**. First as in a calculus course: put everything into one formula and differentiate it. (The sign $\partial$ means: move this one, hold the others fixed.)
#
# **A worked example.** Another unit has an exponential in place of $\sigma$, one weight $u$ and no bias: $\mathcal{L} = \tfrac12 (e^{u x} - t)^2$. From the outside in:
#
# $$
# \begin{aligned}
# \frac{d\mathcal{L}}{du}
# &= \left(e^{u x} - t\right) \cdot \frac{d}{du}\left[e^{u x} - t\right] && \text{the square} \\
# &= \left(e^{u x} - t\right) \cdot e^{u x} \cdot \frac{d}{du}\left[u x\right] && \text{the exponential is its own derivative} \\
# &= \left(e^{u x} - t\right) \, e^{u x} \, x && \text{the product } u x
# \end{aligned}
# $$
#
# ### Exercise 4 · `gradients_by_hand` (3 points)
#
# Do the same for the logistic unit, $\mathcal{L} = \tfrac12 \left(\sigma(w x + b) - t\right)^2$. The square and $\sigma$ give
#
# $$
# \begin{aligned}
# \frac{\partial \mathcal{L}}{\partial w}
# &= \left(\sigma(w x + b) - t\right) \cdot \frac{\partial}{\partial w}\left[\sigma(w x + b) - t\right] \\
# &= \left(\sigma(w x + b) - t\right) \cdot \sigma'(w x + b) \cdot \frac{\partial}{\partial w}\left[w x + b\right] .
# \end{aligned}
# $$
#
# Take the last step, for $w$ and for $b$. Then type `dL_dw` as one product, written out in full; for $\sigma'$ call your `d_logistic`. For `dL_db` copy the line, and change what is different. The last line is given.
#
# <details><summary>Hint 1</summary>
#
# What remains is the derivative of $w x + b$: with respect to $w$ for the one, with respect to $b$ for the other.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Three factors for $w$, two for $b$. The worked example has three factors too. Its second one is the *derivative* of the exponential, which happens to be the exponential again; yours is $\sigma'$.
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic"] nbgrader={"grade": false, "grade_id": "gradients_by_hand", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradients_by_hand(w, b, x, t):
    """The derivatives of the loss with respect to w and b, each written out in full."""
    # Yours: dL_dw and dL_db. The first factor of both, with its brackets, is (logistic(w * x + b) - t).
    ### BEGIN SOLUTION
    dL_dw = (logistic(w * x + b) - t) * d_logistic(w * x + b) * x
    dL_db = (logistic(w * x + b) - t) * d_logistic(w * x + b)
    ### END SOLUTION
    return dL_dw, dL_db


# %% nbgrader={"grade": true, "grade_id": "test_gradients_by_hand", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("gradients_by_hand", gradients_by_hand, models.logistic_least_squares, Returns.as_tuple("dL_dw", "dL_db"))
### BEGIN HIDDEN TESTS
from utils import fresh_seed

pair = Returns.as_tuple("dL_dw", "dL_db")
check("gradients_by_hand", gradients_by_hand, models.logistic_least_squares, pair, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Does your own measurement agree? Run the next cell, in which all three functions are yours, and compare the two numbers of each row.


# %%
def compare_with_measurement():
    dL_dw, dL_db = gradients_by_hand(0.8, -0.4, 1.5, 1.0)
    measured_w = numerical_derivative(lambda w: forward(w, -0.4, 1.5, 1.0)["L"], 0.8)
    measured_b = numerical_derivative(lambda b: forward(0.8, b, 1.5, 1.0)["L"], -0.4)
    print(f"dL/dw   by hand {dL_dw:.10f}   measured {measured_w:.10f}")
    print(f"dL/db   by hand {dL_db:.10f}   measured {measured_b:.10f}")


after(["forward", "numerical_derivative", "gradients_by_hand"], compare_with_measurement)

# %% [markdown]
# Your two lines are right, but wasteful: the second repeats nearly all of the first.
#
# ## 4.5 The same gradients, structured
#
# The better way is to write a **program**, not a formula: it computes the derivatives one from another, as the forward pass computes the values, but from the loss backwards.
#
# The **error signal** of a value $v$ is the derivative of the program's last value with respect to $v$. Here the last value is the loss:
#
# $$
# \bar v = \frac{d\mathcal{L}}{dv} .
# $$
#
# It is a *number that the program computes and keeps*; in code $\bar z$ is `z_bar`. ($\bar w$ and $\partial\mathcal{L}/\partial w$ are two names of one number.)
#
# A value computed *directly* from $v$ is a **child** of $v$. In this section every value on the way to the loss has one child. The error signal of $v$ is *the child's error signal, times the local derivative*: the derivative of the child with respect to $v$. This is **backpropagation**.
#
# **The worked example again**, in steps, with the local derivatives in the right-hand column:
#
# | forward pass: read down | backward pass: read **up** | the local derivative in it |
# |---|---|---|
# | $s = u x$ | $\bar u = \bar s \cdot x$ | $\frac{\partial s}{\partial u} = x$ |
# | $p = e^{s}$ | $\bar s = \bar p \cdot p$ | $\frac{\partial p}{\partial s} = e^{s} = p$ |
# | $\mathcal{L} = \tfrac12 (p - t)^2$ | start here: $\bar p = p - t$ | $\frac{\partial\mathcal{L}}{\partial p} = p - t$ |
#
# The backward pass begins at the bottom, with $\bar p$. Each other row uses the error signal of the row below it and its own local derivative. Substitute each row into the one above it, and you get the formula of section 4.4.
#
# Now the logistic unit, as a graph. An arrow leads from a value to its child. Look at the numbers below the nodes: these are the error signals; they are computed from right to left. The values stand above. ($x$ and $t$ are not learned, so we do not need their error signals.)

# %%
example = models.logistic_least_squares.values({"w": 2.0, "b": -5.0, "x": 3.0, "t": 0.0})
signals = models.logistic_least_squares.error_signals(example, ("y", "z", "w", "b"))
pictures.draw_graph(models.logistic_least_squares.parents, values=example, signals=signals)

# %% [markdown]
# ### Exercise 5 · `backward` (5 points)
#
# Write the backward pass of the logistic unit. The forward pass and the first error signal, `y_bar`, are given; `z_bar`, `w_bar` and `b_bar` are yours.
#
# <details><summary>Hint 1</summary>
#
# For each error signal, follow the arrow that leads *out* of its node in the graph, to its child. For $\bar z$ the child is $y$, so you need $\bar y$ and the derivative of $y$ with respect to $z$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The local derivatives are those of $y = \sigma(z)$ with respect to $z$, and of $z = w x + b$ with respect to $w$ and with respect to $b$. The last of these is a constant.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Each of the three is one product, *the error signal of the child, times the local derivative*; for $\bar b$ the local derivative is 1. For the slope of σ call your `d_logistic`. Does it take $z$ or $y$?
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic"] nbgrader={"grade": false, "grade_id": "backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(w, b, x, t):
    """The error signals of one logistic unit on one example: a dict with y_bar, z_bar, w_bar and b_bar."""
    # Forward pass, by your forward.
    values = forward(w, b, x, t)
    z, y = values["z"], values["y"]
    # Backward pass. The loss is half the square of y − t, so its derivative with respect to y is
    y_bar = y - t
    # Yours: z_bar, w_bar and b_bar.
    ### BEGIN SOLUTION
    z_bar = y_bar * d_logistic(z)  # or y_bar * y * (1 - y), since y is σ(z)
    w_bar = z_bar * x
    b_bar = z_bar
    ### END SOLUTION
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": w_bar, "b_bar": b_bar}


# %% nbgrader={"grade": true, "grade_id": "test_backward", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("backward", backward, models.logistic_least_squares, Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar"))
### BEGIN HIDDEN TESTS
from utils import fresh_seed

bars = Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar")
check("backward", backward, models.logistic_least_squares, bars, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# This program computes each error signal once: $\bar b$ comes for free once $\bar z$ is known. (`d_logistic(z)` computes $\sigma(z)$ again; `y * (1 - y)` would save that too.) And a mistake shows in one line, because a check tells you the *first* wrong error signal in backward order.
#
# ## 4.6 A penalty: one value, used twice
#
# Large weights make a unit overconfident. The **L2 penalty** makes them cost something, with a strength $\lambda \ge 0$ that you choose:
#
# $$
# \mathcal{R} = \tfrac12 w^2, \qquad \mathcal{L}_{\text{reg}} = \mathcal{L} + \lambda \mathcal{R} .
# $$
#
# The bias is not penalised. In code $\lambda$ is `lam`, because `lambda` is a reserved word in Python. The forward pass is given:


# %% nbgrader={"grade": false, "grade_id": "given_forward_regularised", "locked": true, "schema_version": 3, "solution": false, "task": false}
def forward_regularised(w, b, x, t, lam):
    """The forward pass with an L2 penalty on the weight: a dict with z, y, L, R and L_reg."""
    values = forward(w, b, x, t)  # yours: z, y and L
    R = w**2 / 2
    L_reg = values["L"] + lam * R
    return {**values, "R": R, "L_reg": L_reg}


# %% [markdown]
# Look at $w$, the yellow node: it now has **two** children, $z$ and $\mathcal{R}$. When $w$ moves, the regularised loss $\mathcal{L}_{\text{reg}}$ moves by two routes, and the two changes add up.

# %%
example_reg = models.regularised_logistic_least_squares.values({"w": 2.0, "b": -5.0, "x": 3.0, "t": 0.0, "lam": 0.1})
pictures.draw_graph(models.regularised_logistic_least_squares.parents, values=example_reg, highlight=("w",))

# %% [markdown]
# The rule for a value with several children: **its error signal is the sum over its children**, and each child contributes *its error signal times the local derivative*. If $v$ has the children $c_1$ and $c_2$, then $\bar v = \overline{c_1}\, \dfrac{\partial c_1}{\partial v} + \overline{c_2}\, \dfrac{\partial c_2}{\partial v}$.
#
# Every error signal is now a derivative of $\mathcal{L}_{\text{reg}}$, the last value of this program. So the backward pass starts with $\overline{\mathcal{L}_{\text{reg}}} = \frac{d\mathcal{L}_{\text{reg}}}{d\mathcal{L}_{\text{reg}}} = 1$. Since $\mathcal{L}$ has the factor 1 in $\mathcal{L}_{\text{reg}}$, $\overline{\mathcal{L}}$ is 1 as well, and from there back to $b$ nothing has changed.
#
# ### Exercise 6 · `backward_regularised` (4 points)
#
# Write what is new: `R_bar` and `w_bar`, one line each. The other lines are given; `y_bar`, `z_bar` and `b_bar` come from your `backward`.
#
# <details><summary>Hint 1</summary>
#
# Follow the arrows backwards from $\mathcal{L}_{\text{reg}}$. In $\mathcal{L} + \lambda \mathcal{R}$, what is the derivative with respect to $\mathcal{R}$?
#
# </details>
# <details><summary>Hint 2</summary>
#
# What is new in $\bar w$: $w$ has two children, so there are two products to add. One of them is the $\bar w$ of exercise 5 again: `signals["w_bar"]`, or its product written out.
#
# </details>
# <details><summary>Hint 3</summary>
#
# $\bar w$ is a sum of two products: $\bar z$ times the derivative of $z$ with respect to $w$, plus $\bar{\mathcal{R}}$ times the derivative of $\mathcal{R}$ with respect to $w$.
#
# </details>


# %% tags=["builds-on:d_logistic", "builds-on:forward", "builds-on:backward"] nbgrader={"grade": false, "grade_id": "backward_regularised", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_regularised(w, b, x, t, lam):
    """The error signals with an L2 penalty: a dict with L_reg_bar, R_bar, L_bar, y_bar, z_bar, w_bar and b_bar."""
    L_reg_bar = 1.0
    L_bar = L_reg_bar  # its local derivative is 1
    # From L back, by your backward: nothing is new there.
    signals = backward(w, b, x, t)
    y_bar, z_bar, b_bar = signals["y_bar"], signals["z_bar"], signals["b_bar"]
    # Yours: R_bar and w_bar.
    ### BEGIN SOLUTION
    R_bar = L_reg_bar * lam
    w_bar = z_bar * x + R_bar * w  # w has two children, z and R: a sum of two products
    ### END SOLUTION
    return {
        "L_reg_bar": L_reg_bar,
        "R_bar": R_bar,
        "L_bar": L_bar,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": b_bar,
    }


# %% nbgrader={"grade": true, "grade_id": "test_backward_regularised", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_regularised",
    backward_regularised,
    models.regularised_logistic_least_squares,
    Returns.as_dict("L_reg_bar", "R_bar", "L_bar", "y_bar", "z_bar", "w_bar", "b_bar"),
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

seven = Returns.as_dict("L_reg_bar", "R_bar", "L_bar", "y_bar", "z_bar", "w_bar", "b_bar")
regularised = models.regularised_logistic_least_squares
check("backward_regularised", backward_regularised, regularised, seven, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# The penalty adds a second term to $\bar w$, and leaves $\bar b$ alone.
#
# ## 4.7 Many examples: the cost
#
# A unit learns from $N$ examples at once. Now `x` and `t` are arrays of shape `(N,)`, with one entry for each example; $w$ and $b$ are still one number each. The **cost** is the mean of the losses, where $(i)$ names the example, and its derivative is the mean of their derivatives:
#
# $$
# \mathcal{J} = \frac1N \sum_{i=1}^{N} \mathcal{L}^{(i)}, \qquad \frac{\partial \mathcal{J}}{\partial w} = \frac1N \sum_{i=1}^{N} \frac{\partial \mathcal{L}^{(i)}}{\partial w} .
# $$
#
# With arrays, each line of exercise 5 works for all examples at once. The entries of `z_bar` are each example's own $\bar z$, the derivative of *its* loss.
#
# ### Exercise 7 · `cost_and_gradients` (3 points)
#
# Write `z_bar`, and the two derivatives of the cost, `dJ_dw` and `dJ_db`, each a single number. The forward pass, the cost and `y_bar` are given. There is no penalty here.
#
# <details><summary>Hint 1</summary>
#
# `z_bar` is the line of exercise 5 again: NumPy applies every operation to each entry.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The derivative with respect to $w$ for each example is an array of shape `(N,)`, the `w_bar` of exercise 5. You want one number: its mean. `np.mean` does that, as in the line of `J`.
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic", "builds-on:gradients_by_hand", "builds-on:backward"] nbgrader={"grade": false, "grade_id": "cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cost_and_gradients(w, b, x, t):
    """The mean loss over a batch and its two derivatives: (J, dJ_dw, dJ_db). x and t have shape (N,)."""
    z, y = w * x + b, logistic(w * x + b)  # both (N,)
    J = np.mean((y - t) ** 2 / 2)  # one number
    y_bar = y - t  # (N,)
    # Yours: z_bar, (N,); then dJ_dw and dJ_db.
    ### BEGIN SOLUTION
    z_bar = y_bar * y * (1 - y)  # each example's own error signal
    dJ_dw = np.mean(z_bar * x)
    dJ_db = np.mean(z_bar)
    ### END SOLUTION
    return J, dJ_dw, dJ_db


# %% nbgrader={"grade": true, "grade_id": "test_cost_and_gradients", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check(
    "cost_and_gradients",
    cost_and_gradients,
    models.mean_logistic_least_squares,
    Returns.as_tuple("J", "dJ_dw", "dJ_db"),
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

triple = Returns.as_tuple("J", "dJ_dw", "dJ_db")
check("cost_and_gradients", cost_and_gradients, models.mean_logistic_least_squares, triple, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Learn by hand, with your own gradient
#
# Here are the six points of the beginning. As long as the loss is *squared error*, **your** `cost_and_gradients` computes the cost and its two derivatives.
#
# 1. Read dJ/dw in the line under the picture. If it is negative, move $w$ up by about 0.5; if it is positive, move it down. Five such steps turn the unit round: the cost falls from 0.334 to 0.076. You used only the sign; **gradient descent** uses the size too, $w \leftarrow w - \alpha\,\frac{\partial \mathcal{J}}{\partial w}$ with a small **learning rate** $\alpha$, and does the same with $b$.
# 2. Go back to $w = -2$, and change the loss to *cross-entropy*. What happens to the slope of the ringed point's loss?

# %%
after(["cost_and_gradients"], lambda: play.unit(cost_and_gradients))

# %% [markdown]
# The slope was −0.00246 and is now −0.998: about 400 times as steep. Only the loss has changed. The **cross-entropy** is
#
# $$
# \mathcal{L} = -\ln y \quad \text{for } t = 1, \qquad \mathcal{L} = -\ln(1 - y) \quad \text{for } t = 0 .
# $$
#
# Follow your backward pass for $t = 1$. The first error signal is now $\bar y = -\frac1y$, huge where $y$ is tiny. Then $\bar z = \bar y\,\sigma'(z) = -\frac1y \cdot y\,(1 - y) = y - 1$: the factor $y$, which made the slope vanish, cancels. For $t = 0$ the same steps give $\bar z = y$. So $\bar z = y - t$ for both: the more wrong, the steeper. This is one reason why classifiers are trained with the cross-entropy.
#
# **You may stop here.** The core is done: look at [how far you are](#How-far-you-are), and go on to [`05_computation_graphs`](05_computation_graphs.ipynb). Or go further.
#
# ## Going further
#
# Nothing below carries points, and nothing later needs it. Each part says what it builds on.
#
# ## 4.8 How small should the step be?
#
# *Builds on section 4.2.*
#
# ### Predict: the best step
#
# The centred difference is exact only in the limit $h \to 0$. Your computer, however, stores about 16 digits. For $f(x) = e^x$ at $x = 1$, which step gives the **smallest** error?
#
# * **a** — `h = 1e-2`
# * **b** — `h = 1e-5`
# * **c** — `h = 1e-12`

# %%
prediction_2 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_2 = "c"  # the smallest step: a natural guess


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def error_of_step(step):
    return abs((np.exp(1 + step) - np.exp(1 - step)) / (2 * step) - np.exp(1))


step_errors = {"a": error_of_step(1e-2), "b": error_of_step(1e-5), "c": error_of_step(1e-12)}
settle(
    prediction_2,
    min(step_errors, key=step_errors.get),
    f"The errors are {step_errors['a']:.0e} for h = 1e-2, {step_errors['b']:.0e} for h = 1e-5 "
    f"and {step_errors['c']:.0e} for h = 1e-12. "
    "A large step is too coarse. With a tiny one, f(x + h) and f(x − h) agree in nearly all their digits, "
    "and the difference keeps only the few in which they do not.",
)

# %% [markdown]
# The picture shows the error for every step, for the centred difference and for the simpler **forward** difference $\frac{f(x + h) - f(x)}{h}$.

# %%
pictures.difference_errors(np.exp, np.exp, 1.0, name="e^x")

# %% [markdown]
# This is why `h = 1e-5` is the default. Both formulas call $f$ twice, and at its best step the centred one gains two to three digits. (When a check says *matches the numerical derivative*, it has measured its *own* forward pass. It uses a trick with complex numbers that avoids the subtraction, so its step can be tiny.)
#
# ## 4.9 Repair
#
# *Builds on section 4.5.* Somebody wrote this program for a unit with $\tanh$ in place of σ: $a = v x + c$, then $q = \tanh a$, then $\mathcal{L} = \tfrac12 (q - t)^2$. It has **one** mistake.
#
# The symptom: trained with these gradients, the loss falls at every step, so its author was content. But the measurement disagrees. Run both cells and see.


# %%
def d_tanh(a):
    """The derivative of tanh at the pre-activation a."""
    return 1 - np.tanh(a) ** 2


def backward_tanh(v, c, x, t):
    a = v * x + c
    q = np.tanh(a)
    q_bar = q - t
    a_bar = q_bar * d_tanh(q)
    v_bar = a_bar * x
    c_bar = a_bar
    return {"q_bar": q_bar, "a_bar": a_bar, "v_bar": v_bar, "c_bar": c_bar}


# %% tags=["solved-only"]
# Repaired: d_tanh takes the pre-activation, and was given the activation.
def backward_tanh(v, c, x, t):
    a = v * x + c
    q = np.tanh(a)
    q_bar = q - t
    a_bar = q_bar * d_tanh(a)
    v_bar = a_bar * x
    c_bar = a_bar
    return {"q_bar": q_bar, "a_bar": a_bar, "v_bar": v_bar, "c_bar": c_bar}


# %%
def tanh_loss(v, c, x, t):
    return 0.5 * np.square(np.tanh(v * x + c) - t)


def train_tanh(v=1.2, c=0.5, x=0.8, t=-1.0):
    """Four steps of training on one example: does the loss fall?"""
    print(f"at the start    loss {tanh_loss(v, c, x, t):.4f}")
    for step in range(1, 5):
        bars = backward_tanh(v, c, x, t)
        v, c = v - 0.5 * bars["v_bar"], c - 0.5 * bars["c_bar"]
        print(f"after step {step}    loss {tanh_loss(v, c, x, t):.4f}")


def measure_tanh(v=1.2, c=0.5, x=0.8, t=-1.0, step=1e-5):
    """The gradient at the start: does it agree with the measurement?"""
    measured = (tanh_loss(v + step, c, x, t) - tanh_loss(v - step, c, x, t)) / (2 * step)
    print(f"v_bar by the program {backward_tanh(v, c, x, t)['v_bar']:.4f}, measured {measured:.4f}")


train_tanh()
measure_tanh()

# %% [markdown]
# The mistake is inside `backward_tanh`; `d_tanh` is right. Find it and fix it. Then run three cells, in this order: the cell of `backward_tanh`, the training cell below it, and the check below. It carries no points.
#
# <details><summary>Hint 1</summary>
#
# Run the check before you change anything. It names the first error signal that is wrong. The lines before it are right.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Read the docstring of `d_tanh`, word by word, and compare it with the line that calls it.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "test_backward_tanh", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "backward_tanh",
    backward_tanh,
    models.tanh_least_squares,
    Returns.as_dict("q_bar", "a_bar", "v_bar", "c_bar"),
    explained=False,
)

# %% [markdown]
# After the repair the loss falls *more slowly* in these steps: the wrong gradient happened to be too large. A gradient is right when it agrees with the measurement, not when the loss falls.
#
# ## 4.10 Gradient descent
#
# *Builds on section 4.7.* There you moved $w$ and $b$ by hand. Now a program does it. The gradient points where the cost rises, so step the other way, by a learning rate $\alpha$ times the gradient, and repeat:
#
# $$
# w \leftarrow w - \alpha \frac{\partial \mathcal{J}}{\partial w}, \qquad b \leftarrow b - \alpha \frac{\partial \mathcal{J}}{\partial b} .
# $$
#
# Both derivatives are taken at the *old* $w$ and $b$, before either of them changes.
#
# ### Exercise 8 · `gradient_descent` (extra)
#
# Make `steps` steps from `w0`, `b0` with learning rate `lr`. Return an array of shape `(steps + 1, 3)`. Each row holds $w$, $b$ and $\mathcal{J}$ at these $w$ and $b$. The first row is the start, before any step; the last row comes after the last step. With `steps = 0` there is one row.
#
# Call your `cost_and_gradients`. If it is not right yet, this exercise is judged by whether your descent follows *your* gradients.
#
# <details><summary>Hint 1</summary>
#
# There is one row more than there are steps. A loop of `steps + 1` rounds can record a row first and make a step afterwards; the step after the last row is simply not used.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Collect the rows in a list, and make an array of it at the end: `np.array(rows)`.
#
# </details>
# <details><summary>Hint 3</summary>
#
# In each round: call `cost_and_gradients` at the present `w` and `b`, append `[w, b, J]`, then change `w` and `b`. Use both derivatives from that one call.
#
# </details>


# %% tags=["builds-on:cost_and_gradients"] nbgrader={"grade": false, "grade_id": "gradient_descent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_descent(x, t, w0, b0, lr, steps):
    """Gradient descent on the cost: an array (steps + 1, 3) with rows w, b, J, from the start to the end."""
    ### BEGIN SOLUTION
    w, b = w0, b0
    rows = []
    for _ in range(steps + 1):
        # As in cost_and_gradients, written out so that this exercise stands on its own.
        y = logistic(b + w * x)
        z_bar = (y - t) * y * (1 - y)
        rows.append([w, b, np.mean((y - t) ** 2 / 2)])
        w = w - lr * np.mean(z_bar * x)
        b = b - lr * np.mean(z_bar)
    return np.array(rows)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient_descent", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_descent(
    "gradient_descent",
    gradient_descent,
    models.mean_logistic_least_squares,
    lambda w, b, x, t: cost_and_gradients(w, b, x, t),
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

batch, tries = models.mean_logistic_least_squares, ((0.3, 0), (0.1, 1), (1.5, 12), (40.0, 8))
own = {"gradients": lambda *arguments: cost_and_gradients(*arguments), "settings": tries}
check_descent("gradient_descent", gradient_descent, batch, seed=fresh_seed(), **own)
### END HIDDEN TESTS

# %% [markdown]
# Watch it learn. Here are six other examples. No unit can classify them all correctly, and the start is confidently wrong. The picture is drawn from *your* descent: above its path, below the examples with the unit before and after.

# %%
x_train = np.array([-2.0, -1.2, -0.5, 0.3, 0.8, 1.7])
t_train = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])


def show_descent(w0=-4.0, b0=1.5, lr=2.0, steps=120):
    path = gradient_descent(x_train, t_train, w0, b0, lr, steps)
    below = np.flatnonzero(path[:, 2] < 0.08)
    print(f"The cost is below 0.08 after {below[0]} steps." if len(below) else "The cost does not come below 0.08.")
    return pictures.descent_path(path, x_train, t_train)


after(["cost_and_gradients", "gradient_descent"], show_descent)

# %% [markdown]
# Look at how close together the dots are at the start. The cost is highest there, and yet the steps are tiny: large error, tiny gradient. (At the end the steps are short for a better reason: there is little left to gain.)
#
# **To try:** run `show_descent(w0=-2.0)` in a new cell. Then guess how many steps it takes from $w_0 = -5$ to a cost below 0.08, and see with `show_descent(w0=-5.0, steps=500)`.

# %% [markdown]
# ## 4.11 What does structure save?
#
# *Builds on sections 4.4 and 4.5.* Here are your two programs side by side. What does the one by hand repeat?

# %%
after(["gradients_by_hand", "backward"], lambda: pictures.repeated_work(structured=True))

# %% [markdown]
# ### Predict: a tower
#
# Take a tower of exponentials, $\mathcal{L} = e^{e^{e^{u}}}$. Its derivative by hand is $e^{e^{e^{u}}} \cdot e^{e^{u}} \cdot e^{u}$. Written out in full, as in exercise 4, how many times does a program call `exp` for this one derivative? The structured program calls it 3 times.
#
# * **a** — 3 times
# * **b** — 6 times
# * **c** — 9 times

# %%
prediction_3 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_3 = "b"


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def count_calls(u=0.1):
    """How often exp is called by hand, and how often when structured; and the derivative both ways."""
    calls = []

    def exp(v):
        calls.append(v)
        return np.exp(v)

    by_hand = exp(exp(exp(u))) * exp(exp(u)) * exp(u)
    calls_by_hand = len(calls)
    p1 = exp(u)
    p2 = exp(p1)
    p3 = exp(p2)
    return calls_by_hand, len(calls) - calls_by_hand, by_hand, p3 * p2 * p1


calls_by_hand, calls_structured, tower_by_hand, tower_structured = count_calls()
settle(
    prediction_3,
    {3: "a", 6: "b", 9: "c"}[calls_by_hand],
    f"By hand it takes {calls_by_hand} calls and gives {tower_by_hand:.6f}; "
    f"structured it takes {calls_structured} and gives {tower_structured:.6f}. "
    "With n levels it is n(n + 1)/2 against n: the formula repeats the forward pass of every level below, "
    "the program keeps it.",
)

# %% [markdown]
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "forward": 2,
        "numerical_derivative": 2,
        "d_logistic": 1,
        "gradients_by_hand": 3,
        "backward": 5,
        "backward_regularised": 4,
        "cost_and_gradients": 3,
        "backward_tanh": 0,
        "gradient_descent": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * The **forward pass** computes values in order. The **backward pass** computes error signals in the reverse order.
# * An **error signal** $\bar v$ is the derivative of the program's last value with respect to $v$, kept as a number. It is *the child's error signal, times the local derivative*, summed over the children.
# * By hand and structured give the same numbers. The structured program computes each error signal once, and its mistakes can be located.
# * A **numerical derivative** judges any derivative. Centred, with a step near $10^{-5}$, it is good to about ten digits.
# * With squared error, a confidently wrong unit has a tiny gradient. With the cross-entropy it has a large one.
#
# **What comes next.** [`05_computation_graphs`](05_computation_graphs.ipynb). Here each value had one child, except $w$ in section 4.6. Next come computation graphs of any shape: there the sum over children becomes
# the rule, and the program you wrote for one unit becomes an algorithm for every network.
