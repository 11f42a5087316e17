-- A placement ends with the last of its episodes that stands; one whose episodes are all dropped goes with them.
with repaired as (
    select
        placement_id,
        bool_and(is_dropped) as is_dropped,
        min(case when not is_dropped then start_date end) as start_date,
        last(end_date order by start_date) filter (where not is_dropped) as end_date
    from {{ repaired_episodes() }} as episode
    group by placement_id
    having count(repair) > 0
)

select
    placement.clap_cla_placement_id as placement_id,
    coalesce(repaired.start_date, placement.clap_cla_placement_start_date) as start_date,
    placement.clap_cla_placement_type as placement_type,
    placement.clap_cla_placement_urn as urn,
    placement.clap_cla_placement_distance as distance,
    placement.clap_cla_id as period_of_care_id,
    placement.clap_cla_placement_provider as provider,
    placement.clap_cla_placement_postcode as postcode,
    case
        when repaired.placement_id is null then placement.clap_cla_placement_end_date
        else repaired.end_date
    end as end_date,
    placement.clap_cla_placement_change_reason as change_reason,
    placement.clap_person_id as child_id
from {{ source('raw', 'ssd_cla_placement') }} as placement
left join repaired on placement.clap_cla_placement_id = repaired.placement_id
where placement._quarantine is null and not coalesce(repaired.is_dropped, false)
