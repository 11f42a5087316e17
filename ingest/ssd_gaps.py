"""Columns that published builds of the SSD leave out and that can be filled (returns.md section 5); ingest.returns.ssd fills them."""

from __future__ import annotations

from collections.abc import Mapping

# A missing person column, by what the row belongs to: own column, and the parent's table, key and person.
PARENTS: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("ssd_cin_visits", "cinv_person_id"): (
        *("cinv_cin_plan_id", "ssd_cin_plans"),
        *("cinp_cin_plan_id", "cinp_person_id"),
    ),
    ("ssd_cp_visits", "cppv_person_id"): ("cppv_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id"),
    ("ssd_cp_reviews", "cppr_person_id"): ("cppr_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id"),
    ("ssd_cla_placement", "clap_person_id"): ("clap_cla_id", "ssd_cla_episodes", "clae_cla_id", "clae_person_id"),
    ("ssd_cla_reviews", "clar_cla_person_id"): ("clar_cla_id", "ssd_cla_episodes", "clae_cla_id", "clae_person_id"),
    ("ssd_involvements", "invo_person_id"): (
        *("invo_referral_id", "ssd_cin_episodes"),
        *("cine_referral_id", "cine_person_id"),
    ),
}
# A missing key: entity, person column, and the columns that tell the rows of a person apart.
KEYS: Mapping[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("ssd_cin_plans", "cinp_cin_plan_id"): ("cinp", "cinp_person_id", ("cinp_cin_plan_start_date",)),
    ("ssd_cla_care_plan", "lacp_table_id"): (
        *("lacp", "lacp_person_id"),
        ("lacp_cla_care_plan_json", "lacp_cla_care_plan_start_date"),
    ),
}
FILLABLE = frozenset((*PARENTS, *KEYS))
