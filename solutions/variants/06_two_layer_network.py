# Right answers written differently, and planted mistakes, for every exercise of notebook 06.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right two_layer_by_hand | products of arrays, 0-d arrays
def two_layer_by_hand(x, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    return {"z1": np.array(z[0]), "h1": h[0], "z2": z[1], "h2": h[1], "y1": y[0], "y2": np.array(y[1])}


# %% right two_layer_by_hand | Python floats, a logistic of one's own, an extra key
import math


def two_layer_by_hand(x, W1, b1, W2, b2):
    def sigma(z):
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    (w11, w12), (w21, w22) = W1.tolist()
    (v11, v12), (v21, v22) = W2.tolist()
    x1, x2 = map(float, x)
    z1, z2 = w11 * x1 + w12 * x2 + float(b1[0]), w21 * x1 + w22 * x2 + float(b1[1])
    h1, h2 = sigma(z1), sigma(z2)
    y1, y2 = v11 * h1 + v12 * h2 + float(b2[0]), v21 * h1 + v22 * h2 + float(b2[1])
    return {"y2": y2, "y1": y1, "h2": h2, "z2": z2, "h1": h1, "z1": z1, "x": "read"}


# %% right two_layer_by_hand | loops
def two_layer_by_hand(x, W1, b1, W2, b2):
    found = {}
    for j in range(2):
        found[f"z{j + 1}"] = b1[j] + sum(W1[j, d] * x[d] for d in range(2))
        found[f"h{j + 1}"] = logistic(found[f"z{j + 1}"])
    for k in range(2):
        found[f"y{k + 1}"] = b2[k] + sum(W2[k, j] * found[f"h{j + 1}"] for j in range(2))
    return found


# %% wrong two_layer_by_hand | W1 is read as from, to
# named: transpose
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[1, 0] * x[1] + b1[0]
    z2 = W1[0, 1] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | W2 is read as from, to
# named: transpose
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[1, 0] * h2 + b2[0]
    y2 = W2[0, 1] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the second unit has the first row
# named: another value
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the second output is the first again
# named: another value
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = y1
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | no bias in the hidden layer
# named: input left out
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | no bias in the output
# named: input left out
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the hidden layer is linear
# named: step left out
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = z1, z2
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the output has a σ
# named: extra step
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = logistic(W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0])
    y2 = logistic(W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1])
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the output reads the pre-activations
# named: wrong input
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * z1 + W2[0, 1] * z2 + b2[0]
    y2 = W2[1, 0] * z1 + W2[1, 1] * z2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the output reads the input
# named: wrong input
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * x[0] + W2[0, 1] * x[1] + b2[0]
    y2 = W2[1, 0] * x[0] + W2[1, 1] * x[1] + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the hidden units are exchanged in the output
# named: wrong input
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h2 + W2[0, 1] * h1 + b2[0]
    y2 = W2[1, 0] * h2 + W2[1, 1] * h1 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | the other unit's bias
# named: wrong input
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[1]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[0]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | a minus before the bias
# named: sign
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] - b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] - b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | arrays of one entry
# named: shape
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": np.array([z1]), "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | σ overflows
# named: overflow
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = 1 / (1 + np.exp(-z1)), 1 / (1 + np.exp(-z2))
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | a key is missing
# named: missing key
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1, h2 = logistic(z1), logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | y2 from the first row of W2
# named: wrong input
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1 = logistic(z1)
    h2 = logistic(z2)
    y1 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y2 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% wrong two_layer_by_hand | y1 and y2 are exchanged
# named: order
def two_layer_by_hand(x, W1, b1, W2, b2):
    z1 = W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0]
    z2 = W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1]
    h1 = logistic(z1)
    h2 = logistic(z2)
    y2 = W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0]
    y1 = W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "y1": y1, "y2": y2}


# %% right backward_indices | lists that become arrays, σ′ from z
def backward_indices(x, t, W1, b1, W2, b2):
    H, D, K = len(b1), len(x), len(t)
    z = [b1[j] + sum(W1[j][d] * x[d] for d in range(D)) for j in range(H)]
    h = [logistic(v) for v in z]
    y_bar = [b2[k] + sum(W2[k][j] * h[j] for j in range(H)) - t[k] for k in range(K)]
    h_bar = [sum(y_bar[k] * W2[k][j] for k in range(K)) for j in range(H)]
    z_bar = [h_bar[j] * logistic(z[j]) * logistic(-z[j]) for j in range(H)]
    return {
        "y_bar": np.array(y_bar),
        "b2_bar": np.array(y_bar),
        "h_bar": np.array(h_bar),
        "z_bar": np.array(z_bar),
        "b1_bar": np.array(z_bar),
        "W2_bar": np.array([[y_bar[k] * h[j] for j in range(H)] for k in range(K)]),
        "W1_bar": np.array([[z_bar[j] * x[d] for d in range(D)] for j in range(H)]),
    }


