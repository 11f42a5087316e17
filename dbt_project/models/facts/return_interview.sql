-- Missing episodes that ended, each with the return home interview completed first.
with interview as (
    select
        missing_id,
        min(completed_at) as completed_at,
        bool_or(declined = 'Y') as is_declined,
        bool_or(offered_on is not null) as is_offered
    from {{ ref('stg_return_interview') }}
    group by missing_id
)

select
    missing.missing_episode_id,
    missing.child_id,
    missing.missing_to as returned_at,
    interview.completed_at,
    case
        when interview.completed_at is not null then 'completed'
        when interview.is_declined or missing.interview_accepted = 'N' then 'declined'
        when interview.is_offered or missing.interview_offered = 'Y' then 'offered and not held'
        else 'not offered'
    end as outcome,
    cast(missing.missing_to as date) + cast(ceil(standard.number / 24) as integer) as due_on,
    case
        when {{ has_time('missing.missing_to') }} and {{ has_time('interview.completed_at') }}
            then interview.completed_at < missing.missing_to
        else cast(interview.completed_at as date) < cast(missing.missing_to as date)
    end as is_before_return,
    case
        when {{ has_time('missing.missing_to') }} and {{ has_time('interview.completed_at') }}
            then interview.completed_at <= missing.missing_to + to_minutes(cast(standard.number * 60 as bigint))
        else cast(interview.completed_at as date)
            <= cast(missing.missing_to as date) + cast(floor(standard.number / 24) as integer)
    end as is_in_time
from {{ ref('stg_missing_episode') }} as missing
left join interview on missing.missing_episode_id = interview.missing_id
left join {{ ref('standard_in_force') }} as standard
    on standard.parameter = 'rhi_hours'
    and cast(missing.missing_to as date) >= standard.from_on
    and cast(missing.missing_to as date) < standard.to_on
where missing.missing_to is not null and missing.missing_type = 'M'
