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
# One logistic unit has two **parameters**, a weight $w$ and a bias $b$. Learning means to change them so that the loss falls, and for that you need two
# derivatives. In this notebook you compute them twice: by hand, as in a calculus course, and then in a structured way, which
# is backpropagation. The structured way is the one that scales to every network of this course.
#
# **When you are done you can**
#
# * compute the loss of a logistic unit and its derivatives with respect to the weight and the bias,
# * say what an error signal is, and compute error signals from the loss back to the parameters,
# * test any derivative you have written against a number that you can trust,
# * add an L2 penalty, where one value is used in two places,
# * train the unit by gradient descent.
#
# **What you need:** the chain rule, Python functions, NumPy arrays. `00_start_here` shows how checks and hints work.
#
# **Time:** about two hours (an estimate; a good place to pause is before section 4.6). **Points:** 20, in seven exercises. Three more are extras: checked in the same way, without points. Each is judged on its own.
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

from utils import Returns, after, check, check_descent, check_differentiator, models, pictures, settle, summary

# %% [markdown]
# ## 4.1 One unit and its loss
#
# A logistic unit takes one input $x$. It has a weight $w$ and a bias $b$. For a target $t$, which is 0 or 1, it computes three values, one after the other:
#
# $$
# \begin{aligned}
# z &= w x + b && \text{the pre-activation} \\
# y &= \sigma(z) && \text{the activation, where } \sigma(z) = \frac{1}{1 + e^{-z}} \\
# \mathcal{L} &= \tfrac12 (y - t)^2 && \text{the loss: squared error}
# \end{aligned}
# $$
#
# Computing these values in this order is the **forward pass**. The logistic function is given. It is written so that no $z$ makes it overflow.
# %% nbgrader={"grade": false, "grade_id": "given_logistic", "locked": true, "schema_version": 3, "solution": false, "task": false}
from scipy.special import expit as logistic  # σ(z) = 1 / (1 + e^(−z))

logistic(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0]))

# %% [markdown]
# The computation as a graph: every node is a value, and an arrow leads from a value to each of its **children**, the values computed from it. The numbers above the nodes are the forward pass at
# $w = 2$, $b = -1$, $x = 0.5$, $t = 1$.

# %%
example = models.logistic_least_squares.values({"w": 2.0, "b": -1.0, "x": 0.5, "t": 1.0})
pictures.draw_graph(models.logistic_least_squares.parents, values=example)

# %% [markdown]
# ### Exercise 1 · `forward` (2 points)
#
# Write the forward pass for one example. All four arguments are numbers. Return a dict with the three values; the last line does that already.
#
# <details><summary>Hint 1</summary>
#
# Write one line for each of the three formulas, in their order. Each line uses only arguments and earlier lines.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The three names on the left-hand sides are `z`, `y` and `L`. For σ call `logistic`.
#
# </details>
# <details><summary>Hint 3</summary>
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
# ## 4.2 How a check knows
#
# The check above compared values. The next ones must judge *derivatives*. How can a program know a derivative that nobody has told it?
#
# It measures. A derivative says how far a result moves when you move its argument a little. So move it: a little up, a little down, and divide the
# distance between the two results by the distance between the two arguments.
#
# $$
# f'(x) \approx \frac{f(x + h) - f(x - h)}{2h} \qquad \text{for a small } h
# $$
#
# Here it is for $f(x) = \sin x$ at $x = 1$, where calculus says $f'(1) = \cos 1$.

# %%
h = 1e-5
measured = (np.sin(1.0 + h) - np.sin(1.0 - h)) / (2 * h)
print(f"measured   {measured:.12f}")
print(f"calculus   {np.cos(1.0):.12f}")
print(f"difference {abs(measured - np.cos(1.0)):.1e}")