# %% right backward_indices | an output at a time, filled from the children
def backward_indices(x, t, W1, b1, W2, b2):
    H, D, K = len(b1), len(x), len(t)
    h = np.array([logistic(W1[j] @ x + b1[j]) for j in range(H)])
    bars = {
        "y_bar": np.zeros(K),
        "W2_bar": np.zeros_like(W2),
        "b2_bar": np.zeros(K),
        "h_bar": np.zeros(H),
        "z_bar": np.zeros(H),
        "W1_bar": np.zeros_like(W1),
        "b1_bar": np.zeros(H),
        "h": h,
    }
    for k in range(K):
        bars["y_bar"][k] = bars["b2_bar"][k] = W2[k] @ h + b2[k] - t[k]
        bars["W2_bar"][k] = bars["y_bar"][k] * h
        bars["h_bar"] += bars["y_bar"][k] * W2[k]
    for j in range(H):
        bars["z_bar"][j] = bars["b1_bar"][j] = bars["h_bar"][j] * (h[j] - h[j] ** 2)
        bars["W1_bar"][j] = bars["z_bar"][j] * x
    return bars


# %% right backward_indices | without loops, though it asks for them
def backward_indices(x, t, W1, b1, W2, b2):
    h = logistic(W1 @ x + b1)
    e = W2 @ h + b2 - t
    s = (e @ W2) * h * (1 - h)
    return {
        "y_bar": e,
        "W2_bar": e[:, None] * h,
        "b2_bar": e,
        "h_bar": e @ W2,
        "z_bar": s,
        "W1_bar": s[:, None] * x,
        "b1_bar": s,
    }


