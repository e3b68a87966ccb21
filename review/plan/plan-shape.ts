import { isObject } from '../../rules/json';

type Refuse = (got: string) => never;
type Entry = Readonly<Record<string, unknown>>;

/**
 * Requires that each entry of a plan has the form that the review reads. An entry in another form
 * could hide a change.
 */
export function requireShape(plan: object, refuse: Refuse): void {
  const parts = plan as Entry;
  for (const part of ['resource_changes', 'resource_drift']) {
    eachOf(parts[part], part, refuse, (entry, at) => requireResource(entry, at, refuse));
  }
  eachOf(parts.deferred_changes, 'deferred_changes', refuse, (entry, at) => {
    if (!isObject(entry.resource_change)) refuse(`${at} without resource_change`);
    requireResource(entry.resource_change, `${at}.resource_change`, refuse);
  });
  for (const [name, change] of Object.entries(objectOf(parts, 'output_changes', refuse))) {
    requireChange(change, `output_changes.${name}`, refuse);
  }
  eachOf(parts.checks, 'checks', refuse, (entry, at) => {
    if (!isObject(entry.address) || typeof entry.status !== 'string') {
      refuse(`${at} without address or status`);
    }
    eachOf(entry.instances, `${at}.instances`, refuse, (instance, where) =>
      eachOf(instance.problems, `${where}.problems`, refuse, () => undefined),
    );
  });
  eachOf(parts.action_invocations, 'action_invocations', refuse, (entry, at) =>
    requireAction(entry, at, refuse),
  );
  eachOf(
    parts.deferred_action_invocations,
    'deferred_action_invocations',
    refuse,
    ({ action_invocation: action }, at) => requireAction(action, `${at}.action_invocation`, refuse),
  );
}

function requireResource(entry: Entry, at: string, refuse: Refuse): void {
  const { address, type, name, change } = entry;
  const actions = isObject(change) ? change.actions : undefined;
  const texts = [address, type, name ?? ''];
  if (texts.some((text) => typeof text !== 'string') || !Array.isArray(actions)) {
    refuse(`${at} without address, type or actions`);
  }
  requireChange(change, at, refuse);
}

function requireChange(change: unknown, at: string, refuse: Refuse): void {
  if (!isObject(change)) return void refuse(`${at} that is no object`);
  const { actions, before = null, after = null, replace_paths: paths = [] } = change;
  if (!Array.isArray(actions) || actions.length === 0 || !actions.every(isText)) {
    refuse(`${at} without address, type or actions`);
  }
  const isOutput = at.startsWith('output_changes.');
  for (const [side, body] of Object.entries({ before, after })) {
    if (!isOutput && body !== null && !isObject(body)) {
      refuse(`${at} with ${side} that is no object`);
    }
  }
  if (!Array.isArray(paths) || !paths.every(Array.isArray)) {
    refuse(`${at} with replace_paths that are no lists`);
  }
}

function requireAction(entry: unknown, at: string, refuse: Refuse): void {
  if (!isObject(entry) || typeof entry.address !== 'string') refuse(`${at} without address`);
}

function eachOf(
  list: unknown,
  part: string,
  refuse: Refuse,
  check: (entry: Entry, at: string) => void,
): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) return void refuse(`${part} that is no list`);
  list.forEach((entry: unknown, i) => {
    const at = `${part}[${i}]`;
    if (!isObject(entry)) return refuse(`${at} that is no object`);
    check(entry, at);
  });
}

function objectOf(parts: Entry, part: string, refuse: Refuse): Entry {
  const value = parts[part] ?? {};
  return isObject(value) ? value : refuse(`${part} that is no object`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
