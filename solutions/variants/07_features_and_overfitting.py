# Right answers written differently, and planted mistakes, for every exercise of notebook 07.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right diagonal_detector | what the mean leaves of the stroke
def diagonal_detector():
    stroke = np.eye(28) + np.eye(28, k=1) + np.eye(28, k=-1)
    return (stroke - stroke.mean()).ravel()


# %% right diagonal_detector | a loop, and only the two neighbouring bands inhibit
def diagonal_detector():
    w = np.zeros(784)
    for r in range(28):
        for c in range(28):
            d = abs(r - c)
            w[28 * r + c] = 2 if d <= 1 else -1 if d <= 4 else 0
    return w


# %% right diagonal_detector | tiny whole-number weights that fall off with the distance
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.maximum(5 - 2 * np.abs(row - column), -1).ravel()


# %% right diagonal_detector | exactly twice, and no more
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(abs(row - column) <= 1, 1.0, -41 / 702).ravel()


# %% right diagonal_detector | so large that the response has eight digits
def diagonal_detector():
    row, column = np.indices((28, 28))
    return 1e6 * np.where(abs(row - column) < 2, 1.0, -0.5).reshape(784)


# %% wrong diagonal_detector | the stroke alone
# named: no inhibition
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, 1.0, 0.0).ravel()


# %% wrong diagonal_detector | inhibition too weak
# named: no inhibition
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, 1.0, -0.05).ravel()


# %% wrong diagonal_detector | all ones
# named: no inhibition
def diagonal_detector():
    return np.ones(784)


# %% wrong diagonal_detector | the anti-diagonal
# named: wrong stroke
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row + column - 27) <= 1, 1.0, -0.1).ravel()


# %% wrong diagonal_detector | the vertical stroke
# named: wrong stroke
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(column - 13) <= 1, 1.0, -0.2).ravel()


# %% wrong diagonal_detector | both diagonals
# named: wrong stroke
def diagonal_detector():
    row, column = np.indices((28, 28))
    cross = (np.abs(row - column) <= 1) | (np.abs(row + column - 27) <= 1)
    return np.where(cross, 1.0, -0.3).ravel()


# %% wrong diagonal_detector | black on white
# named: sign
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, -1.0, 0.1).ravel()


# %% wrong diagonal_detector | inhibited too strongly where the stroke is
# named: sign
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, -1.0, 0.1).ravel() * 3.5


# %% wrong diagonal_detector | nothing
# named: no response
def diagonal_detector():
    return np.zeros(784)


# %% wrong diagonal_detector | as a table
# named: shape
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, 1.0, -0.1)


# %% wrong diagonal_detector | of another size
# named: shape
def diagonal_detector():
    row, column = np.indices((8, 8))
    return np.where(np.abs(row - column) <= 1, 1.0, -0.5).ravel()


# %% wrong diagonal_detector | truth values
# named: type
def diagonal_detector():
    row, column = np.indices((28, 28))
    return (np.abs(row - column) <= 1).ravel()


# %% wrong diagonal_detector | a list of rows
# named: type
def diagonal_detector():
    row, column = np.indices((28, 28))
    return np.where(np.abs(row - column) <= 1, 1.0, -0.1).ravel().tolist()


# %% right weights_as_images | a loop over units, rows and columns
def weights_as_images(W1, shape):
    rows, columns = shape
    if W1.shape[1] != rows * columns:
        raise ValueError("shape")
    images = np.zeros((len(W1), rows, columns))
    for h in range(len(W1)):
        for r in range(rows):
            for c in range(columns):
                images[h, r, c] = W1[h, columns * r + c]
    return images


# %% right weights_as_images | one image after the other, and reshape finds out
def weights_as_images(W1, shape):
    return np.array([w.reshape(shape) for w in W1])


# %% right weights_as_images | reshape with all three sizes raises by itself
def weights_as_images(W1, shape):
    return np.reshape(W1, (W1.shape[0], *shape))


# %% wrong weights_as_images | reshape may choose how many images there are
# named: not refused
def weights_as_images(W1, shape):
    return W1.reshape(-1, *shape)


# %% wrong weights_as_images | None in the place of an error
# named: not refused
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        return None
    return W1.reshape(len(W1), *shape)


