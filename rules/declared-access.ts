/** The declared privileges of one principal on one securable. */
export interface DeclaredAccess {
  /** The group's name; a service principal's application id, or its name where it has none yet. */
  readonly principal: string;
  readonly securable_type: string;
  readonly full_name: string;
  readonly privileges: readonly string[];
}

type Body = Readonly<Record<string, unknown>>;
export type Resources = Readonly<Record<string, Readonly<Record<string, Body>>>>;

/** Synthesised Terraform, as far as it is read here. */
export interface SynthesisedStack {
  readonly resource: Resources;
}

interface GrantBlock {
  readonly principal: string;
  readonly privileges: readonly string[];
}

const REFERENCE = /\$\{(databricks_\w+)\.(\w+)\.(\w+)\}/g;

/** The attributes that make the id of a securable, which is its full name. */
export const SECURABLE_ID: Readonly<Record<string, readonly string[]>> = {
  databricks_catalog: ['name'],
  databricks_schema: ['catalog_name', 'name'],
  databricks_sql_table: ['catalog_name', 'schema_name', 'name'],
  databricks_registered_model: ['catalog_name', 'schema_name', 'name'],
  databricks_volume: ['catalog_name', 'schema_name', 'name'],
  databricks_external_location: ['name'],
};

/**
 * The access model of a stack, read from what it synthesises to: one entry per principal and
 * securable, sorted. It is what is deployed, so it needs no second list to agree with.
 */
export function declaredAccess(stack: SynthesisedStack): DeclaredAccess[] {
  const single = Object.values(stack.resource.databricks_grant ?? {}).map(
    ({ principal, privileges, ...on }) => ({ ...on, grant: [{ principal, privileges }] }),
  );
  return [...Object.values<Body>(stack.resource.databricks_grants ?? {}), ...single]
    .flatMap((grants) => {
      const [type, name] = securableOf(grants);
      return (grants.grant as GrantBlock[]).map(({ principal, privileges }) => ({
        principal: resolve(stack.resource, principal),
        securable_type: type,
        full_name: resolve(stack.resource, name),
        privileges: [...privileges].sort(),
      }));
    })
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf(access: DeclaredAccess): string {
  return [access.full_name, access.securable_type, access.principal].join('\n');
}

/** The one attribute of a grants resource that is neither its grants nor about it. */
function securableOf(grants: Body): [string, string] {
  const [first] = Object.entries(grants).filter(
    ([key]) => !['grant', '//', 'depends_on'].includes(key),
  );
  return first as [string, string];
}

/** Text with every reference in it replaced by what the resource it leads to says. */
export function resolve(resources: Resources, text: string): string {
  return text.replace(REFERENCE, (reference, type: string, name: string, attribute: string) => {
    const body = resources[type]?.[name];
    const attributes = attribute === 'id' ? SECURABLE_ID[type] : [attribute];
    const values = attributes?.map((key) => body?.[key] ?? stillUnknown(type, body, key));
    if (values === undefined || values.some((value) => typeof value !== 'string')) {
      throw new Error(`grant: refers to no resource of the stack, got ${reference}`);
    }
    return values.map((value) => resolve(resources, value as string)).join('.');
  });
}

/** A service principal that is yet to be made gets its application id then. */
function stillUnknown(type: string, body: Body | undefined, attribute: string): unknown {
  const isIdToCome = type === 'databricks_service_principal' && attribute === 'application_id';
  return isIdToCome ? body?.display_name : undefined;
}
