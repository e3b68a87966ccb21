import type { Rep } from './documents';
import type { Random } from './random';

const FIRST_NAMES =
  'Amara Björn Chloé Dmitri Elena Farid Grace Hiro Ines Jamal Katya Liam Mei Noor Olga Priya Quinn Rosa Sven Tomás Uma Viktor Wanda Yusuf Zoë'.split(
    ' ',
  );
const LAST_NAMES =
  'Abara Berg Costa Dubois Ek Fernández Grant Haddad Ivanov Jensen Kim Lindqvist Moreau Nakamura Okafor Petrov Ruiz Sato Tanaka Weiss'.split(
    ' ',
  );
const COMPANIES =
  'Alder Foods,Brightwater,Cobalt Freight,Delta Dental,Ember Studio,Fjord Outdoor,Granite Bank,Harbour Media,Juniper Clinics,Kestrel Energy,Lumen Optics,Meridian Rail'.split(
    ',',
  );

export const TEAMS = ['team_north', 'team_east', 'team_south', 'team_west'] as const;

/** The company that is called. */
export interface Account {
  readonly accountId: string;
  readonly company: string;
  readonly contact: string;
  readonly email: string;
}

/** Returns an element of a list that begins again at its end. */
function cyclic<T>(list: readonly T[], index: number): T {
  const element = list[index % list.length];
  if (element === undefined) throw new Error('cyclic: no elements, got an empty list');
  return element;
}

/** A person's name. */
export function personName(random: Random): string {
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
}

/** The sales people, spread evenly over the teams. */
export function salesReps(random: Random, count: number, since: string): Rep[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `rep_${String(index + 1).padStart(3, '0')}`;
    const team = cyclic(TEAMS, index);
    return {
      rep_id: id,
      name: personName(random),
      email: `${id}@sales.example`,
      team_id: team,
      manager_email: `manager_${team.replace('team_', '')}@sales.example`,
      updated_at: since,
    };
  });
}

/** The companies that are called. */
export function customerAccounts(random: Random, count: number): Account[] {
  return Array.from({ length: count }, (_, index) => {
    const accountId = `account_${String(index + 1).padStart(4, '0')}`;
    return {
      accountId,
      company: cyclic(COMPANIES, index),
      contact: personName(random),
      email: `${accountId}@customer.example`,
    };
  });
}