# %% wrong weights_as_images | column after column
# named: order
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return np.array([w.reshape(shape, order="F") for w in W1])


# %% wrong weights_as_images | rows and columns exchanged
# named: transpose
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return W1.reshape(len(W1), *shape).transpose(0, 2, 1)


# %% wrong weights_as_images | the columns of W1
# named: transpose
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return W1.T.reshape(len(W1), *shape)


# %% wrong weights_as_images | stretched to the range from 0 to 1
# named: rescaled
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return ((W1 - W1.min()) / max(W1.max() - W1.min(), 1e-9)).reshape(len(W1), *shape)


# %% wrong weights_as_images | each on a scale of its own
# named: rescaled
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return (W1 / np.abs(W1).max(axis=1, keepdims=True)).reshape(len(W1), *shape)


# %% wrong weights_as_images | the first unit alone
# named: one image
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return W1[0].reshape(shape)


# %% wrong weights_as_images | without signs
# named: absolute values
def weights_as_images(W1, shape):
    if W1.shape[1] != shape[0] * shape[1]:
        raise ValueError("shape")
    return np.abs(W1).reshape(len(W1), *shape)


# %% right polynomial_features | vander
def polynomial_features(x, M):
    return np.vander(x, M + 1, increasing=True)


# %% right polynomial_features | a power of a row by a column
def polynomial_features(x, M):
    return x[:, None] ** np.arange(M + 1)


# %% right polynomial_features | each column from the one before
def polynomial_features(x, M):
    Phi = np.ones((len(x), M + 1))
    for j in range(1, M + 1):
        Phi[:, j] = x * Phi[:, j - 1]
    return Phi


# %% wrong polynomial_features | the highest power first
# named: reversed
def polynomial_features(x, M):
    return np.vander(x, M + 1)


# %% wrong polynomial_features | without the ones
# named: power missing
def polynomial_features(x, M):
    return np.array([[value**j for j in range(1, M + 1)] for value in x])


# %% wrong polynomial_features | range(M)
# named: power missing
def polynomial_features(x, M):
    return np.array([[value**j for j in range(M)] for value in x])


# %% wrong polynomial_features | powers 1 to M + 1
# named: powers shifted
def polynomial_features(x, M):
    return np.column_stack([x ** (j + 1) for j in range(M + 1)])


# %% wrong polynomial_features | one row for each power
# named: transpose
def polynomial_features(x, M):
    return np.array([x**j for j in range(M + 1)])


# %% wrong polynomial_features | multiples
# named: multiples
def polynomial_features(x, M):
    return np.column_stack([x * j for j in range(M + 1)])


# %% wrong polynomial_features | a list
# named: type
def polynomial_features(x, M):
    return [[value**j for j in range(M + 1)] for value in x]


# %% right ridge_fit | least squares with rows of their own for the penalty
def ridge_fit(Phi, t, lam):
    K = Phi.shape[1]
    more = np.sqrt(lam) * np.eye(K)[1:]
    return np.linalg.lstsq(np.vstack([Phi, more]), np.concatenate([t, np.zeros(K - 1)]), rcond=None)[0]


# %% right ridge_fit | the inverse
def ridge_fit(Phi, t, lam):
    penalties = np.full(Phi.shape[1], float(lam))
    penalties[0] = 0
    return np.linalg.inv(np.einsum("ni,nj->ij", Phi, Phi) + np.diag(penalties)) @ (t @ Phi)


# %% right ridge_fit | the bias eliminated first
def ridge_fit(Phi, t, lam):
    first, rest = Phi[:, 0], Phi[:, 1:]
    along = first / (first @ first)
    A = rest - np.outer(first, along @ rest)
    u = t - first * (along @ t)
    w = np.linalg.solve(A.T @ A + lam * np.eye(A.shape[1]), A.T @ u) if A.shape[1] else np.zeros(0)
    return np.concatenate([[along @ (t - rest @ w)], w])


# %% wrong ridge_fit | the bias is penalised
# named: bias penalised
def ridge_fit(Phi, t, lam):
    return np.linalg.solve(Phi.T @ Phi + lam * np.eye(Phi.shape[1]), Phi.T @ t)


