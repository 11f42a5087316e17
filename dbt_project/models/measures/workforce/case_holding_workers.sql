{{ config(meta={'needs': ['ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals']}) }}

with counted as (
    select worker_id as case_id, worker_id, team_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('caseload') }}
)

{{ unit_spell_cases('case_holding_workers', team='counted.team_id', worker='counted.worker_id') }}
