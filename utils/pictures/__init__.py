"""The pictures of the notebooks: one function call each, which returns a `Picture`.

How the modules follow one another: `picture` knows how a drawing is displayed (image, alt text, takeaway);
`style` knows how all of them look (colours, fonts, numbers, symbols); `layout` knows where the nodes of a
graph go, and `graph` draws them there; `formulas` draws formulas with parts of them marked, `differences` the
errors of numerical derivatives; `logistic` holds the pictures of one logistic unit; `neuron`, `hidden`,
`hidden_gates` and `sharpness` those of threshold units and their networks.
They use Matplotlib without pyplot, so no global state is touched.
"""

from __future__ import annotations

from utils.pictures.formulas import repeated_work
from utils.pictures.graph import draw_graph
from utils.pictures.hidden import hidden_space
from utils.pictures.hidden_gates import gates_in_hidden_space
from utils.pictures.logistic import descent_path, difference_errors, logistic_and_slope, loss_against_z
from utils.pictures.neuron import neuron
from utils.pictures.picture import Picture
from utils.pictures.sharpness import closing_on_the_threshold

__all__ = [
    "Picture",
    "closing_on_the_threshold",
    "descent_path",
    "difference_errors",
    "draw_graph",
    "gates_in_hidden_space",
    "hidden_space",
    "logistic_and_slope",
    "loss_against_z",
    "neuron",
    "repeated_work",
]