# %% wrong ridge_fit | the last weight is spared
# named: bias penalised
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[-1, -1] = 0
    return np.linalg.solve(Phi.T @ Phi + lam * D, Phi.T @ t)


# %% wrong ridge_fit | no penalty
# named: input left out
def ridge_fit(Phi, t, lam):
    return np.linalg.lstsq(Phi, t, rcond=None)[0]


# %% wrong ridge_fit | half the penalty
# named: factor
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi + lam / 2 * D, Phi.T @ t)


# %% wrong ridge_fit | twice the penalty
# named: factor
def ridge_fit(Phi, t, lam):
    D = 2 * np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi + lam * D, Phi.T @ t)


# %% wrong ridge_fit | the mean of the squares
# named: factor
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi / len(t) + lam * D, Phi.T @ t / len(t))


# %% wrong ridge_fit | a minus
# named: sign
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi - lam * D, Phi.T @ t)


# %% wrong ridge_fit | means subtracted, as if the first column were ones
# named: first column
def ridge_fit(Phi, t, lam):
    X = Phi[:, 1:]
    A, u = X - X.mean(axis=0), t - t.mean()
    w = np.linalg.solve(A.T @ A + lam * np.eye(A.shape[1]), A.T @ u) if A.shape[1] else np.zeros(0)
    return np.concatenate([[t.mean() - X.mean(axis=0) @ w], w])


# %% wrong ridge_fit | lam is added everywhere
# named: extra term
def ridge_fit(Phi, t, lam):
    return np.linalg.solve(Phi.T @ Phi + lam, Phi.T @ t)


# %% wrong ridge_fit | lam is added to a whole block
# named: extra term
def ridge_fit(Phi, t, lam):
    A = Phi.T @ Phi
    A[1:, 1:] += lam
    return np.linalg.solve(A, Phi.T @ t)


# %% wrong ridge_fit | not solved
# named: not solved
def ridge_fit(Phi, t, lam):
    return Phi.T @ t


# %% wrong ridge_fit | the penalty squared
# named: factor
def ridge_fit(Phi, t, lam):
    D = lam * np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi + D @ D, Phi.T @ t)


# %% wrong ridge_fit | as a column
# named: shape
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(Phi.T @ Phi + lam * D, Phi.T @ t[:, None])


# %% wrong ridge_fit | Phi is changed
# named: changed in place
def ridge_fit(Phi, t, lam):
    D = np.eye(Phi.shape[1])
    D[0, 0] = 0
    Phi *= 2
    return 2 * np.linalg.solve(Phi.T @ Phi + 4 * lam * D, Phi.T @ t)


# %% right minibatches | np.split at the multiples
def minibatches(n, batch_size, rng):
    return np.split(rng.permutation(n), range(batch_size, n, batch_size))


# %% right minibatches | shuffled in place, a tuple, other whole numbers
def minibatches(n, batch_size, rng):
    order = np.arange(n, dtype=np.int32)
    rng.shuffle(order)
    return tuple(order[i * batch_size : (i + 1) * batch_size] for i in range(-(-n // batch_size)))


# %% right minibatches | sorted by random numbers, taken off one by one
def minibatches(n, batch_size, rng):
    left = [int(i) for i in np.argsort(rng.random(n))]
    batches = []
    while left:
        batches.append(np.array(left[:batch_size]))
        left = left[batch_size:]
    return batches


# %% right minibatches | drawn without replacement
def minibatches(n, batch_size, rng):
    order, batches, at = rng.choice(n, size=n, replace=False), [], 0
    while at < n:
        batches += [order[at : at + batch_size].copy()]
        at += batch_size
    return batches


# %% wrong minibatches | the short last one is lost
# named: last batch lost
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size)]


# %% wrong minibatches | not shuffled
# named: not shuffled
def minibatches(n, batch_size, rng):
    return [np.arange(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]


# %% wrong minibatches | only the batches are shuffled
# named: partly shuffled
def minibatches(n, batch_size, rng):
    starts = list(range(0, n - n % batch_size, batch_size))
    rng.shuffle(starts)
    starts += [n - n % batch_size] if n % batch_size else []
    return [np.arange(i, min(i + batch_size, n)) for i in starts]


# %% wrong minibatches | shuffled within each batch
# named: partly shuffled
def minibatches(n, batch_size, rng):
    return [rng.permutation(np.arange(i, min(i + batch_size, n))) for i in range(0, n, batch_size)]


# %% wrong minibatches | only the first half is shuffled
# named: partly shuffled
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    order[: n // 2] = rng.permutation(n // 2)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | drawn with replacement
# named: numbers twice
def minibatches(n, batch_size, rng):
    order = rng.integers(0, n, size=n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | every batch is drawn from all numbers
# named: numbers twice
def minibatches(n, batch_size, rng):
    return [rng.permutation(n)[: min(batch_size, n - i)] for i in range(0, n, batch_size)]


# %% wrong minibatches | an empty one where the sizes divide
# named: empty batch
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size + 1)]


# %% wrong minibatches | the end of a slice counted from its start
# named: empty batch
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start:batch_size] for start in range(0, n, batch_size)]


