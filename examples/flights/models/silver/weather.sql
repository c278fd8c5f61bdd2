{{ config(materialized='table') }}

with newest as (

    select * from {{ source('bronze', 'weather') }}
    where _ingested_at = (select max(_ingested_at) from {{ source('bronze', 'weather') }})

)

select distinct on (origin, time_hour)
    origin,
    time_hour,
    {% for column in ['temp', 'dewp', 'humid', 'wind_dir', 'wind_speed', 'wind_gust', 'precip', 'pressure', 'visib'] -%}
    nullif({{ column }}, 'NA')::double as {{ column }}{{ "," if not loop.last }}
    {% endfor %}
from newest
order by origin, time_hour
