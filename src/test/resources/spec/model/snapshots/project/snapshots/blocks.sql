{% snapshot by_time %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated_at') }}
select * from {{ source('bronze', 'users') }}
{% endsnapshot %}

{% snapshot by_time_deleted %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated_at', invalidate_hard_deletes=True) }}
select * from {{ source('bronze', 'users') }}
{% endsnapshot %}

{% snapshot by_time_told %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated_at', hard_deletes='new_record') }}
select id, name, updated_at from {{ source('bronze', 'users') }}
{% endsnapshot %}

{% snapshot by_time_told_open %}
{{ config(strategy='timestamp', unique_key=['id', 'country'], updated_at='updated_at', hard_deletes='new_record',
          dbt_valid_to_current="to_date('9999-12-31')" if false else "'9999-12-31'::timestamp",
          snapshot_meta_column_names={'dbt_valid_from': 'valid_from', 'dbt_valid_to': 'valid_to', 'dbt_scd_id': 'version_id', 'dbt_is_deleted': 'gone'}) }}
select * from {{ source('bronze', 'users') }}
{% endsnapshot %}

{% snapshot by_some_columns %}
{{ config(strategy='check', unique_key="id || '-' || country", check_cols=['name', 'city'], updated_at='updated_at', hard_deletes='invalidate') }}
select * from {{ source('bronze', 'users') }}
{% endsnapshot %}
