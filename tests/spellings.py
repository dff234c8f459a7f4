"""Right answers in many spellings: a program for each exercise, with places where it may be written in several ways.

``⟨a¦b⟩`` stands for a or b, and may hold further ones. ``written`` chooses at random; every choice is right.
"""

from __future__ import annotations

import random
import re

_INNERMOST = re.compile(r"⟨([^⟨⟩]*)⟩")


def written(template: str, rng: random.Random) -> str:
    """The program with a choice made in each of its places, the innermost first."""
    while (place := _INNERMOST.search(template)) is not None:
        template = template[: place.start()] + rng.choice(place[1].split("¦")) + template[place.end() :]
    return template


def ways(template: str) -> int:
    """In how many ways a program may be written (choices inside one another counted as if they were side by side)."""
    count = 1
    for place in re.finditer(r"⟨|¦|⟩", template):
        count *= 2 if place[0] == "¦" else 1
    return count


# What the notebooks give.
GIVEN = """
import math
import numpy as np
from itertools import product

def logistic(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

def d_logistic(z):
    return logistic(z) * logistic(-z)
"""

_Y = "⟨logistic(z)¦0.5 * (1 + np.tanh(z / 2))¦np.exp(-np.logaddexp(0, -z))¦1 - logistic(-z)⟩"
_SLOPE = "⟨y * (1 - y)¦y - y**2¦logistic(z) * logistic(-z)¦d_logistic(z)¦(1 - y) * y¦y - y * y⟩"
_ERROR = "⟨y - t¦-(t - y)¦-t + y¦(y - t) * 1.0⟩"
_Z = "⟨w * x + b¦b + x * w¦b + w * x¦np.add(x * w, b)⟩"

FORWARD = f"""
def forward(w, b, x, t):
    z = {_Z}
    y = {_Y}
    L = ⟨(y - t) ** 2 / 2¦0.5 * (t - y) ** 2¦(y - t) * (y - t) / 2¦0.5 * np.square(y - t)¦((y - t) / 2) * (y - t)⟩
    ⟨return {{"z": z, "y": y, "L": L}}¦return dict(L=L, z=z, y=y)¦out = {{}}
    out["L"], out["z"], out["y"] = L, z, y
    return out¦return {{"y": float(y), "z": float(z), "L": float(L), "error": y - t}}¦return {{"z": np.array(z), "y": y, "L": L}}⟩
"""

BY_HAND = f"""
def gradients_by_hand(w, b, x, t):
    z = {_Z}
    y = {_Y}
    ⟨common = ({_ERROR}) * ({_SLOPE})
    dL_dw, dL_db = ⟨common * x, common¦x * common, 1 * common⟩¦dL_db = ({_SLOPE}) * ({_ERROR})
    dL_dw = x * dL_db¦dL_dw = ({_ERROR}) * ({_SLOPE}) * x
    dL_db = ({_ERROR}) * ({_SLOPE})⟩
    return ⟨dL_dw, dL_db¦[dL_dw, dL_db]¦(float(dL_dw), float(dL_db))¦np.array([dL_dw, dL_db])⟩
"""

BACKWARD = f"""
def backward(w, b, x, t):
    z = {_Z}
    y = {_Y}
    y_bar = {_ERROR}
    z_bar = ⟨y_bar * ({_SLOPE})¦({_SLOPE}) * y_bar¦np.multiply(y_bar, {_SLOPE})⟩
    w_bar = ⟨z_bar * x¦x * z_bar⟩
    b_bar = ⟨z_bar¦z_bar * 1¦1.0 * z_bar⟩
    ⟨return {{"y_bar": y_bar, "z_bar": z_bar, "w_bar": w_bar, "b_bar": b_bar}}¦return dict(b_bar=b_bar, w_bar=w_bar, z_bar=z_bar, y_bar=y_bar)¦bars = {{"w_bar": float(w_bar)}}
    bars.update(y_bar=float(y_bar), z_bar=np.array(z_bar), b_bar=b_bar, z=z)
    return bars⟩
"""

