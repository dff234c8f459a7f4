# Right answers written differently, and planted mistakes, for every exercise of notebook 02.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right hard_threshold | the comparison as floats
def hard_threshold(z):
    return (z > 0).astype(float)


# %% right hard_threshold | by NumPy's own name
def hard_threshold(z):
    return np.heaviside(z, 0)


# %% right hard_threshold | entry by entry
def hard_threshold(z):
    h = np.zeros(np.shape(z))
    for index in np.ndindex(np.shape(z)):
        if np.asarray(z)[index] > 0:
            h[index] = 1.0
    return h


# %% right hard_threshold | whole numbers
def hard_threshold(z):
    return 1 * (np.asarray(z) > 0)


# %% wrong hard_threshold | a tie gives 1
# named: tie
def hard_threshold(z):
    return np.where(z >= 0, 1.0, 0.0)


# %% wrong hard_threshold | a tie gives ½
# named: tie
def hard_threshold(z):
    return np.heaviside(z, 0.5)


# %% wrong hard_threshold | the sign function
# named: other values
def hard_threshold(z):
    return np.sign(z)


# %% wrong hard_threshold | −1 and 1
# named: other values
def hard_threshold(z):
    return np.where(z > 0, 1.0, -1.0)


# %% right hard_threshold | truth values
def hard_threshold(z):
    return z > 0


# %% wrong hard_threshold | the other way round
# named: sign
def hard_threshold(z):
    return np.where(z > 0, 0.0, 1.0)


# %% wrong hard_threshold | z itself where it is positive
# named: no step
def hard_threshold(z):
    return np.where(z > 0, z, 0.0)


# %% wrong hard_threshold | the step at ½
# named: wrong threshold
def hard_threshold(z):
    return np.where(z > 0.5, 1.0, 0.0)


# %% wrong hard_threshold | one number for the whole array
# named: type
def hard_threshold(z):
    return 1.0 if np.all(z > 0) else 0.0


# %% wrong hard_threshold | an if cannot decide for an array
# named: one truth value of an array
def hard_threshold(z):
    if z > 0:
        return 1.0
    return 0.0


# %% wrong hard_threshold | flattened
# named: shape
def hard_threshold(z):
    return np.array([1.0 if value > 0 else 0.0 for value in np.ravel(z)])


# %% wrong hard_threshold | in place
# named: changed in place
def hard_threshold(z):
    z = np.asarray(z)
    if z.shape == ():
        return float(z > 0)
    z[...] = z > 0
    return z


# %% right unit | a sum over the last axis
def unit(x, w, b, phi):
    return phi(np.sum(np.asarray(x) * w, axis=-1) + b)


# %% right unit | one shape after the other
def unit(x, w, b, phi):
    if np.ndim(x) == 1:
        return float(phi(float(sum(weight * value for weight, value in zip(w, x))) + b))
    return np.array([phi(np.dot(w, row) + b) for row in x])


# %% right unit | einsum
def unit(x, w, b, phi):
    z = np.einsum("...d,d", x, w) + b
    return phi(z)


# %% right unit | the weights on the left
def unit(x, w, b, phi):
    return phi(b + w @ x.T)


# %% wrong unit | the bias is left out
# named: input left out
def unit(x, w, b, phi):
    return phi(x @ w)


# %% wrong unit | no activation
# named: step left out
def unit(x, w, b, phi):
    return x @ w + b


# %% wrong unit | the bias after the activation
# named: order of operations
def unit(x, w, b, phi):
    return phi(x @ w) + b


# %% wrong unit | the activation before the sum
# named: order of operations
def unit(x, w, b, phi):
    return phi(x) @ w + b


# %% wrong unit | the bias once for every input
# named: bias many times
def unit(x, w, b, phi):
    return phi(np.sum(x * w + b, axis=-1))


# %% wrong unit | the bias subtracted
# named: sign
def unit(x, w, b, phi):
    return phi(x @ w - b)


# %% wrong unit | one sum over the whole batch
# named: sum over the batch
def unit(x, w, b, phi):
    return phi(np.sum(x * w) + b)


# %% wrong unit | no sum at all
# named: shape
def unit(x, w, b, phi):
    return phi(x * w + b)


# %% wrong unit | the sum over the examples
# named: shape
def unit(x, w, b, phi):
    return phi(np.sum(x * w, axis=0) + b)


