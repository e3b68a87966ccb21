-- Call readers may read the secured views: these show each principal the calls that it may see, and
-- no call to others than reps, managers and reviewers. The group of all users is therefore safe.
-- A grant's principal is no expression, so its name is written into the statement.
-- reads: :call_readers_group, :catalog
use catalog identifier (:catalog);

select
    assert_true(
        coalesce(trim(:call_readers_group), '') <> '',
        'call_readers_group: no group specified'
    );

execute immediate format_string(
    'grant select on table gold.conversation_details to `%s`',
    replace(:call_readers_group, '`', '``')
);

execute immediate format_string(
    'grant select on table gold.conversation_signal_details to `%s`',
    replace(:call_readers_group, '`', '``')
);
