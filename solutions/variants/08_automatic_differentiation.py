# Other answers to the exercises of notebook 08: right ones, and planted mistakes with the name that the check gives them.


# %% right Node.backward | closures that send, as in micrograd
def send(self):
    for i in range(len(self.parents)):
        self.parents[i].bar = self.parents[i].bar + self.partials[i] * self.bar


def backward(self):
    order, seen = [], set()

    def visit(node):
        if id(node) in seen:
            return
        seen.add(id(node))
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in order[::-1]:
        node.send()


# %% right Node.backward | without recursion, by counting the children
def backward(self):
    waiting, uses = [self], {self: 0}
    while waiting:
        node = waiting.pop()
        for parent in node.parents:
            if parent not in uses:
                uses[parent] = 0
                waiting.append(parent)
            uses[parent] += 1
    self.bar = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += partial * node.bar
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)


# %% right Node.backward | every path by itself, with a signal handed down
def backward(self):
    def send(node, signal):
        node.bar += signal
        for parent, partial in zip(node.parents, node.partials):
            send(parent, signal * partial)

    send(self, 1.0)


# %% right Node.__init__, backward | a tape of all nodes, cleared by nobody
tape = []


def __init__(self, value, parents=(), partials=()):
    self.value = value
    self.bar = 0.0
    self.parents = parents
    self.partials = partials
    self.number = len(tape)
    tape.append(self)


def backward(self):
    self.bar = 1.0
    for node in reversed(tape[: self.number + 1]):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% right Node.exp, logistic, tanh | slopes in terms of u, and Python's own functions
import math


def exp(self):
    return Node(math.exp(self.value), (self,), (math.exp(self.value),))


def logistic(self):
    return Node(float(logistic(self.value)), (self,), (float(logistic(self.value) * logistic(-self.value)),))


def tanh(self):
    return Node(math.tanh(self.value), (self,), (1 - math.tanh(self.value) * math.tanh(self.value),))


# %% right Node.tanh | the slope by cosh
def tanh(self):
    return Node(np.tanh(self.value), (self,), (1 / np.cosh(self.value) ** 2,))


# %% right Node.backward | error signals in a dict, bars set at the end
def backward(self):
    order = []

    def visit(node):
        if all(node is not other for other in order):
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    signals = {id(node): 0.0 for node in order}
    signals[id(self)] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            signals[id(parent)] += signals[id(node)] * partial
    for node in order:
        node.bar = signals[id(node)]


# %% right Node.__init__, logistic | other attributes beside the asked ones, logistic by tanh
def __init__(self, value, parents=(), partials=()):
    self.value = value
    self.bar = 0.0
    self.parents = parents
    self.partials = partials
    self.name = "node"


def logistic(self):
    y = (self * 0.5).tanh() * 0.5 + 0.5
    return y


# %% wrong Node.exp | exp returns the number
# named: refused by a given cell
def exp(self):
    return np.exp(self.value)


# %% wrong Node.logistic | logistic overflows
# named: overflow
def logistic(self):
    y = 1 / (1 + np.exp(-self.value))
    return Node(y, (self,), (y * (1 - y),))


# %% wrong Node.tanh | tanh is the logistic function
def tanh(self):
    y = logistic(self.value)
    return Node(y, (self,), (y * (1 - y),))


# %% wrong Node.exp | exp of a negative
def exp(self):
    y = np.exp(-self.value)
    return Node(y, (self,), (-y,))


# %% wrong Node.tanh | tanh changes its own value
def tanh(self):
    self.value = np.tanh(self.value)
    return Node(self.value, (self,), (1 - self.value**2,))


# %% wrong Node.__mul__ | the factors' partials are exchanged
# named: exchanged
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (self.value, other.value)
    return Node(y, (self, other), partials)


# %% wrong Node.__mul__ | the partials of a product are 1 and 1
# named: local derivative left out
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (1.0, 1.0)
    return Node(y, (self, other), partials)


# %% wrong Node.__mul__ | the product itself is the partial
# named: product for factor
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (y, y)
    return Node(y, (self, other), partials)


# %% wrong Node.__mul__ | one partial for both factors
# named: exchanged
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (other.value, other.value)
    return Node(y, (self, other), partials)


# %% wrong Node.__add__ | a sum has the partials of a product
# named: partials of a product
def __add__(self, other):
    other = as_node(other)
    y = self.value + other.value
    partials = (other.value, self.value)
    return Node(y, (self, other), partials)