# %% wrong backward_indices | only the last output sends
# named: one term alone
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] = y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | only the first output sends
# named: one term alone
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        h_bar[j] = y_bar[0] * W2[0, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | σ′ is left out
# named: local derivative left out
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j]
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | σ′ in terms of h, given z
# named: wrong argument
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * z[j] * (1 - z[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | σ′ is given h
# named: wrong argument
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * logistic(h[j]) * (1 - logistic(h[j]))
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | σ for σ′
# named: value for derivative
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j]
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the slope of tanh
# named: another slope
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * (1 - h[j] ** 2)
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | half of the slope
# named: another slope
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the weights are left out
# named: input left out
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the outputs' error signals are left out
# named: upstream ignored
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the outputs for their error signals
# named: value for error signal
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W1_bar from h_bar
# named: local derivative left out
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = h_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W1_bar without x
# named: input left out
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | b1_bar from h_bar
# named: local derivative left out
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = h_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | b1_bar is never filled
# named: zeros
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W2 is read as from, to
# named: shapes that do not fit
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[j, k]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W2 is read as from, to, over the hidden units
# named: transpose
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(H):
            h_bar[j] += y_bar[k] * W2[j, k]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | y_bar[j] in every term
# named: wrong input
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[j] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the weight for the input
# named: wrong factor
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * W1[j, d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the sign of the error
# named: sign
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = t[k] - y[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the error is twice as large
# named: factor
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = 2 * (y[k] - t[k])
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | a mean over the outputs
# named: factor
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = (y[k] - t[k]) / K
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the last row of W1_bar alone
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
    for d in range(D):
        W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W1_bar is turned
# named: transpose
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((D, H)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[d, j] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | W2_bar holds the pre-activations
# named: wrong factor
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * z[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_indices | the forward pass has no bias
# named: forward pass
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D))
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% right backward_vectorised | einsum
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = np.einsum("hd,d->h", W1, x) + b1
    y_bar = np.einsum("kh,h->k", W2, logistic(z)) + b2 - t
    h_bar = np.einsum("k,kh->h", y_bar, W2)
    z_bar = h_bar * logistic(z) * logistic(-z)
    outer = lambda a, b: np.einsum("i,j->ij", a, b)
    return {
        "y_bar": y_bar,
        "W2_bar": outer(y_bar, logistic(z)),
        "b2_bar": y_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": outer(z_bar, x),
        "b1_bar": z_bar,
    }


# %% right backward_vectorised | columns, as on the board
def backward_vectorised(x, t, W1, b1, W2, b2):
    column = lambda a: a.reshape(-1, 1)
    h = logistic(W1 @ column(x) + column(b1))
    y_bar = W2 @ h + column(b2) - column(t)
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    return {
        "y_bar": y_bar.ravel(),
        "W2_bar": y_bar @ h.T,
        "b2_bar": y_bar[:, 0],
        "h_bar": h_bar.ravel(),
        "z_bar": z_bar.ravel(),
        "W1_bar": z_bar @ column(x).T,
        "b1_bar": z_bar[:, 0],
    }


# %% right backward_vectorised | a batch of one example, more keys
def backward_vectorised(x, t, W1, b1, W2, b2):
    H = logistic(x[None] @ W1.T + b1)
    E = H @ W2.T + b2 - t
    B = E @ W2
    S = B * (H - H * H)
    return {
        "x": x,
        "y_bar": E[0],
        "W2_bar": E.T @ H,
        "b2_bar": E.sum(axis=0),
        "h_bar": B[0],
        "z_bar": S[0],
        "W1_bar": S.T @ x[None],
        "b1_bar": S.sum(axis=0),
    }


# %% right backward_vectorised | with loops, though it asks for none
def backward_vectorised(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    z, h, y = np.zeros(H), np.zeros(H), np.zeros(K)
    for j in range(H):
        z[j] = sum(W1[j, d] * x[d] for d in range(D)) + b1[j]
        h[j] = logistic(z[j])
    for k in range(K):
        y[k] = sum(W2[k, j] * h[j] for j in range(H)) + b2[k]
    y_bar, W2_bar, b2_bar = np.zeros(K), np.zeros((K, H)), np.zeros(K)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
    h_bar, z_bar, W1_bar, b1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D)), np.zeros(H)
    for j in range(H):
        for k in range(K):
            h_bar[j] += y_bar[k] * W2[k, j]
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        b1_bar[j] = z_bar[j]
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | σ′ is left out
# named: local derivative left out
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | σ′ in terms of h, given z
# named: wrong argument
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * z * (1 - z)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | σ′ is given h
# named: wrong argument
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * logistic(h) * (1 - logistic(h))
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | σ for σ′
# named: value for derivative
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the slope of tanh
# named: another slope
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * (1 - h**2)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W2 is not turned
# named: shapes that do not fit
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2 @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | entry by entry for the product
# named: shapes that do not fit
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T * y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the products are not added up
# named: sum missing
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2 * y_bar[:, np.newaxis]
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | a product for the outer product
# named: shapes that do not fit
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = y_bar * h
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W2_bar is turned
# named: transpose
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(h, y_bar)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W1_bar is turned
# named: transpose
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(x, z_bar)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W2_bar holds the pre-activations
# named: wrong factor
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, z)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W2_bar from the outputs
# named: value for error signal
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W1_bar from h_bar
# named: local derivative left out
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(h_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | W1_bar from the pre-activations
# named: value for error signal
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | b2_bar is summed to a number
# named: shape
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar.sum(keepdims=True)
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | b1_bar from h_bar
# named: local derivative left out
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = h_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | b1_bar is the bias
# named: another value
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = b1
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the sign of the error
# named: sign
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = t - y
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the ½ is forgotten
# named: factor
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = 2 * (y - t)
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | a mean over the outputs
# named: factor
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = (y - t) / len(t)
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | a slope of σ at the output
# named: extra factor
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = (y - t) * y * (1 - y)
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the output has a σ
# named: forward pass
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = logistic(W2 @ h + b2)
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the hidden layer is linear
# named: forward pass
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = z
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | no bias in the hidden layer
# named: forward pass
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | no bias in the output
# named: forward pass
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | h_bar has its slope already
# named: next error signal
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar * h * (1 - h)
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | z_bar is h_bar under a second name, and changed in place
# named: next error signal
def backward_vectorised(x, t, W1, b1, W2, b2):
    h = logistic(W1 @ x + b1)
    y_bar = W2 @ h + b2 - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar
    z_bar *= h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | the error signals of the hidden layer ignore those of the output
# named: upstream ignored
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ np.ones_like(y_bar)
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | columns that stay columns
# named: shape
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(
        y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar[:, np.newaxis], h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar
    )


# %% wrong backward_vectorised | the targets are changed
# named: changed in place
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    t -= y
    y_bar = -t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% wrong backward_vectorised | σ overflows
# named: overflow
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = 1 / (1 + np.exp(-z))
    y = W2 @ h + b2
    y_bar = y - t
    W2_bar = np.outer(y_bar, h)
    b2_bar = y_bar
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    W1_bar = np.outer(z_bar, x)
    b1_bar = z_bar
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=b1_bar)


# %% right cost_and_gradients | a loop over the examples, the mean at the end, a list
def cost_and_gradients(X, T, W1, b1, W2, b2):
    J, sums = 0.0, {"W1_bar": 0 * W1, "b1_bar": 0 * b1, "W2_bar": 0 * W2, "b2_bar": 0 * b2}
    for x, t in zip(X, T):
        h = logistic(W1 @ x + b1)
        e = W2 @ h + b2 - t
        s = (W2.T @ e) * h * (1 - h)
        J += e @ e / 2
        for name, term in (("W1_bar", np.outer(s, x)), ("b1_bar", s), ("W2_bar", np.outer(e, h)), ("b2_bar", e)):
            sums[name] = sums[name] + term
    return [float(J / len(X)), {name: total / len(X) for name, total in sums.items()}]


# %% right cost_and_gradients | einsum, the 1/N last, more keys
def cost_and_gradients(X, T, W1, b1, W2, b2):
    Z = np.einsum("nd,hd->nh", X, W1) + b1
    H = logistic(Z)
    E = np.einsum("nh,kh->nk", H, W2) + b2 - T
    S = np.einsum("nk,kh->nh", E, W2) * logistic(Z) * logistic(-Z)
    N = X.shape[0]
    grads = {
        "W2_bar": np.einsum("nk,nh->kh", E, H) / N,
        "b2_bar": E.mean(axis=0),
        "W1_bar": np.einsum("nh,nd->hd", S, X) / N,
        "b1_bar": S.mean(axis=0),
        "X_bar": S @ W1 / N,
    }
    return np.array(0.5 * np.mean(np.sum(E**2, axis=1))), grads


# %% right cost_and_gradients | examples in columns, as on the board
def cost_and_gradients(X, T, W1, b1, W2, b2):
    A = logistic(W1 @ X.T + b1[:, np.newaxis])
    E = (W2 @ A + b2[:, np.newaxis] - T.T) / X.shape[0]
    S = (W2.T @ E) * A * (1 - A)
    J = X.shape[0] * np.sum(E * E) / 2
    return J, {"W1_bar": S @ X, "b1_bar": S.sum(axis=1), "W2_bar": E @ A.T, "b2_bar": E.sum(axis=1)}


# %% right cost_and_gradients | the biases as weights of an input 1
def cost_and_gradients(X, T, W1, b1, W2, b2):
    one = np.ones((len(X), 1))
    X1 = np.hstack([X, one])
    H1 = np.hstack([logistic(X1 @ np.column_stack([W1, b1]).T), one])
    E = H1 @ np.column_stack([W2, b2]).T - T
    G2 = E.T @ H1 / len(X)
    G1 = (E @ W2 * H1[:, :-1] * (1 - H1[:, :-1])).T @ X1 / len(X)
    return 0.5 * np.mean(np.sum(E**2, axis=1)), {
        "W1_bar": G1[:, :-1],
        "b1_bar": G1[:, -1],
        "W2_bar": G2[:, :-1],
        "b2_bar": G2[:, -1],
    }


# %% wrong cost_and_gradients | 1/N is missing in the gradients
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = Y - T
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | 1/N twice
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H / N, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X / N, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the biases take the mean of what has its 1/N
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.mean(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.mean(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the cost is a sum
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / 2
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the cost has no ½
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / N
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the cost is summed over the examples and averaged over the outputs
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = 0.5 * np.mean(np.sum((Y - T) ** 2, axis=0))
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the errors are summed before they are squared
# named: square of the sum
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.mean(np.sum(Y - T, axis=1) ** 2) / 2
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the cost is a mean over the outputs too
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.mean((Y - T) ** 2) / 2
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the gradients are those of a mean over the outputs
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / T.size
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | b2_bar is not summed
# named: batch sum missing
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | b1_bar is not summed
# named: batch sum missing
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | b2_bar is summed over the outputs
# named: wrong axis
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=1)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | b1_bar is summed over the units
# named: wrong axis
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=1)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | b2_bar is one number
# named: type
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum()
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | W2_bar is turned
# named: transpose
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = H.T @ Y_bar, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | W1_bar is turned
# named: transpose
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = X.T @ Z_bar, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | W2 is turned on the way back
# named: shapes that do not fit
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2.T
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | σ′ is left out
# named: local derivative left out
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | σ′ in terms of H, given Z
# named: wrong argument
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * Z * (1 - Z)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | σ′ is given H
# named: wrong argument
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * logistic(H) * (1 - logistic(H))
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | W2_bar holds the pre-activations
# named: wrong factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ Z, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the sign of the error
# named: sign
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (T - Y) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | only the last example counts
# named: some examples
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = np.outer(Y_bar[-1], H[-1]), Y_bar[-1]
    W1_bar, b1_bar = np.outer(Z_bar[-1], X[-1]), Z_bar[-1]
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the output has a σ
# named: extra step
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = logistic(H @ W2.T + b2)
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | no bias in the hidden layer
# named: input left out
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% wrong cost_and_gradients | the gradients alone
# named: number of values
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return ({"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar},)


# %% wrong cost_and_gradients | a key is missing
# named: missing key
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar @ W2
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar}


# %% wrong cost_and_gradients | only the last output sends back
# named: one term alone
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Y_bar = (Y - T) / N
    H_bar = Y_bar[:, -1:] @ W2[-1:]
    Z_bar = H_bar * H * (1 - H)
    W2_bar, b2_bar = Y_bar.T @ H, Y_bar.sum(axis=0)
    W1_bar, b1_bar = Z_bar.T @ X, Z_bar.sum(axis=0)
    return J, {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}


# %% right train | calls cost_and_gradients
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% right train | a dict of parameters, the last cost after the loop
def train(X, T, W1, b1, W2, b2, lr, steps):
    now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    costs = np.zeros(steps + 1)
    for step in range(steps):
        costs[step], grads = cost_and_gradients(X, T, **now)
        now = {name: value - lr * grads[name + "_bar"] for name, value in now.items()}
    costs[steps] = cost_and_gradients(X, T, **now)[0]
    return {**now, "costs": costs, "steps": steps}


# %% right train | copies that are changed in place
def train(X, T, W1, b1, W2, b2, lr, steps):
    W1, b1, W2, b2 = (array.copy() for array in (W1, b1, W2, b2))
    costs = [cost_and_gradients(X, T, W1, b1, W2, b2)[0]]
    while len(costs) <= steps:
        _, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        W1 -= lr * grads["W1_bar"]
        b1 -= lr * grads["b1_bar"]
        W2 -= lr * grads["W2_bar"]
        b2 -= lr * grads["b2_bar"]
        costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | uphill
# named: sign
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 + lr * grads["W1_bar"]
            b1 = b1 + lr * grads["b1_bar"]
            W2 = W2 + lr * grads["W2_bar"]
            b2 = b2 + lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the learning rate is ignored
# named: learning rate ignored
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - grads["W1_bar"]
            b1 = b1 - grads["b1_bar"]
            W2 = W2 - grads["W2_bar"]
            b2 = b2 - grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | divided by N once more
# named: factor
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr / len(X) * grads["W1_bar"]
            b1 = b1 - lr / len(X) * grads["b1_bar"]
            W2 = W2 - lr / len(X) * grads["W2_bar"]
            b2 = b2 - lr / len(X) * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the cost after the step
# named: cost after the step
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    costs = costs[1:] + [
        cost_and_gradients(
            X,
            T,
            W1 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["W1_bar"],
            b1 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["b1_bar"],
            W2 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["W2_bar"],
            b2 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["b2_bar"],
        )[0]
    ]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the first cost twice
# named: cost before the step
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs[:1] + costs[:-1])}


