"""The columns that are compared, by table: what tells a row from others and what it says.

None that says when or in which order a row was written.
"""

COMPARED_COLUMNS = {
    "bronze.conversations_raw": ("_metadata.file_path as file_path", "payload"),
    "bronze.deals_raw": ("_metadata.file_path as file_path", "payload"),
    "bronze.reps_raw": ("_metadata.file_path as file_path", "payload"),
    "bronze.evaluations_raw": ("_metadata.file_path as file_path", "payload"),
    "silver.evaluations": ("call_id", "scoring_version", "payload_sha256", "source_file"),
    "silver.conversations": ("call_id", "rep_id", "payload_sha256", "source_file", "updated_at"),
    "silver.conversation_signals": (
        *("call_id", "signal_name", "scoring_version", "signal_id", "call_timestamp", "rep_id"),
        *("signal_type", "value_number", "value_boolean", "value_string", "confidence"),
        *("payload_sha256", "source_file", "scored_at"),
    ),
    "silver.deals": ("deal_id", "payload_sha256", "source_file", "updated_at"),
    "silver.reps": ("rep_id", "team_id", "payload_sha256", "source_file", "updated_at"),
    "silver.quarantine": ("target_table", "payload", "source_file", "resolved_at"),
    "gold.rep_monthly_scores": (
        *("rep_id", "month", "signal_name", "scoring_version", "signal_type", "team_id"),
        *("conversation_count", "avg_value", "avg_confidence", "low_confidence_count"),
        *("cohort_avg_value", "distance_from_cohort"),
    ),
}