# %% wrong Node.__add__ | the second of a sum counts negative
# named: sign
def __add__(self, other):
    other = as_node(other)
    y = self.value + other.value
    partials = (1.0, -1.0)
    return Node(y, (self, other), partials)


# %% wrong Node.__add__ | only the first of a sum receives
# named: not passed on
def __add__(self, other):
    other = as_node(other)
    y = self.value + other.value
    partials = (1.0, 0.0)
    return Node(y, (self, other), partials)


# %% wrong Node.__mul__ | only one partial for two parents
# named: refused by a given cell
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (other.value,)
    return Node(y, (self, other), partials)


# %% wrong Node.exp | the slope of exp is left out
# named: local derivative left out
def exp(self):
    y = np.exp(self.value)
    return Node(y, (self,), (1.0,))


# %% wrong Node.exp | the slope of exp is u times the power before
def exp(self):
    y = np.exp(self.value)
    return Node(y, (self,), (self.value * np.exp(self.value - 1),))


# %% wrong Node.exp | exp' is taken at y
# named: wrong argument
def exp(self):
    y = np.exp(self.value)
    return Node(y, (self,), (np.exp(y),))


# %% wrong Node.exp | the slope of exp is u
# named: wrong argument
def exp(self):
    y = np.exp(self.value)
    return Node(y, (self,), (self.value,))


# %% wrong Node.logistic | σ′ is given the pre-activation
# named: wrong argument
def logistic(self):
    y = logistic(self.value)
    return Node(y, (self,), (self.value * (1 - self.value),))


# %% wrong Node.logistic | σ′ is y
# named: one factor
def logistic(self):
    y = logistic(self.value)
    return Node(y, (self,), (y,))


# %% wrong Node.logistic | σ′ is 1 − y
# named: one factor
def logistic(self):
    y = logistic(self.value)
    return Node(y, (self,), (1 - y,))


# %% wrong Node.logistic | σ′ is left out
# named: local derivative left out
def logistic(self):
    y = logistic(self.value)
    return Node(y, (self,), (1.0,))


# %% wrong Node.logistic | σ′ is that of tanh
# named: slope of another
def logistic(self):
    y = logistic(self.value)
    return Node(y, (self,), (1 - y * y,))


# %% wrong Node.tanh | tanh′ is given the pre-activation
# named: wrong argument
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (1 - self.value**2,))


# %% wrong Node.tanh | tanh′ lacks the square
# named: square left out
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (1 - y,))


# %% wrong Node.tanh | tanh′ is that of σ
# named: slope of another
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (y * (1 - y),))


# %% wrong Node.tanh | tanh′ is y² − 1
# named: sign
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (y**2 - 1,))


# %% wrong Node.tanh | tanh′ is left out
# named: local derivative left out
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (1.0,))


# %% wrong Node.tanh | a slope without its comma
# named: refused by a given cell
def tanh(self):
    y = np.tanh(self.value)
    return Node(y, (self,), (1 - y**2))


# %% wrong Node.__mul__ | nodes for numbers among the partials
# named: refused by a given cell
def __mul__(self, other):
    other = as_node(other)
    y = self.value * other.value
    partials = (other, self)
    return Node(y, (self, other), partials)


# %% wrong Node.backward | appended once for each parent
# named: listed twice
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
                order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | the first partial for each parent
# named: first partial for each
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.bar += node.bar * node.partials[0]


# %% wrong Node.backward | = for +=
# named: branch lost
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar = node.bar * partial


# %% wrong Node.backward | the bar of the child is left out
# named: upstream ignored
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += partial


# %% wrong Node.backward | the partial is left out
# named: local derivative left out
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar


# %% wrong Node.backward | multiplied into the bar
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar *= node.bar * partial


# %% wrong Node.backward | subtracted
# named: sign
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar -= node.bar * partial


# %% wrong Node.backward | the output starts with 0
# named: start
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 0.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | the output starts with its value
# named: start
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = self.value
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | the output is not started
# named: start
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | from the inputs to the output
# named: too early
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in order:
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | a parent used twice receives once
# named: used twice
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in dict(zip(node.parents, node.partials)).items():
            parent.bar += node.bar * partial


# %% wrong Node.backward | only the first parent receives
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in list(zip(node.parents, node.partials))[:1]:
            parent.bar += node.bar * partial


# %% wrong Node.backward | only the parents of the output receive
# named: too early
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in [self]:
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | inputs are never visited by accident of an if
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                if parent.parents:
                    visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            if parent not in order:
                continue
            parent.bar += node.bar * partial


