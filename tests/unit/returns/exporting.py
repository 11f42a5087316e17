"""A synthetic council's landing tables written as the returns it would send: SSDA903 by year, and the CIN census."""

from datetime import date

import duckdb

EPISODES = """
    select
        e.clae_person_id as CHILD, e.clae_cla_episode_start_date as DECOM, e.clae_cla_episode_start_reason as RNE,
        (
            select arg_max(l.lega_legal_status, l.lega_legal_status_start_date) from raw.ssd_legal_status as l
            where l.lega_person_id = e.clae_person_id and l.lega_legal_status_start_date <= e.clae_cla_episode_start_date
        ) as LS,
        e.clae_cla_primary_need_code as CIN, p.clap_cla_placement_type as PLACE, p.clap_cla_placement_provider as PLACE_PROVIDER,
        case when e.clae_cla_episode_ceased_date <= $ends then e.clae_cla_episode_ceased_date end as DEC,
        case when e.clae_cla_episode_ceased_date <= $ends then e.clae_cla_episode_ceased_reason end as REC,
        p.clap_cla_placement_change_reason as REASON_PLACE_CHANGE, null as HOME_POST, null as PL_POST,
        p.clap_cla_placement_urn as URN
    from raw.ssd_cla_episodes as e
    left join raw.ssd_cla_placement as p on p.clap_cla_placement_id = e.clae_cla_placement_id
    where e.clae_cla_episode_start_date <= $ends and coalesce(e.clae_cla_episode_ceased_date, $ends) >= $begins
"""
HEADER = """
    select distinct pers_person_id as CHILD, pers_sex as SEX, pers_dob as DOB, pers_ethnicity as ETHNIC, 'UN1' as UPN,
        null as MOTHER, null as MC_DOB
    from raw.ssd_person inner join raw.ssd_cla_episodes on clae_person_id = pers_person_id
    where clae_cla_episode_start_date <= $ends and coalesce(clae_cla_episode_ceased_date, $ends) >= $begins
"""
REVIEWS = """
    select clar_cla_person_id as CHILD, null as DOB, clar_cla_review_date as REVIEW,
        clar_cla_review_participation as REVIEW_CODE
    from raw.ssd_cla_reviews where clar_cla_review_date between $begins and $ends
"""
MISSING = """
    select miss_person_id as CHILD, null as DOB, miss_missing_episode_type as MISSING,
        cast(miss_missing_episode_start_date as date) as MIS_START, cast(miss_missing_episode_end_date as date) as MIS_END
    from raw.ssd_missing
    where miss_missing_episode_start_date between $begins and $ends
        and miss_person_id in (select clae_person_id from raw.ssd_cla_episodes)
"""


