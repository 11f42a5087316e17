{{ config(meta={'needs': ['ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals']}) }}

with counted as (
    select
        worker_id as case_id,
        worker_id,
        team_id,
        from_on,
        to_on,
        case when children <= limit_number then 1 else 0 end as numerator,
        1 as denominator
    from {{ with_standard(ref('caseload'), 'caseload_limit') }}
)

{{ unit_spell_cases('social_workers_within_caseload_limit', team='counted.team_id', worker='counted.worker_id') }}
