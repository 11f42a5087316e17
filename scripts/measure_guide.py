"""Writes the measure guide: docs/measures/README.md and one page a theme, from what the project already says.

Sources: the seeds measures.csv and standards.csv (words and limits), the YAML beside the models (plain descriptions and
hand-worked cases), the models themselves, and in docs/measures: availability.csv (which return can feed what), words.csv (the
glossary), synthetic_values.csv (the synthetic authority's latest headline figures, written by `--values`).

    python -m scripts.measure_guide                          write the pages
    python -m scripts.measure_guide --check                  exit 1 and name the pages that differ
    python -m scripts.measure_guide --values <marts.duckdb>  first take the synthetic values from published marts
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import yaml

ROOT = Path(__file__).resolve().parents[1]
DBT = ROOT / "dbt_project"
GUIDE = ROOT / "docs" / "measures"
VALUES = GUIDE / "synthetic_values.csv"

Row = dict[str, str]

THEMES = {
    "overview": "Overview: measures about the measures",
    "contact_referral_assessment": "Contacts, referrals and assessments",
    "early_help": "Early help",
    "child_in_need": "Children in need",
    "child_protection": "Child protection",
    "children_in_care": "Children in care",
    "cla_education": "Education of children in care",
    "fostering": "Fostering",
    "care_leavers": "Care leavers",
    "missing_exploitation": "Missing children and exploitation",
    "legal": "Legal proceedings",
    "workforce": "Workforce, caseloads and supervision",
    "quality_assurance": "Quality assurance",
    "education_skills": "Education and skills",
    "early_years": "Early years",
}

# The printed reports by the number the catalogue gives them: the authority, and the edition.
REPORTS = {
    "000": ("Gloucestershire", "November 2022 report"),
    "001": ("Gloucestershire", "October 2021 report"),
    "002": ("Dudley", "Quarter 3 2021/22 report"),
    "003": ("Barnsley", "October 2023 report"),
    "004": ("Gloucestershire", "Quarter 2 2021/22 scorecard"),
}

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]

POLARITY = {
    "higher_is_better": "higher is better",
    "lower_is_better": "lower is better",
    "neutral": "neither high nor low is better",
    "plan_is_best": "closest to the plan is best",
}

BASES = {
    "month": "the month",
    "quarter": "the quarter",
    "snapshot": "the last day of the period",
    "rolling_12_months": "the last 12 months",
    "financial_year_to_date": "April to date",
    "academic_year_to_date": "September to date",
    "annual": "the year",
    "none": "not reported",
}

BREAKDOWNS = {"age_band": "age band", "placement_type": "placement type", "kind": "kind", "phase": "school phase"}

# Of a return: what the letter of availability.csv means.
LETTERS = {
    "Y": "yes, any period",
    "S": "only as on the day of the return",
    "6": "the last six months",
    "A": "once a year",
    "P": "partly",
    "": "no",
}

WITHOUT_A_MODEL = {
    "staff_sickness_absence": "The working days lost to sickness for each full-time member of staff.",
    "data_quality_alerts": "How many faults in the records are open and wait to be put right.",
    "young_people_neet": "The share of 16 and 17 year olds in neither education, employment nor training.",
    "permanent_exclusions": "How many pupils were permanently excluded from school.",
    "pupils_in_good_or_outstanding_schools": "The share of pupils in a school last judged good or outstanding.",
    "ehcp_rate": "How many children have an education, health and care plan, for every 1,000 children.",
    "ks2_sen_gap": (
        "How far pupils with special educational needs are behind other pupils at the end of primary school: the"
        " difference between the shares that reach the expected standard in reading, writing and maths."
    ),
    "ks2_disadvantaged_gap": (
        "How far disadvantaged pupils are behind other pupils at the end of primary school: the difference between the"
        " shares that reach the expected standard in reading, writing and maths."
    ),
    "ks4_disadvantaged_gap": (
        "How far disadvantaged pupils are behind other pupils at 16: the difference between the shares that reach the"
        " English and maths threshold."
    ),
    "ks4_english_maths_grade_9_to_5": "The share of 16 year olds with grade 5 or above in English and maths.",
    "early_years_settings_good_or_outstanding": "The share of nurseries and childminders last judged good or outstanding.",
    "two_year_old_places_taken_up": "The share of two-year-olds entitled to a free place who take it up.",
    "measures_on_or_within_tolerance": "The share of the judged measures that meet their target or come close to it.",
    "measures_worse_than_target": "The share of the judged measures that are clearly worse than their target.",
    "measures_in_top_two_bands": "The share of the measures, of those where more is better, with a value above 80%.",
    "measures_moved_in_negative_direction": "The share of the judged measures that got worse since the period before.",
    "measures_static_and_worse_than_target": (
        "The share of the judged measures that are worse than target and have not moved since the period before."
    ),
}

INDEX = """\
# The measure guide

