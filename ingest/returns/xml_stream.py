"""XML read as a stream of one kind of element, by a parser that follows no entity and opens nothing outside the file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ingest.problems import FileRefused, Problem
from ingest.returns.decode import text_or_none

CHUNK = 1 << 20
DEEPEST = 32


@dataclass(eq=False)
class Element:
    """An element and the line on which it begins. Text beside child elements is stray and ignored."""

    name: str
    line: int
    words: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Element:
        """The first child element of that name; an empty one where there is none."""
        return next((child for child in self.children if child.name == name), Element(name, self.line))

    def text(self, name: str) -> str | None:
        """The trimmed text of the first child element of that name; None where it is missing or empty."""
        return text_or_none("".join(self.first(name).words))

    @property
    def own_text(self) -> str | None:
        return text_or_none("".join(self.words))

    def leaves(self) -> dict[str, str | None]:
        """The text of each child element that has no children of its own, the first of a name."""
        found: dict[str, str | None] = {}
        for child in self.children:
            if not child.children:
                found.setdefault(child.name, child.own_text)
        return found

    def as_line(self) -> str:
        """The element as one line of CSV: name and text of all it holds."""
        stream = io.StringIO()
        csv.writer(stream, lineterminator="").writerow(_told(self))
        return stream.getvalue()


def _told(element: Element) -> list[str]:
    if not element.children:
        return [f"{element.name}={element.own_text or ''}"]
    return [word for child in element.children for word in _told(child)]


class _Target:
    """Collects elements of the wanted depth; what is above them is told as it opens."""

    def __init__(self, wanted: set[str]) -> None:
        self.parser: Any = None
        self.wanted = wanted
        self.names: list[str] = []
        self.open: list[Element] = []
        self.done: list[Element] = []
        self.root: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.root = self.root or name
        self.names.append(name)
        if len(self.names) > DEEPEST:
            raise _TooDeep
        if self.open or "/".join(self.names[1:]) in self.wanted or "*" in self.wanted and len(self.names) == 2:
            element = Element(name, self.parser.CurrentLineNumber)
            if self.open:
                self.open[-1].children.append(element)
            self.open.append(element)

    def end(self, tag: str) -> None:
        self.names.pop()
        if self.open:
            element = self.open.pop()
            if not self.open:
                self.done.append(element)

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].words.append(text)

    def close(self) -> None:
        pass


class _TooDeep(Exception):
    pass


@dataclass
class XmlFile:
    """An XML file being read: its root's name, sha256 and encoding are known once `elements` is exhausted."""

    path: Path
    name: str
    root: str | None = None
    sha256: str = ""
    encoding: str = "utf-8"

    def elements(self, *wanted: str) -> Iterator[Element]:
        """Each element at one of the paths `wanted` below the root (`*`: each child of the root), as its end is read.

        Errors: FileRefused with the line for XML that is not well formed or cut, for a document type declaration (and
        with it every entity), and for elements nested deeper than any return has them.
        """
        target = _Target(set(wanted))
        reader = DefusedXMLParser(target=target, forbid_dtd=True)
        target.parser = reader.parser
        reader.parser.XmlDeclHandler = self._declared
        seen = hashlib.sha256()
        try:
            with self.path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    if not target.root and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                        self.encoding = "utf-16"
                    seen.update(chunk)
                    reader.feed(chunk)
                    self.root = target.root
                    yield from target.done
                    target.done.clear()
            reader.close()
        except DefusedXmlException:
            # The exception quotes what was declared.
            raise self._refused(
                target, "xml-declaration", "a document type or entity is declared, which no return has"
            ) from None
        except _TooDeep:
            raise self._refused(target, "xml-depth", f"elements nested deeper than {DEEPEST}") from None
        except (ParseError, LookupError, ValueError):
            raise self._refused(
                target,
                "xml-form",
                "not well-formed XML: cut, not in the encoding it says it is in, or with something before its first line",
            ) from None
        self.sha256 = seen.hexdigest()

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = (encoding or self.encoding).lower()

    def _refused(self, target: _Target, rule: str, message: str) -> FileRefused:
        return FileRefused([Problem(self.name, target.parser.CurrentLineNumber, None, rule, message)])