# %% wrong minibatches | the last one is filled up
# named: numbers twice
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    full = np.concatenate([order, order])
    return [full[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | about equal sizes
# named: batch sizes
def minibatches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


# %% wrong minibatches | the rest is in the last batch
# named: batch sizes
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    count = max(n // batch_size, 1)
    return [order[i * batch_size : (i + 1) * batch_size if i < count - 1 else n] for i in range(count)]


# %% wrong minibatches | as many batches as a batch should have entries
# named: batch sizes
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i::batch_size] for i in range(min(batch_size, n))]


# %% wrong minibatches | always the same shuffle
# named: same shuffle
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | NumPy's global generator
# named: not repeatable
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | from 1 to n
# named: numbers outside
def minibatches(n, batch_size, rng):
    order = rng.permutation(n) + 1
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | lists
# named: type
def minibatches(n, batch_size, rng):
    order = rng.permutation(n).tolist()
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% wrong minibatches | the first batch alone
# named: numbers missing
def minibatches(n, batch_size, rng):
    return [rng.permutation(n)[:batch_size]]


# %% wrong minibatches | a generator
# named: type
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return (order[i : i + batch_size] for i in range(0, n, batch_size))


# %% right sgd_step | a comprehension, the decay as a factor
def sgd_step(params, grads, lr, lam):
    return {k: (1 - lr * lam * (k[0] == "W")) * v - lr * grads[k] for k, v in params.items()}


# %% right sgd_step | two dicts put together, in another order
def sgd_step(params, grads, lr, lam):
    heavy = {k: params[k] - lr * grads[k] - lr * lam * params[k] for k in grads if k.startswith("W")}
    light = {k: params[k] - lr * grads[k] for k in grads if not k.startswith("W")}
    return light | heavy


# %% right sgd_step | copies that are changed
def sgd_step(params, grads, lr, lam):
    new = {k: np.array(v, dtype=float) for k, v in params.items()}
    for k in new:
        if k.startswith("W"):
            new[k] -= lr * lam * params[k]
        new[k] -= lr * grads[k]
    return new


# %% wrong sgd_step | the biases decay too
# named: bias penalised
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + lam * params[k]) for k in params}


# %% wrong sgd_step | no decay
# named: input left out
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * grads[k] for k in params}


# %% wrong sgd_step | the decay without lr
# named: input left out
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * grads[k] - (lam * params[k] if k[0] == "W" else 0) for k in params}


# %% wrong sgd_step | uphill
# named: sign
def sgd_step(params, grads, lr, lam):
    return {k: params[k] + lr * (grads[k] + (lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | weights grow
# named: sign
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] - (lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | 2 λ w
# named: factor
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (2 * lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | ½ λ w
# named: factor
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (0.5 * lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | lr twice in the penalty's part
# named: extra factor
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lr * lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | the penalty's value
# named: value for derivative
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam / 2 * np.sum(params[k] ** 2) if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | λ w²
# named: value for derivative
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam * params[k] ** 2 if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | ½ λ w², entry by entry
# named: value for derivative
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope = slope + 0.5 * lam * params[name] ** 2
        new[name] = params[name] - lr * slope
    return new


# %% wrong sgd_step | the dict is overwritten
# named: type
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope = slope + lam * params[name]
        new = params[name] - lr * slope
    return new


# %% wrong sgd_step | decay after the step
# named: after the step
def sgd_step(params, grads, lr, lam):
    new = {k: params[k] - lr * grads[k] for k in params}
    return {k: v - lr * lam * v if k[0] == "W" else v for k, v in new.items()}


# %% wrong sgd_step | only W1
# named: some weights
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam * params[k] if k == "W1" else 0)) for k in params}


# %% wrong sgd_step | only W1 and W2
# named: some weights
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam * params[k] if k in ("W1", "W2") else 0)) for k in params}


