import ipaddr from 'ipaddr.js';

/**
 * The widest range that limits access. Amazon S3 takes a wider one for public (Amazon S3 User Guide,
 * "The meaning of public").
 */
const WIDEST_PREFIX = { ipv4: 8, ipv6: 32 } as const;

/**
 * Returns whether address ranges limit access: each of them, and all of them together. Two halves
 * of the address space are the whole of it.
 */
export function limitAccess(ranges: readonly string[]): boolean {
  const total = { ipv4: 0, ipv6: 0 };
  for (const range of ranges) {
    const parsed = parse(range);
    if (parsed === undefined || parsed.prefix < WIDEST_PREFIX[parsed.kind]) return false;
    total[parsed.kind] += 2 ** (WIDEST_PREFIX[parsed.kind] - parsed.prefix);
  }
  return ranges.length > 0 && total.ipv4 <= 1 && total.ipv6 <= 1;
}

function parse(range: string): { kind: 'ipv4' | 'ipv6'; prefix: number } | undefined {
  try {
    const [address, prefix] = range.includes('/')
      ? ipaddr.parseCIDR(range)
      : [ipaddr.parse(range), ipaddr.parse(range).kind() === 'ipv4' ? 32 : 128];
    return { kind: address.kind(), prefix };
  } catch {
    return undefined;
  }
}
