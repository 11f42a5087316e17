-- Supported care leavers whose position is asked after: not those who died or went home for good.
select support.child_id, support.from_on, least(support.to_on, coalesce(gone.from_on, support.to_on)) as to_on
from {{ ref('care_leaver_support') }} as support
left join {{ ref('care_leaver_gone') }} as gone using (child_id)
where support.from_on < coalesce(gone.from_on, support.to_on)
