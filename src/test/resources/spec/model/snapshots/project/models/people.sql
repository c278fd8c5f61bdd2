{{ config(materialized='ephemeral') }}
select id, name, city from {{ source('bronze', 'users') }}
