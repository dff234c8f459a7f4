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
# Ten points lie near a curve that you do not know. The polynomial $y = w_0 + w_1 x + \ldots + w_9 x^9$ has ten weights, enough to go through every point. One of degree 3 only comes near them. Which of the two would you trust between the points?
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

from utils import after, check_task, data, pictures, settle, summary, tasks
from utils.live import Live

# %% [markdown]
# Here are the points and the curve behind them. The points lie beside it because of **noise**, a small random number in each target. **Try this:** find the degree $M$ that comes nearest to the curve. (The line at the picture says how far it is off.) Then go back to $M = 9$ and move the second slider slowly to the right. What happens to the curve?

# %%
from utils import play

play.polynomials()

# %% [markdown]
# A model can go through all its examples and still miss what they have in common. A network can fall into the same trap; you will program two ways out. At the end your network reads your handwriting.
#
# **When you are done you can**
#
# * design a unit that responds to one shape only, and read a unit's weights as an image,
# * say what over-fitting is, how it shows, and what weakens it,
# * train a network with minibatches until it reads digits that it has never seen.
#
# **What you need:** notebook 6 (a network with a hidden layer, its gradients, training), softmax from notebook 5, NumPy slices, and `X[rows]`, which picks rows.
#
# **Time:** core about 55 minutes; with *Going further* about an hour and a half (an estimate). **Points:** 20, in five exercises. A good place to pause is before section 7.5. When you come back, click on its heading and choose **Run → Run All Above Selected Cell**.
#
# ## 7.1 Over-fitting
#
# With $M = 9$ and no penalty the polynomial has learned the noise, which will not come again: it **over-fits**. With $M = 1$ it cannot follow the curve: it **under-fits**. Without a penalty $M = 5$ came nearest. With the right penalty degree 9 comes near too. But you knew the curve; with real data nobody does.
#
# **The error on the training examples does not tell.** With $M = 9$ it is zero. So the examples are divided into three sets:
#
# * the **training set**, to fit the weights,
# * the **validation set**, to watch the training, and to choose $M$ or the strength of the penalty,
# * the **test set**, kept for judging; nothing is chosen by it. (The validation set will not do: the choice was made to suit it.)
#
# To go through every point the polynomial needs huge weights. So make large weights expensive. The second slider is the strength $\lambda$ of an **L2 penalty**, $\tfrac12 \lambda \sum_{m=1}^{M} w_m^2$, which is added to what the weights minimise. The bias $w_0$ is not penalised: it only moves the whole curve up or down.
#
# ## 7.2 A feature, designed by hand
#
# The powers of $x$ are features that somebody designed. Now design one for images; later a network learns its own.
#
# A grey image of $28 \times 28$ pixels is 784 numbers, from 0 (black) to 1 (white). A network gets them as one vector $\mathbf{x}$, row after row. A hidden unit has one weight for each pixel, so its weights are an image too. Its **response** to $\mathbf{x}$, the pre-activation without the bias, is
#
# $$
# \mathbf{w} \cdot \mathbf{x} = \sum_{d=0}^{783} w_d\, x_d .
# $$
#
# A white pixel raises it where $w_d > 0$, and lowers it where $w_d < 0$. Where $w_d = 0$, the unit does not look. Here are five images, each with its name above it:

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
# Design weights whose response to the main diagonal is positive, and at least twice the response to each of the other four images, **the all-white one too**.
#
# `on_the_stroke` is given, an array of shape `(28, 28)` that is true on the stroke. Write the line for `w`, of the same shape: `np.where(on_the_stroke, a, b)` puts the number `a` where it is true and `b` elsewhere. Which two numbers do you need? Many pairs will do; find one.
#
# <details><summary>Hint 1</summary>
#
# The all-white image contains the whole stroke. So white pixels beside the stroke have to count *against* it.
#
# </details>
# <details><summary>Hint 2</summary>
#
# There are 82 pixels on the stroke and 702 beside it. Give 1 to the first, and one negative number to all the others. How large must it be, so that together they take at least 41 from 82?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "diagonal_detector", "locked": false, "schema_version": 3, "solution": true, "task": false}
def diagonal_detector():
    """Weights (784,) that respond to the main diagonal at least twice as much as to any other of the strokes."""
    row, column = np.indices((28, 28))  # each pixel's row, and its column
    on_the_stroke = np.abs(row - column) <= 1
    # Yours: w, one weight for each pixel, (28, 28).
    ### BEGIN SOLUTION
    w = np.where(on_the_stroke, 1.0, -0.1)
    ### END SOLUTION
    return w.ravel()  # the same as 784 numbers, row after row


