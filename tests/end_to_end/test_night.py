"""A good night makes everything and its sums hold; a bad one says why and changes nothing."""

import shutil

import dagster as dg
import pytest

from orchestration.build import build_defs
from orchestration.instance import open_instance
from orchestration.settings import Settings
from publishing.files import current
from tests.end_to_end.night_helpers import (
    AS_OF,
    change,
    files_under,
    found_in,
    landing,
    night_here,
    read_rows,
    seal,
    tiny_project,
    use_project,
    write_rows,
)

GOOD_MODEL = "select pers_person_id from {{ source('raw', 'ssd_person') }}"
NO_ROWS = "select * from {{ ref('stg_person') }} where pers_person_id is null"
SUPPLIED_TO_THE_POOR = {"ssd_contacts", "ssd_person"}


@pytest.fixture
def spoilt(extract, tmp_path):
    """A copy of the extract to spoil."""
    shutil.copytree(extract, landing(tmp_path))
    return landing(tmp_path)


def without_a_column(extract):
    header, *rows = read_rows(extract / "ssd_contacts.csv")
    at = header.index("cont_person_id")
    write_rows(extract / "ssd_contacts.csv", [row[:at] + row[at + 1 :] for row in (header, *rows)])
    seal(extract)


def with_a_field_too_many(extract):
    change(extract / "ssd_contacts.csv", lambda rows: [*rows[:3], [*rows[3], "more"], *rows[4:]])
    seal(extract)


