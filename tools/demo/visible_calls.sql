-- purpose: what the principal who asks sees of the calls: how many, and whether with their text
-- grain: one row
select
    count(*) as call_count,
    count_if(transcript_text not like '[masked: %') as readable_count
from gold.conversation_details
