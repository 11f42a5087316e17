{{ config(meta={'needs': ['ssd_early_help_episodes']}) }}

with aged as (
    select
        episode.episode_id,
        episode.child_id,
        episode.tier,
        {{ add_interval('episode.continues_from_on', 'lower_age.number', 'lower_age.unit') }} as long_open_on,
        {{ add_interval('episode.continues_from_on', 'upper_age.number', 'upper_age.unit') }} as longer_open_on,
        greatest(episode.start_date, lower_age.from_on, upper_age.from_on) as from_on,
        least(episode.to_on, lower_age.to_on, upper_age.to_on) as to_on
    from {{ ref('early_help_episode') }} as episode
    inner join {{ ref('standard_in_force') }} as lower_age on lower_age.parameter = 'long_open_early_help'
    inner join {{ ref('standard_in_force') }} as upper_age on upper_age.parameter = 'long_open_early_help_upper'
),

counted as (
    select
        aged.episode_id as case_id,
        aged.child_id,
        aged.tier,
        part.kind,
        part.from_on,
        part.to_on,
        1 as numerator,
        0 as denominator
    from aged,
        lateral (
            values
            ('6 to under 12 months', greatest(aged.from_on, aged.long_open_on), least(aged.to_on, aged.longer_open_on)),
            ('12 months or more', greatest(aged.from_on, aged.longer_open_on), aged.to_on)
        ) as part (kind, from_on, to_on)
)

{{ spell_cases('long_open_early_help_episodes', category_1='counted.tier', category_2='counted.kind') }}
