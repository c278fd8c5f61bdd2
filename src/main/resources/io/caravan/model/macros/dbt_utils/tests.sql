{# Generic tests under the names that projects use. A project that vendors the package below dbt_packages/ gets the package instead. #}

{% test expression_is_true(model, expression, column_name=none) %}
select 1 from {{ model }} where not({% if column_name %}{{ column_name }} {% endif %}{{ expression }})
{% endtest %}

{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
{%- set equal = '=' if inclusive else '' -%}
select *
from {{ model }}
where false
{%- if min_value is not none %} or not ({{ column_name }} >{{ equal }} {{ min_value }}){% endif -%}
{%- if max_value is not none %} or not ({{ column_name }} <{{ equal }} {{ max_value }}){% endif %}
{% endtest %}

{% test at_least_one(model, column_name, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select {% if groups %}{{ groups }}, {% endif %}count({{ column_name }}) as filled
from {{ model }}
{% if groups %}group by {{ groups }}{% endif %}
having count({{ column_name }}) = 0
{% endtest %}

{% test not_constant(model, column_name, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select {% if groups %}{{ groups }}, {% endif %}count(distinct {{ column_name }}) as values_seen
from {{ model }}
{% if groups %}group by {{ groups }}{% endif %}
having count(distinct {{ column_name }}) = 1
{% endtest %}

{% test not_empty_string(model, column_name, trim_whitespace=true) %}
select * from {{ model }} where {% if trim_whitespace %}trim({{ column_name }}){% else %}{{ column_name }}{% endif %} = ''
{% endtest %}

{% test not_null_proportion(model, column_name=none, at_least=0, at_most=1.0, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select *
from (
  select {% if groups %}{{ groups }}, {% endif %}count({{ column_name }}) * 1.0 / count(*) as not_null_proportion
  from {{ model }}
  {% if groups %}group by {{ groups }}{% endif %}
) as proportions
where not_null_proportion < {{ at_least }} or not_null_proportion > {{ at_most }}
{% endtest %}

{% test not_accepted_values(model, column_name, values, quote=True) %}
select value_field, n_records
from (select {{ column_name }} as value_field, count(*) as n_records from {{ model }} group by {{ column_name }}) as all_values
where value_field in ({% for value in values %}{{ "'" ~ value ~ "'" if quote else value }}{{ ', ' if not loop.last }}{% endfor %})
{% endtest %}

{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
{%- set names = [] -%}
{%- for name in combination_of_columns -%} {%- do names.append(adapter.quote(name) if quote_columns else name) -%} {%- endfor -%}
select {{ names | join(', ') }} from {{ model }} group by {{ names | join(', ') }} having count(*) > 1
{% endtest %}

{% test relationships_where(model, column_name, to, field, from_condition="1=1", to_condition="1=1") %}
select child.from_field
from (select {{ column_name }} as from_field from {{ model }} where {{ column_name }} is not null and {{ from_condition }}) as child
left join (select {{ field }} as to_field from {{ to }} where {{ field }} is not null and {{ to_condition }}) as parent
  on child.from_field = parent.to_field
where parent.to_field is null
{% endtest %}

{% test equal_rowcount(model, compare_model, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{{ config(fail_calc='coalesce(sum(rows_apart), 0)') }}
select {% if groups %}{{ groups }}, {% endif %}abs(sum(side)) as rows_apart
from (
  select {% if groups %}{{ groups }}, {% endif %}1 as side from {{ model }}
  union all
  select {% if groups %}{{ groups }}, {% endif %}-1 as side from {{ compare_model }}
) as both_sides
{% if groups %}group by {{ groups }}{% endif %}
{% endtest %}

{% test fewer_rows_than(model, compare_model, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{{ config(fail_calc='coalesce(sum(rows_over), 0)') }}
select {% if groups %}{{ groups }}, {% endif %}case when coalesce(sum(side), 0) = 0 then 1 else greatest(sum(side), 0) end as rows_over
from (
  select {% if groups %}{{ groups }}, {% endif %}1 as side from {{ model }}
  union all
  select {% if groups %}{{ groups }}, {% endif %}-1 as side from {{ compare_model }}
) as both_sides
{% if groups %}group by {{ groups }}{% endif %}
{% endtest %}

{% test equality(model, compare_model, compare_columns=none, exclude_columns=none, precision=none) %}
{%- if compare_columns is none -%}
  {%- set compare_columns = dbt_utils.get_filtered_columns_in_relation(model, exclude_columns or []) if execute else ['*'] -%}
{%- endif -%}
{%- set names = compare_columns | join(', ') -%}
(select 'only in the model' as side, {{ names }} from {{ model }} except all select 'only in the model', {{ names }} from {{ compare_model }})
union all
(select 'only in the other' as side, {{ names }} from {{ compare_model }} except all select 'only in the other', {{ names }} from {{ model }})
{% endtest %}

{% test cardinality_equality(model, column_name, to, field) %}
with here as (select {{ column_name }} as value_field, count(*) as n_records from {{ model }} group by {{ column_name }}),
there as (select {{ field }} as value_field, count(*) as n_records from {{ to }} group by {{ field }})
(select * from here except select * from there) union all (select * from there except select * from here)
{% endtest %}

{% test recency(model, field, datepart, interval, ignore_time_component=False, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
{%- set kind = 'date' if ignore_time_component else dbt.type_timestamp() -%}
select *
from (
  select {% if groups %}{{ groups }}, {% endif %}max(cast({{ field }} as {{ kind }})) as most_recent
  from {{ model }}
  {% if groups %}group by {{ groups }}{% endif %}
) as newest
where most_recent is null or most_recent < cast({{ dbt.dateadd(datepart, interval * -1, dbt.current_timestamp()) }} as {{ kind }})
{% endtest %}

{% test sequential_values(model, column_name, interval=1, datepart=none, group_by_columns=[]) %}
{%- set groups = group_by_columns | join(', ') -%}
select *
from (
  select {{ column_name }} as this_value,
    lag({{ column_name }}) over ({% if groups %}partition by {{ groups }} {% endif %}order by {{ column_name }}) as value_before
  from {{ model }}
) as steps
where value_before is not null
  {% if datepart %}and this_value <> {{ dbt.dateadd(datepart, interval, 'value_before') }}{% else %}and this_value <> value_before + {{ interval }}{% endif %}
{% endtest %}

{% test mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by=none, gaps='allowed', zero_length_range_allowed=False) %}
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
  lower_bound {{ '<=' if zero_length_range_allowed else '<' }} upper_bound
  and (next_lower_bound is null or upper_bound {{ {'allowed': '<=', 'not_allowed': '=', 'required': '<'}[gaps] }} next_lower_bound)
)
{% endtest %}
