{# Generic tests under the names that projects use. A project that vendors the package below dbt_packages/ gets the package instead. #}

{% test expression_is_true(model, expression, column_name=none) -%}
  {{ return(adapter.dispatch('test_expression_is_true', 'dbt_utils')(model, expression, column_name)) }}
{%- endtest %}
{% macro default__test_expression_is_true(model, expression, column_name=none) %}
select 1 from {{ model }} where not({% if column_name %}{{ column_name }} {% endif %}{{ expression }})
{% endmacro %}

{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) -%}
  {{ return(adapter.dispatch('test_accepted_range', 'dbt_utils')(model, column_name, min_value, max_value, inclusive)) }}
{%- endtest %}
{% macro default__test_accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
{%- set equal = '=' if inclusive else '' -%}
select *
from {{ model }}
where false
{%- if min_value is not none %} or not ({{ column_name }} >{{ equal }} {{ min_value }}){% endif -%}
{%- if max_value is not none %} or not ({{ column_name }} <{{ equal }} {{ max_value }}){% endif %}
{% endmacro %}

{% test at_least_one(model, column_name, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_at_least_one', 'dbt_utils')(model, column_name, group_by_columns)) }}
{%- endtest %}
{% macro default__test_at_least_one(model, column_name, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select {% if groups %}{{ groups }}, {% endif %}count({{ column_name }}) as filled
from {{ model }}
{% if groups %}group by {{ groups }}{% endif %}
having count({{ column_name }}) = 0
{% endmacro %}

{% test not_constant(model, column_name, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_not_constant', 'dbt_utils')(model, column_name, group_by_columns)) }}
{%- endtest %}
{% macro default__test_not_constant(model, column_name, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select {% if groups %}{{ groups }}, {% endif %}count(distinct {{ column_name }}) as values_seen
from {{ model }}
{% if groups %}group by {{ groups }}{% endif %}
having count(distinct {{ column_name }}) = 1
{% endmacro %}

{% test not_empty_string(model, column_name, trim_whitespace=true) -%}
  {{ return(adapter.dispatch('test_not_empty_string', 'dbt_utils')(model, column_name, trim_whitespace)) }}
{%- endtest %}
{% macro default__test_not_empty_string(model, column_name, trim_whitespace=true) %}
select * from {{ model }} where {% if trim_whitespace %}trim({{ column_name }}){% else %}{{ column_name }}{% endif %} = ''
{% endmacro %}

{% test not_null_proportion(model, column_name=none, at_least=0, at_most=1.0, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_not_null_proportion', 'dbt_utils')(model, column_name, at_least, at_most, group_by_columns)) }}
{%- endtest %}
{% macro default__test_not_null_proportion(model, column_name=none, at_least=0, at_most=1.0, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select *
from (
  select {% if groups %}{{ groups }}, {% endif %}count({{ column_name }}) * 1.0 / count(*) as not_null_proportion
  from {{ model }}
  {% if groups %}group by {{ groups }}{% endif %}
) as proportions
where not_null_proportion < {{ at_least }} or not_null_proportion > {{ at_most }}
{% endmacro %}

{% test not_accepted_values(model, column_name, values, quote=True) -%}
  {{ return(adapter.dispatch('test_not_accepted_values', 'dbt_utils')(model, column_name, values, quote)) }}
{%- endtest %}
{% macro default__test_not_accepted_values(model, column_name, values, quote=True) %}
select value_field, n_records
from (select {{ column_name }} as value_field, count(*) as n_records from {{ model }} group by {{ column_name }}) as all_values
where value_field in ({% for value in values %}{{ "'" ~ value ~ "'" if quote else value }}{{ ', ' if not loop.last }}{% endfor %})
{% endmacro %}

{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) -%}
  {{ return(adapter.dispatch('test_unique_combination_of_columns', 'dbt_utils')(model, combination_of_columns, quote_columns)) }}
{%- endtest %}
{% macro default__test_unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
{%- set names = [] -%}
{%- for name in combination_of_columns -%} {%- do names.append(adapter.quote(name) if quote_columns else name) -%} {%- endfor -%}
select {{ names | join(', ') }} from {{ model }} group by {{ names | join(', ') }} having count(*) > 1
{% endmacro %}

{% test relationships_where(model, column_name, to, field, from_condition="1=1", to_condition="1=1") -%}
  {{ return(adapter.dispatch('test_relationships_where', 'dbt_utils')(model, column_name, to, field, from_condition, to_condition)) }}
{%- endtest %}
{% macro default__test_relationships_where(model, column_name, to, field, from_condition="1=1", to_condition="1=1") %}
select child.from_field
from (select {{ column_name }} as from_field from {{ model }} where {{ column_name }} is not null and {{ from_condition }}) as child
left join (select {{ field }} as to_field from {{ to }} where {{ field }} is not null and {{ to_condition }}) as parent
  on child.from_field = parent.to_field
where parent.to_field is null
{% endmacro %}

{% test equal_rowcount(model, compare_model, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_equal_rowcount', 'dbt_utils')(model, compare_model, group_by_columns)) }}
{%- endtest %}
{% macro default__test_equal_rowcount(model, compare_model, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{{ config(fail_calc='coalesce(sum(rows_apart), 0)') }}
select {% if groups %}{{ groups }}, {% endif %}abs(sum(side)) as rows_apart
from (
  select {% if groups %}{{ groups }}, {% endif %}1 as side from {{ model }}
  union all
  select {% if groups %}{{ groups }}, {% endif %}-1 as side from {{ compare_model }}
) as both_sides
{% if groups %}group by {{ groups }}{% endif %}
{% endmacro %}

{% test fewer_rows_than(model, compare_model, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_fewer_rows_than', 'dbt_utils')(model, compare_model, group_by_columns)) }}
{%- endtest %}
{% macro default__test_fewer_rows_than(model, compare_model, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{{ config(fail_calc='coalesce(sum(rows_over), 0)') }}
select {% if groups %}{{ groups }}, {% endif %}case when coalesce(sum(side), 0) = 0 then 1 else greatest(sum(side), 0) end as rows_over
from (
  select {% if groups %}{{ groups }}, {% endif %}1 as side from {{ model }}
  union all
  select {% if groups %}{{ groups }}, {% endif %}-1 as side from {{ compare_model }}
) as both_sides
{% if groups %}group by {{ groups }}{% endif %}
{% endmacro %}

{% test equality(model, compare_model, compare_columns=none, exclude_columns=none, precision=none) -%}
  {{ return(adapter.dispatch('test_equality', 'dbt_utils')(model, compare_model, compare_columns, exclude_columns, precision)) }}
{%- endtest %}
{% macro default__test_equality(model, compare_model, compare_columns=none, exclude_columns=none, precision=none) %}
{{ config(fail_calc="count(*) + coalesce(abs(sum(case when side = 'here' then 1 else -1 end)), 0)") }}
{%- if compare_columns and exclude_columns -%}
  {{ exceptions.raise_compiler_error("Cannot test equality: give 'compare_columns' or 'exclude_columns', not both") }}
{%- endif -%}
{%- if not execute -%} {{ return('') }} {%- endif -%}
{%- set unwanted = (exclude_columns or []) | map('lower') | list -%}
{%- set wanted = (compare_columns or []) | map('lower') | list -%}
{%- if not compare_columns -%}
  {%- set here = dbt_utils.get_filtered_columns_in_relation(model, unwanted) | map('lower') | sort -%}
  {%- set there = dbt_utils.get_filtered_columns_in_relation(compare_model, unwanted) | map('lower') | sort -%}
  {%- if here != there -%}
    {{ exceptions.raise_compiler_error("Cannot compare " ~ model ~ " with " ~ compare_model ~ ": their columns differ. Name those to compare, or those to exclude") }}
  {%- endif -%}
{%- endif -%}
{%- set names = compare_columns or [] -%}
{%- if precision or not compare_columns -%}
  {%- set names = [] -%}
  {%- for column in adapter.get_columns_in_relation(model) if column.name | lower not in unwanted and (not wanted or column.name | lower in wanted) -%}
    {%- do names.append('round(cast(' ~ column.quoted ~ ' as ' ~ dbt.type_numeric() ~ '), ' ~ precision ~ ') as ' ~ column.quoted
      if precision and (column.is_float() or column.is_numeric()) else column.quoted) -%}
  {%- endfor -%}
{%- endif -%}
{%- set names = names | join(', ') -%}
with here as (select {{ names }} from {{ model }}), there as (select {{ names }} from {{ compare_model }})
select 'here' as side, * from (select * from here except select * from there) as only_here
union all
select 'there' as side, * from (select * from there except select * from here) as only_there
{% endmacro %}

{% test cardinality_equality(model, column_name, to, field) -%}
  {{ return(adapter.dispatch('test_cardinality_equality', 'dbt_utils')(model, column_name, to, field)) }}
{%- endtest %}
{% macro default__test_cardinality_equality(model, column_name, to, field) %}
with here as (select {{ column_name }} as value_field, count(*) as n_records from {{ model }} group by {{ column_name }}),
there as (select {{ field }} as value_field, count(*) as n_records from {{ to }} group by {{ field }})
(select * from here except select * from there) union all (select * from there except select * from here)
{% endmacro %}

{% test recency(model, field, datepart, interval, ignore_time_component=False, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_recency', 'dbt_utils')(model, field, datepart, interval, ignore_time_component, group_by_columns)) }}
{%- endtest %}
{% macro default__test_recency(model, field, datepart, interval, ignore_time_component=False, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{%- set kind = 'date' if ignore_time_component else dbt.type_timestamp() -%}
select *
from (
  select {% if groups %}{{ groups }}, {% endif %}max(cast({{ field }} as {{ kind }})) as most_recent
  from {{ model }}
  {% if groups %}group by {{ groups }}{% endif %}
) as newest
where most_recent is null or most_recent < cast({{ dbt.dateadd(datepart, interval * -1, dbt.current_timestamp()) }} as {{ kind }})
{% endmacro %}

{% test sequential_values(model, column_name, interval=1, datepart=none, group_by_columns=[]) -%}
  {{ return(adapter.dispatch('test_sequential_values', 'dbt_utils')(model, column_name, interval, datepart, group_by_columns)) }}
{%- endtest %}
{% macro default__test_sequential_values(model, column_name, interval=1, datepart=none, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select *
from (
  select {{ column_name }} as this_value,
    lag({{ column_name }}) over ({% if groups %}partition by {{ groups }} {% endif %}order by {{ column_name }}) as value_before
  from {{ model }}
) as steps
where value_before is not null
  {% if datepart %}and this_value <> {{ dbt.dateadd(datepart, interval, 'value_before') }}{% else %}and this_value <> value_before + {{ interval }}{% endif %}
{% endmacro %}

{% test mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by=none, gaps='allowed', zero_length_range_allowed=False) -%}
  {{ return(adapter.dispatch('test_mutually_exclusive_ranges', 'dbt_utils')(model, lower_bound_column, upper_bound_column, partition_by, gaps, zero_length_range_allowed)) }}
{%- endtest %}
{% macro default__test_mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by=none, gaps='allowed', zero_length_range_allowed=False) %}
{%- if gaps not in ['allowed', 'not_allowed', 'required'] -%}
  {{ exceptions.raise_compiler_error("Cannot test ranges: gaps '" ~ gaps ~ "' is not one of allowed, not_allowed, required") }}
{%- endif -%}
select *
from (
  select {{ lower_bound_column }} as lower_bound, {{ upper_bound_column }} as upper_bound,
    lead({{ lower_bound_column }}) over (
      {% if partition_by %}partition by {{ partition_by }} {% endif %}order by {{ lower_bound_column }}, {{ upper_bound_column }}) as next_lower_bound
  from {{ model }}
) as ranges
where not (
  coalesce(lower_bound {{ '<=' if zero_length_range_allowed else '<' }} upper_bound, false)
  and coalesce(upper_bound {{ {'allowed': '<=', 'not_allowed': '=', 'required': '<'}[gaps] }} next_lower_bound, next_lower_bound is null, false)
)
{% endmacro %}
