# Right answers written differently, and planted mistakes, for every exercise of notebook 05.
# A block's header is: kind, exercise, | and the name of the variant. Its body replaces the whole solution cell.

# %% right path_contributions | multiplied out, as a list of Python floats
import math


def path_contributions(t):
    e = math.exp(math.cos(t) * t * t)
    return [-t * t * math.sin(t) * e, 2 * t + 2 * t * math.cos(t) * e]


# %% right path_contributions | the second path as the rest of the derivative
def path_contributions(t):
    e = np.exp(t**2 * np.cos(t))
    whole = 2 * t + e * (2 * t * np.cos(t) - t**2 * np.sin(t))
    via_x = t**2 * e * -np.sin(t)
    return np.array([via_x, whole - via_x])


# %% wrong path_contributions | the y outside the exponent is forgotten
# named: branch lost
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return y * e * -np.sin(t), x * e * 2 * t


# %% wrong path_contributions | the sign of the cosine's slope
# named: sign
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return y * e * np.sin(t), (1 + x * e) * 2 * t


# %% wrong path_contributions | dx/dt and dy/dt are left out
# named: local derivative left out
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return y * e, 1 + x * e


# %% wrong path_contributions | the exponent's own derivative is left out
# named: local derivative left out
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return e * -np.sin(t), (1 + e) * 2 * t


# %% wrong path_contributions | the slopes of x and y are exchanged
# named: exchanged
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return y * e * 2 * t, (1 + x * e) * -np.sin(t)


# %% wrong path_contributions | in the wrong order
# named: order
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return (1 + x * e) * 2 * t, y * e * -np.sin(t)


# %% wrong path_contributions | a 1 in df/dx
# named: extra term
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return (1 + y * e) * -np.sin(t), (1 + x * e) * 2 * t


# %% wrong path_contributions | the sum alone
# named: type
def path_contributions(t):
    x, y = np.cos(t), t**2
    e = np.exp(x * y)
    return y * e * -np.sin(t) + (1 + x * e) * 2 * t


# %% right topological_order | recursive, with colours, as a tuple
def topological_order(parents):
    order, state = [], {}

    def visit(name):
        if name not in parents:
            raise ValueError(f"parents: {name} is no node")
        if state.get(name) == "open":
            raise ValueError(f"parents: a cycle through {name}")
        if name not in state:
            state[name] = "open"
            for parent in parents[name]:
                visit(parent)
            state[name] = "done"
            order.append(name)

    for name in parents:
        visit(name)
    return tuple(order)


# %% right topological_order | Kahn's algorithm, by counting
from collections import deque


def topological_order(parents):
    children = {name: [] for name in parents}
    waiting = {name: len(above) for name, above in parents.items()}
    for name, above in parents.items():
        for parent in above:
            if parent not in children:
                raise ValueError("parents")
            children[parent].append(name)
    queue, order = deque(name for name in parents if not waiting[name]), []
    while queue:
        name = queue.popleft()
        order.append(name)
        for child in children[name]:
            waiting[child] -= 1
            if waiting[child] == 0:
                queue.append(child)
    if len(order) < len(parents):
        raise ValueError("parents: cycle")
    return order


# %% right topological_order | the standard library, whose error is a ValueError
from graphlib import TopologicalSorter


def topological_order(parents):
    if not {parent for above in parents.values() for parent in above} <= parents.keys():
        raise ValueError("parents: a parent is no node")
    return list(TopologicalSorter(parents).static_order())


# %% right topological_order | by depth
def topological_order(parents):
    depth = {}
    for _ in range(len(parents) + 1):
        for name, above in parents.items():
            for parent in above:
                if parent not in parents:
                    raise ValueError(f"parents: {parent}")
            depth[name] = max((depth.get(parent, 0) + 1 for parent in above), default=0)
    if depth and max(depth.values()) >= len(parents):
        raise ValueError("parents: a cycle")
    return np.array(sorted(parents, key=depth.get), dtype=str)


