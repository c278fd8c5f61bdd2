select
    flights.origin,
    case
        when weather.visib is null then 'unknown'
        when weather.visib < 2 then 'below 2 miles'
        when weather.visib < 6 then '2 to 6 miles'
        else 'clear'
    end as visibility,
    count(*) as flights,
    round(avg(flights.departure_delay), 2) as mean_delay
from {{ ref('flights') }} as flights
left join {{ ref('weather') }} as weather
    on weather.origin = flights.origin and weather.time_hour = flights.scheduled_hour
group by all