# %% nbgrader={"grade": true, "grade_id": "test_diagonal_detector", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check_task("diagonal_detector", diagonal_detector, tasks.detectors.diagonal_detector)

# %% [markdown]
# Here are your weights as an image, and the responses. Pixels on the stroke **excite** the unit, pixels beside it **inhibit** it.

# %%
after(["diagonal_detector"], lambda: pictures.detector_responses(diagonal_detector(), strokes))

# %% [markdown]
# ## 7.3 Digits, and a network to read them
#
# The digits are 1797 images of $8 \times 8$ pixels, written by 13 people. They come with the course (`utils/digits.md` says from where); `data.digits()` deals them out to the three sets.

# %%
digits = data.digits()
print(digits.X_train.shape, digits.X_val.shape, digits.X_test.shape)  # and the labels: digits.t_train, …
first_of_each = [np.flatnonzero(digits.t_train == label)[0] for label in range(10)]
pictures.grey_images(digits.X_train[first_of_each].reshape(10, 8, 8), range(10))

# %% [markdown]
# The network is that of notebook 6 with a different output layer: $D = 64$ inputs, $H$ logistic hidden units, and $K = 10$ outputs, one for each label. Softmax turns them into probabilities, and the loss is the cross-entropy. ($\mathbf{W}_1$ is notebook 6's $\mathbf{W}^{(1)}$.)
#
# You know its gradients from notebooks 5 and 6, so they are given in the next cell, folded: run it, and go on. Parameters and gradients are dicts with the keys `W1`, `b1`, `W2` and `b2`.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "given_network", "locked": true, "schema_version": 3, "solution": false, "task": false}
from utils.elementwise import sigma as logistic
from utils.softmax import log_softmax  # (the logarithm of softmax, without overflow)


def cost_and_gradients(X, T, params):
    """Mean cross-entropy of the logistic–softmax network against one-hot T, and its gradients: (J, dict like params)."""
    hidden = logistic(X @ params["W1"].T + params["b1"])
    log_Y = log_softmax(hidden @ params["W2"].T + params["b2"], axis=1)
    J = -np.sum(T * log_Y) / len(X)
    Z2_bar = (np.exp(log_Y) - T) / len(X)
    Z1_bar = (Z2_bar @ params["W2"]) * hidden * (1 - hidden)
    grads = {"W1": Z1_bar.T @ X, "b1": Z1_bar.sum(axis=0), "W2": Z2_bar.T @ hidden, "b2": Z2_bar.sum(axis=0)}
    return J, grads


def probabilities(X, params):
    """The network's ten probabilities for each row of X: an array (N, 10)."""
    hidden = logistic(X @ params["W1"].T + params["b1"])
    return np.exp(log_softmax(hidden @ params["W2"].T + params["b2"], axis=1))


def predicted_labels(X, params):
    """The most probable label for each row of X."""
    return np.argmax(probabilities(X, params), axis=1)


def share_right(X, t, params):
    """The share of the rows of X whose label in t is the predicted one."""
    return np.mean(predicted_labels(X, params) == t)


# %% [markdown]
# The weights start at random, because equal hidden units would stay equal. Divided by $\sqrt D$ they keep the pre-activations of moderate size. You will call this function:


# %%
def random_start(D, H, K, rng):
    """Random parameters of a network with D inputs, H hidden units and K outputs, biases at 0."""
    W1 = rng.normal(size=(H, D)) * 2 / np.sqrt(D)  # 2, because the root mean square of the pixels is about a half
    W2 = rng.normal(size=(K, H)) / np.sqrt(H)
    return {"W1": W1, "b1": np.zeros(H), "W2": W2, "b2": np.zeros(K)}


T_digits = np.eye(10)[digits.t_train]  # one-hot: each row has a 1 in the column of its label
start_cost, _ = cost_and_gradients(digits.X_train, T_digits, random_start(64, 40, 10, np.random.default_rng(0)))
print(f"cost at a random start {start_cost:.2f}; equal probabilities would give log 10 = {np.log(10):.2f}")