# %% [markdown]
# The two agree to about ten digits. No algebra was needed, only values of $f$. This is the **numerical derivative**. It is too slow to train a network with, since every single parameter
# costs two forward passes. But it is an excellent judge: it cannot share a mistake with your formula.
#
# From now on, when a check says *matches the numerical derivative*, this is what it did: it moved one value, ran its own, trusted forward pass again, and saw how far the loss moved.
# (Its step is so small, by a trick with complex numbers, that nothing is lost to rounding; the idea is the same.) In section 4.5 you write a numerical derivative yourself.
#
# ### Predict: where does the loss move?
#
# Take $t = 1$. At **A** the unit is undecided: $z = 0$, so $y = 0.5$. At **B** it is confident and wrong: $z = -6$, so $y \approx 0.002$. Now move $z$ a little. Where does the loss $\mathcal{L}$ change faster?
#
# * **a** — at A, where the unit is undecided
# * **b** — at B, where the unit is confidently wrong
# * **c** — equally fast at both
#
# Write one letter between the quotation marks, run that cell, then the folded one below it. Predictions are never graded. Guessing first is what makes the answer stick.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "b"  # what most people say


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def loss_of_z(z):
    return 0.5 * np.square(logistic(z) - 1.0)


slope_A = (loss_of_z(0 + h) - loss_of_z(0 - h)) / (2 * h)
slope_B = (loss_of_z(-6 + h) - loss_of_z(-6 - h)) / (2 * h)
came_out = "a" if abs(slope_A) > 1.1 * abs(slope_B) else "b" if abs(slope_B) > 1.1 * abs(slope_A) else "c"
settle(
    prediction_1,
    came_out,
    f"The slope is {slope_A:.4f} at A and {slope_B:.4f} at B, "
    f"although the loss is {loss_of_z(0):.3f} at A and {loss_of_z(-6):.3f} at B. "
    "At B the logistic function is flat: y hardly moves when z does, so the loss hardly moves either.",
)

# %% [markdown]
# The picture shows the loss against $z$, with its slope at both points.

# %%
pictures.loss_against_z(t=1.0, z=-6.0)

# %% [markdown]
# The derivatives of the loss with respect to all parameters, together, are its **gradient**. Learning follows the gradient (section 4.10). So keep this in mind: with squared error behind a logistic unit, a large error can come with a tiny gradient, and learning is slow exactly where the unit is most wrong.
# The reason is the slope of $\sigma$, which you compute next.
#
# ## 4.3 The slope of the logistic function
#
# From $\sigma(z) = (1 + e^{-z})^{-1}$ the chain rule gives
#
# $$
# \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^{2}} .
# $$
#
# This is right, but do not type it in as it stands: for $z = -1000$ the exponential overflows. There is a shorter form that uses only $\sigma(z)$ itself. Split the fraction into two factors,
# $\frac{1}{1 + e^{-z}}$ and $\frac{e^{-z}}{1 + e^{-z}}$. The first is $\sigma(z)$. What is the second?

# %%
pictures.logistic_and_slope()

# %% [markdown]
# ### Exercise 2 · `d_logistic` (1 point)
#
# Write $\sigma'$ as a function of the **pre-activation** $z$. It must stay finite for $|z|$ up to 1000. (The check calls it `dy_dz`, since $y = \sigma(z)$.)
#
# <details><summary>Hint 1</summary>
#
# The two factors above add up to a number that does not depend on $z$. Which number?
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
# From here on, wherever you need $\sigma'$, you may call your `d_logistic`. Read your answer once more before you go on: when $y = \sigma(z)$ is already known, the slope takes one subtraction and one multiplication.
#
# ## 4.4 The gradients by hand
#
# First the way of a calculus course: put everything into one formula and differentiate it.
#
# **A worked example.** Another unit, with an exponential in place of $\sigma$, one weight $u$ and no bias: $\mathcal{L} = \tfrac12 (e^{u x} - t)^2$. Differentiate with respect to $u$, from the outside in:
#
# $$
# \begin{aligned}
# \frac{d\mathcal{L}}{du}
# &= \frac{d}{du}\left[\tfrac12 \left(e^{u x} - t\right)^2\right] \\
# &= \left(e^{u x} - t\right) \cdot \frac{d}{du}\left[e^{u x} - t\right] && \text{the square} \\
# &= \left(e^{u x} - t\right) \cdot e^{u x} \cdot \frac{d}{du}\left[u x\right] && \text{the exponential is its own derivative} \\
# &= \left(e^{u x} - t\right) \, e^{u x} \, x && \text{the product } u x
# \end{aligned}
# $$
#
# As a program it is one line. Below it, the measurement agrees.


# %%
def exponential_loss(u, x, t):
    return 0.5 * np.square(np.exp(u * x) - t)


