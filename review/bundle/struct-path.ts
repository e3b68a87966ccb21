/** A field or a key of a map, or the element of a list by its index or by one of its attributes. */
export type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly key: string; readonly value: string };

/** The name of the list that a resource consists of (databricks/cli, bundle/direct/dresources/permissions.go). */
export const EMBEDDED = '__embed__';

/** Characters that a name without quotes cannot have (databricks/cli, libs/structs/structpath/path.go). */
const NAME = '[^,"`.[\\]\' {}]+';
const QUOTED = "'(?:[^']|'')*'";
const STEP = new RegExp(
  `(?<dot>\\.)?(?<name>${NAME})|\\[(?:(?<index>\\d+)|(?<quoted>${QUOTED})|(?<key>${NAME})=(?<value>${QUOTED}))\\]`,
  'y',
);

/**
 * The steps of a path such as `tasks[task_key='a'].timeout_seconds` or `tags['cost.center']`. An element
 * without a name before it is one of the embedded list.
 * @returns undefined for a text that is no path
 */
export function stepsOf(path: string): Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < path.length; at = STEP.lastIndex) {
    const { dot, name, index, quoted, key, value } = STEP.exec(path)?.groups ?? {};
    if (name !== undefined) {
      if ((dot === undefined) !== (at === 0)) return undefined;
      steps.push({ name });
    } else if (index !== undefined) steps.push({ index: Number(index) });
    else if (quoted !== undefined) steps.push({ name: unquoted(quoted) });
    else if (key !== undefined) steps.push({ key, value: unquoted(value!) });
    else return undefined;
  }
  return steps[0] && !('name' in steps[0]) ? [{ name: EMBEDDED }, ...steps] : steps;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}

function isSelected(element: unknown, i: number, step: Step): boolean {
  if ('index' in step) return i === step.index;
  return 'key' in step && (element as Fields | null)?.[step.key] === step.value;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(body: unknown): body is Fields {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** True if a body has the attribute at a path. */
export function hasAttribute(body: unknown, [step, ...rest]: readonly Step[]): boolean {
  if (step === undefined) return true;
  if (Array.isArray(body)) {
    return body.some((element, i) => isSelected(element, i, step) && hasAttribute(element, rest));
  }
  if (!isFields(body) || !('name' in step)) return false;
  return step.name in body && hasAttribute(body[step.name], rest);
}

/** A body without the attribute at a path; the same body where it has no such attribute. */
export function withoutAttribute<T>(body: T, [step, ...rest]: readonly Step[]): T {
  if (step === undefined) return body;
  if (Array.isArray(body)) {
    return body.map((element: unknown, i) =>
      isSelected(element, i, step) ? withoutAttribute(element, rest) : element,
    ) as T;
  }
  if (!isFields(body) || !('name' in step) || !(step.name in body)) return body;
  const { [step.name]: attribute, ...others } = body;
  if (rest.length === 0) return others as T;
  return { ...body, [step.name]: withoutAttribute(attribute, rest) };
}

/**
 * A body with a value in place of the attribute at a path. A list without the selected element, or a value
 * without fields, is replaced as a whole.
 */
export function withValueAt(
  body: unknown,
  [step, ...rest]: readonly Step[],
  value: symbol,
): unknown {
  if (step === undefined || body === value) return value;
  if (Array.isArray(body)) {
    const at = body.findIndex((element, i) => isSelected(element, i, step));
    if (at === -1) return value;
    return (body as unknown[]).map((element, i) =>
      i === at ? withValueAt(element, rest, value) : element,
    );
  }
  const isAbsent = body === undefined || body === null;
  if (!('name' in step) || !(isAbsent || isFields(body))) return value;
  const fields = isAbsent ? {} : body;
  return { ...fields, [step.name]: withValueAt(fields[step.name], rest, value) };
}
