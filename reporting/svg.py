"""A drawing of plain shapes and text: SVG that browsers and Typst draw alike (no style sheets, no scripts, no variables)."""

from collections.abc import Sequence
from html import escape

# Contrast on white: text and lines 4.5:1 or more, marks 3:1 or more (WCAG 2.2, 1.4.3 and 1.4.11).
INK = "#1f1f1f"
QUIET = "#595959"
GRID = "#d9d9d9"
LINE = "#12436d"
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"

Point = tuple[float, float]


class Drawing:
    """Elements in the order they are drawn; measures in pixels from the top left."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._elements: list[str] = []

    def line(self, start: Point, end: Point, colour: str, width: float = 1, dashes: str = "") -> None:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        ends = f'x1="{_at(start[0])}" y1="{_at(start[1])}" x2="{_at(end[0])}" y2="{_at(end[1])}"'
        self._elements.append(f'<line {ends} stroke="{colour}" stroke-width="{width:g}"{dashed}/>')

    def path(self, points: Sequence[Point], colour: str, width: float = 2, dashes: str = "") -> None:
        """An open line through the points; one point draws nothing."""
        if len(points) > 1:
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            self._elements.append(
                f'<path d="{_route(points)}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'
            )

    def box(self, corner: Point, width: float, height: float, fill: str, stroke: str = "none") -> None:
        at = f'x="{_at(corner[0])}" y="{_at(corner[1])}" width="{_at(width)}" height="{_at(height)}"'
        self._elements.append(f'<rect {at} fill="{fill}" stroke="{stroke}"/>')

    def mark(self, shape: str, centre: Point, size: float, colour: str, hollow: bool = False) -> None:
        """A shape of SHAPES about its centre; hollow ones are outlined on white."""
        x, y = centre
        fill = f'fill="#ffffff" stroke="{colour}" stroke-width="1.5"' if hollow else f'fill="{colour}"'
        if shape == "circle":
            self._elements.append(f'<circle cx="{_at(x)}" cy="{_at(y)}" r="{_at(size * 0.8)}" {fill}/>')
            return
        corners = [(x + dx * size, y + dy * size) for dx, dy in SHAPES[shape]]
        self._elements.append(f'<path d="{_route(corners)}Z" {fill}/>')

    def text(
        self, at: Point, words: str, size: float = 12, colour: str = INK, anchor: str = "start", bold: bool = False
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{_at(at[0])}" y="{_at(at[1])}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"'
        self._elements.append(f"<text {place}{weight}>{escape(words, quote=False)}</text>")

    def svg(self, name: str, title: str, description: str) -> str:
        """The picture, with its alternative text; `name` must be unlike any other on the page."""
        size = (
            f'width="{_at(self.width)}" height="{_at(self.height)}" viewBox="0 0 {_at(self.width)} {_at(self.height)}"'
        )
        named = f'role="img" aria-labelledby="{name}-title {name}-description"'
        body = "".join(self._elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named} font-family="{FONT}">'
            f'<title id="{name}-title">{escape(title)}</title>'
            f'<desc id="{name}-description">{escape(description)}</desc>'
            f'<rect width="{_at(self.width)}" height="{_at(self.height)}" fill="#ffffff"/>{body}</svg>'
        )


def _star() -> list[Point]:
    """Ten corners, the first at the top."""
    # Unit vectors of a five-pointed star, worked out once: sines and cosines of multiples of 36 degrees.
    outer = [(0.0, -1.0), (0.951, -0.309), (0.588, 0.809), (-0.588, 0.809), (-0.951, -0.309)]
    inner = [(0.588, -0.809), (0.951, 0.309), (0.0, 1.0), (-0.951, 0.309), (-0.588, -0.809)]
    return [
        corner
        for far, near in zip(outer, inner, strict=True)
        for corner in ((far[0] * 1.25, far[1] * 1.25), (near[0] * 0.5, near[1] * 0.5))
    ]


# Corners in sizes from the centre. A circle is drawn as itself.
SHAPES: dict[str, list[Point]] = {
    "star": _star(),
    "triangle": [(0, -1.05), (1.05, 0.8), (-1.05, 0.8)],
    "triangle down": [(0, 1.05), (1.05, -0.8), (-1.05, -0.8)],
    "diamond": [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)],
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
}


def _at(value: float) -> str:
    """A coordinate to a tenth of a pixel, without a trailing zero."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "0.0") else text.removesuffix(".0")


def _route(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_at(x)} {_at(y)}" for x, y in points)
