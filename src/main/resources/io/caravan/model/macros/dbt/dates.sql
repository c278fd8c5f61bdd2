{# Dates and times, as DuckDB writes them. #}
{% macro current_timestamp() -%} {{ return(adapter.dispatch('current_timestamp', 'dbt')()) }} {%- endmacro %}
{% macro default__current_timestamp() -%} now() {%- endmacro %}

{% macro current_timestamp_backcompat() -%} {{ return(adapter.dispatch('current_timestamp', 'dbt')()) }} {%- endmacro %}
{% macro current_timestamp_in_utc_backcompat() -%} {{ return(adapter.dispatch('current_timestamp_in_utc', 'dbt')()) }} {%- endmacro %}
{% macro default__current_timestamp_in_utc() -%} (now() at time zone 'UTC') {%- endmacro %}

{% macro snapshot_get_time() -%} {{ current_timestamp() }} {%- endmacro %}

{% macro dateadd(datepart, interval, from_date_or_timestamp) -%}
  {{ return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) }}
{%- endmacro %}
{% macro default__dateadd(datepart, interval, from_date_or_timestamp) -%}
  (({{ from_date_or_timestamp }}) + (({{ interval }}) * interval '1 {{ datepart }}'))
{%- endmacro %}

{% macro datediff(first_date, second_date, datepart) -%}
  {{ return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) }}
{%- endmacro %}
{% macro default__datediff(first_date, second_date, datepart) -%}
  {%- if datepart == 'week' -%}
    {#- Weeks begin on Sundays; those of date_trunc on Mondays. -#}
    (date_diff('day', date_trunc('week', cast({{ first_date }} as timestamp) + interval '1 day'),
      date_trunc('week', cast({{ second_date }} as timestamp) + interval '1 day')) // 7)
  {%- else -%}
    date_diff('{{ datepart }}', cast({{ first_date }} as timestamp), cast({{ second_date }} as timestamp))
  {%- endif -%}
{%- endmacro %}

{% macro date_trunc(datepart, date) -%} {{ return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) }} {%- endmacro %}
{% macro default__date_trunc(datepart, date) -%} date_trunc('{{ datepart }}', {{ date }}) {%- endmacro %}

{% macro last_day(date, datepart) -%} {{ return(adapter.dispatch('last_day', 'dbt')(date, datepart)) }} {%- endmacro %}
{% macro default__last_day(date, datepart) -%}
  cast(date_trunc('{{ datepart }}', {{ date }}) + interval '1 {{ datepart }}' - interval '1 day' as date)
{%- endmacro %}

{% macro date(year, month, day) -%} {{ return(adapter.dispatch('date', 'dbt')(year, month, day)) }} {%- endmacro %}
{% macro default__date(year, month, day) -%} make_date({{ year }}, {{ month }}, {{ day }}) {%- endmacro %}

{% macro date_spine(datepart, start_date, end_date) -%}
  {{ return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) }}
{%- endmacro %}
{% macro default__date_spine(datepart, start_date, end_date) %}
{#- As many as there are boundaries between the two, so that the end is left out. -#}
{%- set begin = 'cast(' ~ start_date ~ ' as timestamp)' if (start_date | trim).startswith("'") else start_date -%}
select *
from (
  select {{ dbt.dateadd(datepart, 'period', begin) }} as date_{{ datepart }}
  from (select unnest(range(0, {{ dbt.datediff(start_date, end_date, datepart) }})) as period) as periods
) as dates
where date_{{ datepart }} <= {{ end_date }}
{% endmacro %}

{% macro get_intervals_between(start_date, end_date, datepart) -%}
  {{ return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) }}
{%- endmacro %}
{% macro default__get_intervals_between(start_date, end_date, datepart) -%}
  {%- if not execute -%} {{ return(1) }} {%- endif -%}
  {{ return(run_query('select ' ~ dbt.datediff(start_date, end_date, datepart)).rows[0][0]) }}
{%- endmacro %}

{% macro get_powers_of_two(upper_bound) -%} {{ return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) }} {%- endmacro %}
{% macro default__get_powers_of_two(upper_bound) -%}
  {%- if upper_bound <= 0 -%} {{ exceptions.raise_compiler_error('upper bound must be positive') }} {%- endif -%}
  {%- for power in range(1, 100) -%}
    {%- if 2 ** power >= upper_bound -%} {{ return(power) }} {%- endif -%}
  {%- endfor -%}
{%- endmacro %}

{% macro generate_series(upper_bound) -%} {{ return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) }} {%- endmacro %}
{% macro default__generate_series(upper_bound) %}
select unnest(generate_series(1, {{ upper_bound }})) as generated_number
{% endmacro %}
