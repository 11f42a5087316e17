{{ config(meta={
    'needs': ['ext_foster_household', 'ext_foster_check'],
    'requirement': 'Annual review of foster carers', 'action': 'Hold the annual review'
}) }}

with counted as (
    select household_id as case_id, team_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('foster_check_clock') }}
    where kind = 'annual_review'
)

{{ unit_spell_cases('foster_carer_annual_reviews_in_time', team='counted.team_id',
    due_on='counted.due_on', done_on='counted.done_on') }}
