select name, la_code, status_scheme, tolerance_percent, maturity_working_days
from {{ source('pack', 'authority') }}
