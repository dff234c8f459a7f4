"""Shows a picture that grows with every result of a long computation, in one place that is drawn anew.

It is a picture like the others: where none are drawn, as in grading, nothing is computed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from utils.drawn import only_to_look_at
from utils.outcomes import in_a_notebook


@only_to_look_at
def growing(jobs: Iterable[Any], run: Callable[[Any], Any], draw: Callable[[list[Any]], Any]) -> list[Any]:
    """``run(job)`` for each of the jobs; after each one the picture of all results so far takes the place of the last.

    Args:
        jobs: what is to be done, in this order.
        run: does one.
        draw: from the list of results so far to something that displays itself.

    Returns:
        The results, in the jobs' order.
    """
    results: list[Any] = []
    handle: Any = None
    for job in jobs:
        results.append(run(job))
        if not in_a_notebook():
            print(f"{len(results)} done: {results[-1]}")
            continue
        from IPython.display import display

        picture = draw(list(results))
        if handle is None:
            handle = display(picture, display_id=True)
        else:
            handle.update(picture)
    return results
