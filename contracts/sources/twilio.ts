import { defineSource, type SourcePart } from './source';

const CALL_PAGE = {
  title: 'Call resource',
  url: 'https://www.twilio.com/docs/voice/api/call-resource',
};

const call: SourcePart = {
  name: 'call',
  comment: 'Call resource: `GET /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json`',
  recognizedBy: ['account_sid', 'subresource_uris'],
  id: 'sid',
};

/** The mapping of the Call resource. Twilio names phone numbers, not reps: the sender adds `context.rep_id`. */
const TWILIO = {
  sourceSystem: 'twilio',
  id: 'call.sid',
  // "The start time of the call, given as UTC in RFC 2822 format"
  time: { value: 'call.start_time', as: 'rfc2822' },
  updatedAt: { value: 'call.date_updated', as: 'rfc2822' },
  duration: { value: 'call.duration', unit: 'seconds' },
  channel: { constant: 'phone' },
  rep: 'context.rep_id',
} as const;

/** Twilio calls with the output of Deepgram. Words have a speaker if `diarize`, and a channel if `multichannel` is set. */
export const twilioDeepgram = defineSource({
  ...TWILIO,
  name: 'twilio_deepgram',
  comment: 'Twilio calls with transcriptions of Deepgram',
  version: 1,
  documentation: [
    CALL_PAGE,
    {
      title: 'Pre-Recorded Audio',
      url: 'https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded',
    },
    { title: 'Extra Metadata', url: 'https://developers.deepgram.com/docs/extra-metadata' },
  ],
  parts: [
    call,
    {
      name: 'transcription',
      comment:
        'Response of `POST /v1/listen`; `extra=call_sid:<sid>` joins files that are sent apart',
      recognizedBy: ['metadata.request_id', 'results.channels'],
      id: 'metadata.extra.call_sid',
      isIdOptional: true,
    },
  ],
  language: { value: 'transcription.results.channels[0].detected_language', as: 'bcp47' },
  turns: {
    pieces: 'transcription.results.channels[*].alternatives[0].words[*]',
    text: [
      'transcription.results.channels[*].alternatives[0].words[*].punctuated_word',
      'transcription.results.channels[*].alternatives[0].words[*].word',
    ],
    speaker: [
      { position: 0 },
      'transcription.results.channels[*].alternatives[0].words[*].speaker',
    ],
    start: 'transcription.results.channels[*].alternatives[0].words[*].start',
    end: 'transcription.results.channels[*].alternatives[0].words[*].end',
    mergesPieces: true,
  },
});

/** Twilio calls with the output of AssemblyAI and `speaker_labels`. */
export const twilioAssemblyai = defineSource({
  ...TWILIO,
  name: 'twilio_assemblyai',
  comment: 'Twilio calls with transcripts of AssemblyAI',
  version: 1,
  documentation: [
    CALL_PAGE,
    {
      title: 'Get transcript',
      url: 'https://www.assemblyai.com/docs/api-reference/transcripts/get',
    },
  ],
  parts: [
    call,
    {
      name: 'transcription',
      comment: 'Response of `GET /v2/transcript/{transcript_id}`',
      recognizedBy: ['audio_duration', 'utterances', 'status'],
    },
  ],
  language: { value: 'transcription.language_code', as: 'bcp47' },
  turns: {
    pieces: 'transcription.utterances[*]',
    text: ['transcription.utterances[*].text'],
    speaker: ['transcription.utterances[*].speaker'],
    start: 'transcription.utterances[*].start',
    end: 'transcription.utterances[*].end',
    mergesPieces: false,
  },
});
