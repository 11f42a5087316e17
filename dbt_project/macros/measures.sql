{# The measures whose cases are gathered into the case relation, by theme. A measure is added here and nowhere else;
   tests/graph/test_measures.py fails when a model and this list differ. #}
{% macro case_measures() %}
{{ return([
    'contacts',
    'contact_initial_decisions_in_time',
    'referrals',
    'initial_visits_in_time',
    're_referrals_in_12_months',
    'single_assessments_in_45_working_days',
    'early_help_closed_no_step_up_in_6_months',
    'cin_visits_in_time',
    's47_enquiries_in_time',
    'icpcs_in_15_working_days',
    'children_on_cp_plan',
    'cp_visits_in_time',
    'cp_plans_repeat_ever',
    'cp_reviews_up_to_date',
    'cla_at_period_end',
    'cla_visits_in_time',
    'cla_reviews_in_time',
    'cla_three_or_more_placements',
    'cla_health_assessments_up_to_date',
    'cla_persistent_absence',
    'foster_carer_annual_reviews_in_time',
    'care_leavers_eet',
    'rhi_in_72_hours',
    'open_pre_proceedings_in_time',
    'children_open_to_social_care',
    'case_supervision_in_time',
    'case_audits_good_or_better',
]) }}
{% endmacro %}

{# What each measure model declares about itself in its config: needs, look_back, age_bands, requirement, action. #}
{% macro declared(measure_id, key, default=none) %}
{%- if execute -%}
    {{ return(graph.nodes['model.csc.' ~ measure_id].config.meta.get(key, default)) }}
{%- endif -%}
{{ return(default) }}
{% endmacro %}
