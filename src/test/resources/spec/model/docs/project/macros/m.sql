{% macro cents(col) %}({{ col }} * 100){% endmacro %}
{% macro dispatched() %}{{ return(adapter.dispatch('dispatched', 'shop')()) }}{% endmacro %}
{% macro default__dispatched() %}{{ cents(1) }}{% endmacro %}
