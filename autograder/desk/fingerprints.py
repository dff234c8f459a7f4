"""Knows which short passages of answers agree that hardly anybody else in the class wrote; nothing of a class's files.

Winnowing (Schleimer, Wilkerson and Aiken, 2003) takes a few fingerprints out of a text so that any passage of a certain
length that two texts share has one in common. The answers to an exercise are short, and all alike in what the exercise
asks. So a fingerprint counts only where it is rare in this class, and names and comments are kept: they are what two
people choose differently. (The package copydetect puts one letter in place of every name, drops comments, and takes no
notice of how many have a passage.) A second kind of fingerprint is blind to names, for answers that were only renamed.
"""

from __future__ import annotations

import builtins
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, String, Text, Whitespace

from autograder.once import for_each_text

_WORDED, _SHAPED = 5, 12  # tokens of a passage: as it is written, and without its own names
_WINDOW = 4  # of so many passages in a row one becomes a fingerprint
_PROSE = 5  # words of a passage of a text
_MISTAKE = "mistake: "  # what a named mistake has in front of it among fingerprints
_OFTEN = 10  # a passage is rare that at most one in so many of the class wrote, and two at least
LEAST = 4  # rare passages that two answers have in common before anybody needs to look
SHARE = 1 / 3  # and the part of all rare passages of one of the two that these are


@dataclass(frozen=True)
class Token:
    """A word of a text, and where it stands."""

    text: str
    start: int
    end: int
    is_name: bool = False
    is_comment: bool = False


@dataclass
class Answer:
    """One answer to one exercise: its fingerprints, and which pieces of the text each stands for."""

    text: str
    prints: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def add_mistakes(self, names: Iterable[str]) -> None:
        """Mistakes that the checks named: a rare one that two have is a sign like a rare passage."""
        self.prints.update({_MISTAKE + name: [] for name in names})


@dataclass(frozen=True)
class Pair:
    """Two students whose answers agree in what is rare.

    Attributes:
        one: the first student.
        other: the second.
        shared: exercise -> the rare fingerprints that both have.
        rare: how many rare ones each of the two has.
        others: the largest number of students who wrote one of the shared passages, the two among them.
        weight: what they are ordered by: rarer passages weigh more.
    """

    one: str
    other: str
    shared: Mapping[str, frozenset[str]]
    rare: tuple[int, int]
    others: int
    weight: float

    @property
    def count(self) -> int:
        """How many rare passages agree."""
        return sum(map(len, self.shared.values()))


def code_prints(text: str, given: Collection[str] = (), known: Collection[str] = ()) -> Answer:
    """The fingerprints of a program.

    Args:
        text: the program; it need not be right, nor Python.
        given: fingerprints that everybody was handed.
        known: names that the notebook gives to everybody, which are kept where own names are not.
    """
    tokens = list(_tokens(text))
    answer = Answer(text)
    bare = [token for token in tokens if not token.is_comment]
    for kind, size, words in (
        ("worded", _WORDED, tokens),
        ("shaped", _SHAPED, bare),
    ):
        grams = []
        for place in range(len(words) - size + 1):
            passage = words[place : place + size]
            said = [token.text for token in passage] if kind == "worded" else _shape(passage, known)
            grams.append((_hash(kind, said), passage[0].start, passage[-1].end))
        _keep(answer, winnow(grams), given)
    return answer


def prose_prints(text: str, given: Collection[str] = ()) -> Answer:
    """The fingerprints of a text: words in a row, whatever their case."""
    words = [Token(found.group().lower(), *found.span()) for found in re.finditer(r"\w+", text)]
    grams = [
        (
            _hash("prose", [word.text for word in words[place : place + _PROSE]]),
            words[place].start,
            words[place + _PROSE - 1].end,
        )
        for place in range(len(words) - _PROSE + 1)
    ]
    answer = Answer(text)
    _keep(answer, winnow(grams), given)
    return answer


