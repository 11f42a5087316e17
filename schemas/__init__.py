"""What goes in and what comes out: the landing contract (landing.yml) and the published tables (marts.yml).

Who guards what, said once. pandera guards shape and code lists at the border: accepted landing rows on their way in
(landing_checks), published tables on their way out (marts). dbt tests and unit tests guard what lies between: keys,
relations, rules and measures. A column is declared in landing.yml, own_tables.yml or marts.yml and nowhere else; dbt's
YAML and the data dictionary are written from there (`python -m schemas.generate`), and a test proves that none drifted.
This package knows nothing of orchestration or of dbt's models.
"""
