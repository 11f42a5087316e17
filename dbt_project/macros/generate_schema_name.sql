{# A folder's models live in the schema of that name, without dbt's prefix of the target's own schema. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
