-- Revenue of a day is at most what was ordered on it: more would mean that orders were counted twice.
select revenue.order_date, revenue.currency, revenue.revenue, ordered.amount
from {{ ref('revenue_by_day') }} as revenue
join (
  select order_date, currency, sum(amount) as amount
  from {{ ref('orders') }}
  group by order_date, currency
) as ordered using (order_date, currency)
where revenue.revenue > ordered.amount