What each of the {count} measures counts, by theme. Written for those who run the service: each entry opens with one plain
sentence; what follows is exact, for those who check it. The pages are generated (`python -m scripts.measure_guide`) from the
words, limits, cases and SQL the warehouse itself uses.

## How to read an entry

- **Out of** and **Counted** are the two halves of a share; a plain count has only the second. Names in `this type` are columns
  of the [data dictionary](../data_dictionary.md) or limits an authority can set.
- **Standard** gives each limit and where it comes from: set nationally, printed in an authority's report, this project's
  default, or an **unconfirmed default** that the authority has still to settle. An authority's own `standards.csv` replaces any.
- **Over what time** and **Broken down by** say which figures come out. "Kind" and "stage" are the measure's own split, told
  under "Why it is counted so".
- The small table says which national returns can feed the measure: {letters}. "SSD" there is the national dataset alone,
  without the tables under "Also needed".
- **Worked by hand** names the cases that prove the SQL: who is in, who is out, the day before, on and after each limit.

## How everything is counted

- **In the period**: the one date named by the measure falls from the first to the last day, both included.
- **Open on a day**: begun on or before it and not ended on or before it. The first day counts, the day of the end does not.
- **In time**: done on or before the last day of the limit, that day included. Overdue is the day after.
- **Working days**: Monday to Friday without the bank holidays of England; the day something starts is day 0.
- **Months**: the same day of a later month; its last day where there is none. **Weeks** are 7 days. **Hours** are counted from
  time to time; where a time of day is not recorded, whole days are.
- **A new start**: a child is in time until the first thing falls due.
- **Seen** means recorded as seen. Nothing recorded is not a yes.
- **Not known** stays among the cases looked at and is not counted, unless the measure says otherwise.
- **Shares** are all counted cases over all cases of the period, never a mean of percentages. Counts over a year are the mean
  of the months.
- **Not supplied**: where a source is missing or does not reach back far enough, the figure says so. It is never shown as 0.