def everything(sources: Iterable[tuple[str, bool]], known: Collection[str]) -> frozenset[str]:
    """Every passage of what was handed out, not only the fingerprints: (text, whether it is a program)."""
    found: set[str] = set()
    for text, is_code in sources:
        if not is_code:
            words = [word.lower() for word in re.findall(r"\w+", text)]
            found.update(_hash("prose", words[at : at + _PROSE]) for at in range(len(words) - _PROSE + 1))
            continue
        tokens = list(_tokens(text))
        bare = [token for token in tokens if not token.is_comment]
        found.update(
            _hash("worded", [token.text for token in tokens[at : at + _WORDED]])
            for at in range(len(tokens) - _WORDED + 1)
        )
        found.update(_hash("shaped", _shape(bare[at : at + _SHAPED], known)) for at in range(len(bare) - _SHAPED + 1))
    return frozenset(found)


def names_of(sources: Iterable[str]) -> frozenset[str]:
    """The names that programs use, and those that Python has."""
    return frozenset(dir(builtins)) | {token.text for text in sources for token in _tokens(text) if token.is_name}


def winnow(grams: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Of every few in a row the smallest, the last of several: whatever stands around a passage, it is the same one."""
    chosen = -1
    for first in range(max(len(grams) - _WINDOW + 1, min(len(grams), 1))):
        window = range(first, min(first + _WINDOW, len(grams)))
        smallest = min(window, key=lambda place: (grams[place][0], -place))
        if smallest != chosen:
            chosen = smallest
            yield grams[chosen]


def agreements(answers: Mapping[str, Mapping[str, Answer]]) -> list[Pair]:
    """The pairs of students who have more rare passages in common than chance makes likely, the most striking first.

    Args:
        answers: exercise -> student -> what they wrote. Who wrote nothing is left out.
    """
    rare: Counter[str] = Counter()
    shared: dict[tuple[str, str], dict[str, set[str]]] = {}
    weights: dict[tuple[str, str], float] = defaultdict(float)
    widest: Counter[tuple[str, str]] = Counter()
    for exercise, of_students in answers.items():
        holders: dict[str, list[str]] = {}
        for student, answer in of_students.items():
            for one in answer.prints:
                holders.setdefault(one, []).append(student)
        most = max(2, len(of_students) // _OFTEN)
        for one, students in holders.items():
            if len(students) > most:
                continue
            rare.update(students)
            for pair in combinations(sorted(students), 2):
                shared.setdefault(pair, {}).setdefault(exercise, set()).add(one)
                weights[pair] += len(of_students) / len(students)
                widest[pair] = max(widest[pair], len(students))
    found = []
    for (one, other), passages in shared.items():
        count = sum(map(len, passages.values()))
        if count >= LEAST and count >= SHARE * min(rare[one], rare[other]):
            held = {exercise: frozenset(prints) for exercise, prints in passages.items()}
            found.append(Pair(one, other, held, (rare[one], rare[other]), widest[one, other], weights[one, other]))
    return sorted(found, key=lambda pair: (-pair.weight, pair.one, pair.other))


def mistakes_in(prints: Iterable[str]) -> list[str]:
    """The mistakes among these fingerprints, by their names."""
    return sorted(one.removeprefix(_MISTAKE) for one in prints if one.startswith(_MISTAKE))


def spans(answer: Answer, prints: Collection[str]) -> list[tuple[int, int]]:
    """The pieces of the text that these fingerprints stand for, joined where they touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(piece for one in prints for piece in answer.prints.get(one, ())):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _keep(answer: Answer, grams: Iterable[tuple[str, int, int]], given: Collection[str]) -> None:
    for said, start, end in grams:
        if said not in given:
            answer.prints.setdefault(said, []).append((start, end))


def _shape(passage: list[Token], known: Collection[str]) -> list[str]:
    """A passage in which each name of the student's own is the first, the second … of it."""
    own: dict[str, str] = {}
    return [
        own.setdefault(token.text, f"\0{len(own)}") if token.is_name and token.text not in known else token.text
        for token in passage
    ]


def _hash(kind: str, words: Iterable[str]) -> str:
    said = "\n".join([kind, *words]).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=8).hexdigest()


@for_each_text
def _tokens(text: str) -> tuple[Token, ...]:
    found = []
    for start, kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(text):
        if kind in Comment or kind in String.Doc:
            found += [
                Token(word.group().lower(), start + word.start(), start + word.end(), is_comment=True)
                for word in re.finditer(r"\w+", value)
            ]
        elif kind not in Text and kind not in Whitespace and value.strip():
            found.append(Token(value, start, start + len(value), is_name=kind in Name))
    return tuple(found)