# %% wrong topological_order | children before parents
# named: reversed
def topological_order(parents):
    order, seen, open_ = [], set(), set()

    def visit(name):
        if name not in parents or name in open_:
            raise ValueError("parents")
        if name not in seen:
            open_.add(name)
            for parent in parents[name]:
                visit(parent)
            open_.discard(name)
            seen.add(name)
            order.append(name)

    for name in parents:
        visit(name)
    return order[::-1]


# %% wrong topological_order | as the dict lists them
# named: order as given
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    return list(parents)


# %% wrong topological_order | sorted by the number of parents
# named: by number of parents
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    return sorted(parents, key=lambda name: len(parents[name]))


# %% wrong topological_order | in alphabetical order
# named: alphabetical
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    return sorted(parents)


# %% wrong topological_order | a cycle ends the loop without an error
# named: not refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            break
        order += ready
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | a node that is its own parent is let pass
# named: not refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order or parent == name for parent in parents[name])]
        if not ready:
            raise ValueError("parents")
        order += ready
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | a parent that is no node is placed too
# named: not refused
def topological_order(parents):
    order, open_ = [], set()

    def visit(name):
        if name in open_:
            raise ValueError("parents")
        if name not in order:
            open_.add(name)
            for parent in parents.get(name, ()):
                visit(parent)
            open_.discard(name)
            order.append(name)

    for name in parents:
        visit(name)
    return order


# %% wrong topological_order | names twice
# named: names twice
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError("parents")
        for name in ready:
            order += [name, *parents[name]]
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | nodes that are nobody's parent are left out
# named: names missing
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError("parents")
        order += ready
        left = [name for name in left if name not in ready]
    used = {parent for above in parents.values() for parent in above}
    return [name for name in order if name in used]


# %% wrong topological_order | a search that places what it meets
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order = []
    for name in parents:
        found = [name]
        for one in found:
            found += [parent for parent in dict.fromkeys(parents[one]) if parent not in found]
        order += [one for one in found[::-1] if one not in order]
    return order


# %% wrong topological_order | one round only
# named: one round
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order = []
    for name in parents:
        if all(parent in order for parent in parents[name]):
            order.append(name)
    return order


# %% wrong topological_order | the first round, and no other
# named: one round
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    ready = [name for name in left if all(parent in order for parent in parents[name])]
    order += ready
    return order


# %% wrong topological_order | Kahn's algorithm, a parent that is listed twice counted twice
# named: counted twice
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    waiting = {name: len(above) for name, above in parents.items()}
    queue, order = [name for name in parents if not waiting[name]], []
    while queue:
        name = queue.pop()
        order.append(name)
        for child in parents:
            if name in parents[child]:
                waiting[child] -= 1
                if waiting[child] == 0:
                    queue.append(child)
    if len(order) < len(parents):
        raise ValueError("parents: cycle")
    return order


# %% wrong topological_order | the first name that has to wait is taken for a cycle
# named: all refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        for name in list(left):
            if not all(parent in order for parent in parents[name]):
                raise ValueError("parents: a cycle")
            order.append(name)
            left.remove(name)
    return order


# %% wrong topological_order | one parent that has been placed is enough
# named: all refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if any(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError("parents: a cycle")
        order += ready
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | a round is put into the order as a list
# named: all refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError("parents: a cycle")
        order.append(ready)
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | a cycle ends in a RecursionError
# named: calls itself
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order = []

    def visit(name):
        if name not in order:
            for parent in parents[name]:
                visit(parent)
            order.append(name)

    for name in parents:
        visit(name)
    return order


# %% wrong topological_order | a cycle ends in a RuntimeError
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            raise RuntimeError("a cycle")
        order += ready
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | the error is returned
# named: not refused
def topological_order(parents):
    for above in parents.values():
        for parent in above:
            if parent not in parents:
                raise ValueError("parents")
    order, left = [], list(parents)
    while left:
        ready = [name for name in left if all(parent in order for parent in parents[name])]
        if not ready:
            return ValueError("parents")
        order += ready
        left = [name for name in left if name not in ready]
    return order


# %% wrong topological_order | a set
# named: type
def topological_order(parents):
    return set(parents)


# %% wrong topological_order | the dict is used up
# named: changed in place
def topological_order(parents):
    order = []
    while parents:
        ready = [name for name in parents if all(parent in order for parent in parents[name])]
        if not ready:
            raise ValueError("parents")
        for name in ready:
            order.append(name)
            del parents[name]
    return order


