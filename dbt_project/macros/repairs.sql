{#
Episodes of the SSDA903, mended where several years of returns do not agree. Grain: one row per accepted episode of the 903,
with what was supplied beside what is used. Landing holds the episodes as they came; only staging reads this.

The rules are those LIIA publishes for joining years of returns (liia-tools-pipeline, fix_episodes), in its two steps.
Another published project (witan.cic) mends differently, so each row says what was done to it:
  repeat              an open episode of an old year that stands again beside it, alike but for its dates: dropped
  replaced            an open episode of an old year behind one that a later year sends: dropped
  ended_at_next       an open episode with a later one: it ends that day, with X1
  left_before_next    the same, and the later one begins care (RNE S): it ends on the day before, or on 31 March of its year
                      where that is earlier; why care ended is not known
  left_by_year_end    an open episode of an old year with nothing later: it ends on that 31 March
  met_next            an episode that overlaps the next, or stops short of it with X1, where the next came in a later year:
                      it is made to end where the next begins
Each file's year is the folder it stands in: ssda903/<year>/.
#}
{% macro repaired_episodes() %}
(
    with episode as (
        select
            clae_cla_episode_id as episode_id,
            clae_person_id as child_id,
            clae_cla_id as period_of_care_id,
            clae_cla_placement_id as placement_id,
            clae_cla_episode_start_date as start_date,
            clae_cla_episode_start_reason as start_reason,
            clae_cla_episode_ceased_date as end_date,
            clae_cla_episode_ceased_reason as end_reason,
            try_cast(split_part(_file, '/', 2) as integer) as year
        from {{ source('raw', 'ssd_cla_episodes') }}
        where _quarantine is null and _source = 'ssda903'
    ),

    -- What two records of one stay have alike: reason, place and legal status.
    described as (
        select
            episode.*,
            (
                episode.start_reason,
                placement.clap_cla_placement_type,
                placement.clap_cla_placement_provider,
                placement.clap_cla_placement_postcode,
                placement.clap_cla_placement_urn,
                (
                    select arg_max(lega_legal_status, lega_legal_status_start_date)
                    from {{ source('raw', 'ssd_legal_status') }}
                    where lega_person_id = episode.child_id and lega_legal_status_start_date <= episode.start_date
                )
            ) as looks,
            max(episode.year) over () as latest_year
        from episode
        left join {{ source('raw', 'ssd_cla_placement') }} as placement
            on episode.placement_id = placement.clap_cla_placement_id and placement._quarantine is null
    ),

    neighbour as (
        select
            *,
            lead(looks) over in_order as next_looks,
            lag(looks) over in_order as previous_looks,
            lag(year) over in_order as previous_year
        from described
        window in_order as (partition by child_id order by start_date, episode_id)
    ),

    standing as (
        select
            *,
            case
                when end_date is not null or year = latest_year then null
                when looks = next_looks or looks = previous_looks then 'repeat'
                when previous_year > year then 'replaced'
            end as dropped_as
        from neighbour
    ),

    -- Those that stand, and what stands next.
    following as (
        select
            * exclude (next_looks, previous_looks, previous_year, looks),
            lead(start_date) over in_order as next_start,
            lead(start_reason) over in_order as next_start_reason,
            lead(year) over in_order as next_year
        from standing
        window in_order as (partition by child_id, dropped_as is null order by start_date, episode_id)
    ),

    judged as (
        select
            *,
            case
                when dropped_as is not null then dropped_as
                when end_date is not null then null
                when next_start_reason = 'S' then 'left_before_next'
                when next_start is not null then 'ended_at_next'
                when year < latest_year then 'left_by_year_end'
            end as first_repair
        from following
    ),

    ended as (
        select
            * exclude (end_date, end_reason),
            end_date as end_date_supplied,
            end_reason as end_reason_supplied,
            case first_repair
                when 'ended_at_next' then next_start
                when 'left_before_next' then least(make_date(year, 3, 31), next_start - 1)
                when 'left_by_year_end' then make_date(year, 3, 31)
                else end_date
            end as end_date,
            case
                when first_repair = 'ended_at_next' then 'X1'
                when first_repair in ('left_before_next', 'left_by_year_end') then null
                else end_reason
            end as end_reason
        from judged
    ),

    met as (
        select
            *,
            dropped_as is not null as is_dropped,
            dropped_as is null
            and coalesce(
                year < next_year and (end_date > next_start or (end_date < next_start and end_reason = 'X1')), false
            ) as is_met
        from ended
    )

    select
        episode_id,
        child_id,
        period_of_care_id,
        placement_id,
        start_date,
        end_date_supplied,
        end_reason_supplied,
        case when is_met then next_start else end_date end as end_date,
        end_reason,
        is_dropped,
        nullif(concat_ws(', ', first_repair, case when is_met then 'met_next' end), '') as repair
    from met
)
{% endmacro %}
