"""What keeps a site from being built, in words."""

from __future__ import annotations


class SiteError(Exception):
    """Says what is wrong, and the next step."""

    def __init__(self, message: str, step: str = "") -> None:
        super().__init__(f"{message}: {step}" if step else message)
