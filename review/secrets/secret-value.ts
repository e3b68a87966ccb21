/**
 * Values that have the shape of a secret, under any name. The shapes are those that the issuers
 * document; gitleaks (config/gitleaks.toml) lists the same ones. A linter for secrets such as secretlint
 * reads files, asynchronously, and knows no Terraform attribute: it cannot take the place of this.
 */
import { remembered } from './memory';
import { isReference, withoutReferences } from './reference';
import { meaningOfKey } from './secret-key';

interface Shape {
  readonly what: string;
  readonly pattern: RegExp;
}

const SHAPES: readonly Shape[] = [
  {
    what: 'a Databricks token',
    pattern: /(?<![A-Za-z0-9])(?:dapi|dose|dsapi|dkea|ddbi)[0-9a-f]{32}(?:-\d+)?(?![0-9a-f])/gi,
  },
  {
    what: 'an AWS access key',
    pattern: /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  // 64 bytes in Base64
  { what: 'an Azure storage key', pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==/g },
  {
    what: 'an Azure client secret',
    pattern: /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g,
  },
  { what: 'a shared access signature', pattern: /[?&;]?\bsig=[A-Za-z0-9%+/=_-]{16,}/g },
  {
    what: 'a connection string',
    pattern:
      /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|PrimaryKey)\s*=\s*[^\s;"']{8,}/gi,
  },
  {
    what: 'a JSON Web Token',
    pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?/g,
  },
  // with the key itself, to its end where there is one
  {
    what: 'a private key',
    pattern:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z0-9 ]*-----|[\s\S]*)/g,
  },
  {
    what: 'a GitHub token',
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{22,})/g,
  },
  {
    what: 'a GitLab token',
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|soat|ft)-[\w.-]{20,}/g,
  },
  { what: 'a Slack token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,}/g },
  {
    what: 'a webhook with its secret',
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/[\w/-]{20,}/g,
  },
  {
    what: 'a webhook with its secret',
    pattern:
      /(?<![\w.-])[\w.-]{0,80}(?:webhook\.office\.com\/webhookb2|discord(?:app)?\.com\/api\/webhooks)\/[\w@/-]{20,}/g,
  },
  { what: 'a Google API key', pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  {
    what: 'an API key',
    pattern: /(?<![\w-])(?:sk-(?:proj-|ant-[\w]+-|svcacct-)?|[rs]k_(?:live|test)_)[\w-]{20,}/g,
  },
  { what: 'an npm token', pattern: /(?<![\w-])npm_[A-Za-z0-9]{36}(?![\w-])/g },
  { what: 'a PyPI token', pattern: /(?<![\w-])pypi-AgE[\w-]{30,}/g },
  { what: 'a Hugging Face token', pattern: /(?<![\w-])hf_[A-Za-z0-9]{30,}(?![\w-])/g },
  { what: 'a SendGrid key', pattern: /(?<![\w-])SG\.[\w-]{16,32}\.[\w-]{16,64}/g },
  { what: 'an authorization header', pattern: /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/-]{16,}=*/g },
];

