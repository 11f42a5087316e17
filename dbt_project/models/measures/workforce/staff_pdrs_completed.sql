{{ config(meta={'needs': ['ext_worker.pdr_completed_on']}) }}

-- Workers with less than the interval of service, whose first review is not due yet, are left out.
with employed as (
    select
        *,
        {{ add_interval('started_on', 'limit_number', 'limit_unit') }} as owed_from_on,
        coalesce(pdr_completed_on, {{ far_future() }}) as done_on,
        coalesce({{ add_interval('pdr_completed_on', 'limit_number', 'limit_unit') }}, {{ far_future() }} - 1) as due_on
    from {{ with_standard(ref('worker_in_post'), 'pdr_interval') }}
),

counted as (
    select
        employed.worker_id as case_id,
        employed.worker_id,
        employed.team_id,
        employed.pdr_completed_on,
        greatest(state.from_on, employed.owed_from_on) as from_on,
        state.to_on,
        state.numerator,
        1 as denominator
    from employed,
        lateral (
            values
            (0, employed.from_on, least(employed.to_on, employed.done_on)),
            (1, greatest(employed.from_on, employed.done_on), least(employed.to_on, employed.due_on + 1)),
            (0, greatest(employed.from_on, employed.due_on + 1), employed.to_on)
        ) as state (numerator, from_on, to_on)
)

{{ unit_spell_cases('staff_pdrs_completed', team='counted.team_id', worker='counted.worker_id',
    done_on='counted.pdr_completed_on') }}
