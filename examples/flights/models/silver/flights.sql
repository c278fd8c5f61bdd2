{{ config(materialized='incremental', unique_key='flight_id', incremental_strategy='merge') }}

with entered as (

    select * from {{ source('bronze', 'flights') }}
    {% if is_incremental() %}
    where _ingested_at > (select max(_ingested_at) from {{ this }})
    {% endif %}

),

newest as (

    select * from entered
    qualify row_number() over (partition by id order by _ingested_at desc) = 1

)

select
    id as flight_id,
    carrier,
    flight as flight_number,
    nullif(tailnum, 'NA') as tail_number,
    origin,
    dest as destination,
    time_hour as scheduled_hour,
    make_date(year, month, day) as flight_date,
    month,
    {{ minutes_of_day('sched_dep_time') }} as scheduled_departure_minute,
    {{ minutes_of_day("nullif(dep_time, 'NA')::integer") }} as departure_minute,
    {{ whole_number('dep_delay') }} as departure_delay,
    {{ whole_number('arr_delay') }} as arrival_delay,
    {{ whole_number('air_time') }} as minutes_in_the_air,
    distance as miles,
    dep_time = 'NA' as cancelled,
    _ingested_at
from newest
