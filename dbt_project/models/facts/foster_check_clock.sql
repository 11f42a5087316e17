-- DBS and medical checks are of a person: a household is in time only when each carer named in its checks of the kind is.
-- The other kinds are of the household. The clock runs from approval until the first check, and for checks made before it.
with kind (kind, is_of_a_person, parameter) as (
    values
    ('dbs', true, 'foster_dbs_interval'),
    ('medical', true, 'foster_medical_interval'),
    ('annual_review', false, 'foster_review_interval'),
    ('unannounced_visit', false, 'foster_unannounced_interval'),
    ('supervision', false, 'foster_supervision_interval')
),

household as (
    select household_id, team_id, approved_on as from_on, coalesce(deregistered_on, {{ far_future() }}) as to_on
    from {{ ref('stg_foster_household') }}
    where provision = 'in_house'
),

touch as (
    select
        household.household_id,
        kind.kind,
        kind.parameter,
        case when kind.is_of_a_person then coalesce(done.carer_id, '') else '' end as carer,
        greatest(done.completed_on, household.from_on) as started_on,
        household.to_on,
        max(done.completed_on) as done_on
    from household
    inner join {{ ref('stg_foster_check') }} as done using (household_id)
    inner join kind using (kind)
    where done.completed_on < household.to_on
    group by all
),

unchecked as (
    select
        household.household_id,
        kind.kind,
        kind.parameter,
        household.from_on as started_on,
        coalesce(first_check.started_on, household.to_on) as to_on
    from household
    cross join kind
    left join (
        select household_id, kind, min(started_on) as started_on from touch group by household_id, kind
    ) as first_check using (household_id, kind)
),

stretch as (
    select household_id, kind, cast(null as date) as done_on, started_on, parameter, started_on as from_on, to_on
    from unchecked
    union all
    select
        household_id,
        kind,
        done_on,
        started_on,
        parameter,
        started_on,
        lead(started_on, 1, to_on) over (partition by household_id, kind, carer order by started_on)
    from touch
),

state as (select * from {{ in_time_stretches('stretch') }})

-- The carer whose check falls due first decides.
select
    piece.household_id,
    piece.kind,
    household.team_id,
    arg_min(state.done_on, state.due_on) as done_on,
    min(state.due_on) as due_on,
    piece.from_on,
    piece.to_on,
    min(state.in_time) as in_time
from {{ pieces('state', 'household_id, kind') }} as piece
inner join state
    on piece.household_id = state.household_id
    and piece.kind = state.kind
    and piece.from_on >= state.from_on
    and piece.from_on < state.to_on
inner join household on piece.household_id = household.household_id
group by all