# %% wrong Node.backward | each sends as soon as it is met, depth first
# named: too early
def backward(self):
    self.bar = 1.0
    seen = set()

    def send(node):
        if node in seen:
            return
        seen.add(node)
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial
        for parent in node.parents:
            send(parent)

    send(self)


# %% wrong Node.backward | each sends as soon as it is met, breadth first
# named: too early
def backward(self):
    self.bar = 1.0
    waiting, seen = [self], {self}
    while waiting:
        node = waiting.pop(0)
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)


# %% wrong Node.backward | all of the bar is sent again on every path
# named: too early
def backward(self):
    self.bar = 1.0

    def send(node):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial
            send(parent)

    send(self)


# %% wrong Node.backward | placed before its parents
# named: too early
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for parent in node.parents:
                visit(parent)

    visit(self)
    self.bar = 1.0
    for node in order:
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | bars are set back to 0 in every visit
# named: branch lost
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar = 0.0
            parent.bar += node.bar * partial


# %% wrong Node.backward | nodes with equal values are taken for one
# named: branch lost
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node.value not in seen:
            seen.add(node.value)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | backward only returns the derivatives
# named: start
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    signals = {self: 1.0}
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            signals[parent] = signals.get(parent, 0.0) + signals[node] * partial


# %% wrong Node.__init__, backward | bar is None until somebody sends
# named: type
def __init__(self, value, parents=(), partials=()):
    self.value = value
    self.bar = None
    self.parents = parents
    self.partials = partials


def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar = (parent.bar or 0.0) + node.bar * partial


# %% wrong Node.__init__ | bar starts with 1 everywhere
# named: start
def __init__(self, value, parents=(), partials=()):
    self.value = value
    self.bar = 1.0
    self.parents = parents
    self.partials = partials


# %% wrong Node.exp | exp changes itself and returns itself
# named: refused by a given cell
def exp(self):
    self.value = np.exp(self.value)
    self.partials = (self.value,)
    return self


# %% wrong Node.exp | parents that are no tuple
# named: refused by a given cell
def exp(self):
    y = np.exp(self.value)
    return Node(y, self, y)


# %% wrong Node.backward | each parent goes backward by itself, and begins with 1 again
# named: begun again
def backward(self):
    self.bar = 1.0
    for parent, partial in zip(self.parents, self.partials):
        parent.bar += self.bar * partial
        parent.backward()


# %% wrong Node.backward | sends once around, in a loop that begins again for each parent
# named: begun again
def backward(self):
    self.bar = 1
    waiting = list(self.parents)
    for i in range(len(self.parents)):
        self.parents[i].bar = self.parents[i].bar + self.partials[i]
    for parent in waiting:
        Node.backward(parent)


# %% wrong Node.exp | NumPy's exp of the node itself
# named: calls itself
def exp(self):
    y = np.exp(self)
    return Node(y, (self,), (y,))


# %% wrong Node.backward | a bar of 0 is begun with 1, in every call for a parent
# named: begun again
def backward(self):
    if self.bar == 0:
        self.bar = 1.0
    for parent, partial in zip(self.parents, self.partials):
        parent.bar += self.bar * partial
        parent.backward()


# %% wrong Node.backward | in order of breadth, nobody is looked for twice
# named: too early
def backward(self):
    self.bar = 1.0
    order = [self]
    for node in order:
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial
            order.append(parent)


# %% wrong Node.backward | placed after its parents, once for every way
# named: too early
def backward(self):
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | an empty dict for an empty set
# named: another type in a line
def backward(self):
    order, seen = [], {}

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | nodes are visited and never put into the list
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | the parents are visited all at once
# named: another type in a line
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        visit(node.parents)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | each parent is put into the list by its child
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
            order.append(parent)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | all partials are sent to each parent
# named: another type in a line
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.bar += node.bar * node.partials


# %% wrong Node.backward | each node receives from its parents
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            node.bar += parent.bar * partial


# %% wrong Node.backward | the bar of the output is sent by every node
# named: upstream ignored
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += self.bar * partial


# %% wrong Node.backward | visit is called as a method
# named: another type in a line
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            parent.visit()
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.exp | y without its slope
# named: unknown name
def exp(self):
    y = np.exp(self.value)
    return Node(y, (self,), (slope,))


# %% right gradient_check | an array of differences, compared at the end
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    larger = np.maximum(np.abs(g), np.abs(measured))
    return np.all(np.abs(g - measured) <= tol * np.maximum(larger, 1e-2))


