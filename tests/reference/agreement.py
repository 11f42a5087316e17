"""The warehouse of a set of histories, built once, and how it is set beside the reference."""

from __future__ import annotations

import csv
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from ingest.landing import load_extract
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT, PROJECT
from schemas.arrow import reference_statements
from tests.reference.calendar import ONE_DAY, month_end, month_ends
from tests.reference.case import CATALOGUE, EVENTS, UNSAID, Case, events, states
from tests.reference.histories import EXTRACT_DATE, FIRST_DAY, tell
from tests.reference.world import SEEDS, World

# The demo authority, whose limits change in the years looked at.
CHANGES = (
    ("contact_initial_decision_hours", "4", "hours", "2020-05-08"),
    ("contact_final_decision_hours", "48", "hours", "2021-03-01"),
    ("contact_referral_decision_days", "2", "working_days", "2021-09-01"),
    ("neglect_toolkit_look_back", "14", "calendar_days", "2021-01-01"),
    ("initial_visit_days", "7", "working_days", "2021-04-01"),
    ("initial_visit_s47_days", "2", "working_days", "2020-09-15"),
    ("closed_unseen_decision_days", "3", "working_days", "2020-02-29"),
    ("re_referral_window", "6", "months", "2021-12-28"),
    ("closed_referral_follow_up", "6", "months", "2021-06-01"),
    ("single_assessment_days", "35", "working_days", "2021-10-11"),
    ("single_assessment_clock", "assessment_start", "choice", "2022-01-17"),
    ("early_help_visit_days", "5", "working_days", "2020-10-01"),
    ("early_help_repeat_window", "6", "months", "2021-08-31"),
    ("early_help_step_up_window", "3", "months", "2021-02-28"),
    ("long_open_early_help", "4", "months", "2021-05-05"),
    ("cp_views_min_age", "2", "years", "2021-01-01"),
    ("cin_plan_days", "15", "working_days", "2020-08-20"),
    ("cin_visit_interval", "6", "weeks", "2021-03-15"),
    ("cin_review_first", "4", "weeks", "2020-12-25"),
    ("cin_review_interval", "6", "months", "2021-07-04"),
    ("cin_plan_long", "9", "months", "2021-11-30"),
    ("cp_plan_watch", "18", "months", "2022-03-31"),
    ("cp_plan_long", "18", "months", "2022-06-15"),
    ("cp_repeat_window", "12", "months", "2021-01-31"),
    ("cp_visit_interval", "20", "working_days", "2020-11-11"),
    ("cp_visit_interval", "15", "working_days", "2022-02-02"),
    ("cp_seen_alone_interval", "4", "weeks", "2021-10-01"),
    ("cp_seen_alone_min_age", "4", "years", "2021-05-20"),
    ("cp_review_interval", "4", "months", "2021-06-30"),
    ("neglect_toolkit_look_back_cp", "3", "months", "2021-02-28"),
    ("cp_plan_update_interval", "6", "weeks", "2020-06-24"),
    ("rhi_hours", "48", "hours", "2021-01-10"),
    ("cla_missing_window", "6", "months", "2021-03-03"),
    ("out_of_area_distance", "30", "miles", "2021-05-05"),
    ("short_care_period", "2", "weeks", "2021-02-28"),
    ("care_readmission_window", "6", "months", "2021-08-31"),
    ("cla_visit_first_days", "5", "working_days", "2021-04-20"),
    ("cla_visit_interval", "4", "weeks", "2021-10-04"),
    ("cla_visit_interval_permanent", "2", "months", "2022-01-10"),
    ("cla_assessment_interval", "6", "months", "2021-06-30"),
    ("cla_review_participation_min_age", "6", "years", "2021-09-30"),
    ("iro_activity_window", "4", "months", "2021-03-31"),
    ("iro_contact_min_age", "4", "years", "2021-11-11"),
    ("iro_visit_max_age", "12", "years", "2022-02-28"),
    ("pathway_plan_interval", "4", "months", "2021-07-01"),
    ("cla_health_interval_under_5", "4", "months", "2021-05-31"),
    ("cla_health_interval_5_plus", "9", "months", "2020-11-30"),
    ("cla_health_first_due_days", "30", "working_days", "2021-12-01"),
    ("cla_dental_min_age", "3", "years", "2021-04-01"),
    ("sdq_max_age", "16", "years", "2021-09-01"),
    ("sdq_concern_score", "16", "score", "2022-03-01"),
    ("placement_count", "2", "placements", "2022-06-01"),
    ("placement_window", "6", "months", "2021-11-05"),
    ("ltps_care_months", "24", "months", "2022-04-15"),
    ("ltps_max_age", "14", "years", "2022-08-01"),
    ("cla_care_plan_update_interval", "3", "months", "2021-06-06"),
    ("persistent_absence_threshold", "20", "percent", "2022-10-15"),
    ("good_attendance_threshold", "80", "percent", "2022-11-10"),
    ("pep_first_days", "15", "working_days", "2021-09-20"),
    ("foster_dbs_interval", "2", "years", "2021-08-08"),
    ("foster_review_interval", "9", "months", "2021-10-10"),
    ("foster_supervision_interval", "4", "weeks", "2020-12-31"),
    ("care_leaver_visit_interval_under_21", "8", "weeks", "2021-03-01"),
    ("care_leaver_in_touch_window", "3", "months", "2021-12-25"),
    ("care_leaver_long_unseen_window", "12", "months", "2022-02-14"),
    ("care_leaver_status_max_age", "4", "months", "2021-09-09"),
    ("care_proceedings_weeks", "30", "weeks", "2021-05-17"),
    ("case_supervision_interval", "6", "weeks", "2021-02-15"),
    ("case_supervision_interval_care_leaver", "3", "months", "2021-07-15"),
    ("supervision_long_overdue", "3", "months", "2021-10-31"),
    ("caseload_standard", "3", "children", "2021-06-01"),
    ("high_caseload", "4", "children", "2021-06-01"),
    ("case_activity_window", "2", "months", "2021-04-30"),
    ("social_worker_max", "1", "workers", "2021-09-15"),
    ("social_worker_window", "3", "months", "2022-01-31"),
    ("cla_social_worker_window", "6", "months", "2021-05-25"),
    ("pdr_interval", "6", "months", "2021-04-04"),
    ("turnover_window", "6", "months", "2021-12-12"),
    ("risk_evident_decision_hours", "4", "hours", "2021-04-15"),
    ("contact_referral_decision_days_band_2", "3", "working_days", "2021-05-10"),
    ("contact_referral_decision_days_band_3", "4", "working_days", "2021-06-10"),
    ("initial_assessment_visit_days", "7", "working_days", "2021-07-12"),
    ("single_assessment_short_days", "15", "working_days", "2021-08-16"),
    ("long_open_assessment_days", "50", "working_days", "2021-09-13"),
    ("early_help_assessment_days", "35", "working_days", "2021-10-18"),
    ("long_open_early_help_upper", "9", "months", "2021-11-08"),
    ("cin_plan_update_interval", "2", "months", "2021-12-06"),
    ("strategy_discussion_days", "2", "working_days", "2022-01-24"),
    ("s47_enquiry_days", "10", "working_days", "2022-02-21"),
    ("icpc_days", "12", "working_days", "2022-03-07"),
    ("cp_review_first", "4", "months", "2022-04-04"),
    ("permanent_placement_months", "6", "months", "2022-03-21"),
    ("cla_review_first_days", "15", "working_days", "2021-04-26"),
    ("cla_review_second", "2", "months", "2021-05-24"),
    ("cla_review_interval", "5", "months", "2021-06-21"),
    ("iro_visit_min_age", "6", "years", "2021-07-26"),
    ("pathway_plan_min_age", "15", "years", "2022-05-16"),
    ("eligible_care_days", "60", "calendar_days", "2022-02-07"),
    ("pathway_plan_first", "2", "months", "2021-10-25"),
    ("cla_dental_interval", "9", "months", "2021-11-22"),
    ("sdq_interval", "9", "months", "2021-12-20"),
    ("sdq_min_age", "5", "years", "2022-06-13"),
    ("ltps_placement_months", "18", "months", "2022-05-30"),
    ("cla_care_plan_first_days", "15", "working_days", "2021-03-22"),
    ("pep_interval", "2", "school_terms", "2021-11-15"),
    ("foster_medical_interval", "1", "years", "2021-09-27"),
    ("foster_unannounced_interval", "9", "months", "2021-10-04"),
    ("care_leaver_visit_interval_21_plus", "4", "months", "2022-01-31"),
    ("exploitation_seen_days", "4", "working_days", "2021-12-13"),
    ("pre_proceedings_weeks", "12", "weeks", "2021-11-29"),
    ("children_open_includes_care_leavers", "0", "flag", "2022-08-15"),
    ("case_supervision_interval_cla_permanent", "2", "months", "2022-07-04"),
    ("caseload_limit", "2", "children", "2021-09-01"),
)
SHOWN = 12  # disagreements named in a failure
COLUMNS = "case_id, from_on, numerator, denominator, team_id, worker_id, age_band, category_1, category_2"

