"""The checker finds the contradictions known in printed reports, those planted in a draft, and nothing in a draft left alone."""

import re
from datetime import date
from decimal import Decimal

import pytest
from shelf import Shelf, Told

from reporting.check import check, main
from reporting.figures import Publication
from reporting.sentences import paragraphs

OCTOBER, NOVEMBER = date(2021, 10, 31), date(2022, 11, 30)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def rules(text: str, publication: Publication) -> list[str]:
    return [finding.rule for finding in check(text, publication)]


# In the order of the list of contradictions known in the two printed monthly reports; in our own words or a line of theirs.
KNOWN = {
    "an extreme said two ways": (
        (
            "End-end contact decision timeliness improved with the highest performance since February."
            "\n\nTimeliness of initial and end-to-end decision making is low (78%). However, this is the best performance in more than"
            " 12 months."
        ),
        "two extremes",
    ),
    "one fall dated twice": (
        (
            "Improvement is needed in case supervision (77% against a target of 95%, a decline from 87% in May)."
            "\n\nThree-quarters of children had a timely supervision recorded (77.2% down from 87.1% in April)."
        ),
        "two dates",
    ),
    "a first time said two ways": (
        (
            "94.1% held 25 children or fewer; this was worse than target for the first time in 12 months."
            "\n\nThe proportion of workers holding 25 children or fewer dropped to worse than target for the first time since"
            " January 2020."
        ),
        "two first times",
    ),
    "a fall from one value dated May and April": (
        (
            "94.1% held 25 children or fewer, having reduced from 98.9% in May."
            "\n\nThe proportion of workers holding 25 children of fewer fell (94.1% down from 98.9% in April)."
        ),
        "two dates",
    ),
    "a run of three and of four": (
        (
            "The performance of timely dental checks plateaued over the last four months."
            "\n\nThe proportion with an up to date dental assessment has now been static for three months."
        ),
        "two runs",
    ),
    "more than 10 points and 12 points": (
        (
            "Timeliness of initial reviews increased by more than 10% points."
            "\n\nTimeliness of initial reviews saw an increase of 12% points."
        ),
        "two amounts",
    ),
    "a part as large as its whole": (
        (
            "There were 72 children made subject to a protection plan in October where neglect was a factor."
            "\n\nOne-third of children made subject to a protection plan in October had had one or more previous protection plans"
            " (33%, 24 children)."
        ),
        "whole",
    ),
    "a share and a count that imply another whole": (
        (
            "One-fifth are accommodated under a Section 20 arrangement (21.4%, 179 children down from 25.5% in May, 203 children)."
            "\n\nThere have been more than 800 children in care at the end of each month since May."
        ),
        "whole",
    ),
    "a garbled share of those who all are so": (
        (
            "Just under one-fifth of the children made subject to a second or subsequent protection plan had had a previous plan"
            " (19.2%)."
        ),
        "wording",
    ),
    "those seen, but counted with those awaiting": (
        (
            "909 contacts progressed to assessment teams as a referral in November."
            "\n\nAround 10% had their referral closed without them being seen to date (95 children)."
            "\n\nFor children who have been seen following referral, just under two-thirds received a timely initial visit (64%)."
            " Overall, visits for 168 children referred in November were undertaken late, while 123 children were awaiting an initial"
            " visit."
        ),
        "wording",
    ),
    "80% that is 387 of 492": (
        (
            "There has been a small reduction in the care experienced adults requiring support, down from 502 to 492 people (2%)."
            "\n\n80% of care experienced adults receiving support fall within the 16–20-year-old group (up 9%, 354 to 387 people)."
        ),
        "share",
    ),
    "earlier months counted apart": (
        (
            "Overall, 123 children were awaiting an initial visit. In addition, there was 1 child referred in August and 30 children"
            " referred in October."
        ),
        "definition",
    ),
}


@pytest.mark.parametrize("known", KNOWN)
def test_the_contradictions_of_printed_reports_are_found(shelf, known):
    text, rule = KNOWN[known]
    shelf.empty()
    publication = shelf.publication(NOVEMBER if "November" in text else OCTOBER)
    assert rule in rules(text, publication)
    for part in text.split("\n\n") if rule.startswith("two") else []:
        assert check(part, publication) == []


