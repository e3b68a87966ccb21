-- Analysts may ask the model in their queries; the endpoint's permissions let them too.
-- A grant's principal is no expression, so its name is written into the statement.
use catalog identifier (:catalog);

select
    assert_true(
        coalesce(trim(:analysts_group), '') <> '',
        'analysts_group must name a group, got: nothing'
    );

execute immediate format_string(
    'grant execute on function gold.predict_deal_outcome to `%s`',
    replace(:analysts_group, '`', '``')
);
