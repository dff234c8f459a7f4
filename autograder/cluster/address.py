"""Knows with which scheduler a command may speak, and how: encrypted, unless nobody else can reach it.

Whoever can reach a Dask scheduler or worker can have it run any program. TLS with certificates lets only those in who
hold one.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import CourseError, file_error

_FILES = ("ca.pem", "cert.pem", "key.pem")
_HOW = "use tls://HOST:PORT and --tls DIR (docs/cluster.md says how)"


@dataclass(frozen=True)
class Address:
    """A scheduler."""

    text: str  # as Dask has it: tcp://127.0.0.1:8786
    encrypted: bool
    tls: Path | None = None  # the folder that holds the certificates; None where Dask's own settings name them


def address_of(text: str, tls: Path | None = None) -> Address:
    """The scheduler that a person names.

    Args:
        text: such as ``tls://desk:8786``; without a protocol it is tls where there are certificates.
        tls: a folder with ca.pem, cert.pem and key.pem.

    Raises:
        CourseError: it is none, or must not be spoken with unencrypted.
    """
    protocol, found, rest = text.strip().rpartition("://")
    protocol = protocol if found else ("tls" if tls else "tcp")
    host, _, port = rest.rpartition(":")
    if protocol not in ("tcp", "tls") or not host or not (port.isascii() and port.isdecimal()):
        raise CourseError(f"{text} is no address of a scheduler", "write it as tls://HOST:PORT or tcp://127.0.0.1:PORT")
    if protocol == "tcp" and not is_here(host):
        raise CourseError(
            f"tcp://{rest} is not encrypted and lies beyond this machine: whoever reaches such a port can run programs",
            _HOW,
        )
    if protocol == "tls" and tls is not None:
        for name in _FILES:
            try:
                (tls / name).read_bytes()
            except OSError as error:
                raise file_error(tls / name, error, "read") from None
    return Address(f"{protocol}://{rest}", protocol == "tls", tls if protocol == "tls" else None)


def refuse_open(address: Address, contact: str, whose: str) -> None:
    """Refuses what says itself that it is reached from the network, unencrypted.

    Args:
        address: how the scheduler was named.
        contact: an address that the scheduler gives, its own or a worker's.
        whose: in words.

    Raises:
        CourseError: it is open to others.
    """
    protocol, _, rest = contact.rpartition("://")
    if protocol != "tls" and not (protocol == "tcp" and is_here(rest.rpartition(":")[0])):
        raise CourseError(
            f"{whose} can be reached from other machines at {contact}, unencrypted: whoever does can run programs",
            f"start it with --host 127.0.0.1, or {_HOW}",
        )


def is_here(host: str) -> bool:
    """Whether a host is this machine, reached by nobody from elsewhere."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def security(address: Address) -> Any:
    """What Dask is to use: the certificates of the folder, or those of its own settings.

    Raises:
        CourseError: there are none, for an address that needs them.
    """
    from distributed.security import Security

    if not address.encrypted:
        return Security(require_encryption=False)
    if address.tls is None:
        found: Any = Security(require_encryption=True)
        if not found.tls_ca_file or not found.tls_client_cert:
            raise CourseError(
                f"{address.text} needs certificates", "name their folder with --tls DIR (docs/cluster.md)"
            )
        return found
    ca, certificate, key = (str(address.tls / name) for name in _FILES)
    return Security(
        require_encryption=True,
        tls_ca_file=ca,
        tls_client_cert=certificate,
        tls_client_key=key,
        tls_scheduler_cert=certificate,
        tls_scheduler_key=key,
        tls_worker_cert=certificate,
        tls_worker_key=key,
    )
