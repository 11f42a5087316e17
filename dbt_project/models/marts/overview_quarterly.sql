{{ overview_mart('quarterly') }}