## The measures
"""


@dataclass(frozen=True)
class Sources:
    """Everything the pages are made of, read once."""

    measures: list[Row]
    standards: dict[str, Row]
    availability: dict[str, Row]
    values: dict[str, Row]
    words: list[Row]
    models: dict[str, Path]
    descriptions: dict[str, str] = field(default_factory=dict)
    tests: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def read_csv(path: Path) -> list[Row]:
    """Rows of a CSV file with a header, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_sources() -> Sources:
    """The seeds, the models, the YAML beside them and the guide's own two tables."""
    measures = read_csv(DBT / "seeds" / "measures.csv")
    descriptions: dict[str, str] = {}
    tests: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for folder in ("measures", "facts"):
        for path in sorted((DBT / "models" / folder).rglob("*.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            for model in content.get("models", []):
                descriptions[model["name"]] = " ".join(model.get("description", "").split())
            for test in content.get("unit_tests", []):
                subject, _, sentence = test["name"].partition("__")
                tests[subject].append((test["model"], sentence))
    return Sources(
        measures=measures,
        standards={row["parameter"]: row for row in read_csv(DBT / "seeds" / "standards.csv")},
        availability={row["measure_id"]: row for row in read_csv(GUIDE / "availability.csv")},
        values={row["measure_id"]: row for row in read_csv(VALUES)},
        words=read_csv(GUIDE / "words.csv"),
        models={path.stem: path for path in (DBT / "models" / "measures").glob("*/*.sql")},
        descriptions=descriptions,
        tests=dict(tests),
    )


# --- words -----------------------------------------------------------------------------------------------------------


def month_name(text: str) -> str:
    """2022-11 as Nov 2022; 2022-11-24 as 24 Nov 2022."""
    parts = text.split("-")
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{day}{MONTHS[int(parts[1]) - 1][:3]} {parts[0]}"


def period_name(period: str) -> str:
    """A period of the catalogue's printed values in words."""
    if ".." in period:
        start, end = period.split("..")
        if re.fullmatch(r"\d{4}-.*", start):
            return f"{month_name(start)} to {month_name(end)}"
        return f"{start} to {end}"
    if quarter := re.fullmatch(r"(\d{4}/\d\d)-Q(\d)", period):
        return f"quarter {quarter[2]} of {quarter[1]}"
    if period.startswith("AY"):
        return f"school year {period[2:]}"
    return month_name(period) if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", period) else period


def period_order(period: str) -> str:
    """Something that sorts periods by their end."""
    last = period.split("..")[-1]
    if quarter := re.fullmatch(r"(\d{4})/\d\d-Q(\d)", last):
        start, number = int(quarter[1]), int(quarter[2])
        return f"{start + 1}-03" if number == 4 else f"{start}-{number * 3 + 3:02d}"
    if year := re.fullmatch(r"(\d{4})/\d\d", last):
        return f"{int(year[1]) + 1}-03"
    return f"{last[2:]}-08" if last.startswith("AY") else last


def sentence(name: str) -> str:
    """A case's name as a sentence."""
    text = name.replace("_", " ")
    for month in MONTHS:
        if month not in ("March", "May"):
            text = re.sub(rf"\b{month.lower()}\b", month, text)
    text = re.sub(r"(\d+) (march|may)\b", lambda found: f"{found[1]} {found[2].capitalize()}", text)
    text = re.sub(r"\b(cp|cin|iro|pep|sdq|dbs|ssd)\b", lambda found: found[1].upper(), text)
    return f"{text[0].upper()}{text[1:]}."


def amount(value: str, unit: str) -> str:
    """A standard's value with its unit, in words."""
    if unit == "choice":
        return f"clock starts at the {value.replace('_', ' ')}"
    if unit == "flag":
        return "yes" if value == "1" else "no"
    if unit == "percent":
        return f"{value}%"
    if unit == "percent_of_target":
        return f"{value}% of the target"
    words = unit.replace("_", " ")
    if value == "1":
        words = {"children": "child", "months": "month"}.get(words, words.removesuffix("s"))
    return f"{value} {words}"


def without_report_numbers(text: str) -> str:
    """The catalogue's report numbers as the authority and year a reader knows."""
    names = {
        "000": "Gloucestershire 2022",
        "001": "Gloucestershire 2021",
        "002": "Dudley",
        "003": "Barnsley",
        "004": "Gloucestershire scorecard",
    }
    return re.sub(r"(?<![\d,])00[0-4]\b", lambda found: names[found[0]], text)


def technical(text: str, sources: Sources, measure: Row) -> str:
    """Column and limit names set as code; a limit of the measure with its value behind it."""
    limits = dict(part.strip().split("=", 1) for part in measure["standard"].split(";") if "=" in part)

    def shown(found: re.Match[str]) -> str:
        name = found[0]
        standard = sources.standards.get(name)
        if name in limits and standard and standard["unit"] not in ("flag", "choice"):
            return f"`{name}` ({amount(standard['default'], standard['unit'])})"
        return f"`{name}`"

    return re.sub(r"\b[a-z0-9]+(?:_[a-z0-9]+)+(?:\.[a-z0-9_]+)?\b", shown, text)


def listed(ids: str, names: dict[str, str]) -> str:
    return ", ".join(names.get(name, name.replace("_", " ")) for name in ids.split("|") if name)


def cell(text: str) -> str:
    return text.replace("|", "\\|")


# --- parts of a measure ----------------------------------------------------------------------------------------------


def declared(path: Path) -> dict[str, object]:
    """What a model says of itself in its config: needs, look_back, age_bands, requirement, action."""
    found = re.search(r"config\(meta=(\{.*?\})\)\s*\}\}", path.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        raise ValueError(f"{path.name}: no config(meta=...)")
    return ast.literal_eval(found[1])


def plain(measure: Row, sources: Sources) -> str:
    """The plain definition. Raises KeyError for a measure with neither a described model nor words here."""
    name = measure["measure_id"]
    return sources.descriptions[name] if name in sources.models else WITHOUT_A_MODEL[name]


def overrides(standard: Row) -> list[str]:
    """What other authorities use, each in words."""
    found = []
    for part in filter(None, standard["authority_overrides"].split("; ")):
        if "=" not in part:
            continue
        authority, value = part.split("=", 1)
        number, _, rest = value.partition(" ")
        unit, _, remark = rest.replace(", later than the seeds", "").partition(" ")
        found.append(f"{authority.capitalize()} {amount(number, unit)} {remark}".strip())
    return found


def authority_of(standard: Row, decision: str) -> str:
    """Where a limit comes from: the law, a printed report, this project, or nobody yet."""
    if standard["kind"] == "statutory":
        return "set nationally (law, statutory guidance or the Department's definition)"
    printed = [
        part.split("=")[0].capitalize()
        for part in standard["authority_overrides"].split("; ")
        if "(printed" in part and re.search(rf"={re.escape(standard['default'])} ", part)
    ]
    if printed:
        return f"printed by {', '.join(dict.fromkeys(printed))}; an authority may set its own"
    shaky = re.search(r"SHAKY(?::([^.]*))?", decision)
    if shaky and standard["unit"] not in ("flag", "choice") and (not shaky[1] or "limit" in shaky[1]):
        return "**an unconfirmed default**: printed nowhere, the authority must settle it"
    return "this project's default, after usual practice; an authority may set its own"


def standards_of(measure: Row, sources: Sources) -> list[str]:
    """A line for each limit of the measure."""
    lines = []
    for part in filter(None, (part.strip() for part in measure["standard"].split(";"))):
        standard = sources.standards[part.split("=")[0]]
        other = overrides(standard)
        lines.append(
            f"  - **{amount(standard['default'], standard['unit'])}** (`{standard['parameter']}`): "
            f"{standard['description'].rstrip('.')}. Source: {authority_of(standard, measure['decision'])}."
            + (f" Used by: {'; '.join(other)}." if other else "")
        )
    return lines


def linked(need: str) -> str:
    """A table or column with its place in the dictionary; a mark in brackets stays beside it."""
    name, _, mark = need.partition(" ")
    return f"[`{name}`](../data_dictionary.md#{name.partition('.')[0]})" + (f" {mark}" if mark else "")


def needs_of(measure: Row, sources: Sources) -> str:
    """The landing tables a measure cannot do without, and how far back they must reach."""
    path = sources.models.get(measure["measure_id"])
    if path is None:
        if measure["relation"] == "aggregate":
            return "figures delivered ready-made ([`aggregate_return`](../data_dictionary.md#aggregate_return))"
        return "no table of its own: worked out from the other results"
    meta = declared(path)
    links = []
    for need in meta["needs"]:
        links.append(" or ".join(linked(alternative) for alternative in need.split(" or ")))
    text = ", ".join(links)
    if look_back := meta.get("look_back"):
        standard = sources.standards[str(look_back)]
        text += f"; reaching back {amount(standard['default'], standard['unit'])} before the period (`{look_back}`)"
    return text


def returns_of(measure: Row, sources: Sources) -> list[str]:
    """The table of returns that can feed a measure."""
    row = sources.availability[measure["measure_id"]]
    letters = [LETTERS[row[name]] for name in ("ssd", "annex_a", "ssda903", "cin")]
    own, _, remark = (part.strip() for part in row["needs_also"].partition(";"))
    tables, _, condition = own.partition(" ")
    also = ", ".join(f"`{table}`" for table in tables.split("|") if table)
    also = "; ".join(part for part in (f"{also} {condition}".strip(), technical(remark, sources, measure)) if part)
    note = row["note"] if "`" in row["note"] else technical(row["note"], sources, measure)
    return [
        "Which returns can feed it:",
        "",
        "| SSD | Annex A | 903 | CIN census | Also needed | Note |",
        "|---|---|---|---|---|---|",
        f"| {' | '.join(letters)} | {cell(also) or '-'} | {cell(note) or '-'} |",
    ]


def cases_of(measure: Row, sources: Sources) -> list[str]:
    """The deck's cases as sentences: those named after the measure, and the shared ones of the facts it reads itself."""
    name = measure["measure_id"]
    found = [case for _, case in sources.tests.get(name, [])]
    if path := sources.models.get(name):
        read = set(re.findall(r"ref\('(\w+)'\)", path.read_text(encoding="utf-8")))
        ids = {row["measure_id"] for row in sources.measures}
        found += [
            case
            for subject, cases in sources.tests.items()
            if subject not in ids
            for model, case in cases
            if model in read
        ]
    return [f"- {sentence(case)}" for case in found]


def folded(title: str, lines: list[str]) -> list[str]:
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>", ""]


def sql_of(measure: Row, sources: Sources) -> list[str]:
    """The model in a code block, linked; for figures without one, where they come from."""
    name = measure["measure_id"]
    path = sources.models.get(name)
    if path is None:
        if measure["relation"] == "aggregate":
            model, words = "figure", "Taken as delivered, or numerator over denominator, by"
        elif name in {row["measure_id"] for row in sources.measures if row["theme"] == "overview"}:
            model, words = "overview_figure", "Counted over the judged measures by"
        else:
            return ["Not worked out from cases; it has no SQL of its own.", ""]
        return [f"{words} [`{model}.sql`](../../dbt_project/models/kpis/{model}.sql).", ""]
    link = f"../../{path.relative_to(ROOT).as_posix()}"
    code = ["```sql", path.read_text(encoding="utf-8").rstrip(), "```"]
    return folded("The SQL", [f"[{path.name}]({link})", "", *code])


def measure_section(measure: Row, sources: Sources) -> list[str]:
    """Everything the guide says of one measure."""
    name = measure["measure_id"]
    words = partial(technical, sources=sources, measure=measure)
    lines = [f'<a id="{name}"></a>', "", f"## {measure['name']}", "", f"**{plain(measure, sources)}**", ""]
    if "SHAKY" in measure["decision"]:
        doubt = without_report_numbers(re.search(r"SHAKY(:[^.]*)?", measure["decision"])[1] or "")
        lines += [f'> To be confirmed by the authority{doubt}. See "Why it is counted so".', ""]
    if not measure["denominator"].startswith("not applicable"):
        lines.append(f"- **Out of** (denominator): {words(measure['denominator'])}")
    lines.append(f"- **Counted** (numerator): {words(measure['numerator'])}")
    if measure["cohort"]:
        lines.append(f"- **Who** (cohort): {measure['cohort']}")
    decimals = {"0": "whole numbers", "1": "1 decimal"}.get(measure["decimals"], f"{measure['decimals']} decimals")
    lines.append(f"- **Shown as**: {measure['unit']}, {decimals}; {POLARITY[measure['polarity']]}")
    limits = standards_of(measure, sources)
    lines += ["- **Standard**:", *limits] if limits else ["- **Standard**: none, there is no limit to keep"]
    monthly, quarterly = listed(measure["monthly_basis"], BASES), listed(measure["quarterly_basis"], BASES)
    lines.append(f"- **Over what time** (headline first): each month: {monthly}; each quarter: {quarterly}")
    lines.append(f"- **Broken down by**: {listed(measure['breakdowns'], BREAKDOWNS)}")
    lines.append(f"- **Needs**: {needs_of(measure, sources)}")
    lines.append(f"- **Name in the tables**: `{name}`")
    lines += ["", *returns_of(measure, sources), ""]
    decision = without_report_numbers(measure["decision"]).replace("SHAKY", "To be confirmed")
    lines += folded("Why it is counted so", [words(f"{decision[0].upper()}{decision[1:]}")])
    if cases := cases_of(measure, sources):
        lines += folded(f"Worked by hand: {len(cases)} set{'s' if len(cases) > 1 else ''} of cases", cases)
    return lines + sql_of(measure, sources)


# --- the synthetic authority beside the printed reports --------------------------------------------------------------


def printed(measure: Row) -> str:
    """The newest printed total of each authority, on the headline basis where it is printed; else parts of the total."""
    basis = measure["monthly_basis"].split("|")[0]
    if basis == "none":
        basis = measure["quarterly_basis"].split("|")[0]
    totals: dict[str, list[tuple[bool, str, str]]] = defaultdict(list)
    parts: list[tuple[str, str]] = []
    for item in filter(None, measure["printed_values"].split("; ")):
        found = re.fullmatch(r"(00\d) (\S+) (\S+) (.+?)=(.*)", item)
        if not found or re.search(r"no value|not printed|blank|mentioned", found[5]):
            continue
        report, period, printed_basis, what, value = found.groups()
        authority, _ = REPORTS[report]
        other = "" if printed_basis == basis else f", {BASES.get(printed_basis, printed_basis.replace('_', ' '))}"
        text = f"{value} ({authority}, {period_name(period)}{other}"
        if total := re.fullmatch(r"total(?: \((.*)\))?", what):
            remark = f", {total[1]}" if total[1] else ""
            totals[authority].append((printed_basis == basis, period_order(period), f"{text}{remark})"))
        else:
            parts.append((period_order(period), f"{what.removeprefix('total ').replace(':', ' ')}: {text})"))
    if totals:
        return "; ".join(max(found)[2] for found in totals.values())
    newest = sorted(parts, key=lambda part: part[0], reverse=True)[:2]
    return "; ".join(text.replace("_", " ") for _, text in newest) or "no number printed"


def synthetic(measure: Row, sources: Sources) -> str:
    """The synthetic authority's latest headline value, or why there is none."""
    row = sources.values.get(measure["measure_id"])
    if row is None:
        return "no figure"
    if row["value_state"] != "reported":
        return row["value_state"].replace("_", " ")
    number = f"{Decimal(row['value']):,.{int(measure['decimals'])}f}"
    return f"{number}{'%' if measure['unit'] == '%' else ''} ({month_name(row['period_end'][:7])})"


def write_values(marts: Path) -> None:
    """Takes each measure's latest headline figure (reported, where any is) from published marts into synthetic_values.csv."""
    query = """
        select f.measure_id, f.frequency, f.basis, f.period_end, f.value, f.value_state
        from (
            select 'monthly' as frequency, * from kpi_monthly
            union all by name
            select 'quarterly' as frequency, * from kpi_quarterly
        ) as f
        inner join measure as m using (measure_id)
        where f.breakdown = 'authority'
            and f.frequency = case when m.monthly_basis = 'none' then 'quarterly' else 'monthly' end
            and f.basis
                = split_part(case when m.monthly_basis = 'none' then m.quarterly_basis else m.monthly_basis end, '|', 1)
        qualify row_number() over (
            partition by f.measure_id order by (f.value_state = 'reported') desc, f.period_end desc
        ) = 1
        order by m.position
    """
    with duckdb.connect(str(marts), read_only=True) as connection:
        rows = connection.sql(query).fetchall()
    with VALUES.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["measure_id", "frequency", "basis", "period_end", "value", "value_state"])
        writer.writerows(rows)


# --- pages -----------------------------------------------------------------------------------------------------------


def glossary(words: list[Row], text: str | None = None) -> list[str]:
    """A line for each word of the glossary; given a text, for those it uses."""
    return [
        f"- **{row['word']}**: {row['meaning']}." for row in words if text is None or re.search(row["pattern"], text)
    ]


def theme_page(theme: str, sources: Sources) -> str:
    """The page of one theme: its figures beside the printed ones, the words it uses, its measures."""
    measures = [row for row in sources.measures if row["theme"] == theme]
    body = [line for measure in measures for line in measure_section(measure, sources)]
    table = [
        f"| [{measure['name']}](#{measure['measure_id']}) | {synthetic(measure, sources)} | {cell(printed(measure))} |"
        for measure in measures
    ]
    words = glossary(sources.words, re.sub(r"```sql.*?```", "", "\n".join(body + table), flags=re.DOTALL))
    return (
        "\n".join(
            [
                f"# {THEMES[theme]}",
                "",
                "[All measures](README.md) · how everything is counted and how to read a page are said there.",
                "",
                "## At a glance",
                "",
                "The figure of the synthetic authority (made-up children, Demoshire) beside what real reports printed.",
                "",
                "| Measure | Demoshire | Printed |",
                "|---|---|---|",
                *table,
                "",
                *(folded("Words used on this page", words) if words else []),
                *body,
            ]
        ).rstrip("\n")
        + "\n"
    )


def index_page(sources: Sources) -> str:
    """The index: how to read a page, how everything is counted, every measure by theme."""
    letters = "; ".join(f"*{words}*" for words in LETTERS.values())
    lines = [INDEX.format(count=len(sources.measures), letters=letters)]
    for theme, title in THEMES.items():
        measures = [row for row in sources.measures if row["theme"] == theme]
        lines += [f"### [{title}]({theme}.md)", ""]
        lines += [f"- [{measure['name']}]({theme}.md#{measure['measure_id']})" for measure in measures]
        lines.append("")
    lines += ["## Reports the printed values come from", ""]
    lines += [f"- {authority}: {edition}" for authority, edition in REPORTS.values()]
    lines += ["", "## Words", "", *glossary(sources.words), ""]
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """File name and text of every page of the guide."""
    sources = read_sources()
    themes = {row["theme"] for row in sources.measures}
    if themes != set(THEMES):
        raise ValueError(f"themes without a title or measures: {sorted(themes ^ set(THEMES))}")
    return {"README.md": index_page(sources)} | {f"{theme}.md": theme_page(theme, sources) for theme in THEMES}


def drift() -> list[str]:
    """Names of the pages that are missing, differ from what would be written, or belong to no theme."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in GUIDE.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the measure guide.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page differs")
    parser.add_argument(
        "--values", type=Path, metavar="MARTS", help="take the synthetic values from published marts first"
    )
    options = parser.parse_args()
    if options.values:
        write_values(options.values)
    if options.check:
        for name in (stale := drift()):
            print(f"docs/measures/{name} differs: run python -m scripts.measure_guide", file=sys.stderr)
        return 1 if stale else 0
    for name, text in pages().items():
        (GUIDE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
