-- Analysts may call the function in their queries; the endpoint's permissions let them, too.
-- A grant's principal is no expression, so its name is written into the statement.
-- reads: :analysts_group
execute immediate format_string(
    'grant execute on function gold.predict_deal_outcome to `%s`',
    replace(:analysts_group, '`', '``')
);