Line = tuple[str, ...]


class Agreement:
    """A warehouse and the reference's world of the same extract.

    Cases are compared in the window the warehouse keeps. Spells are compared as at every month end and on `days` others.
    """

    def __init__(self, warehouse: Path, seed: int, days: int) -> None:
        self.connection = duckdb.connect(str(warehouse), read_only=True)
        self.world = World.of_warehouse(self.connection, warehouse.parent / "authority")
        self.first_day = self.connection.execute("select min(month_start) from kpis.month").fetchone()[0]
        supplied = self.connection.execute("select measure_id from kpis.measure_supply where is_supplied").fetchall()
        self.supplied = {measure_id for (measure_id,) in supplied}
        # Histories begin later than the window: month ends before them are empty on both sides.
        length = (EXTRACT_DATE - FIRST_DAY).days
        chosen = random.Random(seed)
        others = {EXTRACT_DATE - timedelta(days=chosen.randrange(length)) for _ in range(days)}
        self.month_ends = month_ends(FIRST_DAY - ONE_DAY, EXTRACT_DATE)
        self.days = sorted({*self.month_ends, *others})

    def differences(self, measure_id: str) -> list[str]:
        """What the reference and the warehouse do not agree on, in words; empty where they agree.

        Nothing is compared of a measure whose tables were not supplied.
        """
        if measure_id not in self.supplied:
            return []
        return self._events(measure_id) if measure_id in EVENTS else self._states(measure_id)

    def _events(self, measure_id: str) -> list[str]:
        expected = [case for case in events(self.world, measure_id) if self.first_day <= case.on <= self.world.as_of]
        found = self.connection.execute(
            f"select {COLUMNS} from kpis.cases where measure_id = ? and from_on between ? and ?",
            [measure_id, self.first_day, self.world.as_of],
        ).fetchall()
        sums = Sums()
        for case in expected:
            sums.add(month_end(case.on), case)
        return _compare(measure_id, expected, found) or self._figures(measure_id, "month", sums)

    def _states(self, measure_id: str) -> list[str]:
        sums, found = Sums(), {day: [] for day in self.days}
        rows = self.connection.execute(
            f"select day, {COLUMNS.replace('from_on', 'null')} from kpis.cases, unnest(cast(? as date[])) as read (day) "
            "where measure_id = ? and from_on <= day and (to_on is null or to_on > day)",
            [self.days, measure_id],
        ).fetchall()
        for day, *row in rows:
            found[day].append(row)
        for day in self.days:
            expected = states(self.world, measure_id, day)
            if differences := _compare(measure_id, expected, found[day]):
                return [f"as at {day}:", *differences]
            if day in self.month_ends:
                for case in expected:
                    sums.add(day, case)
        return self._figures(measure_id, "snapshot", sums)

    def _figures(self, measure_id: str, basis: str, sums: Sums) -> list[str]:
        """Published sums that are not those of the reference, for the authority and by team, month by month.

        A rate is of residents and has no denominator from its cases; a maximum, a mode or a mean is no sum.
        """
        if CATALOGUE[measure_id]["statistic"] not in ("count", "percentage", "ratio", "rate_per_10000"):
            return []
        is_share = CATALOGUE[measure_id]["statistic"] in ("percentage", "ratio")
        published = self.connection.execute(
            "select period_end, breakdown, breakdown_value, numerator, denominator from marts.kpi_monthly "
            "where measure_id = ? and basis = ? and breakdown in ('authority', 'team') and value_state <> 'not_supplied' "
            "and period_end >= ? order by all",
            [measure_id, basis, FIRST_DAY],
        ).fetchall()
        wrong = []
        for period_end, breakdown, value, numerator, denominator in published:
            expected = sums.get(period_end, breakdown, value)
            if expected != (numerator, denominator if is_share else expected[1]):
                wrong.append(f"{period_end} {breakdown} {value}: {expected}, published {numerator} of {denominator}")
        return wrong[:SHOWN]


