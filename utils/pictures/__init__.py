"""The pictures of the notebooks: one function call each, which returns a `Picture`.

How the modules follow one another: `picture` knows how a drawing is displayed (image, alt text, takeaway);
`style` knows how all of them look (colours, fonts, numbers, symbols); `layout` knows where the nodes of a
graph go, and `graph` draws them there; `formulas` draws formulas with parts of them marked, `differences` the
errors of numerical derivatives; `logistic` holds the pictures of one logistic unit, `activations`, `layers` and
`bumps` those of multilayer perceptrons.
They use Matplotlib without pyplot, so no global state is touched.
"""

from __future__ import annotations

from utils.pictures.activations import six_activations
from utils.pictures.bumps import bump_of_two_units, bumps_closing_in, outside_the_interval
from utils.pictures.formulas import repeated_work
from utils.pictures.graph import draw_graph
from utils.pictures.layers import carried_grid, shape_ledger
from utils.pictures.logistic import descent_path, difference_errors, logistic_and_slope, loss_against_z
from utils.pictures.picture import Picture

__all__ = [
    "Picture",
    "bump_of_two_units",
    "bumps_closing_in",
    "carried_grid",
    "descent_path",
    "difference_errors",
    "draw_graph",
    "logistic_and_slope",
    "loss_against_z",
    "outside_the_interval",
    "repeated_work",
    "shape_ledger",
    "six_activations",
]
