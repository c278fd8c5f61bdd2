{# Value of a message's header, whose name is in small letters; null when it came without. #}
{% macro header(name) -%}
list_filter(from_json(_headers, '[{"name": "VARCHAR", "value": "VARCHAR"}]'), lambda h: h.name = '{{ name }}')[1].value
{%- endmacro %}
