# ---
# jupyter:
#   course:
#     points: 0
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
# # 0 · Start here: how the checks work
#
# Four points, two of each kind, and no straight line that separates them. A very small neural network learns to do it, from nothing but its own mistakes. You can watch it learn now, and by notebook 6 you will have written it yourself.
#
# A notebook is a column of cells. You **run** a cell with **Shift + Enter**. Run the folded cell below first: click on this text and press Shift + Enter twice. (The first press moves on to the folded cell, the second runs it.)
# It finds the course's package `utils`, which draws the pictures and makes the checks. Every notebook begins with it. You need not read it.

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

from utils import Returns, check, models, settle, summary

# %% [markdown]
# It prints nothing when all is well. Run the next cell in the same way. Then press play, and watch the boundary between the blue side and the red side. Afterwards choose one hidden unit and start number 0, and press play again.

# %%
from utils import play

play.learning_xor()

# %% [markdown]
# With three hidden units a few hundred small steps are enough from 26 of the 30 starts. With one hidden unit the boundary stays a straight line, so at least one point stays on the wrong side, however long you wait. How such a step is found is what this course is about.
#
# This notebook shows how the course works. Nothing in it is graded.
#
# **When you are done you can**
#
# * run cells, and start afresh when something is confused,
# * read what a check says and use it,
# * open a hint, record a prediction, and see which exercises are done.
#
# **What you need:** a little Python, and the derivative of a square.
#
# **Time:** about 15 minutes, without what is only to look up (an estimate). **Points:** none.
#
# ## 0.1 Cells
#
# Text cells, like this one, are to be read. Code cells have `[ ]:` beside them and are to be run. Run the one below. Then change a number in it, and run it again.

# %%
guess = 3.0
truth = 1.0
(guess - truth) ** 2 / 2

# %% [markdown]
# **What counts is the order in which you run the cells**, so work from top to bottom. If things get confused, choose **Kernel → Restart Kernel and Run All Cells…** in the menu: your code stays, and all results are computed anew. (An error in a cell of *yours* stops that run: fix the cell first.) A cell that shows `[*]` is running; **■** above the notebook stops it. When you come back another day, click into the cell where you want to go on and choose **Run → Run All Above Selected Cell**.
#
# ## 0.2 An exercise and its check
#
# In most exercises you write a function. Here is the first. When a program predicts $y$ and the truth is $t$, a common measure of the error is
#
# $$
# \mathcal{L} = \tfrac12 (y - t)^2 ,
# $$
#
# the **loss**. Your function returns its derivative with respect to $y$. We do it together, in three steps.
#
# **Step 1.** Do not write anything yet. Run the next two cells: the exercise, and its check. You need not understand the check's line.


# %% nbgrader={"grade": false, "grade_id": "d_squared_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def d_squared_error(y, t):
    """The derivative of (y − t)² / 2 with respect to y."""
    ### BEGIN SOLUTION
    return y - t
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_d_squared_error", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check("d_squared_error", d_squared_error, models.squared_error, Returns.as_value("dL_dy"))

# %% [markdown]
# It says *not attempted*, and what to do next. (The coloured line below the panel is Python's way of stopping the cell. The panel has all you need.)
#
# **Step 2: fail on purpose.** Change the exercise until it reads as below. The four spaces before `return` matter: they make the line a part of the function. Then run the exercise **and** its check again.
#
# ```python
# def d_squared_error(y, t):
#     """The derivative of (y − t)² / 2 with respect to y."""
#     return t - y
# ```
#
# Read the message from the top.
#
# * The first line says **what** is wrong: the returned derivative, `dL_dy`.
# * **consistent with** is a lead, not a verdict: your numbers fit this kind of mistake at every point that was tried. Is it the one you made on purpose?
# * **next** is one thing to try.
# * **where** shows the numbers at which your function was tried. They are drawn at random, but the same each time.
# * **yours** and **numerical derivative** are the evidence: your number, and what it should be. The check moved `y` a little and watched how far the loss moved.
#
# **Step 3: fix it.** Write the right line, and run both cells. The check says *right*, and how closely your answer agrees; one part in a million is enough. (An *edge case* is a special input, for example a very large number.) You may also move on before a check passes: each exercise is judged on its own.
#
# Where your code raises an error, the check gives the number of the line. (**View → Show Line Numbers** shows them.) Where the exercise cell *itself* shows an error, fix that first: until it runs, the check judges your previous version, and says so.
#
# If you are stuck, open the hints one by one: click the triangle. Every exercise has some.
#
# <details><summary>Hint 1</summary>
#
# In step 2 your number and the numerical derivative had the same size and opposite signs, as the check said.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The derivative of half a square is what is inside the square, times the derivative of the inside, which is 1 here.
#
# </details>
#
# ## 0.3 Predictions
#
# Now and then you are asked to predict what a program will do. Write one letter between the quotation marks, and run that cell. Then run the folded cell below it, which computes the answer and tells you why. Predictions are never graded, so guess.
#
# **Predict.** In the loss above let $y = 3$ and $t = 1$. Now $y$ grows by 0.01. By about how much does the loss grow?
#
# * **a** — 0.01
# * **b** — 0.02
# * **c** — 0.04

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "b"

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
growth = 0.5 * np.square(3.01 - 1.0) - 0.5 * np.square(3.00 - 1.0)
settle(
    prediction_1,
    min("abc", key=lambda letter: abs({"a": 0.01, "b": 0.02, "c": 0.04}[letter] - growth)),
    f"It grows by {growth:.5f}. The derivative is y − t = 2, and a small step changes the loss by about the derivative times the step: 2 · 0.01.",
)

