"""The five images of strokes that notebook 07 hands to its reader."""

from __future__ import annotations

import numpy as np

SIDE = 28  # pixels
MAIN, ANTI, VERTICAL, HORIZONTAL, WHITE = "main diagonal", "anti-diagonal", "vertical", "horizontal", "all white"


def strokes() -> dict[str, np.ndarray]:
    """The five images by name, each ``(28, 28)``: white strokes (1), three pixels wide, on black (0); one all white."""
    row, column = np.indices((SIDE, SIDE))
    middle = (SIDE - 1) // 2  # of an even number of pixels the left (or upper) one of the two in the middle
    return {
        MAIN: (abs(row - column) <= 1).astype(float),
        ANTI: (abs(row + column - (SIDE - 1)) <= 1).astype(float),
        VERTICAL: (abs(column - middle) <= 1).astype(float),
        HORIZONTAL: (abs(row - middle) <= 1).astype(float),
        WHITE: np.ones((SIDE, SIDE)),
    }
