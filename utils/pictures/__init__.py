"""The pictures of the notebooks: one function call each, which returns a `Picture`.

How the modules follow one another: `picture` knows how a drawing is displayed (image, alt text, takeaway);
`style` knows how all of them look (colours, fonts, numbers, symbols); `layout` knows where the nodes of a graph
go, `graph` draws them there, `measured` measures the numbers first, and
`nodes` takes them from a reader's own Nodes; `formulas` draws formulas with parts of
them marked, `differences` the errors of numerical derivatives; `logistic` holds the pictures of one logistic
unit; `gates` draws what a line can do with two inputs, and on it stand `hulls`, `demands`, `psi` and `rings`;
`single_unit`, `hidden`, `hidden_gates` and `sharpness` draw threshold units and their networks, `activations`,
`layers` and `bumps` multilayer perceptrons; `paths`, `softmax`, `regions` and `costs` the chain rule on two
paths, softmax's Jacobian, what softmax regression makes of a plane, and what the passes cost; `network`, `ledger`
and `training` a two-layer network, its equations, and how it learns; `images` shows images and weights as images,
`mistakes` those
that a network gets wrong, `detector` and `fits` what features answer to and
over-fitting; `learning` draws how a training goes, `boundary` what a network with two inputs has learned so far,
`recorded`, `agreement` and `depths` what a program recorded, two gradients of one cost, and what depth does;
`one_by_one` shows a picture again with each new result.
They use Matplotlib without pyplot, so no global state is touched. Each module is imported when a picture of it is first
asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {  # picture -> its module, which is imported when the picture is first asked for; none has its picture's name
    "Picture": "picture",
    "accuracy_by_depth": "depths",
    "bump_of_two_units": "bumps",
    "bumps_closing_in": "bumps",
    "class_regions": "regions",
    "closing_on_the_threshold": "sharpness",
    "cost_per_layer": "costs",
    "crossing_hulls": "hulls",
    "descent_path": "logistic",
    "detector_responses": "detector",
    "difference_errors": "logistic",
    "draw_graph": "graph",
    "feature_space": "psi",
    "gate_atlas": "gates",
    "gate_boundaries": "gates",
    "gates_in_hidden_space": "hidden_gates",
    "grey_images": "images",
    "growing": "one_by_one",
    "hidden_space": "hidden",
    "how_often_xor": "training",
    "learned_boundary": "boundary",
    "learning_curves": "learning",
    "logistic_and_slope": "logistic",
    "measured_graph": "measured",
    "neuron": "single_unit",
    "node_graph": "nodes",
    "outside_the_interval": "bumps",
    "polynomial_fits": "fits",
    "repeated_work": "formulas",
    "shape_ledger": "layers",
    "six_activations": "activations",
    "softmax_jacobian": "softmax",
    "trace": "recorded",
    "two_gradients": "agreement",
    "two_layer_ledger": "ledger",
    "two_layer_network": "network",
    "two_paths": "paths",
    "two_rings": "rings",
    "weight_images": "images",
    "weight_space": "demands",
    "worst_mistakes": "mistakes",
    "xor_training": "training",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