# %% wrong sgd_step | λ without w
# named: input left out
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | λ times the slope is added
# named: gradient for weight
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam * grads[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | λ multiplies the slope
# named: extra factor
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope = lam * slope
        new[name] = params[name] - lr * slope
    return new


# %% wrong sgd_step | what has two dimensions decays
# named: wrong names
def sgd_step(params, grads, lr, lam):
    return {k: v - lr * (grads[k] + (lam * v if np.ndim(v) == 2 else 0)) for k, v in params.items()}


# %% wrong sgd_step | a small w as well
# named: wrong names
def sgd_step(params, grads, lr, lam):
    return {k: v - lr * (grads[k] + (lam * v if k.lower().startswith("w") else 0)) for k, v in params.items()}


# %% wrong sgd_step | a W anywhere
# named: wrong names
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + (lam * params[k] if "W" in k else 0)) for k in params}


# %% wrong sgd_step | side by side in the dicts' own orders
# named: order of the keys
def sgd_step(params, grads, lr, lam):
    return {k: p - lr * (g + (lam * p if k[0] == "W" else 0)) for (k, p), g in zip(params.items(), grads.values())}


# %% wrong sgd_step | the change alone
# named: gradient left out
def sgd_step(params, grads, lr, lam):
    return {k: -lr * (grads[k] + (lam * params[k] if k[0] == "W" else 0)) for k in params}


# %% wrong sgd_step | weights move by the penalty alone
# named: gradient left out
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (lam * params[k] if k[0] == "W" else grads[k]) for k in params}


# %% wrong sgd_step | biases are left out
# named: missing key
def sgd_step(params, grads, lr, lam):
    return {k: params[k] - lr * (grads[k] + lam * params[k]) for k in params if k[0] == "W"}


# %% wrong sgd_step | in place
# named: changed in place
def sgd_step(params, grads, lr, lam):
    for k in params:
        params[k] = params[k] - lr * (grads[k] + (lam * params[k] if k[0] == "W" else 0))
    return params


# %% wrong sgd_step | the gradients in place
# named: changed in place
def sgd_step(params, grads, lr, lam):
    new = {}
    for k in params:
        slope = grads[k]
        if k[0] == "W":
            slope += lam * params[k]
        new[k] = params[k] - lr * slope
    return new


# %% wrong sgd_step | a list
# named: type
def sgd_step(params, grads, lr, lam):
    return [params[k] - lr * (grads[k] + (lam * params[k] if k[0] == "W" else 0)) for k in params]


# %% right early_stopping | counted, with a list
def early_stopping(val_costs, patience):
    if patience <= 0:
        raise ValueError("patience must be positive")
    best, best_cost, waited = 0, np.inf, 0
    for epoch in range(len(val_costs)):
        if val_costs[epoch] < best_cost:
            best, best_cost, waited = epoch, val_costs[epoch], 0
        else:
            waited += 1
            if waited >= patience:
                break
    return [best, epoch]


# %% right early_stopping | without a loop of its own, NumPy's whole numbers
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    lowest = np.minimum.accumulate(val_costs)
    new = np.concatenate([[True], lowest[1:] < lowest[:-1]])
    epochs = np.arange(len(val_costs))
    best = np.maximum.accumulate(np.where(new, epochs, 0))
    late = np.flatnonzero(epochs - best >= patience)
    stop = late[0] if len(late) else epochs[-1]
    return best[stop], stop


# %% right early_stopping | the past looked through anew at every epoch
def early_stopping(val_costs, patience):
    if not patience >= 1:
        raise ValueError("patience")
    for stop in range(len(val_costs)):
        best = int(np.argmin(val_costs[: stop + 1]))
        if stop - best >= patience:
            break
    return np.array([best, stop])


