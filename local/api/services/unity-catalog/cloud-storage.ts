/**
 * Storage credentials and external locations: known, granted on and bound as on Databricks. No
 * cloud is reached from here, so no file lies in them.
 */
import { randomUUID } from 'node:crypto';

import { invalidParameter, invalidState, requireString } from '../../core/errors';
import { isObject, type JsonObject, objectIn } from '../../core/json';
import type { Call } from '../../core/routes';
import { Access, securable } from './access/access';
import {
  missingSecurable,
  type SecurableRecord,
  securablesOf,
  type SecurableType,
} from './securables';

/** The identities of clouds that a credential may hold, one of them. */
const IDENTITIES = [
  'aws_iam_role',
  'azure_managed_identity',
  'azure_service_principal',
  'databricks_gcp_service_account',
  'cloudflare_api_token',
];

/** The role of Databricks that assumes the roles of credentials. */
const UNITY_CATALOG_ROLE =
  'arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL';

const LOCATION = /^(s3|abfss|gs|r2):\/\/[^/\s]+/;

/** Returns the identity fields that Databricks adds: an external id to trust, an address to open storage to. */
function identityFields(credential: SecurableRecord, present: JsonObject = {}): JsonObject {
  if (credential.aws_iam_role) {
    const external_id = objectIn(present, 'aws_iam_role').external_id ?? randomUUID();
    const fixed = { external_id, unity_catalog_iam_arn: UNITY_CATALOG_ROLE };
    return { aws_iam_role: { ...objectIn(credential, 'aws_iam_role'), ...fixed } };
  }
  if (credential.azure_managed_identity) {
    const credential_id = objectIn(present, 'azure_managed_identity').credential_id ?? randomUUID();
    return {
      azure_managed_identity: { ...objectIn(credential, 'azure_managed_identity'), credential_id },
    };
  }
  if (credential.databricks_gcp_service_account) {
    const account = present.databricks_gcp_service_account ?? {
      credential_id: randomUUID(),
      email: `db-uc-${requireString(credential, 'id').slice(0, 8)}@databricks.local`,
    };
    return { databricks_gcp_service_account: account };
  }
  return {};
}

export const storageCredentials: SecurableType = {
  type: 'storage_credential',
  plural: 'storage_credentials',
  parents: [],
  defaults: () => ({ id: randomUUID(), isolation_mode: 'ISOLATION_MODE_OPEN', read_only: false }),
  complete: (_call, credential, present) => ({
    ...credential,
    ...identityFields(credential, present),
  }),
  validate: (_call, credential) => {
    const given = IDENTITIES.filter((identity) => credential[identity]);
    if (given.length === 1) return;
    throw invalidParameter(
      `Storage credential ${credential.name}: must have one of ${IDENTITIES.join(', ')}, got ${given.join(', ') || 'none'}`,
    );
  },
  onDelete: ({ ws }, credential, force) => {
    const used = securablesOf(ws, 'external_locations')
      .values()
      .filter((location) => location.credential_name === credential.name)
      .map((location) => location.name);
    if (used.length === 0 || force) return;
    throw invalidState(
      `Storage credential '${credential.name}' is used by external locations: ${used.join(', ')}`,
    );
  },
};

/** A change with the kind of the present queue keeps its fields: the provider sends only the kind. */
function queueFields(location: SecurableRecord, present: JsonObject = {}): JsonObject {
  const queue = location.file_event_queue;
  if (!isObject(queue)) return {};
  const before = objectIn(present, 'file_event_queue');
  const kept = Object.keys(queue).map((kind) => [
    kind,
    { ...objectIn(before, kind), ...objectIn(queue, kind) },
  ]);
  return { file_event_queue: Object.fromEntries(kept) as JsonObject };
}

export const externalLocations: SecurableType = {
  type: 'external_location',
  plural: 'external_locations',
  parents: [],
  // REST reference, "Create an external location": file events are on unless a request says otherwise
  defaults: () => ({
    isolation_mode: 'ISOLATION_MODE_OPEN',
    read_only: false,
    fallback: false,
    enable_file_events: true,
  }),
  complete: (call, location, present) => {
    const name = requireString(location, 'credential_name').toLowerCase();
    const credential = securablesOf(call.ws, 'storage_credentials').get(name);
    if (!credential) throw missingSecurable('storage_credential', name);
    if (present?.credential_name !== location.credential_name) {
      const on = securable('storage_credential', name);
      call.ws.get(Access).require(call.principal, 'CREATE_EXTERNAL_LOCATION', on);
    }
    return { ...location, ...queueFields(location, present), credential_id: credential.id };
  },
  validate: (call, location: Location) => {
    const url = requireString(location, 'url');
    if (!LOCATION.test(url)) {
      throw invalidParameter(
        `\`url\` of external location ${location.name}: must begin with s3://, abfss://, gs:// or r2:// and a bucket, got ${url}`,
      );
    }
    const other = overlapping(call, location);
    if (!other) return;
    throw invalidParameter(
      `Input path url '${url}' overlaps with an existing external location '${other.name}' (${other.url})`,
    );
  },
};

/** An external location as the state has it. */
type Location = SecurableRecord & { readonly url: string };

/** Another location that contains this one, or is in it. */
function overlapping({ ws }: Call, location: Location): Location | undefined {
  const path = (url: string): string => `${url.replace(/\/+$/, '')}/`;
  const own = path(location.url);
  return ws.state
    .collection<Location>('external_locations')
    .values()
    .filter((other) => other.name !== location.name)
    .find((other) => own.startsWith(path(other.url)) || path(other.url).startsWith(own));
}