REGULARISED = f"""
def backward_regularised(w, b, x, t, lam):
    z = {_Z}
    y = {_Y}
    L_reg_bar = ⟨1¦1.0¦np.float64(1)⟩
    R_bar = ⟨lam¦L_reg_bar * lam¦lam * 1.0⟩
    L_bar = ⟨1.0¦L_reg_bar¦L_reg_bar * 1⟩
    y_bar = ⟨L_bar * ({_ERROR})¦({_ERROR})⟩
    z_bar = y_bar * ({_SLOPE})
    w_bar = ⟨z_bar * x + R_bar * w¦lam * w + x * z_bar¦R_bar * w + z_bar * x⟩
    b_bar = z_bar
    return {{"w_bar": w_bar, "b_bar": b_bar, "L_reg_bar": L_reg_bar, "R_bar": R_bar, "L_bar": L_bar, "y_bar": y_bar, "z_bar": z_bar}}
"""

COST_04 = f"""
def cost_and_gradients(w, b, x, t):
    ⟨z = {_Z}
    y = {_Y}
    e = {_ERROR}
    J = ⟨np.mean(e**2) / 2¦np.sum(e * e) / (2 * len(x))¦(e @ e) / len(t) / 2¦np.mean(0.5 * e**2)¦0.5 * (e**2).mean()⟩
    z_bar = ⟨e * ({_SLOPE})¦({_SLOPE}) * e⟩
    dJ_dw = ⟨np.mean(z_bar * x)¦np.sum(z_bar * x) / x.size¦np.dot(x, z_bar) / len(x)¦z_bar @ x / len(t)¦sum(z_bar * x) / len(x)⟩
    dJ_db = ⟨np.mean(z_bar)¦z_bar.sum() / len(x)¦np.average(z_bar)¦sum(z_bar) / x.shape[0]⟩¦N = len(x)
    J = dJ_dw = dJ_db = 0
    for ⟨x_i, t_i in zip(x, t):¦i in range(N):
        x_i, t_i = x[i], t[i]⟩
        z = w * x_i + b
        y = {_Y}
        J += (y - t_i) ** 2 / ⟨2 / N¦(2 * N)⟩
        d = (y - t_i) * ({_SLOPE})
        dJ_dw, dJ_db = dJ_dw + d * x_i / N, dJ_db + d / N⟩
    return ⟨J, dJ_dw, dJ_db¦[J, dJ_dw, dJ_db]¦float(J), float(dJ_dw), float(dJ_db)⟩
"""

DESCENT = """
def gradient_descent(x, t, w0, b0, lr, steps):
    w, b = w0, b0
    ⟨rows = []
    for ⟨_ in range(steps + 1)¦step in range(0, steps + 1)⟩:
        J, dw, db = cost_and_gradients(w, b, x, t)
        rows.append(⟨[w, b, J]¦(w, b, J)¦np.array([w, b, J])⟩)
        ⟨w, b = w - lr * dw, b - lr * db¦w = w - lr * dw
        b = b - lr * db¦w, b = w + -lr * dw, b + -lr * db¦w -= lr * dw
        b -= lr * db⟩
    return np.array(rows)¦path = np.⟨zeros¦empty¦ones⟩((steps + 1, 3))
    for i in range(steps):
        J, dw, db = cost_and_gradients(w, b, x, t)
        path[i] = w, b, J
        w, b = w - dw * lr, b - db * lr
    path[steps] = w, b, cost_and_gradients(w, b, x, t)[0]
    return path⟩
"""

FORWARD_PASS = """
def forward_pass(graph, inputs):
    ⟨values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            ⟨values[name] = OPS[op].value(*[values[p] for p in parents])¦values[name] = OPS[op].value(*(values[p] for p in parents))¦f = OPS[op].value
            values[name] = f(*map(values.get, parents))¦values[name] = OPS[op].value(*map(values.__getitem__, parents))⟩
    return values¦values = ⟨dict(inputs)¦{**inputs}¦{k: v for k, v in inputs.items()}⟩
    for ⟨i in range(len(graph)):
        name, op, parents = graph[i]¦node in graph:
        name, op, parents = node⟩
        if op ⟨!= "input"¦in OPS⟩:
            args = ⟨[values[p] for p in parents]¦tuple(values[p] for p in parents)⟩
            values[name] = OPS[op].value(*args)
    return ⟨values¦{name: values[name] for name, _, _ in graph}¦{name: float(v) for name, v in values.items()}⟩⟩
"""

