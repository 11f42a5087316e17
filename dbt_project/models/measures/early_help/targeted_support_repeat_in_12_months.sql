{{ config(meta={
    'needs': ['ssd_early_help_episodes', 'ext_early_help_detail'], 'look_back': 'early_help_repeat_window'
}) }}

with state as (
    select
        support.child_id,
        support.earlier_supported_social_care,
        coalesce(
            support.started_on <= {{ add_interval('support.earlier_ended_on', 'standard.number', 'standard.unit') }},
            false
        ) as is_repeat,
        greatest(support.from_on, standard.from_on) as from_on,
        least(support.to_on, standard.to_on) as to_on
    from {{ ref('targeted_support_stretch') }} as support
    inner join {{ ref('standard_in_force') }} as standard on standard.parameter = 'early_help_repeat_window'
),

counted as (
    select
        child_id as case_id,
        child_id,
        case
            when not is_repeat then 'no earlier episode'
            when earlier_supported_social_care then 'earlier episode supported social care'
            else 'earlier episode was early help work'
        end as kind,
        from_on,
        to_on,
        cast(is_repeat as integer) as numerator,
        1 as denominator
    from state
)

{{ spell_cases('targeted_support_repeat_in_12_months', category_1='counted.kind') }}
