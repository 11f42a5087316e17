{# Traffic light of a clock on a day: red = not met, amber = due within 5 working days (the day itself and the next five),
   green = later. `soon_on` is the last day that counts as soon. #}
{% macro light(is_met, due_on, on_date, soon_on) -%}
case
    when not {{ is_met }} then 'red'
    when {{ due_on }} >= {{ on_date }} and {{ due_on }} <= {{ soon_on }} then 'amber'
    else 'green'
end
{%- endmacro %}

{# Whether a case is as it should be: in the numerator of what should be high, not in that of what should be low. #}
{% macro is_met() %}((measure.polarity = 'lower_is_better') <> (cases.numerator >= 1)){% endmacro %}