def write_903(connection: duckdb.DuckDBPyConnection, folder, year: int) -> None:
    """`folder`/ssda903/<year>/*.csv: who was looked after in the year to 31 March, as it stood then."""
    target = folder / "ssda903" / str(year)
    target.mkdir(parents=True)
    days = {"begins": date(year - 1, 4, 1), "ends": date(year, 3, 31)}
    for name, query in (("episodes", EPISODES), ("header", HEADER), ("reviews", REVIEWS), ("missing", MISSING)):
        read = connection.execute(query, days)
        lines = [",".join(column[0] for column in read.description)]
        lines += [",".join(map(_day_first, row)) for row in read.fetchall()]
        (target / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _day_first(value) -> str:
    return "" if value is None else value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def write_census(connection: duckdb.DuckDBPyConnection, folder, year: int) -> None:
    """`folder`/cin_census/<year>.xml: every episode of need open in the year, with what happened up to 31 March."""
    days = {"begins": date(year - 1, 4, 1), "ends": date(year, 3, 31)}

    def rows(query, key):
        found = {}
        for row in connection.execute(query, {"ends": days["ends"]}).fetchall():
            found.setdefault(row[key], []).append(row)
        return found

    ended = "case when {0} <= $ends then {0} end"
    assessments = rows(
        "select cina_referral_id, cina_assessment_start_date, "
        f"{ended.format('cina_assessment_auth_date')} from raw.ssd_cin_assessments where cina_assessment_start_date <= $ends",
        0,
    )
    enquiries = rows(
        "select s47e_referral_id, s47e_s47_start_date, "
        "case when min(icpc_icpc_date) <= $ends then min(icpc_icpc_date) end "
        "from raw.ssd_s47_enquiry left join raw.ssd_initial_cp_conference on icpc_s47_enquiry_id = s47e_s47_enquiry_id "
        "where s47e_s47_start_date <= $ends group by s47e_s47_enquiry_id, s47e_referral_id, s47e_s47_start_date",
        0,
    )
    plans = rows(
        "select cppl_referral_id, cppl_cp_plan_start_date, "
        f"{ended.format('cppl_cp_plan_end_date')}, cppl_cp_plan_initial_category, cppl_cp_plan_id "
        "from raw.ssd_cp_plans where cppl_cp_plan_start_date <= $ends",
        0,
    )
    children = {}
    for row in connection.execute(
        "select cine_person_id, cine_referral_id, cine_referral_date, cine_referral_source_code, cine_referral_nfa, "
        f"cine_cin_primary_need_code, {ended.format('cine_close_date')}, cine_close_reason, pers_dob, pers_sex "
        "from raw.ssd_cin_episodes inner join raw.ssd_person on pers_person_id = cine_person_id "
        "where cine_referral_date <= $ends and coalesce(cine_close_date, $ends) >= $begins",
        days,
    ).fetchall():
        children.setdefault((row[0], row[8], row[9]), []).append(row)
    text = [
        "<Message><Header><CollectionDetails><Collection>CIN</Collection>",
        f"{_tag('ReferenceDate', days['ends'])}</CollectionDetails></Header><Children>",
    ]
    for (child, born, sex), referrals in children.items():
        text.append(
            f"<Child><ChildIdentifiers>{_tag('LAchildID', child)}{_tag('PersonBirthDate', born)}{_tag('Sex', sex)}"
            "</ChildIdentifiers>"
        )
        for referral in referrals:
            text.append(f"<CINdetails>{_tag('CINreferralDate', referral[2])}{_tag('ReferralSource', referral[3])}")
            text.append(_tag("PrimaryNeedCode", referral[5]) + _tag("CINclosureDate", referral[6]))
            text.append(_tag("ReasonForClosure", referral[7] if referral[6] else None))
            for _, start, done in assessments.get(referral[1], ()):
                dates = _tag("AssessmentActualStartDate", start) + _tag("AssessmentAuthorisationDate", done)
                text.append(f"<Assessments>{dates}</Assessments>")
            for _, start, held in enquiries.get(referral[1], ()):
                dates = _tag("S47ActualStartDate", start) + _tag("DateOfInitialCPC", held)
                text.append(f"<Section47>{dates}<ICPCnotRequired>{int(held is None)}</ICPCnotRequired></Section47>")
            text.append(_tag("ReferralNFA", {"Y": 1, "N": 0}.get(referral[4])))
            for _, start, end, category, _ in plans.get(referral[1], ()):
                dates = _tag("CPPstartDate", start) + _tag("CPPendDate", end)
                text.append(f"<ChildProtectionPlans>{dates}{_tag('InitialCategoryOfAbuse', category)}")
                text.append(f"{_tag('LatestCategoryOfAbuse', category)}</ChildProtectionPlans>")
            text.append("</CINdetails>")
        text.append("</Child>\n")
    target = folder / "cin_census"
    target.mkdir(exist_ok=True)
    (target / f"{year}.xml").write_text("".join(text) + "</Children></Message>\n", encoding="utf-8")


def _tag(name: str, value) -> str:
    return "" if value is None else f"<{name}>{value}</{name}>"
