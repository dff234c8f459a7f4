# Right answers written differently, and planted mistakes, for every exercise of notebook 04.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right forward | one expression each
def forward(w, b, x, t):
    return {"z": w * x + b, "y": logistic(w * x + b), "L": 0.5 * (t - logistic(w * x + b)) ** 2}


# %% right forward | own stable logistic, Python floats, an extra key
import math


def forward(w, b, x, t):
    z = float(b + x * w)
    y = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
    return {"z": z, "y": y, "L": (y - t) * (y - t) / 2, "note": "half the squared error"}


# %% right forward | 0-d arrays
def forward(w, b, x, t):
    z = np.array(w * x + b)
    y = np.array(logistic(z))
    return dict(z=z, y=y, L=np.array(0.5 * np.square(y - t)))


# %% wrong forward | the ½ is missing
# named: factor
def forward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    return {"z": z, "y": y, "L": (y - t) ** 2}


# %% wrong forward | the bias is left out
# named: input left out
def forward(w, b, x, t):
    z = w * x
    y = logistic(z)
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | no activation
# named: step left out
def forward(w, b, x, t):
    z = w * x + b
    y = z
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | the error is not squared
# named: another loss
def forward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    return {"z": z, "y": y, "L": (y - t) / 2}


# %% wrong forward | the sign in the exponent
# named: sign
def forward(w, b, x, t):
    z = w * x + b
    y = logistic(-z)
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | the naive logistic overflows
# named: overflow
def forward(w, b, x, t):
    z = np.float64(w * x + b)
    y = 1 / (1 + np.exp(-z))
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | a key is missing
# named: missing key
def forward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    return {"y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | arrays of one entry
# named: shape
def forward(w, b, x, t):
    z = np.array([w * x + b])
    y = logistic(z)
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% wrong forward | the loss from z
# named: wrong input
def forward(w, b, x, t):
    z = w * x + b
    return {"z": z, "y": logistic(z), "L": (z - t) ** 2 / 2}


# %% wrong forward | a minus for a plus
# named: sign
def forward(w, b, x, t):
    z = w * x - b
    y = logistic(z)
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


# %% right d_logistic | by the mirror image
def d_logistic(z):
    return logistic(z) * logistic(-z)


# %% right d_logistic | from tanh
def d_logistic(z):
    return 0.25 * (1 - np.tanh(np.asarray(z) / 2) ** 2)


# %% right d_logistic | for one number, with the exponential of −|z|
import math


def d_logistic(z):
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


# %% wrong d_logistic | z (1 − z)
# named: wrong argument
def d_logistic(z):
    return z * (1 - z)


# %% wrong d_logistic | the plain formula overflows
# named: overflow
def d_logistic(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% wrong d_logistic | the sign
# named: sign
def d_logistic(z):
    return logistic(z) * (logistic(z) - 1)


# %% wrong d_logistic | the function itself
# named: value for derivative
def d_logistic(z):
    return logistic(z)


# %% right gradients_by_hand | with σ′ written out once, as a list
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    slope = logistic(w * x + b) * logistic(-w * x - b)
    return [(y - t) * slope * x, (y - t) * slope]


# %% right gradients_by_hand | multiplied out
def gradients_by_hand(w, b, x, t):
    s = logistic(w * x + b)
    dL_db = s**2 - s**3 - t * s + t * s**2
    return float(x * dL_db), float(dL_db)


# %% wrong gradients_by_hand | σ′ left out
# named: local derivative left out
def gradients_by_hand(w, b, x, t):
    return (logistic(w * x + b) - t) * x, logistic(w * x + b) - t


# %% wrong gradients_by_hand | the sign
# named: sign
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (t - y) * y * (1 - y) * x, (t - y) * y * (1 - y)


# %% wrong gradients_by_hand | twice too large
# named: factor
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return 2 * (y - t) * y * (1 - y) * x, 2 * (y - t) * y * (1 - y)


# %% wrong gradients_by_hand | w for x in the last factor
# named: wrong factor
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (y - t) * y * (1 - y) * w, (y - t) * y * (1 - y)


# %% wrong gradients_by_hand | the factor x for the bias too
# named: extra factor
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (y - t) * y * (1 - y) * x, (y - t) * y * (1 - y) * x


# %% wrong gradients_by_hand | in the wrong order
# named: order
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (y - t) * y * (1 - y), (y - t) * y * (1 - y) * x


# %% wrong gradients_by_hand | σ′ at y instead of z
# named: wrong argument
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    slope = logistic(y) * (1 - logistic(y))
    return (y - t) * slope * x, (y - t) * slope


# %% wrong gradients_by_hand | σ in place of σ′
# named: value for derivative
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (y - t) * y * x, (y - t) * y


# %% wrong gradients_by_hand | the target is always 1
# named: input left out
def gradients_by_hand(w, b, x, t):
    y = logistic(w * x + b)
    return (y - 1) * y * (1 - y) * x, (y - 1) * y * (1 - y)


# %% right numerical_derivative | five points
def numerical_derivative(f, x, h=1e-5):
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


# %% right numerical_derivative | by the distance that the rounded points really have
def numerical_derivative(f, x, h=1e-5):
    right, left = x + h, x - h
    return float((f(right) - f(left)) / (right - left))


# %% wrong numerical_derivative | the forward difference
# named: one-sided difference
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


# %% wrong numerical_derivative | divided by h only
# named: factor
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h


# %% wrong numerical_derivative | brackets missing in the denominator
# named: brackets
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


# %% wrong numerical_derivative | the sign
# named: sign
def numerical_derivative(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / (2 * h)


# %% wrong numerical_derivative | h is ignored and too large
# named: step ignored
def numerical_derivative(f, x, h=1e-5):
    return (f(x + 0.01) - f(x - 0.01)) / 0.02


# %% wrong numerical_derivative | h is ignored, and a good one takes its place
# named: step ignored
def numerical_derivative(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / (2 * 1e-5)


# %% right backward | with d_logistic
def backward(w, b, x, t):
    z = w * x + b
    y_bar = logistic(z) - t
    z_bar = y_bar * d_logistic(z)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% right backward | from forward, other order of keys
def backward(w, b, x, t):
    values = forward(w, b, x, t)
    signals = {"y_bar": values["y"] - t}
    signals["z_bar"] = signals["y_bar"] * values["y"] * (1 - values["y"])
    signals["b_bar"] = signals["z_bar"] * 1.0
    signals["w_bar"] = x * signals["z_bar"]
    return signals


# %% wrong backward | σ′ left out
# named: local derivative left out
def backward(w, b, x, t):
    y_bar = logistic(w * x + b) - t
    z_bar = y_bar
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | σ′ at y instead of z
# named: wrong argument
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * d_logistic(y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | z (1 − z) for σ′
# named: wrong argument
def backward(w, b, x, t):
    z = w * x + b
    y_bar = logistic(z) - t
    z_bar = y_bar * z * (1 - z)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | upstream signal ignored
# named: upstream ignored
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | the sign of y_bar
# named: sign
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = t - y
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | w for x in w_bar
# named: wrong factor
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * w, "b_bar": z_bar}


# %% wrong backward | b_bar times b
# named: extra factor
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar * b}


# %% wrong backward | w_bar from y_bar
# named: local derivative left out
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": y_bar * x, "b_bar": z_bar}


# %% wrong backward | y in place of σ′
# named: value for derivative
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | brackets missing in y (1 − y)
# named: brackets
def backward(w, b, x, t):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * 1 - y
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% right backward_regularised | on top of backward
def backward_regularised(w, b, x, t, lam):
    signals = dict(backward(w, b, x, t))
    signals |= {"L_reg_bar": 1, "R_bar": lam, "L_bar": 1}
    signals["w_bar"] = signals["w_bar"] + lam * w
    return signals


# %% right backward_regularised | the sum over the children, added up
def backward_regularised(w, b, x, t, lam):
    z = w * x + b
    y = logistic(z)
    bar = {"L_reg_bar": 1.0, "w_bar": 0.0}
    bar["R_bar"] = lam * bar["L_reg_bar"]
    bar["L_bar"] = bar["L_reg_bar"]
    bar["w_bar"] += bar["R_bar"] * w
    bar["y_bar"] = bar["L_bar"] * (y - t)
    bar["z_bar"] = bar["y_bar"] * logistic(z) * logistic(-z)
    bar["w_bar"] += bar["z_bar"] * x
    bar["b_bar"] = bar["z_bar"]
    return bar


# %% right backward_regularised | from the given forward pass
def backward_regularised(w, b, x, t, lam):
    values = forward_regularised(w, b, x, t, lam)
    y_bar = values["y"] - t
    z_bar = y_bar * d_logistic(values["z"])
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": z_bar * x + lam * w,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | the penalty is missing
# named: branch lost
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": z_bar * x,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | the penalty only
# named: branch lost
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": lam * w,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | the penalty twice too large
# named: branch scaled
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + 2 * lam * w
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | the bias is penalised
# named: extra term
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + lam * w
    b_bar = z_bar + lam * b
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": b_bar,
    }


# %% wrong backward_regularised | λ is left out
# named: factor
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + w
    return {
        "L_reg_bar": 1.0,
        "R_bar": 1.0,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | λ in L_bar
# named: factor
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = lam * (y - t)
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + lam * w
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": lam,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": z_bar,
    }


# %% wrong backward_regularised | λ twice
# named: branch scaled
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar = y - t
    z_bar = y_bar * y * (1 - y)
    w_bar = z_bar * x + lam * lam * w
    return {
        "L_reg_bar": 1.0,
        "R_bar": lam,
        "L_bar": 1.0,
        "y_bar": y_bar,
        "z_bar": z_bar,
        "w_bar": w_bar,
        "b_bar": z_bar,
    }


# %% right cost_and_gradients | a loop over the examples
def cost_and_gradients(w, b, x, t):
    J = dJ_dw = dJ_db = 0.0
    for x_i, t_i in zip(x, t):
        signals = backward(w, b, x_i, t_i)
        J += forward(w, b, x_i, t_i)["L"] / len(x)
        dJ_dw += signals["w_bar"] / len(x)
        dJ_db += signals["b_bar"] / len(x)
    return [J, dJ_dw, dJ_db]


# %% right cost_and_gradients | inner products
def cost_and_gradients(w, b, x, t):
    N = x.shape[0]
    y = logistic(w * x + b)
    error = y - t
    z_bar = error * y * (1 - y) / N
    return error @ error / (2 * N), z_bar @ x, z_bar.sum()


# %% wrong cost_and_gradients | sum for mean in the derivatives
# named: factor
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2 / 2), np.sum(z_bar * x), np.sum(z_bar)


# %% wrong cost_and_gradients | sum for mean everywhere
# named: factor
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.sum((y - t) ** 2 / 2), np.sum(z_bar * x), np.sum(z_bar)


# %% wrong cost_and_gradients | divided by N twice
# named: factor
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y) / len(x)
    return np.mean((y - t) ** 2 / 2), np.mean(z_bar * x), np.mean(z_bar)


