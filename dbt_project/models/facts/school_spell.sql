-- Of several schools of a child open on a day the one that started last is the current one.
with spell as (
    select
        child_id,
        school_spell_id,
        school_id,
        phase,
        in_county,
        sen_status,
        is_phase_transfer,
        started_on as from_on,
        coalesce(ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_school_spell') }}
)

select * from {{ latest_counts('spell', 'school_spell_id') }}
