{{ config(meta={'needs': ['ssd_cla_episodes.clae_cla_episode_ceased_date (events)', 'ssd_legal_status (events)']}) }}

with counted as (
    select
        period.period_of_care_id as case_id,
        period.child_id,
        period.end_date as from_on,
        placement.placement_type,
        case
            when period.end_reason in ('E11', 'E12') then 'adopted'
            when period.end_reason in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48') then 'special guardianship'
            when period.end_reason in ('E4A', 'E4B') then 'returned to parents'
            else 'other'
        end as kind,
        1 as numerator,
        0 as denominator
    from {{ ref('care_period') }} as period
    left join {{ ref('placement') }} as placement on period.last_placement_id = placement.placement_id
    where not period.ends_as_short_break
)

{{ event_cases('cla_exits', category_1='counted.placement_type', category_2='counted.kind') }}
