"""What runs on the student's side of the wall: nothing here knows a test, an answer, a mark or another student.

How the modules follow one another:

    unpacking    values rebuilt from a message that nobody vouches for
    packing      values made into a message
    wire         messages to and from the grader
    confinement  namespaces, limits and forbidden calls, taken on by a process before it runs what a student wrote
    closed       what of the course's package is not there, because it answers
    shell        a notebook's cells run as Jupyter runs them, their outputs collected
    service      a student's process: cells to run, names to look up, functions to call, until nobody asks any more
    warm         the process all of those are forked from: it has imported everything, and never runs a student's line

The grader uses these three too; the rest it only starts.
"""
