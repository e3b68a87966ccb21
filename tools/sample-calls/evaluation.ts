import { type Evaluation, later, type Signal, type Turn } from './documents';
import type { Random } from './random';
import type { CallStyle } from './transcript';

export const SCORING_VERSIONS = ['rubric@1', 'rubric@2'] as const;
const KIT_VERSIONS = [
  '5f0c2f0e-7a39-4a52-9d0b-5b1f6c1f0a11',
  '0d6f8f5a-2f6e-4f2e-8f0e-3c9a7b1d2e22',
] as const;

/** Scores a call by one of the scoring versions; the second is the sterner. */
export function evaluate(
  random: Random,
  version: 0 | 1,
  call: CallStyle,
  turns: readonly Turn[],
  callTimestamp: string,
): Evaluation {
  return {
    run_id: random.uuid(),
    status: 'succeeded',
    kit_code: 'SALESCALL',
    kit_version_id: KIT_VERSIONS[version],
    scoring_version: SCORING_VERSIONS[version],
    scored_at: later(callTimestamp, 6 * 3600 + version * 86_400 * 20),
    signals: signals(random, version, call, turns),
  };
}

function signals(
  random: Random,
  version: 0 | 1,
  call: CallStyle,
  turns: readonly Turn[],
): Signal[] {
  const rep = turns.filter((t) => t.role === 'rep');
  const words = (list: readonly Turn[]) => list.reduce((n, t) => n + t.text.split(' ').length, 0);
  const questions = rep.filter((t) => t.text.includes('?'));
  const share = (part: number, whole: number) => Math.round((100 * part) / whole) / 100;
  const mood =
    (call.asksForNextStep ? 0.7 : 0.45) - (call.objection && !call.handlesObjection ? 0.2 : 0);
  const sure = () => Math.round((0.45 + 0.55 * random.next()) * 10_000) / 10_000;
  const quotes = (list: readonly Turn[]) => list.slice(0, 2).map((t) => t.text);
  return [
    score('talk_share', share(words(rep), words(turns)), null, []),
    score('question_share', share(questions.length, rep.length), null, quotes(questions)),
    score(
      'sentiment',
      Math.round((mood - 0.05 * version + 0.2 * random.next()) * 100) / 100,
      sure(),
      [],
    ),
    flag(
      'behaviour',
      'asks_discovery_questions',
      call.questions >= 2 + version,
      sure(),
      quotes(questions),
    ),
    flag('behaviour', 'asks_for_next_step', call.asksForNextStep, sure(), quotes(rep.slice(-1))),
    flag('behaviour', 'handles_objection', !!call.objection && call.handlesObjection, sure(), []),
    flag('risk_flag', 'price_pushback', call.objection === 'price', sure(), []),
    flag('risk_flag', 'competitor_mentioned', call.objection === 'competitor', sure(), []),
    {
      signal_name: 'dominant_style',
      signal_type: 'label',
      value: call.style,
      confidence: sure(),
      reason: null,
      evidence: [],
    },
  ];
}

function score(name: string, value: number, confidence: number | null, evidence: string[]): Signal {
  return { signal_name: name, signal_type: 'score', value, confidence, reason: null, evidence };
}

function flag(
  type: 'behaviour' | 'risk_flag',
  name: string,
  value: boolean,
  confidence: number,
  evidence: string[],
): Signal {
  const reason = value ? 'heard in the call' : 'not heard in the call';
  return {
    signal_name: name,
    signal_type: type,
    value,
    confidence,
    reason,
    evidence: value ? evidence : [],
  };
}
