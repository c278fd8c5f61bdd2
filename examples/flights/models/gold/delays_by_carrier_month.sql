select
    carriers.carrier_name,
    flights.carrier,
    flights.month,
    count(*) as flights,
    count(*) filter (where flights.cancelled) as cancelled,
    round(avg(flights.departure_delay), 2) as mean_delay,
    round(quantile_cont(flights.departure_delay, 0.9), 1) as delay_of_the_worst_tenth,
    round(100.0 * count(*) filter (where flights.arrival_delay > 15) / count(flights.arrival_delay), 2) as late_percent
from {{ ref('flights') }} as flights
left join {{ ref('carriers') }} as carriers on carriers.carrier = flights.carrier
group by all
