-- Open to social care, whatever the cohort: one row per stretch.
select child_id, from_on, to_on from {{ joined_stretches(ref('open_to_social_care')) }}
