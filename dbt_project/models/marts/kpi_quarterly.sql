{{ kpi_mart('quarterly') }}