# %% [markdown]
# ## 7.4 Minibatches
#
# A gradient over 20 of the 1000 digits takes a fiftieth of the time, and at first it points in roughly the same direction. So take a step after every 20: 50 rough steps for the work of a single exact one. Such a part of the training set is a **minibatch**, one pass through the whole set is an **epoch**, and the method is **stochastic gradient descent**, SGD. The digits are shuffled again before every epoch, so that every batch has a mixture of labels.
#
# **A worked example.** For `n = 10` and `batch_size = 4` the order might be `[7 2 9 0 4 1 8 3 6 5]`. Cut into pieces that is `[7 2 9 0]`, `[4 1 8 3]` and `[6 5]`. The last piece is short, and it is kept: its digits should be learned too.
#
# ### Exercise 2 · `minibatches` (3 points)
#
# `shuffled` is given, an array of the numbers $0, \ldots, n - 1$ in random order, and so is the loop over the places where a piece begins. In each round append one piece, a slice of `shuffled` with `batch_size` entries, to the list `pieces`.
#
# <details><summary>Hint 1</summary>
#
# A slice `shuffled[start : stop]` ends just before `stop`. If `stop` lies beyond the end, the slice is simply shorter.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Each piece has `batch_size` entries, so `stop` is `start + batch_size`. A list grows by `pieces.append(…)`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(n, batch_size, rng):
    """The numbers 0 … n − 1, shuffled by rng, as a list of arrays with batch_size entries, the last maybe fewer."""
    shuffled = rng.permutation(n)
    pieces = []
    for start in range(0, n, batch_size):
        ### BEGIN SOLUTION
        pieces.append(shuffled[start : start + batch_size])
        ### END SOLUTION
    return pieces


# %% nbgrader={"grade": true, "grade_id": "test_minibatches", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("minibatches", minibatches, tasks.minibatches.minibatches)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("minibatches", minibatches, tasks.minibatches.minibatches, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 7.5 A step with weight decay
#
# The penalty of section 7.1 works for networks too. The cost becomes $\mathcal{J} + \tfrac12 \lambda \lVert \mathbf{W}_1 \rVert^2 + \tfrac12 \lambda \lVert \mathbf{W}_2 \rVert^2$, where $\lVert \mathbf{W} \rVert^2$ is the sum of all squared entries. Biases are not penalised.
#
# The derivative of $\tfrac12 \lambda w^2$ is $\lambda w$. So the penalty adds $\lambda w$ to each slope, and a step with the learning rate $\alpha$ takes $\alpha \lambda w$ from each weight, so every weight shrinks by the same fraction, $\alpha \lambda$: hence the name **weight decay**.
#
# ### Exercise 3 · `sgd_step` (4 points)
#
# Make one step with the learning rate `lr` ($\alpha$) and the penalty `lam` ($\lambda$). `params` and `grads` are dicts with the same keys; `grads` has the gradients of $\mathcal{J}$, without the penalty. The loop over the keys is given, with two blanks of one line each: fill them in.
#
# <details><summary>Hint 1</summary>
#
# In the first blank write `slope = slope + …`. What is the derivative of the penalty with respect to `params[name]`?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The second blank is for every key: the old parameter, minus the learning rate times `slope`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "sgd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sgd_step(params, grads, lr, lam):
    """One step of gradient descent on all parameters, with an L2 penalty on those whose name begins with W: a new dict."""
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            # First blank: the slope with that of the penalty.
            ### BEGIN SOLUTION
            slope = slope + lam * params[name]
            ### END SOLUTION
        # Second blank: new[name], the parameter after one step with this slope.
        ### BEGIN SOLUTION
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
# Your two functions together make an epoch:


# %% nbgrader={"grade": false, "grade_id": "given_one_epoch", "locked": true, "schema_version": 3, "solution": false, "task": false}
def one_epoch(params, X, T, batch_size, lr, lam, rng):
    """The parameters after one pass through the rows of X with one-hot targets T, a step after each minibatch."""
    for rows in minibatches(len(X), batch_size, rng):
        _, grads = cost_and_gradients(X[rows], T[rows], params)
        params = sgd_step(params, grads, lr, lam)
    return params


# %% [markdown]
# ## 7.6 When to stop
#
# To see over-fitting in a network, make it easy: train on 150 digits only, labelled by someone tired. About one label in seven is random. (The folded cell draws them.)


# %% jupyter={"source_hidden": true}
def tired_labels(labels, rng):
    """A copy of the labels, about one in seven of them drawn at random."""
    labels = labels.copy()
    tired = rng.random(len(labels)) < 0.15
    labels[tired] = rng.integers(0, 10, size=tired.sum())
    return labels


few_X, few_labels = digits.X_train[:150], tired_labels(digits.t_train[:150], np.random.default_rng(5))
few_T, T_validation = np.eye(10)[few_labels], np.eye(10)[digits.t_val]

