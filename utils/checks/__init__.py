"""From a reader's function to an outcome: the engine, which knows no exercise. Single exercises are in ``utils.tasks``.

The modules, each standing only on those before it:

* ``witness``         one watched call: what it returned, raised, changed, and what NumPy warned of
* ``calling``         that call in words: what was returned, or why it cannot be judged
* ``needs``           what is said where a package is missing that a check needs
* ``tolerance``       how close is right
* ``answers``         what it returned: unpacked, held to type and shape
* ``shapes``          what an array of the wrong shape is consistent with
* ``slips``           the passes of a trusted computation with one slip in them
* ``observations``    what was seen of a wrong answer; what a hypothesis is; the names of mistakes
* ``edges``, ``whole``   hypotheses about one edge of the graph, and about the whole answer
* ``hypotheses``      all of them, in the order in which they are tried
* ``diagnosis``       which of that fits
* ``comparison``      returned values against a trusted computation, name by name
* ``seeds``           where random points come from
* ``running``         how every check runs: judged, remembered, shown; and asked the same twice
* ``check``           the check of values and derivatives, at points that hide no mistake
* ``judges``, ``task``   the check of what a function does, against a trusted one or by a property of its answer
"""
