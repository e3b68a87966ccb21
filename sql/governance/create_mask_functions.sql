-- Masks: what a principal sees who may not read personal data. Of a text the order of magnitude of
-- its length remains, of an address its domain, of a name nothing; NULL stays NULL. A mask over a
-- mask changes nothing, as a masked table may lie below a masking view. `pii` in contracts/ says
-- which column has which mask.
-- reads: :catalog
use catalog identifier (:catalog);

create or replace function governance.mask_text (value string)
returns string
comment 'The text, or the order of magnitude of its length'
return case
    when value is null or governance.sees_personal_data() then value
    when startswith(value, '[masked: ') and value rlike r'^\[masked: under 10+ characters\]\z'
        then value
    else
        '[masked: under 1'
        || repeat('0', length(cast(length(value) as string)))
        || ' characters]'
end;

create or replace function governance.mask_email (value string)
returns string
comment 'The address, or its domain'
return case
    when value is null or governance.sees_personal_data() then value
    -- bounded, as an address may be any text
    else
        '***'
        || lower(
            regexp_extract(
                value, r'(@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{1,63})\s{0,8}\z', 1
            )
        )
end;

create or replace function governance.mask_name (value string)
returns string
comment 'The name, or *** in place of one'
return case when value is null or governance.sees_personal_data() then value else '***' end;

-- A lambda may not call SQL functions: the masks above are repeated within those below.

create or replace function governance.mask_texts (value array<string>)
returns array<string>
comment 'mask_text for each text of an array'
return case
    when value is null or governance.sees_personal_data() then value
    else
        transform(
            value,
            text -> case
                when
                    startswith(text, '[masked: ')
                    and text rlike r'^\[masked: under 10+ characters\]\z'
                    then text
                else
                    '[masked: under 1'
                    || repeat('0', length(cast(length(text) as string)))
                    || ' characters]'
            end
        )
end;

create or replace function governance.mask_transcript (
    value array<struct<turn_index: int, speaker_id: string, role: string, text: string>>
)
returns array<struct<turn_index: int, speaker_id: string, role: string, text: string>>
comment 'mask_text for the text of each turn'
return case
    when value is null or governance.sees_personal_data() then value
    else
        transform(
            value,
            turn -> case
                when turn is not null
                    then named_struct(
                        'turn_index', turn.turn_index,
                        'speaker_id', turn.speaker_id,
                        'role', turn.role,
                        'text', case
                            when
                                startswith(turn.text, '[masked: ')
                                and turn.text rlike r'^\[masked: under 10+ characters\]\z'
                                then turn.text
                            else
                                '[masked: under 1'
                                || repeat('0', length(cast(length(turn.text) as string)))
                                || ' characters]'
                        end
                    )
            end
        )
end;

create or replace function governance.mask_participants (
    value array<struct<participant_id: string, name: string, email: string, role: string>>
)
returns array<struct<participant_id: string, name: string, email: string, role: string>>
comment 'mask_name and mask_email for each participant'
return case
    when value is null or governance.sees_personal_data() then value
    else
        transform(
            value,
            person -> case
                when person is not null
                    then named_struct(
                        'participant_id', person.participant_id,
                        'name', case when person.name is not null then '***' end,
                        'email', '***' || lower(
                            regexp_extract(
                                person.email,
                                r'(@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{1,63})\s{0,8}\z',
                                1
                            )
                        ),
                        'role', person.role
                    )
            end
        )
end;