# %% wrong early_stopping | in the wrong order
# named: order
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return epoch, best
    return len(val_costs) - 1, best


# %% wrong early_stopping | the minimum of everything
# named: whole history
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return int(np.argmin(val_costs)), epoch
    return int(np.argmin(val_costs)), len(val_costs) - 1


# %% wrong early_stopping | patience epochs after the minimum of everything
# named: whole history
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = int(np.argmin(val_costs))
    return best, min(best + patience, len(val_costs) - 1)


# %% wrong early_stopping | the count is never set back
# named: never reset
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = bad = 0
    for epoch in range(1, len(val_costs)):
        if val_costs[epoch] < val_costs[best]:
            best = epoch
        else:
            bad += 1
        if bad == patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | epoch 0 is counted as one without a new minimum
# named: epoch 0
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience must be 1 or more")
    best, count = 0, 0
    for epoch, cost in enumerate(val_costs):
        if cost < val_costs[best]:
            best, count = epoch, 0
        else:
            count += 1
        if count == patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | a cost is compared with the number of an epoch
# named: cost against an epoch
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience must be 1 or more")
    best = 0
    for epoch, cost in enumerate(val_costs):
        if cost < best:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | one epoch too late
# named: off by one
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best > patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | counted from 1
# named: off by one
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(val_costs)


# %% wrong early_stopping | compared with the epoch before
# named: epoch before
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = waited = 0
    for epoch in range(1, len(val_costs)):
        if val_costs[epoch] < val_costs[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | rises in a row
# named: epoch before
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = waited = 0
    for epoch in range(1, len(val_costs)):
        if val_costs[epoch] < val_costs[best]:
            best = epoch
        waited = waited + 1 if val_costs[epoch] >= val_costs[epoch - 1] else 0
        if waited == patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | equal counts as better
# named: not strict
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] <= val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | less than 0.001 lower is not lower
# named: least gain
def early_stopping(val_costs, patience, min_delta=0.001):
    if patience < 1:
        raise ValueError("patience")
    best = waited = 0
    for epoch in range(1, len(val_costs)):
        if val_costs[epoch] < val_costs[best] - min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | less than 0.0001 lower is not lower
# named: least gain
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    lowest, best, waited = float("inf"), 0, 0
    for epoch, cost in enumerate(val_costs):
        if lowest - cost > 1e-4:
            lowest, best, waited = cost, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | the epoch of the stop is restored
# named: restored too late
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return epoch, epoch
    return len(val_costs) - 1, len(val_costs) - 1


# %% wrong early_stopping | never stops
# named: whole history
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    return int(np.argmin(val_costs)), len(val_costs) - 1


# %% wrong early_stopping | the cost itself
# named: cost for epoch
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return val_costs[best], epoch
    return val_costs[best], len(val_costs) - 1


# %% wrong early_stopping | any patience is taken
# named: not refused
def early_stopping(val_costs, patience):
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= max(patience, 1):
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | patience 0 is let pass
# named: not refused
def early_stopping(val_costs, patience):
    if patience < 0:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% wrong early_stopping | nothing when patience is not used up
# named: nothing returned
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch


# %% wrong early_stopping | the number of epochs after the loop
# named: after the loop
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return best, len(val_costs)


# %% wrong early_stopping | the best epoch twice after the loop
# named: after the loop
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return best, best


# %% wrong early_stopping | the last epoch twice after the loop
# named: after the loop
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] < val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return epoch, epoch


# %% wrong early_stopping | looks for the largest
# named: sign
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    best = 0
    for epoch in range(len(val_costs)):
        best = epoch if val_costs[epoch] > val_costs[best] else best
        if epoch - best >= patience:
            return best, epoch
    return best, len(val_costs) - 1