# %% right forward_pass | a comprehension of arguments, float by float
def forward_pass(graph, inputs):
    values = {name: float(value) for name, value in inputs.items()}
    for name, op, parents in graph:
        if op != "input":
            values[name] = float(OPS[op].value(*(values[p] for p in parents)))
    return values


# %% right forward_pass | recursive, 0-d arrays, other order of keys
def forward_pass(graph, inputs):
    nodes = {name: (op, parents) for name, op, parents in graph}
    known = {}

    def value(name):
        if name not in known:
            op, parents = nodes[name]
            known[name] = np.array(inputs[name] if op == "input" else OPS[op].value(*map(value, parents)))
        return known[name]

    for name in reversed(list(nodes)):
        value(name)
    return known


# %% wrong forward_pass | inputs are left out of the dict
# named: missing key
def forward_pass(graph, inputs):
    values = dict(inputs)
    for name, op, parents in graph:
        if op != "input":
            values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return {name: value for name, value in values.items() if name not in inputs}


# %% wrong forward_pass | the parents backwards
# named: order of parents
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[values[parent] for parent in parents[::-1]])
    return values


# %% wrong forward_pass | the first parent twice
# named: one parent
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[values[parents[0]] for parent in parents])
    return values


# %% wrong forward_pass | the output alone
# named: type
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return values[name]


# %% wrong forward_pass | written into the dict of inputs
# named: changed in place
def forward_pass(graph, inputs):
    for name, op, parents in graph:
        if op != "input":
            inputs[name] = OPS[op].value(*[inputs[parent] for parent in parents])
    return inputs


# %% wrong forward_pass | without the star
# named: no star
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            arguments = [values[parent] for parent in parents]
            values[name] = OPS[op].value(arguments)
    return values


# %% wrong forward_pass | the parents' names instead of their values
# named: names for values
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*parents)
    return values


# %% wrong forward_pass | the entry of OPS is called
# named: entry called
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op](*[values[parent] for parent in parents])
    return values


# %% wrong forward_pass | it returns after the first node
# named: one round
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[values[parent] for parent in parents])
        return values


# %% wrong forward_pass | inputs are looked up in OPS
# named: inputs in OPS
def forward_pass(graph, inputs):
    values = dict(inputs)
    for name, op, parents in graph:
        values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return values


# %% wrong forward_pass | inputs are taken to come first
# named: inputs first
def forward_pass(graph, inputs):
    values = dict(inputs)
    for name, op, parents in graph[len(inputs) :]:
        values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return values


# %% wrong forward_pass | every input is the first of them
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = list(inputs.values())[0]
        else:
            values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return values


# %% right backward_pass | each node asks its children
def backward_pass(graph, values):
    bar = {}
    for i in range(len(graph) - 1, -1, -1):
        v = graph[i][0]
        bar[v] = 1.0 if i == len(graph) - 1 else 0.0
        for child, op, parents in graph[i + 1 :]:
            for k, parent in enumerate(parents):
                if parent == v:
                    bar[v] = bar[v] + bar[child] * OPS[op].partials(*[values[p] for p in parents])[k]
    return bar


# %% right backward_pass | every path, one after the other
def backward_pass(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    bar = dict.fromkeys(nodes, 0)

    def back(name, product):
        bar[name] += product
        op, parents = nodes[name]
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                back(parent, product * partial)

    back(graph[-1][0], 1)
    return bar


# %% right backward_pass | recursive, each child's error signal remembered
def backward_pass(graph, values):
    children = {name: [] for name, _, _ in graph}
    for child, op, parents in graph:
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                children[parent].append((child, partial))
    known = {graph[-1][0]: np.array(1.0)}

    def signal(name):
        if name not in known:
            known[name] = np.array(sum(signal(child) * partial for child, partial in children[name]))
        return known[name]

    return {name: signal(name) for name in children}


# %% right backward_pass | forwards: how every node moves when one does
def backward_pass(graph, values):
    bar = {}
    for moved, _, _ in graph:
        change = {}
        for name, op, parents in graph:
            change[name] = 1.0 if name == moved else 0.0
            if op != "input" and name != moved:
                for p, d in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                    change[name] += d * change[p]
        bar[moved] = change[graph[-1][0]]
    return bar


# %% wrong backward_pass | = for +=
# named: branch lost
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] = bar[name] * partial
    return bar


