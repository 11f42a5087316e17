{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement', 'ssd_cla_visits'],
    'requirement': 'Statutory visit to a child in care', 'action': 'See the child in the placement'
}) }}

with counted as (
    select
        care.child_id as case_id,
        care.child_id,
        care.placement_type,
        clock.done_on,
        clock.due_on,
        greatest(care.from_on, clock.from_on) as from_on,
        least(care.to_on, clock.to_on) as to_on,
        clock.in_time as numerator,
        1 as denominator
    from {{ ref('child_in_care') }} as care
    inner join {{ ref('cla_visit_clock') }} as clock
        on care.child_id = clock.child_id
        and care.from_on < clock.to_on
        and clock.from_on < care.to_on
)

{{ spell_cases('cla_visits_in_time', category_1='counted.placement_type', due_on='counted.due_on', done_on='counted.done_on') }}
