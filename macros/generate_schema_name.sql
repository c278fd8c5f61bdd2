{# The folder below models/ is the namespace. Caravan does so by itself; with this macro, dbt does so too. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is not none -%}
    {{ custom_schema_name | trim }}
  {%- elif node.resource_type == 'model' and node.fqn | length > 2 -%}
    {{ node.fqn[1] }}
  {%- else -%}
    {{ target.schema }}
  {%- endif -%}
{%- endmacro %}
