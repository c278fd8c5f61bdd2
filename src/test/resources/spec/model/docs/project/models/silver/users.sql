{{ config(access='private') }} select * from {{ source('bronze','users') }}
