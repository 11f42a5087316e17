-- The cases that count differently now from when the edition was frozen, each with one reason.
with first_published as (
    select figure.edition, figure.measure_id, any_value(figure.definition_hash) as definition_hash
    from {{ source('edition', 'figure') }} as figure
    group by figure.edition, figure.measure_id
),

known as (select distinct measure_id, case_id from {{ ref('cases') }}),

-- The cases of now, of the editions whose cases are not lost: else all of them would be recorded late.
now_headline as (
    select edition_case.*
    from {{ ref('edition_headline_case') }} as edition_case
    inner join (select distinct edition from {{ source('edition', 'headline_case') }}) using (edition)
),

compared as (
    select
        coalesce(before.edition, now.edition) as edition,
        coalesce(before.measure_id, now.measure_id) as measure_id,
        coalesce(before.case_id, now.case_id) as case_id,
        coalesce(now.child_id, before.child_id) as child_id,
        coalesce(now.team_id, before.team_id, 'unallocated') as team_id,
        before.case_id is not null as was_counted,
        now.case_id is not null as is_counted,
        before.done_on as done_before,
        now.done_on as done_now,
        coalesce(before.due_on, now.due_on) is not null as is_clocked,
        before.numerator as numerator_before,
        before.denominator as denominator_before,
        now.numerator as numerator_now,
        now.denominator as denominator_now
    from {{ source('edition', 'headline_case') }} as before
    full join now_headline as now
        on before.edition = now.edition and before.measure_id = now.measure_id and before.case_id = now.case_id
    where before.numerator is distinct from now.numerator or before.denominator is distinct from now.denominator
),

-- Where a limit says who counts, the measure it chooses from says who was and is on record; unless that is another one itself now.
chosen as (
    select
        first_published.edition,
        measure.measure_id,
        measure.chosen_from,
        limit_change.measure_id is not null as has_other_limit
    from {{ ref('measure_definition') }} as measure
    inner join {{ ref('measure_definition') }} as chosen_from on measure.chosen_from = chosen_from.measure_id
    inner join first_published
        on chosen_from.measure_id = first_published.measure_id
        and chosen_from.definition_hash = first_published.definition_hash
    left join {{ ref('edition_limit_change') }} as limit_change
        on first_published.edition = limit_change.edition and measure.chosen_from = limit_change.measure_id
),

recorded as (
    select
        compared.* replace (
            coalesce(compared.done_before, before.done_on) as done_before,
            coalesce(compared.done_now, now.done_on) as done_now
        ),
        chosen.measure_id is not null as is_chosen,
        compared.was_counted or before.case_id is not null as was_recorded,
        compared.is_counted or now.case_id is not null as is_recorded,
        compared.is_counted or known.case_id is not null or known_from.case_id is not null as is_known,
        -- As it was but for what a limit of its own says of it.
        coalesce(
            not chosen.has_other_limit
            and (before.numerator <> now.numerator or before.denominator <> now.denominator),
            false
        ) as is_other_record
    from compared
    left join chosen using (edition, measure_id)
    left join {{ source('edition', 'headline_case') }} as before
        on compared.edition = before.edition
        and chosen.chosen_from = before.measure_id
        and compared.case_id = before.case_id
    left join now_headline as now
        on compared.edition = now.edition
        and chosen.chosen_from = now.measure_id
        and compared.case_id = now.case_id
    left join known on compared.measure_id = known.measure_id and compared.case_id = known.case_id
    left join known as known_from on chosen.chosen_from = known_from.measure_id and compared.case_id = known_from.case_id
)

select
    recorded.edition,
    recorded.measure_id,
    recorded.case_id,
    recorded.child_id,
    recorded.team_id,
    case
        when first_published.definition_hash <> measure.definition_hash then 'changed_definition'
        -- The record is as it was: another limit is the reason. Of a measure that is chosen from no other, who was on record
        -- and did not count is not known: what is not done and has a due date, and every case of a count, is put down to it.
        when limit_change.measure_id is not null
            and coalesce(recorded.done_before, {{ far_future() }}) = coalesce(recorded.done_now, {{ far_future() }})
            and not recorded.is_other_record
            and (
                (recorded.was_recorded and recorded.is_recorded)
                or (
                    not recorded.is_chosen
                    and ((recorded.done_now is null and recorded.is_clocked) or measure.statistic = 'count')
                )
            )
            then 'changed_definition'
        when not recorded.is_known then 'deletion'
        when not recorded.was_recorded then 'late_recording'
        when recorded.done_now is not null and recorded.done_before is null and recorded.done_now > period.extract_date
            then 'later_event'
        when recorded.done_now is not null and recorded.done_before is null then 'late_recording'
        else 'correction'
    end as reason,
    recorded.numerator_before,
    recorded.denominator_before,
    recorded.numerator_now,
    recorded.denominator_now
from recorded
inner join {{ ref('edition_period') }} as period using (edition)
inner join {{ ref('measure_definition') }} as measure using (measure_id)
left join first_published using (edition, measure_id)
left join {{ ref('edition_limit_change') }} as limit_change using (edition, measure_id)