# %% right gradient_check | the sum of the sizes below the line, and a floor of 0.01
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    error = np.abs(g - measured) / np.maximum(0.01, np.abs(g) + np.abs(measured))
    return bool(error.max() <= tol)


# %% right gradient_check | in a row, with a step that grows with the entry
def gradient_check(f, x, g, tol=1e-6):
    row = x.reshape(-1)
    for i in range(row.size):
        h = 1e-5 * max(1.0, abs(row[i]))
        moved = row.copy()
        moved[i] = row[i] + h
        above = f(moved.reshape(x.shape))
        moved[i] = row[i] - h
        below = f(moved.reshape(x.shape))
        n = (above - below) / (2 * h)
        if not abs(n - g.reshape(-1)[i]) <= tol * max(abs(n), 0.001):
            return False
    return True


# %% right gradient_check | Richardson's, with four points
def gradient_check(f, x, g, tol=1e-6):
    ok = True
    for index in np.ndindex(*x.shape):
        e = np.zeros_like(x)
        e[index] = 1e-3
        n = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * 1e-3)
        ok = ok and abs(n - g[index]) <= tol * max(abs(n), abs(g[index]), 1e-2)
    return np.bool_(ok)


# %% right gradient_check | a small floor added to both
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-4
        down[index] -= 1e-4
        measured[index] = (f(up) - f(down)) / 2e-4
    return bool(np.all(np.abs(g - measured) / (np.abs(g) + np.abs(measured) + 1e-3) < tol))


# %% wrong gradient_check | one-sided
# named: one-sided difference
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        measured[index] = (f(up) - f(down)) / 1e-5
    return bool(np.all(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | tol is not used
# named: tolerance ignored
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(np.abs(g - measured) <= 1e-6 * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | the difference is not divided
# named: absolute error
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(np.abs(g - measured) <= tol))


# %% wrong gradient_check | the norm of the whole difference
# named: one number for all
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.linalg.norm(g - measured) <= tol * (np.linalg.norm(g) + np.linalg.norm(measured)))


# %% wrong gradient_check | the largest difference by the largest entry
# named: one number for all
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.abs(g - measured).max() <= tol * np.abs(g).max())


# %% wrong gradient_check | no absolute value
# named: without the sign
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(measured - g <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | no absolute value, the other way
# named: without the sign
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(g - measured <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | sizes alone
# named: without the sign
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(np.abs(np.abs(g) - np.abs(measured)) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | any for all
# named: any for all
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.any(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | the loop ends at the first entry
# named: some entries
def gradient_check(f, x, g, tol=1e-6):
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = 1e-5
        n = (f(x + e) - f(x - e)) / 2e-5
        return bool(abs(n - g[index]) <= tol * max(abs(n), 1e-3))


# %% wrong gradient_check | the last entry decides
# named: some entries
def gradient_check(f, x, g, tol=1e-6):
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = 1e-5
        n = (f(x + e) - f(x - e)) / 2e-5
        right = bool(abs(n - g[index]) <= tol * max(abs(n), 1e-3))
    return right


# %% wrong gradient_check | zeros of g are passed over
# named: zeros skipped
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all((g == 0) | (np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3))))


# %% wrong gradient_check | slopes of 0 are passed over
# named: zeros skipped
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all((np.abs(measured) < 1e-8) | (np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3))))


# %% wrong gradient_check | divided by 0
# named: invalid value
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(np.abs(g - measured) / np.maximum(np.abs(g), np.abs(measured)) <= tol))


# %% wrong gradient_check | a floor that is too small
# named: floor too small
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.all(np.abs(g - measured) / np.maximum(np.abs(g), 1e-15) <= tol))


# %% right gradient_check | a floor of 1e-5
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = h
        n = (f(x + e) - f(x - e)) / (2 * h)
        if abs(n - g[index]) > tol * max(abs(n), abs(g[index]), 1e-5):
            return False
    return True


# %% right gradient_check | the sum of the sizes below the line, and a floor of 1e-5
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-6
    worst = 0.0
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = h
        n = (f(x + e) - f(x - e)) / (2 * h)
        worst = max(worst, abs(n - g[index]) / max(1e-5, abs(n) + abs(g[index])))
    return bool(worst <= tol)


# %% wrong gradient_check | a floor of 1e-8
# named: floor too small
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = 1e-5
        measured[index] = (f(x + e) - f(x - e)) / 2e-5
    return bool(np.all(np.abs(g - measured) / np.maximum(np.abs(g) + np.abs(measured), 1e-8) <= tol))


