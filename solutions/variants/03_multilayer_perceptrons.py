# Right answers written differently, and planted mistakes, for every exercise of notebook 03.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right relu | where
def relu(z):
    return np.where(z > 0, z, 0.0)


# %% right relu | times a truth value
def relu(z):
    return z * (z > 0)


# %% right relu | a copy, set to 0 where it is negative
def relu(z):
    h = np.array(z, dtype=float)
    h[h < 0] = 0
    return h


# %% wrong relu | the smaller of the two
# named: sign
def relu(z):
    return np.minimum(0, z)


# %% wrong relu | the absolute value
# named: another function
def relu(z):
    return np.abs(z)


# %% wrong relu | in place
# named: changed in place
def relu(z):
    z = np.asarray(z)
    z[z < 0] = 0
    return z


# %% wrong relu | a step
# named: derivative for value
def relu(z):
    return np.where(z > 0, 1.0, 0.0)


# %% wrong relu | the largest entry
# named: shape
def relu(z):
    return np.array([max(0.0, np.max(z))])


# %% wrong relu | for one number only
# named: one truth value of an array
def relu(z):
    return max(0, z)


# %% wrong relu | np.max in the place of np.maximum
# named: one for all
def relu(z):
    return np.max(z, 0)


# %% wrong relu | not returned
# named: nothing returned
def relu(z):
    h = np.maximum(0, z)


# %% right softplus | on top of relu
def softplus(z):
    return relu(z) + np.log1p(np.exp(-np.abs(z)))


# %% right softplus | logaddexp
def softplus(z):
    return np.logaddexp(0, z)


# %% right softplus | plain log instead of log1p
def softplus(z):
    return np.maximum(z, 0) + np.log(1 + np.exp(-abs(z)))


# %% right softplus | entry by entry
import math


def softplus(z):
    out = [max(v, 0.0) + math.log1p(math.exp(-abs(v))) for v in np.asarray(z).ravel()]
    return np.array(out).reshape(np.shape(z))


# %% wrong softplus | as on paper
# named: overflow
def softplus(z):
    return np.log(1 + np.exp(z))


# %% wrong softplus | where, with both forms computed
# named: overflow
def softplus(z):
    return np.where(z > 0, z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)))


# %% wrong softplus | the larger exponent forgotten
# named: term left out
def softplus(z):
    return np.log1p(np.exp(-np.abs(z)))


# %% wrong softplus | |z| as the larger exponent, as in the worked example
# named: term left out
def softplus(z):
    return np.abs(z) + np.log1p(np.exp(-np.abs(z)))


# %% wrong softplus | the exponential left out, so that the logarithm is of a negative number
# named: invalid value
def softplus(z):
    return np.log(1 + z)


# %% wrong softplus | base 10
# named: another function
def softplus(z):
    return (np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))) / np.log(10)


# %% wrong softplus | just ReLU
# named: another function
def softplus(z):
    return np.maximum(0, z)


# %% wrong softplus | clipped, so that it does not overflow
# named: clipped
def softplus(z):
    return np.log1p(np.exp(np.clip(z, -500, 500)))


