"""Ids for events that returns give no id: the same event has the same id in every extract and in every return.

Source: contract of the returns, section 1.3. The name of the list or file is no part of a key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections import Counter
from pathlib import Path

DIGITS = 24


def child_part(child: str) -> str:
    """A child id as keys hold it."""
    return child.strip().upper()


def key(entity: str, *parts: str | int | None) -> str:
    """`entity`, a hyphen, and the first 24 hex digits of SHA-256 over the parts joined by `|`. Fits 48 characters."""
    joined = "|".join("" if part is None else str(part) for part in parts)
    return f"{entity}-{hashlib.sha256(joined.encode()).hexdigest()[:DIGITS]}"


class Numbering:
    """n = 1, 2, ... among rows whose other parts are equal, so that true duplicates survive and can be reported."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str | None, ...]] = Counter()

    def key(self, entity: str, *parts: str | None) -> str:
        """The key of the next row with these parts."""
        self._seen[entity, *parts] += 1
        return key(entity, *parts, self._seen[entity, *parts])


class NameKeys:
    """Keys of workers and teams by name. Names have few possible values, so the keys need the authority's secret.

    `secret_file` is made, readable by its owner alone, when a name is first met: the same file gives the same keys.
    """

    def __init__(self, secret_file: Path) -> None:
        self._file = secret_file
        self._secret: bytes | None = None

    def key(self, entity: str, name: str) -> str:
        """The key of a name, whatever its case and spaces."""
        if self._secret is None:
            self._secret = _read_secret(self._file)
        plain = " ".join(name.split()).casefold()
        return f"{entity}-{hmac.new(self._secret, plain.encode(), hashlib.sha256).hexdigest()[:DIGITS]}"


def _read_secret(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with open(descriptor, "wb") as stream:
        stream.write(secrets.token_hex(32).encode())
    return path.read_bytes()
