-- Access to calls. A rep sees the own calls, a manager those of the reps whose manager_email is
-- the manager's; other principals see none. Bad data denies: the calls of a row of silver.reps with
-- a denial are visible to reviewers only.
-- reads: silver.conversations, silver.reps, :catalog
use catalog identifier (:catalog);

-- ASCII letters only: lower() maps letters of other alphabets (the Kelvin sign) to ASCII ones, and
-- so would take one address for another
create or replace function governance.sign_in (email string)
returns string
comment 'An address as it is compared with that of a principal'
return translate(trim(email), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');

-- one row per row of silver.reps
create or replace view governance.rep_access
comment 'Principals that may see the calls of each rep, and the defect of a record that denies it'
as
with reps as (
    select
        rep_id,
        governance.sign_in(email) as rep_sign_in,
        governance.sign_in(manager_email) as manager_sign_in,
        team_id
    from silver.reps
),

counted as (
    select
        *,
        count(*) over (partition by rep_id) as same_rep_id,
        count(*) over (partition by rep_sign_in) as same_email
    from reps
)

select
    rep_id,
    rep_sign_in,
    manager_sign_in,
    array_compact(
        array(
            case when same_rep_id > 1 then 'rep_id_shared' end,
            case
                when coalesce(rep_sign_in, '') = '' then 'email_missing'
                when not rep_sign_in rlike r'^[^@\s]+@[^@\s]+\z' then 'email_malformed'
                when same_email > 1 then 'email_shared'
            end,
            case when coalesce(trim(team_id), '') = '' then 'team_missing' end,
            case
                when coalesce(manager_sign_in, '') = '' then 'manager_missing'
                when not manager_sign_in rlike r'^[^@\s]+@[^@\s]+\z' then 'manager_malformed'
            end
        )
    ) as denials
from counted;

-- The reps are collected before the calls are read, so that this is a filter and no join: of a
-- filter's conditions the first is evaluated first, so no condition of a query, nor its error
-- message, gets to see a call that this one hides.
create or replace function governance.may_see_call (rep_id string)
returns boolean
comment 'Whether the principal may see the calls of a rep'
return governance.sees_all_calls()
or array_contains(
    (
        select collect_set(access.rep_id)
        from governance.rep_access as access
        where
            size(access.denials) = 0
            and governance.sign_in(session_user())
            in (access.rep_sign_in, access.manager_sign_in)
    ),
    may_see_call.rep_id
);

-- one row per rep and thing that is wrong with the rep's record; none, when all calls have a reader
create or replace view ops.governance_issues
comment 'Calls that only reviewers see, because the record of their rep is not in order'
as
with calls as (
    select
        rep_id,
        count(*) as call_count
    from silver.conversations
    group by rep_id
),

denials as (
    select
        access.rep_id,
        explode(access.denials) as issue
    from governance.rep_access as access
),

issues as (
    select distinct
        rep_id,
        issue
    from denials
    union all
    select
        calls.rep_id,
        'rep_unknown' as issue
    from calls
    left anti join silver.reps as reps on calls.rep_id = reps.rep_id
)

select
    issues.rep_id,
    issues.issue,
    coalesce(calls.call_count, 0) as hidden_call_count
from issues
left join calls on issues.rep_id = calls.rep_id;