# %% wrong train | the last cost is recorded without computing it again
# named: last cost twice
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    J, _ = cost_and_gradients(X, T, W1, b1, W2, b2)
    for _ in range(steps):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * grads["W1_bar"]
        b1 = b1 - lr * grads["b1_bar"]
        W2 = W2 - lr * grads["W2_bar"]
        b2 = b2 - lr * grads["b2_bar"]
    costs.append(J)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the same, and for steps = 0 there is no cost to record
# named: last cost twice
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for _ in range(steps):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * grads["W1_bar"]
        b1 = b1 - lr * grads["b1_bar"]
        W2 = W2 - lr * grads["W2_bar"]
        b2 = b2 - lr * grads["b2_bar"]
    costs.append(J)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | it stops once the cost is small
# named: row missing
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step == steps or J < 1e-3:
            break
        W1 = W1 - lr * grads["W1_bar"]
        b1 = b1 - lr * grads["b1_bar"]
        W2 = W2 - lr * grads["W2_bar"]
        b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the last cost is missing
# named: row missing
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs[:-1])}


# %% wrong train | the first cost is missing
# named: row missing
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs[1:])}


# %% wrong train | one step too many
# named: one step more
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if True:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the parameters before the last step
# named: one step less
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            before = W1, b1, W2, b2
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    W1, b1, W2, b2 = before if steps else (W1, b1, W2, b2)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the gradients of the start
# named: gradient at the start
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, new = cost_and_gradients(X, T, W1, b1, W2, b2)
        grads = new if step == 0 else grads
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | W2 is changed before the error signal goes back through it
# named: updated too early
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        H = logistic(X @ W1.T + b1)
        E = (H @ W2.T + b2 - T) / len(X)
        costs.append(len(X) * np.sum(E**2) / 2)
        if step < steps:
            W2 = W2 - lr * E.T @ H
            b2 = b2 - lr * E.sum(axis=0)
            S = (E @ W2) * H * (1 - H)
            W1 = W1 - lr * S.T @ X
            b1 = b1 - lr * S.sum(axis=0)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | each gradient at parameters that have changed
