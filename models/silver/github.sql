-- One row for each delivery. GitHub sends JSON, or a form whose only field, payload, is that JSON.
{{ config(materialized='incremental', unique_key='delivery_id') }}

with new_deliveries as (

  select
    *,
    {{ header('x-github-event') }} as event,
    {{ header('content-type') }} as content_type
  from {{ source('bronze', 'github') }}
  {% if is_incremental() %}
  where _ingested_at > (select max(_ingested_at) from {{ this }})
  {% endif %}

),

opened as (

  select
    *,
    try_cast(
      case
        when content_type like 'application/x-www-form-urlencoded%'
          then url_decode(replace(regexp_extract(payload, '(?:^|&)payload=([^&]*)', 1), '+', ' '))
        else payload
      end as json
    ) as body
  from new_deliveries

)

select
  _key as delivery_id,
  event,
  body ->> '$.action' as action,
  body ->> '$.repository.full_name' as repository,
  body ->> '$.sender.login' as sender,
  cast(json_array_length(body, '$.commits') as integer) as commits,
  coalesce(cast(body ->> '$.pull_request.merged' as boolean), false) as merged,
  _timestamp as delivered_at,
  _ingested_at
from opened
