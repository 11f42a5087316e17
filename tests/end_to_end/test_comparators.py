"""Published figures in a whole night: who is compared with whom, and a broken file that stops nothing."""

from tests.end_to_end.conftest import Nights


def asked(nights: Nights, question: str) -> list[tuple]:
    with nights.first.connect() as connection:
        return connection.execute(question).fetchall()


def test_every_comparator_is_there_and_labelled(nights):
    kinds = asked(
        nights, "select distinct comparator, statistic from comparator where measure_id = 'cla_rate' order by all"
    )
    assert kinds == [
        ("authority", "published"),
        ("england", "printed"),
        ("england", "published"),
        ("region", "published"),
        ("statistical_neighbours", "mean"),
        ("statistical_neighbours", "median"),
        ("statistical_neighbours", "printed"),
    ]


def test_of_each_comparator_one_is_the_first_choice_and_what_the_pack_types_wins(nights):
    assert asked(
        nights,
        "select count(*) from (select measure_id, comparator, period_end, list(choice order by choice) as choices"
        " from comparator group by all) where choices <> range(1, len(choices) + 1)",
    ) == [(0,)]
    assert asked(nights, "select distinct choice from comparator where statistic = 'printed'") == [(1,)]


def test_a_mean_is_of_the_neighbours_that_are_published(nights):
    """Over every measure and year: as many areas as have a figure, and a mean between the lowest and the highest."""
    assert asked(
        nights,
        """
        select count(*) from comparator as c
        join (
            select measure_id, period_end, count(value) as named, min(value) as low, max(value) as high
            from comparator_area where role = 'neighbour' group by all
        ) using (measure_id, period_end)
        where c.statistic in ('mean', 'median')
            and (c.areas <> named or c.areas + c.areas_missing <> 10 or c.value not between low and high)
        """,
    ) == [(0,)]
    assert asked(nights, "select count(*) > 0 from comparator where areas_missing > 0") == [(True,)]


def test_nothing_is_compared_before_it_is_published(nights):
    (newest,) = asked(
        nights, "select cast(max(source_date) as varchar), cast(max(as_of) as varchar) from comparator, run"
    )
    assert newest == ("2022-11-30", "2022-11-30")


def test_a_broken_file_is_left_out_and_said_and_the_night_publishes(nights):
    assert "reference refused and left out: synthetic_repeat_plans.csv:2: cpp_subsequent_percent" in nights.first.said
    assert "reference minutes.txt: not a file this product knows" in nights.first.said
    assert asked(nights, "select distinct statistic from comparator where measure_id = 'cp_plans_repeat_ever'") == [
        ("printed",)
    ]
    outcomes = {file["file"]: file["outcome"] for file in nights.first.manifest["reference"]}
    assert outcomes["synthetic_repeat_plans.csv"] == "refused"
    assert outcomes["synthetic_referrals.csv"] == "read"


def test_without_published_files_the_pack_alone_is_compared_with(nights):
    with nights.poor.connect() as connection:
        assert connection.execute("select distinct statistic from comparator").fetchall() == [("printed",)]
        assert connection.execute("select count(*) from comparator_area").fetchone() == (0,)
    assert nights.poor.manifest["reference"] == []