def half_a_file(extract):
    whole = (extract / "ssd_cp_visits.csv").read_bytes()
    (extract / "ssd_cp_visits.csv").write_bytes(whole[: len(whole) // 2])


def half_a_file_and_no_manifest(extract):
    half_a_file(extract)
    (extract / "manifest.csv").unlink()


def half_the_rows(extract):
    """Cut where a line ends: only the manifest can tell."""
    lines = (extract / "ssd_cp_visits.csv").read_bytes().splitlines(keepends=True)
    (extract / "ssd_cp_visits.csv").write_bytes(b"".join(lines[: len(lines) // 2]))


def no_files(extract):
    for path in extract.iterdir():
        path.unlink()


@pytest.fixture(scope="module")
def home(nights, tmp_path_factory):
    """A home with a good night in it, for bad ones to leave alone."""
    return shutil.copytree(nights.shuffled.home, tmp_path_factory.mktemp("bad") / "home", symlinks=True)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_a_column, ["ssd_contacts.csv:1: cont_person_id: ", "[header-missing]"]),
        (with_a_field_too_many, ["ssd_contacts.csv:5: ", "(1 such records) [csv-ragged]"]),
        (half_a_file, ["ssd_cp_visits.csv: ", "[manifest-sha256]"]),
        (half_a_file_and_no_manifest, ["ssd_cp_visits.csv:", "[csv-"]),
        (half_the_rows, ["ssd_cp_visits.csv: ", "[manifest-sha256]"]),
        (no_files, ["2022-11-30: ", "[extract-empty]"]),
    ],
)
def test_a_bad_extract_blocks_and_says_where(home, authority, spoilt, tmp_path, monkeypatch, capfd, spoil, said):
    use_project(monkeypatch, tiny_project(tmp_path / "dbt", GOOD_MODEL, NO_ROWS))
    before = files_under(home / "published"), files_under(home / "restricted" / "builds"), current(home / "published")
    spoil(spoilt)
    heard = night_here(home, authority, capfd, spoilt.parent)
    assert "csc: not published: " in heard
    for part in said:
        assert part in heard
    after = files_under(home / "published"), files_under(home / "restricted" / "builds"), current(home / "published")
    assert after == before
    assert found_in(home / "logs", said[:1])


@pytest.mark.parametrize(
    ("model", "test", "said"),
    [
        (GOOD_MODEL, "select * from {{ ref('stg_person') }}", "names_are_right: fail: "),
        ("select error('no') as pers_person_id from {{ source('raw', 'ssd_person') }}", NO_ROWS, "stg_person: error: "),
    ],
)
def test_a_bad_build_blocks_and_says_what(home, authority, tmp_path, monkeypatch, capfd, model, test, said):
    use_project(monkeypatch, tiny_project(tmp_path / "dbt", model, test))
    before = files_under(home / "published"), current(home / "published")
    assert f"csc: not published: {said}" in night_here(home, authority, capfd)
    assert (files_under(home / "published"), current(home / "published")) == before


def test_a_date_that_is_asked_for_is_worked_out_although_nothing_has_changed(
    home, authority, tmp_path, monkeypatch, capfd
):
    use_project(monkeypatch, tiny_project(tmp_path / "dbt", GOOD_MODEL, "select * from {{ ref('stg_person') }}"))
    assert "csc: not published: names_are_right: fail: " in night_here(home, authority, capfd, as_of=AS_OF)


def run_of(instance, night):
    (record,) = [one for one in instance.get_run_records() if one.dagster_run.run_id.startswith(night.build[-8:])]
    return record.dagster_run


def test_a_good_night_makes_every_asset_and_asks_every_check(nights, authority):
    graph = build_defs(Settings(nights.first.home, authority)).resolve_asset_graph()
    with open_instance(Settings(nights.first.home, authority)) as instance:
        run = run_of(instance, nights.first)
        events = [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event]
    made = {event.asset_key for event in events if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION}
    asked = {
        event.event_specific_data.asset_check_key
        for event in events
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
    }
    assert made == set(graph.materializable_asset_keys)
    assert asked == set(graph.asset_check_keys)


def test_one_date_is_run_again_by_its_job(again, authority):
    with open_instance(Settings(again.home, authority)) as instance:
        assert run_of(instance, again).job_name == "rerun_as_of"
    assert again.manifest["as_of"] == AS_OF.isoformat()


def test_localities_and_teams_add_up_to_the_authority(nights):
    with nights.first.connect() as connection:
        sums = connection.execute(
            """
            with part as (
                select
                    measure_id, basis, period_end, breakdown, count(*) filter (where numerator <> 0) as parts,
                    sum(numerator) as numerator, sum(denominator) as denominator, sum(value) as value
                from kpi_monthly where breakdown in ('locality', 'team') and source = 'cases'
                group by all
            )
            select
                measure.statistic, part.breakdown, part.parts,
                part.numerator = whole.numerator
                and (measure.statistic not in ('percentage', 'mean', 'ratio') or part.denominator = whole.denominator)
                and (
                    measure.statistic <> 'count' or part.basis not in ('month', 'snapshot')
                    or part.value = whole.value
                )
            from part
            inner join kpi_monthly as whole using (measure_id, basis, period_end)
            inner join measure using (measure_id)
            where whole.breakdown = 'authority' and whole.source = 'cases' and whole.value_state <> 'not_supplied'
                and measure.statistic not in ('maximum', 'mode')
            """
        ).fetchall()
    for breakdown in ("locality", "team"):
        for statistic in ("count", "percentage"):
            # Sums of one part prove nothing.
            assert sum(row[:2] == (statistic, breakdown) and row[2] > 1 for row in sums) > 100, (statistic, breakdown)
    assert sum(not row[3] for row in sums) == 0


def test_a_headline_is_what_its_cases_add_up_to(nights):
    with nights.first.connect() as connection:
        connection.execute(
            """
            create temp view headline as
            select kpi.*, measure.statistic, measure.decimals
            from (
                select *, 'monthly' as frequency from kpi_monthly
                union all select *, 'quarterly' as frequency from kpi_quarterly
            ) as kpi
            inner join measure
                on kpi.measure_id = measure.measure_id and case measure.monthly_basis
                    when 'none' then kpi.frequency = 'quarterly' and kpi.basis = split_part(quarterly_basis, '|', 1)
                    else kpi.frequency = 'monthly' and kpi.basis = split_part(monthly_basis, '|', 1)
                end
            where kpi.breakdown = 'authority' and kpi.source = 'cases' and kpi.value_state <> 'not_supplied'
                and measure.statistic in ('count', 'percentage')
            """
        )
        compared = connection.execute(
            """
            with listed as (
                select measure_id, basis, period_end, sum(numerator) as numerator, sum(denominator) as denominator
                from restricted.case_list group by all
            )
            select distinct
                measure_id,
                listed.numerator = headline.numerator and case statistic
                    when 'percentage' then listed.denominator = headline.denominator and (
                        headline.denominator = 0
                        or round(100 * listed.numerator / listed.denominator, decimals) = headline.value
                    )
                    else headline.basis not in ('month', 'snapshot') or listed.numerator = headline.value
                end
            from listed
            inner join headline using (measure_id, basis, period_end)
            """
        ).fetchall()
        unlisted = connection.execute(
            """
            select measure_id from headline
            where period_end = (select max(period_end) from kpi_monthly) and numerator <> 0
                and measure_id not in (select measure_id from restricted.case_list)
            """
        ).fetchall()
    assert len(compared) > 100
    assert [measure for measure, holds in compared if not holds] == []
    assert unlisted == []


def test_what_was_not_supplied_is_said_and_never_zero(nights):
    with nights.poor.connect() as connection:
        figures = connection.execute(
            "select measure_id, needs, value_state, count(*), count(value), count(kpi.numerator), count(kpi.denominator)"
            " from (select * from kpi_monthly union all select * from kpi_quarterly) as kpi"
            " inner join measure using (measure_id) where source <> 'derived' group by all"
        ).fetchall()
    without = [row for row in figures if row[1] and not SUPPLIED_TO_THE_POOR & set(row[1].split("|"))]
    assert len({row[0] for row in without}) > 100
    assert [row for row in without if row[2] != "not_supplied"] == []
    assert [row for row in figures if row[2] == "not_supplied" and any(row[4:])] == []
    (contacts,) = [row for row in figures if row[0] == "contacts" and row[2] == "reported"]
    assert contacts[4] > 0