# %% wrong gradient_check | x is made flat
# named: made flat
def gradient_check(f, x, g, tol=1e-6):
    flat, claimed = x.ravel(), g.ravel()
    for i in range(flat.size):
        e = np.zeros(flat.size)
        e[i] = 1e-5
        n = (f(flat + e) - f(flat - e)) / 2e-5
        if abs(n - claimed[i]) > tol * max(abs(n), abs(claimed[i]), 1e-3):
            return False
    return True


# %% wrong gradient_check | ten entries, drawn at random
# named: some entries
def gradient_check(f, x, g, tol=1e-6):
    rng = np.random.default_rng(0)
    for place in rng.permutation(x.size)[:10]:
        index = np.unravel_index(place, x.shape)
        e = np.zeros(x.shape)
        e[index] = 1e-5
        n = (f(x + e) - f(x - e)) / 2e-5
        if abs(n - g[index]) > tol * max(abs(n), abs(g[index]), 1e-3):
            return False
    return True


# %% wrong gradient_check | the length of the difference by the length of g
# named: one number for all
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.linalg.norm(measured - g) <= tol * max(np.linalg.norm(g), 1e-3))


# %% wrong gradient_check | x is moved in place and put back
# named: changed in place
def gradient_check(f, x, g, tol=1e-6):
    for index in np.ndindex(x.shape):
        before = x[index]
        x[index] = before + 1e-5
        up = f(x)
        x[index] = before - 1e-5
        n = (up - f(x)) / 2e-5
        x[index] = before
        if abs(n - g[index]) > tol * max(abs(n), 1e-3):
            return False
    return True


# %% wrong gradient_check | errors are added up with their signs
# named: errors cancel
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(abs(np.sum(g - measured)) <= tol * np.sum(np.abs(g)))


