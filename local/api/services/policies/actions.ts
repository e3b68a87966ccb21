/** Actions of policies and tags. */
import { action, type Actions } from '../../core/audit/action';

const uc = (name: string, ...fields: string[]) => action('unityCatalog', name, ...fields);
const POLICIES = '/unity-catalog/policies';
const TAGS = '/unity-catalog/entity-tag-assignments';

export const policyActions: Actions = {
  [`POST ${POLICIES}`]: uc(
    'createPolicy',
    'name',
    'on_securable_type',
    'on_securable_fullname',
    'policy_type',
  ),
  [`GET ${POLICIES}/:type/:fullName`]: uc(
    'listPolicies',
    'on_securable_type=type',
    'on_securable_fullname=fullName',
  ),
  [`GET ${POLICIES}/:type/:fullName/:name`]: uc('getPolicy', 'name'),
  [`PATCH ${POLICIES}/:type/:fullName/:name`]: uc(
    'updatePolicy',
    'name',
    'on_securable_fullname=fullName',
  ),
  [`DELETE ${POLICIES}/:type/:fullName/:name`]: uc(
    'deletePolicy',
    'name',
    'on_securable_fullname=fullName',
  ),
  [`POST ${TAGS}`]: uc('createEntityTagAssignment', 'entity_type', 'entity_name', 'tag_key'),
  [`GET ${TAGS}/:type/:name/tags`]: uc('listEntityTagAssignments', 'entity_name=name'),
  [`GET ${TAGS}/:type/:name/tags/:key`]: uc(
    'getEntityTagAssignment',
    'entity_name=name',
    'tag_key=key',
  ),
  [`PATCH ${TAGS}/:type/:name/tags/:key`]: uc(
    'updateEntityTagAssignment',
    'entity_name=name',
    'tag_key=key',
  ),
  [`DELETE ${TAGS}/:type/:name/tags/:key`]: uc(
    'deleteEntityTagAssignment',
    'entity_name=name',
    'tag_key=key',
  ),
  'POST /tag-policies': uc('createTagPolicy', 'tag_key'),
  'PATCH /tag-policies/:key': uc('updateTagPolicy', 'tag_key=key'),
  'DELETE /tag-policies/:key': uc('deleteTagPolicy', 'tag_key=key'),
  'PUT /preview/accounts/access-control/rule-sets': action('accounts', 'updateRuleSet', 'name'),
};
