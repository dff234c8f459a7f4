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
WRONG_INDEX = "wrong index"
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
INSTEAD = "answer changed"
ONE_INPUT = "one for all"
CONSTANT = "always the same"
BRACKETS = "brackets"
ANOTHER_LOSS, ANOTHER_FUNCTION, ANOTHER_SLOPE, CLIPPED = "another loss", "another function", "another slope", "clipped"

# Of shapes.
BATCH_SUM_MISSING = "batch sum missing"
EARLY_MEAN = "mean taken too early"
BROADCASTING = "broadcasting"
SUM_MISSING = "sum missing"
WRONG_AXIS = "wrong axis"
ADDED_UP = "added up"
TRANSPOSE = "transpose"

# Of what keeps an answer from being compared.
NOTHING, TYPE, SHAPE, NOT_FINITE = "nothing returned", "type", "shape", "not finite"
NOT_ONES_OWN = "the course's own"
MISSING_KEY, NUMBER_OF_VALUES = "missing key", "number of values"
ONE_ARRAY, ONE_ALONE, PACKING = "one array for several", "one value of several", "packing"
NOT_REFUSED = "not refused"
TOO_SLOW, TOO_LARGE = "too slow", "too large"
MANY_TIMES = "bias many times"
ONE_ROUND = "one round"

# Of an error that Python or a library raised, where its next step is known: what the step is about.
UNKNOWN_NAME, WRONG_CALL, SHAPES_APART = "unknown name", "wrong call", "shapes that do not fit"
OTHER_TYPE, FRAMEWORK, ENDLESS = "another type in a line", "use of the framework", "calls itself"
READ_ONLY, NO_SUCH_KEY = "changed in place", "no such key"
TRUTH, REFUSED_BELOW = "one truth value of an array", "refused by a given cell"
OF_AN_ERROR = {
    UNKNOWN_NAME,
    WRONG_CALL,
    SHAPES_APART,
    OTHER_TYPE,
    FRAMEWORK,
    ENDLESS,
    NO_SUCH_KEY,
    TRUTH,
    REFUSED_BELOW,
}
RETURN_IN_LOOP, INDEX_LEFT_OUT, UNPAIRED = "return in the loop", "index left out", "rows without their targets"
SOFTMAX_TWICE, NO_LOGARITHMS = "softmax twice", "no logarithms"