# %% wrong unit | always tanh
# named: input left out
def unit(x, w, b, phi):
    return np.tanh(x @ w + b)


# %% wrong unit | the function itself
# named: type
def unit(x, w, b, phi):
    return phi


# %% wrong unit | the mean of the products
# named: factor
def unit(x, w, b, phi):
    return phi(np.mean(x * w, axis=-1) + b)


# %% right xor_network | matrices
def xor_network(X):
    h = (X @ np.array([[1.0, 1.0], [1.0, 1.0]]).T + np.array([-0.5, -1.5]) > 0).astype(float)
    y = (h @ np.array([1.0, -1.0]) - 0.5 > 0).astype(float)
    return h, y


# %% right xor_network | whole numbers and a list
def xor_network(X):
    h, y = [], []
    for x1, x2 in X:
        h1 = 1 if x1 + x2 > 0.5 else 0
        h2 = 1 if x1 + x2 > 1.5 else 0
        h.append([h1, h2])
        y.append(1 if h1 - h2 > 0 else 0)
    return [np.array(h), np.array(y)]


# %% right xor_network | truth values
def xor_network(X):
    total = X.sum(axis=1)
    h1, h2 = total > 0.5, total > 1.5
    return np.column_stack([h1, h2]), h1 & ~h2


# %% right xor_network | with hard_threshold and unit
def xor_network(X):
    h1 = unit(X, np.ones(2), -0.5, hard_threshold)
    h2 = unit(X, np.ones(2), -1.5, hard_threshold)
    h = np.stack([h1, h2], axis=1)
    return h, unit(h, np.array([1.0, -1.0]), -0.5, hard_threshold)


# %% wrong xor_network | the constants added
# named: sign
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s + 0.5 > 0, 1.0, 0.0)
    h2 = np.where(s + 1.5 > 0, 1.0, 0.0)
    y = np.where(h1 - h2 + 0.5 > 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | h2 added in the output
# named: sign
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s - 0.5 > 0, 1.0, 0.0)
    h2 = np.where(s - 1.5 > 0, 1.0, 0.0)
    y = np.where(h1 + h2 - 0.5 > 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | ties give 1
# named: tie
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s >= 0.5, 1.0, 0.0)
    h2 = np.where(s >= 1.5, 1.0, 0.0)
    y = np.where(h1 - h2 - 0.5 >= 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | hidden units in each other's place
# named: order
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s - 0.5 > 0, 1.0, 0.0)
    h2 = np.where(s - 1.5 > 0, 1.0, 0.0)
    y = np.where(h1 - h2 - 0.5 > 0, 1.0, 0.0)
    return np.stack([h2, h1], axis=1), y


# %% wrong xor_network | rows for columns
# named: shape
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s - 0.5 > 0, 1.0, 0.0)
    h2 = np.where(s - 1.5 > 0, 1.0, 0.0)
    y = np.where(h1 - h2 - 0.5 > 0, 1.0, 0.0)
    return np.array([h1, h2]), y