BACKWARD_PASS = """
def backward_pass(graph, values):
    bar = ⟨{name: 0.0 for name in values}¦dict.fromkeys(values, 0)¦{name: 0 for name, _, _ in graph}¦{name: 0.0 for name, op, parents in graph}⟩
    bar[graph[-1][0]] = ⟨1¦1.0¦np.float64(1)⟩
    for name, op, parents in ⟨reversed(graph)¦graph[::-1]¦list(reversed(graph))⟩:
        ⟨if op == "input":
            continue
        partials = OPS[op].partials(*[values[p] for p in parents])
        ⟨for parent, partial in zip(parents, partials):
            bar[parent] ⟨+= bar[name] * partial¦= bar[parent] + partial * bar[name]⟩¦for i, parent in enumerate(parents):
            bar[parent] += partials[i] * bar[name]¦for i in range(len(parents)):
            bar[parents[i]] = bar[parents[i]] + bar[name] * partials[i]⟩¦if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*(values[p] for p in parents))):
                bar[parent] += partial * bar[name]⟩
    return bar
"""

GATHERED_PASS = """
def backward_pass(graph, values):
    bar = {}
    names = [node[0] for node in graph]
    for k in range(len(graph) - 1, -1, -1):
        me = names[k]
        total = ⟨1.0 if k == len(graph) - 1 else 0.0¦float(me == names[-1])⟩
        for child, op, parents in graph[k + 1:]:
            if me in parents:
                slopes = OPS[op].partials(*[values[p] for p in parents])
                total += ⟨sum(bar[child] * slopes[i] for i in range(len(parents)) if parents[i] == me)¦bar[child] * sum(s for s, p in zip(slopes, parents) if p == me)⟩
        bar[me] = total
    return ⟨bar¦{name: float(v) for name, v in bar.items()}⟩
"""

SOFTMAX = """
def softmax(Z):
    ⟨m = ⟨Z.max(axis=1, keepdims=True)¦np.max(Z, axis=1)[:, None]¦np.amax(Z, 1, keepdims=True)¦Z.max(axis=-1).reshape(-1, 1)⟩
    E = np.exp(⟨Z - m¦Z + -m¦np.subtract(Z, m)⟩)
    return E / ⟨E.sum(axis=1, keepdims=True)¦np.sum(E, axis=1)[:, np.newaxis]¦E.sum(1)[:, None]¦(E @ np.ones((E.shape[1], 1)))⟩¦out = np.⟨zeros¦empty⟩(Z.shape)
    for i, z in enumerate(Z):
        e = np.exp(z - ⟨z.max()¦max(z)¦np.max(z)⟩)
        out[i] = e / ⟨e.sum()¦sum(e)⟩
    return out¦E = np.exp((Z.T - Z.max(1)).T)
    return (E.T / E.sum(1)).T¦rows = [np.exp(z - z.max()) for z in Z]
    return np.⟨array¦vstack¦stack⟩([e / e.sum() for e in rows])⟩
"""

SOFTMAX_REGRESSION = """
def softmax_regression(X, T, W, b):
    N = ⟨len(X)¦X.shape[0]¦len(T)⟩
    Z = ⟨X @ W.T + b¦np.dot(X, W.T) + b¦b + np.einsum("nd,kd->nk", X, W)¦(W @ X.T).T + b⟩
    m = Z.max(axis=1, keepdims=True)
    S = np.exp(Z - m)
    total = S.sum(axis=1, keepdims=True)
    log_Y = Z - m - np.log(total)
    J = ⟨-np.sum(T * log_Y) / N¦-np.mean(np.sum(T * log_Y, axis=1))¦-(T * log_Y).sum() / N¦-np.mean(log_Y[np.arange(N), T.argmax(1)])¦np.mean(m[:, 0] + np.log(total[:, 0]) - (T * Z).sum(1))⟩
    Y = ⟨S / total¦np.exp(log_Y)⟩
    Z_bar = ⟨(Y - T) / N¦Y / N - T / N¦-(T - Y) / N⟩
    W_bar = ⟨Z_bar.T @ X¦(X.T @ Z_bar).T¦np.einsum("nk,nd->kd", Z_bar, X)¦sum(np.outer(z, x) for z, x in zip(Z_bar, X))⟩
    b_bar = ⟨Z_bar.sum(axis=0)¦np.sum(Z_bar, 0)¦np.ones(N) @ Z_bar¦sum(Z_bar)⟩
    return ⟨J, W_bar, b_bar¦[J, W_bar, b_bar]¦(float(J), W_bar, b_bar)⟩
"""