# %% right train_digit_classifier | everything written out, with patience
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng, waited = np.random.default_rng(seed), 0
    params = random_start(X_train.shape[1], 40, 10, rng)
    one_hot = np.eye(10)[t_train]
    one_hot_val = np.eye(10)[t_val]
    best_cost, best_params = np.inf, params
    for _ in range(20):
        order = rng.permutation(len(X_train))
        for batch in np.array_split(order, len(X_train) // 25):
            _, slopes = cost_and_gradients(X_train[batch], one_hot[batch], params)
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


# %% right train_digit_classifier | by the functions of the exercises above, and early stopping
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    params = random_start(64, 40, 10, rng)
    history, kept = [], []
    for epoch in range(30):
        for rows in minibatches(len(X_train), 20, rng):
            params = sgd_step(params, cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], params)[1], 0.5, 0.0)
        history.append(cost_and_gradients(X_val, np.eye(10)[t_val], params)[0])
        kept.append(params)
        best, stop = early_stopping(np.array(history), 4)
        if stop - best >= 4:
            break
    return kept[best]


# %% right train_digit_classifier | with momentum, few hidden units, further keys
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 32, 10, rng)
    v = {k: 0 * a for k, a in p.items()}
    for epoch in range(15):
        for rows in minibatches(len(X_train), 20, rng):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            v = {k: 0.9 * v[k] - 0.1 * g[k] for k in p}
            p = {k: p[k] + v[k] for k in p}
    return p | {"epochs": 15}


# %% right train_digit_classifier | exact steps with all digits, each longer where it went well
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    p = random_start(64, 30, 10, np.random.default_rng(seed))
    T = np.eye(10)[t_train]
    m, s = {k: 0 * a for k, a in p.items()}, {k: 0 * a for k, a in p.items()}
    for step in range(1, 181):
        g = cost_and_gradients(X_train, T, p)[1]
        m = {k: 0.9 * m[k] + 0.1 * g[k] for k in p}
        s = {k: 0.99 * s[k] + 0.01 * g[k] ** 2 for k in p}
        p = {k: p[k] - 0.05 * (m[k] / (1 - 0.9**step)) / (np.sqrt(s[k] / (1 - 0.99**step)) + 1e-8) for k in p}
    return {k: a.astype(np.float32) for k, a in p.items()}


# %% wrong train_digit_classifier | not trained
# named: not learned
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    return random_start(64, 40, 10, np.random.default_rng(seed))


# %% wrong train_digit_classifier | one pass through the digits
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    return one_epoch(random_start(64, 40, 10, rng), X_train, np.eye(10)[t_train], 25, 1.0, 0.0, rng)


# %% wrong train_digit_classifier | one_epoch on the targets of the notebook
# named: other digits' labels
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    params = random_start(64, 40, 10, rng)
    for _ in range(20):
        params = one_epoch(params, X_train, T_digits, 25, 0.5, 0.0, rng)
    return params


# %% wrong train_digit_classifier | every epoch begins at the start
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    start = random_start(64, 40, 10, rng)
    for _ in range(5):
        params = one_epoch(start, X_train, np.eye(10)[t_train], 25, 0.5, 0.0, rng)
    return params


# %% wrong train_digit_classifier | what one_epoch returns is not kept
# named: not learned
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    params = random_start(64, 40, 10, rng)
    for _ in range(3):
        one_epoch(params, X_train, np.eye(10)[t_train], 25, 1.0, 0.0, rng)
    return params


# %% wrong train_digit_classifier | the cost is returned in front of the parameters
# named: type
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    params, best = random_start(64, 40, 10, rng), (np.inf, None)
    for _ in range(4):
        params = one_epoch(params, X_train, np.eye(10)[t_train], 25, 1.0, 0.0, rng)
        best = min(best, (cost_and_gradients(X_val, np.eye(10)[t_val], params)[0], params), key=lambda one: one[0])
    return best


