"""Marking question by question: all answers to one question, one after the other, by one marker or several.

``rubric`` knows what a marker gives and what follows from it, without a class. ``questions`` knows what there is to
mark in a notebook. ``answers`` knows what one answer was given, ``tables`` where in the gradebook that stands;
``ledger`` writes it, so that nobody's mark is overwritten unseen. ``showing`` makes of a submission what may be shown.
``server`` serves the page in ``pages`` to this machine alone; `desk/mark` is the command.

``shares`` knows what a marker on another machine gets (`desk/split`) and sends back, ``merging`` how marks that were
given apart come together (`desk/merge`).
"""