# %% wrong backward_pass | break for continue
# named: stops at an input
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op == "input":
            break
        partials = OPS[op].partials(*[values[parent] for parent in parents])
        for parent, partial in zip(parents, partials):
            signals[parent] += signals[name] * partial
    return signals


# %% wrong backward_pass | it returns at an input
# named: stops at an input
def backward_pass(graph, values):
    signals = dict.fromkeys(values, 0)
    signals[graph[-1][0]] = 1
    i = len(graph) - 1
    while graph[i][1] != "input":
        name, op, parents = graph[i]
        for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
            signals[parent] += signals[name] * partial
        i -= 1
    return signals


# %% wrong backward_pass | it returns after the first node that sends
# named: not passed on
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
        return bar


# %% wrong backward_pass | the entry of OPS is called
# named: entry called
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op](*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | times the parent's error signal
# named: nothing sent
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[parent] * partial
    return bar


# %% wrong backward_pass | times the child's value
# named: value for error signal
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += values[name] * partial
    return bar


# %% wrong backward_pass | partials at the error signals
# named: wrong argument
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[bar[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | only the output is in the dict at first
# named: not filled
def backward_pass(graph, values):
    bar = {}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | inputs are looked up in OPS
# named: inputs in OPS
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        partials = OPS[op].partials(*[values[parent] for parent in parents])
        for parent, partial in zip(parents, partials):
            signals[parent] += signals[name] * partial
    return signals


# %% wrong backward_pass | the parents' names instead of their values
# named: names for values
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*parents)):
                signals[parent] += signals[name] * partial
    return signals


# %% wrong backward_pass | without the star
# named: no star
def backward_pass(graph, values):
    signals = {name: 0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials([values[p] for p in parents])):
                signals[parent] += signals[name] * partial
    return signals


# %% wrong backward_pass | = for +=, children asked through a dict
# named: branch lost
def backward_pass(graph, values):
    signals = dict.fromkeys(values, 0.0)
    signals[graph[-1][0]] = 1.0
    for name, op, parents in graph[::-1]:
        if op != "input":
            partials = OPS[op].partials(*[values[p] for p in parents])
            signals.update({p: signals[name] * d for p, d in zip(parents, partials)})
    return signals


# %% wrong backward_pass | what an earlier call left behind, wrong from the first call on
# named: not repeatable
def backward_pass(graph, values, signals={"u": 1.0, "s": 1.0, "q": 1.0, "r": 1.0}):
    for name, _, _ in graph:
        signals.setdefault(name, 0.0)
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                signals[parent] += signals[name] * partial
    return dict(signals)


# %% wrong backward_pass | the last child overwrites the others
# named: branch lost
def backward_pass(graph, values):
    bar = {}
    for i in range(len(graph) - 1, -1, -1):
        v = graph[i][0]
        bar[v] = 1.0 if i == len(graph) - 1 else 0.0
        for child, op, parents in graph[i + 1 :]:
            for k, parent in enumerate(parents):
                if parent == v:
                    bar[v] = bar[child] * OPS[op].partials(*[values[p] for p in parents])[k]
    return bar


# %% wrong backward_pass | a child that uses a node twice sends once
# named: used twice
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            partials = dict(zip(parents, OPS[op].partials(*[values[p] for p in parents])))
            for parent in partials:
                bar[parent] += bar[name] * partials[parent]
    return bar


# %% wrong backward_pass | the partial is looked up by the parent's name
# named: used twice
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        for parent in parents:
            partials = OPS[op].partials(*[values[p] for p in parents])
            bar[parent] += bar[name] * partials[parents.index(parent)]
    return bar


# %% wrong backward_pass | breadth first from the output
# named: too early
def backward_pass(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    bar = dict.fromkeys(nodes, 0.0)
    bar[graph[-1][0]] = 1.0
    queue, seen = [graph[-1][0]], set()
    while queue:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        op, parents = nodes[name]
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
                queue.append(parent)
    return bar


# %% wrong backward_pass | depth first from the output
# named: too early
def backward_pass(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    bar = dict.fromkeys(nodes, 0.0)
    bar[graph[-1][0]] = 1.0
    stack, seen = [graph[-1][0]], set()
    while stack:
        name = stack.pop()
        if name in seen:
            continue
        seen.add(name)
        op, parents = nodes[name]
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
                stack.append(parent)
    return bar


# %% wrong backward_pass | from the front
# named: not passed on
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in graph:
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | the output starts with 0
# named: zeros
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | the output starts with its value
# named: start
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = values[graph[-1][0]]
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | every node without children starts with 1
# named: start
def backward_pass(graph, values):
    used = {parent for _, _, parents in graph for parent in parents}
    bar = {name: 0.0 if name in used else 1.0 for name, _, _ in graph}
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | the child's error signal is left out
# named: upstream ignored
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += partial
    return bar


# %% wrong backward_pass | the local derivative is left out
# named: local derivative left out
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        for parent in parents:
            bar[parent] += bar[name]
    return bar


# %% wrong backward_pass | each gets the other's partial
# named: exchanged
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])[::-1]):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | the first parent alone
# named: one parent
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            bar[parents[0]] += bar[name] * OPS[op].partials(*[values[p] for p in parents])[0]
    return bar


