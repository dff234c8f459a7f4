"""Predict, run, explain: a prediction is recorded before the program decides, and is never graded."""

from __future__ import annotations

import re

from utils import session
from utils.outcomes import NotAttempted, Outcome


class CameTrue(Outcome):
    """The prediction agrees with what the program computed."""

    sign, word, colour = "=", "as you predicted", "#009E73"


class Surprise(Outcome):
    """The prediction differs from what the program computed: the moment to learn something."""

    sign, word, colour = "≠", "not what you predicted", "#0072B2"


def settle(prediction: str, came_out: str, because: str, choices: str = "abc") -> Outcome:
    """Compare a recorded prediction with what came out, and say why it came out so.

    Args:
        prediction: the reader's choice, one letter of ``choices``; anything else counts as not recorded yet.
        came_out: the letter that the program's own numbers decided.
        because: one or two sentences: the numbers, and the reason behind them. Shown only after a prediction.
        choices: the letters that were offered.

    Returns:
        An outcome to show; the last expression of a cell shows itself.
    """
    written = re.search(r"\bsettle\(\s*(prediction\w*)", session.running())
    if written and (failed := session.last_edit_failed(written[1])):
        step = f"Fix the cell of {written[1]}: one letter, between quotation marks. Run it, then this one."
        return NotAttempted(
            "prediction", f"its cell stopped with {failed}, so there is no prediction yet", (("next", step),)
        )
    recorded = str(prediction).strip().lower()
    if len(recorded) != 1 or recorded not in choices:
        *most, last = (f'"{letter}"' for letter in choices)
        return NotAttempted(
            "prediction",
            f"this is not one of the letters {', '.join(choices)}"
            if recorded
            else "write it down first, as one letter",
            (
                (
                    "next",
                    f"Set the prediction above to {', '.join(most)} or {last}, run that cell, then this one.",
                ),
            ),
        )
    kind = CameTrue if recorded == came_out else Surprise
    said = "" if kind is CameTrue else f"you said ({recorded}), "
    return kind("prediction", f"{said}it is ({came_out})", (("because", because),))