# %% [markdown]
# ### Predict: a hundred epochs
#
# A network with 60 hidden units has 4510 parameters for 150 digits. Within 100 epochs its training cost falls to about 0.1: it learns most of the wrong labels too. The labels of the validation digits are right. What does their cost do?
#
# * **a** — it falls as well, and levels off
# * **b** — it falls, and then rises again, by more than 5 %
# * **c** — it rises from the beginning
#
# Write one letter between the quotation marks, and run that cell.

# %%
prediction_1 = ""  # "a", "b" or "c"

# %% tags=["solved-only"]
prediction_1 = "a"  # it has stopped learning, one would think

# %% [markdown]
# The next cell, folded, trains with your functions and draws both costs. The one below it has the answer.

# %% jupyter={"source_hidden": true}
from functools import cache


@cache  # trains once, however often it is called
def watched_training(epochs=100):
    """Training costs, validation costs and parameters, one of each for every epoch."""
    rng = np.random.default_rng(0)
    params, after_each_epoch = random_start(64, 60, 10, rng), []
    with Live(epochs) as live:
        for _ in range(epochs):
            params = one_epoch(params, few_X, few_T, 15, 0.5, 0.0, rng)
            training_cost, _ = cost_and_gradients(few_X, few_T, params)
            validation_cost, _ = cost_and_gradients(digits.X_val, T_validation, params)
            live(training_cost, validation_cost)
            after_each_epoch.append((training_cost, validation_cost, params))
    return tuple(zip(*after_each_epoch))


def train_and_watch():
    watched_training()


after(["minibatches", "sgd_step"], train_and_watch)


# %% jupyter={"source_hidden": true}
# Computes the answer and says why. (Folded, so that it does not spoil your prediction.)
def what_came_out():
    training_costs, validation_costs, _ = watched_training()
    lowest = int(np.argmin(validation_costs))
    least, last = min(validation_costs), validation_costs[-1]
    return settle(
        prediction_1,
        "c" if lowest == 0 else "b" if last > 1.05 * least else "a",
        f"It is lowest, {least:.2f}, at epoch {lowest}, and ends at {last:.2f}. The training cost ends at {training_costs[-1]:.3f}. "
        "First the network learns what the digits have in common, which helps with new ones. Then it learns the exceptions, "
        "the wrong labels among them, which does not help.",
    )


after(["minibatches", "sgd_step"], what_came_out)

# %% [markdown]
# So the best network was there, and the training went past it. **Early stopping** brings it back: keep the parameters of the smallest validation cost so far, and stop as soon as `patience` epochs in a row have brought no new minimum.
#
# **A worked example**, with `patience = 2`.
#
# | epoch | cost | best epoch so far | epochs since then |
# |---|---|---|---|
# | 0 | 0.9 | 0 | 0 |
# | 1 | 0.7 | 1 | 0 |
# | 2 | 0.8 | 1 | 1 |
# | 3 | 0.6 | 3 | 0 |
# | 4 | 0.65 | 3 | 1 |
# | 5 | 0.62 | 3 | 2: stop |
# | 6 | 0.4 | never seen | |
#
# The answer is `(3, 5)`: the best epoch, and the one at which training stops.
#
# ### Exercise 4 · `early_stopping` (3 points)
#
# Write this rule. `val_costs` has one cost for each epoch. The loop is given; it keeps one number, `best`, the best epoch so far, whose cost is `val_costs[best]`. Write what happens in one epoch:
#
# * If its cost is *smaller* than that of the best epoch, this epoch is the best. (An equal cost is not a new minimum.)
# * If `patience` epochs have passed since the best one, return two numbers: `best`, and the present epoch.
#
# <details><summary>Hint 1</summary>
#
# How many epochs have passed since the best one? In the table: at epoch 5 the best is 3, and two have passed.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Two `if`s, one after the other, and no `else`. The second asks whether `epoch - best == patience`, and returns `best` and `epoch`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def early_stopping(val_costs, patience):
    """When to stop, and which epoch to go back to: (best_epoch, stop_epoch), for validation costs (epochs,)."""
    if patience < 1:
        raise ValueError("patience has to be at least 1")
    best = 0
    for epoch, cost in enumerate(val_costs):
        ### BEGIN SOLUTION
        if cost < val_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
        ### END SOLUTION
    return best, len(val_costs) - 1  # patience was not used up: training went on to the last epoch