def exponential_gradient_by_hand(u, x, t):
    return (np.exp(u * x) - t) * np.exp(u * x) * x


print("by hand ", exponential_gradient_by_hand(0.3, 1.5, 2.0))
print("measured", (exponential_loss(0.3 + h, 1.5, 2.0) - exponential_loss(0.3 - h, 1.5, 2.0)) / (2 * h))

# %% [markdown]
# ### Exercise 3 · `gradients_by_hand` (3 points)
#
# Now do the same for the logistic unit, $\mathcal{L} = \tfrac12 \left(\sigma(w x + b) - t\right)^2$. Derive $\dfrac{\partial \mathcal{L}}{\partial w}$ and $\dfrac{\partial \mathcal{L}}{\partial b}$ on paper, from the outside in,
# and type each as one expression, written out in full (for $\sigma'$ you may call `d_logistic`). Do not worry about repetition: seeing it is the point of this exercise. The sign $\partial$ means: move this one, hold the others fixed.
#
# <details><summary>Hint 1</summary>
#
# Both derivatives begin in the same way: the square gives the factor $\left(\sigma(w x + b) - t\right)$. Next comes the derivative of $\sigma(w x + b) - t$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The logistic function gives the factor $\sigma'(w x + b)$, and then the derivative of $w x + b$ remains: with respect to $w$ for the one, with respect to $b$ for the other.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Three factors for $w$, two for $b$. They differ in the last factor only. The worked example has the same three factors as yours for $w$, with the exponential where you have σ.
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic"] nbgrader={"grade": false, "grade_id": "gradients_by_hand", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradients_by_hand(w, b, x, t):
    """The derivatives of the loss with respect to w and b, each written out in full."""
    ### BEGIN SOLUTION
    dL_dw = (logistic(w * x + b) - t) * logistic(w * x + b) * (1 - logistic(w * x + b)) * x
    dL_db = (logistic(w * x + b) - t) * logistic(w * x + b) * (1 - logistic(w * x + b))
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
# Look at your two lines again. Even when they are right, they are wasteful. The picture marks what they repeat, with $z$ and $y$ for the values of the forward pass.

# %%
after(["gradients_by_hand"], pictures.repeated_work)

# %% [markdown]
# Three things are wrong with this way of computing:
#
# * it is tedious and easy to get wrong, and every layer that a network adds makes the formula longer,
# * it computes the same thing again and again, within one derivative and once more in the other,
# * the two derivatives look like two problems, although they differ in one factor.
#
# ## 4.5 A numerical derivative of your own
#
# Before the better way, a tool to judge it with. Section 4.2 measured a derivative for one function at one point. Make it a function that works for any $f$.
#
# ### Exercise 4 · `numerical_derivative` (2 points)
#
# Return $\dfrac{f(x + h) - f(x - h)}{2h}$, the **centred difference**. Here `f` is a function of one number, `x` is the number, and `h` is the step.
#
# <details><summary>Hint 1</summary>
#
# `f` is a function like any other: call it, once a step above `x` and once a step below.
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
# ### Predict: how small should the step be?
#
# The formula is exact only in the limit $h \to 0$. Your computer, however, stores about 16 digits. For $f(x) = e^x$ at $x = 1$, which step gives the **smallest** error?
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
errors = {}
for letter, step in {"a": 1e-2, "b": 1e-5, "c": 1e-12}.items():
    errors[letter] = abs((np.exp(1 + step) - np.exp(1 - step)) / (2 * step) - np.exp(1))
settle(
    prediction_2,
    min(errors, key=errors.get),
    f"The errors are {errors['a']:.0e} for h = 1e-2, {errors['b']:.0e} for h = 1e-5 and {errors['c']:.0e} for h = 1e-12. "
    "A large step is too coarse. With a tiny one, f(x + h) and f(x − h) agree in nearly all their digits, "
    "and the difference keeps only the few in which they do not.",
)

# %% [markdown]
# The picture shows the error for every step, for the centred difference and for the simpler **forward** difference $\frac{f(x + h) - f(x)}{h}$.

# %%
pictures.difference_errors(np.exp, np.exp, 1.0, name="e^x")

