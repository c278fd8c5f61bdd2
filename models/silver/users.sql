-- One row for each user: the newest version, cleaned.
{{ config(materialized='incremental', unique_key='user_id', tags=['daily']) }}

with new_versions as (

  select * from {{ source('bronze', 'users') }}
  {% if is_incremental() %}
  where _ingested_at > (select max(_ingested_at) from {{ this }})
  {% endif %}

),

numbered as (

  select
    *,
    row_number() over (partition by id order by updated_at desc, _ingested_at desc) as newest_first
  from new_versions
  where id is not null and email is not null

)

select
  id as user_id,
  lower(trim(email)) as email,
  trim(name) as full_name,
  {{ capitalized("split_part(trim(name), ' ', 1)") }} as first_name,
  {{ capitalized("split_part(trim(name), ' ', -1)") }} as last_name,
  case when status in ('active', 'inactive', 'pending') then status else 'unknown' end as status,
  created_at,
  updated_at,
  cast(created_at as date) as created_date,
  _ingested_at
from numbered
where newest_first = 1
