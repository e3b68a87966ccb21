import { defineSource } from './source';

/** Gong: calls with parties, and transcripts, as two responses that have the id of the call. */
export const gong = defineSource({
  name: 'gong',
  sourceSystem: 'gong',
  comment: 'Gong: detailed calls and transcripts, joined by the id of the call',
  version: 1,
  documentation: [
    {
      title: 'Retrieve detailed call data by various filters (/v2/calls/extensive)',
      url: 'https://help.gong.io/apidocs/retrieve-detailed-call-data-by-various-filters-v2callsextensive-2',
    },
    {
      title: 'Retrieve transcripts of calls (/v2/calls/transcript)',
      url: 'https://help.gong.io/apidocs/retrieve-transcripts-of-calls-by-date-or-callids-v2callstranscript-2',
    },
  ],
  parts: [
    {
      name: 'call',
      comment: 'Response of `POST /v2/calls/extensive` with `exposedFields.parties`',
      calls: ['calls[*]'],
      recognizedBy: ['metaData', 'parties'],
      // "Gong's unique numeric identifier for the call (up to 20 digits)"
      id: 'metaData.id',
    },
    {
      name: 'transcript',
      comment: 'Response of `POST /v2/calls/transcript`',
      calls: ['callTranscripts[*]'],
      recognizedBy: ['transcript'],
      id: 'callId',
    },
  ],
  id: 'call.metaData.id',
  // "The date and time when the call was recorded in the ISO-8601 format"
  time: { value: 'call.metaData.started', as: 'iso8601' },
  duration: { value: 'call.metaData.duration', unit: 'seconds' },
  // "The language codes (as defined by ISO-639-2B)"; und and zxx are no language
  language: { value: 'call.metaData.language', as: 'iso6392' },
  channel: { value: 'call.metaData.media', values: { Video: 'video', Audio: 'phone' } },
  title: 'call.metaData.title',
  rep: { firstOf: ['context.rep_id', 'call.metaData.primaryUserId'] },
  account: {
    list: 'call.context[*].objects[*]',
    where: { objectType: 'Account' },
    take: 'objectId',
  },
  deal: {
    list: 'call.context[*].objects[*]',
    where: { objectType: 'Opportunity' },
    take: 'objectId',
  },
  participants: {
    list: 'call.parties[*]',
    id: ['userId', 'speakerId', 'id'],
    speaker: ['speakerId'],
    name: 'name',
    email: 'emailAddress',
    role: {
      value: 'affiliation',
      values: { Internal: 'rep', External: 'prospect', Unknown: null },
    },
  },
  turns: {
    pieces: 'transcript.transcript[*].sentences[*]',
    text: ['transcript.transcript[*].sentences[*].text'],
    speaker: ['transcript.transcript[*].speakerId'],
    // "in milliseconds from start of the call"
    start: 'transcript.transcript[*].sentences[*].start',
    end: 'transcript.transcript[*].sentences[*].end',
    mergesPieces: true,
  },
});
