-- What happened in each repository on each day.
{{ config(materialized='table', cluster_by=['day']) }}

select
  repository,
  cast(delivered_at at time zone 'UTC' as date) as day,
  count(*) as deliveries,
  count(case when event = 'push' then 1 end) as pushes,
  cast(coalesce(sum(commits), 0) as bigint) as commits,
  count(case when event = 'issues' and action = 'opened' then 1 end) as issues_opened,
  count(case when event = 'pull_request' and action = 'closed' and merged then 1 end) as pull_requests_merged,
  count(case when event = 'star' and action = 'created' then 1 end) as stars,
  count(distinct sender) as people
from {{ ref('github') }}
where repository is not null
group by 1, 2
