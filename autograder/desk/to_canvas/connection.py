"""Knows how Canvas is spoken with: within which time, what is tried again, and what its errors mean to a person.

Canvas throttles with 403 or 429 and asks to come back. Whatever was throttled was not done, so it is tried again after
a while. An error of the server (5xx) does not say whether it was done: only what changes nothing is tried again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from canvasapi import exceptions
from canvasapi.requester import Requester

from autograder.desk.to_canvas.address import Address
from autograder.errors import CourseError
from autograder.saying import printable

_TIMEOUT = (10, 60)  # seconds to be connected, and for the first byte of an answer
_PAUSES = (1, 2, 4, 8, 16)  # seconds before each further try
_BUSY = (500, 502, 503, 504)
_AGAIN = "run the same command again: it sends what is missing"


class Connection(Requester):
    """Canvas, for the classes of `canvasapi`."""

    def __init__(self, address: Address, token: str, wait: Callable[[float], None] = time.sleep) -> None:
        super().__init__(address.base, token)
        self.host = address.host
        self.wait = wait
        self._session = _Session(wait)

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """What goes wrong inside, as a CourseError. The token stands in none of them."""
        try:
            yield
        except CourseError:
            raise
        except exceptions.InvalidAccessToken:
            raise CourseError(
                f"{self.host} refuses the token", "in Canvas make a new one: Account > Settings > New Access Token"
            ) from None
        except exceptions.CanvasException as error:
            raise CourseError(*self._meaning(error)) from None
        except requests.Timeout:
            raise CourseError(f"{self.host} does not answer", f"wait a little, then {_AGAIN}") from None
        except requests.ConnectionError:
            raise CourseError(
                f"{self.host} cannot be reached", f"look at the address and the network, then {_AGAIN}"
            ) from None
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError):
            raise CourseError(
                f"{self.host} answers otherwise than Canvas does", "look whether this is the address of your Canvas"
            ) from None

    def _meaning(self, error: exceptions.CanvasException) -> tuple[str, str]:
        said = self._said(error)
        if _is_throttling(str(error)):
            return f"{self.host} gets too many requests from you", f"wait some minutes, then {_AGAIN}"
        if isinstance(error, exceptions.Unauthorized | exceptions.Forbidden):
            return (
                f"{self.host} does not let this token's owner do that{said}",
                "use a token of a teacher of this course",
            )
        if isinstance(error, exceptions.ResourceDoesNotExist):
            return f"{self.host} has no such course or assignment, or not for you", "copy the address from your browser"
        if isinstance(error, exceptions.BadRequest | exceptions.UnprocessableEntity | exceptions.Conflict):
            return f"{self.host} does not take it{said}", f"look at the assignment in Canvas, then {_AGAIN}"
        return f"{self.host} failed{said}", f"wait a little, then {_AGAIN}"

    def _said(self, error: exceptions.CanvasException) -> str:
        """What Canvas says of it, in brackets; empty where that is nothing, or a page."""
        text = _first_message(error.message).replace(self.access_token, "…")
        return f" ({printable(text)})" if text and "<" not in text else ""


class _Session(requests.Session):
    """Waits no longer than it must, and tries again what may be tried again."""

    def __init__(self, wait: Callable[[float], None]) -> None:
        super().__init__()
        self._wait = wait

    def request(self, method, url, *args, **kwargs):
        kwargs.setdefault("timeout", _TIMEOUT)
        for pause in _PAUSES:
            response = super().request(method, url, *args, **kwargs)
            throttled = response.status_code == 429 or (response.status_code == 403 and _is_throttling(response.text))
            busy = method == "GET" and response.status_code in _BUSY
            if not (throttled or busy) or kwargs.get("files"):  # a file has been read to its end
                return response
            self._wait(pause)
        return super().request(method, url, *args, **kwargs)


def _is_throttling(text: str) -> bool:
    return "rate limit exceeded" in text.casefold()


def _first_message(said: object) -> str:
    """The text in one of the forms in which Canvas wraps it."""
    if isinstance(said, str):
        try:
            inner = json.loads(said)
        except ValueError:
            return said.removeprefix("Encountered an error: ").strip()
        return _first_message(inner) if isinstance(inner, dict | list) else said
    if isinstance(said, dict):
        named = [said[key] for key in ("message", "errors", "error") if said.get(key)]
        return _first_message((named or list(said.values()) or [""])[0])
    if isinstance(said, list | tuple):
        texts = [_first_message(one) for one in said[:5] if isinstance(one, dict)]
        return next(filter(None, texts), "") or (_first_message(said[0]) if said else "")
    return ""
