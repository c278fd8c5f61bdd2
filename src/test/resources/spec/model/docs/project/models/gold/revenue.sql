select o.id, r.rate, {{ dispatched() }} as x from {{ ref('orders') }} o cross join {{ ref('rates') }} r
