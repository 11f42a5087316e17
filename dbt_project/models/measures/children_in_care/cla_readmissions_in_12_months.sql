{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status'], 'look_back': 'care_readmission_window'}) }}

with begun as (
    select *, previous_period_ended_on as started_on, 'care_readmission_window' as parameter
    from {{ ref('care_period') }}
    where start_reason = 'S' and not begins_as_short_break
),

counted as (
    select
        period_of_care_id as case_id,
        child_id,
        start_date as from_on,
        case when start_date <= due_on then 1 else 0 end as numerator,
        1 as denominator
    from {{ with_due_on('begun', read_on='start_date') }}
)

{{ event_cases('cla_readmissions_in_12_months') }}
