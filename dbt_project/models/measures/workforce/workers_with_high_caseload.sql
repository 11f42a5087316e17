{{ config(meta={'needs': ['ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals'], 'chosen_from': 'average_caseload'}) }}

with counted as (
    select
        worker_id as case_id,
        worker_id,
        team_id,
        from_on,
        to_on,
        1 as numerator,
        0 as denominator
    from {{ with_standard(ref('caseload'), 'high_caseload') }}
    where children >= limit_number
)

{{ unit_spell_cases('workers_with_high_caseload', team='counted.team_id', worker='counted.worker_id') }}
