-- Looked after, short-break series (V3, V4) excluded; one row per unbroken stretch of a child.
with period as (
    select child_id, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('period_of_care') }}
),

joined as (select * from {{ joined_stretches('period') }}),

short_break as (
    select child_id, from_on, to_on
    from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('legal_status_stretch') ~ " where legal_status in ('V3', 'V4'))") }}
)

select child_id, from_on, to_on from {{ without_days('joined', 'short_break') }}
