/** Vocabulary of the declarations that map a vendor's documents to the canonical call (contracts/feeds/conversations.ts). */
import { sourceProblems } from './validate';

/** The roles of a participant that the pipeline distinguishes. */
export type Role = 'rep' | 'prospect';

/** The media of a call. */
export type Channel = 'phone' | 'video' | 'chat';

/**
 * The place of a value. A text is a path such as `call.parties[*].id`, and begins with the name of a part. `firstOf` takes the
 * first path with a value. `list` takes the value of the objects that have all values of `where`; two values are an error.
 */
export type ValueRule =
  | string
  | { readonly firstOf: readonly string[] }
  | {
      readonly list: string;
      readonly where: Readonly<Record<string, string>>;
      readonly take: string;
    };

export interface TimeRule {
  readonly value: ValueRule;
  /** The form of the time. Each form has a date and a time zone. */
  readonly as: 'iso8601' | 'epochSeconds' | 'epochMilliseconds' | 'rfc2822';
}

export interface DurationRule {
  readonly value: ValueRule;
  readonly unit: 'seconds' | 'minutes' | 'milliseconds';
}

export interface LanguageRule {
  readonly value: ValueRule;
  /** `bcp47`: `en-US`, `en_us` or `en`. `iso6392`: three letters, such as `eng`. */
  readonly as: 'bcp47' | 'iso6392';
}

export type ChannelRule =
  | { readonly constant: Channel }
  | { readonly value: ValueRule; readonly values: Readonly<Record<string, Channel>> };

export interface RoleRule {
  readonly value: string;
  /** The role of each value; null: a participant without a role. */
  readonly values: Readonly<Record<string, Role | null>>;
}

/** Participants from a list of the document. All paths but `list` are relative to an element. */
export interface ParticipantRule {
  readonly list: string;
  /** The first path with a value is the id. */
  readonly id: readonly string[];
  /** The value that turns have for the participant. */
  readonly speaker: readonly string[];
  readonly name?: string;
  readonly email?: string;
  readonly role?: RoleRule;
}

/** Turns from words, sentences or longer pieces. The `[*]` of each path are those of `pieces`. */
export interface TurnRule {
  readonly pieces: string;
  /** The first path with a value is the text. */
  readonly text: readonly string[];
  /** Values that together identify the speaker: paths, or the position in the n-th `[*]` of `pieces`. */
  readonly speaker: readonly (string | { readonly position: number })[];
  /**
   * The name of the speaker, for documents without a list of participants.
   * @default - the participants have no names
   */
  readonly speakerName?: string;
  /**
   * The speaker is the name of a person, which is masked. The id is `speaker_1` and so on, by first mention.
   * @default false
   */
  readonly speakersAreNames?: boolean;
  /**
   * The role of the speaker, for documents without a list of participants.
   * @default - only `context.rep_speaker` gives roles
   */
  readonly role?: RoleRule;
  /**
   * The begin of the piece. Pieces are sorted by it.
   * @default - the order of the document
   */
  readonly start?: string;
  /** The end of the piece, which is not before its begin. */
  readonly end?: string;
  /** Joins adjacent pieces of one speaker to one turn. */
  readonly mergesPieces: boolean;
}

/** A document of the vendor that is part of a call. */
export interface SourcePart {
  /** The first name of each path of the mapping, and the key of the part in a joined document. */
  readonly name: string;
  readonly comment: string;
  /** @default json */
  readonly format?: 'json' | 'webvtt';
  /**
   * The places of the calls in the document: the first that exists. The empty path is the document itself.
   * @default - the document itself
   */
  readonly calls?: readonly string[];
  /** Paths, relative to a call, that every document of this kind has. */
  readonly recognizedBy: readonly string[];
  /**
   * The path of the call's id, relative to a call, by which the parts are joined.
   * @default - the part belongs to the documents that it is sent with
   */
  readonly id?: string;
  /**
   * The id is optional: the part then belongs to the documents that it is sent with.
   * @default false
   */
  readonly isIdOptional?: boolean;
}

export interface SourceContract {
  /** The name of the mapping. */
  readonly name: string;
  /** `source_system` of the call, and the prefix of its id. */
  readonly sourceSystem: string;
  readonly comment: string;
  /** Raise it when the mapping changes. Each call records it as its `schema_version`. */
  readonly version: number;
  /** Pages of the vendor that document the fields. */
  readonly documentation: readonly { readonly title: string; readonly url: string }[];
  /** The documents of a call; the first has its id. */
  readonly parts: readonly SourcePart[];
  readonly id: ValueRule;
  readonly time: TimeRule;
  readonly updatedAt?: TimeRule;
  readonly duration?: DurationRule;
  readonly language?: LanguageRule;
  readonly channel: ChannelRule;
  readonly title?: ValueRule;
  readonly rep: ValueRule;
  readonly account?: ValueRule;
  readonly deal?: ValueRule;
  /** @default - one participant for each speaker of the turns */
  readonly participants?: ParticipantRule;
  readonly turns: TurnRule;
}

/**
 * The fields of the part `context`, which the sender adds, each a text. `rep_speaker` is the speaker who is the rep; all
 * other speakers are prospects then.
 */
export const CONTEXT_FIELDS = ['rep_id', 'account_id', 'deal_id', 'rep_speaker'] as const;

/** Checks a declaration, and returns it; throws one error that lists every problem. */
export function defineSource(contract: SourceContract): SourceContract {
  const problems = sourceProblems(contract);
  if (problems.length > 0) throw new Error(`source ${contract.name}: ${problems.join('; ')}`);
  return contract;
}
