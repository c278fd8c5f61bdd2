{{ config(materialized='incremental', unique_key='id') }} select id, _at from {{ ref('orders') }} {% if is_incremental() %} where id > 1 {% endif %}
