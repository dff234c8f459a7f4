"""What the functions of the first notebooks are to do, each as a task that ``check_task`` takes.

The modules, each standing only on those before it:

* ``separability``   gates, weights, separating lines and feature maps
* ``networks``       runs a threshold network, and says on which input and in which layer it goes wrong
* ``threshold``      threshold units and networks of them; made in ``threshold_units``, ``_weights`` and ``_scale``
* ``layers``         activations, layers, and networks built by hand

A task judges by what an answer does: on all inputs of a gate, on data made so that the answer is known, by running
the network whose weights were returned. Known mistakes stand beside the task that they belong to.
"""

from __future__ import annotations

from utils.tasks import threshold

__all__ = ["threshold"]
