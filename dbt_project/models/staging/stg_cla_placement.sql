select
    clap_cla_placement_id as placement_id,
    clap_cla_placement_start_date as start_date,
    clap_cla_placement_type as placement_type,
    clap_cla_placement_urn as urn,
    clap_cla_placement_distance as distance,
    clap_cla_id as period_of_care_id,
    clap_cla_placement_provider as provider,
    clap_cla_placement_postcode as postcode,
    clap_cla_placement_end_date as end_date,
    clap_cla_placement_change_reason as change_reason,
    clap_person_id as child_id
from {{ source('raw', 'ssd_cla_placement') }}
where _quarantine is null
