{# First letter large, the others small. #}
{% macro capitalized(text) -%}
  upper(substring({{ text }}, 1, 1)) || lower(substring({{ text }}, 2))
{%- endmacro %}