def test_a_swing_between_editions_is_found(shelf):
    shelf.empty()
    shelf.series("strategy_discussions_in_time", OCTOBER, [Told(Decimal(80))], source="aggregate_return")
    shelf.series("strategy_discussions_in_time", NOVEMBER, [Told(Decimal(59))], source="aggregate_return")
    text = "Timeliness of Strategy Discussions reduced to 59% and is down from 92% at the same time last year."
    assert rules(text, shelf.publication(NOVEMBER)) == ["swing"]


def test_an_increase_that_is_not_the_difference_is_found(shelf):
    shelf.empty()
    text = (
        "The number of children in care at the end of October was 421. When compared to October 2022 (385) the numbers have"
        " increased by 32."
    )
    assert rules(text, shelf.publication(date(2023, 10, 31))) == ["change"]
    assert rules(text.replace("by 32", "by 36"), shelf.publication(date(2023, 10, 31))) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("In time were 64% of them (523 of 800).", "share"),
        ("In time were 8 of 14 (62%).", "share"),
        ("There were 19 young people suspended, 10 girls and 8 boys.", "parts"),
        ("Referrals fell from 851 to 967.", "direction"),
        ("Performance improved (46% down from 41%).", "direction"),
        ("Just under two-thirds were seen (68%).", "wording"),
        ("Since October the largest fall was in Ash (61% to 82%).", "direction"),
        ("Re-referrals are worse than target (20% against a target of 21.5%).", "status"),
    ],
)
def test_a_text_is_held_against_itself(shelf, text, rule):
    shelf.empty()
    assert rules(text, shelf.publication(NOVEMBER)) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "In time were 64% of them (523 of 814).",
        "In time were 100% of them (995 of 998).",
        "There were 19 young people suspended, 10 girls and 9 boys.",
        "Referrals fell from 967 to 851.",
        "A quarter were educated out of county (24.9%). Two-thirds have a review (68%).",
        "Of the 42 who left, 2 were adopted, 14 had a guardian and 12 went home.",
        "Code\t64% (523 of 800)\tthe row of a table",
    ],
)
def test_what_works_out_is_left_alone(shelf, text):
    shelf.empty()
    assert check(text, shelf.publication(NOVEMBER)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("84% of children in need had been seen in time.", None),
        ("74% of children in need had been seen in time.", "published"),
        ("84% of children in need had been seen in time (840 of 1,000).", "published"),
        ("84% of children in need had been seen in time, better than target.", "status"),
        ("84% of children in need had been seen in time. All localities are worse than target.", "status"),
        ("84% of children in need had been seen in time. Ash (96%) is better than target; the other is worse.", None),
        ("84% of children in need had been seen in time. Ash is worse than target.", "status"),
        ("Re-referrals improved in November.", "direction"),
        ("Re-referrals increased in November.", None),
        ("Re-referrals are the highest since March.", "extreme"),
        ("Re-referrals are worse than target for the first time since August.", "first time"),
        ("Re-referrals are worse than target; they have been so in every month on record (from May 2022).", None),
        ("Re-referrals are worse than target; they have been so in every month on record (from May 2021).", "run"),
        ("Re-referrals are worse than target, having been worse than target in September.", None),
        (
            "Re-referrals were at 30.7%. 69% of percentage measures where more is better (37 of 54) were above 80%.",
            None,
        ),
        ("Re-referrals are worse than target, having been within tolerance of target in September.", "status"),
    ],
)
def test_a_text_is_held_against_what_is_published(shelf, text, rule):
    shelf.empty()
    shelf.series("cin_visits_in_time", NOVEMBER, [Told(None, Decimal(84), Decimal(100), Decimal(93))])
    for place, cases in (("Ash", 96), ("Beck", 72)):
        shelf.series(
            "cin_visits_in_time", NOVEMBER, [Told(None, Decimal(cases), Decimal(100), Decimal(93))], place=place
        )
    told = [Told(None, Decimal(one), Decimal(1000), Decimal("21.5")) for one in (290, 290, 290, 300, 310, 300, 307)]
    shelf.series("re_referrals_in_12_months", NOVEMBER, told)
    assert rules(text, shelf.publication(NOVEMBER)) == ([rule] if rule else [])


def test_a_table_copied_without_tabs_is_left_alone_and_the_text_after_it_is_read(shelf):
    shelf.empty()
    shelf.series("re_referrals_in_12_months", NOVEMBER, [Told(None, Decimal(307), Decimal(1000), Decimal("21.5"))])
    wrong = "Re-referrals were 45%."
    cells = "\n".join(f"Re-referrals 45% (409 of 909) row {at}" for at in range(50))
    publication = shelf.publication(NOVEMBER)
    assert rules(wrong, publication) == ["published"]
    assert rules(cells, publication) == []
    assert rules(f"{cells}\n\n{wrong}", publication) == ["published"]