# %% wrong xor_network | thresholds that do for bits only
# named: wrong threshold
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s > 0, 1.0, 0.0)
    h2 = np.where(s > 1, 1.0, 0.0)
    y = np.where(h1 - h2 > 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | the gates as logic on bits
# named: bits only
def xor_network(X):
    h1 = np.logical_or(X[:, 0], X[:, 1]).astype(float)
    h2 = np.logical_and(X[:, 0], X[:, 1]).astype(float)
    y = h1 - h2
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | no threshold at the output
# named: step left out
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    h1 = np.where(s - 0.5 > 0, 1.0, 0.0)
    h2 = np.where(s - 1.5 > 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), h1 - h2 - 0.5


# %% wrong xor_network | y alone
# named: number of values
def xor_network(X):
    s = X[:, 0] + X[:, 1]
    return np.where((s > 0.5) & (s <= 1.5), 1.0, 0.0)


# %% wrong xor_network | the output reads the inputs
# named: wrong input
def xor_network(X):
    x1, x2 = X[:, 0], X[:, 1]
    h1 = np.where(x1 + x2 - 0.5 > 0, 1.0, 0.0)
    h2 = np.where(x1 + x2 - 1.5 > 0, 1.0, 0.0)
    y = np.where(x1 - x2 - 0.5 > 0, 1.0, 0.0)
    return np.stack([h1, h2], axis=1), y


# %% wrong xor_network | truth values subtracted
# named: another type in a line
def xor_network(X):
    x1, x2 = X[:, 0], X[:, 1]
    h1 = x1 + x2 - 0.5 > 0
    h2 = x1 + x2 - 1.5 > 0
    h = np.stack([h1, h2], axis=1)
    y = h1 - h2 - 0.5 > 0
    return h, y


# %% right my_xor_weights | NAND and OR, joined by AND
def my_xor_weights():
    W1 = np.array([[-1, -1], [1, 1]])
    return W1, np.array([1.5, -0.5]), np.array([1, 1]), -1.5


# %% right my_xor_weights | NAND and NOR, a list, odd numbers
def my_xor_weights():
    W1 = np.array([[-2.3, -2.1], [-0.7, -0.9]])
    return [W1, np.array([3.0, 0.4]), np.array([5.0, -4.0]), np.array(-2.0)]


# %% right my_xor_weights | one of the lecture's units and another
def my_xor_weights():
    return np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-0.5, 1.5]), np.array([1.0, 1.0]), np.float64(-1.5)


# %% right my_xor_weights | with ties that give 0
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2), np.array([1.0, 1.0]), 0


# %% right my_xor_weights | negated: the output is 1 when neither unit is
def my_xor_weights():
    return np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-1.5, 0.5]), np.array([-1.0, -1.0]), 0.5


# %% wrong my_xor_weights | the lecture's network
# named: the lecture's units
def my_xor_weights():
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


# %% wrong my_xor_weights | other numbers for the same gates
# named: the lecture's units
def my_xor_weights():
    return np.array([[2.0, 3.0], [5.0, 4.0]]), np.array([-4.5, -0.5]), np.array([-2.0, 1.0]), -0.3


# %% wrong my_xor_weights | XNOR
# named: opposite
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5]), np.array([-1.0, -1.0]), 0.5


# %% wrong my_xor_weights | the signs of the biases
# named: sign
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.5, 0.5]), np.array([1.0, 1.0]), 0.5


# %% wrong my_xor_weights | a column for each hidden unit
# named: transposed
def my_xor_weights():
    return np.array([[-1.0, 2.0], [-1.0, 1.0]]), np.array([1.5, -0.5]), np.array([1.0, 1.0]), -1.5


# %% wrong my_xor_weights | a tie counted as 1
# named: tie
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-1.0, -1.0]), np.array([1.0, 1.0]), -1.0


# %% wrong my_xor_weights | both units see the same
# named: hidden layer
def my_xor_weights():
    return np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, -0.5]), np.array([1.0, 1.0]), -0.5


# %% wrong my_xor_weights | the output asks for both
# named: output layer
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5]), np.array([1.0, 1.0]), -1.5


# %% wrong my_xor_weights | a bias in brackets
# named: shape
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5]), np.array([1.0, 1.0]), np.array([-0.5])


# %% wrong my_xor_weights | a column of output weights
# named: shape
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5]), np.array([[1.0], [1.0]]), -0.5


# %% wrong my_xor_weights | three hidden units
# named: shape
def my_xor_weights():
    W1 = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
    return W1, np.array([-0.5, -0.5, -1.5]), np.array([1.0, 1.0, 0.0]), -0.5


# %% wrong my_xor_weights | the output's bias is missing
# named: number of values
def my_xor_weights():
    return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5]), np.array([1.0, 1.0])


# %% right boolean_network | a unit for every row, the table for weights
def boolean_network(table):
    N = len(table)
    if N & (N - 1):
        raise ValueError("the length of table is no power of two")
    n = N.bit_length() - 1
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% right boolean_network | in loops, by the bits of the row's number, with larger weights
def boolean_network(table):
    n = 0
    while 2**n < len(table):
        n += 1
    if 2**n != len(table):
        raise ValueError(f"table: {len(table)} is not a power of two")
    W1, b1, w2 = [[0.0] * n], [-1.0], [0.0]
    for row in range(2**n):
        if table[row] == 1:
            bits = [(row >> (n - 1 - i)) % 2 for i in range(n)]
            W1.append([4.0 if bit else -4.0 for bit in bits])
            b1.append(2.0 - 4.0 * sum(bits))
            w2.append(3.0)
    return np.array(W1), np.array(b1), np.array(w2), 0.0