const URL_CREDENTIALS =
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'<>]{0,200}:(?<secret>[^\s/@"'<>]{1,500})@/gi;
/** Lengths are limited, so that the time for a long text grows with its length only. */
const ASSIGNMENT =
  /(?<![\w.-])(?<key>[\w.-]{0,200}(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|account|private)[_-]?key)[\w.-]{0,200})["']?[ \t]*(?:(?:=>|[:=])[ \t]*|[ \t]+(?='))(?<quote>["']?)(?<secret>[^\s"'`;,&|)}\]<>]+)/gi;

/** The value that follows an option of a command: `--password hunter2`. */
const OPTION =
  /(?<![\w-])--?(?<key>[\w-]{0,60}(?:passw(?:or)?d|passphrase|secret|token|api-?key))[ \t]+(?<secret>[A-Za-z0-9+/=_.!@#%^*~-]{4,})/gi;

/** A text without any of these has no shape: the quick test for the many strings of a plan. */
const HINT =
  /dapi|dose|dsapi|dkea|ddbi|A3T|AKIA|ASIA|ABIA|ACCA|eyJ|PRIVATE KEY|gh[pousr]_|github_pat_|npm_|hf_|[rs]k_(?:live|test)_|gl(?:pat|dt|rt|cbt|ptt|soat|ft)-|xox|hooks\.slack|webhook|AIza|sk-|pypi-|SG\.|:\/\/[^\s/]*@|sig=|key\s*=|(?:api|access|account|private)[_-]?key|==|Q~|passw|passphrase|pwd|secret|token|bearer\s|basic\s/i;
const SHORTEST = 8;

/** The kind of secret that a text holds, as `a private key`; undefined where it holds none. */
export function secretIn(text: string): string | undefined {
  return find(text)[0]?.what;
}

/** A text with every secret in it replaced. */
export function withoutSecrets(text: string): string {
  return find(text).reduce((shown, { secret }) => shown.replaceAll(secret, '(sensitive)'), text);
}

interface Found {
  readonly what: string;
  readonly secret: string;
}

const NONE: readonly Found[] = [];
const findHinted = remembered((text) => [...search(text)]);

function find(text: string): readonly Found[] {
  return text.length < SHORTEST || !HINT.test(text) ? NONE : findHinted(text);
}

function* search(original: string): Generator<Found> {
  const text = withoutReferences(original);
  for (const { what, pattern } of SHAPES) {
    for (const [secret] of text.matchAll(pattern)) yield { what, secret };
  }
  for (const { groups } of text.matchAll(URL_CREDENTIALS)) {
    const secret = groups!.secret!;
    if (!isReference(secret)) yield { what: 'a URL with a password', secret };
  }
  for (const { groups } of text.matchAll(OPTION)) {
    const { key, secret } = groups as Record<'key' | 'secret', string>;
    const isValue = !secret.startsWith('-') && !isReference(secret) && /[0-9A-Z]/.test(secret);
    if (isValue && meaningOfKey(key) === 'certain') yield { what: `the value of --${key}`, secret };
  }
  yield* assigned(text);
}

/** The secrets that a text assigns to a name: `password=...` of a connection, `export API_KEY=...`. */
function* assigned(text: string): Generator<Found> {
  const isOneLine = !text.includes('\n');
  const isConnection = isOneLine && /^\s*\S+\s*$|:\/\/|;\s*\w+\s*=/.test(text);
  for (const match of text.matchAll(ASSIGNMENT)) {
    const { key, quote, secret } = match.groups as Record<'key' | 'quote' | 'secret', string>;
    if (meaningOfKey(key) !== 'certain' || isReference(secret)) continue;
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    const isLiteral =
      (quote !== '' && secret.length >= 4) ||
      isConnection ||
      /^\s*(?:export|set|setx|env)\s+$/i.test(line) ||
      (looksRandom(secret) && !/[($]/.test(secret));
    if (isLiteral) yield { what: `the value of ${key}`, secret };
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True if a value looks generated: a long run of letters and digits that change often. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || UUID.test(value) || /[\s:{}()]/.test(value)) return false;
  // a path, or the name of a file
  if (/^\/|\/\/|\.[A-Za-z]\w{0,5}$/.test(value)) return false;
  const run = (value.match(/[A-Za-z0-9+=]+/g) ?? []).sort((a, b) => b.length - a.length)[0] ?? '';
  if (run.length < 16) return false;
  const changes = [...run].filter((c, i) => i > 0 && kindOf(c) !== kindOf(run[i - 1]!)).length;
  return changes >= 4 && entropy(run) >= 3;
}

function kindOf(character: string): string {
  return /\d/.test(character) ? 'digit' : /[A-Z]/.test(character) ? 'upper' : 'lower';
}

/** Bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
