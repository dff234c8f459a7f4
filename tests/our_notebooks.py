"""The nine notebooks that are this course's own. Others may lie beside them; its habits are not asked of those."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course

COURSE = Course(Path(__file__).resolve().parents[1])
NAMES = [
    "00_start_here",
    "01_xor_feature_maps",
    "02_threshold_networks",
    "03_multilayer_perceptrons",
    "04_logistic_least_squares",
    "05_computation_graphs",
    "06_two_layer_network",
    "07_features_and_overfitting",
    "08_automatic_differentiation",
]
