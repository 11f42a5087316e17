"""Reads a report's HTML as a browser would be told it: tables with their heads and rows, headings, links, what is not well formed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "col", "br", "img", "link", "input", "hr"}


@dataclass
class Read:
    """A table of a page: its caption, the heads of its columns, and the text of its cells by row."""

    section: str
    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    scopes: list[str | None] = field(default_factory=list)

    def dicts(self) -> list[dict[str, str]]:
        return [dict(zip(self.heads, row, strict=True)) for row in self.rows if len(row) == len(self.heads)]


class Page(HTMLParser):
    """`faults` lists tags that are not closed or closed out of turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Read] = []
        self.headings: list[tuple[int, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.titles: list[str] = []
        self.lang: str | None = None
        self.paragraphs: list[tuple[str, str]] = []
        self.facts: dict[str, dict[str, str]] = {}
        self._open: list[str] = []
        self._said: list[list[str]] = []
        self._kind = ""
        self._term = ""
        self._hidden = 0
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"not closed: {self._open}")

    @property
    def _section(self) -> str:
        return self.headings[-1][1] if self.headings else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        if "id" in said:
            self.ids.append(said["id"])
        for name in ("href", "src", "xlink:href", "data", "action"):
            if name in said:
                (self.links if said[name].startswith("#") else self.outside).append(said[name])
        if tag == "html":
            self.lang = said.get("lang")
        if tag == "table":
            self.tables.append(Read(self._section))
        if tag == "tr":
            self._row: list[str] = []
            self._heads = False
        if tag == "thead":
            self._in_head = True
        if tag == "tbody":
            self._in_head = False
        if tag == "th":
            self.tables[-1].scopes.append(said.get("scope"))
        if tag == "p":
            self._kind = said.get("class") or ""
        if tag not in VOID:
            self._open.append(tag)
            if tag in ("caption", "th", "td", "p", "title", "dt", "dd") or (
                len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
            ):
                self._said.append([])

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if "style" in self._open or "svg" in self._open and "title" not in self._open:
            return
        for said in self._said:
            said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]}")
            return
        self._open.pop()
        closes = tag in ("caption", "th", "td", "p", "title", "dt", "dd") or (
            len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
        )
        text = " ".join("".join(self._said.pop()).split()) if closes else ""
        if tag == "caption":
            self.tables[-1].caption = text
        elif tag in ("th", "td"):
            self._row.append(text)
        elif tag == "tr":
            (self.tables[-1].heads.extend if self._in_head else self.tables[-1].rows.append)(self._row)
        elif tag == "title" and "svg" not in self._open:
            self.titles.append(text)
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self.facts.setdefault(self._section, {})[self._term] = text
        elif tag == "p" and "td" not in self._open:
            self.paragraphs.append((self._kind, text))
        elif closes and tag[0] == "h" and tag != "th":
            self.headings.append((int(tag[1]), text))

    def table(self, begins: str) -> Read:
        """The only table whose caption begins so."""
        (found,) = [table for table in self.tables if table.caption.startswith(begins)]
        return found
