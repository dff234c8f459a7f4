"""The instructor's desk: what is done with a class around grading it.

First of all students get something to work with (``handout``; ``reached`` knows which tasks that needs), and time for
it (``due``, ``extend``, with ``when`` for times as they are typed). Then, in the order of an afternoon: submissions
come in (``collect``), one of them is looked at (``check``), a person marks what a person marks (``mark``; ``split``
and ``merge`` for several; all with ``marking``), marks go back to the students (``feedback``), the class is
understood (``report``), marks go to the platform (``export``).
``handed_out`` knows what ``check`` checks by; ``feedback_page`` what a student is told; ``returning`` packs pages for a
platform (``to_gradescope`` for one that takes none); ``page`` is how all pages look.
``report`` puts its page together from what ``counts`` counted, with ``separation`` of strong and weak, whom
``attention`` points at, what ``charts`` draws, and ``examples`` that give nobody away (``people``).
``compare`` lists answers that agree, where somebody asks for it, by their ``fingerprints``.
``marks`` is what the last three read: everything that is known of each graded submission, notebook by notebook.

Coming in: ``archive`` looks into what was handed over, ``platforms`` says whose a file is (an ``upload`` is what all of
them say of a file, ``times`` when it was), ``which_notebook`` which notebook, ``students`` who
is who; ``from_source`` puts these together. ``attempts`` knows which of several files counts, ``into_submitted`` what
is taken, ``without_notebook`` who has to be asked for another file. ``collect`` is the command.
Going out: ``roster`` reads a platform's list (``headings`` knows its columns), ``forms`` makes its table, ``sheets``
writes it, ``export`` commands. ``final`` knows which marks may go out, ``rows`` whose they are; ``to_canvas``
sends them, and pages, without files in between.
``rehearsal`` makes up what a platform would hand out.
"""