# %% nbgrader={"grade": true, "grade_id": "test_early_stopping", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check_task("early_stopping", early_stopping, tasks.early_stopping.early_stopping)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task("early_stopping", early_stopping, tasks.early_stopping.early_stopping, count=20, seed=fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Your rule on the curve from above, with a patience of 8:


# %%
def where_to_stop():
    training_costs, validation_costs, _ = watched_training()
    best, stop = early_stopping(np.array(validation_costs), 8)
    return pictures.learning_curves(training_costs, validation_costs, best=best, stop=stop)


after(["minibatches", "sgd_step", "early_stopping"], where_to_stop)

# %% [markdown]
#
# ## 7.7 Learn to read
#
# Now with all 1000 digits and their right labels. Everything is ready; put it together.
#
# ### Exercise 5 · `train_digit_classifier` (6 points)
#
# The one-hot targets and a random start with 40 hidden units are given. Write the training: a loop that calls `one_epoch` for a number of epochs. You choose that number, the batch size, the learning rate and the penalty. Begin with the values of section 7.6: batches of 15, a learning rate of 0.5 and no penalty. Choose your numbers on `X_val`: `share_right(X_val, t_val, params)`; the check only judges. The network has to read **93 %** of new digits correctly, whatever the seed.
#
# * Use this `rng`, and no data but the arguments. (`X_val` and `t_val` are 250 more digits. Early stopping is not needed here; a fixed number of epochs will do.)
# * A training may take 10 seconds. A good one takes less than one.
# * The check renames the digits (every 7 may be called 2, say), and puts the pixels in another order, the same for all images. Neither matters to your network.
#
# <details><summary>Hint 1</summary>
#
# `one_epoch` does not change `params`; it returns the new parameters: `params = one_epoch(params, …)`, in a loop. Its arguments are in the cell below exercise 3. If too few digits are right, train longer or with a larger learning rate; if they become fewer again, take a smaller one.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Numbers that work: minibatches of 25, a learning rate of 1, a penalty of 0.0001 or none, 20 epochs. (With the penalty, 20 different seeds read between 96.2 % and 97.8 % of the test digits.)
#
# </details>


# %% tags=["builds-on:minibatches", "builds-on:sgd_step", "builds-on:early_stopping"] nbgrader={"grade": false, "grade_id": "train_digit_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    """The parameters W1, b1, W2, b2 of a logistic–softmax network, trained on digits (N, 64) with labels 0–9: a dict."""
    rng = np.random.default_rng(seed)
    T_train = np.eye(10)[t_train]  # one-hot
    params = random_start(X_train.shape[1], 40, 10, rng)
    # Yours: the loop over the epochs.
    ### BEGIN SOLUTION
    for _ in range(20):
        params = one_epoch(params, X_train, T_train, 25, 1.0, 1e-4, rng)
    ### END SOLUTION
    return params


# %% nbgrader={"grade": true, "grade_id": "test_train_digit_classifier", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_task("train_digit_classifier", train_digit_classifier, tasks.digits.train_digit_classifier, count=1)
### BEGIN HIDDEN TESTS
from utils import fresh_seed

check_task(
    "train_digit_classifier", train_digit_classifier, tasks.digits.train_digit_classifier, count=1, seed=fresh_seed()
)
### END HIDDEN TESTS

# %% [markdown]
# ### Let it read your handwriting
#
# **Try this:** draw a digit on the black square, with the mouse or a finger. Draw it large, and give a 6 a long stem. The ten probabilities move while you draw. Then draw something that is no digit: a house, your initial.


# %%
@cache  # trains once
def my_network():
    """Your network, trained on the notebook's digits."""
    return train_digit_classifier(digits.X_train, digits.t_train, digits.X_val, digits.t_val, 0)


after(["train_digit_classifier"], lambda: play.draw_digit(my_network()))

# %% [markdown]
# Why does it give a house an answer, and at times with confidence? Its ten probabilities add up to 1, and none of them is for "no digit".
#
# And where does it fail? Here are its worst mistakes among the 547 test digits. Look at each image first: what would you have said?


# %%
def my_worst_mistakes():
    return pictures.worst_mistakes(probabilities(digits.X_test, my_network()), digits.X_test, digits.t_test)


after(["train_digit_classifier"], my_worst_mistakes)

# %% [markdown]
# ## 7.8 What has been learned
#
# Nobody told your network about strokes. What do its hidden units look for? The next cell, folded, trains a small network twice with your functions, on the digits enlarged to $28 \times 28$ pixels. The second time its first layer starts a hundred times smaller. Compare the two rows, the weights of ten units: orange where they are positive, blue where they are negative.


