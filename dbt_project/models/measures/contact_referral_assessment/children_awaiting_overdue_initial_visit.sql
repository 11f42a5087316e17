{{ config(meta={
    'needs': ['ssd_cin_episodes.cine_close_date', 'ext_visit.seen'], 'requirement': 'Initial visit', 'action': 'See the child',
    'chosen_from': 'initial_visits_in_time'
}) }}

with waiting as (
    select
        referral_id,
        child_id,
        first_visit_due_on as due_on,
        cast({{ month_end(month_number('referral_date')) }} + 1 as date) as later_month_on,
        greatest(first_visit_due_on + 1, born_on) as from_on,
        least(first_seen_on, close_date, {{ far_future() }}) as to_on
    from {{ ref('referral') }}
),

counted as (
    select
        waiting.referral_id as case_id,
        waiting.child_id,
        waiting.due_on,
        part.kind,
        part.from_on,
        part.to_on,
        1 as numerator,
        0 as denominator
    from waiting,
        lateral (
            values
            ('referred in report month', waiting.from_on, least(waiting.to_on, waiting.later_month_on)),
            ('referred in earlier months', greatest(waiting.from_on, waiting.later_month_on), waiting.to_on)
        ) as part (kind, from_on, to_on)
)

{{ spell_cases('children_awaiting_overdue_initial_visit', category_1='counted.kind', due_on='counted.due_on') }}