# named: updated too early
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = [cost_and_gradients(X, T, W1, b1, W2, b2)[0]]
    for _ in range(steps):
        W1 = W1 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["W1_bar"]
        b1 = b1 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["b1_bar"]
        W2 = W2 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["W2_bar"]
        b2 = b2 - lr * cost_and_gradients(X, T, W1, b1, W2, b2)[1]["b2_bar"]
        costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the biases are not trained
# named: parameter not updated
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the first layer is not trained
# named: parameter not updated
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | W2 goes up
# named: sign
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 + lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | W2 without lr
# named: learning rate ignored
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | b2 is forgotten
# named: parameter not updated
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the parameters are changed in place
# named: changed in place
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 -= lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 -= lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the costs as a list
# named: type
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": costs}


# %% wrong train | a key is missing
# named: missing key
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% wrong train | it stops with steps = 0
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    1 / steps
    for step in range(steps + 1):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1 = W1 - lr * grads["W1_bar"]
            b1 = b1 - lr * grads["b1_bar"]
            W2 = W2 - lr * grads["W2_bar"]
            b2 = b2 - lr * grads["b2_bar"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% right distinct_hidden_units | all pairs, the first of each group counts
def distinct_hidden_units(W1, b1, tol=1e-8):
    units = np.column_stack([W1, b1])
    distance = np.abs(units[:, None] - units[None]).max(axis=-1)
    return int(sum(not (distance[i, :i] <= tol).any() for i in range(len(units))))


# %% right distinct_hidden_units | a set that grows, NumPy's int
def distinct_hidden_units(W1, b1, tol=1e-8):
    left, count = list(range(len(b1))), np.int64(0)
    while left:
        first = left[0]
        left = [j for j in left if np.abs(W1[j] - W1[first]).max() > tol or abs(b1[j] - b1[first]) > tol]
        count = count + 1
    return count


# %% wrong distinct_hidden_units | the biases are not looked at
# named: input left out
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in W1:
        if all(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | equal in every digit
# named: tolerance ignored
def distinct_hidden_units(W1, b1, tol=1e-8):
    return len(np.unique(np.column_stack([W1, b1]), axis=0))


# %% wrong distinct_hidden_units | rounded to multiples of tol
# named: rounding
def distinct_hidden_units(W1, b1, tol=1e-8):
    return len(np.unique(np.round(np.column_stack([W1, b1]) / max(tol, 1e-300)), axis=0))


# %% wrong distinct_hidden_units | rounded to 8 places
# named: rounding
def distinct_hidden_units(W1, b1, tol=1e-8):
    return len(np.unique(np.round(np.column_stack([W1, b1]), 8), axis=0))


# %% wrong distinct_hidden_units | any for all
# named: any for all
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if not different or any(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | any for all, from an empty list
# named: any for all
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if any(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | np.allclose with its relative tolerance
# named: another tolerance
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if all(not np.allclose(unit, other, atol=tol) for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | the sum of the differences
# named: another distance
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if all(np.sum(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | without the absolute value
# named: another distance
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if all(np.max(unit - other) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | the columns
# named: wrong axis
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in W1.T:
        if all(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return len(different)


# %% wrong distinct_hidden_units | the number of all units
# named: all units
def distinct_hidden_units(W1, b1, tol=1e-8):
    return len(W1)


# %% wrong distinct_hidden_units | only neighbours are compared
# named: neighbours
def distinct_hidden_units(W1, b1, tol=1e-8):
    units = np.column_stack([W1, b1])
    return 1 + sum(int(np.max(np.abs(one - other)) > tol) for one, other in zip(units, units[1:]))


# %% wrong distinct_hidden_units | a float
# named: type
def distinct_hidden_units(W1, b1, tol=1e-8):
    different = []
    for unit in np.column_stack([W1, b1]):
        if all(np.max(np.abs(unit - other)) > tol for other in different):
            different.append(unit)
    return float(len(different))


# %% right deep_cost_and_gradients | lists for pairs, a tuple for the list, as arrays per example
def deep_cost_and_gradients(X, T, layers):
    totals = [[0 * W, 0 * b] for W, b in layers]
    J = 0.0
    for x, t in zip(X, T):
        read = [x]
        for W, b in layers[:-1]:
            read.append(logistic(W @ read[-1] + b))
        W, b = layers[-1]
        s = W @ read[-1] + b - t
        J += s @ s / 2
        for i in range(len(layers) - 1, -1, -1):
            totals[i] = [totals[i][0] + np.outer(s, read[i]), totals[i][1] + s]
            s = layers[i][0].T @ s * read[i] * (1 - read[i])
    return J / len(X), tuple([G / len(X), g / len(X)] for G, g in totals)


# %% right deep_cost_and_gradients | by recursion
def deep_cost_and_gradients(X, T, layers):
    def through(A, rest):
        (W, b), *more = rest
        Z = np.einsum("nd,hd->nh", A, W) + b
        if more:
            J, back, gradients = through(logistic(Z), more)
            S = back * logistic(Z) * logistic(-Z)
        else:
            S, gradients = (Z - T) / len(T), []
            J = len(T) * np.sum(S**2) / 2
        return J, S @ W, [(S.T @ A, S.sum(axis=0)), *gradients]

    J, _, gradients = through(X, list(layers))
    return [J, gradients]


# %% wrong deep_cost_and_gradients | the list is in backward order
# named: order
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.append((S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | σ after the last layer too
# named: extra step
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | no σ at all
# named: step left out
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z)
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | σ′ is left out
# named: local derivative left out
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W
    return J, gradients


# %% wrong deep_cost_and_gradients | 1/N is missing
# named: factor
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = A[-1] - T
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | the cost is a sum
# named: factor
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / 2
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | the biases are not summed
# named: batch sum missing
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | the weights' gradients are turned
# named: transpose
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (A[i].T @ S, S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | the sign of the error
# named: sign
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (T - A[-1]) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | two layers at the most
# named: shapes that do not fit
def deep_cost_and_gradients(X, T, layers):
    layers = layers[-2:]
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | fails for one layer
def deep_cost_and_gradients(X, T, layers):
    assert len(layers) > 1
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | the first layer's gradients are missing
# named: number of values
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients[1:]


# %% wrong deep_cost_and_gradients | the cost alone
# named: type
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J


# %% wrong deep_cost_and_gradients | a mean over the outputs
# named: factor
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * T.size)
    S = (A[-1] - T) / T.size
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | a σ where there is one layer only
# named: extra step
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(logistic(Z) if i < max(1, last) else Z)
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | a σ that stops at the third layer
# named: extra step
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == 2 else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * A[i] * (1 - A[i])
    return J, gradients


# %% wrong deep_cost_and_gradients | σ′ is left out where there are two layers
# named: local derivative left out
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * (A[i] * (1 - A[i]) if last > 1 else 1)
    return J, gradients


# %% wrong deep_cost_and_gradients | σ′ is left out from the fourth layer on
# named: local derivative left out
def deep_cost_and_gradients(X, T, layers):
    N, last = len(X), len(layers) - 1
    A = [X]
    for i, (W, b) in enumerate(layers):
        Z = A[i] @ W.T + b
        A.append(Z if i == last else logistic(Z))
    J = np.sum((A[-1] - T) ** 2) / (2 * N)
    S = (A[-1] - T) / N
    gradients = []
    for i in range(last, -1, -1):
        W, b = layers[i]
        gradients.insert(0, (S.T @ A[i], S.sum(axis=0)))
        if i > 0:
            S = S @ W * (A[i] * (1 - A[i]) if i < 3 else 1)
    return J, gradients


# %% written why_equal_units_stay_equal | complete, in words
# Forward both units see the same inputs with the same weights and bias, so z and h are the same for every example. Backward each gets
# h_bar = sum over k of y_bar_k times its weight to output k, and these weights are the same, so h_bar is the same, z_bar is the same and the
# gradients of its row of W1, of its b1 and of its column of W2 are the same. Equal numbers minus lr times equal numbers stay equal. After the
# step we are where we began, so it holds after every step, whatever the data are.

# %% written why_equal_units_stay_equal | complete, with formulas
# If $w^{(1)}_{1d} = w^{(1)}_{2d}$, $b_1 = b_2$ and $w^{(2)}_{k1} = w^{(2)}_{k2}$, then $h_1 = h_2$ and
#
# $\bar h_1 = \sum_k \bar y_k w^{(2)}_{k1} = \sum_k \bar y_k w^{(2)}_{k2} = \bar h_2$,
#
# so $\bar z_1 = \bar z_2$ and all gradients agree. By induction over the steps they agree for ever. No data set changes this.

# %% written why_equal_units_stay_equal | forward only
# They have the same weights, so they compute the same h for every input. Therefore they always stay the same.

# %% written why_equal_units_stay_equal | the outgoing weights are forgotten
# The gradient of W1 depends on x and on z_bar. Both units have the same x and the same z, so their slope is the same, and they get the same update.

# %% written why_equal_units_stay_equal | wrong: the gradient is zero
# Because the gradient is zero when the units are equal, so the weights do not change. It depends on the data: with other data it would not be zero.

# %% written why_equal_units_stay_equal | short
# same input, same weights, same gradient, same update. symmetry!


# %% wrong cost_and_gradients | gradients of the mean over all entries, without the ½
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Yb = 2 * (Y - T) / N / K
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | the mean over all entries, without the ½
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.mean((Y - T) ** 2)
    Yb = 2 * (Y - T) / Y.size
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | divided by the number of inputs
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * D)
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | the root of the mean squared error
# named: another loss
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sqrt(np.mean((Y - T) ** 2))
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | absolute errors
# named: another loss
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.mean(np.abs(Y - T))
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | the cross-entropy of an output with a σ
# named: another loss
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = logistic(H @ W2.T + b2)
    J = -np.mean(T * np.log(Y) + (1 - T) * np.log(1 - Y))
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | the biases are divided by N once more
# named: factor
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0) / N, "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0) / N}


# %% wrong cost_and_gradients | the output is clipped
# named: clipped
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = logistic(Z)
    Y = np.clip(H @ W2.T + b2, -1, 1)
    J = np.sum((Y - T) ** 2) / (2 * N)
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * H * (1 - H)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | ReLU in the hidden layer
# named: another function
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = np.maximum(0, Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * (Z > 0)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong cost_and_gradients | tanh in the hidden layer
# named: another function
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N, K, D = len(X), T.shape[1], X.shape[1]
    Z = X @ W1.T + b1
    H = np.tanh(Z)
    Y = H @ W2.T + b2
    J = np.sum((Y - T) ** 2) / (2 * N)
    Yb = (Y - T) / N
    Hb = Yb @ W2
    Zb = Hb * (1 - H**2)
    return J, {"W1_bar": Zb.T @ X, "b1_bar": Zb.sum(0), "W2_bar": Yb.T @ H, "b2_bar": Yb.sum(0)}


# %% wrong train | lr twice
# named: learning rate twice
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * lr * g["W1_bar"]
        b1 = b1 - lr * lr * g["b1_bar"]
        W2 = W2 - lr * lr * g["W2_bar"]
        b2 = b2 - lr * lr * g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the biases are divided by N once more
# named: factor
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * g["W1_bar"]
        b1 = b1 - lr * g["b1_bar"] / N
        W2 = W2 - lr * g["W2_bar"]
        b2 = b2 - lr * g["b2_bar"] / N
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the biases without lr
# named: learning rate ignored
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * g["W1_bar"]
        b1 = b1 - g["b1_bar"]
        W2 = W2 - lr * g["W2_bar"]
        b2 = b2 - g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | the biases go up
# named: sign
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * g["W1_bar"]
        b1 = b1 + lr * g["b1_bar"]
        W2 = W2 - lr * g["W2_bar"]
        b2 = b2 + lr * g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | gradients are clipped
# named: clipped
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        g = {k: np.clip(v, -0.1, 0.1) for k, v in g.items()}
        W1 = W1 - lr * g["W1_bar"]
        b1 = b1 - lr * g["b1_bar"]
        W2 = W2 - lr * g["W2_bar"]
        b2 = b2 - lr * g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | lr shrinks
# named: learning rate changes
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    pass
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - 1 / (i + 1) * lr * g["W1_bar"]
        b1 = b1 - 1 / (i + 1) * lr * g["b1_bar"]
        W2 = W2 - 1 / (i + 1) * lr * g["W2_bar"]
        b2 = b2 - 1 / (i + 1) * lr * g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong train | momentum
# named: momentum
def train(X, T, W1, b1, W2, b2, lr, steps):
    N = len(X)
    costs = []
    v = {k: 0 for k in ("W1", "b1", "W2", "b2")}
    for i in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        v = {k: 0.9 * v[k] + g[k + "_bar"] for k in v}
        W1 = W1 - lr * v["W1"]
        b1 = b1 - lr * v["b1"]
        W2 = W2 - lr * v["W2"]
        b2 = b2 - lr * v["b2"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


# %% wrong backward_vectorised | the slope of the cross-entropy
# named: another loss
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = (y - t) / (y * (1 - y))
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    return {
        "y_bar": y_bar,
        "W2_bar": np.outer(y_bar, h),
        "b2_bar": y_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": np.outer(z_bar, x),
        "b1_bar": z_bar,
    }


# %% wrong backward_vectorised | half the squared error
# named: another loss
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = (y - t) ** 2 / 2
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    return {
        "y_bar": y_bar,
        "W2_bar": np.outer(y_bar, h),
        "b2_bar": y_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": np.outer(z_bar, x),
        "b1_bar": z_bar,
    }


# %% wrong backward_vectorised | the sign of the error (another way)
# named: another loss
def backward_vectorised(x, t, W1, b1, W2, b2):
    z = W1 @ x + b1
    h = logistic(z)
    y = W2 @ h + b2
    y_bar = np.sign(y - t)
    h_bar = W2.T @ y_bar
    z_bar = h_bar * h * (1 - h)
    return {
        "y_bar": y_bar,
        "W2_bar": np.outer(y_bar, h),
        "b2_bar": y_bar,
        "h_bar": h_bar,
        "z_bar": z_bar,
        "W1_bar": np.outer(z_bar, x),
        "b1_bar": z_bar,
    }
