"""The instructor's side: from one source per notebook to editions, and from submissions to marks.

How the modules follow one another. First what both sides need:

    not_needed  what the libraries import that no command needs
    safe_path   from where this program and all it starts may import
    saying      how a line reaches a terminal, whatever a stranger wrote in it
    errors      how a failure is told to a person
    words       how points and times are written
    once        what follows from a text alone, kept
    course      where things are
    files       how files are written, all or not at all
    source      a percent file read into a notebook with fixed cell ids; its exercises

From a source to its editions:

    splicing    some methods of a class replaced in its source
    variants    right answers and planted mistakes, and submissions made of them
    shown_answers   tests that show students what they compare with
    rules       what an author can get wrong
    core_path   a source without its section Going further
    editions    what each reader gets to see of a source, and whether an answer leaks
    outputs     the outputs of an executed notebook, and what in them is noise
    earlier     what a class was given by earlier releases
    running     a solved edition run for its outputs
    new_gradebook   a gradebook's first revision, without a program
    classroom   assignments entered in a class: nbgrader's source, release and gradebook entries
    tried       whether variants were tried since a notebook changed here
    release     the command: all of this, or a check that nothing is stale
    new_notebook   the command that begins another notebook
    watching    a notebook derived again each time its author saves
    mistake_names   by which names a mistake can be called
    not_met     the refusals of a judge that no variant has met
    mistakes    the command that shows what the checks say to every planted mistake

From a submission to marks:

    limits      what a submission may use
    submission  a file read with no trust
    file_kind   what a file is that is no notebook
    defining    which names a cell's text gives a meaning to
    given       the released notebook as students were shown it
    matching    which cell of a submission is which of the released ones
    rebuilding  the submission rebuilt upon the release
    elsewhere   where else in it an exercise may be answered than in its own cell
    results     what came of it, as plain data, kept on disk
    student/    what runs on the student's side of the wall, and the messages that cross it
    sandbox     the wall, and the warm process behind it
    remote      a student's process from the grader's side: cells, names, functions
    transcript  what a student's process says its outputs were, as far as they are outputs
    judging     how much time and memory one judgement may take
    helpers     the given functions that a test relies on, which are the course's own while it runs
    trial       a test cell run here, on functions that live there
    reliance    which exercises an answer relies on
    reaching    the signs that a student's code reaches for the course's own answers
    engine      one submission graded: no database, no course folder
    processes   how the grader's own are started
    pool        many at once
    worker      one after the other, in a process of the pool
    cluster/    the same on many machines, in the place of the pool
    deadlines   until when a notebook may be handed in, and who has more time
    gradebook   results written into nbgrader's gradebook and its folder of graded notebooks
    harmless    what of a submission's Markdown and HTML may be shown
    preprocessors   the same engine and record, and feedback without hidden tests, for nbgrader's own commands
    own_solution   whether a release is fit to grade by: its own solution earns everything
    batch       a class: what is new is graded and recorded
    table       a class as a table
    grade       the command
    demo        the command that makes up a class

    commands/   what is said to each command
    arguments   what several commands are told in the same way
    cli         the commands by name
"""

from autograder.not_needed import leave_out

leave_out()
