"""From a reader's function to an outcome.

The modules, each standing only on those before it:

* ``calling``         one careful call of a reader's function
* ``answers``         what it returned: unpacked, held to type and shape, compared
* ``shapes``          what an array of the wrong shape is consistent with
* ``slips``           the passes of a trusted computation with one slip in them
* ``observations``    what was seen of a wrong answer; what a hypothesis is; the names of mistakes
* ``edges``, ``whole``   hypotheses about one edge of the graph, and about the whole answer
* ``hypotheses``      all of them, in the order in which they are tried
* ``diagnosis``       which of that fits
* ``comparison``      returned values against a trusted computation, name by name
* ``check``           the check of values and derivatives, at points that hide no mistake
* ``descent`` (with ``descent_slips``), ``differentiator``   the checks of two exercises that return no gradient
* ``training`` (with ``training_slips``)   the check of gradient descent on several arrays
* ``judges``, ``task``   the check of what a function does, against a trusted one or by a property of its answer
* ``feature``   the check of a feature of the reader's own
* ``needs``     what is said where a package is missing that a check needs
* ``classifier``  the check of a trained classifier, by the labels that it gives
"""
