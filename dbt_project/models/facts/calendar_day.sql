{{ config(materialized='view') }}

-- Every day 1900 to 2100.
select cast(generate_series as date) as date_day
from generate_series(timestamp '1900-01-01', timestamp '2100-12-31', interval '1 day')