# %% wrong backward_pass | partials at the node's own value
# named: wrong argument
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[name] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% wrong backward_pass | nodes that count for nothing are missing
# named: missing key
def backward_pass(graph, values):
    bar = {graph[-1][0]: 1.0}
    for name, op, parents in reversed(graph):
        if op != "input" and name in bar:
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] = bar.get(parent, 0.0) + bar[name] * partial
    return bar


# %% wrong backward_pass | the error signals of the call before are still there
# named: not repeatable
left_over = {}


def backward_pass(graph, values):
    for name, _, _ in graph:
        left_over.setdefault(name, 0.0)
    left_over[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                left_over[parent] += left_over[name] * partial
    return dict(left_over)


# %% wrong backward_pass | the graph is turned round in place
# named: changed in place
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    graph.reverse()
    for name, op, parents in graph:
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                bar[parent] += bar[name] * partial
    return bar


# %% right l2_regression_backward | every error signal by name, more keys
def l2_regression_backward(w, b, x, t, lam):
    bar = {"L_reg_bar": 1.0, "L_bar": 1.0, "R_bar": lam}
    bar["y_bar"] = bar["L_bar"] * (w * x + b - t)
    bar["w_bar"] = bar["y_bar"] * x
    bar["w_bar"] += bar["R_bar"] * w
    bar["b_bar"] = bar["y_bar"]
    return bar


# %% right l2_regression_backward | multiplied out
def l2_regression_backward(w, b, x, t, lam):
    return {"b_bar": w * x + b - t, "w_bar": w * (x * x + lam) + x * (b - t), "y_bar": np.array(w * x - t + b)}


# %% wrong l2_regression_backward | the penalty is missing
# named: branch lost
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x, "b_bar": y_bar}


# %% wrong l2_regression_backward | the penalty overwrites
# named: branch lost
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    w_bar = y_bar * x
    w_bar = lam * w
    return {"y_bar": y_bar, "w_bar": w_bar, "b_bar": y_bar}


# %% wrong l2_regression_backward | the penalty twice too large
# named: branch scaled
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x + 2 * lam * w, "b_bar": y_bar}


# %% wrong l2_regression_backward | the penalty half as large
# named: branch scaled
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x + 0.5 * lam * w, "b_bar": y_bar}


# %% wrong l2_regression_backward | the penalty itself for its derivative
# named: value for derivative
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x + 0.5 * lam * w**2, "b_bar": y_bar}


# %% wrong l2_regression_backward | the bias is penalised
# named: extra term
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x + lam * w, "b_bar": y_bar + lam * b}


# %% wrong l2_regression_backward | the sign of the error
# named: sign
def l2_regression_backward(w, b, x, t, lam):
    y_bar = t - (w * x + b)
    return {"y_bar": y_bar, "w_bar": y_bar * x + lam * w, "b_bar": y_bar}