_TWO_LAYERS = """
    z = ⟨W1 @ x + b1¦np.dot(W1, x) + b1¦b1 + x @ W1.T¦np.einsum("hd,d->h", W1, x) + b1⟩
    h = ⟨logistic(z)¦0.5 + 0.5 * np.tanh(0.5 * z)⟩
    y = ⟨W2 @ h + b2¦h @ W2.T + b2¦b2 + np.matmul(W2, h)⟩
    y_bar = ⟨y - t¦-(t - y)⟩
"""

BACKWARD_VECTORISED = f"""
def backward_vectorised(x, t, W1, b1, W2, b2):{_TWO_LAYERS}
    W2_bar = ⟨np.outer(y_bar, h)¦y_bar[:, None] * h¦y_bar[:, np.newaxis] @ h[np.newaxis, :]¦np.einsum("k,h->kh", y_bar, h)¦y_bar.reshape(-1, 1) * h.reshape(1, -1)⟩
    b2_bar = ⟨y_bar.copy()¦y_bar¦1.0 * y_bar¦np.array(y_bar)⟩
    h_bar = ⟨W2.T @ y_bar¦y_bar @ W2¦np.dot(y_bar, W2)¦(W2 * y_bar[:, None]).sum(0)⟩
    z_bar = ⟨h_bar * h * (1 - h)¦h_bar * (h - h**2)¦h * (1 - h) * h_bar¦h_bar * d_logistic(z)⟩
    W1_bar = ⟨np.outer(z_bar, x)¦z_bar[:, None] * x[None, :]¦np.multiply.outer(z_bar, x)⟩
    return {{"y_bar": y_bar, "W2_bar": W2_bar, "b2_bar": b2_bar, "h_bar": h_bar, "z_bar": z_bar, "W1_bar": W1_bar, "b1_bar": ⟨z_bar¦z_bar.copy()⟩}}
"""

BACKWARD_INDICES = """
def backward_indices(x, t, W1, b1, W2, b2):
    D, H, K = ⟨len(x), len(b1), len(b2)¦W1.shape[1], W1.shape[0], W2.shape[0]⟩
    z = [b1[j] + sum(W1[j, d] * x[d] for d in range(D)) for j in range(H)]
    h = np.array([logistic(z_j) for z_j in z])
    y = [⟨b2[k] + sum(W2[k, j] * h[j] for j in range(H))¦b2[k] + W2[k] @ h⟩ for k in range(K)]
    y_bar, b2_bar, W2_bar = np.zeros(K), np.zeros(K), np.zeros((K, H))
    h_bar, z_bar = np.zeros(H), np.⟨zeros¦empty⟩(H)
    for k in range(K):
        y_bar[k] = y[k] - t[k]
        b2_bar[k] = y_bar[k]
        for j in range(H):
            W2_bar[k, j] = y_bar[k] * h[j]
            ⟨h_bar[j] += W2[k, j] * y_bar[k]¦h_bar[j] = h_bar[j] + y_bar[k] * W2[k][j]⟩
    ⟨W1_bar = np.zeros((H, D))
    for j in range(H):
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * x[d]¦for j in range(H):
        z_bar[j] = h_bar[j] * d_logistic(np.asarray(z[j]))
    W1_bar = np.array([[z_bar[j] * x[d] for d in range(D)] for j in range(H)])⟩
    return dict(y_bar=y_bar, W2_bar=W2_bar, b2_bar=b2_bar, h_bar=h_bar, z_bar=z_bar, W1_bar=W1_bar, b1_bar=⟨z_bar¦z_bar.copy()¦z_bar * 1⟩)
"""

