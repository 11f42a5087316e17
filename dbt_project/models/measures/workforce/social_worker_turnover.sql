{{ config(meta={'needs': ['ext_worker', 'ssd_professionals'], 'look_back': 'turnover_window'}) }}

-- In the denominator while in post, in the numerator for the window after leaving.
with permanent as (
    select worker_id, team_id, full_time_equivalent, left_on, from_on, to_on
    from {{ ref('worker_in_post') }}
    where is_social_worker = 'Y' and is_agency <> 'Y'
),

counted as (
    select worker_id as case_id, worker_id, team_id, from_on, to_on, 0 as numerator, full_time_equivalent as denominator
    from permanent
    union all
    select worker_id, worker_id, team_id, from_on, to_on, full_time_equivalent, 0
    from {{ held_for("(select worker_id, team_id, full_time_equivalent, left_on as from_on, left_on as to_on from permanent "
        ~ "where to_on = left_on)", 'turnover_window') }}
)

{{ unit_spell_cases('social_worker_turnover', team='counted.team_id', worker='counted.worker_id') }}