# %% [markdown]
# This is why `h = 1e-5` is the default. Both formulas call $f$ twice; the centred one gets some three more digits for it.
#
# Now use your tool on your own gradients. In this cell `forward`, `gradients_by_hand` and `numerical_derivative` are all yours. (As long as one of their checks does not pass, the cell says so.)


# %%
def compare_with_measurement():
    dL_dw, dL_db = gradients_by_hand(0.8, -0.4, 1.5, 1.0)
    measured_w = numerical_derivative(lambda w: forward(w, -0.4, 1.5, 1.0)["L"], 0.8)
    measured_b = numerical_derivative(lambda b: forward(0.8, b, 1.5, 1.0)["L"], -0.4)
    print(f"dL/dw   by hand {dL_dw:.10f}   measured {measured_w:.10f}")
    print(f"dL/db   by hand {dL_db:.10f}   measured {measured_b:.10f}")


after(["forward", "gradients_by_hand", "numerical_derivative"], compare_with_measurement)

# %% [markdown]
# ## 4.6 The same gradients, structured
#
# The better way does not look for a formula. It looks for a **program**. The forward pass was a program: it computed $z$, then $y$, then $\mathcal{L}$, each from the one before. The
# derivatives can be computed in the same manner, from the loss backwards.
#
# Give the derivative of the loss with respect to a value its own name. The **error signal** of a value $v$ is
#
# $$
# \bar v = \frac{d\mathcal{L}}{dv} .
# $$
#
# The bar says two things. It is a derivative *of the loss*, always. And it is a *number that the program computes and keeps*, not a formula to expand. Each error signal is
# computed from the one that comes after it in the forward pass, times one local derivative. This is **backpropagation**. In code we write `z_bar` for $\bar z$.
#
# **The worked example again.** The exponential unit in steps: $s = u x$, then $p = e^{s}$, then $\mathcal{L} = \tfrac12 (p - t)^2$. On the left the formula by hand, on the right the program.
#
# | by hand, one formula | structured, forward pass | structured, backward pass |
# |---|---|---|
# | $\dfrac{d\mathcal{L}}{du} = \left(e^{u x} - t\right)\, e^{u x}\, x$ | $s = u x$ | $\bar p = p - t$ |
# | | $p = e^{s}$ | $\bar s = \bar p \cdot e^{s} = \bar p \cdot p$ |
# | | $\mathcal{L} = \tfrac12 (p - t)^2$ | $\bar u = \bar s \cdot x$ |
#
# Read the backward pass from the top. Every line is *the error signal just computed, times one local derivative*: $\frac{d\mathcal{L}}{dp}$, then $\frac{dp}{ds}$, then $\frac{ds}{du}$.


# %%
def exponential_gradient_structured(u, x, t):
    # forward pass
    s = u * x
    p = np.exp(s)
    # backward pass
    p_bar = p - t
    s_bar = p_bar * p
    u_bar = s_bar * x
    return u_bar


print("by hand   ", exponential_gradient_by_hand(0.3, 1.5, 2.0))
print("structured", exponential_gradient_structured(0.3, 1.5, 2.0))

# %% [markdown]
# ### Predict: what does structure save?
#
# Take a tower of exponentials, $\mathcal{L} = e^{e^{e^{u}}}$. Its derivative by hand is $e^{e^{e^{u}}} \cdot e^{e^{u}} \cdot e^{u}$. Written out in full, as in exercise 3, how many times does a program call `exp` for this one derivative? The structured program calls it 3 times.
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
calls = 0


def exp(v):  # counts how often it is called
    global calls
    calls += 1
    return np.exp(v)


u = 0.1
calls = 0
by_hand = exp(exp(exp(u))) * exp(exp(u)) * exp(u)
calls_by_hand = calls

calls = 0
p1 = exp(u)
p2 = exp(p1)
p3 = exp(p2)
structured = p3 * p2 * p1
calls_structured = calls

settle(
    prediction_3,
    {3: "a", 6: "b", 9: "c"}[calls_by_hand],
    f"By hand it takes {calls_by_hand} calls, structured {calls_structured}, for the same number {structured:.6f}. "
    "With n levels it is n(n + 1)/2 against n: the formula repeats the forward pass of every level below, "
    "the program keeps it.",
)

# %% [markdown]
# Now the logistic unit. Its graph again, this time with each error signal below its node. The values flow from left to right, the error signals from right to left.

