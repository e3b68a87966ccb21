import { type Conversation, type Evaluation, later, type Signal } from './documents';
import type { Random } from './random';

/** A landed file: its path in the landing zone, and its exact content. */
export interface LandedFile {
  readonly path: string;
  readonly body: string;
}

/** A kind of defect: the files of a call that has it, and the effect on silver against a plain call. */
export interface Defect {
  readonly files: (random: Random, call: Conversation) => LandedFile[];
  /** Calls that do not reach silver.conversations, each into quarantine. */
  readonly rejectsCall?: true;
  /** Signals that go to quarantine. */
  readonly rejectsSignals?: number;
  /** Signals that a later evaluation no longer makes. */
  readonly retractsSignals?: number;
}

/** Defects of a landing zone by name; the share is of all calls. */
export const DEFECTS: Readonly<Record<string, Defect & { readonly share: number }>> = {
  // drift: it lands, is rescued, and enters silver
  unknown_field: { share: 0.04, files: (random, call) => [file(call, unknownField(random, call))] },
  type_mismatch: {
    share: 0.02,
    files: (_, call) => [
      file(call, withCall(call, { duration_seconds: String(call.call.duration_seconds) })),
    ],
  },
  case_variant: {
    share: 0.02,
    files: (_, { call: { channel, ...rest }, ...document }) => [
      file({ call: rest }, { ...document, call: { ...rest, Channel: channel } }),
    ],
  },
  // the same call more than once: the latest version wins in any order of arrival
  resent: { share: 0.03, files: (_, call) => [file(call, call), file(call, call, '.resent')] },
  rescored: {
    share: 0.03,
    retractsSignals: 1,
    files: (random, call) => [file(call, call), file(call, rescored(random, call), '.rescored')],
  },
  late_older: {
    share: 0.03,
    files: (random, call) => [
      file(call, call),
      file(call, provisional(random, call), '.provisional'),
    ],
  },
  // records that break a rule: they land, and go to quarantine
  malformed: {
    share: 0.02,
    rejectsCall: true,
    files: (random, call) => [{ ...file(call, call), body: malformed(random, call) }],
  },
  missing_key: {
    share: 0.01,
    rejectsCall: true,
    files: (random, call) => [
      file(call, withCall(call, random.chance(0.5) ? { call_id: undefined } : { rep_id: ' ' })),
    ],
  },
  confidence_out_of_range: {
    share: 0.02,
    rejectsSignals: 1,
    files: (random, call) => [
      file(call, withSignal(call, { confidence: random.pick([1.7, -0.1, 87]) })),
    ],
  },
  unknown_signal_type: {
    share: 0.01,
    rejectsSignals: 1,
    files: (_, call) => [file(call, withSignal(call, { signal_type: 'emotion' }))],
  },
  wrong_kind_of_value: {
    share: 0.01,
    rejectsSignals: 1,
    files: (_, call) => [file(call, withSignal(call, { value: 'very much' }))],
  },
};

/** The file of a call; `part` tells a second file of the same call from the first. */
export function file(
  call: { readonly call: Pick<Conversation['call'], 'call_id' | 'call_timestamp'> },
  document: unknown,
  part = '',
): LandedFile {
  const { call_id: id, call_timestamp: at } = call.call;
  return {
    path: `conversations/${at.slice(0, 7)}/${id}${part}.json`,
    body: JSON.stringify(document),
  };
}

function withCall(document: Conversation, change: object): object {
  return { ...document, call: { ...document.call, ...change } };
}

/** Changes one behaviour of the first evaluation. */
function withSignal(document: Conversation, change: object): object {
  const [first, ...others] = document.evaluations;
  const signals = first.signals.map((s) =>
    s.signal_name === 'asks_for_next_step' ? { ...s, ...change } : s,
  );
  return { ...document, evaluations: [{ ...first, signals }, ...others] };
}

function unknownField(random: Random, document: Conversation): object {
  const [rep, ...others] = document.call.participants;
  return random.pick([
    { ...document, crm_stage: 'discovery' },
    withCall(document, { recording: { url: 's3://recordings/1', seconds: 12 } }),
    withCall(document, { participants: [{ ...rep, phone: '+49 30 1234' }, ...others] }),
    withSignal(document, { model: 'scorer-large' }),
  ]);
}

/** The second scoring version, repeated: it has other values, and one signal less. */
function rescored(random: Random, document: Conversation): Conversation {
  const [, second] = document.evaluations;
  if (second === undefined) {
    throw new Error(`document of ${document.call.call_id}: has no second evaluation`);
  }
  return { ...document, evaluations: [remade(random, second, 7 * 86_400)] };
}

/** An earlier version of a document, before the transcript was complete: all of it is older. */
function provisional(random: Random, document: Conversation): object {
  const { call, evaluations } = document;
  return {
    ...document,
    call: {
      ...call,
      title: `${call.title} (provisional)`,
      transcript: call.transcript.slice(0, 2),
    },
    evaluations: [remade(random, evaluations[0], -3600)],
  };
}

function remade(random: Random, evaluation: Evaluation, seconds: number): Evaluation {
  return {
    ...evaluation,
    run_id: random.uuid(),
    scored_at: later(evaluation.scored_at, seconds),
    signals: evaluation.signals.filter((s) => s.signal_name !== 'price_pushback').map(opposite),
  };
}

function opposite(signal: Signal): Signal {
  return typeof signal.value === 'boolean' ? { ...signal, value: !signal.value } : signal;
}

function malformed(random: Random, document: Conversation): string {
  const whole = JSON.stringify(document);
  return random.pick([
    whole.slice(0, random.integer(20, whole.length - 2)),
    '<html><body>503 Service Unavailable</body></html>',
    `${whole}\n${whole}`,
    `\ufeff${whole.slice(1)}`,
  ]);
}
