-- Writes down what a run of the governance job found to differ from what is declared: :findings, a
-- JSON array of objects.
-- reads: :findings
insert into ops.governance_report (
    reported_at, securable, property, expected, found, outcome
)
with findings as (
    select
        inline(
            from_json(
                :findings,
                'array<struct<securable: string, property: string, expected: string,
                found: string, outcome: string>>'
            )
        )
)

select
    current_timestamp() as reported_at,
    securable,
    property,
    expected,
    found,
    outcome
from findings