# %% jupyter={"source_hidden": true}
def with_and_without_noise(epochs=30):
    large_images, learned = data.enlarged(digits.X_train), []
    for size in (1.0, 0.01):
        rng = np.random.default_rng(0)
        params = random_start(784, 20, 10, rng)
        params["W1"] = size * params["W1"]
        for _ in range(epochs):
            params = one_epoch(params, large_images, T_digits, 25, 0.1, 0.0, rng)
        right = share_right(data.enlarged(digits.X_test), digits.t_test, params)
        print(f"first layer started from {size:g} × random_start: {right:.1%} of the test digits are right")
        learned.append(params["W1"][:10].reshape(10, 28, 28))
    return pictures.weight_images(
        np.concatenate(learned), rows=("started from random_start", "started a hundred times smaller")
    )


after(["minibatches", "sgd_step"], with_and_without_noise)

# %% [markdown]
# Much of the upper row is noise: the random numbers of the start. Each unit of the lower row is the one above it, with hardly any noise, and the two networks read about equally well. What is left came from the digits: patches and strokes that excite a unit, with others beside them that inhibit it, as in your detector. These are *learned features*. Hardly one has a name, and none needs one.
#
# **You may stop here.** The core of this notebook is done, and [`08_automatic_differentiation`](08_automatic_differentiation.ipynb) needs nothing beyond it. Look at [how far you are](#How-far-you-are), or go on.
#
# ## Going further
#
# Nothing below carries points, and nothing later needs it. Each part says what it builds on.
#
# ## 7.9 What rough steps, early stopping and decay are worth
#
# *Builds on sections 7.4 to 7.6.*
#
# ### Predict: 5 exact steps or 250 rough ones
#
# Go through the training set five times: once in five steps with all 1000 digits each, and once in 250 steps with minibatches of 20. The start and the learning rate are the same, and so is the work. Which training cost is lower afterwards?
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
    for first in [*range(0, len(digits.X_train), size)] * 5:  # (these digits lie in random order already)
        part = slice(first, first + size)
        slopes = cost_and_gradients(digits.X_train[part], T_digits[part], params)[1]
        params = {key: value - 0.5 * slopes[key] for key, value in params.items()}
    return cost_and_gradients(digits.X_train, T_digits, params)[0]


exact_cost, rough_cost = cost_after_five_epochs(1000), cost_after_five_epochs(20)
settle(
    prediction_2,
    "c" if rough_cost < 0.5 * exact_cost else "a" if exact_cost < 0.5 * rough_cost else "b",
    f"The cost is {exact_cost:.2f} after five exact steps and {rough_cost:.2f} after 250 rough ones. At the start a rough "
    "step lowers the cost about two thirds as far as an exact one, on average, and there are fifty times as many.",
)

# %% [markdown]
# And what are the two ways out of over-fitting worth? Compare three networks on the test digits, which no choice was based on: the one after 100 epochs, the one that early stopping restores, and one trained with weight decay. ($\lambda$ was chosen from three values on the validation digits.)


# %%
def with_decay(lam, epochs=100):
    rng = np.random.default_rng(0)
    params = random_start(64, 60, 10, rng)
    for _ in range(epochs):
        params = one_epoch(params, few_X, few_T, 15, 0.5, lam, rng)
    return params


