import { type Conversation, type Deal, later, type Rep, timestamp } from './documents';
import { evaluate } from './evaluation';
import type { Account } from './people';
import type { Random } from './random';
import { type CallStyle, type Objection, speak } from './transcript';

const OBJECTIONS: readonly (Objection | undefined)[] = ['price', 'timing', 'competitor', undefined];
const LINES = { phone: 'Call', video: 'Video call' } as const;

/** A call and the deal that it was about. */
export interface CallAndDeal {
  readonly conversation: Conversation;
  readonly deal: Deal;
}

/** The `number`-th call, at a time of day when people work. */
export function makeCall(
  random: Random,
  number: number,
  day: Date,
  rep: Rep,
  account: Account,
): CallAndDeal {
  const style = callStyle(random);
  const at = timestamp(new Date(day.getTime() + random.integer(8 * 3600, 17 * 3600) * 1000));
  const id = `${at.slice(0, 10).replaceAll('-', '')}-${String(number).padStart(5, '0')}`;
  const deal = makeDeal(random, `deal-${id}`, style, rep, account, at);
  const lines = speak(random, style, {
    rep: rep.name,
    contact: account.contact,
    company: account.company,
  });
  const transcript = lines.map(([role, text], index) => ({
    turn_index: index,
    speaker_id: role === 'rep' ? rep.rep_id : account.accountId,
    role,
    text,
  }));
  const channel = random.pick(['phone', 'video'] as const);
  return {
    deal,
    conversation: {
      schema_version: '1.0',
      source_system: 'dialler',
      call: {
        call_id: `call-${id}`,
        source_call_id: id,
        channel,
        language: 'en',
        title: `${LINES[channel]} with ${account.company}`,
        call_timestamp: at,
        duration_seconds: 40 + transcript.length * random.integer(8, 15),
        rep_id: rep.rep_id,
        account_id: account.accountId,
        deal_id: deal.deal_id,
        participants: [
          { participant_id: rep.rep_id, name: rep.name, email: rep.email, role: 'rep' },
          {
            participant_id: account.accountId,
            name: account.contact,
            email: account.email,
            role: 'prospect',
          },
        ],
        transcript,
      },
      evaluations: [
        evaluate(random, 0, style, transcript, at),
        evaluate(random, 1, style, transcript, at),
      ],
    },
  };
}

function callStyle(random: Random): CallStyle {
  const style = random.pick(['consultative', 'transactional', 'relationship'] as const);
  return {
    style,
    questions: style === 'consultative' ? random.integer(3, 5) : random.integer(0, 2),
    objection: random.pick(OBJECTIONS),
    handlesObjection: random.chance(style === 'transactional' ? 0.4 : 0.7),
    asksForNextStep: random.chance(0.65),
  };
}

/** The better the call, the more probably it was won; some deals are still open. */
function makeDeal(
  random: Random,
  dealId: string,
  style: CallStyle,
  rep: Rep,
  account: Account,
  at: string,
): Deal {
  const promise =
    0.15 +
    (style.asksForNextStep ? 0.25 : 0) +
    style.questions * 0.06 +
    (style.objection && !style.handlesObjection ? -0.1 : 0.1);
  const outcome = random.chance(0.15) ? 'open' : random.chance(promise) ? 'won' : 'lost';
  const amount = random.integer(20, 480) * 250;
  const closed = later(at, random.integer(5, 25) * 86_400);
  return {
    deal_id: dealId,
    account_id: account.accountId,
    rep_id: rep.rep_id,
    outcome,
    amount: outcome === 'won' ? amount : 0,
    committed_amount: outcome === 'lost' ? null : amount,
    currency: 'EUR',
    closed_at: outcome === 'open' ? null : closed,
    updated_at: outcome === 'open' ? at : closed,
  };
}
