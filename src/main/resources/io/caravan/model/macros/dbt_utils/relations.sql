{# Macros that look at a relation's columns or rows. Before a run (execute is false) they answer with nothing. #}

{% macro get_filtered_columns_in_relation(from, except=[]) -%}
  {{ return(adapter.dispatch('get_filtered_columns_in_relation', 'dbt_utils')(from, except)) }}
{%- endmacro %}
{% macro default__get_filtered_columns_in_relation(from, except=[]) -%}
  {%- set names = [] -%}
  {%- if execute -%}
    {%- set left_out = except | map('lower') | list -%}
    {%- for column in adapter.get_columns_in_relation(from) -%}
      {%- if column.column | lower not in left_out -%} {%- do names.append(column.column) -%} {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}

{% macro star(from, relation_alias=False, except=[], prefix='', suffix='', quote_identifiers=True) -%}
  {{ return(adapter.dispatch('star', 'dbt_utils')(from, relation_alias, except, prefix, suffix, quote_identifiers)) }}
{%- endmacro %}
{% macro default__star(from, relation_alias=False, except=[], prefix='', suffix='', quote_identifiers=True) -%}
  {%- if not execute -%} {{ return('*') }} {%- endif -%}
  {%- set written = [] -%}
  {%- for name in dbt_utils.get_filtered_columns_in_relation(from, except) -%}
    {%- set column = adapter.quote(name) if quote_identifiers else name -%}
    {%- set column = relation_alias ~ '.' ~ column if relation_alias else column -%}
    {%- if prefix or suffix -%}
      {%- set renamed = prefix ~ name ~ suffix -%}
      {%- set column = column ~ ' as ' ~ (adapter.quote(renamed) if quote_identifiers else renamed) -%}
    {%- endif -%}
    {%- do written.append(column) -%}
  {%- endfor -%}
  {{ return(written | join(',\n  ') if written else '/* no columns are left */') }}
{%- endmacro %}

{% macro get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) -%}
  {{ return(adapter.dispatch('get_column_values', 'dbt_utils')(table, column, order_by, max_records, default, where)) }}
{%- endmacro %}
{% macro default__get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) -%}
  {%- if not execute -%} {{ return(default or []) }} {%- endif -%}
  {%- if load_relation(table) is none -%}
    {%- if default is none -%}
      {{ exceptions.raise_compiler_error("Cannot get column values: relation '" ~ table ~ "' does not exist and no default is given") }}
    {%- endif -%}
    {{ return(default) }}
  {%- endif -%}
  {%- set found = run_query(
    'select ' ~ column ~ ' as value from ' ~ table ~ (' where ' ~ where if where else '')
    ~ ' group by ' ~ column ~ ' order by ' ~ order_by ~ (' limit ' ~ max_records if max_records is not none else '')
  ) -%}
  {{ return(found.columns[0].values() | list or default or []) }}
{%- endmacro %}

{% macro get_single_value(sql_statement, default=none) -%}
  {{ return(adapter.dispatch('get_single_value', 'dbt_utils')(sql_statement, default)) }}
{%- endmacro %}
{% macro default__get_single_value(sql_statement, default=none) -%}
  {%- if not execute -%} {{ return(default) }} {%- endif -%}
  {%- set found = run_query(sql_statement) -%}
  {{ return(found.rows[0][0] if found.rows | length > 0 else default) }}
{%- endmacro %}

{% macro get_query_results_as_dict(query) -%}
  {{ return(adapter.dispatch('get_query_results_as_dict', 'dbt_utils')(query)) }}
{%- endmacro %}
{% macro default__get_query_results_as_dict(query) -%}
  {%- set columns = {} -%}
  {%- if execute -%}
    {%- for column in run_query(query).columns -%} {%- do columns.update({column.name: column.values() | list}) -%} {%- endfor -%}
  {%- endif -%}
  {{ return(columns) }}
{%- endmacro %}