# %% wrong l2_regression_backward | λ is left out
# named: upstream ignored
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * x + w, "b_bar": y_bar}


# %% wrong l2_regression_backward | w for x
# named: wrong factor
def l2_regression_backward(w, b, x, t, lam):
    y_bar = w * x + b - t
    return {"y_bar": y_bar, "w_bar": y_bar * w + lam * w, "b_bar": y_bar}


# %% wrong l2_regression_backward | a σ′ as in notebook 04
# named: extra factor
def l2_regression_backward(w, b, x, t, lam):
    y = w * x + b
    y_bar = y - t
    return {"y_bar": y_bar * y, "w_bar": y_bar * y * x + lam * w, "b_bar": y_bar * y}


# %% right softmax | a loop over the rows
def softmax(Z):
    rows = []
    for z in Z:
        m = max(z)
        powers = [np.exp(v - m) for v in z]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


# %% right softmax | by the logarithm of the sum
def softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])


# %% right softmax | by differences, as a sum of its own for every entry
def softmax(Z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


# %% right softmax | SciPy's
from scipy.special import softmax as softmax_of_scipy


def softmax(Z):
    return softmax_of_scipy(Z, axis=-1)


# %% wrong softmax | the plain formula overflows
# named: overflow
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# %% wrong softmax | one maximum for the whole batch
# named: invalid value
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


# %% wrong softmax | each column sums to 1
# named: wrong axis
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


# %% wrong softmax | the whole batch sums to 1
# named: wrong axis
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


# %% wrong softmax | each row's largest entry, and the sum of everything
# named: wrong axis
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / np.sum(E)


# %% wrong softmax | the largest entries as a row
# named: broadcasting
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1, keepdims=True)


# %% wrong softmax | the sums as a row
# named: broadcasting
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


# %% wrong softmax | not divided
# named: step left out
def softmax(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


# %% wrong softmax | logistic of each
# named: another function
def softmax(Z):
    E = np.exp(-np.abs(Z))
    return np.where(Z > 0, 1, E) / (1 + E)


# %% wrong softmax | clipped
# named: clipped
def softmax(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


# %% wrong softmax | Z is changed
# named: changed in place
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    return Z


# %% right softmax_regression | on top of softmax, the cost by the right class
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    right = T.argmax(axis=1)
    J = np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(X)), right])
    Z_bar = softmax(Z)
    Z_bar[np.arange(len(X)), right] -= 1
    return J, np.einsum("nk,nd->kd", Z_bar, X) / len(X), Z_bar.mean(axis=0)


# %% right softmax_regression | a loop over the examples, as a list
from scipy.special import logsumexp


def softmax_regression(X, T, W, b):
    N = X.shape[0]
    J, W_bar, b_bar = 0.0, np.zeros(W.shape), np.zeros(b.shape)
    for x, t in zip(X, T):
        z = W @ x + b
        log_y = z - logsumexp(z)
        z_bar = np.exp(log_y) - t
        J += -(t @ log_y) / N
        W_bar += np.outer(z_bar, x) / N
        b_bar += z_bar / N
    return [J, W_bar, b_bar]


# %% right softmax_regression | through the Jacobian, the shares never divided by
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    S = np.log(np.sum(np.exp(Z), axis=1))
    Y = np.exp(Z - S[:, None])
    Z_bar = np.zeros_like(Z)
    for k in range(Z.shape[1]):
        for j in range(Z.shape[1]):
            Z_bar[:, j] += -T[:, k] * ((k == j) - Y[:, j])
    J = np.sum(S - np.sum(T * Z, axis=1)) / len(X)
    return J, (Z_bar.T @ X) / len(X), np.mean(Z_bar, axis=0)


# %% wrong softmax_regression | the mean over all entries
# named: factor
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / T.size
    return -np.mean(T * log_Y), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | sum for mean
# named: factor
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = np.exp(log_Y) - T
    return -np.sum(T * log_Y), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | 1/N missing in the gradients