# %% wrong train_digit_classifier | two epochs
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(2):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | thirty digits by heart
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    p = random_start(64, 40, 10, np.random.default_rng(seed))
    for step in range(300):
        g = cost_and_gradients(X_train[:30], np.eye(10)[t_train[:30]], p)[1]
        p = {k: p[k] - 1.0 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | inputs from 0 to 16
# named: another scale
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    p["W1"] = p["W1"] / 16
    for epoch in range(8):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(16 * X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - (0.005 if k == "W1" else 0.5) * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | ReLU
# named: another activation
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(8):
        for rows in np.split(rng.permutation(1000), 50):
            X, T = X_train[rows], np.eye(10)[t_train[rows]]
            Z1 = X @ p["W1"].T + p["b1"]
            H = np.maximum(Z1, 0)
            Z2 = H @ p["W2"].T + p["b2"]
            Y = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
            Z2_bar = (Y / Y.sum(axis=1, keepdims=True) - T) / len(X)
            Z1_bar = Z2_bar @ p["W2"] * (Z1 > 0)
            g = {"W1": Z1_bar.T @ X, "b1": Z1_bar.sum(0), "W2": Z2_bar.T @ H, "b2": Z2_bar.sum(0)}
            p = {k: p[k] - 0.1 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the labels are counted from 1
# named: labels mixed up
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(8):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows] - 1], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | labels instead of weights
# named: type
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    return t_val


# %% wrong train_digit_classifier | W1 lies the other way
# named: transpose
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    p = random_start(64, 40, 10, np.random.default_rng(seed))
    return {"W1": p["W1"].T, "b1": p["b1"], "W2": p["W2"].T, "b2": p["b2"]}


# %% wrong train_digit_classifier | no biases
# named: missing key
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    p = random_start(64, 40, 10, np.random.default_rng(seed))
    return {"W1": p["W1"], "W2": p["W2"]}


# %% wrong train_digit_classifier | a learning rate of 0
# named: not learned
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for rows in np.split(rng.permutation(1000), 50):
        p = {k: p[k] - 0.0 * cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1][k] for k in p}
    return p


# %% right train_digit_classifier | on both sets of the arguments, from a seed of its own
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    X, T = np.vstack([X_train, X_val]), np.eye(10)[np.concatenate([t_train, t_val])]
    rng = np.random.default_rng(seed + 1)
    p = random_start(64, 40, 10, rng)
    for epoch in range(12):
        for rows in np.array_split(rng.permutation(len(t_train)), 50):
            g = cost_and_gradients(X[rows], T[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | started afresh in every epoch
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    for epoch in range(4):
        p = random_start(64, 40, 10, rng)
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the worst epoch is kept
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng, best = np.random.default_rng(seed), -np.inf
    p = random_start(64, 40, 10, rng)
    for epoch in range(4):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
        cost = cost_and_gradients(X_val, np.eye(10)[t_val], p)[0]
        if cost > best:
            best, kept = cost, p
    return kept


# %% wrong train_digit_classifier | five hundred steps under a heavy penalty
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(10):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - 0.5 * (g[k] + 0.03 * p[k] * (k[0] == "W")) for k in p}
    return p


# %% wrong train_digit_classifier | three hidden units
# named: trained too little
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 3, 10, rng)
    for epoch in range(10):
        for rows in np.split(rng.permutation(1000), 50):
            g = cost_and_gradients(X_train[rows], np.eye(10)[t_train[rows]], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the targets of the notebook's rows
# named: other digits' labels
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(15):
        for rows in np.array_split(rng.permutation(len(t_train)), 50):
            g = cost_and_gradients(X_train[rows], T_digits[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the few targets of the notebook
# named: other digits' labels
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(60):
        for rows in np.array_split(rng.permutation(len(few_X)), 15):
            g = cost_and_gradients(X_train[rows], few_T[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the few digits of the notebook and their targets
# named: other digits than the arguments
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(20):
        for rows in np.array_split(rng.permutation(len(few_X)), 8):
            g = cost_and_gradients(few_X[rows], few_T[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the digits of the notebook
# named: other digits than the arguments
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    X, T = data.digits().X_train, np.eye(10)[data.digits().t_train]
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(4):
        for rows in np.array_split(rng.permutation(len(T)), 50):
            g = cost_and_gradients(X[rows], T[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p


# %% wrong train_digit_classifier | the notebook's test digits beside the arguments
# named: other digits than the arguments
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    X, T = np.vstack([X_train, digits.X_test]), np.eye(10)[np.concatenate([t_train, digits.t_test])]
    rng = np.random.default_rng(seed)
    p = random_start(64, 40, 10, rng)
    for epoch in range(8):
        for rows in np.array_split(rng.permutation(len(T)), 75):
            g = cost_and_gradients(X[rows], T[rows], p)[1]
            p = {k: p[k] - 0.5 * g[k] for k in p}
    return p
