"""The whole catalogue drafts from a published night: every number is of a published row, and the checker has nothing against it."""

from datetime import date

import pytest

from reporting.check import check
from reporting.drafting.overview import overview_paragraphs
from reporting.figures import Publication, open_publication
from reporting.periods import last_over
from reporting.sentences import paragraphs
from reporting.text import Number, Paragraph
from tests.end_to_end.night_helpers import AS_OF, Night


def drafted(publication: Publication, period_end: date) -> list[Paragraph]:
    of_measures = [paragraphs(publication, measure, period_end) for measure in publication.measures()]
    return [*overview_paragraphs(publication, period_end), *(one for several in of_measures for one in several)]


@pytest.mark.parametrize("frequency", ["monthly", "quarterly"])
def test_a_night_s_drafts_hold(nights, frequency):
    period = last_over(frequency, AS_OF)
    told = []
    for night in (nights.first, nights.shuffled):
        assert isinstance(night, Night)
        with open_publication(night.home / "published", frequency, period.name, period.end) as publication:
            drafts = drafted(publication, period.end)
            assert check("\n\n".join(draft.text for draft in drafts), publication) == []
            told.append([draft.text for draft in drafts])
            numbers = [
                part for draft in drafts for one in draft.sentences for part in one.parts if isinstance(part, Number)
            ]
            said = {number.figure_ref.measure_id for number in numbers} - {"overview"}
            made = [measure for measure in publication.measures() if publication.headline(measure)]
            assert said >= {measure.measure_id for measure in made}
            for ref in {number.figure_ref for number in numbers}:
                assert ref.basis == "" or publication.figure(*ref) is not None, ref
    assert told[0] == told[1]
