import type {
  ParticipantRule,
  RoleRule,
  SourceContract,
  SourcePart,
  TurnRule,
  ValueRule,
} from './source';

const NAME = /^[a-z][a-z0-9_]*$/;
const STEP = '[A-Za-z_][A-Za-z0-9_]*(\\[(\\*|[0-9]+)\\])*';
const PATH = new RegExp(`^${STEP}(\\.${STEP})*$`);
/** The part that the sender adds to a vendor's documents: values that they do not have. */
const CONTEXT = 'context';

/** Everything that is wrong with a declaration: each problem names field, rule and value. */
export function sourceProblems(source: SourceContract): string[] {
  const { parts, turns, participants } = source;
  const names = parts.map(({ name }) => name);
  return [
    ...nameProblems('name', [source.name]),
    ...nameProblems('sourceSystem', [source.sourceSystem]),
    ...nameProblems('parts', names),
    ...(Number.isInteger(source.version) && source.version > 0
      ? []
      : [`\`version\`: not a whole number from 1, got ${source.version}`]),
    ...(source.documentation.length === 0 ? ['`documentation`: no page, got none'] : []),
    ...source.documentation
      .filter(({ url }) => !url.startsWith('https://'))
      .map(({ url }) => `\`documentation\`: not an https address, got ${url}`),
    ...(parts.length === 0 ? ['`parts`: no part, got none'] : []),
    ...(names.includes(CONTEXT)
      ? [`\`parts\`: reserved for values of the sender, got ${CONTEXT}`]
      : []),
    ...names
      .filter((name, at) => names.indexOf(name) !== at)
      .map((name) => `\`parts\`: listed twice, got ${name}`),
    ...parts.flatMap(partProblems),
    ...valuePaths(source).flatMap(([field, path]) => pathProblems(field, path, names)),
    ...(participants ? participantProblems(participants) : []),
    ...turnProblems(turns),
  ];
}

function nameProblems(field: string, names: readonly string[]): string[] {
  return names
    .filter((name) => !NAME.test(name))
    .map((name) => `\`${field}\`: not a lower-case identifier, got ${name}`);
}

function partProblems(part: SourcePart, at: number): string[] {
  const field = `parts.${part.name}`;
  return [
    ...(part.recognizedBy.length === 0 && part.format !== 'webvtt'
      ? [`\`${field}.recognizedBy\`: no path, got none`]
      : []),
    ...(at === 0 && (part.id === undefined || part.isIdOptional)
      ? [`\`${field}.id\`: the first part has no id. Declare the path of the call's id`]
      : []),
    ...[...part.recognizedBy, ...(part.calls ?? []).filter(Boolean)].flatMap((path) =>
      syntaxProblems(field, path),
    ),
    ...(part.id === undefined ? [] : syntaxProblems(`${field}.id`, part.id)),
  ];
}

/** The paths from the root of a call, each with its field. */
function valuePaths(source: SourceContract): [string, string][] {
  const { turns, participants, channel } = source;
  const rules: Record<string, ValueRule | undefined> = {
    id: source.id,
    time: source.time.value,
    updatedAt: source.updatedAt?.value,
    duration: source.duration?.value,
    language: source.language?.value,
    channel: 'constant' in channel ? undefined : channel.value,
    title: source.title,
    rep: source.rep,
    account: source.account,
    deal: source.deal,
    participants: participants?.list,
    turns: {
      firstOf: [turns.pieces, ...turnPaths(turns)],
    },
  };
  return Object.entries(rules).flatMap(([field, rule]) =>
    pathsOf(rule).map((path): [string, string] => [field, path]),
  );
}

/** The paths of a turn, without that of the pieces. */
function turnPaths(turns: TurnRule): string[] {
  return [
    ...turns.text,
    ...turns.speaker.filter((part) => typeof part === 'string'),
    ...[turns.speakerName, turns.role?.value, turns.start, turns.end].filter(
      (path) => path !== undefined,
    ),
  ];
}

function pathsOf(rule: ValueRule | undefined): readonly string[] {
  if (rule === undefined) return [];
  if (typeof rule === 'string') return [rule];
  return 'firstOf' in rule ? rule.firstOf : [rule.list];
}

function pathProblems(field: string, path: string, parts: readonly string[]): string[] {
  const first = /^[^.[]*/.exec(path)?.[0] ?? '';
  return [
    ...syntaxProblems(field, path),
    ...([...parts, CONTEXT].includes(first)
      ? []
      : [`\`${field}\`: a path begins with a part (${parts.join(', ')}), got ${path}`]),
  ];
}

function syntaxProblems(field: string, path: string): string[] {
  return PATH.test(path) ? [] : [`\`${field}\`: not a path, got ${path}`];
}

function participantProblems({ list, id, speaker, name, email, role }: ParticipantRule): string[] {
  const relative = [...id, ...speaker, name, email, role?.value].filter((p) => p !== undefined);
  return [
    ...(list.endsWith('[*]') ? [] : [`\`participants.list\`: does not end with [*], got ${list}`]),
    ...relative.flatMap((path) => syntaxProblems('participants', path)),
    ...(id.length === 0 ? ['`participants.id`: no path, got none'] : []),
    ...(speaker.length === 0 ? ['`participants.speaker`: no path, got none'] : []),
    ...roleProblems('participants.role', role),
  ];
}

function turnProblems(turns: TurnRule): string[] {
  const depth = starsOf(turns.pieces);
  return [
    ...(turns.pieces.endsWith('[*]')
      ? []
      : [`\`turns.pieces\`: does not end with [*], got ${turns.pieces}`]),
    ...(turns.text.length === 0 ? ['`turns.text`: no path, got none'] : []),
    ...(turns.speaker.length === 0 ? ['`turns.speaker`: no path, got none'] : []),
    ...turnPaths(turns)
      .filter((path) => !isAlong(path, turns.pieces))
      .map((path) => `\`turns\`: other [*] than in ${turns.pieces}, got ${path}`),
    ...turns.speaker
      .filter((part) => typeof part !== 'string')
      .filter(({ position }) => !Number.isInteger(position) || position < 0 || position >= depth)
      .map(
        ({ position }) =>
          `\`turns.speaker\`: \`pieces\` has ${depth} [*], got position ${position}`,
      ),
    ...(turns.end !== undefined && turns.start === undefined
      ? [`\`turns.end\`: without \`turns.start\`, got ${turns.end}`]
      : []),
    ...(turns.speakersAreNames && turns.speakerName !== undefined
      ? [`\`turns.speakerName\`: with \`speakersAreNames\`, got ${turns.speakerName}`]
      : []),
    ...roleProblems('turns.role', turns.role),
  ];
}

function roleProblems(field: string, role: RoleRule | undefined): string[] {
  return role && Object.keys(role.values).length === 0
    ? [`\`${field}.values\`: no value, got none`]
    : [];
}

/** Returns true if the path up to its last `[*]` is the begin of the pieces. */
function isAlong(path: string, pieces: string): boolean {
  const lists = path.slice(0, path.lastIndexOf('[*]') + (path.includes('[*]') ? 3 : 1));
  return pieces.startsWith(lists);
}

function starsOf(path: string): number {
  return path.split('[*]').length - 1;
}
