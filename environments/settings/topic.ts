import type { LakehouseSettings } from '.';

/** The optional settings `K` of a topic, with their defaults and those of their fields applied. */
export type WithDefaults<S, K extends keyof S> = {
  readonly [Name in K]-?: Required<NonNullable<S[Name]>>;
};

/**
 * One topic of the settings. Its file has the type with the documentation, the defaults and the
 * rules of these settings.
 */
export interface Topic<S, Defaults extends Partial<S> = Record<never, never>> {
  /** Every setting of the topic; the type makes a missing one a compile error. */
  readonly names: Readonly<Record<keyof S, true>>;
  /** Returns the settings that have a default. */
  readonly resolve: (settings: LakehouseSettings) => Defaults;
  /** Returns all problems; each has the setting, the rule and the value. */
  readonly problems: (settings: LakehouseSettings) => readonly string[];
}

/** The defaults of a topic that has none. */
export const NO_DEFAULTS = (): Record<never, never> => ({});

/** Fields that are not set, or undefined, have their default. */
export function withDefaults<D extends object, V extends object>(defaults: D, values: V): D & V {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(set) as V) };
}
