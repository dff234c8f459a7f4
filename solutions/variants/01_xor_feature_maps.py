# Right answers written differently, and planted mistakes, for every exercise of notebook 01.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right linear_classifier | row by row
def linear_classifier(X, w, b):
    y = []
    for row in X:
        total = sum(weight * number for weight, number in zip(w, row))
        y.append(1 if total + b > 0 else 0)
    return np.array(y)


# %% right linear_classifier | einsum, as truth values
def linear_classifier(X, w, b):
    return np.greater(np.einsum("nd,d->n", X, w), -b)


# %% right linear_classifier | with where, as small integers
def linear_classifier(X, w, b):
    return np.where((X * w).sum(axis=1) + b > 0, np.int8(1), np.int8(0))


# %% wrong linear_classifier | a tie gives 1
# named: tie
def linear_classifier(X, w, b):
    return (X @ w + b >= 0).astype(int)


# %% wrong linear_classifier | the bias is left out
# named: input left out
def linear_classifier(X, w, b):
    return (X @ w > 0).astype(int)


# %% wrong linear_classifier | the bias is the threshold
# named: sign
def linear_classifier(X, w, b):
    return (X @ w > b).astype(int)


# %% wrong linear_classifier | the labels are −1 and 1
# named: labels
def linear_classifier(X, w, b):
    return np.sign(X @ w + b).astype(int)


# %% wrong linear_classifier | the pre-activation itself
# named: threshold left out
def linear_classifier(X, w, b):
    return X @ w + b


# %% right linear_classifier | floats
def linear_classifier(X, w, b):
    return np.where(X @ w + b > 0, 1.0, 0.0)


# %% wrong linear_classifier | a column
# named: shape
def linear_classifier(X, w, b):
    return (X @ w.reshape(-1, 1) + b > 0).astype(int)


# %% wrong linear_classifier | * for @
# named: sum missing
def linear_classifier(X, w, b):
    return (X * w + b > 0).astype(int)


# %% wrong linear_classifier | the logic reversed
# named: sign
def linear_classifier(X, w, b):
    return np.where(X @ w + b > 0, 0, 1)


# %% wrong linear_classifier | X is shifted in place
# named: changed in place
def linear_classifier(X, w, b):
    X *= w
    return (X.sum(axis=1) + b > 0).astype(int)


# %% wrong linear_classifier | a list
# named: type
def linear_classifier(X, w, b):
    return [int(np.dot(row, w) + b > 0) for row in X]


# %% right gate_weights | whole numbers, pairs as lists
def gate_weights():
    return {
        "NOT": [np.array([-2]), 1],
        "AND": [np.array([2, 2]), -3],
        "OR": [np.array([2, 2]), -1],
        "NAND": [np.array([-2, -2]), 3],
        "NOR": [np.array([-2, -2]), 1],
    }


# %% right gate_weights | on the edge of a tie, uneven
def gate_weights():
    w_and, b_and = np.array([1.0, 3.0]), np.array(-3.0)
    return dict(
        NOT=(np.array([-0.1]), np.float64(0.1)),
        AND=(w_and, b_and),
        OR=(np.array([7.0, 0.25]), 0),
        NAND=(-w_and, 3.5),
    )


# %% right gate_weights | w as lists of numbers
def gate_weights():
    return {"NOT": ([-1], 0.5), "AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5)}


# %% wrong gate_weights | AND of OR's weights
# named: another gate
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -0.5), "OR": (w, -0.5), "NAND": (-w, 1.5)}


# %% wrong gate_weights | OR on a tie
# named: tie
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -1.5), "OR": (w, -1.0), "NAND": (-w, 1.5)}


# %% wrong gate_weights | NAND on a tie
# named: tie
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -1.0), "OR": (w, 0.0), "NAND": (-w, 1.0)}


# %% wrong gate_weights | NOT with a positive weight
# named: sign
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([1.0]), -0.5), "AND": (w, -1.5), "OR": (w, -0.5), "NAND": (-w, 1.5)}


