-- The cases that count differently now from when the edition was frozen, each with one reason.
with first_published as (
    select figure.edition, figure.measure_id, any_value(figure.definition_hash) as definition_hash
    from {{ source('edition', 'figure') }} as figure
    group by figure.edition, figure.measure_id
),

known as (select distinct measure_id, case_id from {{ ref('cases') }}),

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
        coalesce(before.done_on, {{ far_future() }}) <> coalesce(now.done_on, {{ far_future() }}) as is_other_deed,
        coalesce(before.due_on, now.due_on) is not null as is_clocked,
        before.numerator as numerator_before,
        before.denominator as denominator_before,
        now.numerator as numerator_now,
        now.denominator as denominator_now
    from {{ source('edition', 'headline_case') }} as before
    full join (
        select edition_case.*
        from {{ ref('edition_headline_case') }} as edition_case
        -- Of an edition whose cases are lost nothing is told: else all of them would be recorded late.
        inner join (select distinct edition from {{ source('edition', 'headline_case') }}) using (edition)
    ) as now
        on before.edition = now.edition and before.measure_id = now.measure_id and before.case_id = now.case_id
    where before.numerator is distinct from now.numerator or before.denominator is distinct from now.denominator
)

select
    compared.edition,
    compared.measure_id,
    compared.case_id,
    compared.child_id,
    compared.team_id,
    case
        when first_published.definition_hash <> measure.definition_hash then 'changed_definition'
        -- What was done is on record as it was: where it counts otherwise, or counts or not because it is (not) yet due, or
        -- because the limit says who counts, another limit is the reason.
        when limit_change.measure_id is not null
            and not compared.is_other_deed
            and (
                (compared.was_counted and compared.is_counted)
                or (compared.done_now is null and compared.is_clocked)
                or measure.statistic = 'count'
            )
            then 'changed_definition'
        when not compared.is_counted and known.case_id is null then 'deletion'
        when not compared.is_counted then 'correction'
        when not compared.was_counted then 'late_recording'
        when compared.done_now is not null and compared.done_before is null and compared.done_now > period.extract_date
            then 'later_event'
        when compared.done_now is not null and compared.done_before is null then 'late_recording'
        else 'correction'
    end as reason,
    compared.numerator_before,
    compared.denominator_before,
    compared.numerator_now,
    compared.denominator_now
from compared
inner join {{ ref('edition_period') }} as period using (edition)
inner join {{ ref('measure_definition') }} as measure using (measure_id)
left join first_published using (edition, measure_id)
left join {{ ref('edition_limit_change') }} as limit_change using (edition, measure_id)
left join known on compared.measure_id = known.measure_id and compared.case_id = known.case_id