# %% wrong gradient_check | all entries are moved at once
# named: all moved at once
def gradient_check(f, x, g, tol=1e-6):
    n = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    return bool(np.all(np.abs(g - n) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | the opposite
# named: inverted
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return not bool(np.all(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | always True
# named: always the same
def gradient_check(f, x, g, tol=1e-6):
    return True


# %% wrong gradient_check | divided by h instead of 2h
# named: always the same
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 1e-5
    return bool(np.all(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | brackets
# named: brackets
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2 * 1e-5
    return bool(np.all(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | a step of 1e-12
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-12
        down[index] -= 1e-12
        measured[index] = (f(up) - f(down)) / 2e-12
    return bool(np.all(np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)))


# %% wrong gradient_check | x is moved and not moved back
# named: changed in place
def gradient_check(f, x, g, tol=1e-6):
    for index in np.ndindex(x.shape):
        x[index] += 1e-5
        up = f(x)
        x[index] -= 2e-5
        n = (up - f(x)) / 2e-5
        if abs(n - g[index]) > tol * max(abs(n), 1e-3):
            return False
    return True


# %% wrong gradient_check | the largest error is returned
# named: type
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return np.max(np.abs(g - measured) / np.maximum(np.abs(g), 1e-3))


# %% wrong gradient_check | one truth value for each entry
# named: shape
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return np.abs(g - measured) <= tol * np.maximum(np.abs(g), 1e-3)


# %% wrong gradient_check | rows instead of entries
# named: rows moved
def gradient_check(f, x, g, tol=1e-6):
    for i in range(len(x)):
        e = np.zeros(x.shape)
        e[i] = 1e-5
        n = (f(x + e) - f(x - e)) / 2e-5
        if np.max(np.abs(n - g[i])) > tol * max(abs(n), 1e-3):
            return False
    return True


# %% wrong gradient_check | nothing is returned when it is right
# named: nothing returned
def gradient_check(f, x, g, tol=1e-6):
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = 1e-5
        n = (f(x + e) - f(x - e)) / 2e-5
        if abs(n - g[index]) > tol * max(abs(n), 1e-3):
            return False


# %% right gradient_check | NumPy's allclose with a tiny atol
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.allclose(g, measured, rtol=tol, atol=1e-9))


# %% wrong gradient_check | a floor of 1
# named: floor too large
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool((np.abs(g - measured) <= tol * np.maximum(np.maximum(np.abs(g), np.abs(measured)), 1.0)).all())


# %% wrong gradient_check | the mean of the relative errors
# named: mean of the errors
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool(np.mean(np.abs(g - measured) / np.maximum(np.maximum(np.abs(g), np.abs(measured)), 1e-3)) <= tol)


# %% wrong gradient_check | the larger one, without absolute values
# named: without the sign
def gradient_check(f, x, g, tol=1e-6):
    measured = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        measured[index] = (f(up) - f(down)) / 2e-5
    return bool((np.abs(g - measured) <= tol * np.maximum(np.maximum(g, measured), 1e-3)).all())


# %% right torch_cost_and_gradients | shared memory, autograd.grad, a list
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.from_numpy(X), torch.as_tensor(T)
    parameters = [torch.from_numpy(array).requires_grad_(True) for array in (W1, b1, W2, b2)]
    W1, b1, W2, b2 = parameters
    Y = nn.functional.linear(torch.sigmoid(nn.functional.linear(X, W1, b1)), W2, b2)
    J = 0.5 * (Y - T).square().sum(dim=1).mean()
    found = torch.autograd.grad(J, parameters)
    return [np.float64(J.item()), {name: g.numpy() for name, g in zip(("W1_bar", "b1_bar", "W2_bar", "b2_bar"), found)}]


# %% right torch_cost_and_gradients | mse_loss, one example after the other, more keys
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    names = ("W1", "b1", "W2", "b2")
    p = {name: torch.tensor(a, dtype=torch.float64, requires_grad=True) for name, a in zip(names, (W1, b1, W2, b2))}
    J = 0.0
    for x, t in zip(torch.tensor(X.copy()), torch.tensor(T.copy())):
        y = p["W2"] @ torch.sigmoid(p["W1"] @ x + p["b1"]) + p["b2"]
        J = J + nn.functional.mse_loss(y, t, reduction="sum") / 2 / len(X)
    J.backward()
    grads = {f"{name}_bar": tensor.grad.detach().numpy().copy() for name, tensor in p.items()}
    return J.detach().numpy(), grads | {"J": float(J)}


# %% right torch_cost_and_gradients | layers of nn in double precision
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    first, second = nn.Linear(W1.shape[1], W1.shape[0]).double(), nn.Linear(W2.shape[1], W2.shape[0]).double()
    with torch.no_grad():
        for tensor, array in ((first.weight, W1), (first.bias, b1), (second.weight, W2), (second.bias, b2)):
            tensor.copy_(torch.tensor(array))
    Y = second(torch.sigmoid(first(torch.tensor(X))))
    J = ((Y - torch.tensor(T)) ** 2 / 2).sum(1).mean()
    J.backward()
    return float(J), {
        "W1_bar": first.weight.grad.numpy(),
        "b1_bar": first.bias.grad.numpy(),
        "W2_bar": second.weight.grad.numpy(),
        "b2_bar": second.bias.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | the ½ is missing
# named: factor
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / len(X)
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the sum of the examples
# named: sum for mean
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / 2
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the mean over all entries
# named: mean over outputs
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).mean() / 2
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | mse_loss as it comes
# named: mean over outputs
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = nn.functional.mse_loss(Y, T)
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | σ is left out
# named: step left out
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = X @ W1.T + b1
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | σ at the output too
# named: extra step
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = torch.sigmoid(H @ W2.T + b2)
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | tanh for σ
# named: wrong activation
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.tanh(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | ReLU for σ
# named: wrong activation
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.relu(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | backward twice
# named: added up
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward(retain_graph=True)
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | in single precision
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X, dtype=torch.float32), torch.tensor(T, dtype=torch.float32)
    W1, b1, W2, b2 = (torch.tensor(array, dtype=torch.float32, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | in single precision, and made double at the end
# named: single precision
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X).float(), torch.tensor(T).float()
    W1, b1, W2, b2 = (torch.tensor(array, dtype=torch.float32, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad, "b1_bar": b1.grad, "W2_bar": W2.grad, "b2_bar": b2.grad}
    grads = {name: g.double().numpy() for name, g in grads.items()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | J is a tensor
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.detach(), grads


# %% wrong torch_cost_and_gradients | gradients are tensors
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad, "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the parameters instead of their gradients
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {
        "W1_bar": W1.detach().numpy(),
        "b1_bar": b1.detach().numpy(),
        "W2_bar": W2.detach().numpy(),
        "b2_bar": b2.detach().numpy(),
    }
    return J.item(), grads


# %% wrong torch_cost_and_gradients | keys without a bar
# named: missing key
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1": W1.grad.numpy(), "b1": b1.grad.numpy(), "W2": W2.grad.numpy(), "b2": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | weights read from, to
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1 + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | no recording of the biases
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    b1, b2 = b1.detach(), b2.detach()
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the grads alone
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return grads


# %% wrong torch_cost_and_gradients | the gradients' sign
# named: sign
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {
        "W1_bar": -W1.grad.numpy(),
        "b1_bar": -b1.grad.numpy(),
        "W2_bar": -W2.grad.numpy(),
        "b2_bar": -b2.grad.numpy(),
    }
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the hidden biases are left out
# named: input left out
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + 0 * b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% wrong torch_cost_and_gradients | the output biases are left out
# named: input left out
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + 0 * b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    grads = {"W1_bar": W1.grad.numpy(), "b1_bar": b1.grad.numpy(), "W2_bar": W2.grad.numpy(), "b2_bar": b2.grad.numpy()}
    return J.item(), grads


# %% right torch_cost_and_gradients | tensors under further keys
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J.item(), {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
        "H_bar": H,
        "Y": Y.detach(),
    }


# %% wrong torch_cost_and_gradients | J is a tensor that is still recorded
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J, {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | all gradients are tensors
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J.item(), {"W1_bar": W1.grad, "b1_bar": b1.grad, "W2_bar": W2.grad, "b2_bar": b2.grad}


# %% wrong torch_cost_and_gradients | the parameters themselves, as tensors
# named: type
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J.item(), {"W1_bar": W1, "b1_bar": b1, "W2_bar": W2, "b2_bar": b2}


# %% wrong torch_cost_and_gradients | SciPy's logistic function
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J.item(), {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | backward forgotten
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = ((Y - T) ** 2).sum() / (2 * len(X))
    pass
    return J.item(), {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | the sum forgotten
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    Y = H @ W2.T + b2
    J = (Y - T) ** 2 / (2 * len(X))
    J.backward()
    return J.item(), {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | the first weights are not transposed
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1 + b1)
    J = ((H @ W2.T + b2 - T) ** 2).sum() / (2 * len(X))
    J.backward()
    return J.item(), {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% wrong torch_cost_and_gradients | a number is made of J before backward
# named: use of the framework
def torch_cost_and_gradients(X, T, W1, b1, W2, b2):
    X, T = torch.tensor(X), torch.tensor(T)
    W1, b1, W2, b2 = (torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2))
    H = torch.sigmoid(X @ W1.T + b1)
    J = ((H @ W2.T + b2 - T) ** 2).sum() / (2 * len(X))
    J = J.item()
    J.backward()
    return J, {
        "W1_bar": W1.grad.numpy(),
        "b1_bar": b1.grad.numpy(),
        "W2_bar": W2.grad.numpy(),
        "b2_bar": b2.grad.numpy(),
    }


# %% right train_deep_classifier | Adam, tanh, a class of its own, a list of floats
class Deep(nn.Module if torch is not None else object):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.third = nn.Linear(64, 80), nn.Linear(80, 60), nn.Linear(60, 10)

    def forward(self, x):
        return self.third(torch.tanh(self.second(torch.tanh(self.first(x)))))


def train_deep_classifier(X_train, t_train, X_test, seed):
    torch.manual_seed(seed)
    X, t = torch.from_numpy(X_train.copy()).float(), torch.from_numpy(t_train.copy())
    network = Deep()
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(15):
        for batch in torch.randperm(len(X)).split(50):
            network.zero_grad()
            J = nn.CrossEntropyLoss()(network(X[batch]), t[batch])
            J.backward()
            optimiser.step()
    Z = network(torch.from_numpy(X_test.copy()).float())
    return [float(label) for label in Z.detach().numpy().argmax(axis=1)]


# %% right train_deep_classifier | four weight layers in double precision, steps by hand
def train_deep_classifier(X_train, t_train, X_test, seed, depth=4):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train), torch.tensor(t_train)
    sizes = [64, 60, 50, 40, 10]
    modules = []
    for i in range(4):
        modules += [nn.Linear(sizes[i], sizes[i + 1]), nn.LeakyReLU()]
    network = nn.Sequential(*modules[:-1]).double()
    speeds = [torch.zeros_like(p) for p in network.parameters()]
    for epoch in range(40):
        for batch in torch.randperm(len(X)).split(64):
            J = nn.functional.cross_entropy(network(X[batch]), t[batch])
            network.zero_grad()
            J.backward()
            with torch.no_grad():
                for p, speed in zip(network.parameters(), speeds):
                    speed.mul_(0.9).add_(p.grad)
                    p -= 0.1 * speed
    return network(torch.tensor(X_test)).argmax(1).numpy().astype(np.int32)


# %% wrong train_deep_classifier | the steps are never made
# named: not learned
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | the order of the labels is another
# named: not learned
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch.flip(0)]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | one short epoch of small steps
# named: not learned
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.05)
    for _ in range(1):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | scores for labels
# named: scores for labels
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).detach().numpy()


# %% wrong train_deep_classifier | the labels of the training set
# named: labels of other examples
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(X).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | the largest of each column
# named: shape
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=0).numpy()


# %% wrong train_deep_classifier | a tensor
# named: type
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1)


# %% wrong train_deep_classifier | the same label for all
# named: one label for all
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return np.full(len(X_test), 3)


# %% wrong train_deep_classifier | float64 into a float32 network
# named: use of the framework
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | the labels that the notebook holds
# named: not learned
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(1):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return digits.t_test


# %% wrong train_deep_classifier | the network is returned
# named: type
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(1):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network


# %% wrong train_deep_classifier | an accuracy is returned
# named: type
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(1):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return 0.97


# %% wrong train_deep_classifier | steps that are far too large
# named: one label for all
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=1000.0, momentum=0.9)
    for _ in range(2):
        for batch in torch.randperm(len(X)).split(64):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
            optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | X_test stays a NumPy array
# named: use of the framework
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for batch in torch.randperm(len(X)).split(64):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
        optimiser.step()
    return network(X_test).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | a list of layers without its star
# named: use of the framework
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential([nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)])
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for batch in torch.randperm(len(X)).split(64):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
        optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).argmax(dim=1).numpy()


# %% wrong train_deep_classifier | NumPy's argmax of scores that are recorded
# named: use of the framework
def train_deep_classifier(X_train, t_train, X_test, seed, depth=3):
    torch.manual_seed(seed)
    X, t = torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for batch in torch.randperm(len(X)).split(64):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(X[batch]), t[batch]).backward()
        optimiser.step()
    return network(torch.tensor(X_test, dtype=torch.float32)).numpy().argmax(axis=1)


# %% wrong gradient_check | the difference is multiplied by h
# named: brackets
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x + move) - f(x - move)) / 2 * h
        size = max(abs(g[index]), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | the difference is multiplied by h, in a line of its own
# named: brackets
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        d = f(x + move) - f(x - move)
        n = d / 2 * h
        size = max(abs(g[index]), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | the whole of g in the denominator
# named: one truth value of an array
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x + move) - f(x - move)) / (2 * h)
        size = max(abs(g), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | divided by move
# named: one truth value of an array
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x + move) - f(x - move)) / (2 * move)
        size = max(abs(g[index]), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | one entry of x plus move
# named: wrong point
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x[index] + move) - f(x[index] - move)) / (2 * h)
        size = max(abs(g[index]), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | min of all three sizes
# named: min for max
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x + move) - f(x - move)) / (2 * h)
        size = min(abs(g[index]), abs(n), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong gradient_check | min for the floor
# named: min for max
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = h
        n = (f(x + move) - f(x - move)) / (2 * h)
        size = min(max(abs(g[index]), abs(n)), 1e-3)
        if abs(g[index] - n) > tol * size:
            return False
    return True


# %% wrong Node.backward | names of attributes without their node
# named: unknown name
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(parents, partials):
            parent.bar += node.bar * partial


# %% wrong Node.logistic | the method itself, with its number
# named: wrong call
def logistic(self):
    y = self.logistic(self.value)
    slope = y * (1 - y)
    return Node(y, (self,), (slope,))


# %% wrong Node.tanh | the method itself, without end
# named: calls itself
def tanh(self):
    y = self.tanh()
    slope = 1 - y**2
    return Node(y, (self,), (slope,))


# %% wrong Node.exp | exp as a method of the number
# named: another type in a line
def exp(self):
    y = self.value.exp()
    slope = y
    return Node(y, (self,), (slope,))


# %% wrong Node.logistic | the slope of logistic is taken at y
# named: wrong argument
def logistic(self):
    y = logistic(self.value)
    slope = logistic(y) * (1 - logistic(y))
    return Node(y, (self,), (slope,))


# %% wrong Node.logistic | brackets around 1 − y are missing
# named: brackets
def logistic(self):
    y = logistic(self.value)
    slope = y * 1 - y
    return Node(y, (self,), (slope,))


# %% wrong Node.__add__ | one number in brackets for a tuple
# named: refused by a given cell
def __add__(self, other):
    other = as_node(other)
    y = self.value + other.value
    partials = 1
    return Node(y, (self, other), partials)


# %% wrong Node.backward | self is appended for node
# named: self in each round
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(self)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial


# %% wrong Node.backward | nothing is appended
# named: not passed on
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)

    visit(self)
    self.bar = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            parent.bar += node.bar * partial