# %% wrong gate_weights | NAND is NOR
# named: another gate
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -1.5), "OR": (w, -0.5), "NAND": (-w, 0.5)}


# %% wrong gate_weights | NAND with the bias of AND
# named: another gate
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -1.5), "OR": (w, -0.5), "NAND": (-w, -1.5)}


# %% wrong gate_weights | NOT with two weights
# named: shape
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0, 0.0]), 0.5), "AND": (w, -1.5), "OR": (w, -0.5), "NAND": (-w, 1.5)}


# %% wrong gate_weights | NAND is missing
# named: missing key
def gate_weights():
    w = np.array([1.0, 1.0])
    return {"NOT": (np.array([-1.0]), 0.5), "AND": (w, -1.5), "OR": (w, -0.5)}


# %% wrong gate_weights | the bias inside w
# named: one array for several
def gate_weights():
    return {
        "NOT": np.array([-1.0, 0.5]),
        "AND": np.array([1.0, 1.0, -1.5]),
        "OR": np.array([1.0, 1.0, -0.5]),
        "NAND": np.array([-1.0, -1.0, 1.5]),
    }


# %% wrong gate_weights | the bias as an array
# named: shape
def gate_weights():
    w = np.array([1.0, 1.0])
    return {
        "NOT": (np.array([-1.0]), np.array([0.5])),
        "AND": (w, np.array([-1.5])),
        "OR": (w, np.array([-0.5])),
        "NAND": (-w, np.array([1.5])),
    }


# %% right xor_witness | by solving the equations
def xor_witness():
    # α1 (0,1) + α2 (1,0) − β1 (0,0) − β2 (1,1) = 0, and both pairs add up to 1.
    equations = np.array([[0.0, 1, 0, -1], [1, 0, 0, -1], [1, 1, 0, 0], [0, 0, 1, 1]])
    shares = np.linalg.solve(equations, [0, 0, 1, 1])
    return shares[:2], shares[2:]


# %% right xor_witness | a list of two arrays
def xor_witness():
    half = np.full(2, 0.5)
    return [half, half.copy()]


# %% right xor_witness | one array of two rows
def xor_witness():
    return np.ones((2, 2)) / 2


# %% wrong xor_witness | the points for the shares
# named: not a mixture
def xor_witness():
    return np.array([1.0, 1.0]), np.array([1.0, 1.0])


# %% wrong xor_witness | one point of each class
# named: different points
def xor_witness():
    return np.array([1.0, 0.0]), np.array([0.0, 1.0])


# %% wrong xor_witness | uneven shares
# named: different points
def xor_witness():
    return np.array([0.25, 0.75]), np.array([0.5, 0.5])


# %% wrong xor_witness | the same point by a negative share
# named: negative share
def xor_witness():
    return np.array([-0.5, 1.5]), np.array([0.5, 0.5])


# %% wrong xor_witness | in percent
# named: not a mixture
def xor_witness():
    return np.array([50, 50]), np.array([50, 50])


# %% wrong xor_witness | only one of the two
# named: one array for several
def xor_witness():
    return np.array([0.5, 0.5])


# %% wrong xor_witness | one number each
# named: type
def xor_witness():
    return 0.5, 0.5


# %% right is_separable | the largest margin within a box
def is_separable(X, t):
    X = np.asarray(X, dtype=float)
    X = X - X[0]
    for j in range(X.shape[1]):
        if np.abs(X[:, j]).max() > 0:
            X[:, j] = X[:, j] / np.abs(X[:, j]).max()
    N, D = X.shape
    s = 2 * np.asarray(t) - 1
    # unknowns w, b, m: maximise m with s (w·x + b) ≥ m and m ≤ 1
    A = np.hstack([-s[:, None] * X, -s[:, None], np.ones((N, 1))])
    found = linprog(np.r_[np.zeros(D + 1), -1], A_ub=A, b_ub=np.zeros(N), bounds=[(None, None)] * (D + 1) + [(0, 1)])
    return bool(found.x[-1] > 0.5)


