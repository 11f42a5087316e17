{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement', 'ssd_person'], 'look_back': 'ltps_care_months'
}) }}

with care as (
    select child_id as case_id, child_id, placement_type, from_on, to_on
    from {{ lasting(ref('child_in_care'), 'ltps_care_months', 'care_from_on') }}
),

of_age as (select * from {{ of_age('care', oldest='ltps_max_age') }}),

settled as (
    select child_id, from_on, to_on
    from {{ lasting(ref('settled_placement'), 'ltps_placement_months', 'began_on') }}
),

counted as (
    select *, 1 as denominator
    from {{ met_and_unmet('of_age', 'settled') }}
)

{{ spell_cases('cla_long_term_placement_stability', category_1='counted.placement_type') }}