@pytest.fixture(scope="module")
def judged() -> tuple[str, Publication]:
    """A drafted paragraph that says every kind of thing, and the figures it was drafted from."""
    shelf = Shelf()
    measure = "single_assessments_in_45_working_days"
    shares = (900, 700, 700, 690, 680, 690, 700, 690, 700, 690, 700, 690, 720, 750, 783, 809)
    told = [Told(None, Decimal(one), Decimal(1000), Decimal(60 if at < 7 else 90)) for at, one in enumerate(shares)]
    shelf.series(measure, NOVEMBER, told)
    for place, pair in (("Ash", (600, 873)), ("Beck", (880, 876)), ("Coomb", (700, 709)), ("Dell", (690, 627))):
        shelf.series(
            measure, NOVEMBER, [Told(None, Decimal(one), Decimal(1000), Decimal(90)) for one in pair], place=place
        )
    shelf.series("open_assessments_overdue", NOVEMBER, [Told(Decimal(one), Decimal(one)) for one in (200, 221)])
    shelf.comparator(measure, "statistical_neighbours", date(2022, 3, 31), "85.5")
    shelf.comparator(measure, "england", date(2022, 3, 31), "79")
    publication = shelf.publication(NOVEMBER)
    (paragraph,) = paragraphs(publication, publication.measure(measure), NOVEMBER)
    return paragraph.text, publication


def test_a_draft_left_alone_has_no_finding(judged):
    text, publication = judged
    assert check(text, publication) == []


def test_no_number_of_a_draft_can_be_changed_unnoticed(judged):
    """Each number in turn; those that only name something (45 working days, a year) are not claims."""
    text, publication = judged
    unnoticed = []
    for found in re.finditer(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", text):
        if (
            re.match(r" working| months| \d{4}|$", text[found.end() :])
            or re.search(r"[a-z] $", text[: found.start()])
            and re.match(r"20\d\d", found.group())
        ):
            continue
        changed = str(Decimal(found.group().replace(",", "")) + 8)
        if not check(text[: found.start()] + changed + text[found.end() :], publication):
            unnoticed.append(text[found.start() - 30 : found.end() + 20])
    assert unnoticed == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("just over four-fifths", "just under four-fifths"),
        ("improved for", "declined for"),
        ("four months in a row", "three months in a row"),
        ("highest since August 2021", "lowest since August 2021"),
        ("since August 2021", "since October 2021"),
        ("is worse than the target", "is better than the target"),
        ("worse than target for nine months", "worse than target for ten months"),
        ("are within tolerance of target", "are better than target"),
        ("the other two are worse", "the other three are worse"),
        ("largest rise was in Ash", "largest fall was in Ash"),
        ("worse than statistical", "better than statistical"),
        ("better than England", "worse than England"),
        ("up 2.6 points", "down 2.6 points"),
    ],
)
def test_no_word_of_a_draft_can_be_turned_unnoticed(judged, said, instead):
    text, publication = judged
    assert said in text, text
    assert check(text.replace(said, instead, 1), publication)


def test_the_command_says_what_it_found(tmp_path, capsys, shelf):
    shelf.empty()
    shelf.series("cin_visits_in_time", NOVEMBER, [Told(None, Decimal(84), Decimal(100))])
    build = tmp_path / "published" / "current"
    build.mkdir(parents=True)
    shelf.connection.execute(f"attach '{build / 'marts.duckdb'}' as kept")
    shelf.connection.execute("copy from database memory to kept")
    shelf.connection.execute("detach kept")
    text = tmp_path / "report.txt"
    asked = [str(text), "--home", str(tmp_path), "--period", "2022-11"]
    text.write_text("84% of children in need had been seen in time.", encoding="utf-8")
    assert main(asked) == 0
    text.write_text("74% of children in need had been seen in time.", encoding="utf-8")
    assert main(asked) == 1
    assert "published: value 74: published is 84" in capsys.readouterr().out
    assert main([*asked[:-1], "2019-11"]) == 2
    assert main([str(tmp_path / "absent.txt"), *asked[1:]]) == 2
