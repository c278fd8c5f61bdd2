{% macro whole_number(column) -%}
nullif({{ column }}, 'NA')::integer
{%- endmacro %}

{# 517 is 5:17, that is minute 317 of the day #}
{% macro minutes_of_day(clock) -%}
(({{ clock }}) // 100) * 60 + ({{ clock }}) % 100
{%- endmacro %}