# %% right boolean_network | units for the zeros where there are fewer
def boolean_network(table):
    n = int(np.log2(len(table)))
    if 2**n != len(table):
        raise ValueError("table")
    few = 1 if sum(table) <= len(table) / 2 else 0
    rows = [[int(bit) for bit in format(row, f"0{n}b")] for row in range(len(table)) if table[row] == few]
    if not rows:
        return np.zeros((1, n)), np.zeros(1), np.zeros(1), (-1.0 if few == 1 else 1.0)
    rows = np.array(rows)
    sign = 1 if few == 1 else -1
    return 2 * rows - 1, 0.5 - rows.sum(axis=1), sign * np.ones(len(rows)), -0.5 * sign


# %% wrong boolean_network | x1 as the least significant bit
# named: bit order
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array([[(row >> i) & 1 for i in range(n)] for row in range(2**n)])
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% wrong boolean_network | units for the zeros
# named: opposite
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, 0.5 - X.sum(axis=1), 1 - np.array(table), -0.5


# %% wrong boolean_network | no negative weights
# named: more rows
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return X, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% wrong boolean_network | biases on the tie
# named: tie
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, -X.sum(axis=1), np.array(table), -0.5


# %% wrong boolean_network | the sign of the biases
# named: sign
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, X.sum(axis=1) - 0.5, np.array(table), -0.5


# %% wrong boolean_network | the bias of the example for every row
# named: bias
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, np.full(2**n, -1.5), np.array(table), -0.5


# %% wrong boolean_network | biases half a step below
# named: bias
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    ones = np.array(list(product([0, 1], repeat=n)))[np.array(table) == 1]
    if len(ones) == 0:
        return np.zeros((1, n)), np.array([-1.0]), np.array([1.0]), -0.5
    return 2 * ones - 1, -ones.sum(axis=1) - 0.5, np.ones(len(ones)), -0.5


# %% wrong boolean_network | the table for row numbers
# named: picked by number
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    ones = np.array(list(product([0, 1], repeat=n)))[table]
    return 2 * ones - 1, 0.5 - ones.sum(axis=1), np.ones(len(ones)), -0.5


# %% wrong boolean_network | the hidden layer transposed, no zero rows kept
# named: shape
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    ones = np.array(list(product([0, 1], repeat=n)) + [(0,) * n])[np.append(table, 1) == 1]
    return (2 * ones - 1).T, 0.5 - ones.sum(axis=1), np.ones(len(ones)), -0.5


# %% wrong boolean_network | the output asks for all units
# named: output layer
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), 0.5 - sum(table)


# %% wrong boolean_network | no unit for a table of zeros
# named: number of units
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))[np.array(table) == 1]
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.ones(len(X)), -0.5


# %% wrong boolean_network | any length
# named: not refused
def boolean_network(table):
    n = int(np.ceil(np.log2(len(table))))
    X = np.array(list(product([0, 1], repeat=n)))[: len(table)]
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% wrong boolean_network | an assertion for a ValueError
def boolean_network(table):
    n = len(table).bit_length() - 1
    assert len(table) == 2**n, "table must have 2**n entries"
    X = np.array(list(product([0, 1], repeat=n)))
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% wrong boolean_network | a column for each hidden unit
# named: shape
def boolean_network(table):
    n = len(table).bit_length() - 1
    if len(table) != 2**n:
        raise ValueError("table must have 2**n entries")
    X = np.array(list(product([0, 1], repeat=n)))
    return (2 * X - 1).T, 0.5 - X.sum(axis=1), np.array(table), -0.5


# %% right parity_network | powers of −1
def parity_network(n):
    return np.ones((n, n)), -np.arange(n) - 0.5, (-1.0) ** np.arange(n), -0.5


# %% right parity_network | in loops, other numbers
def parity_network(n):
    W1 = np.array([[2 for _ in range(n)] for _ in range(n)])
    b1 = np.array([-(2 * k + 1) for k in range(n)])
    w2 = np.array([3 if k % 2 == 0 else -3 for k in range(n)])
    return [W1, b1, w2, np.float64(-1)]


