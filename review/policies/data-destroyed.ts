import { isEmpty } from '../changes/attribute-changes';
import type { Change } from '../plan/change';
import { triageOf } from '../triage/triage';
import type { Policy, Violation } from './policy';

/** Types of other providers that hold data; the triage has those of Databricks and AWS. */
const OTHER_PROVIDERS: Readonly<Record<string, string>> = {
  azurerm_storage_account: 'the storage account',
  azurerm_storage_container: 'the container',
  google_storage_bucket: 'the bucket',
};

export const dataDestroyed: Policy = {
  name: 'data-destroyed',
  severity: 'block',
  rule: 'a resource that holds data, keys or secrets is neither destroyed nor replaced: no apply can be undone',
  repair:
    'Keep the resource, or move it to its new address with `moved`; delete data by docs/guides/retention.md.',
  check: ({ changes, plan }) =>
    changes
      .filter(({ action }) => action === 'delete' || action === 'replace')
      .flatMap((change): Violation[] => {
        const held = heldBy(change);
        if (held === undefined) return [];
        const name = plan.fullName(change, change.before);
        const message = `${verb(change)} ${held} ${name}${reason(change)}`;
        return [{ address: change.address, message }];
      }),
};

/** The data, key or secret of a resource, in words. */
function heldBy({ type, before }: Change): string | undefined {
  // the workspace refuses to delete a directory that is not empty, unless it deletes recursively
  if (type === 'databricks_directory' && !isEmpty(before?.delete_recursive ?? null)) {
    return before?.delete_recursive === false ? undefined : 'the directory with all it contains';
  }
  const { data, secret } = triageOf(type)?.is ?? {};
  const held = [data, secret, OTHER_PROVIDERS[type]].find((text) => typeof text === 'string');
  return typeof held === 'string' ? held : undefined;
}

function verb({ action }: Change): string {
  return action === 'replace' ? 'destroys and recreates' : 'destroys';
}

function reason({ replacedFor, deferred }: Change): string {
  const replaced =
    replacedFor.length > 0 ? `, because ${replacedFor.join(', ')} cannot change in place` : '';
  return `${replaced}${deferred === undefined ? '' : ` (deferred: ${deferred})`}`;
}
