"""Makes archives for tests, also such as no honest program writes."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

TIME = (2026, 1, 2, 3, 4, 6)
LINK = (stat.S_IFLNK | 0o777) << 16
DEVICE = (stat.S_IFCHR | 0o666) << 16


def make_zip(path: Path, entries: Iterable[tuple], time: tuple[int, ...] = TIME) -> Path:
    """A zip archive.

    Args:
        path: where to.
        entries: (name, content) or (name, content, external attributes); names as they are, however odd.
        time: of every entry.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, *attributes in entries:
            info = zipfile.ZipInfo("x", time)
            info.filename = name
            info.external_attr = attributes[0] if attributes else 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def patch_entries(path: Path, flag: int | None = None, method: int | None = None) -> Path:
    """Sets a flag, or a method of compression, in every entry of an archive, as if it had been written so."""
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            flags, kind = struct.unpack_from("<HH", data, start + place)
            struct.pack_into(
                "<HH", data, start + place, flags if flag is None else flags | flag, kind if method is None else method
            )
            start = data.find(signature, start + 4)
    path.write_bytes(data)
    return path