# %% right is_separable | shifted only
def is_separable(X, t):
    X = X - X.mean(axis=0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% right is_separable | success, with loops
def is_separable(X, t):
    N, D = X.shape
    middle = [(max(X[:, j]) + min(X[:, j])) / 2 for j in range(D)]
    width = [max(X[:, j]) - min(X[:, j]) or 1.0 for j in range(D)]
    A, b = [], []
    for i in range(N):
        row = [(X[i, j] - middle[j]) / width[j] for j in range(D)] + [1.0]
        A.append([-value for value in row] if t[i] > 0.5 else row)
        b.append(-1)
    return linprog([0] * (D + 1), A_ub=A, b_ub=b, bounds=(None, None), method="highs").success


# %% right is_separable | positive and negative parts, NumPy's bool
def is_separable(X, t):
    if len(set(np.asarray(t).tolist())) == 1:
        return np.True_
    Z = X - X.mean(axis=0)
    Z = Z / np.maximum(np.abs(Z).max(axis=0), 1e-300)
    Z = np.c_[Z, np.ones(len(Z))] * np.where(np.asarray(t) == 1, -1, 1)[:, None]
    found = linprog(np.ones(2 * Z.shape[1]), A_ub=np.c_[Z, -Z], b_ub=np.full(len(Z), -1.0))
    return np.bool_(found.status == 0)


# %% wrong is_separable | without bounds
# named: bounds
def is_separable(X, t):
    side = np.where(t == 1, 1.0, -1.0)
    A_ub = -side[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X))).status == 0


# %% wrong is_separable | without bounds, on shifted data
# named: bounds
def is_separable(X, t):
    X = X - X.mean(axis=0)
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    side = np.where(t == 1, 1.0, -1.0)
    A_ub = -side[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X))).status == 0


