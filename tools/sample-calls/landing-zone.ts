import { type CallAndDeal, makeCall } from './calls';
import { type Defect, DEFECTS, file, type LandedFile } from './defects';
import { dealLines, repLines } from './lines';
import { customerAccounts, salesReps, TEAMS } from './people';
import { Random } from './random';

const FIRST_DAY = Date.UTC(2025, 2, 3);
const DAYS = 120;
const DAY = 86_400_000;

/** Contents of a generated landing zone: the counts by kind, and the rows that a lakehouse must have. */
export interface Manifest {
  readonly seed: number;
  readonly calls: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Rows by table, once everything is ingested. */
  readonly expected: Readonly<Record<string, number>>;
}

export interface LandingZone {
  readonly files: LandedFile[];
  readonly manifest: Manifest;
}

/** A landing zone of that many calls; the same seed gives the same files, byte for byte. */
export function landingZone(calls: number, seed: number): LandingZone {
  const random = new Random(seed);
  const reps = salesReps(random, Math.max(4, Math.ceil(calls / 15)), '2025-03-01T00:00:00Z');
  const accounts = customerAccounts(random, Math.max(3, Math.ceil(calls / 4)));
  const made = Array.from({ length: calls }, (_, index) => {
    const day = new Date(FIRST_DAY + Math.floor((index * DAYS) / calls) * DAY);
    return makeCall(random, index + 1, day, random.pick(reps), random.pick(accounts));
  });
  const kinds = assignKinds(random, calls);
  const conversations = made.flatMap(({ conversation }, index) => {
    const kind = kinds.get(index);
    return kind ? kind.files(random, conversation) : [file(conversation, conversation)];
  });
  const deals = dealLines(made.map((call) => call.deal));
  const people = repLines(reps, TEAMS[0]);
  const outcome = expectedOf(made, kinds);
  return {
    files: [...conversations, ...deals.files, ...people.files],
    manifest: {
      seed,
      calls,
      kinds: countKinds(kinds),
      expected: {
        'bronze.conversations_raw': conversations.length,
        'bronze.deals_raw': deals.lines,
        'bronze.reps_raw': people.lines,
        'silver.conversations': outcome.conversations,
        'silver.conversation_signals': outcome.signals,
        'silver.deals': calls,
        'silver.reps': reps.length,
        'silver.quarantine': outcome.quarantined + deals.rejected + people.rejected,
      },
    },
  };
}

interface NamedDefect extends Defect {
  readonly name: string;
}

/** Assigns kinds of defects to calls: each kind at least once, no call more than one. */
function assignKinds(random: Random, calls: number): Map<number, NamedDefect> {
  const shuffled = random.sample([...Array(calls).keys()], calls);
  const assigned = new Map<number, NamedDefect>();
  for (const [name, defect] of Object.entries(DEFECTS)) {
    for (const call of shuffled.splice(0, Math.max(1, Math.round(calls * defect.share)))) {
      assigned.set(call, { name, ...defect });
    }
  }
  return assigned;
}

function countKinds(kinds: ReadonlyMap<number, NamedDefect>): Record<string, number> {
  const found = [...kinds.values()];
  return Object.fromEntries(
    Object.keys(DEFECTS).map((name) => [name, found.filter((kind) => kind.name === name).length]),
  );
}

function expectedOf(made: readonly CallAndDeal[], kinds: ReadonlyMap<number, NamedDefect>) {
  const total = { conversations: 0, signals: 0, quarantined: 0 };
  made.forEach(({ conversation }, index) => {
    const defect: Partial<Defect> = kinds.get(index) ?? {};
    const { rejectsCall, rejectsSignals = 0, retractsSignals = 0 } = defect;
    if (rejectsCall) {
      total.quarantined += 1;
      return;
    }
    const signals = conversation.evaluations.reduce((n, e) => n + e.signals.length, 0);
    total.conversations += 1;
    total.signals += signals - rejectsSignals - retractsSignals;
    total.quarantined += rejectsSignals;
  });
  return total;
}
