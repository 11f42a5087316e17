{{ config(materialized='ephemeral') }}

{% for measure_id in case_measures() %}
select * from {{ ref(measure_id) }}
{{ 'union all' if not loop.last }}
{% endfor %}