{% macro union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) -%}
  {{ return(adapter.dispatch('union_relations', 'dbt_utils')(relations, column_override, include, exclude, source_column_name, where)) }}
{%- endmacro %}
{% macro default__union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) -%}
  {%- if not execute -%} {{ return('') }} {%- endif -%}
  {%- if include and exclude -%}
    {{ exceptions.raise_compiler_error("Cannot unite relations: give 'include' or 'exclude', not both") }}
  {%- endif -%}
  {%- set overrides = column_override or {} -%}
  {%- set wanted = include | map('lower') | list -%}
  {%- set unwanted = exclude | map('lower') | list -%}
  {%- set types = {} -%}
  {%- set names_by_relation = {} -%}
  {%- for relation in relations -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
      {%- if (not wanted or column.column | lower in wanted) and column.column | lower not in unwanted -%}
        {%- do names.append(column.column) -%}
        {%- if column.column not in types -%} {%- do types.update({column.column: overrides.get(column.column, column.data_type)}) -%} {%- endif -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do names_by_relation.update({relation | string: names}) -%}
  {%- endfor -%}
  {%- for relation in relations %}
(
  select
    {% if source_column_name is not none -%}
    cast({{ dbt.string_literal(relation) }} as {{ dbt.type_string() }}) as {{ source_column_name }},
    {%- endif %}
    {% for name, type in types.items() -%}
    cast({{ adapter.quote(name) if name in names_by_relation[relation | string] else 'null' }} as {{ type }}) as {{ adapter.quote(name) }}
    {%- if not loop.last %},
    {% endif -%}
    {%- endfor %}
  from {{ relation }}
  {% if where -%} where {{ where }} {%- endif %}
)
{% if not loop.last %}union all{% endif %}
  {%- endfor -%}
{%- endmacro %}

{% macro unpivot(relation=none, cast_to='varchar', exclude=none, remove=none, field_name='field_name', value_name='value', quote_identifiers=False) -%}
  {{ return(adapter.dispatch('unpivot', 'dbt_utils')(relation, cast_to, exclude, remove, field_name, value_name, quote_identifiers)) }}
{%- endmacro %}
{% macro default__unpivot(relation=none, cast_to='varchar', exclude=none, remove=none, field_name='field_name', value_name='value', quote_identifiers=False) -%}
  {%- set kept = exclude or [] -%}
  {%- set left_out = (kept + (remove or [])) | map('lower') | list -%}
  {%- set unpivoted = [] -%}
  {%- for name in dbt_utils.get_filtered_columns_in_relation(relation, left_out) -%} {%- do unpivoted.append(name) -%} {%- endfor -%}
  {%- for name in unpivoted -%}
    {%- set column = adapter.quote(name) if quote_identifiers else name %}
select
  {% for keep in kept -%} {{ adapter.quote(keep) if quote_identifiers else keep }}, {% endfor -%}
  cast('{{ name }}' as {{ dbt.type_string() }}) as {{ adapter.quote(field_name) if quote_identifiers else field_name }},
  cast({{ column }} as {{ cast_to }}) as {{ adapter.quote(value_name) if quote_identifiers else value_name }}
from {{ relation }}
{% if not loop.last %}union all{% endif -%}
  {%- endfor -%}
{%- endmacro %}

{% macro deduplicate(relation, partition_by, order_by) -%}
  {{ return(adapter.dispatch('deduplicate', 'dbt_utils')(relation, partition_by, order_by)) }}
{%- endmacro %}
{% macro default__deduplicate(relation, partition_by, order_by) -%}
select *
from {{ relation }}
qualify row_number() over (partition by {{ partition_by }} order by {{ order_by }}) = 1
{%- endmacro %}

{% macro nullcheck_table(relation) -%}
  {{ return(adapter.dispatch('nullcheck_table', 'dbt_utils')(relation)) }}
{%- endmacro %}
{% macro default__nullcheck_table(relation) -%}
select {{ dbt_utils.nullcheck(adapter.get_columns_in_relation(relation)) }}
from {{ relation }}
{%- endmacro %}

{# What is there, found by SQL patterns whatever the letters' case. #}
{% macro get_relations_by_pattern(schema_pattern, table_pattern, exclude='', database=target.database) -%}
  {{ return(adapter.dispatch('get_relations_by_pattern', 'dbt_utils')(schema_pattern, table_pattern, exclude, database)) }}
{%- endmacro %}
{% macro default__get_relations_by_pattern(schema_pattern, table_pattern, exclude='', database=target.database) -%}
  {%- set found = [] -%}
  {%- for relation in adapter.list_relations(database, none) if execute -%}
    {%- if dbt_utils._is_like(relation.schema, schema_pattern) and dbt_utils._is_like(relation.identifier, table_pattern)
      and not dbt_utils._is_like(relation.identifier, exclude) -%}
      {%- do found.append(relation) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}

{% macro get_relations_by_prefix(schema, prefix, exclude='', database=target.database) -%}
  {{ return(adapter.dispatch('get_relations_by_prefix', 'dbt_utils')(schema, prefix, exclude, database)) }}
{%- endmacro %}
{% macro default__get_relations_by_prefix(schema, prefix, exclude='', database=target.database) -%}
  {{ return(dbt_utils.get_relations_by_pattern(schema, prefix ~ '%', exclude, database)) }}
{%- endmacro %}

{% macro _is_like(text, pattern) -%}
  {%- set expression = modules.re.escape(pattern | lower) | replace('\\%', '%') | replace('%', '.*') | replace('\\_', '_') | replace('_', '.') -%}
  {{ return(modules.re.match('(?s)^' ~ expression ~ '$', text | lower) is not none) }}
{%- endmacro %}

{% macro _is_relation(obj, macro) -%}
  {%- if not (obj is mapping and obj.get('metadata', {}).get('type', '').endswith('Relation')) -%}
    {{ exceptions.raise_compiler_error("Cannot use '" ~ obj ~ "' in '" ~ macro ~ "': it is no relation") }}
  {%- endif -%}
{%- endmacro %}

{% macro _is_ephemeral(obj, macro) -%}
  {%- if obj.is_cte -%}
    {{ exceptions.raise_compiler_error("Cannot use '" ~ obj.name ~ "' in '" ~ macro ~ "': an ephemeral model has no columns to look up. Make it a view or a table") }}
  {%- endif -%}
{%- endmacro %}
