/**
 * Which actions an access model allows: Unity Catalog's rules, written down a second time. The local
 * workspace has its own, so that a test can hold one against the other.
 */
import type { Model, Securable } from './model';

/** A principal that is declared nowhere: a rep, a manager, a stranger. */
export const ANYBODY = 'anybody else';
/** The groups that everyone is in. */
const EVERYONE = ['account users', 'users'];

/** What is tried on each type of securable: a privilege, or MANAGE, or BROWSE (to see that it is there). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  catalog: ['USE_CATALOG', 'CREATE_SCHEMA', 'MANAGE'],
  schema: ['USE_SCHEMA', 'CREATE_TABLE', 'CREATE_FUNCTION', 'CREATE_VOLUME', 'MANAGE'],
  table: ['BROWSE', 'SELECT', 'MODIFY', 'MANAGE'],
  view: ['BROWSE', 'SELECT', 'MANAGE'],
  volume: ['READ_VOLUME', 'WRITE_VOLUME', 'MANAGE'],
  function: ['BROWSE', 'EXECUTE', 'MANAGE'],
};

/** One thing that one principal may do or not. */
export interface Outcome {
  readonly principal: string;
  readonly action: string;
  readonly securable: Securable;
  readonly allowed: boolean;
}

/** The principals of a model: its users, the jobs' principal as the owner of objects, and anybody. */
export function principalsOf(model: Model): string[] {
  return [...new Set([...Object.keys(model.groups).sort(), model.jobs, ANYBODY])];
}

/** Every principal, securable and action, with what is declared. */
export function outcomes(model: Model): Outcome[] {
  const securables = [...model.securables].sort((a, b) => (a.full_name < b.full_name ? -1 : 1));
  return securables.flatMap((securable) =>
    ACTIONS[securable.is_view ? 'view' : securable.securable_type]!.flatMap((action) =>
      principalsOf(model).map((principal) => ({
        principal,
        action,
        securable,
        allowed: isAllowed(model, principal, action, securable),
      })),
    ),
  );
}

function isAllowed(model: Model, principal: string, action: string, on: Securable): boolean {
  const line = [on, ...holdersOf(model, on)];
  const [schema] = line.filter(({ securable_type: type }) => type === 'schema');
  const [catalog] = line.filter(({ securable_type: type }) => type === 'catalog');
  return (
    has(model, principal, 'USE_CATALOG', [catalog!]) &&
    (!schema || has(model, principal, 'USE_SCHEMA', [schema, catalog!])) &&
    // rows that one may not read one may not change
    (action !== 'MODIFY' || has(model, principal, 'SELECT', line)) &&
    has(model, principal, action, line)
  );
}

/** Granted on one of `line`, or owned. */
function has(model: Model, principal: string, action: string, line: readonly Securable[]): boolean {
  const names = [principal, ...(model.groups[principal] ?? []), ...EVERYONE];
  if (line.some(({ owner }) => names.includes(owner))) return true;
  const granted = model.grants
    .filter(({ principal: to }) => names.includes(to))
    .filter((grant) =>
      line.some(
        (on) => on.securable_type === grant.securable_type && on.full_name === grant.full_name,
      ),
    )
    .flatMap(({ privileges }) => privileges);
  if (action === 'MANAGE') return granted.includes('MANAGE');
  if (granted.includes('ALL_PRIVILEGES') || granted.includes(action)) return true;
  const shows = ACTIONS[line[0]!.securable_type]!;
  return action === 'BROWSE' && granted.some((privilege) => shows.includes(privilege));
}

function holdersOf(model: Model, on: Securable): Securable[] {
  const names = on.full_name.split('.').map((_, index, parts) => parts.slice(0, index).join('.'));
  return model.securables.filter(
    ({ securable_type: type, full_name: name }) =>
      ['catalog', 'schema'].includes(type) && names.includes(name),
  );
}
