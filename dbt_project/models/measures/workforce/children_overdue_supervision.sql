{{ config(meta={'needs': [
    'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
    'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_supervision'
], 'chosen_from': 'case_supervision_in_time'}) }}

with overdue as (
    select
        *,
        {{ add_interval('due_on', 'limit_number', 'limit_unit') }} as long_overdue_on
    from {{ with_standard("(select child_id, done_on, due_on, from_on, to_on from " ~ ref('supervision_clock')
        ~ " where in_time = 0)", 'supervision_long_overdue') }}
),

counted as (
    select
        overdue.child_id as case_id,
        overdue.child_id,
        overdue.done_on,
        overdue.due_on,
        side.kind,
        side.from_on,
        side.to_on,
        1 as numerator,
        0 as denominator
    from overdue,
        lateral (
            values
            ('overdue under 6 months', overdue.from_on, least(overdue.to_on, overdue.long_overdue_on)),
            ('overdue 6 months or more', greatest(overdue.from_on, overdue.long_overdue_on), overdue.to_on)
        ) as side (kind, from_on, to_on)
)

{{ spell_cases('children_overdue_supervision', category_1='counted.kind',
    due_on='counted.due_on', done_on='counted.done_on') }}
