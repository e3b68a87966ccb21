import { defineSource } from './source';

/** Amazon Connect Contact Lens: the analysis of a call has no time and no agent; its contact record has them. */
export const contactLens = defineSource({
  name: 'contact_lens',
  sourceSystem: 'amazon_connect',
  comment: 'Amazon Connect: output files of Contact Lens and contact records, joined by ContactId',
  version: 1,
  documentation: [
    {
      title: 'Example Contact Lens output files for a call',
      url: 'https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files.html',
    },
    {
      title: 'Data model for Amazon Connect contact records',
      url: 'https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html',
    },
  ],
  parts: [
    {
      name: 'contact',
      comment: 'Contact record',
      recognizedBy: ['AWSContactTraceRecordFormatVersion', 'InitiationMethod'],
      id: 'ContactId',
    },
    {
      name: 'analysis',
      comment: 'Output file of Contact Lens for a call or chat',
      recognizedBy: ['Version', 'Participants', 'Transcript', 'ConversationCharacteristics'],
      id: 'CustomerMetadata.ContactId',
    },
  ],
  id: 'contact.ContactId',
  time: { value: 'contact.InitiationTimestamp', as: 'iso8601' },
  updatedAt: { value: 'contact.LastUpdateTimestamp', as: 'iso8601' },
  duration: {
    value: 'analysis.ConversationCharacteristics.TotalConversationDurationMillis',
    unit: 'milliseconds',
  },
  language: { value: 'analysis.LanguageCode', as: 'bcp47' },
  channel: { value: 'analysis.Channel', values: { VOICE: 'phone', CHAT: 'chat' } },
  // a user name may be an address, and an id is not masked
  rep: { firstOf: ['context.rep_id', 'contact.Agent.ARN'] },
  participants: {
    list: 'analysis.Participants[*]',
    id: ['ParticipantId'],
    speaker: ['ParticipantId'],
    role: {
      value: 'ParticipantRole',
      values: {
        AGENT: 'rep',
        CUSTOMER: 'prospect',
        SYSTEM: null,
        CUSTOM_BOT: null,
        SUPERVISOR: null,
      },
    },
  },
  turns: {
    pieces: 'analysis.Transcript[*]',
    text: ['analysis.Transcript[*].Content'],
    speaker: ['analysis.Transcript[*].ParticipantId'],
    start: 'analysis.Transcript[*].BeginOffsetMillis',
    end: 'analysis.Transcript[*].EndOffsetMillis',
    mergesPieces: false,
  },
});