# %%
signals = models.logistic_least_squares.error_signals(example, ("y", "z", "w", "b"))
pictures.draw_graph(models.logistic_least_squares.parents, values=example, signals=signals)

# %% [markdown]
# ### Exercise 5 · `backward` (5 points)
#
# Write the structured program for the logistic unit. The first part is the forward pass. In the second part, compute the error signals from the loss back: `y_bar`, `z_bar`, `w_bar`, `b_bar`. The first of them is given.
# There are two places to fill in: replace **both** lines with `raise NotImplementedError()`.
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
# Each of the three is one product, *the error signal of the child, times the local derivative*; for $\bar b$ the local derivative is 1. For the slope of σ you can use the $y$ you already have: what was $\sigma'(z)$ in terms of $\sigma(z)$?
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic"] nbgrader={"grade": false, "grade_id": "backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(w, b, x, t):
    """The error signals of one logistic unit on one example: a dict with y_bar, z_bar, w_bar and b_bar."""
    # Forward pass: z and y.
    ### BEGIN SOLUTION
    z = w * x + b
    y = logistic(z)
    ### END SOLUTION

    # Backward pass. The loss is half the square of y − t, so its derivative with respect to y is
    y_bar = y - t
    # Now z_bar, w_bar and b_bar.
    ### BEGIN SOLUTION
    z_bar = y_bar * y * (1 - y)  # y is σ(z), so y (1 − y) is its slope
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
# You wrote no new calculus. Put the two programs side by side.

# %%
after(["gradients_by_hand", "backward"], lambda: pictures.repeated_work(structured=True))

# %% [markdown]
# The structured program has what the formula lacked: nothing is computed twice, $\bar b$ comes for free once $\bar z$ is known, and a mistake shows at one line. When a check finds a wrong
# error signal, it tells you the *first* one in backward order. Every error signal before it was right.
#
# ## 4.7 A penalty: one value, used twice
#
# Large weights make a unit overconfident. The **L2 penalty** makes them cost something. With a strength $\lambda \ge 0$ that you choose,
#
# $$
# \mathcal{R} = \tfrac12 w^2, \qquad \mathcal{L}_{\text{reg}} = \mathcal{L} + \lambda \mathcal{R} .
# $$
#
# The bias is not penalised. In code: `R`, `L_reg`, and `lam` for $\lambda$, because `lambda` is a reserved word in Python.
#
# Look at the graph. The weight $w$ now has **two** children: $z$ and $\mathcal{R}$. When $w$ moves, the regularised loss moves by two routes, and the two movements add up.

# %%
example_reg = models.regularised_logistic_least_squares.values({"w": 2.0, "b": -1.0, "x": 0.5, "t": 1.0, "lam": 0.1})
pictures.draw_graph(models.regularised_logistic_least_squares.parents, values=example_reg, highlight=("w",))

# %% [markdown]
# The rule for a value with several children: **its error signal is the sum over its children**, each contributing *the child's error signal times the local derivative*. If $u$ has the children $p$ and $q$, then $\bar u = \bar p\, \dfrac{\partial p}{\partial u} + \bar q\, \dfrac{\partial q}{\partial u}$.
# It holds in graphs of any shape; here you use it once.
#
# The error signals now are derivatives of $\mathcal{L}_{\text{reg}}$, the last node. So the backward pass starts with $\overline{\mathcal{L}_{\text{reg}}} = \frac{d\mathcal{L}_{\text{reg}}}{d\mathcal{L}_{\text{reg}}} = 1$.
#
# ### Exercise 6, first part · `forward_regularised` (extra)
#
# The forward pass with the penalty. Return a dict with `z`, `y`, `L`, `R` and `L_reg`.
#
# <details><summary>Hint 1</summary>
#
# Call your `forward` or repeat its lines, as you like. Two more lines follow, one for $\mathcal{R}$ and one for $\mathcal{L}_{\text{reg}}$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\mathcal{R}$ does not contain $\lambda$; it is half of the squared weight alone. The penalty strength comes in with the last line.
#
# </details>