class Sums:
    """Numerators and denominators by period, for the authority and by team."""

    def __init__(self) -> None:
        self._sums: dict[tuple[date, str, str], list[Decimal]] = {}

    def add(self, period_end: date, case: Case) -> None:
        if not case.is_in_headline:
            return
        for key in (("authority", "all"), ("team", case.team_id or "unallocated")):
            both = self._sums.setdefault((period_end, *key), [Decimal(0), Decimal(0)])
            both[0] += Decimal(str(case.numerator))
            both[1] += Decimal(str(case.denominator))

    def get(self, period_end: date, breakdown: str, value: str) -> tuple[Decimal, Decimal]:
        numerator, denominator = self._sums.get((period_end, breakdown, value), (Decimal(0), Decimal(0)))
        return numerator, denominator


def build_warehouse(folder: Path, histories: int, seed: int, without: Sequence[str] = ()) -> Path:
    """Tells the histories, loads their extract and builds the warehouse of it. Tables `without` are not supplied."""
    extract = tell(histories, seed).write(folder / "landing", without)
    warehouse = folder / "warehouse.duckdb"
    seeds = DBT_PROJECT / "seeds"
    with duckdb.connect(str(warehouse)) as connection:
        pack = read_pack(
            _authority(folder), read_catalogue(seeds / "measures.csv"), read_units(seeds / "standards.csv")
        )
        load_extract(connection, extract, EXTRACT_DATE, pack, folder / "rejects")
        load_pack(connection, pack)
        for statement in reference_statements():
            connection.execute(statement)
        connection.execute(
            "insert into raw.night values (?, ?, 'histories', 'histories', 'histories', 'histories')",
            [EXTRACT_DATE, EXTRACT_DATE],
        )
    failed = [node for node in dbt_build.build(warehouse, lambda *_: None) if node.status not in ("success", "pass")]
    if failed:
        raise AssertionError(failed)
    return warehouse


