/** Mappings of vendors' documents to the canonical call. */
import { contactLens } from './contact-lens';
import { fireflies } from './fireflies';
import { genesys } from './genesys';
import { gong } from './gong';
import type { SourceContract } from './source';
import { twilioAssemblyai, twilioDeepgram } from './twilio';
import { zoom } from './zoom';

export * from './source';

/** Every mapping, in the order of the reference. */
export const SOURCES: readonly SourceContract[] = [
  gong,
  contactLens,
  zoom,
  twilioDeepgram,
  twilioAssemblyai,
  fireflies,
  genesys,
];
