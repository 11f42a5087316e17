"""Reads any finished text, typed or drafted, and reports figures that contradict what is published or one another.

`python -m reporting.check FILE --home DIR --period 2022-11` (or `2022-Q3`) prints each finding and exits 1 where there is one. What
it cannot tie to a measure it leaves alone, so that silence is no proof; what it reports names the sentence and what stands against it.
Rows of tables (lines with tabs) are not read.
"""

import argparse
import sys
from pathlib import Path

from publishing.files import PublicationError
from reporting.checking import in_text, published
from reporting.checking.claims import Reader
from reporting.checking.findings import Finding
from reporting.checking.reading import read
from reporting.figures import Publication, open_publication
from reporting.periods import parse_period


def check(text: str, publication: Publication) -> list[Finding]:
    """Every contradiction found, in the order of the text."""
    reader = Reader(read(text, publication), publication)
    found: dict[Finding, int] = {}
    for rule in (*in_text.RULES, *published.RULES):
        for sentence, finding in rule(reader):
            found.setdefault(finding, sentence.index)
    return sorted(found, key=lambda finding: (found[finding], finding.rule))


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 without a finding, 1 with findings, 2 where the text or the publication cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m reporting.check", description="Find contradictions in a report's text."
    )
    parser.add_argument("file", type=Path, help="plain text, UTF-8")
    parser.add_argument("--home", type=Path, required=True, help="the folder that holds published/")
    parser.add_argument("--period", required=True, help="2022-11, or 2022-Q3")
    asked = parser.parse_args(arguments)
    try:
        period = parse_period("quarterly" if "Q" in asked.period else "monthly", asked.period)
        text = asked.file.read_text(encoding="utf-8")
        with open_publication(asked.home / "published", period.frequency, period.name, period.end) as publication:
            found = check(text, publication)
    except (PublicationError, OSError, UnicodeDecodeError) as problem:
        print(f"{asked.file}: not UTF-8 text" if isinstance(problem, UnicodeDecodeError) else problem, file=sys.stderr)
        return 2
    for finding in found:
        print(finding)
    print(f"{len(found)} contradictions found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
