{{ config(meta={'needs': ['ext_legal_case.ended_on']}) }}

with counted as (
    select
        case_id,
        child_id,
        ended_on as from_on,
        case when ended_on <= due_on then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        ended_on as done_on
    from {{ ref('legal_case') }}
    where kind = 'pre_proceedings'
)

{{ event_cases('completed_pre_proceedings_in_time', due_on='counted.due_on', done_on='counted.done_on') }}
