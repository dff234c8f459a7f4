"""The pictures of the notebooks: one function call each, which returns a `Picture`.

How the modules follow one another: `picture` knows how a drawing is displayed (image, alt text, takeaway);
`style` knows how all of them look (colours, fonts, numbers, symbols); `layout` knows where the nodes of a
graph go, and `graph` draws them there; `formulas` draws formulas with parts of them marked, `differences` the
errors of numerical derivatives; `logistic` holds the pictures of one logistic unit; `gates` draws what a line can
do with two inputs, and on it stand `hulls`, `demands` and `psi`.
They use Matplotlib without pyplot, so no global state is touched.
"""

from __future__ import annotations

from utils.pictures.demands import weight_space
from utils.pictures.formulas import repeated_work
from utils.pictures.gates import gate_atlas, gate_boundaries
from utils.pictures.graph import draw_graph
from utils.pictures.hulls import crossing_hulls
from utils.pictures.logistic import descent_path, difference_errors, logistic_and_slope, loss_against_z
from utils.pictures.picture import Picture
from utils.pictures.psi import feature_space

__all__ = [
    "Picture",
    "crossing_hulls",
    "descent_path",
    "difference_errors",
    "draw_graph",
    "feature_space",
    "gate_atlas",
    "gate_boundaries",
    "logistic_and_slope",
    "loss_against_z",
    "repeated_work",
    "weight_space",
]
