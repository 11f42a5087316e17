{{ config(meta={'needs': ['ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals', 'ssd_professionals']}) }}

with counted as (
    select worker_id as case_id, worker_id, team_id, from_on, to_on, children as numerator, full_time_equivalent as denominator
    from {{ ref('caseload') }}
)

{{ unit_spell_cases('highest_caseload', team='counted.team_id', worker='counted.worker_id') }}
