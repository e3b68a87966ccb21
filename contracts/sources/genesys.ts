import { defineSource } from './source';

/** Genesys Cloud: the transcript of a conversation, with the user who took part in it. */
export const genesys = defineSource({
  name: 'genesys',
  sourceSystem: 'genesys',
  comment: 'Genesys Cloud: transcripts of speech and text analytics',
  version: 1,
  documentation: [
    {
      title: 'Speech and text analytics: transcript',
      url: 'https://developer.genesys.cloud/analyticsdatamanagement/speechtextanalytics/transcript-url',
    },
  ],
  parts: [
    {
      name: 'transcript',
      comment: 'The document behind the transcript URL of a communication',
      recognizedBy: ['organizationId', 'participants', 'transcripts'],
      id: 'conversationId',
    },
  ],
  id: 'transcript.conversationId',
  time: { value: 'transcript.startTime', as: 'epochMilliseconds' },
  duration: { value: 'transcript.duration.milliseconds', unit: 'milliseconds' },
  language: { value: 'transcript.transcripts[0].language', as: 'bcp47' },
  channel: {
    value: 'transcript.mediaType',
    values: { call: 'phone', callback: 'phone', chat: 'chat', message: 'chat' },
  },
  rep: {
    list: 'transcript.participants[*]',
    where: { participantPurpose: 'internal' },
    take: 'userId',
  },
  turns: {
    pieces: 'transcript.transcripts[*].phrases[*]',
    text: ['transcript.transcripts[*].phrases[*].text'],
    speaker: ['transcript.transcripts[*].phrases[*].participantPurpose'],
    role: {
      value: 'transcript.transcripts[*].phrases[*].participantPurpose',
      values: { internal: 'rep', external: 'prospect', acd: null, ivr: null, bot: null },
    },
    start: 'transcript.transcripts[*].phrases[*].startTimeMs',
    mergesPieces: false,
  },
});
