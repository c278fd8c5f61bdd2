{{ config(materialized='table') }}

select carrier, name as carrier_name
from {{ source('bronze', 'airlines') }}
qualify row_number() over (partition by carrier order by _ingested_at desc) = 1