COST_06 = """
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = ⟨len(X)¦X.shape[0]¦T.shape[0]⟩
    ⟨Z = ⟨X @ W1.T + b1¦np.dot(X, W1.T) + b1¦np.einsum("nd,hd->nh", X, W1) + b1⟩
    H = ⟨logistic(Z)¦0.5 + 0.5 * np.tanh(0.5 * Z)⟩
    Y = ⟨H @ W2.T + b2¦(W2 @ H.T).T + b2⟩
    E = Y - T
    J = ⟨np.sum(E**2) / (2 * N)¦0.5 * np.mean(np.sum(E**2, axis=1))¦(E * E).sum() / N / 2¦np.linalg.norm(E) ** 2 / 2 / N¦np.mean((E**2).sum(1) / 2)⟩
    Y_bar = ⟨E / N¦(Y - T) / N¦1 / N * E⟩
    W2_bar = ⟨Y_bar.T @ H¦(H.T @ Y_bar).T¦np.einsum("nk,nh->kh", Y_bar, H)⟩
    b2_bar = ⟨Y_bar.sum(axis=0)¦np.sum(Y_bar, 0)¦np.ones(N) @ Y_bar⟩
    Z_bar = ⟨Y_bar @ W2 * H * (1 - H)¦(Y_bar @ W2) * (H - H**2)¦H * (1 - H) * np.dot(Y_bar, W2)⟩
    W1_bar = ⟨Z_bar.T @ X¦np.einsum("nh,nd->hd", Z_bar, X)⟩
    b1_bar = ⟨Z_bar.sum(0)¦np.einsum("nh->h", Z_bar)⟩¦J = 0
    W1_bar, b1_bar, W2_bar, b2_bar = ⟨(np.zeros(a.shape) for a in (W1, b1, W2, b2))¦map(np.zeros_like, (W1, b1, W2, b2))⟩
    for x, t in zip(X, T):
        h = logistic(W1 @ x + b1)
        e = W2 @ h + b2 - t
        ⟨J += e @ e / 2 / N¦J = J + np.sum(e**2) / (2 * N)⟩
        d = W2.T @ e * h * (1 - h)
        W1_bar, b1_bar = W1_bar + np.outer(d, x) / N, b1_bar + d / N
        W2_bar, b2_bar = W2_bar + np.outer(e, h) / N, b2_bar + e / N⟩
    grads = {"W1_bar": W1_bar, "b1_bar": b1_bar, "W2_bar": W2_bar, "b2_bar": b2_bar}
    return ⟨J, grads¦[J, grads]¦float(J), grads⟩
"""

TRAIN = """
def train(X, T, W1, b1, W2, b2, lr, steps):
    ⟨costs = []
    for _ in range(steps):
        J, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1, b1 = W1 - lr * g["W1_bar"], b1 - lr * g["b1_bar"]
        W2, b2 = W2 - lr * g["W2_bar"], b2 - lr * g["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}¦costs = np.⟨zeros¦empty⟩(steps + 1)
    p = ⟨dict(W1=W1, b1=b1, W2=W2, b2=b2)¦{"W1": W1.copy(), "b1": b1.copy(), "W2": W2.copy(), "b2": b2.copy()}⟩
    for step in range(steps + 1):
        costs[step], g = cost_and_gradients(X, T, **p)
        if step < steps:
            p = {name: ⟨p[name] - lr * g[name + "_bar"]¦p[name] + g[f"{name}_bar"] * -lr⟩ for name in p}
    ⟨p["costs"] = costs
    return p¦return {**p, "costs": costs}¦return dict(p, costs=costs)⟩¦W1, b1, W2, b2 = (a.copy() for a in (W1, b1, W2, b2))
    costs = [cost_and_gradients(X, T, W1, b1, W2, b2)[0]]
    while len(costs) <= steps:
        _, g = cost_and_gradients(X, T, W1, b1, W2, b2)
        W1 -= lr * g["W1_bar"]
        b1 -= lr * g["b1_bar"]
        W2 -= lr * g["W2_bar"]
        b2 -= lr * g["b2_bar"]
        costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"costs": np.asarray(costs), "W1": W1, "b1": b1, "W2": W2, "b2": b2}⟩
"""

MINIBATCHES = """
def minibatches(n, batch_size, rng):
    ⟨order = ⟨rng.permutation(n)¦rng.permutation(np.arange(n))¦rng.choice(n, n, replace=False)¦np.argsort(rng.random(n))¦rng.permuted(np.arange(n))⟩¦order = np.arange(n)
    rng.shuffle(order)¦order = list(range(n))
    rng.shuffle(order)
    order = np.array(order)⟩
    ⟨return [order[i:i + batch_size] for i in range(0, n, batch_size)]¦batches, start = [], 0
    while start < n:
        batches.append(order[start:start + batch_size])
        start += batch_size
    return batches¦return np.split(order, range(batch_size, n, batch_size))¦return np.split(order, np.arange(batch_size, n, batch_size))¦return [order[k * batch_size:(k + 1) * batch_size] for k in range(⟨-(-n // batch_size)¦math.ceil(n / batch_size)⟩)]¦return tuple(order[i:min(i + batch_size, n)] for i in range(0, n, batch_size))⟩
"""

