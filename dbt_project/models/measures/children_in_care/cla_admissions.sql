{{ config(meta={'needs': ['ssd_cla_episodes.clae_cla_episode_start_reason (events)', 'ssd_legal_status (events)']}) }}

with counted as (
    select
        period.period_of_care_id as case_id,
        period.child_id,
        period.start_date as from_on,
        placement.placement_type,
        1 as numerator,
        0 as denominator
    from {{ ref('care_period') }} as period
    left join {{ ref('placement') }} as placement on period.first_placement_id = placement.placement_id
    where period.start_reason = 'S' and not period.begins_as_short_break
)

{{ event_cases('cla_admissions', category_1='counted.placement_type') }}