# %% wrong cost_and_gradients | one derivative for each example
# named: batch sum missing
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2 / 2), z_bar * x, z_bar


# %% wrong cost_and_gradients | σ′ left out
# named: local derivative left out
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    return np.mean((y - t) ** 2 / 2), np.mean((y - t) * x), np.mean(y - t)


# %% wrong cost_and_gradients | the product of the means
# named: mean taken too early
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2 / 2), np.mean(z_bar) * np.mean(x), np.mean(z_bar)


# %% wrong cost_and_gradients | only the first example
# named: some examples
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2 / 2), z_bar[0] * x[0], z_bar[0]


# %% wrong cost_and_gradients | the targets as a column
# named: broadcasting
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    error = y - t[:, np.newaxis]
    slope = y * (1 - y)
    return np.mean(error**2 / 2), np.mean(error * slope * x), np.mean(error * slope)


# %% wrong cost_and_gradients | x is changed in place
# named: changed in place
def cost_and_gradients(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    J = np.mean((y - t) ** 2 / 2)
    x *= z_bar
    return J, np.mean(x), np.mean(z_bar)


# %% right gradient_descent | filled into an array
def gradient_descent(x, t, w0, b0, lr, steps):
    path = np.empty((steps + 1, 3))
    path[0] = w0, b0, cost_and_gradients(w0, b0, x, t)[0]
    for k in range(steps):
        _, dJ_dw, dJ_db = cost_and_gradients(path[k, 0], path[k, 1], x, t)
        w, b = path[k, 0] - lr * dJ_dw, path[k, 1] - lr * dJ_db
        path[k + 1] = w, b, cost_and_gradients(w, b, x, t)[0]
    return path


# %% right gradient_descent | by calling cost_and_gradients
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w, b = w - lr * dJ_dw, b - lr * dJ_db
    return np.array(rows)


# %% right gradient_descent | both parameters in one array
def gradient_descent(x, t, w0, b0, lr, steps):
    theta, rows = np.array([w0, b0]), []
    for k in range(steps + 1):
        y = logistic(theta[0] * x + theta[1])
        rows.append([*theta, 0.5 * np.mean((y - t) ** 2)])
        slope = (y - t) * y * (1 - y)
        theta = theta - lr * np.array([np.mean(slope * x), np.mean(slope)])
    return np.stack(rows)


# %% wrong gradient_descent | uphill
# named: sign
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w, b = w + lr * dJ_dw, b + lr * dJ_db
    return np.array(rows)


# %% wrong gradient_descent | b steps with the new w
# named: updated too early
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        rows.append([w, b, cost_and_gradients(w, b, x, t)[0]])
        w = w - lr * cost_and_gradients(w, b, x, t)[1]
        b = b - lr * cost_and_gradients(w, b, x, t)[2]
    return np.array(rows)


# %% wrong gradient_descent | the cost after the step
# named: cost after the step
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        _, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        new_w, new_b = w - lr * dJ_dw, b - lr * dJ_db
        rows.append([w, b, cost_and_gradients(new_w, new_b, x, t)[0]])
        w, b = new_w, new_b
    return np.array(rows)


# %% wrong gradient_descent | the last row is missing
# named: row missing
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w, b = w - lr * dJ_dw, b - lr * dJ_db
    return np.array(rows)


# %% wrong gradient_descent | the learning rate is ignored
# named: learning rate ignored
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w, b = w - dJ_dw, b - dJ_db
    return np.array(rows)


# %% wrong gradient_descent | always the gradient at the start
# named: gradient at the start
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    _, dJ_dw, dJ_db = cost_and_gradients(w0, b0, x, t)
    for _ in range(steps + 1):
        rows.append([w, b, cost_and_gradients(w, b, x, t)[0]])
        w, b = w - lr * dJ_dw, b - lr * dJ_db
    return np.array(rows)


# %% wrong gradient_descent | the cost of the row before
# named: cost before the step
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b = w0, b0
    rows = [[w, b, cost_and_gradients(w, b, x, t)[0]]]
    for _ in range(steps):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        w, b = w - lr * dJ_dw, b - lr * dJ_db
        rows.append([w, b, J])
    return np.array(rows)


# %% wrong gradient_descent | =- for -=
# named: assignment
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w = -lr * dJ_dw
        b = -lr * dJ_db
    return np.array(rows)


# %% wrong gradient_descent | b is forgotten
# named: parameter not updated
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b, rows = w0, b0, []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = cost_and_gradients(w, b, x, t)
        rows.append([w, b, J])
        w = w - lr * dJ_dw
    return np.array(rows)


# %% wrong cost_and_gradients | the cross-entropy
# named: another loss
def cost_and_gradients(w, b, x, t):
    N = len(x)
    y = logistic(w * x + b)
    d = y - t
    return -np.mean(t * np.log(y + 1e-12) + (1 - t) * np.log(1 - y + 1e-12)), np.mean(d * x), np.mean(d)


# %% wrong cost_and_gradients | a root
# named: another loss
def cost_and_gradients(w, b, x, t):
    N = len(x)
    y = logistic(w * x + b)
    d = (y - t) * y * (1 - y)
    return np.sqrt(np.mean((y - t) ** 2)), np.mean(d * x), np.mean(d)


# %% wrong cost_and_gradients | absolute errors
# named: another loss
def cost_and_gradients(w, b, x, t):
    N = len(x)
    y = logistic(w * x + b)
    d = (y - t) * y * (1 - y)
    return np.mean(np.abs(y - t)), np.mean(d * x), np.mean(d)


# %% wrong backward | the slope of the cross-entropy
# named: another loss
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = -(t / y) + (1 - t) / (1 - y)
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | the absolute error
# named: sign
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = abs(y - t)
    z_bar = y_bar * y * (1 - y)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | x(1 − x)
# named: another slope
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * x * (1 - x)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | the slope of tanh
# named: another slope
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * (1 - y**2)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong backward | the slope of ReLU
# named: another slope
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * (z > 0)
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


# %% wrong d_logistic | σ by the name that notebook 3 gives it
# named: unknown name
def d_logistic(z):
    y = given_logistic(z)
    return y * (1 - y)


# %% wrong backward | brackets around 1 − y are missing
# named: brackets
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * y * 1 - y
    w_bar = z_bar * x
    b_bar = z_bar
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": w_bar, "b_bar": b_bar}


# %% wrong cost_and_gradients | z has no value
# named: unknown name
def cost_and_gradients(w, b, x, t):
    y = forward(w, b, x, t)["y"]
    J = np.mean((y - t) ** 2) / 2
    z_bar = (y - t) * d_logistic(z)
    return J, np.mean(z_bar * x), np.mean(z_bar)


# %% wrong cost_and_gradients | a dict for its y
# named: another type in a line
def cost_and_gradients(w, b, x, t):
    z = w * x + b
    J = np.mean((forward(w, b, x, t) - t) ** 2) / 2
    z_bar = (forward(w, b, x, t)["y"] - t) * d_logistic(z)
    return J, np.mean(z_bar * x), np.mean(z_bar)
