"""The pictures of the notebooks: one function call each, which returns a `Picture`.

How the modules follow one another: `picture` knows how a drawing is displayed (image, alt text, takeaway);
`style` knows how all of them look (colours, fonts, numbers, symbols); `layout` knows where the nodes of a graph
go, `graph` draws them there, `measured` measures the numbers first, and
`node_graph` takes them from a reader's own Nodes; `formulas` draws formulas with parts of
them marked, `differences` the errors of numerical derivatives; `logistic` holds the pictures of one logistic
unit; `gates` draws what a line can do with two inputs, and on it stand `hulls`, `demands`, `psi` and `rings`;
`neuron`, `hidden`, `hidden_gates` and `sharpness` draw threshold units and their networks, `activations`,
`layers` and `bumps` multilayer perceptrons; `paths`, `softmax`, `regions` and `costs` the chain rule on two
paths, softmax's Jacobian, what softmax regression makes of a plane, and what the passes cost; `network`, `ledger`
and `training` a two-layer network, its equations, and how it learns; `images` shows images and weights as images,
`mistakes` those
that a network gets wrong, `detector` and `fits` what features answer to and
over-fitting; `learning` draws how a training goes, `boundary` what a network with two inputs has learned so far,
`trace`, `agreement` and `depths` what a program recorded, two gradients of one cost, and what depth does; `growing`
shows a picture again with each new result.
They use Matplotlib without pyplot, so no global state is touched.
"""

from __future__ import annotations

from utils.pictures.activations import six_activations
from utils.pictures.agreement import two_gradients
from utils.pictures.boundary import learned_boundary
from utils.pictures.bumps import bump_of_two_units, bumps_closing_in, outside_the_interval
from utils.pictures.costs import cost_per_layer
from utils.pictures.demands import weight_space
from utils.pictures.depths import accuracy_by_depth
from utils.pictures.detector import detector_responses
from utils.pictures.fits import polynomial_fits
from utils.pictures.formulas import repeated_work
from utils.pictures.gates import gate_atlas, gate_boundaries
from utils.pictures.graph import draw_graph
from utils.pictures.growing import growing
from utils.pictures.hidden import hidden_space
from utils.pictures.hidden_gates import gates_in_hidden_space
from utils.pictures.hulls import crossing_hulls
from utils.pictures.images import grey_images, weight_images
from utils.pictures.layers import shape_ledger
from utils.pictures.learning import learning_curves
from utils.pictures.ledger import two_layer_ledger
from utils.pictures.logistic import descent_path, difference_errors, logistic_and_slope, loss_against_z
from utils.pictures.measured import measured_graph
from utils.pictures.mistakes import worst_mistakes
from utils.pictures.network import two_layer_network
from utils.pictures.neuron import neuron
from utils.pictures.node_graph import node_graph
from utils.pictures.paths import two_paths
from utils.pictures.picture import Picture
from utils.pictures.psi import feature_space
from utils.pictures.regions import class_regions
from utils.pictures.rings import two_rings
from utils.pictures.sharpness import closing_on_the_threshold
from utils.pictures.softmax import softmax_jacobian
from utils.pictures.trace import trace
from utils.pictures.training import how_often_xor, xor_training

__all__ = [
    "Picture",
    "accuracy_by_depth",
    "bump_of_two_units",
    "bumps_closing_in",
    "class_regions",
    "closing_on_the_threshold",
    "cost_per_layer",
    "crossing_hulls",
    "descent_path",
    "detector_responses",
    "difference_errors",
    "draw_graph",
    "feature_space",
    "gate_atlas",
    "gate_boundaries",
    "gates_in_hidden_space",
    "grey_images",
    "growing",
    "hidden_space",
    "how_often_xor",
    "learned_boundary",
    "learning_curves",
    "logistic_and_slope",
    "loss_against_z",
    "measured_graph",
    "neuron",
    "node_graph",
    "outside_the_interval",
    "polynomial_fits",
    "repeated_work",
    "shape_ledger",
    "six_activations",
    "softmax_jacobian",
    "trace",
    "two_gradients",
    "two_layer_ledger",
    "two_layer_network",
    "two_paths",
    "two_rings",
    "weight_images",
    "weight_space",
    "worst_mistakes",
    "xor_training",
]