SGD_STEP = """
def sgd_step(params, grads, lr, lam):
    ⟨new = {}
    for name in params:
        g = grads[name]
        if ⟨name.startswith("W")¦name[0] == "W"¦name[:1] == "W"⟩:
            g = g + lam * params[name]
        new[name] = ⟨params[name] - lr * g¦params[name] + -lr * g⟩
    return new¦return {k: ⟨v - lr * (grads[k] + lam * v * k.startswith("W"))¦v - lr * grads[k] - lr * lam * v * (k[0] == "W")¦(v - lr * grads[k]) - (lr * lam * v if k[0] == "W" else 0)¦(1 - lr * lam * (k[0] == "W")) * v - lr * grads[k]⟩ for k, v in params.items()}¦new = {k: np.array(v, dtype=float) for k, v in params.items()}
    for k in new:
        if k.startswith("W"):
            new[k] = new[k] * (1 - lr * lam)
        new[k] = new[k] - lr * grads[k]
    return new⟩
"""

EARLY_STOPPING = """
def early_stopping(val_costs, patience):
    if ⟨patience < 1¦not patience >= 1¦patience <= 0⟩:
        raise ValueError("patience has to be at least 1")
    ⟨best, since = 0, 0
    for epoch in range(len(val_costs)):
        if val_costs[epoch] < val_costs[best]:
            best, since = epoch, 0
        elif epoch > 0:
            since += 1
        if since ⟨== patience¦>= patience⟩:
            return best, epoch
    return best, ⟨epoch¦len(val_costs) - 1⟩¦best_cost, best, stop = ⟨np.inf¦float("inf")¦math.inf⟩, 0, len(val_costs) - 1
    for epoch, cost in enumerate(val_costs):
        if cost < best_cost:
            best_cost, best = cost, epoch
        elif epoch - best >= patience:
            stop = epoch
            break
    return ⟨best, stop¦[best, stop]¦(int(best), int(stop))¦np.array([best, stop])⟩¦epoch = best = 0
    while epoch + 1 < len(val_costs) and epoch - best < patience:
        epoch += 1
        if val_costs[epoch] < val_costs[best]:
            best = epoch
    return best, epoch⟩
"""

LINEAR_CLASSIFIER = """
def linear_classifier(X, w, b):
    ⟨z = ⟨X @ w + b¦np.dot(X, w) + b¦(X * w).sum(axis=1) + b¦np.einsum("nd,d->n", X, w) + b⟩
    return ⟨z > 0¦(z > 0).astype(int)¦(z > 0).astype(float)¦np.where(z > 0, 1, 0)¦np.heaviside(z, 0)¦1 * (z > 0)¦(z > 0) * 1.0⟩¦return np.array([⟨int(x @ w + b > 0)¦1.0 if np.dot(w, x) + b > 0 else 0.0¦x @ w + b > 0¦1 if sum(w * x) + b > 0 else 0⟩ for x in X])⟩
"""

DENSE = """
def dense(X, W, b, phi):
    ⟨return phi(⟨X @ W.T + b¦np.dot(X, W.T) + b¦b + np.einsum("nd,hd->nh", X, W)¦(W @ X.T).T + b¦(W @ X.T + b[:, None]).T¦np.inner(X, W) + b⟩)¦Z = np.⟨zeros¦empty⟩((len(X), len(W)))
    for i in range(len(X)):
        for j in range(len(W)):
            Z[i, j] = ⟨X[i] @ W[j] + b[j]¦np.sum(X[i] * W[j]) + b[j]⟩
    return phi(Z)¦return phi(np.array([W @ x + b for x in X]))¦return np.array([phi(W @ x + b) for x in X])⟩
"""

MLP = """
def mlp(X, layers):
    ⟨for W, b, phi in layers:
        X = phi(⟨X @ W.T + b¦np.dot(X, W.T) + b⟩)
    return X¦h = X
    for layer in layers:
        h = layer[2](h @ layer[0].T + layer[1])
    return h¦if len(layers) == 0:
        return X
    W, b, phi = layers[0]
    return mlp(phi(X @ W.T + b), layers[1:])¦h = X.T
    for W, b, phi in layers:
        h = phi(W @ h + b[:, None])
    return h.T⟩
"""

