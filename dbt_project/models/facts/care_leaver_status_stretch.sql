-- The latest observation, known for as long as care_leaver_status_max_age lets it stand.
with observed as (
    select
        child_id,
        observation_id,
        activity,
        accommodation_suitable,
        in_higher_education,
        observed_on as started_on,
        'care_leaver_status_max_age' as parameter,
        observed_on as from_on,
        lead(observed_on, 1, {{ far_future() }}) over (partition by child_id order by observed_on, observation_id) as to_on
    from {{ ref('stg_care_leaver_status') }}
)

select child_id, activity, accommodation_suitable, in_higher_education, started_on as observed_on, from_on, to_on
from {{ in_time_stretches('observed') }}
where in_time = 1
