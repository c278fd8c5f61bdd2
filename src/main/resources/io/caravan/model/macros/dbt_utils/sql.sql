{# Macros that only write SQL. #}

{% macro group_by(n) -%}
  group by {% for i in range(1, n + 1) -%} {{ i }}{{ ', ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro generate_surrogate_key(field_list) -%}
  {%- set null_stands_as = '' if var('surrogate_key_treat_nulls_as_empty_strings', false) else '_dbt_utils_surrogate_key_null_' -%}
  {%- set parts = [] -%}
  {%- for field in field_list -%}
    {%- if not loop.first -%} {%- do parts.append("'-'") -%} {%- endif -%}
    {%- do parts.append("coalesce(cast(" ~ field ~ " as " ~ dbt.type_string() ~ "), '" ~ null_stands_as ~ "')") -%}
  {%- endfor -%}
  {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}

{% macro pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=True, distinct=False) -%}
  {%- for value in values %}
  {{ agg }}({% if distinct %}distinct {% endif %}case when {{ column }} {{ cmp }} '{{ dbt.escape_single_quotes(value) }}' then {{ then_value }} else {{ else_value }} end)
    {%- if alias %} as {% set name = prefix ~ value ~ suffix -%}
    {{ adapter.quote(name) if quote_identifiers else dbt_utils.slugify(name) }}
    {%- endif -%}
    {{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{% macro date_spine(datepart, start_date, end_date) -%}
  {{ return(dbt.date_spine(datepart, start_date, end_date)) }}
{%- endmacro %}

{% macro generate_series(upper_bound) -%}
  {{ return(dbt.generate_series(upper_bound)) }}
{%- endmacro %}

{% macro safe_add(field_list) -%}
  {%- for field in field_list -%} coalesce({{ field }}, 0){{ ' + ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro safe_subtract(field_list) -%}
  {%- for field in field_list -%} coalesce({{ field }}, 0){{ ' - ' if not loop.last }} {%- endfor -%}
{%- endmacro %}

{% macro safe_divide(numerator, denominator) -%}
  ({{ numerator }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}

{% macro haversine_distance(lat1, lon1, lat2, lon2, unit='mi') -%}
  {%- if unit not in ['mi', 'km'] -%}
    {{ exceptions.raise_compiler_error("Cannot measure distance: unit '" ~ unit ~ "' is neither mi nor km") }}
  {%- endif -%}
  2 * {{ '6371' if unit == 'km' else '3961' }} * asin(sqrt(
    power(sin(radians({{ lat2 }} - {{ lat1 }}) / 2), 2)
    + cos(radians({{ lat1 }})) * cos(radians({{ lat2 }})) * power(sin(radians({{ lon2 }} - {{ lon1 }}) / 2), 2)
  ))
{%- endmacro %}

{% macro width_bucket(expr, min_value, max_value, num_buckets) -%}
  case
    when {{ expr }} < {{ min_value }} then 0
    when {{ expr }} >= {{ max_value }} then {{ num_buckets }} + 1
    else cast(floor(({{ expr }} - {{ min_value }}) * {{ num_buckets }} / ({{ max_value }} - {{ min_value }})) as integer) + 1
  end
{%- endmacro %}

{% macro get_url_host(field) -%}
  regexp_extract({{ field }}, '^(?:[A-Za-z-]+:)?(?://)?([^/?#]*)', 1)
{%- endmacro %}

{% macro get_url_path(field) -%}
  regexp_extract({{ field }}, '^(?:[A-Za-z-]+:)?(?://)?[^/?#]*/([^?#]*)', 1)
{%- endmacro %}

{% macro get_url_parameter(field, url_parameter) -%}
  nullif(regexp_extract({{ field }}, '[?&]{{ url_parameter }}=([^&#]*)', 1), '')
{%- endmacro %}

{% macro slugify(string) -%}
  {%- set slug = modules.re.sub('[^a-z0-9_]', '', modules.re.sub('[ -]+', '_', string | lower)) -%}
  {{ return('_' ~ slug if slug and slug[0].isdigit() else slug) }}
{%- endmacro %}

{% macro pretty_time(format='%H:%M:%S') -%} {{ return(modules.datetime.datetime.now().strftime(format)) }} {%- endmacro %}
{% macro pretty_log_format(message) -%} {{ return(dbt_utils.pretty_time() ~ ' + ' ~ message) }} {%- endmacro %}
{% macro log_info(message) -%} {{ log(dbt_utils.pretty_log_format(message), info=True) }} {%- endmacro %}