COLLAPSE = """
def collapse(layers):
    ⟨W, b = layers[0]
    for V, c in layers[1:]:
        ⟨W, b = V @ W, V @ b + c¦b = V @ b + c
        W = np.dot(V, W)⟩
    return ⟨W, b¦[W, b]¦(W.copy(), b.copy())⟩¦D = layers[0][0].shape[1]
    W, b = np.eye(D), np.zeros(D)
    for V, c in layers:
        W, b = V @ W, V @ b + c
    return W, b¦if len(layers) == 1:
        return layers[0]
    W, b = collapse(layers[1:])
    return W @ layers[0][0], W @ layers[0][1] + b¦D = layers[0][0].shape[1]
    X = np.vstack([np.zeros(D), np.eye(D)])
    for V, c in layers:
        X = X @ V.T + c
    return (X[1:] - X[0]).T, X[0]⟩
"""

_NODE_OPS = """
    def __add__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node.made(self.value + other.value, (self, 1.0), (other, ⟨1.0¦1⟩))

    def __mul__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node.made(⟨self.value * other.value¦other.value * self.value⟩, (self, other.value), (other, self.value))

    def __pow__(self, c):
        return Node.made(self.value**c, (self, c * self.value ** (c - 1)))

    def exp(self):
        y = ⟨np.exp(self.value)¦math.exp(self.value)⟩
        return Node.made(y, (self, y))

    def logistic(self):
        y = ⟨logistic(self.value)¦float(logistic(self.value))¦0.5 * (1 + math.tanh(self.value / 2))⟩
        return Node.made(y, (self, ⟨y * (1 - y)¦y - y**2¦d_logistic(self.value)⟩))

    def tanh(self):
        y = ⟨np.tanh(self.value)¦math.tanh(self.value)⟩
        return Node.made(y, (self, ⟨1 - y**2¦(1 - y) * (1 + y)¦1 - y * y⟩))

    def __neg__(self):
        return ⟨self * -1¦-1 * self¦Node.made(-self.value, (self, -1.0))⟩

    def __sub__(self, other):
        return self + (-other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other
"""

NODE = f"""
class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value, self.parents, self.partials, self.bar = value, parents, partials, 0.0

    @classmethod
    def made(cls, value, *uses):
        return cls(value, tuple(p for p, _ in uses), tuple(s for _, s in uses))
{_NODE_OPS}
    def backward(self):
        ⟨order, seen = [], set()

        def visit(node):
            if node ⟨not in seen¦not in seen and True⟩:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)¦order, waiting, seen = [], [(self, False)], set()
        while waiting:
            node, ready = waiting.pop()
            if ready:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                waiting.append((node, True))
                waiting.extend((parent, False) for parent in node.parents)⟩
        ⟨for node in order:
            node.bar = 0.0
        self.bar = 1.0¦self.bar = ⟨1.0¦1⟩⟩
        for node in ⟨reversed(order)¦order[::-1]⟩:
            for parent, partial in zip(node.parents, node.partials):
                parent.bar ⟨+= partial * node.bar¦= parent.bar + node.bar * partial⟩
"""

CLOSURES = f"""
class Node:
    def __init__(self, value, children=()):
        self.value, self.bar = value, 0.0
        self._prev, self._backward = set(children), lambda: None

    @classmethod
    def made(cls, value, *uses):
        out = cls(value, [p for p, _ in uses])

        def _backward():
            for p, slope in uses:
                p.bar += ⟨slope * out.bar¦out.bar * slope⟩

        out._backward = _backward
        return out
{_NODE_OPS}
    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.bar = 1.0
        for v in reversed(topo):
            v._backward()
"""

COUNTED = f"""
class Node:
    def __init__(self, value, uses=()):
        self.value, self.uses, self.bar = value, uses, 0.0

    @classmethod
    def made(cls, value, *uses):
        return cls(value, ⟨uses¦list(uses)⟩)
{_NODE_OPS}
    def backward(self):
        waiting, counts, seen = [self], {{}}, {{self}}
        while waiting:
            for parent, _ in waiting.pop(⟨¦0⟩).uses:
                counts[parent] = counts.get(parent, 0) + 1
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        self.bar, ready = 1.0, [self]
        while ready:
            node = ready.pop(⟨¦0⟩)
            for parent, slope in node.uses:
                parent.bar += slope * node.bar
                counts[parent] -= 1
                if not counts[parent]:
                    ready.append(parent)
"""
