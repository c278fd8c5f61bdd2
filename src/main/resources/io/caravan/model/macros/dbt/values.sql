{# Expressions that databases spell differently, as DuckDB spells them. #}
{% macro any_value(expression) -%} {{ return(adapter.dispatch('any_value', 'dbt')(expression)) }} {%- endmacro %}
{% macro default__any_value(expression) -%} arbitrary({{ expression }}) {%- endmacro %}
{% macro bool_or(expression) -%} {{ return(adapter.dispatch('bool_or', 'dbt')(expression)) }} {%- endmacro %}
{% macro default__bool_or(expression) -%} bool_or({{ expression }}) {%- endmacro %}

{% macro array_append(array, new_element) -%} {{ return(adapter.dispatch('array_append', 'dbt')(array, new_element)) }} {%- endmacro %}
{% macro default__array_append(array, new_element) -%} list_append({{ array }}, {{ new_element }}) {%- endmacro %}
{% macro array_concat(array_1, array_2) -%} {{ return(adapter.dispatch('array_concat', 'dbt')(array_1, array_2)) }} {%- endmacro %}
{% macro default__array_concat(array_1, array_2) -%} list_concat({{ array_1 }}, {{ array_2 }}) {%- endmacro %}
{% macro array_construct(inputs=[], data_type='integer') -%} {{ return(adapter.dispatch('array_construct', 'dbt')(inputs, data_type)) }} {%- endmacro %}
{% macro default__array_construct(inputs, data_type) -%}
  {%- if inputs -%} [{{ inputs | join(', ') }}] {%- else -%} cast([] as {{ data_type }}[]) {%- endif -%}
{%- endmacro %}

{% macro cast(field, type) -%} {{ return(adapter.dispatch('cast', 'dbt')(field, type)) }} {%- endmacro %}
{% macro default__cast(field, type) -%} cast({{ field }} as {{ type }}) {%- endmacro %}
{% macro safe_cast(field, type) -%} {{ return(adapter.dispatch('safe_cast', 'dbt')(field, type)) }} {%- endmacro %}
{% macro default__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}
{% macro cast_bool_to_text(field) -%} {{ return(adapter.dispatch('cast_bool_to_text', 'dbt')(field)) }} {%- endmacro %}
{% macro default__cast_bool_to_text(field) -%} cast({{ field }} as varchar) {%- endmacro %}

{% macro concat(fields) -%} {{ return(adapter.dispatch('concat', 'dbt')(fields)) }} {%- endmacro %}
{% macro default__concat(fields) -%} {{ fields | join(' || ') }} {%- endmacro %}
{% macro hash(field) -%} {{ return(adapter.dispatch('hash', 'dbt')(field)) }} {%- endmacro %}
{% macro default__hash(field) -%} md5(cast({{ field }} as varchar)) {%- endmacro %}
{% macro length(expression) -%} {{ return(adapter.dispatch('length', 'dbt')(expression)) }} {%- endmacro %}
{% macro default__length(expression) -%} length({{ expression }}) {%- endmacro %}
{% macro position(substring_text, string_text) -%} {{ return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) }} {%- endmacro %}
{% macro default__position(substring_text, string_text) -%} position({{ substring_text }} in {{ string_text }}) {%- endmacro %}
{% macro replace(field, old_chars, new_chars) -%} {{ return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) }} {%- endmacro %}
{% macro default__replace(field, old_chars, new_chars) -%} replace({{ field }}, {{ old_chars }}, {{ new_chars }}) {%- endmacro %}
{% macro right(string_text, length_expression) -%} {{ return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) }} {%- endmacro %}
{% macro default__right(string_text, length_expression) -%} right({{ string_text }}, {{ length_expression }}) {%- endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) -%}
  {{ return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) }}
{%- endmacro %}
{% macro default__split_part(string_text, delimiter_text, part_number) -%}
  string_split({{ string_text }}, {{ delimiter_text }})[{{ part_number }}]
{%- endmacro %}
{% macro escape_single_quotes(expression) -%} {{ return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) }} {%- endmacro %}
{% macro default__escape_single_quotes(expression) -%} {{ expression | replace("'", "''") }} {%- endmacro %}
{% macro string_literal(value) -%} {{ return(adapter.dispatch('string_literal', 'dbt')(value)) }} {%- endmacro %}
{% macro default__string_literal(value) -%} '{{ value }}' {%- endmacro %}

{% macro equals(expr1, expr2) -%} {{ return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) }} {%- endmacro %}
{% macro default__equals(expr1, expr2) -%} ({{ expr1 }} = {{ expr2 }}) {%- endmacro %}

{% macro except() -%} {{ return(adapter.dispatch('except', 'dbt')()) }} {%- endmacro %}
{% macro default__except() -%} except {%- endmacro %}
{% macro intersect() -%} {{ return(adapter.dispatch('intersect', 'dbt')()) }} {%- endmacro %}
{% macro default__intersect() -%} intersect {%- endmacro %}

{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
  {{ return(adapter.dispatch('listagg', 'dbt')(measure, delimiter_text, order_by_clause, limit_num)) }}
{%- endmacro %}
{% macro default__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    list_aggr((array_agg({{ measure }}{% if order_by_clause %} {{ order_by_clause }}{% endif %}))[1:{{ limit_num }}], 'string_agg', {{ delimiter_text }})
  {%- else -%}
    string_agg({{ measure }}, {{ delimiter_text }}{% if order_by_clause %} {{ order_by_clause }}{% endif %})
  {%- endif -%}
{%- endmacro %}

{# What stands before the query, for functions and the like that it uses. #}
{% macro set_sql_header(config) -%} {{ config.set('sql_header', caller()) }} {%- endmacro %}

{% macro get_columns_in_relation(relation) -%} {{ return(adapter.get_columns_in_relation(relation)) }} {%- endmacro %}
{% macro get_quoted_csv(column_names) -%}
  {%- set quoted = [] -%}
  {%- for name in column_names -%} {%- do quoted.append(adapter.quote(name)) -%} {%- endfor -%}
  {{ return(quoted | join(', ')) }}
{%- endmacro %}
{% macro load_relation(relation) -%}
  {{ return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) }}
{%- endmacro %}
{% macro should_full_refresh() -%}
  {%- set wanted = config.get('full_refresh') -%}
  {{ return(flags.FULL_REFRESH if wanted is none else wanted) }}
{%- endmacro %}
