/** Audit actions on identities. */
import { action, type Actions, type Asked, type Describe, field } from '../../core/audit/action';
import type { Action } from '../../core/audit/event';
import type { GroupRecord } from '../../core/identity/records';
import { isObject, type JsonObject, objectIn, objectsIn, shown, textIn } from '../../core/json';

const SCIM = '/preview/scim/v2';

function account(name: string, params: Action['params']): Action {
  return { service: 'accounts', name, params };
}

/** The name of an identity of any kind. */
function nameOf({ ws }: Asked, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  return (
    ws.principals.byId(id)?.name ?? ws.state.collection<GroupRecord>('groups').get(id)?.displayName
  );
}

/** An action on the user or service principal that the path names. */
function onPrincipal(name: string): Describe {
  return (asked) => {
    const { id } = asked.params;
    return [account(name, { targetUserId: id, targetUserName: nameOf(asked, id) })];
  };
}

/** The ids that an operation of a SCIM PATCH adds to a group's members, or removes. */
function memberIds(operation: JsonObject): string[] {
  const path = textIn(operation, 'path') ?? '';
  const selected = /^members\[\s*value\s+eq\s+"([^"]*)"\s*\]$/.exec(path)?.[1];
  if (selected !== undefined) return [selected];
  const given = path === 'members' ? operation.value : objectIn(operation, 'value').members;
  const list: readonly unknown[] = Array.isArray(given)
    ? given
    : given === undefined
      ? []
      : [given];
  return list.map((member) => shown(isObject(member) ? (member.value ?? member) : member));
}

/** Actions for members that are added to or removed from a group. */
function changeGroup(asked: Asked): Action[] {
  const { id } = asked.params;
  return objectsIn(asked.body, 'Operations').flatMap((operation) => {
    const isRemoval = shown(operation.op).toLowerCase() === 'remove';
    const name = isRemoval ? 'removePrincipalFromGroup' : 'addPrincipalToGroup';
    return memberIds(operation).map((member) =>
      account(name, {
        targetGroupId: id,
        targetGroupName: nameOf(asked, id),
        targetUserId: member,
        targetUserName: nameOf(asked, member),
      }),
    );
  });
}

/** Actions of a replaced group: all its members count as added. */
function replaceGroup(asked: Asked): Action[] {
  const operation = { op: 'replace', path: 'members', value: objectsIn(asked.body, 'members') };
  return changeGroup({ ...asked, body: { Operations: [operation] } });
}

const createGroup: Describe = (asked) => [
  account('createGroup', { targetGroupName: field(asked, 'displayName') }),
];

const removeGroup: Describe = (asked) => {
  const { id } = asked.params;
  return [account('removeGroup', { targetGroupId: id, targetGroupName: nameOf(asked, id) })];
};

export const scimActions: Actions = {
  [`POST ${SCIM}/Users`]: action('accounts', 'add', 'targetUserName=userName'),
  [`PUT ${SCIM}/Users/:id`]: onPrincipal('updateUser'),
  [`PATCH ${SCIM}/Users/:id`]: onPrincipal('updateUser'),
  [`DELETE ${SCIM}/Users/:id`]: onPrincipal('delete'),
  [`POST ${SCIM}/ServicePrincipals`]: action(
    'accounts',
    'add',
    'targetUserName=applicationId',
    'displayName',
  ),
  [`PUT ${SCIM}/ServicePrincipals/:id`]: onPrincipal('updateUser'),
  [`PATCH ${SCIM}/ServicePrincipals/:id`]: onPrincipal('updateUser'),
  [`DELETE ${SCIM}/ServicePrincipals/:id`]: onPrincipal('delete'),
  [`POST ${SCIM}/Groups`]: createGroup,
  [`PUT ${SCIM}/Groups/:id`]: replaceGroup,
  [`PATCH ${SCIM}/Groups/:id`]: changeGroup,
  [`DELETE ${SCIM}/Groups/:id`]: removeGroup,
};
