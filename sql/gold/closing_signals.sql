-- One row per signal that is no feature of a deal, with the reason. They come from the closing
-- turns of a call, in which the outcome is said: a model trained on them would only repeat it.
-- silver.deals.committed_amount contains the outcome too, and is no feature either.
-- reads: nothing
select
    'prospect_agree_donation' as signal_name,
    'the prospect says in the closing turns whether it is a deal' as reason
union all
select
    'prospect_provide_donation_amount' as signal_name,
    'the prospect names in the closing turns what will be paid' as reason
