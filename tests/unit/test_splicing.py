from __future__ import annotations

import pytest

from autograder.errors import CourseError
from autograder.splicing import with_methods

CLASS = '''\
import numpy as np


class Pair:
    """Two numbers."""

    # Both are kept.
    def __init__(self, a, b):
        self.a, self.b = a, b

    @property
    def total(self):
        return self.a+self.b  # odd, and left alone

    def larger(self): return max(self.a, self.b)  # on one line

    # Given.
    def swapped(self):
        return Pair(self.b, self.a)


def pair(a, b):
    return Pair(a, b)'''


def spliced(answer, *replaced, source=CLASS):
    return with_methods(source, "Pair", replaced, answer)


def test_one_method_is_replaced_and_every_other_letter_stays():
    new = spliced("def swapped(self):\n\n    return self", "swapped")
    assert new == CLASS.replace("        return Pair(self.b, self.a)", "\n        return self")


def test_a_method_on_one_line_and_the_comment_behind_it_are_replaced():
    new = spliced("def larger(self):\n    return self.a", "larger")
    assert new == CLASS.replace(
        "def larger(self): return max(self.a, self.b)  # on one line", "def larger(self):\n        return self.a"
    )


def test_decorators_belong_to_a_method():
    plain = spliced("def total(self):\n    return 0", "total")
    assert plain == CLASS.replace(
        "@property\n    def total(self):\n        return self.a+self.b  # odd, and left alone",
        "def total(self):\n        return 0",
    )
    assert "    @staticmethod\n    def larger():\n        return 1\n" in spliced(
        "@staticmethod\ndef larger():\n    return 1", "larger"
    )


def test_several_methods_are_replaced_in_any_order_with_the_comments_above_them():
    new = spliced(
        "# the other one\ndef swapped(self):\n    return 1\n\n\n# none\ndef __init__(self):\n    pass\n# end",
        "__init__",
        "swapped",
    )
    assert "    # Given.\n    # the other one\n    def swapped(self):\n        return 1\n\n\ndef pair" in new
    assert "    # Both are kept.\n    # none\n    def __init__(self):\n        pass\n    # end\n\n    @property" in new


def test_a_helper_goes_where_its_neighbour_goes():
    above = spliced("def of(self):\n    return 2\n\ndef larger(self):\n    return self.of()", "larger")
    below = spliced("def larger(self):\n    return self.of()\n\ndef of(self):\n    return 2", "larger")
    for new in (above, below):
        names = {}
        exec(new, names)
        assert names["pair"](1, 3).larger() == 2
    assert above.index("def of") < above.index("def larger") < above.index("def swapped")
    assert below.index("def larger") < below.index("def of") < below.index("def swapped")


def test_what_is_no_method_goes_above_everything():
    new = spliced("# all of them\nmade = []\n\n\ndef larger(self):\n    return made", "larger")
    assert new.startswith("# all of them\nmade = []\n\n\nimport numpy as np\n\n\nclass Pair:")


def test_a_string_over_several_lines_keeps_its_value():
    new = spliced("def larger(self):\n    return '''a\n  b''' + f'''{1}\n  c'''", "larger")
    names = {}
    exec(new, names)
    assert names["pair"](1, 3).larger() == "a\n  b1\n  c"


def test_a_name_that_several_functions_have_is_replaced_in_the_class_alone():
    source = (
        "def larger(self):\n    return 0\n\n\n" + CLASS + "\n\n\nclass Other:\n    def larger(self):\n        return 0"
    )
    new = spliced("def larger(self):\n    return 1", "larger", source=source)
    assert new.count("return 0") == 2 and new.count("return 1") == 1


@pytest.mark.parametrize(
    ("answer", "replaced", "message"),
    [
        (
            "def larget(self): ...",
            ["larget"],
            "Pair has no method larget: choose from __init__, total, larger, swapped",
        ),
        ("def larget(self): ...", ["larger"], "no `def larger` stands below its header: write it, or take it out"),
        ("class larger: ...", ["larger"], "no `def larger` stands below its header"),
        (
            "def larger(self): ...\ndef total(self): ...",
            ["larger"],
            "total is a method of Pair and not in the header: write Pair.larger, total there, or",
        ),
        ("def larger(self): ...\ndef larger(self): ...", ["larger"], "larger is defined 2 times: leave one"),
        ("def larger(self): ...\nlarger = 1", ["larger"], "`larger = 1` stands below a def: move it above"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_the_next_step(answer, replaced, message):
    with pytest.raises(CourseError) as refused:
        spliced(answer, *replaced)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("source", ["def Pair(a, b): ...", "class Pears: ..."])
def test_what_is_no_class_has_no_methods(source):
    with pytest.raises(CourseError, match="Pair is no class and has no methods: put the whole answer below a header"):
        spliced("def larger(self): ...", "larger", source=source)


def test_a_class_without_methods_has_none_to_choose_from():
    with pytest.raises(CourseError, match="Pair has no method larger: choose from those you write"):
        spliced("def larger(self): ...", "larger", source="class Pair: ...")