# %% right parity_network | the units ask for at most k ones
def parity_network(n):
    # Unit k is 1 while there are at most k ones; without any one, all of them are.
    k = np.arange(n)
    w2 = np.where(k % 2 == 0, -1.0, 1.0)
    return -np.ones((n, n)), k + 0.5, w2, -0.5 - np.sum(w2)


# %% wrong parity_network | all output weights 1
# named: one sign
def parity_network(n):
    return np.ones((n, n)), -np.arange(n) - 0.5, np.ones(n), -0.5


# %% wrong parity_network | 1 for an even number
# named: opposite
def parity_network(n):
    return np.ones((n, n)), -np.arange(n) - 0.5, -((-1.0) ** np.arange(n)), 0.5


# %% wrong parity_network | a unit for each odd input
# named: number of units
def parity_network(n):
    X = np.array(list(product([0, 1], repeat=n)))
    X = X[X.sum(axis=1) % 2 == 1]
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.ones(len(X)), -0.5


# %% wrong parity_network | the biases on the tie
# named: tie
def parity_network(n):
    return np.ones((n, n)), -np.arange(1, n + 1), (-1.0) ** np.arange(n), -0.5


# %% wrong parity_network | counted from 0
# named: off by one
def parity_network(n):
    k = np.arange(n)
    return np.ones((n, n)), 0.5 - k, (-1.0) ** k, -0.5


# %% wrong parity_network | the power before the minus
# named: precedence
def parity_network(n):
    return np.ones((n, n)), -np.arange(n) - 0.5, -(1.0 ** np.arange(n)), -0.5


# %% wrong parity_network | biases from one unit too far
# named: off by one
def parity_network(n):
    return np.ones((n, n)), -np.arange(1, n + 1) - 0.5, (-1.0) ** np.arange(n), -0.5


# %% wrong parity_network | the sign of the biases
# named: sign
def parity_network(n):
    return np.ones((n, n)), np.arange(n) + 0.5, (-1.0) ** np.arange(n), -0.5


# %% wrong parity_network | an identity in the place of ones
# named: hidden layer
def parity_network(n):
    return np.eye(n), -0.5 * np.ones(n), (-1.0) ** np.arange(n), -0.5


# %% wrong parity_network | for two bits only
# named: shape
def parity_network(n):
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


# %% wrong parity_network | one unit too many
# named: number of units
def parity_network(n):
    return np.ones((n + 1, n)), -np.arange(n + 1) - 0.5, (-1.0) ** np.arange(n + 1), -0.5


# %% right sharpen | a list, multiplied from the right
def sharpen(w, b, k):
    return [w * k, b * k]


# %% right sharpen | row by row
def sharpen(w, b, k):
    new_w = np.array([k * np.asarray(row) for row in w])
    return new_w, np.array(b) * k


# %% wrong sharpen | the bias as it was
# named: input left out
def sharpen(w, b, k):
    return k * w, b


# %% wrong sharpen | the weights as they were
# named: input left out
def sharpen(w, b, k):
    return w, k * b


# %% wrong sharpen | divided
# named: factor
def sharpen(w, b, k):
    return w / k, b / k


# %% wrong sharpen | added
# named: sum for product
def sharpen(w, b, k):
    return w + k, b + k


# %% wrong sharpen | in place
# named: changed in place
def sharpen(w, b, k):
    w *= k
    b = b * k
    return w, b


# %% wrong sharpen | a list repeated
# named: type
def sharpen(w, b, k):
    return list(k * w), k * b


# %% wrong sharpen | in the wrong order
# named: order
def sharpen(w, b, k):
    return k * b, k * w


# %% right smallest_scale | one input after the other
import math


def smallest_scale(tolerance):
    def s(z):
        return 1 / (1 + math.exp(-z))

    k = 0
    while True:
        k += 1
        good = True
        for x1, x2, t in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
            h1, h2 = s(k * (x1 + x2 - 0.5)), s(k * (x1 + x2 - 1.5))
            good = good and abs(s(k * (h1 - h2 - 0.5)) - t) <= tolerance
        if good:
            return k


