/** The landed documents, as the feeds' contracts describe them. */

export interface Participant {
  participant_id: string;
  name: string;
  email: string;
  role: 'rep' | 'prospect';
}

export interface Turn {
  turn_index: number;
  speaker_id: string;
  role: 'rep' | 'prospect';
  text: string;
}

export interface Signal {
  signal_name: string;
  signal_type: string;
  value: number | boolean | string;
  confidence: number | null;
  reason: string | null;
  evidence: string[];
}

export interface Evaluation {
  run_id: string;
  status: 'succeeded';
  kit_code: string;
  kit_version_id: string;
  scoring_version: string;
  scored_at: string;
  signals: Signal[];
}

export interface Call {
  call_id: string;
  source_call_id: string;
  channel: 'phone' | 'video';
  language: string;
  title: string;
  call_timestamp: string;
  duration_seconds: number;
  rep_id: string;
  account_id: string;
  deal_id: string;
  participants: Participant[];
  transcript: Turn[];
}

export interface Conversation {
  schema_version: string;
  source_system: string;
  call: Call;
  evaluations: [Evaluation, ...Evaluation[]];
}

export interface Deal {
  deal_id: string;
  account_id: string;
  rep_id: string;
  outcome: 'won' | 'lost' | 'open';
  amount: number;
  committed_amount: number | null;
  currency: string;
  closed_at: string | null;
  updated_at: string;
}

export interface Rep {
  rep_id: string;
  name: string;
  email: string;
  team_id: string;
  manager_email: string;
  updated_at: string;
}

/** The instant as landed documents write it: to the second, in UTC. */
export function timestamp(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The instant that many seconds later, or earlier when negative. */
export function later(instant: string, seconds: number): string {
  return timestamp(new Date(Date.parse(instant) + seconds * 1000));
}
