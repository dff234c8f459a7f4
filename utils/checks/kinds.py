"""The names of the kinds of mistakes. A planted mistake says which it is; a message may say one or two."""

from __future__ import annotations

# Of answers that can be compared.
SIGN = "sign"
FACTOR = "factor"
ZEROS = "zeros"
ANOTHER_VALUE = "another value"
NEXT_SIGNAL = "next error signal"
EXTRA_FACTOR = "extra factor"
EXTRA_TERM = "extra term"
SOME_EXAMPLES = "some examples"
SOME_ENTRIES = "some entries"
LEFT_OUT = "local derivative left out"
UPSTREAM_IGNORED = "upstream ignored"
BRANCH_LOST = "branch lost"
BRANCH_SCALED = "branch scaled"
WRONG_ARGUMENT = "wrong argument"
WRONG_FACTOR = "wrong factor"
VALUE_FOR_DERIVATIVE = "value for derivative"
STEP_LEFT_OUT = "step left out"
INPUT_LEFT_OUT = "input left out"
WRONG_INPUT = "wrong input"
EXTRA_STEP = "extra step"
VALUE_FOR_SIGNAL = "value for error signal"
ONE_TERM = "one term alone"
FORWARD_PASS = "forward pass"
ORDER = "order"

# Of shapes.
BATCH_SUM_MISSING = "batch sum missing"
BROADCASTING = "broadcasting"
SUM_MISSING = "sum missing"
WRONG_AXIS = "wrong axis"
TRANSPOSE = "transpose"

# Of what keeps an answer from being compared.
NOTHING, TYPE, SHAPE, NOT_FINITE = "nothing returned", "type", "shape", "not finite"
NOT_ONES_OWN = "the course's own"
MISSING_KEY, NUMBER_OF_VALUES = "missing key", "number of values"
NOT_REFUSED = "not refused"
TOO_SLOW, TOO_LARGE = "too slow", "too large"
