import type { Random } from './random';

/** Style of a call, which decides its lines, signals and outcome. */
export interface CallStyle {
  readonly style: 'consultative' | 'transactional' | 'relationship';
  /** Number of questions that the rep asks before the pitch. */
  readonly questions: number;
  readonly objection?: Objection;
  readonly handlesObjection: boolean;
  readonly asksForNextStep: boolean;
}

export type Objection = 'price' | 'timing' | 'competitor';

/** A turn before it has a speaker's id. */
export type Line = readonly ['rep' | 'prospect', string];

/** The names that a transcript mentions. */
export interface Cast {
  readonly rep: string;
  readonly contact: string;
  readonly company: string;
}

const QUESTIONS: readonly (readonly [string, string])[] = [
  [
    'How do your people find out today what was promised on a call?',
    'They ask around. Or they listen to the recording, if there is one.',
  ],
  [
    'What happens when a deal slips at the end of the quarter?',
    'Honestly, we notice too late. The forecast is a spreadsheet.',
  ],
  [
    'Who else would have to agree before you change anything?',
    'Our head of operations, and finance for anything above twenty thousand.',
  ],
  ['How many calls does a team of yours make in a week?', 'About four hundred, more in spring.'],
  [
    'If you could fix one thing before summer, what would it be?',
    'Onboarding. New people take five months until they sell.',
  ],
  ['What did you try before?', 'A plug-in for the phone system. No one used it after the pilot.'],
];
const PITCHES = [
  'Every call is transcribed and scored the same evening, so coaching starts the next morning.',
  'Your managers see which habits go with won deals, team by team, without listening to a single recording.',
  'New colleagues learn from your ten best calls. Two of our customers halved their onboarding.',
  'It runs inside your own cloud account: no recording ever leaves it.',
];
const OBJECTIONS: Readonly<Record<Objection, readonly [string, string, string]>> = {
  price: [
    'That is well above what we have in the budget for this year.',
    'I understand. If we start with one team and bill from the day it is live, you stay below it.',
    'Everybody says that at first. It is worth it.',
  ],
  timing: [
    'This quarter is impossible, we are in the middle of a migration.',
    'Then let us fix a date after the migration and prepare the access rights until then.',
    'It would really be best to sign this month.',
  ],
  competitor: [
    'We are also talking to Callwise, and they offer the scoring for free.',
    'Good to know. Their scores stop at one language; may I show you the difference on a call of yours?',
    'I would not trust them, frankly.',
  ],
};
const SMALL_TALK: readonly Line[] = [
  ['rep', 'How was the trade fair? I saw your stand in the paper 🙂'],
  ['prospect', 'Exhausting, but worth it. We met half of our customers there.'],
];

/** Returns the lines of both sides in order. */
export function speak(random: Random, call: CallStyle, cast: Cast): Line[] {
  const lines: Line[] = [
    ['rep', `Hello ${first(cast.contact)}, this is ${cast.rep}. Is now still a good time?`],
    [
      'prospect',
      random.pick(['Yes, I have twenty minutes.', 'It is, go ahead.', 'Sure. What is it about?']),
    ],
  ];
  if (call.style === 'relationship') lines.push(...SMALL_TALK);
  for (const [question, answer] of random.sample(QUESTIONS, call.questions)) {
    lines.push(['rep', question], ['prospect', answer]);
  }
  for (const pitch of random.sample(PITCHES, call.style === 'transactional' ? 3 : 2)) {
    lines.push(
      ['rep', pitch],
      ['prospect', random.pick(['I see.', 'Interesting.', 'And in Spanish, too?', 'OK, go on.'])],
    );
  }
  if (call.objection) {
    const [said, handled, brushedOff] = OBJECTIONS[call.objection];
    lines.push(['prospect', said], ['rep', call.handlesObjection ? handled : brushedOff]);
  }
  lines.push(...closing(random, call, cast));
  return lines;
}

function closing(random: Random, call: CallStyle, cast: Cast): Line[] {
  if (!call.asksForNextStep) {
    return [
      ['prospect', 'Well, send me something to read.'],
      ['rep', `I will. Greetings to everybody at ${cast.company}.`],
    ];
  }
  const day = random.pick(['Tuesday', 'Wednesday', 'Thursday']);
  return [
    [
      'rep',
      `Shall we go over three of your own calls together on ${day}, with your operations lead?`,
    ],
    [
      'prospect',
      call.objection && !call.handlesObjection
        ? 'Let me think about it.'
        : `${day} works. Send the invitation.`,
    ],
  ];
}

function first(name: string): string {
  return name.replace(/ .*/, '');
}