# %% wrong is_separable | no bias
# named: bias left out
def is_separable(X, t):
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * X
    return linprog(np.zeros(X.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | no bias, on shifted data
# named: bias left out
def is_separable(X, t):
    X = X - X.mean(axis=0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * X
    return linprog(np.zeros(X.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | no margin
# named: always True
def is_separable(X, t):
    X = X - X.mean(axis=0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=np.zeros(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | the labels for the sides
# named: always False
def is_separable(X, t):
    X = X - X.mean(axis=0)
    A_ub = -t[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | the wrong way round
# named: sign
def is_separable(X, t):
    X = X - X.mean(axis=0)
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return bool(linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status)


# %% wrong is_separable | not shifted
# named: not centred
def is_separable(X, t):
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | one mean for all columns
# named: not centred
def is_separable(X, t):
    X = X - X.mean()
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | one largest value for all columns
# named: not scaled
def is_separable(X, t):
    X = X - X.mean(axis=0)
    X = X / (np.abs(X).max() or 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | divided first, shifted afterwards
# named: not centred
def is_separable(X, t):
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    X = X - X.mean(axis=0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | the solver's status
# named: status
def is_separable(X, t):
    X = X - X.mean(axis=0)
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status


# %% wrong is_separable | all that the solver says
# named: type
def is_separable(X, t):
    X = X - X.mean(axis=0)
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None))


# %% wrong is_separable | nothing is returned
# named: nothing returned
def is_separable(X, t):
    X = X - X.mean(axis=0)
    separable = len(X) > 0


# %% wrong is_separable | only the line between the means
# named: one line tried
def is_separable(X, t):
    if t.min() == t.max():
        return True
    one, zero = X[t == 1].mean(axis=0), X[t == 0].mean(axis=0)
    w = one - zero
    z = (X - (one + zero) / 2) @ w
    return bool(np.all((z > 0) == (t == 1)))


# %% wrong is_separable | only the least-squares line
# named: one line tried
def is_separable(X, t):
    A = np.column_stack([X, np.ones(len(X))])
    fit = np.linalg.lstsq(A, 2 * t - 1, rcond=None)[0]
    return bool(np.all((A @ fit > 0) == (t == 1)))


# %% wrong is_separable | one column at a time
# named: one column
def is_separable(X, t):
    if t.min() == t.max():
        return True
    one, zero = X[t == 1], X[t == 0]
    return bool(np.any((one.min(axis=0) > zero.max(axis=0)) | (one.max(axis=0) < zero.min(axis=0))))


# %% wrong is_separable | a perceptron that stops too soon
# named: narrow margin
def is_separable(X, t):
    A = np.column_stack([X, np.ones(len(X))]) * np.where(t == 1, 1.0, -1.0)[:, None]
    v = np.zeros(A.shape[1])
    for _ in range(1000):
        wrong = np.flatnonzero(A @ v <= 0)
        if len(wrong) == 0:
            return True
        for row in A[wrong]:
            v = v + row
    return False


# %% wrong is_separable | one class is refused
# named: one class
def is_separable(X, t):
    if len(np.unique(t)) < 2:
        return False
    X = X - X.mean(axis=0)
    size = np.abs(X).max(axis=0)
    X = X / np.where(size > 0, size, 1.0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong is_separable | a column of equal numbers is divided by 0
# named: another type in a line
def is_separable(X, t):
    X = X - X.mean(axis=0)
    X = X / np.abs(X).max(axis=0)
    A_ub = -np.where(t == 1, 1.0, -1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A_ub.shape[1]), A_ub=A_ub, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% right count_separable | by asking about every table
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)), dtype=float)
    return sum(bool(is_separable(points, np.array(table))) for table in product((0, 1), repeat=2**n))


# %% right count_separable | tables as numbers, a larger grid
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    weights = np.array(list(product(range(-3, 4), repeat=n)))
    found = [(weights @ points.T + b > 0) @ (1 << np.arange(2**n)) for b in range(-9, 10)]
    return np.unique(found).size


# %% right count_separable | what is known
def count_separable(n):
    return [None, 4, 14, 104][n]


# %% wrong count_separable | all tables
# named: all tables
def count_separable(n):
    return 2**2**n


# %% wrong count_separable | no bias
# named: too few weights
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    return len({tuple(points @ np.array(w) > 0) for w in product((-2, -1, 0, 1, 2), repeat=n)})


# %% wrong count_separable | weights −1, 0, 1
# named: too few weights
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    tables = set()
    for w in product((-1, 0, 1), repeat=n):
        for b in np.arange(-2.5, 3):
            tables.add(tuple(points @ np.array(w) + b > 0))
    return len(tables)


# %% wrong count_separable | a range that ends too soon
# named: too few weights
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    tables = set()
    for w in product(range(-2, 2), repeat=n):
        for b in range(-2, 2):
            tables.add(tuple(points @ np.array(w) + b > 0))
    return len(tables)


# %% wrong count_separable | counts units, not tables
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    tables = []
    for w in product((-2, -1, 0, 1, 2), repeat=n):
        for b in np.arange(-2.5, 3):
            tables.append(tuple(points @ np.array(w) + b > 0))
    return len(tables)


# %% wrong count_separable | all but XOR and XNOR
# named: guess
def count_separable(n):
    return 2**2**n - 2


# %% wrong count_separable | without the constant ones
# named: constants left out
def count_separable(n):
    points = np.array(list(product((0, 1), repeat=n)))
    tables = set()
    for w in product((-2, -1, 0, 1, 2), repeat=n):
        for b in np.arange(-2.5, 3):
            table = tuple(points @ np.array(w) + b > 0)
            if any(table) and not all(table):
                tables.add(table)
    return len(tables)


# %% wrong count_separable | a float
# named: type
def count_separable(n):
    return float([0, 4, 14, 104][n])


# %% right xor_feature_map | concatenated, with prod
def xor_feature_map(X):
    return np.concatenate([X, X.prod(axis=1, keepdims=True)], axis=1)


# %% right xor_feature_map | row by row
def xor_feature_map(X):
    return np.array([[x1, x2, x1 * x2] for x1, x2 in X])


# %% right xor_feature_map | turned around
def xor_feature_map(X):
    x1, x2 = X.T
    return np.vstack([x1, x2, x1 * x2]).T


# %% wrong xor_feature_map | not turned around
# named: transpose
def xor_feature_map(X):
    x1, x2 = X.T
    return np.array([x1, x2, x1 * x2])


# %% wrong xor_feature_map | a sum for the product
# named: sum for product
def xor_feature_map(X):
    return np.column_stack([X, X[:, 0] + X[:, 1]])


# %% wrong xor_feature_map | the product over the examples
# named: wrong axis
def xor_feature_map(X):
    return np.column_stack([X, np.full(len(X), X.prod(axis=0)[0])])


# %% wrong xor_feature_map | logical and
# named: logic for product
def xor_feature_map(X):
    return np.column_stack([X[:, 0], X[:, 1], np.logical_and(X[:, 0], X[:, 1])])


# %% wrong xor_feature_map | the product first
# named: order
def xor_feature_map(X):
    return np.column_stack([X[:, 0] * X[:, 1], X[:, 0], X[:, 1]])


# %% wrong xor_feature_map | the product alone
# named: inputs left out
def xor_feature_map(X):
    return X[:, 0:1] * X[:, 1:2]


# %% wrong xor_feature_map | for zeros and ones only
# named: logic for product
def xor_feature_map(X):
    return np.column_stack([X, np.minimum(X[:, 0], X[:, 1])])


# %% wrong xor_feature_map | a column of ones too
# named: something more
def xor_feature_map(X):
    return np.column_stack([X, X[:, 0] * X[:, 1], np.ones(len(X))])


# %% wrong xor_feature_map | as whole numbers
# named: answer changed
def xor_feature_map(X):
    return np.column_stack([X, X[:, 0] * X[:, 1]]).astype(int)


# %% wrong xor_feature_map | rows for columns
# named: some entries
def xor_feature_map(X):
    x1, x2 = X[0]
    return np.array([x1, x2, x1 * x2])


# %% right xor_feature_weights | whole numbers, as a list
def xor_feature_weights():
    return [np.array([2, 2, -4]), -1]


# %% right xor_feature_weights | uneven, b = 0
def xor_feature_weights():
    return np.array([0.5, 3.0, -9.0]), 0.0


# %% right xor_feature_weights | w as a list
def xor_feature_weights():
    return [1, 1, -2], np.array(-0.25)


# %% wrong xor_feature_weights | these are for OR
# named: another gate
def xor_feature_weights():
    return np.array([1.0, 1.0, 0.0]), -0.5


# %% wrong xor_feature_weights | w3 is too small
# named: another gate
def xor_feature_weights():
    return np.array([1.0, 1.0, -1.0]), -0.5


# %% wrong xor_feature_weights | the opposite
# named: sign
def xor_feature_weights():
    return np.array([-1.0, -1.0, 2.0]), 0.5


# %% wrong xor_feature_weights | on a tie
# named: tie
def xor_feature_weights():
    return np.array([1.0, 1.0, -2.0]), -1.0


# %% wrong xor_feature_weights | two weights
# named: shape
def xor_feature_weights():
    return np.array([1.0, 1.0]), -0.5


# %% wrong xor_feature_weights | the bias in w
# named: one array for several
def xor_feature_weights():
    return np.array([[1.0, 1.0, -2.0, -0.5]])


# %% wrong xor_feature_weights | the bias first
# named: order
def xor_feature_weights():
    return -0.5, np.array([1.0, 1.0, -2.0])


# %% wrong xor_feature_weights | a bias for 1
# named: another gate
def xor_feature_weights():
    return np.array([1.0, 1.0, -2.0]), 0.5


# %% right my_feature_map | truth values
def my_feature_map(X):
    return X[:, :1] != X[:, 1:]


# %% right my_feature_map | the product of the distances from the middle; XOR below
def my_feature_map(X):
    return ((X - 0.5).prod(axis=1) * 1000).reshape(-1, 1)


# %% right my_feature_map | a wave
def my_feature_map(X):
    return np.cos(np.pi * X.sum(axis=1, keepdims=True))


# %% right my_feature_map | row by row
def my_feature_map(X):
    return np.array([[abs(x1 + x2 - 1)] for x1, x2 in X])


# %% right my_feature_map | ψ and its weights
def my_feature_map(X):
    return (X[:, 0] + X[:, 1] - 2 * X[:, 0] * X[:, 1])[:, None]


# %% wrong my_feature_map | the sum
# named: monotone
def my_feature_map(X):
    return X[:, 0:1] + X[:, 1:2]


# %% wrong my_feature_map | the difference
# named: monotone
def my_feature_map(X):
    return X[:, 0:1] - X[:, 1:2]


# %% wrong my_feature_map | the product
# named: monotone
def my_feature_map(X):
    return X[:, 0:1] * X[:, 1:2]


# %% wrong my_feature_map | without the second axis
# named: shape
def my_feature_map(X):
    return (X[:, 0] - X[:, 1]) ** 2


# %% wrong my_feature_map | constant
# named: constant
def my_feature_map(X):
    return np.ones((len(X), 1))


# %% wrong my_feature_map | a sine that is 0 up to rounding
# named: constant
def my_feature_map(X):
    return np.sin(np.pi * X.sum(axis=1, keepdims=True))


# %% wrong my_feature_map | a division
# named: overflow
def my_feature_map(X):
    return X[:, 0:1] / X[:, 1:2]


# %% wrong my_feature_map | not a number
# named: not finite
def my_feature_map(X):
    with np.errstate(invalid="ignore"):
        return np.sqrt(X[:, 0:1] - X[:, 1:2])


# %% wrong my_feature_map | the mean of the batch as the middle
# named: depends on other rows
def my_feature_map(X):
    return np.abs(X.sum(axis=1, keepdims=True) - X.sum(axis=1).mean())


# %% wrong my_feature_map | the labels, by heart
# named: always the same
def my_feature_map(X):
    return np.array([[0], [1], [1], [0]])


# %% wrong my_feature_map | ^ on floats
# named: another type in a line
def my_feature_map(X):
    return X[:, 0:1] ^ X[:, 1:2]


# %% wrong my_feature_map | two features
# named: shape
def my_feature_map(X):
    return (X - X[:, ::-1]) ** 2


# %% wrong my_feature_map | a single number
# named: type
def my_feature_map(X):
    return float((X[0, 0] - X[0, 1]) ** 2)


# %% wrong my_feature_map | a circle around the wrong point
# named: not separated
def my_feature_map(X):
    return np.abs(X[:, 0:1] - 0.7) + 2 * X[:, 1:2] * (0.6 - X[:, 0:1])


# %% wrong my_feature_map | bent at the wrong place
# named: monotone
def my_feature_map(X):
    return np.abs(X[:, 0:1] + X[:, 1:2] - 0.25)


# %% wrong count_separable | n is not used
# named: n ignored
def count_separable(n):
    points = np.array(list(product((0.0, 1.0), repeat=2)))
    return sum(bool(is_separable(points, np.array(table))) for table in product((0, 1), repeat=4))


# %% wrong count_separable | the return is in the loop
# named: return in the loop
def count_separable(n):
    points, count = np.array(list(product((0.0, 1.0), repeat=n))), 0
    for table in product((0, 1), repeat=2**n):
        if is_separable(points, np.array(table)):
            count += 1
        return count