# %% right smallest_scale | with the network sharpened, as a float
def smallest_scale(tolerance):
    k = 1.0
    while True:
        W1, b1 = sharpen(np.ones((2, 2)), np.array([-0.5, -1.5]), k)
        w2, b2 = sharpen(np.array([1.0, -1.0]), -0.5, k)
        y = logistic(logistic(X_all @ W1.T + b1) @ w2 + b2)
        if all(abs(y - [0, 1, 1, 0]) < tolerance):
            return k
        k += 1


# %% right smallest_scale | by halving, for the error falls with k
def smallest_scale(tolerance):
    def error(k):
        h1, h2 = logistic(k * (X_all.sum(axis=1) - 0.5)), logistic(k * (X_all.sum(axis=1) - 1.5))
        return np.max(np.abs(logistic(k * (h1 - h2 - 0.5)) - np.array([0, 1, 1, 0])))

    low, high = 0, 4096
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if error(middle) <= tolerance else (middle, high)
    return np.int64(high)


# %% wrong smallest_scale | one too many
# named: off by one
def smallest_scale(tolerance):
    k = 1
    error = 1.0
    while error > tolerance:
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        error = np.max(np.abs(y - np.array([0, 1, 1, 0])))
        k += 1
    return k


# %% wrong smallest_scale | one too few
# named: off by one
def smallest_scale(tolerance):
    for k in range(1000):
        s = X_all.sum(axis=1)
        y = logistic((k + 1) * (logistic((k + 1) * (s - 0.5)) - logistic((k + 1) * (s - 1.5)) - 0.5))
        if np.max(np.abs(y - np.array([0, 1, 1, 0]))) <= tolerance:
            return k


# %% wrong smallest_scale | the mean error
# named: mean
def smallest_scale(tolerance):
    for k in range(1, 1000):
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        if np.mean(np.abs(y - np.array([0, 1, 1, 0]))) <= tolerance:
            return k


# %% wrong smallest_scale | any input within the tolerance
# named: some inputs
def smallest_scale(tolerance):
    for k in range(1, 1000):
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        if np.any(np.abs(y - np.array([0, 1, 1, 0])) <= tolerance):
            return k


# %% wrong smallest_scale | the squared error
# named: squared
def smallest_scale(tolerance):
    for k in range(1, 1000):
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        if np.max((y - np.array([0, 1, 1, 0])) ** 2) <= tolerance:
            return k


# %% wrong smallest_scale | the absolute value forgotten
# named: some inputs
def smallest_scale(tolerance):
    for k in range(1, 1000):
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        if np.max(y - np.array([0, 1, 1, 0])) <= tolerance:
            return k


# %% wrong smallest_scale | the output is not sharpened
# named: nothing returned
def smallest_scale(tolerance):
    for k in range(1, 1000):
        s = X_all.sum(axis=1)
        y = logistic(logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5)
        if np.max(np.abs(y - np.array([0, 1, 1, 0]))) <= tolerance:
            return k


# %% wrong smallest_scale | a real number
# named: not whole
def smallest_scale(tolerance):
    for k in np.arange(1, 1000, 0.1):
        s = X_all.sum(axis=1)
        y = logistic(k * (logistic(k * (s - 0.5)) - logistic(k * (s - 1.5)) - 0.5))
        if np.max(np.abs(y - np.array([0, 1, 1, 0]))) <= tolerance:
            return k


# %% wrong smallest_scale | the answers of the text
def smallest_scale(tolerance):
    return 6 if tolerance >= 0.1 else 10


# %% wrong smallest_scale | the hidden layer stays hard
# named: hidden layer
def smallest_scale(tolerance):
    for k in range(1, 1000):
        if logistic(-k * 0.5) <= tolerance:
            return k


# %% wrong xor_network | the hidden units swapped, and y right
# named: order
def xor_network(X):
    s = X.sum(axis=1)
    h = np.column_stack([s > 1.5, s > 0.5]).astype(float)
    return h, (h[:, 1] - h[:, 0] > 0.5).astype(float)


# %% wrong xor_network | h holds the sums
# named: step left out
def xor_network(X):
    s = X.sum(axis=1)
    h = np.column_stack([s - 0.5, s - 1.5])
    return h, (h[:, 0] - h[:, 1] - 0.5 > 0).astype(float)


# %% wrong xor_network | h holds the inputs
# named: wrong input
def xor_network(X):
    h = (X > 0.5).astype(float)
    return h, (h.sum(axis=1) == 1).astype(float)