# %% [markdown]
# ## 0.4 How far you are
#
# The last code cell of every notebook lists its exercises, by the checks that you ran since the kernel was started.

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary({"d_squared_error": 0})

# %% [markdown]
# **You may stop here**, and go on with [`01_xor_feature_maps`](01_xor_feature_maps.ipynb). The rest is to look up when you need it.
#
# ## 0.5 If your work is graded
#
# * Save the notebook and hand in the file itself. Do not rename it.
# * Write your answers in the cells of the exercises. You may add cells of your own. Leave the check cells as they are; changing them does not change your mark.
# * The grader runs your notebook from top to bottom in a fresh kernel, and asks the same of your functions as the checks do, at other numbers and other sizes.
# * Each exercise is judged on its own, and by what it returns, not by how it is written.
#
# If you study by yourself, the solved notebooks are in the folder `solutions`. Look at one after you have tried.
#
# ## 0.6 To look up
#
# **A new cell of your own:** press **Esc** and then **B**. Where a check says *in a new cell*, copy its two lines there: `utils.failing_arguments()` gives the arguments with which your function failed.
#
# **When a cell does not come to an end.** While a cell runs, it shows `[*]`. If that lasts, a loop in your code may never end. Stop it with the button **■** above the notebook, or with **Kernel → Interrupt Kernel** in the menu. A check that takes more than a few seconds tells you that it is still running. A training is allowed to take its time; the exercise says how long. (In a browser without installation nothing stops a cell: choose **Kernel → Restart Kernel…**, then **Run → Run All Above Selected Cell**.)
#
# **After a restart**, or when you come back another day, the kernel has forgotten everything. Click into the cell where you want to go on and choose **Run → Run All Above Selected Cell**. If you forget it, a check says `NameError: name 'check' is not defined`, or the same of `check_task`: the first cell has to be run again too.
#
# **A check has these outcomes.**
#
# | sign | outcome | it means | may you move on? |
# |---|---|---|---|
# | ○ | not attempted | the exercise still has its `raise NotImplementedError()` | try it first |
# | ✗ | not right yet | your function ran, and its answer is wrong | when you are stuck, yes: each exercise is judged on its own |
# | ! | your code raised an error | Python stopped in your function | as above |
# | ✓ | right | it agrees at every point that was tried | yes |
# | ■ | interrupted | you stopped the check while your function was running | it says nothing about your answer; run it again |
#
# *Not there* (○) means that a name has no value yet: its cell has not been run. A prediction comes out as *=* or *≠*.
#
# **The notation of the course.** Each notebook explains its symbols when they come up; here you find them again. Your functions should return what the table says about results.
#
# | thing | convention |
# |---|---|
# | scalars | Python or NumPy floats (64 bits) everywhere |
# | a batch | `X` has one example per **row**: shape `(N, D)`; scalar targets `t` have shape `(N,)`, vector targets `T` have shape `(N, K)` |
# | weights | `W[to, from]`: `W1` has shape `(H, D)`, `b1` `(H,)`, `W2` `(K, H)`, `b2` `(K,)`; a layer is `X @ W.T + b` |
# | loss and cost | the loss $\mathcal{L}$ of one example is ½ the squared error, summed over outputs; the cost $\mathcal{J}$ is the **mean** over the $N$ examples |
# | L2 penalty | $\tfrac12 \lambda \lVert w \rVert^2$; biases are never penalised |
# | an example's number | written above, in brackets: $x^{(i)}$ is the input of example $i$ |
# | error signal | $\bar v = d\mathcal{L}/dv$, in code `v_bar`, is a derivative that a program computes on its way back from the loss; it has exactly the shape of `v` |
# | threshold | strict: $\mathbb{I}[z > 0]$, so a tie gives 0 |
# | labels | 0 and 1; where an answer is made of 0s and 1s, arrays of bool, int or float are all right |
# | the logistic function | $\sigma(z) = 1 / (1 + e^{-z})$, in code `logistic`, given where you need it |
# | inputs | your functions never change them in place, lists and dicts no more than arrays: they return new ones |
# | large numbers | for $\lvert z \rvert$ up to 1000 your functions give finite answers, without overflow, division by zero or invalid values |
# | bad arguments | where an exercise says so: raise a `ValueError` whose message names the argument |
# | what you return | a scalar may be a Python number, a NumPy scalar or a 0-d array, but not an array of shape `(1,)`; a pair may be a tuple or a list |
#
# **Predict.** And why does no check ask for equality? What does Python say to `0.1 + 0.2 == 0.3`?
#
# * **a** — `True`
# * **b** — `False`

# %%
prediction_2 = ""  # "a" or "b"

# %% tags=["solved-only"]
prediction_2 = "a"  # as arithmetic would have it

# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
settle(
    prediction_2,
    "a" if 0.1 + 0.2 == 0.3 else "b",
    f"0.1 + 0.2 is {0.1 + 0.2!r}: a computer keeps about 16 digits and rounds the rest. "
    "So no check asks for equality. Yours and the expected number may differ by one part in a million.",
    choices="ab",
)

# %% [markdown]
# ## Recap
#
# * **Shift + Enter** runs a cell. When in doubt, restart the kernel and run all.
# * A check says *what* is wrong, *what next*, *where*, and *the evidence*.
# * **■** stops a cell that hangs. **Run → Run All Above Selected Cell** brings you back after a restart.
# * Hints unfold one by one. Predictions are for you alone.
#
# **What comes next.** [`01_xor_feature_maps`](01_xor_feature_maps.ipynb): why no straight line separates those four points, and how one extra number per point changes that. The notebooks follow the lecture, in the order of their numbers.
