-- Open assessments from the day after each limit; of several of a child the one overdue first, once.
with clock as (
    select
        assessment.assessment_id,
        assessment.child_id,
        assessment.clock_started_on as started_on,
        standard.parameter,
        assessment.from_on,
        assessment.to_on
    from {{ ref('open_assessment_stretch') }} as assessment
    cross join (values ('single_assessment_days'), ('long_open_assessment_days')) as standard (parameter)
),

overdue as (select * from {{ in_time_stretches('clock') }} where in_time = 0)

{% for parameter in ['single_assessment_days', 'long_open_assessment_days'] %}
select parameter, assessment_id, child_id, due_on, from_on, to_on
from {{ earliest_counts("(select * from overdue where parameter = '" ~ parameter ~ "')", 'due_on, assessment_id') }}
{{ 'union all' if not loop.last }}
{% endfor %}
