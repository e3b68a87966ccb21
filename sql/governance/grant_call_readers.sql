-- Call readers may read the secured views: these show each principal the calls that it may see,
-- and none to whoever is no rep, manager or reviewer, so that the group may be that of everyone.
-- A grant's principal is no expression, so its name is written into the statement.
use catalog identifier (:catalog);

select
    assert_true(
        coalesce(trim(:call_readers_group), '') <> '',
        'call_readers_group must name a group, got: nothing'
    );

execute immediate format_string(
    'grant select on table gold.conversation_details to `%s`',
    replace(:call_readers_group, '`', '``')
);

execute immediate format_string(
    'grant select on table gold.conversation_signal_details to `%s`',
    replace(:call_readers_group, '`', '``')
);
