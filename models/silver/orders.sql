-- One row for each order: the newest version, with the currency spelt one way.
{{ config(materialized='incremental', unique_key='order_id', tags=['daily']) }}

with new_versions as (

  select * from {{ source('bronze', 'orders') }}
  {% if is_incremental() %}
  where _ingested_at > (select max(_ingested_at) from {{ this }})
  {% endif %}

),

numbered as (

  select
    *,
    row_number() over (partition by id order by updated_at desc, _ingested_at desc) as newest_first
  from new_versions
  where id is not null

)

select
  id as order_id,
  user_id,
  amount,
  upper(trim(currency)) as currency,
  lower(trim(status)) as status,
  ordered_at,
  cast(ordered_at at time zone 'UTC' as date) as order_date,
  updated_at,
  _ingested_at
from numbered
where newest_first = 1
