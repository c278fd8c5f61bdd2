-- How many users signed up in each month, and what has become of them.
{{ config(materialized='table', cluster_by=['signup_month']) }}

select
  cast(date_trunc('month', created_date) as date) as signup_month,
  count(*) as users,
  count(case when status = 'active' then 1 end) as active_users,
  count(case when status = 'pending' then 1 end) as pending_users,
  max(updated_at) as last_change
from {{ ref('users') }}
group by 1
