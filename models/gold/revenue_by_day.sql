-- What was earned on each day, in each currency. Only paid orders are revenue.
{{ config(materialized='table', cluster_by=['order_date']) }}

select
  order_date,
  currency,
  sum(amount) as revenue,
  count(*) as orders,
  count(distinct user_id) as customers,
  cast(sum(amount) / count(*) as decimal(12, 2)) as average_order
from {{ ref('orders') }}
where status = 'paid'
group by order_date, currency
