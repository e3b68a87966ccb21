-- The masks on the tables themselves, so that a grant on silver by mistake shows no personal data.
-- For Databricks: open-source Delta has no masks. Every column that contracts/ marks as personal
-- data is masked, but for
--   silver.reps: the row predicate compares its addresses, and would compare masked ones;
--   bronze: its rows are what silver is made of, and streams read them.
use catalog identifier (:catalog);

alter table silver.conversations alter column title set mask governance.mask_text;
alter table silver.conversations alter column participants set mask governance.mask_participants;
alter table silver.conversations alter column transcript set mask governance.mask_transcript;
alter table silver.conversations alter column transcript_text set mask governance.mask_text;
alter table silver.conversation_signals alter column reason set mask governance.mask_text;
alter table silver.conversation_signals alter column evidence set mask governance.mask_texts;
alter table silver.quarantine alter column payload set mask governance.mask_text;