# named: factor
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = np.exp(log_Y) - T
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | a cost without its sign
# named: sign
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | gradients with the opposite sign
# named: sign
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (T - np.exp(log_Y)) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the target is left out
# named: input left out
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = np.exp(log_Y) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the slope of σ is in it
# named: extra factor
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Y = np.exp(log_Y)
    Z_bar = (Y - T) * Y * (1 - Y) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the diagonal of the Jacobian alone
# named: one output alone
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = -T * (1 - np.exp(log_Y)) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | W_bar is transposed
# named: transpose
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return -np.sum(T * log_Y) / len(X), X.T @ Z_bar, Z_bar.sum(axis=0)


# %% wrong softmax_regression | b_bar is not summed
# named: batch sum missing
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar


# %% wrong softmax_regression | the logarithm of a share that may be 0
# named: overflow
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    Y = E / E.sum(axis=1, keepdims=True)
    Z_bar = (Y - T) / len(X)
    return -np.sum(T * np.log(Y)) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | one maximum for the whole batch
# named: overflow
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max()
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | a small number in the logarithm
# named: clipped
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    Y = E / E.sum(axis=1, keepdims=True)
    Z_bar = (Y - T) / len(X)
    return -np.sum(T * np.log(Y + 1e-12)) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the largest entry is subtracted inside the sum alone
# named: largest entry once
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    m = Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z - m).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the bias is left out
# named: input left out
def softmax_regression(X, T, W, b):
    Z = X @ W.T
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / len(X)
    return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the first example alone
# named: some examples
def softmax_regression(X, T, W, b):
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    Z_bar = np.exp(log_Y) - T
    return -np.sum(T * log_Y) / len(X), np.outer(Z_bar[0], X[0]), Z_bar[0]


# %% right multiply_adds | with arrays
def multiply_adds(sizes):
    sizes = np.array(sizes)
    weights = sizes[1:] * sizes[:-1]
    return np.sum(weights), 2 * np.sum(weights) - weights[0]


# %% right multiply_adds | an index, as a list
def multiply_adds(sizes):
    forward = backward = 0
    for layer in range(1, len(sizes)):
        n = sizes[layer - 1] * sizes[layer]
        forward += n
        backward += n if layer == 1 else 2 * n
    return [forward, backward]


# %% wrong multiply_adds | exactly twice
# named: x_bar
def multiply_adds(sizes):
    forward = sum(a * b for a, b in zip(sizes, sizes[1:]))
    return forward, 2 * forward


# %% wrong multiply_adds | as much backward as forward
# named: input left out
def multiply_adds(sizes):
    forward = sum(a * b for a, b in zip(sizes, sizes[1:]))
    return forward, forward


# %% wrong multiply_adds | the last layer is spared
# named: last layer
def multiply_adds(sizes):
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    return sum(weights), 2 * sum(weights) - weights[-1]


# %% wrong multiply_adds | with biases
# named: extra term
def multiply_adds(sizes):
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    return sum(weights) + sum(sizes[1:]), 2 * sum(weights) - weights[0]


# %% wrong multiply_adds | biases in both passes
# named: extra term
def multiply_adds(sizes):
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    biases = sum(sizes[1:])
    return sum(weights) + biases, 2 * sum(weights) - weights[0] + biases


# %% wrong multiply_adds | a bias as one weight more
# named: extra term
def multiply_adds(sizes):
    weights = [(a + 1) * b for a, b in zip(sizes, sizes[1:])]
    return sum(weights), sum(weights) + sum(weights[1:])


# %% wrong multiply_adds | the product of all sizes
# named: wrong factor
def multiply_adds(sizes):
    return np.prod(sizes), 2 * np.prod(sizes) - sizes[0] * sizes[1]


# %% wrong multiply_adds | only what is sent back
# named: input left out
def multiply_adds(sizes):
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    return sum(weights), sum(weights[1:])


# %% wrong multiply_adds | in the wrong order
# named: order
def multiply_adds(sizes):
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    return sum(weights) + sum(weights[1:]), sum(weights)


# %% wrong multiply_adds | floats
# named: type
def multiply_adds(sizes):
    weights = [float(a * b) for a, b in zip(sizes, sizes[1:])]
    return sum(weights), sum(weights) + sum(weights[1:])


