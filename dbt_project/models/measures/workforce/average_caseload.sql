{{ config(meta={'needs': ['ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals'], 'beside_headline': 'iro'}) }}

-- A social worker may be the reviewing officer of other children: two cases.
with counted as (
    select worker_id as case_id, worker_id, team_id, 'social worker' as kind, from_on, to_on, children as numerator, 1 as denominator
    from {{ ref('caseload') }}
    union all
    select worker_id || ' (iro)', worker_id, team_id, 'iro', from_on, to_on, children, 1
    from {{ ref('reviewing_officer_caseload') }}
)

{{ unit_spell_cases('average_caseload', team='counted.team_id', worker='counted.worker_id', category_1='counted.kind') }}
