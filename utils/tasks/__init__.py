"""What the functions of the first notebooks are to do, each as a task that ``check_task`` takes.

The modules, one for each notebook; none stands on another:

* ``separability``   gates, weights, separating lines and feature maps
* ``threshold``      networks of threshold units
* ``layers``         activations, layers, and networks built by hand

A task judges by what an answer does: on all inputs of a gate, on data made so that the answer is known, by running
the network whose weights were returned. Known mistakes stand beside the task that they belong to.
"""

from __future__ import annotations
