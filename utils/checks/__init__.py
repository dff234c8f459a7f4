"""From a reader's function to an outcome: the engine, which knows no exercise. Single exercises are in ``utils.tasks``.

The modules, each standing only on those before it:

* ``kinds``           the names of the kinds of mistakes
* ``refusals``        why an answer is refused: an exception that carries the outcome
* ``indices``         where a function's text reads a whole array for one entry of it
* ``pairing``         where it puts rows in another order without their targets
* ``glance``          what can be seen of a function without calling it
* ``left_over``       whether an answer stands beside the raise that a stub left
* ``operands``        the arrays of an operation that failed, with their shapes
* ``recorded``        what is seen of PyTorch's losses while it runs
* ``arithmetic``      overflow and division by zero, where a processor has no flags for them (a browser)
* ``witness``         one watched call: what it returned, raised, changed, and what NumPy warned of
* ``absent``          what is said of a name that no cell has given yet
* ``framework``, ``misshapen``, ``mistyped``   the next step for errors of PyTorch, about shapes, about types
* ``advice``          the next step for any error that it raised
* ``calling``         that call in words: what was returned, or why it cannot be judged
* ``broken``          what is said where a test itself stops with an error
* ``needs``           what is said where a package is missing that a check needs
* ``writing``         how values and cases are written in messages
* ``answers``         what was returned: unpacked, held to type and shape
* ``tolerance``       how close is right
* ``packed``          which values are in an answer that is packed in another way
* ``shapes``          what an array of the wrong shape is consistent with
* ``slips``           the passes of a trusted computation with one slip in them
* ``observations``    what was seen of a wrong answer, and what a hypothesis is
* ``general``         the mistakes that can happen anywhere, each described once
* ``edges``, ``whole``   hypotheses about one edge of a program's graph, and about its whole answer
* ``usual``           what people often use in the place of a loss or an activation
* ``hypotheses``      all of them, in the order in which they are tried
* ``diagnosis``       which of them fits
* ``comparison``      returned values against a trusted computation, name by name
* ``seeds``           where random points come from
* ``patience``        what is said while a check runs long
* ``earlier``         an earlier exercise to fix first
* ``leads``           what a function's text tells of an answer that is not right
* ``running``         how every check runs: judged, remembered, shown; and asked the same twice
* ``check``           the check of values and derivatives, at points that hide no mistake
* ``judges``, ``task``   what a function is to do: against a trusted one or by a property of its answer
* ``arguments``       the mistakes that can be made with one argument of any right function
* ``task_mistakes``   which mistakes a wrong answer to a task is consistent with
* ``check_task``      the check of a task
"""
