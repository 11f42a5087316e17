{{ overview_mart('monthly') }}
