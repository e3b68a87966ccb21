-- One row per call of a batch, from its latest document: the text of its turns, and its counts.
-- Ties go to a deletion, else to the greater hash, and among files of one content to the first by
-- name; of a call of several documents also to the greater hash of the others.
-- reads: standing_conversations
with documents as (select * from standing_conversations),

turns as (
    select
        *,
        -- sorted by turn_index; a turn without one keeps its place
        transform(
            array_sort(
                transform(
                    coalesce(transcript, array()),
                    (turn, place) -> struct(
                        coalesce(try_cast(turn.turn_index as int), place) as spoken_at,
                        place,
                        turn
                    )
                )
            ),
            sorted -> sorted.turn
        ) as spoken
    from documents
),

documents_at as (
    select
        * except (transcript, spoken, updated_at),
        spoken as transcript,
        -- turns whose texts were taken out are no text
        case
            when size(spoken) = 0 or exists(spoken, turn -> turn.text is not null)
                then array_join(
                    transform(spoken, turn -> concat_ws(': ', turn.role, turn.text)), '\n'
                )
        end as transcript_text,
        size(spoken) as turn_count,
        size(filter(spoken, turn -> turn.role = 'rep')) as rep_turn_count,
        said_at as updated_at
    from turns
)

select *
from documents_at
qualify row_number() over (
    partition by call_id
    order by
        updated_at desc, is_deleted desc, payload_sha256 desc, source_file asc, parts_sha256 desc
) = 1
