{# Macros that only write SQL. #}

{% macro group_by(n) -%}
  {{ return(adapter.dispatch('group_by', 'dbt_utils')(n)) }}
{%- endmacro %}
{% macro default__group_by(n) -%}
  group by {% for i in range(1, n + 1) -%} {{ i }}{{ ', ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro generate_surrogate_key(field_list) -%}
  {{ return(adapter.dispatch('generate_surrogate_key', 'dbt_utils')(field_list)) }}
{%- endmacro %}
{% macro default__generate_surrogate_key(field_list) -%}
  {%- set null_stands_as = '' if var('surrogate_key_treat_nulls_as_empty_strings', false) else '_dbt_utils_surrogate_key_null_' -%}
  {%- set parts = [] -%}
  {%- for field in field_list -%}
    {%- if not loop.first -%} {%- do parts.append("'-'") -%} {%- endif -%}
    {%- do parts.append("coalesce(cast(" ~ field ~ " as " ~ dbt.type_string() ~ "), '" ~ null_stands_as ~ "')") -%}
  {%- endfor -%}
  {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}

{% macro pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=True, distinct=False) -%}
  {{ return(adapter.dispatch('pivot', 'dbt_utils')(column, values, alias, agg, cmp, prefix, suffix, then_value, else_value, quote_identifiers, distinct)) }}
{%- endmacro %}
{% macro default__pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=True, distinct=False) -%}
  {%- for value in values %}
  {{ agg }}({% if distinct %}distinct {% endif %}case when {{ column }} {{ cmp }} '{{ dbt.escape_single_quotes(value) }}' then {{ then_value }} else {{ else_value }} end)
    {%- if alias %} as {% set name = prefix ~ value ~ suffix -%}
    {{ adapter.quote(name) if quote_identifiers else dbt_utils.slugify(name) }}
    {%- endif -%}
    {{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{% macro date_spine(datepart, start_date, end_date) -%}
  {{ return(adapter.dispatch('date_spine', 'dbt_utils')(datepart, start_date, end_date)) }}
{%- endmacro %}
{% macro default__date_spine(datepart, start_date, end_date) -%}
{{ dbt.date_spine(datepart, start_date, end_date) }}
{%- endmacro %}

{% macro generate_series(upper_bound) -%}
  {{ return(adapter.dispatch('generate_series', 'dbt_utils')(upper_bound)) }}
{%- endmacro %}
{% macro default__generate_series(upper_bound) -%}
select cast(generated_number as double) as generated_number from ({{ dbt.generate_series(upper_bound) }}) as numbers
{%- endmacro %}

{% macro get_intervals_between(start_date, end_date, datepart) -%}
  {{ return(adapter.dispatch('get_intervals_between', 'dbt_utils')(start_date, end_date, datepart)) }}
{%- endmacro %}
{% macro default__get_intervals_between(start_date, end_date, datepart) -%}
  {{ return(dbt.get_intervals_between(start_date, end_date, datepart)) }}
{%- endmacro %}

{% macro get_powers_of_two(upper_bound) -%}
  {{ return(adapter.dispatch('get_powers_of_two', 'dbt_utils')(upper_bound)) }}
{%- endmacro %}
{% macro default__get_powers_of_two(upper_bound) -%}
  {{ return(dbt.get_powers_of_two(upper_bound)) }}
{%- endmacro %}

{% macro surrogate_key(field_list) -%}
  {{ return(adapter.dispatch('surrogate_key', 'dbt_utils')(field_list)) }}
{%- endmacro %}
{% macro default__surrogate_key(field_list) -%}
  {{ exceptions.raise_compiler_error("Cannot use 'surrogate_key': dbt_utils has 'generate_surrogate_key' instead. Set the variable surrogate_key_treat_nulls_as_empty_strings for keys as they were") }}
{%- endmacro %}

{% macro nullcheck(cols) -%}
  {{ return(adapter.dispatch('nullcheck', 'dbt_utils')(cols)) }}
{%- endmacro %}
{% macro default__nullcheck(cols) -%}
  {%- for column in cols %}
  {{ "nullif(" ~ column.name ~ ", '') as " ~ column.name if column.is_string() else column.name }}{{ ',' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro safe_add(field_list) -%}
  {{ return(adapter.dispatch('safe_add', 'dbt_utils')(field_list)) }}
{%- endmacro %}
{% macro default__safe_add(field_list) -%}
  {%- for field in field_list -%} coalesce({{ field }}, 0){{ ' + ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro safe_subtract(field_list) -%}
  {{ return(adapter.dispatch('safe_subtract', 'dbt_utils')(field_list)) }}
{%- endmacro %}
{% macro default__safe_subtract(field_list) -%}
  {%- for field in field_list -%} coalesce({{ field }}, 0){{ ' - ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro safe_divide(numerator, denominator) -%}
  {{ return(adapter.dispatch('safe_divide', 'dbt_utils')(numerator, denominator)) }}
{%- endmacro %}
{% macro default__safe_divide(numerator, denominator) -%}
  ({{ numerator }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}

{% macro degrees_to_radians(degrees) -%}
  {{ return(adapter.dispatch('degrees_to_radians', 'dbt_utils')(degrees)) }}
{%- endmacro %}
{% macro default__degrees_to_radians(degrees) -%} acos(-1) * {{ degrees }} / 180 {%- endmacro %}

{% macro haversine_distance(lat1, lon1, lat2, lon2, unit='mi') -%}
  {{ return(adapter.dispatch('haversine_distance', 'dbt_utils')(lat1, lon1, lat2, lon2, unit)) }}
{%- endmacro %}
{% macro default__haversine_distance(lat1, lon1, lat2, lon2, unit='mi') -%}
  {%- if unit not in ['mi', 'km'] -%}
    {{ exceptions.raise_compiler_error("Cannot measure distance: unit '" ~ unit ~ "' is neither mi nor km") }}
  {%- endif -%}
  2 * 3961 * asin(sqrt(
    power(sin(radians(({{ lat2 }} - {{ lat1 }}) / 2)), 2)
    + cos(radians({{ lat1 }})) * cos(radians({{ lat2 }})) * power(sin(radians(({{ lon2 }} - {{ lon1 }}) / 2)), 2)
  )) * {{ '1.60934' if unit == 'km' else '1' }}
{%- endmacro %}

{# Buckets take their lower bound; what is above the last goes to the one after it. #}
{% macro width_bucket(expr, min_value, max_value, num_buckets) -%}
  {{ return(adapter.dispatch('width_bucket', 'dbt_utils')(expr, min_value, max_value, num_buckets)) }}
{%- endmacro %}
{% macro default__width_bucket(expr, min_value, max_value, num_buckets) -%}
  {%- set width = '((' ~ max_value ~ ' - ' ~ min_value ~ ') / ' ~ num_buckets ~ ')' -%}
  case when mod({{ dbt.safe_cast(expr, dbt.type_numeric()) }}, {{ dbt.safe_cast(width, dbt.type_numeric()) }}) = 0 then 1 else 0 end
  + least(ceil(({{ expr }} - {{ min_value }}) / {{ width }}), {{ num_buckets }} + 1)
{%- endmacro %}

{% macro get_url_host(field) -%}
  {{ return(adapter.dispatch('get_url_host', 'dbt_utils')(field)) }}
{%- endmacro %}
{% macro default__get_url_host(field) -%}
  {%- set url = "replace(replace(replace(" ~ field ~ ", 'android-app://', ''), 'http://', ''), 'https://', '')" -%}
  try_cast({{ dbt.split_part(dbt.split_part(url, "'/'", 1), "'?'", 1) }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro get_url_path(field) -%}
  {{ return(adapter.dispatch('get_url_path', 'dbt_utils')(field)) }}
{%- endmacro %}
{% macro default__get_url_path(field) -%}
  {%- set url = "replace(replace(" ~ field ~ ", 'http://', ''), 'https://', '')" -%}
  {%- set before = "coalesce(nullif(position('/' in " ~ url ~ "), 0), position('?' in " ~ url ~ ") - 1)" -%}
  try_cast({{ dbt.split_part('right(' ~ url ~ ', length(' ~ url ~ ') - ' ~ before ~ ')', "'?'", 1) }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro get_url_parameter(field, url_parameter) -%}
  {{ return(adapter.dispatch('get_url_parameter', 'dbt_utils')(field, url_parameter)) }}
{%- endmacro %}
{% macro default__get_url_parameter(field, url_parameter) -%}
  nullif({{ dbt.split_part(dbt.split_part(field, "'" ~ url_parameter ~ "='", 2), "'&'", 1) }}, '')
{%- endmacro %}

{% macro slugify(string) -%}
  {{ return(adapter.dispatch('slugify', 'dbt_utils')(string)) }}
{%- endmacro %}
{% macro default__slugify(string) -%}
  {%- if not string -%} {{ return('') }} {%- endif -%}
  {%- set slug = modules.re.sub('[^a-z0-9_]', '', modules.re.sub('[ -]+', '_', string | lower)) -%}
  {{ return('_' ~ slug if slug and slug[0].isdigit() else slug) }}
{%- endmacro %}

{% macro pretty_time(format='%H:%M:%S') -%}
  {{ return(adapter.dispatch('pretty_time', 'dbt_utils')(format)) }}
{%- endmacro %}
{% macro default__pretty_time(format='%H:%M:%S') -%} {{ return(modules.datetime.datetime.now().strftime(format)) }} {%- endmacro %}
{% macro pretty_log_format(message) -%}
  {{ return(adapter.dispatch('pretty_log_format', 'dbt_utils')(message)) }}
{%- endmacro %}
{% macro default__pretty_log_format(message) -%} {{ return(dbt_utils.pretty_time() ~ ' + ' ~ message) }} {%- endmacro %}
{% macro log_info(message) -%}
  {{ return(adapter.dispatch('log_info', 'dbt_utils')(message)) }}
{%- endmacro %}
{% macro default__log_info(message) -%} {{ log(dbt_utils.pretty_log_format(message), info=True) }} {%- endmacro %}
