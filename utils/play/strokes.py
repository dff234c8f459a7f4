"""What is drawn on a pad as a small image, made as scikit-learn's digits are (8 × 8), or MNIST's (28 × 28).

scikit-learn's were made from bitmaps of 32 × 32 points, which a digit fills from top to bottom, not from side to side;
each pixel counts how many of 4 × 4 points are on. A drawn one takes the same way, its strokes about as thick as theirs:
on the mean about 30 % of an image is ink, in both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Strokes = Sequence[Sequence[Sequence[float]]]
FINE = 4  # points on a side of a pixel


def as_image(strokes: Strokes, side: int = 8) -> np.ndarray:
    """The drawing as ``(side, side)`` numbers from 0 to 1; all 0 where nothing is drawn.

    Args:
        strokes: lists of points (x, y) from 0 to 1, y downwards, in a square.
        side: 8 as scikit-learn's digits, else as MNIST's, with a margin and the ink's centre in the middle.
    """
    lines = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not lines:
        return np.zeros((side, side))
    small = side == 8
    points = side * FINE  # of the bitmap, on a side
    tall, wide = (points, 0.6 * points) if small else (20 / 28 * points, 20 / 28 * points)
    thick = (0.085 if small else 0.045) * points  # half of a stroke's width
    low, high = (
        np.min([line.min(axis=0) for line in lines], axis=0),
        np.max([line.max(axis=0) for line in lines], axis=0),
    )
    size = np.maximum(high - low, 1e-6)
    room = np.array([wide, tall]) - 2 * thick
    if small:  # as tall as the bitmap, and narrower where it would be too wide
        scale = room[1] / size[1] * np.ones(2)
        scale[0] = min(scale[0], room[0] / size[0])
    else:
        scale = np.full(2, (room / size).min())
    scale = np.where(size < 0.02, 0.0, scale)
    lines = [(line - (low + high) / 2) * scale + points / 2 for line in lines]
    ink = _bitmap(lines, points, thick).reshape(side, FINE, side, FINE).mean(axis=(1, 3))
    return ink if small else _centred(ink)


def _bitmap(lines: Sequence[np.ndarray], points: int, thick: float) -> np.ndarray:
    """Which points of the bitmap lie within half a stroke's width of a line."""
    centres = np.arange(points) + 0.5
    grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 1, 2)
    on = np.zeros(points * points, dtype=bool)
    for line in lines:
        starts, ways = line[:-1], np.diff(line, axis=0)
        if not len(ways):
            starts, ways = line, np.zeros((1, 2))
        length = np.maximum((ways**2).sum(axis=1), 1e-12)
        along = np.clip(((grid - starts) * ways).sum(axis=-1) / length, 0, 1)
        apart = grid - starts - along[..., None] * ways
        on |= ((apart**2).sum(axis=-1) <= thick**2).any(axis=1)
    return on.reshape(points, points)


def _centred(image: np.ndarray) -> np.ndarray:
    """Moved by whole pixels until the ink's centre of mass is in the middle."""
    side = len(image)
    places = np.arange(side) + 0.5
    down, across = (
        round(side / 2 - float((image.sum(axis=axis) * places).sum() / image.sum())) for axis in (1, 0)
    )  # fmt: skip
    return np.roll(image, (down, across), axis=(0, 1))
