select
    asked.rule_id,
    rule.rule,
    asked.table_name as "table",
    asked.column_name as "column",
    cast(
        row_number() over (
            partition by asked.rule_id, asked.table_name, asked.column_name
            order by asked.skipped_for nulls first, asked.rows_found
        ) as integer
    ) as question,
    asked.rows_found as "rows",
    asked.skipped_for
from {{ ref('quality_question') }} as asked
inner join {{ ref('quality_rules') }} as rule using (rule_id)
