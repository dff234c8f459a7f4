"""The tasks of notebook 02, by the names of its exercises: threshold units, networks of them, and what σ makes of them.

They are made in ``threshold_units``, ``threshold_weights`` and ``threshold_scale``.
"""

from __future__ import annotations

from utils.tasks.threshold_scale import sharpen, smallest_scale
from utils.tasks.threshold_units import hard_threshold, unit, xor_network
from utils.tasks.threshold_weights import boolean_network, my_xor_weights, parity_network, run_network

__all__ = [
    "boolean_network",
    "hard_threshold",
    "my_xor_weights",
    "parity_network",
    "run_network",
    "sharpen",
    "smallest_scale",
    "unit",
    "xor_network",
]
