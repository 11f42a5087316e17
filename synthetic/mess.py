"""A few rows that break quality rules, of every kind the first ten rules and some others name."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from synthetic.world import World


def spoil(world: World) -> dict[str, int]:
    """Break a few rows in place; returns how many rows by rule. Rows are broken at fixed positions, far apart."""
    tables, done = world.tables, {}

    def change(
        rule: str, table: str, column: str, share: float, how: Callable[[pa.Array], pa.Array], rows: int = 6
    ) -> None:
        made = tables[table]
        usable = made[column].combine_chunks().is_valid().to_pylist()
        first = int(made.num_rows * share)
        chosen = [row for row in range(first, made.num_rows) if usable[row]][:rows]
        if not chosen:
            return
        text = made[column].cast(pa.string()).combine_chunks()
        marks = pa.array([False] * made.num_rows).to_numpy(zero_copy_only=False).copy()
        marks[chosen] = True
        changed = pc.replace_with_mask(text, pa.array(marks), how(text.take(pa.array(chosen))))
        tables[table] = made.set_column(made.column_names.index(column), column, changed)
        done[rule] = done.get(rule, 0) + len(chosen)

    def word(value: str | None) -> Callable[[pa.Array], pa.Array]:
        return lambda texts: pa.array([value] * len(texts), pa.string())

    def again(rule: str, table: str, rows: int, column: str | None = None, value: str | None = None) -> None:
        made = tables[table]
        start = made.num_rows // 3
        copy = made.slice(start, rows)
        if column is not None:
            copy = copy.set_column(
                copy.column_names.index(column), column, pa.array([value] * copy.num_rows, made[column].type)
            )
        tables[table] = pa.concat_tables([made, copy])
        done[rule] = done.get(rule, 0) + copy.num_rows

    again("DQ002", "ext_supervision", 5)  # equal rows
    again("DQ002", "ssd_cin_visits", 4, "cinv_cin_visit_seen", "N")  # unequal rows, some of them
    change("DQ001", "ssd_cp_visits", "cppv_cp_visit_id", 0.2, word(None), 5)
    change("DQ003", "ext_case_activity", "person_id", 0.3, word("C9999999"), 7)
    change("DQ004", "ssd_cin_assessments", "cina_assessment_team", 0.4, word("T999"), 6)
    change("DQ005", "ssd_cla_reviews", "clar_cla_id", 0.5, word("CP9999999"), 4)
    change("DQ006", "ssd_cla_health", "clah_health_check_date", 0.6, word("31/02/2021"), 4)
    change("DQ006", "ssd_cp_reviews", "cppr_cp_review_due", 0.5, word("tbc"), 3)
    change("DQ007", "ssd_contacts", "cont_contact_source_code", 0.7, word("7Q"), 8)
    change("DQ007", "ssd_cla_episodes", "clae_cla_episode_start_reason", 0.4, word("Z"), 3)
    change("DQ008", "ssd_cin_plans", "cinp_cin_plan_start_date", 0.3, word(None), 4)
    change("DQ010", "ext_school_attendance", "sessions_possible", 0.4, word("16"), 5)
    change("DQ017", "ssd_person", "pers_ethnicity", 0.5, word(None), 6)
    change("DQ019", "ssd_cp_plans", "cppl_cp_plan_end_date", 0.2, word("2001-01-01"), 3)
    change("DQ021", "ext_pep", "completed_on", 0.6, word(f"{world.date.year + 9}-01-15"), 4)
    change("DQ057", "ssd_sdq_scores", "csdq_sdq_score", 0.5, word("73"), 3)
    change("DQ060", "ssd_cla_placement", "clap_cla_placement_distance", 0.7, word("999.9"), 5)
    return done
