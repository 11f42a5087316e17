-- Quality assured plans, each in time to the last day of the school term pep_interval terms after the one it was completed
-- in. A holiday belongs to the term before it; where the calendar ends, the last term known is the last day in time.
with term as (
    select
        starts_on as from_on,
        lead(starts_on, 1, {{ far_future() }}) over (order by starts_on) as to_on,
        ends_on,
        row_number() over (order by starts_on) as term_number,
        count(*) over () as terms
    from {{ source('pack', 'school_term') }}
)

select pep.child_id, pep.completed_on as done_on, due_term.ends_on as due_on
from {{ ref('stg_pep') }} as pep
inner join term on pep.completed_on >= term.from_on and pep.completed_on < term.to_on
inner join {{ ref('standard_in_force') }} as standard
    on standard.parameter = 'pep_interval'
    and pep.completed_on >= standard.from_on
    and pep.completed_on < standard.to_on
inner join term as due_term
    on due_term.term_number = least(term.term_number + cast(standard.number as integer), term.terms)
where pep.quality_assured = 'Y'
