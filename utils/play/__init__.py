"""Things to move, one function each: a `Thing` displays itself as the last expression of a cell.

How the modules follow one another: `controls` knows what a reader takes hold of, `stage` (with `stage.js` and
`stage.css`) how that looks in a page and what goes between the page and the kernel, and `thing` how controls, a
picture and a line of numbers make one thing, and what stands in its place where nothing can move. `runs` and `plane`
know a training that is looked at on its way, and a plane coloured by an output; `formula`, `typed_graph` and
`strokes` what a reader types and draws. Then one module for each thing.

Their numbers come from the reader's own functions where those are given, else from the course's. anywidget is imported
only where there is a live kernel; without it, and in exports, there is the picture at rest, and in grading nothing.
"""

from __future__ import annotations

from utils.play.backpropagation import backpropagation
from utils.play.bumps import bumps
from utils.play.draw_digit import draw_digit
from utils.play.learning import learning_xor
from utils.play.line import line, weights_of_not
from utils.play.morph import layer, morph
from utils.play.polynomials import polynomials
from utils.play.sharpness import sharpness
from utils.play.training import training
from utils.play.unit import unit

__all__ = [
    "backpropagation",
    "bumps",
    "draw_digit",
    "layer",
    "learning_xor",
    "line",
    "morph",
    "polynomials",
    "sharpness",
    "training",
    "unit",
    "weights_of_not",
]
