-- The latest observation, known for as long as care_leaver_status_max_age lets it stand. Where none are supplied the current
-- row stands as observed on its extract's date; its codes are the Department's (SSDA903 ACTIV and ACCOM). So does OC3's, which
-- asks once a year, at a birthday, for the figures of 31 March.
with observation as (
    select child_id, observation_id, activity, accommodation_suitable, in_higher_education, observed_on
    from {{ ref('stg_care_leaver_status') }}
    union all
    select
        leaver.child_id,
        leaver.care_leaver_row_id,
        case
            when leaver.activity_code in ('F1', 'P1', 'F2', 'P2') then 'education'
            when leaver.activity_code in ('F3', 'P3', 'F4', 'P4', 'F5', 'P5') then 'employment_or_training'
            when leaver.activity_code = 'G4' then 'neet_illness_disability'
            when leaver.activity_code = 'G5' then 'neet_other'
            when leaver.activity_code = 'G6' then 'neet_pregnancy_parenting'
        end,
        case leaver.accommodation_suitable_code when '1' then 'Y' when '2' then 'N' end,
        case when leaver.activity_code is not null then if(leaver.activity_code in ('F1', 'P1'), 'Y', 'N') end,
        supply.as_at
    from {{ ref('stg_care_leaver') }} as leaver
    inner join {{ ref('stg_supply') }} as supply on supply.table_name = 'ssd_care_leavers'
    where leaver.source = 'ssda903'
        or not exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_care_leaver_status')
),

observed as (
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
    from observation
)

select child_id, activity, accommodation_suitable, in_higher_education, started_on as observed_on, from_on, to_on
from {{ in_time_stretches('observed') }}
where in_time = 1
