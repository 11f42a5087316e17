{{ config(meta={'needs': ['ssd_cla_episodes.clae_cla_episode_ceased_date', 'ssd_legal_status'], 'chosen_from': 'cla_exits'}) }}

with ended as (
    select *, care_began_on as started_on, 'short_care_period' as parameter
    from {{ ref('care_period') }}
    where ends_care and not ends_as_short_break
),

counted as (
    select period_of_care_id as case_id, child_id, end_date as from_on, 1 as numerator, 0 as denominator
    from {{ with_due_on('ended', read_on='end_date') }}
    where end_date <= due_on
)

{{ event_cases('cla_short_care_periods') }}