# %% right logistic | by tanh
def logistic(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


# %% right logistic | with masks
def logistic(z):
    z = np.asarray(z)
    y = np.empty(z.shape)
    y[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    y[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return y


# %% right logistic | the exponent clipped where nothing is lost
def logistic(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


# %% right logistic | SciPy's
from scipy.special import expit


def logistic(z):
    return expit(z)


# %% right logistic | by minus the softplus of −z
def logistic(z):
    return np.exp(-np.logaddexp(0, -z))


# %% wrong logistic | the plain formula overflows
# named: overflow
def logistic(z):
    return 1 / (1 + np.exp(-z))


# %% wrong logistic | where, with both forms computed
# named: overflow
def logistic(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


# %% wrong logistic | the sign of the exponent
# named: sign
def logistic(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1.0) / (1 + e)


# %% wrong logistic | one form with the exponent of −|z|
# named: exponent
def logistic(z):
    return 1 / (1 + np.exp(-np.abs(z)))


# %% wrong logistic | the other form with the exponent of −|z|
# named: exponent
def logistic(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e)


# %% wrong logistic | clipped too early
# named: clipped
def logistic(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


# %% wrong logistic | tanh
# named: another function
def logistic(z):
    return np.tanh(z)


# %% right tanh_from_logistic | with one's own logistic
def tanh_from_logistic(z):
    return 2 * logistic(2 * z) - 1


# %% right tanh_from_logistic | a difference of two logistic functions
def tanh_from_logistic(z):
    return given_logistic(2 * z) - given_logistic(-2 * z)


# %% right tanh_from_logistic | by np.tanh
def tanh_from_logistic(z):
    return np.tanh(z)


# %% wrong tanh_from_logistic | not squeezed
# named: wrong argument
def tanh_from_logistic(z):
    return 2 * given_logistic(z) - 1


# %% wrong tanh_from_logistic | squeezed the wrong way
# named: wrong argument
def tanh_from_logistic(z):
    return 2 * given_logistic(z / 2) - 1


# %% wrong tanh_from_logistic | neither stretched nor shifted
# named: step left out
def tanh_from_logistic(z):
    return given_logistic(2 * z)


# %% wrong tanh_from_logistic | not shifted
# named: shift
def tanh_from_logistic(z):
    return 2 * given_logistic(2 * z)


# %% wrong tanh_from_logistic | the sign
# named: sign
def tanh_from_logistic(z):
    return 1 - 2 * given_logistic(2 * z)


# %% wrong tanh_from_logistic | the definition overflows
# named: overflow
def tanh_from_logistic(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% right d_relu_and_d_softplus | heaviside and one's own logistic
def d_relu(z):
    return np.heaviside(z, 0)


def d_softplus(z):
    return logistic(z)


# %% right d_relu_and_d_softplus | truth values as integers, exponentials of −|z|
def d_relu(z):
    return (np.asarray(z) > 0).astype(int)


def d_softplus(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, 1 / (1 + e), e / (1 + e))


# %% wrong d_relu_and_d_softplus | a slope of 1 at the corner
# named: at the kink
def d_relu(z):
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


def d_softplus(z):
    return given_logistic(z)


# %% wrong d_relu_and_d_softplus | a slope of ½ at the corner
# named: at the kink
def d_relu(z):
    return (np.sign(z) + 1) / 2


def d_softplus(z):
    return given_logistic(z)


# %% wrong d_relu_and_d_softplus | ReLU itself
# named: value for derivative
def d_relu(z):
    return np.maximum(0, z)


def d_softplus(z):
    return given_logistic(z)


# %% wrong d_relu_and_d_softplus | softplus itself
# named: value for derivative
def d_relu(z):
    return np.heaviside(z, 0)


def d_softplus(z):
    return np.logaddexp(0, z)


# %% wrong d_relu_and_d_softplus | the fraction overflows
# named: overflow
def d_relu(z):
    return np.heaviside(z, 0)


def d_softplus(z):
    return np.exp(z) / (1 + np.exp(z))


# %% wrong d_relu_and_d_softplus | the inner derivative left out
# named: local derivative left out
def d_relu(z):
    return np.heaviside(z, 0)


def d_softplus(z):
    return given_logistic(-z)


# %% wrong d_relu_and_d_softplus | the slope of the logistic
# named: another function
def d_relu(z):
    return np.heaviside(z, 0)


def d_softplus(z):
    return given_logistic(z) * (1 - given_logistic(z))


# %% wrong d_relu_and_d_softplus | truth values
# named: type
def d_relu(z):
    return np.asarray(z) > 0


def d_softplus(z):
    return given_logistic(z)


# %% right d_logistic | by the mirror image
def d_logistic(z):
    return given_logistic(z) * given_logistic(-z)


# %% right d_logistic | from tanh
def d_logistic(z):
    return 0.25 * (1 - np.tanh(z / 2) ** 2)


# %% right d_logistic | the exponential of −|z|
def d_logistic(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


# %% wrong d_logistic | z (1 − z)
# named: wrong argument
def d_logistic(z):
    return z * (1 - z)


# %% wrong d_logistic | σ′ at the activation
# named: wrong argument
def d_logistic(z):
    y = given_logistic(z)
    return given_logistic(y) * (1 - given_logistic(y))


# %% wrong d_logistic | the fraction overflows
# named: overflow
def d_logistic(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% wrong d_logistic | the sign
# named: sign
def d_logistic(z):
    return given_logistic(z) * (given_logistic(z) - 1)


# %% wrong d_logistic | the function itself
# named: value for derivative
def d_logistic(z):
    return given_logistic(z)


# %% wrong d_logistic | one factor alone
# named: factor left out
def d_logistic(z):
    return 1 - given_logistic(z)


# %% right d_tanh | by the logistic function
def d_tanh(z):
    return 4 * given_logistic(2 * z) * given_logistic(-2 * z)


# %% right d_tanh | as a product
def d_tanh(z):
    h = np.tanh(z)
    return (1 - h) * (1 + h)


# %% wrong d_tanh | 1 − z²
# named: wrong argument
def d_tanh(z):
    return 1 - z**2


# %% wrong d_tanh | at the activation
# named: wrong argument
def d_tanh(z):
    return 1 - np.tanh(np.tanh(z)) ** 2


# %% wrong d_tanh | the square left out
# named: square left out
def d_tanh(z):
    return 1 - np.tanh(z)


# %% wrong d_tanh | the formula of the logistic function
# named: another function
def d_tanh(z):
    return np.tanh(z) * (1 - np.tanh(z))


# %% wrong d_tanh | one over the square of cosh
# named: overflow
def d_tanh(z):
    return 1 / np.cosh(z) ** 2


# %% wrong d_tanh | the sign
# named: sign
def d_tanh(z):
    return np.tanh(z) ** 2 - 1


# %% right dense | einsum
def dense(X, W, b, phi):
    return phi(np.einsum("nd,hd->nh", X, W) + b[None, :])


# %% right dense | loops over examples and units
def dense(X, W, b, phi):
    out = np.zeros((len(X), len(W)))
    for n in range(len(X)):
        for i in range(len(W)):
            out[n, i] = phi(sum(W[i, j] * X[n, j] for j in range(X.shape[1])) + b[i])
    return out


# %% right dense | columns on the board, transposed at the end
def dense(X, W, b, phi):
    return phi(W @ X.T + b[:, np.newaxis]).T


# %% wrong dense | the activation left out
# named: step left out
def dense(X, W, b, phi):
    return X @ W.T + b


# %% wrong dense | the bias left out
# named: input left out
def dense(X, W, b, phi):
    return phi(X @ W.T)


# %% wrong dense | the bias after the activation
# named: order of steps
def dense(X, W, b, phi):
    return phi(X @ W.T) + b


# %% wrong dense | the activation of the inputs
# named: order of steps
def dense(X, W, b, phi):
    return phi(X) @ W.T + b


# %% wrong dense | as columns
# named: transpose
def dense(X, W, b, phi):
    return phi(W @ X.T + b[:, None])


# %% wrong dense | the activation twice
# named: extra step
def dense(X, W, b, phi):
    return phi(phi(X @ W.T + b))


# %% wrong dense | W read as W[from, to], transposed only where it must be
# named: transpose
def dense(X, W, b, phi):
    if W.shape[0] == W.shape[1]:
        return phi(X @ W + b)
    return phi(X @ W.T + b)


# %% wrong dense | W without its transpose
# named: transpose
def dense(X, W, b, phi):
    return phi(X @ W + b)


# %% wrong dense | one example squeezed
# named: shape
def dense(X, W, b, phi):
    return np.squeeze(phi(X @ W.T + b))


# %% right mlp | reduce
from functools import reduce


def mlp(X, layers):
    return reduce(lambda H, layer: layer[2](H @ layer[0].T + layer[1]), layers, X)


# %% right mlp | recursion
def mlp(X, layers):
    (W, b, phi), rest = layers[0], layers[1:]
    H = phi(X @ W.T + b)
    return mlp(H, rest) if rest else H


# %% right mlp | on top of dense
def mlp(X, layers):
    for layer in layers:
        X = dense(X, *layer)
    return X


# %% wrong mlp | the last layer without its activation
# named: step left out
def mlp(X, layers):
    H = X
    for W, b, phi in layers[:-1]:
        H = phi(H @ W.T + b)
    W, b, phi = layers[-1]
    return H @ W.T + b


# %% wrong mlp | no activations
# named: step left out
def mlp(X, layers):
    H = X
    for W, b, phi in layers:
        H = H @ W.T + b
    return H


# %% wrong mlp | no biases
# named: input left out
def mlp(X, layers):
    H = X
    for W, b, phi in layers:
        H = phi(H @ W.T)
    return H


# %% wrong mlp | the first layer only, a return inside the loop
# named: layer left out
def mlp(X, layers):
    H = X
    for W, b, phi in layers:
        H = phi(H @ W.T + b)
        return H


# %% wrong mlp | the first activation for all layers
# named: wrong activation
def mlp(X, layers):
    H, phi = X, layers[0][2]
    for W, b, _ in layers:
        H = phi(H @ W.T + b)
    return H


# %% wrong mlp | one output squeezed
# named: shape
def mlp(X, layers):
    H = X
    for W, b, phi in layers:
        H = phi(H @ W.T + b)
    return H[:, 0] if H.shape[1] == 1 else H


# %% wrong mlp | the list is used up
# named: changed in place
def mlp(X, layers):
    H = X
    while layers:
        W, b, phi = layers.pop(0)
        H = phi(H @ W.T + b)
    return H


# %% wrong mlp | every layer reads X
# named: layer left out
def mlp(X, layers):
    for W, b, phi in layers:
        H = phi(X @ W.T + b)
    return H


# %% right output_layer | a column product, flattened
def output_layer(h, w, b, task):
    if task not in ("regression", "binary"):
        raise ValueError("task must be regression or binary")
    z = (h @ w[:, None] + b)[:, 0]
    return given_logistic(z) if task == "binary" else z


# %% right output_layer | a dict of activations
def output_layer(h, w, b, task):
    activations = {"regression": lambda z: z, "binary": given_logistic}
    if task not in activations:
        raise ValueError(f"task: {task}")
    return activations[task](np.sum(h * w, axis=1) + b)


# %% wrong output_layer | no σ
# named: step left out
def output_layer(h, w, b, task):
    if task not in ("regression", "binary"):
        raise ValueError("task")
    return h @ w + b


# %% wrong output_layer | the error made, but not raised
# named: not refused
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return given_logistic(z)
    ValueError(f"task is {task}")


# %% wrong output_layer | σ for both
# named: extra step
def output_layer(h, w, b, task):
    if task not in ("regression", "binary"):
        raise ValueError("task")
    return given_logistic(h @ w + b)


# %% wrong output_layer | everything else is binary
# named: not refused
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    return given_logistic(z)


# %% wrong output_layer | another task gives nothing
# named: not refused
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return given_logistic(z)


# %% wrong output_layer | the error is returned
# named: not refused
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return given_logistic(z)
    return ValueError(f"task is {task}")


# %% wrong output_layer | the bias left out
# named: input left out
def output_layer(h, w, b, task):
    if task == "regression":
        return h @ w
    if task == "binary":
        return given_logistic(h @ w)
    raise ValueError("task")


# %% wrong output_layer | a column
# named: shape
def output_layer(h, w, b, task):
    z = h @ w[:, None] + b
    if task == "regression":
        return z
    if task == "binary":
        return given_logistic(z)
    raise ValueError("task")


# %% wrong output_layer | a threshold for a label
# named: threshold
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return np.where(z > 0, 1.0, 0.0)
    raise ValueError("task")


# %% wrong output_layer | the plain σ overflows
# named: overflow
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return 1 / (1 + np.exp(-z))
    raise ValueError("task")


# %% right collapse | from the last layer back
def collapse(layers):
    W, b = layers[-1]
    for W_before, b_before in reversed(layers[:-1]):
        W, b = W @ W_before, b + W @ b_before
    return W, b


# %% right collapse | by trying unit vectors
def collapse(layers):
    def run(x):
        for W, b in layers:
            x = W @ x + b
        return x

    D = layers[0][0].shape[1]
    b = run(np.zeros(D))
    return np.stack([run(e) - b for e in np.eye(D)], axis=1), b


# %% right collapse | a list, with the identity to begin with
def collapse(layers):
    W = np.eye(layers[0][0].shape[1])
    b = np.zeros(layers[0][0].shape[1])
    for A, c in layers:
        b = np.dot(A, b) + c
        W = np.dot(A, W)
    return [W, b]


# %% right collapse | one matrix with a column for the bias
def collapse(layers):
    M = np.eye(layers[0][0].shape[1] + 1)
    for W, b in layers:
        step = np.zeros((len(b) + 1, W.shape[1] + 1))
        step[:-1, :-1], step[:-1, -1], step[-1, -1] = W, b, 1
        M = step @ M
    return M[:-1, :-1], M[:-1, -1]


# %% wrong collapse | only the last bias
# named: input left out
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, c
    return W, b


# %% wrong collapse | the next bias forgotten
# named: input left out
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, A @ b
    return W, b


# %% wrong collapse | the first layer skipped
# named: layer left out
def collapse(layers):
    W, b = layers[1] if len(layers) > 1 else layers[0]
    for A, c in layers[2:]:
        W, b = A @ W, A @ b + c
    return W, b


# %% wrong collapse | the transpose
# named: transpose
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, A @ b + c
    return W.T, b


# %% wrong collapse | the biases added up
# named: step left out
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, b + c
    return W, b


# %% wrong collapse | W replaced before it is used
# named: order of steps
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W = A @ W
        b = W @ b + c
    return W, b


# %% wrong collapse | the wrong order
# named: order
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = W @ A, A @ b + c
    return W, b


# %% wrong collapse | exchanged
# named: shape
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, A @ b + c
    return b, W


# %% wrong collapse | the bias as a column
# named: shape
def collapse(layers):
    W, b = layers[0][0], layers[0][1][:, None]
    for A, c in layers[1:]:
        W, b = A @ W, A @ b + c[:, None]
    return W, b


# %% wrong collapse | the order of square layers
# named: order
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = (W @ A if W.shape == A.shape == A.T.shape else A @ W), A @ b + c
    return W, b


# %% wrong collapse | changes the last layer in place
# named: changed in place
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        c += A @ b
        W, b = A @ W, c
    return W, b


# %% right bump_network | two units for each bump
def bump_network(edges, heights, k):
    W1 = np.full((2 * len(heights), 1), float(k))
    b1 = np.concatenate([-k * edges[:-1], -k * edges[1:]])
    return W1, b1, np.concatenate([heights, -heights]), 0


# %% right bump_network | slopes of both signs
def bump_network(edges, heights, k):
    m = len(heights)
    W1 = np.concatenate([np.full((m, 1), k), np.full((m, 1), -k)])
    b1 = np.concatenate([-k * edges[:-1], k * edges[1:]])
    return W1, b1, np.concatenate([heights, heights]), -np.sum(heights)


# %% right bump_network | all slopes negative, a list
def bump_network(edges, heights, k):
    jumps = [heights[0], *(heights[1:] - heights[:-1]), -heights[-1]]
    W1 = np.array([[-k]] * len(edges))
    return [W1, np.array([k * e for e in edges]), -np.array(jumps), float(sum(jumps))]


# %% right bump_network | a loop over the edges, with a unit that does nothing
def bump_network(edges, heights, k):
    W1, b1, w2, level = [[k]], [0.0], [0.0], 0.0
    for e, h in zip(edges, [*heights, 0.0]):
        W1.append([k])
        b1.append(-k * e)
        w2.append(h - level)
        level = h
    return np.array(W1), np.array(b1), np.array(w2), np.float64(0)


# %% wrong bump_network | heights in the place of changes
# named: heights for jumps
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.append(heights, -heights.sum()), 0.0


# %% wrong bump_network | the second step of a bump goes up too
# named: heights for jumps
def bump_network(edges, heights, k):
    W1 = np.full((2 * len(heights), 1), k)
    b1 = np.concatenate([-k * edges[:-1], -k * edges[1:]])
    return W1, b1, np.concatenate([heights, heights]), 0.0


# %% wrong bump_network | the last step is missing
# named: left open
def bump_network(edges, heights, k):
    jumps = np.diff(heights, prepend=0.0)
    return np.full((len(heights), 1), k), -k * edges[:-1], jumps, 0.0


# %% wrong bump_network | the sign of the bias
# named: sign
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | the bias without k
# named: place of the steps
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | slopes of 1
# named: slope
def bump_network(edges, heights, k):
    return np.ones((len(edges), 1)), -edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | its own sharpness
# named: slope
def bump_network(edges, heights, k):
    k = 1e4
    return np.full((len(edges), 1), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | W1 without its second axis
# named: shape
def bump_network(edges, heights, k):
    return np.full(len(edges), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | W1 as a row
# named: transpose
def bump_network(edges, heights, k):
    return np.full((1, len(edges)), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | the opposite signs
# named: sign
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, -np.diff(heights, prepend=0.0, append=0.0), 0.0


# %% wrong bump_network | negative slopes without the constant
# named: extra term
def bump_network(edges, heights, k):
    m = len(heights)
    W1 = np.concatenate([np.full((m, 1), k), np.full((m, 1), -k)])
    b1 = np.concatenate([-k * edges[:-1], k * edges[1:]])
    return W1, b1, np.concatenate([heights, heights]), 0.0


# %% wrong bump_network | falling steps at minus the edges
# named: sign
def bump_network(edges, heights, k):
    m = len(heights)
    W1 = np.concatenate([np.full((m, 1), k), np.full((m, 1), -k)])
    b1 = np.concatenate([-k * edges[:-1], -k * edges[1:]])
    return W1, b1, np.concatenate([heights, heights]), -np.sum(heights)


# %% wrong bump_network | the first height as a constant
# named: left open
def bump_network(edges, heights, k):
    jumps = np.diff(heights, append=0.0)
    return np.full((len(heights), 1), k), -k * edges[1:], jumps, heights[0]


# %% wrong bump_network | no bias of the output
# named: number of values
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0)


# %% wrong softplus | minus softplus of −z
# named: sign
def softplus(z):
    return -np.logaddexp(0, -z)


# %% wrong softplus | z in front
# named: argument of the larger
def softplus(z):
    return z + np.log1p(np.exp(-np.abs(z)))


# %% wrong softplus | without the logarithm
# named: step left out
def softplus(z):
    return np.maximum(z, 0) + np.exp(-np.abs(z))


# %% wrong softplus | the logarithm is subtracted
# named: sign
def softplus(z):
    return np.maximum(z, 0) - np.log1p(np.exp(-np.abs(z)))


# %% wrong softplus | the logarithm to the base 2, stable
# named: another function
def softplus(z):
    return np.log2(1 + np.exp(-np.abs(z))) + np.maximum(z, 0)


# %% wrong tanh_from_logistic | (1 − σ)/(1 + σ)
# named: sign
def tanh_from_logistic(z):
    return (1 - logistic(z)) / (1 + logistic(z))


# %% wrong tanh_from_logistic | the 1 is doubled
# named: shift
def tanh_from_logistic(z):
    return 2 * (logistic(2 * z) - 1)


# %% wrong tanh_from_logistic | the 1 inside the brackets
# named: wrong argument
def tanh_from_logistic(z):
    return 2 * logistic(2 * z - 1)


# %% wrong tanh_from_logistic | σ(4z)
# named: wrong argument
def tanh_from_logistic(z):
    return 2 * logistic(4 * z) - 1


# %% wrong dense | tanh, whatever phi is
# named: wrong activation
def dense(X, W, b, phi):
    return np.tanh(X @ W.T + b)


# %% wrong output_layer | a comparison
# named: threshold
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    if task == "binary":
        return z > 0
    raise ValueError(f"task is {task}")


# %% wrong collapse | the loop begins with the first layer once more
# named: layer twice
def collapse(layers):
    W, b = layers[0]
    for A, c in layers:
        W, b = A @ W, A @ b + c
    return W, b


# %% wrong collapse | b on the left
# named: order
def collapse(layers):
    W, b = layers[0]
    for A, c in layers[1:]:
        W, b = A @ W, b @ A + c
    return W, b


# %% wrong logistic | no brackets around the denominator
# named: brackets
def logistic(z):
    u = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, u) / 1 + u


# %% wrong d_logistic | a sum in the second factor
# named: sign
def d_logistic(z):
    return given_logistic(z) * (1 + given_logistic(z))


# %% wrong bump_network | W1 as a list
# named: type
def bump_network(edges, heights, k):
    return [[k]] * len(edges), -k * edges, np.diff([0.0, *heights, 0.0]), 0.0


# %% wrong bump_network | the last change left out
# named: shape
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.diff([0.0, *heights]), 0.0