def compare():
    _, validation_costs, snapshots = watched_training()
    best_epoch, _ = early_stopping(np.array(validation_costs), 8)
    decayed = {lam: with_decay(lam) for lam in (1e-3, 3e-3, 1e-2)}
    chosen = max(decayed, key=lambda lam: share_right(digits.X_val, digits.t_val, decayed[lam]))
    networks = {
        "100 epochs": snapshots[-1],
        "early stopping": snapshots[best_epoch],
        f"decay, λ = {chosen:g}": decayed[chosen],
    }
    for name, params in networks.items():
        length = np.sqrt(np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
        right = share_right(digits.X_test, digits.t_test, params)
        print(f"{name:<18} length of all weights {length:5.1f}   test digits right {right:.1%}")


after(["minibatches", "sgd_step", "early_stopping"], compare)

# %% [markdown]
# Both cures keep the weights smaller: decay takes a share of them in every step, early stopping leaves them less time to grow. Usually both networks also read more of the test digits. (Your numbers depend on how your `minibatches` shuffles.)
#
# ## 7.10 The polynomial, written
#
# *Builds on section 7.1.* These are the ten points of the beginning once more, and 200 new ones.


# %%
def ten_and_more_points(rng):
    """Ten points near a sine, and 200 more from the same source for the table below: x, t, x, t."""
    x, t = np.linspace(0.0, 1.0, 10), rng.normal(size=10)
    more_x, more_t = rng.uniform(0.0, 1.0, size=200), rng.normal(size=200)
    return x, np.sin(2 * np.pi * x) + 0.25 * t, more_x, np.sin(2 * np.pi * more_x) + 0.25 * more_t


ten_x, ten_t, new_x, new_t = ten_and_more_points(np.random.default_rng(1))

# %% [markdown]
# The polynomial is a linear model on designed features, the powers of $x$. They are a feature map $\psi$ as in notebook 1:
#
# $$
# y(x) = \mathbf{w} \cdot \psi(x), \qquad \psi(x) = (1, x, x^2, \ldots, x^M) .
# $$
#
# The rows $\psi(x^{(i)})$ of all $N$ examples make a matrix $\boldsymbol{\Phi}$ of shape $(N, M + 1)$. Its first column is all ones, so $w_0$ is the bias.
#
# ### Exercise 6 · `polynomial_features` (extra)
#
# `x` has shape `(N,)`, and `M` is a whole number, 0 or larger. Return $\boldsymbol{\Phi}$, of shape `(N, M + 1)`: column $m$ holds the power $x^m$.
#
# <details><summary>Hint 1</summary>
#
# `x ** m` is a column for one $m$. `np.column_stack([…])` puts a list of columns side by side.
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
    return np.column_stack([x**m for m in range(M + 1)])
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
# Now the weights. With the penalty of section 7.1 they minimise a sum over the examples. (In section 7.5 the cost is a mean. So the two $\lambda$ cannot be compared.)
#
# $$
# E(\mathbf{w}) = \tfrac12 \lVert \boldsymbol{\Phi} \mathbf{w} - \mathbf{t} \rVert^2 + \tfrac12 \lambda \sum_{m=1}^{M} w_m^2 .
# $$
#
# At the minimum all derivatives are zero. That with respect to $w_m$ is $\sum_i \big( y(x^{(i)}) - t^{(i)} \big) \big(x^{(i)}\big)^m + \lambda w_m$; for $w_0$ it has no last term. All of them together are
#
# $$
# \boldsymbol{\Phi}^{\top} (\boldsymbol{\Phi} \mathbf{w} - \mathbf{t}) + \lambda\, \mathbf{P} \mathbf{w} = \mathbf{0}, \qquad \mathbf{P} = \begin{pmatrix} 0 & & & \\ & 1 & & \\ & & \ddots & \\ & & & 1 \end{pmatrix} .
# $$
#
# These are $M + 1$ linear equations for $M + 1$ unknowns, so no gradient descent is needed.
#
# ### Exercise 7 · `ridge_fit` (extra)
#
# `Phi` has shape `(N, M + 1)`, `t` has shape `(N,)`, and `lam` is $\lambda \ge 0$, a number. Return the weights $\mathbf{w}$, of shape `(M + 1,)`, that minimise $E$. The first column is not penalised, **whatever it holds**: do not rely on ones in it.
#
# <details><summary>Hint 1</summary>
#
# Multiply out, and collect everything with $\mathbf{w}$ on the left: $\mathbf{A} \mathbf{w} = \mathbf{c}$. Then `np.linalg.solve(A, c)` returns $\mathbf{w}$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# $\mathbf{P}$ is `np.eye(Phi.shape[1])` with one entry set to 0. $\boldsymbol{\Phi}^{\top} \boldsymbol{\Phi}$ is `Phi.T @ Phi`. What is $\mathbf{c}$, which has no $\mathbf{w}$ in it?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "ridge_fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ridge_fit(Phi, t, lam):
    """The w (M + 1,) that minimises ½‖Phi w − t‖² + ½ lam ‖w[1:]‖², for Phi (N, M + 1) and t (N,)."""
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
# These are four degrees, above without and below with a penalty.

# %%
after(
    ["polynomial_features", "ridge_fit"],
    lambda: pictures.polynomial_fits(
        polynomial_features, ridge_fit, ten_x, ten_t, 1e-4, lambda x: np.sin(2 * np.pi * x)
    ),
)

# %% [markdown]
# In numbers: the error on the training points falls with the degree, the error on 200 new points does not.


# %%
def errors_by_degree():
    print("            training        new points   (root of the mean squared error)")
    for M in (0, 1, 3, 9):
        for lam in (0.0, 1e-4):
            w = ridge_fit(polynomial_features(ten_x, M), ten_t, lam)
            train, new = (
                np.sqrt(np.mean((polynomial_features(x, M) @ w - t) ** 2)) for x, t in ((ten_x, ten_t), (new_x, new_t))
            )
            print(f"M = {M}, λ = {lam:<6g} {train:8.3f} {new:15.3f}")


after(["polynomial_features", "ridge_fit"], errors_by_degree)

# %% [markdown]
# The noise in the new points has a root mean square of 0.225, and no model can be expected to do much better. Degree 9 with the penalty comes closest. The sliders of the beginning, with your own two functions:

# %%
after(["polynomial_features", "ridge_fit"], lambda: play.polynomials(polynomial_features, ridge_fit))

# %% [markdown]
# ## 7.11 A whole layer as images
#
# *Builds on sections 7.2 and 7.8.*
#
# ### Exercise 8 · `weights_as_images` (extra)
#
# `W1` has shape `(H, D)`, one row for each hidden unit. `shape` is a pair `(rows, columns)`. Return an array of shape `(H, rows, columns)`: image $j$ has the weights of unit $j$, row after row.
#
# If an image does not have exactly as many pixels as a unit has weights, raise a `ValueError`.
#
# <details><summary>Hint 1</summary>
#
# NumPy's `reshape` keeps the order of the numbers, and lets the last index run fastest. That is row after row.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Give `reshape` all three sizes: then it raises a `ValueError` by itself where they do not fit. With $-1$ for the first it would make six images of $2 \times 2$ pixels out of four units with six weights.
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
# Train your network for 30 more epochs with a strong penalty, $\lambda = 0.003$. What the digits need is renewed in every step, and what was left over from the start decays.


# %%
def decayed_features(epochs=30):
    params, rng = my_network(), np.random.default_rng(0)
    for _ in range(epochs):
        params = one_epoch(params, digits.X_train, T_digits, 20, 0.5, 3e-3, rng)
    before, decayed = (weights_as_images(W1[:10], (8, 8)) for W1 in (my_network()["W1"], params["W1"]))
    return pictures.weight_images(
        np.concatenate([before, decayed]), len(before), ("as you trained it", "after the decay")
    )


after(["train_digit_classifier", "weights_as_images", "minibatches", "sgd_step"], decayed_features)

# %% [markdown]
# Everything has faded, most of all the edges and corners.
#
# **To try, if you are online:** `data.mnist()` downloads the larger digits of the lecture, $28 \times 28$ pixels, and deals them out in the same form. The first call takes minutes.
#
# ## 7.12 Repair
#
# *Builds on sections 7.1 and 7.6.* Somebody wrote this program to divide the row numbers 0 to $n - 1$ into those to train on and those to validate with. It has **one** mistake.
#
# The symptom: the validation cost follows the training cost down, yet on new digits the network does badly. Both cells run, and what they print looks right.


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
# Find the mistake and fix it in the cell that defines `split`. Run that cell and the check below.
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
# This mistake is called a **leak**. No error is raised, all shapes are right, and the numbers look better than they should. When a result is too good, look for a leak.
#
# ## How far you are

# %% nbgrader={"grade": false, "grade_id": "summary", "locked": true, "schema_version": 3, "solution": false, "task": false}
summary(
    {
        "diagonal_detector": 4,
        "minibatches": 3,
        "sgd_step": 4,
        "early_stopping": 3,
        "train_digit_classifier": 6,
        "polynomial_features": 0,
        "ridge_fit": 0,
        "weights_as_images": 0,
        "split": 0,
    }
)

# %% [markdown]
# ## Recap
#
# * A unit's weights are an image of what it looks for.
# * A model with as many weights as examples can learn their noise. The training error alone does not tell; **examples that were not trained on** do.
# * Training set, validation set, test set: to fit, to choose, to judge.
# * An **L2 penalty** makes large weights expensive. In a step of gradient descent it is weight decay.
# * **Early stopping** goes back to the parameters of the smallest validation cost.
# * **Minibatches** replace few exact steps by many rough ones.
# * A network's features serve its task. They are learned, and seldom have a name.
#
# **What comes next.** [`08_automatic_differentiation`](08_automatic_differentiation.ipynb): the gradients that were given here, computed by a program of your own from any expression.
