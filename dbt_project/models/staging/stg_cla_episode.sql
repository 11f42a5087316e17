select
    supplied.clae_cla_episode_id as episode_id,
    supplied.clae_person_id as child_id,
    supplied.clae_cla_episode_start_date as start_date,
    supplied.clae_cla_episode_start_reason as start_reason,
    supplied.clae_cla_primary_need_code as primary_need_code,
    case when repaired.repair is null then supplied.clae_cla_episode_ceased_date else repaired.end_date end as end_date,
    case when repaired.repair is null then supplied.clae_cla_episode_ceased_reason else repaired.end_reason end as end_reason,
    supplied.clae_cla_id as period_of_care_id,
    supplied.clae_referral_id as referral_id,
    supplied.clae_cla_placement_id as placement_id,
    supplied.clae_entered_care_date as entered_care_date,
    supplied.clae_cla_last_iro_contact_date as last_iro_contact_date,
    repaired.repair
from {{ source('raw', 'ssd_cla_episodes') }} as supplied
left join {{ repaired_episodes() }} as repaired on supplied.clae_cla_episode_id = repaired.episode_id
where supplied._quarantine is null and not coalesce(repaired.is_dropped, false)
