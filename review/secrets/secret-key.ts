/**
 * Names of secrets, in any case and with any separator: `clientSecret`, `DATADOG_API_KEY`,
 * `fs.azure.account.key.<account>.dfs.core.windows.net`.
 */
import { remembered } from './memory';

/**
 * The meaning of a name: the value under a `certain` one is a secret; the value under a `likely`
 * one is a secret if it looks random.
 */
export type KeyMeaning = 'certain' | 'likely' | 'none';

/** The Hadoop Azure driver ends a name with the account that the value is for. */
const AZURE_ACCOUNT = /\.[\w-]+\.(?:dfs|blob|queue|table)\.core\.[\w.]+$/i;

/** A name that ends like this names or describes a secret, and holds none. */
const DESCRIPTION = new Set(
  (
    'id ids arn arns name names scope scopes path paths uri url urls version versions type types ' +
    'length age ttl lifetime seconds minutes hours days expiry expiration expires enabled enable ' +
    'required disabled audience audiences provider providers policy policies rotation count limit ' +
    'mode format location endpoint endpoints ref reference algorithm size index status state ' +
    'field fields column columns function class md5 manager usage prefix description comment'
  ).split(' '),
);

const CERTAIN_WORDS = new Set(['secret', 'secrets', 'token', 'pwd', 'pass', 'sas', 'passcode']);
/** Tokens that page through results or make a request idempotent. */
const HARMLESS_TOKEN = /(?:^| )(?:next|page|continuation|idempotency|pagination|change|sync) token/;
/** Keys that name, sort or join things. */
const HARMLESS_KEY =
  /(?:^| )(?:public|task|job|cluster|environment|primary|partition|sort|foreign|object|map|state|cluster by|tag) keys?$/;
const CERTAIN_TEXT =
  /passw(?:or)?d|passphrase|(?:secret|token)$|(?:api|access|account|private|secret|subscription|shared)key|connectionstring|sharedaccess(?:key|signature)|sastoken/;
const LIKELY_WORDS = new Set(
  'key keys auth authorization bearer credential credentials creds signature cookie dsn hmac seed salt pat jwt cert webhook'.split(
    ' ',
  ),
);

/** The meaning of a name. */
export const meaningOfKey = remembered(classify);

function classify(name: string): KeyMeaning {
  const words = name
    .replace(AZURE_ACCOUNT, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined || DESCRIPTION.has(last)) return 'none';
  const text = words.join(' ');
  if (HARMLESS_TOKEN.test(text) || HARMLESS_KEY.test(text)) return 'none';
  const isCertain =
    words.some((word) => CERTAIN_WORDS.has(word)) || CERTAIN_TEXT.test(words.join(''));
  if (isCertain) return 'certain';
  return words.some((word) => LIKELY_WORDS.has(word)) ? 'likely' : 'none';
}
