-- The questions that the row predicate, the masks and the row filter ask about the principal of a
-- query.
-- A function's body takes no parameter marker, so the name of the group becomes a literal of it: a
-- literal is known when a query is planned, and membership is then decided once, not row by row.
-- reads: :catalog, :data_engineers_group, :jobs_principal, :pii_readers_group, :reviewers_group
use catalog identifier (:catalog);

-- a group without a name has no members: the setting is missing
select
    assert_true(
        coalesce(trim(:data_engineers_group), '') <> '',
        'data_engineers_group: no group specified'
    ),
    assert_true(
        coalesce(trim(:reviewers_group), '') <> '',
        'reviewers_group: no group specified'
    ),
    assert_true(
        coalesce(trim(:pii_readers_group), '') <> '',
        'pii_readers_group: no group specified'
    ),
    assert_true(
        coalesce(trim(:jobs_principal), '') <> '',
        'jobs_principal: no service principal specified'
    );

execute immediate format_string(
    "create or replace function governance.sees_all_calls ()
returns boolean
comment 'Whether the principal is a reviewer, who sees the calls of every rep'
return is_account_group_member('%s')",
    replace(replace(:reviewers_group, '\\', '\\\\'), "'", "\\'")
);

-- what jobs read they write: a mask would put its stars in place of the data
execute immediate format_string(
    "create or replace function governance.sees_personal_data ()
returns boolean
comment 'Whether the principal may read names, addresses and transcripts'
return is_account_group_member('%s') or session_user() = '%s'",
    replace(replace(:pii_readers_group, '\\', '\\\\'), "'", "\\'"),
    replace(replace(:jobs_principal, '\\', '\\\\'), "'", "\\'")
);

execute immediate format_string(
    "create or replace function governance.sees_rejected_records ()
returns boolean
comment 'Whether the principal may read the records that broke a rule'
return is_account_group_member('%s') or session_user() = '%s'",
    replace(replace(:data_engineers_group, '\\', '\\\\'), "'", "\\'"),
    replace(replace(:jobs_principal, '\\', '\\\\'), "'", "\\'")
);
