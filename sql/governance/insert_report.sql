-- Writes down what a run of the governance job found to differ from what is declared.
insert into ops.governance_report (
    reported_at, securable, property, expected, found, outcome
)
select
    current_timestamp() as reported_at,
    securable,
    property,
    expected,
    found,
    outcome
from governance_findings
