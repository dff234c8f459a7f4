"""Many machines: the grader of `worker` mapped over the workers of a Dask scheduler, in the place of `pool`.

How the modules follow one another. On both sides:

    carried     a submission and what it is graded by as bytes, a result as bytes; a result believed in nothing
    pipes       bytes to and from a program that was started

On a worker:

    grader      a program: one submission after the other, for who started it
    there       the worker's part: it starts graders, and waits for them so that the worker stays awake

In the command:

    address     with which scheduler a command may speak, and how
    no_objects  nothing is unpickled here
    connection  what is sent to a scheduler and heard from it, as one line of news
    admission   which workers may grade, and why the others may not
    mapping     the tasks handed out, a few at a time, and their results: what `pool.grade_all` is on one machine
    scheduler   the command that starts a scheduler
    workers     the command that starts a worker

Dask is imported by `connection`, `scheduler`, `workers` and, on a worker, `there` alone: no other command waits for it.
"""
