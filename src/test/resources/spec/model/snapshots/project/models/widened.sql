{{ config(materialized='ephemeral') }}
{% if var('round') | int < 3 %}
select id, name, city, updated_at from {{ source('bronze', 'users') }}
{% else %}
select id, name, country, updated_at from {{ source('bronze', 'users') }}
{% endif %}