# %% tags=["builds-on:forward"] nbgrader={"grade": false, "grade_id": "forward_regularised", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward_regularised(w, b, x, t, lam):
    """The forward pass with an L2 penalty on the weight: a dict with z, y, L, R and L_reg."""
    ### BEGIN SOLUTION
    z = w * x + b
    y = logistic(z)
    L = (y - t) ** 2 / 2
    R = w**2 / 2
    L_reg = L + lam * R
    return {"z": z, "y": y, "L": L, "R": R, "L_reg": L_reg}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_forward_regularised", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(
    "forward_regularised",
    forward_regularised,
    models.regularised_logistic_least_squares,
    Returns.as_dict("z", "y", "L", "R", "L_reg"),
)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

five = Returns.as_dict("z", "y", "L", "R", "L_reg")
regularised = models.regularised_logistic_least_squares
check("forward_regularised", forward_regularised, regularised, five, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 6, second part · `backward_regularised` (4 points)
#
# The backward pass with the penalty. Return a dict with `L_reg_bar`, `R_bar`, `L_bar`, `y_bar`, `z_bar`, `w_bar` and `b_bar`, computed in this order. No frame is given this time; write the forward pass first.
#
# <details><summary>Hint 1</summary>
#
# $\overline{\mathcal{L}_{\text{reg}}}$ is 1. Then follow the arrows backwards: which local derivatives lead from $\mathcal{L}_{\text{reg}}$ to $\mathcal{R}$ and to $\mathcal{L}$?
#
# </details>
# <details><summary>Hint 2</summary>
#
# From $\mathcal{L}$ back to $z$ nothing is new, except that $\bar y$ now starts from `L_bar`. What is new is $\bar w$: it has two children.
#
# </details>
# <details><summary>Hint 3</summary>
#
# $\bar w$ is a sum of two products: $\bar z$ times the derivative of $z$ with respect to $w$, plus $\bar{\mathcal{R}}$ times the derivative of $\mathcal{R}$ with respect to $w$.
#
# </details>


# %% tags=["builds-on:d_logistic", "builds-on:backward", "builds-on:forward_regularised"] nbgrader={"grade": false, "grade_id": "backward_regularised", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward_regularised(w, b, x, t, lam):
    """The error signals with an L2 penalty: a dict with L_reg_bar, R_bar, L_bar, y_bar, z_bar, w_bar and b_bar."""
    ### BEGIN SOLUTION
    # Forward pass.
    z = w * x + b
    y = logistic(z)
    # Backward pass.
    L_reg_bar = 1.0
    R_bar = L_reg_bar * lam
    L_bar = L_reg_bar
    y_bar = L_bar * (y - t)
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + R_bar * w  # w has two children, z and R: a sum of two products
    b_bar = z_bar
    return {
        "L_reg_bar": L_reg_bar,
        "R_bar": R_bar,
        "L_bar": L_bar,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": b_bar,
    }
    ### END SOLUTION


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
# ## 4.8 Repair
#
# Here is somebody else's program, for a unit with $\tanh$ in place of σ: $a = v x + c$, then $q = \tanh a$, then $\mathcal{L} = \tfrac12 (q - t)^2$. It has **one** mistake.
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


# Four steps of training on one example, x = 0.8 with target −1: does the loss fall?
v, c = 1.2, 0.5
print(f"at the start    loss {tanh_loss(v, c, 0.8, -1.0):.4f}")
for step in range(1, 5):
    bars = backward_tanh(v, c, 0.8, -1.0)
    v, c = v - 0.5 * bars["v_bar"], c - 0.5 * bars["c_bar"]
    print(f"after step {step}    loss {tanh_loss(v, c, 0.8, -1.0):.4f}")

# And the gradient at the start: does it agree with the measurement?
measured = (tanh_loss(1.2 + h, 0.5, 0.8, -1.0) - tanh_loss(1.2 - h, 0.5, 0.8, -1.0)) / (2 * h)
print(f"v_bar by the program {backward_tanh(1.2, 0.5, 0.8, -1.0)['v_bar']:.4f}, measured {measured:.4f}")

# %% [markdown]
# Find the mistake and mend it in the cell that defines `backward_tanh`; run that cell and the check below. There are no points for it.
#
# (After the repair the loss falls *more slowly* in these steps: the wrong gradient happened to be too large. A gradient is right when it agrees with the measurement, not when the loss falls.)
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
# ## 4.9 Many examples: the cost
#
# A unit learns from $N$ examples at once; a number in brackets, as in $y^{(i)}$, says which one. Now `x` and `t` are arrays of shape `(N,)`, with one entry for each example; $w$ and $b$ are still one number each. The **cost** is the mean of the losses:
#
# $$
# \mathcal{J} = \frac1N \sum_{i=1}^{N} \mathcal{L}^{(i)} = \frac1N \sum_{i=1}^{N} \tfrac12 \left(y^{(i)} - t^{(i)}\right)^2 .
# $$
#
# A mean of functions has the mean of their derivatives: $\dfrac{\partial \mathcal{J}}{\partial w} = \dfrac1N \sum_i \dfrac{\partial \mathcal{L}^{(i)}}{\partial w}$. The error signals of the single examples are
# what you computed in exercise 5. With arrays, one line computes them for all examples.
#
# ### Exercise 7 · `cost_and_gradients` (3 points)
#
# Return $\left(\mathcal{J}, \dfrac{\partial \mathcal{J}}{\partial w}, \dfrac{\partial \mathcal{J}}{\partial b}\right)$, three numbers. There is no penalty here.
#
# <details><summary>Hint 1</summary>
#
# Write your structured program again, with arrays for `x` and `t`. NumPy applies every operation to each entry, so `z`, `y`, `y_bar` and `z_bar` become arrays of shape `(N,)`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The derivative with respect to $w$ for each example is an array of shape `(N,)`. You want one number: its mean. `np.mean` does that.
#
# </details>
# <details><summary>Hint 3</summary>
#
# `np.mean` appears three times: once over the losses, once over what $w$ receives from each example, once over what $b$ receives.
#
# </details>


# %% tags=["builds-on:forward", "builds-on:d_logistic", "builds-on:gradients_by_hand", "builds-on:backward"] nbgrader={"grade": false, "grade_id": "cost_and_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cost_and_gradients(w, b, x, t):
    """The mean loss over a batch and its two derivatives: (J, dJ_dw, dJ_db). x and t have shape (N,)."""
    ### BEGIN SOLUTION
    y = logistic(w * x + b)  # (N,)
    z_bar = (y - t) * y * (1 - y)  # (N,): each example's own error signal
    return np.mean((y - t) ** 2 / 2), np.mean(z_bar * x), np.mean(z_bar)
    ### END SOLUTION


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
# ## 4.10 Gradient descent
#
# The gradient points where the cost rises. So step the other way, by a **learning rate** $\alpha$ times the gradient, and repeat:
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
# You may call `cost_and_gradients`. If yours is not right yet, this exercise is judged by whether your descent follows *your* gradients, so an error made there is not charged twice (as long as yours returns three numbers).
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
        y = logistic(w * x + b)
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
# Watch it learn. There are six examples, which no unit can label perfectly, and the start is confidently wrong. The picture is drawn from *your* descent.

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
# Look at how close together the dots are at the start. The cost is highest there, and yet the steps are tiny: the large error with a tiny gradient of section 4.2. (At the end they are short for a better reason: there is little left to gain.)
#
# **To try, if you like:** run `show_descent(w0=-2.0)` in a new cell. Then guess how many steps it takes from $-5$, and see with `show_descent(w0=-5.0, steps=500)`.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "forward": 2,
        "d_logistic": 1,
        "gradients_by_hand": 3,
        "numerical_derivative": 2,
        "backward": 5,
        "forward_regularised": 0,
        "backward_regularised": 4,
        "backward_tanh": 0,
        "cost_and_gradients": 3,
        "gradient_descent": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * The **forward pass** computes values in order. The **backward pass** computes error signals in the reverse order.
# * An **error signal** $\bar v = d\mathcal{L}/dv$ is a value that the program computes and keeps. It is *the child's error signal, times the local derivative*, summed over the children.
# * By hand and structured give the same numbers. The structured program computes nothing twice, and its mistakes can be located.
# * A **numerical derivative** judges any derivative. Centred, with a step near $10^{-5}$, it is good to about ten digits.
# * With squared error behind σ, a confidently wrong unit has a tiny gradient.
#
# **What comes next.** [`05_computation_graphs`](05_computation_graphs.ipynb). In this notebook each value had one child, except $w$ in section 4.7. Computation graphs of any shape come next: there the sum over children becomes
# the rule, and the program you wrote for one unit becomes an algorithm for every network.