def _authority(folder: Path) -> Path:
    """The demo authority's pack with other limits from some days on."""
    authority = folder / "authority"
    shutil.copytree(PROJECT / "authorities" / "demo", authority)
    with (authority / "standards.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(CHANGES)
    return authority


def _compare(measure_id: str, expected: list[Case], found: list[tuple]) -> list[str]:
    """The cases that only one side has, with what each adds, its team, worker, age band and categories."""
    breakdowns = CATALOGUE[measure_id]["breakdowns"].split("|")
    bands = _bands({row[6] for row in found}) if "age_band" in breakdowns else None
    said = [name for name in ("category_1", "category_2") if any(getattr(case, name) != UNSAID for case in expected)]
    places = {"category_1": 7, "category_2": 8}
    wanted = Counter(
        (
            *_line(case.case_id, case.on, case.numerator, case.denominator, case.team_id, case.worker_id),
            *([_band(case.age, bands)] if bands is not None else []),
            *(str(getattr(case, name)) for name in said),
        )
        for case in expected
    )
    had = Counter(
        (*_line(*row[:6]), *([str(row[6])] if bands is not None else []), *(str(row[places[name]]) for name in said))
        for row in found
    )
    missing, extra = wanted - had, had - wanted
    return [f"only the reference has {line}" for line in sorted(missing)][:SHOWN] + [
        f"only the warehouse has {line}" for line in sorted(extra)
    ][:SHOWN]


def _bands(names: set[str]) -> dict[str, tuple[int, int]]:
    """The band set that the names belong to, as ages from and to."""
    sets: dict[str, dict[str, tuple[int, int]]] = {}
    with (SEEDS / "age_bands.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sets.setdefault(row["band_set"], {})[row["age_band"]] = (int(row["age_from"]), int(row["age_to"]))
    return next((bands for bands in sets.values() if names - {"unborn", "unknown"} <= set(bands)), {})


def _band(age: int | None, bands: dict[str, tuple[int, int]]) -> str:
    if age is None:
        return "unknown"
    return next((name for name, (first, last) in bands.items() if first <= age <= last), "unborn")


def _line(
    case_id: str, on: date | None, numerator: object, denominator: object, team_id: str | None, worker_id: str | None
) -> Line:
    return (
        case_id,
        str(on or ""),
        str(Decimal(str(numerator)).normalize()),
        str(Decimal(str(denominator)).normalize()),
        str(team_id),
        str(worker_id),
    )
