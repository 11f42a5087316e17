{{ config(meta={'needs': ['ext_worker.role']}) }}

with counted as (
    select worker_id as case_id, worker_id, team_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('worker_in_post') }}
    where lower(role) = 'cp conference chair'
)

{{ unit_spell_cases('cp_conference_chairs', team='counted.team_id', worker='counted.worker_id') }}
