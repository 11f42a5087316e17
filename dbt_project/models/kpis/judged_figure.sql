select * from {{ judged(ref('figure')) }}
