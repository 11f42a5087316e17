-- A child counts once on any day: the pieces of one case never overlap, and a spell never runs backwards.
select measure_id, count(*) as broken
from (
    select
        measure_id,
        from_on,
        to_on,
        lead(from_on) over (partition by measure_id, case_id order by from_on) as next_from_on
    from {{ ref('cases') }}
    where is_spell
)
where to_on <= from_on or coalesce(to_on, {{ far_future() }}) > coalesce(next_from_on, {{ far_future() }})
group by measure_id
