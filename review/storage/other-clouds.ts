import { Hidden, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';

const PUBLIC_MEMBERS = /^(allUsers|allAuthenticatedUsers)$/;

/** The ways in which a resource of Azure or Google Cloud opens storage to the public. */
export function openOf({ type, after = {} }: Change): string[] {
  switch (type) {
    case 'azurerm_storage_account':
      return [after.allow_nested_items_to_be_public, after.allow_blob_public_access].includes(true)
        ? ['allows public containers']
        : [];
    case 'azurerm_storage_container': {
      const access = after.container_access_type ?? 'private';
      return access === 'private' ? [] : [`is public (${text(access)})`];
    }
    case 'google_storage_bucket':
      return after.public_access_prevention === 'enforced'
        ? []
        : ['does not enforce public access prevention'];
    case 'google_storage_bucket_iam_member':
    case 'google_storage_bucket_iam_binding':
    case 'google_storage_bucket_access_control':
      return [after.member, after.entity, ...((after.members ?? []) as Json[])]
        .filter((member) => member instanceof Hidden || PUBLIC_MEMBERS.test(textOf(member)))
        .map((member) => `grants to ${text(member)}`);
    default:
      return [];
  }
}

function text(value: Json | undefined): string {
  return textOf(value);
}