# %% wrong softmax_regression | the squared error
# named: another loss
def softmax_regression(X, T, W, b):
    N, K = T.shape
    Z = X @ W.T + b
    m = Z.max(1, keepdims=True)
    L = Z - m - np.log(np.exp(Z - m).sum(1, keepdims=True))
    Y = np.exp(L)
    J = np.sum((Y - T) ** 2) / (2 * N)
    d = (Y - T) / N
    return J, d.T @ X, d.sum(0)


# %% wrong softmax_regression | the zeros count as well
# named: another loss
def softmax_regression(X, T, W, b):
    N, K = T.shape
    Z = X @ W.T + b
    m = Z.max(1, keepdims=True)
    L = Z - m - np.log(np.exp(Z - m).sum(1, keepdims=True))
    Y = np.exp(L)
    J = -np.sum(T * np.log(Y + 1e-12) + (1 - T) * np.log(1 - Y + 1e-12)) / N
    d = (Y - T) / N
    return J, d.T @ X, d.sum(0)


# %% wrong softmax | the largest entry outside the exponential
# named: shift
def softmax(Z):
    E = np.exp(Z) - np.max(Z, axis=1, keepdims=True)
    return E / E.sum(axis=1, keepdims=True)


# %% wrong softmax | each column's largest entry
# named: wrong axis
def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=0))
    return E / E.sum(axis=1, keepdims=True)


# %% wrong backward_pass | every arrival sends everything again
# named: sent again
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    by = {name: (op, parents) for name, op, parents in graph}

    def send(name):
        op, parents = by[name]
        if op == "input":
            return
        for parent, p in zip(parents, OPS[op].partials(*[values[q] for q in parents])):
            bar[parent] += bar[name] * p
            send(parent)

    bar[graph[-1][0]] = 1.0
    send(graph[-1][0])
    return bar


# %% wrong backward_pass | every product twice
# named: sent again
def backward_pass(graph, values):
    bar = {name: 0.0 for name, _, _ in graph}
    bar[graph[-1][0]] = 1.0
    for name, op, parents in graph[::-1]:
        if op != "input":
            for parent, p in zip(parents, OPS[op].partials(*[values[q] for q in parents])):
                bar[parent] += bar[name] * p
                bar[parent] += bar[name] * p
    return bar


# %% wrong forward_pass | the parents' values are looked up in inputs
# named: from inputs
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[inputs[parent] for parent in parents])
    return values


# %% wrong forward_pass | it returns in the branch that computes
# named: one round
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(*[values[parent] for parent in parents])
            return values


# %% wrong backward_pass | the last node's tuple is taken for its name
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[one] for one in parents])):
                signals[parent] += signals[name] * partial
    return signals


# %% wrong softmax | each row's largest entry, and the sums of the columns
# named: wrong axis
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


# %% wrong softmax_regression | the logarithms are summed
# named: brackets
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M)).sum(axis=1, keepdims=True)
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the sums are subtracted, not their logarithms
# named: step left out
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.exp(M).sum(axis=1, keepdims=True)
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | log_Y is softmax
# named: step left out
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = np.exp(M) / np.exp(M).sum(axis=1, keepdims=True)
    J = -np.sum(T * log_Y) / N
    Z_bar = (log_Y - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | log_Y is M
# named: step left out
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | one sum of exponentials for all rows
# named: wrong axis
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum())
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | sums of columns
# named: wrong axis
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum(axis=0, keepdims=True))
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | the logarithm is added
# named: sign
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M + np.log(np.exp(M).sum(axis=1, keepdims=True))
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(log_Y) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | Z_bar is made of log_Y
# named: step left out
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum(axis=1, keepdims=True))
    J = -np.sum(T * log_Y) / N
    Z_bar = (log_Y - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong softmax_regression | Z_bar is made of exp(M)
# named: step left out
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum(axis=1, keepdims=True))
    J = -np.sum(T * log_Y) / N
    Z_bar = (np.exp(M) - T) / N
    return J, Z_bar.T @ X, Z_bar.sum(axis=0)


# %% wrong forward_pass | nothing is stored
# named: not stored
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            arguments = [values[parent] for parent in parents]
            OPS[op].value(*arguments)
    return values
