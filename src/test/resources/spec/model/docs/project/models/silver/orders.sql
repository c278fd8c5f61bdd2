select *, {{ cents('id') }} as cents from {{ source('bronze','orders') }} where id in (select id from {{ ref('users') }})
