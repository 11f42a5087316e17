{{ kpi_mart('monthly') }}
