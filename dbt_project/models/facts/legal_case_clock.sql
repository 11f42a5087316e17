-- A child in two cases of a kind at once counts on the one that started first. Siblings may share a case: the key is the
-- case and the child.
{% for kind, parameter in [('pre_proceedings', 'pre_proceedings_weeks'), ('court', 'care_proceedings_weeks')] %}
(
    with legal_case as (
        select case_id, child_id, started_on, started_on as from_on, coalesce(ended_on, {{ far_future() }}) as to_on
        from {{ ref('legal_case') }}
        where kind = '{{ kind }}'
    ),

    stretch as (
        select case_id, child_id, cast(null as date) as done_on, started_on, '{{ parameter }}' as parameter, from_on, to_on
        from {{ earliest_counts('legal_case', 'case_id') }}
    )

    select '{{ kind }}' as kind, case_id, child_id, started_on, due_on, from_on, to_on, in_time
    from {{ in_time_stretches('stretch') }}
)
{{ 'union all' if not loop.last }}
{% endfor %}
