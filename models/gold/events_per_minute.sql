-- What users did in each minute. Only minutes that have new events are computed again.
{{ config(materialized='incremental', unique_key=['minute', 'event_type'], incremental_strategy='merge') }}

with touched as (
  select distinct date_trunc('minute', occurred_at) as minute
  from {{ source('silver', 'user_events') }}
  {% if is_incremental() %}
  where _ingested_at > (select max(last_event_ingested_at) from {{ this }})
  {% endif %}
)

select
  date_trunc('minute', events.occurred_at) as minute,
  events.event_type,
  count(*) as events,
  count(distinct events.user_id) as users,
  sum(events.amount) as amount,
  max(events._ingested_at) as last_event_ingested_at
from {{ source('silver', 'user_events') }} as events
join touched on touched.minute = date_trunc('minute', events.occurred_at)
group by 1, 2
