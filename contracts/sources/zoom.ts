import { defineSource } from './source';

/** Zoom: the recordings of a meeting, and its transcript in WebVTT with `Name: text` in each cue. */
export const zoom = defineSource({
  name: 'zoom',
  sourceSystem: 'zoom',
  comment: 'Zoom: recordings of a meeting and the WebVTT file of its transcript',
  version: 1,
  documentation: [
    {
      title: 'Get meeting recordings (GET /meetings/{meetingId}/recordings)',
      url: 'https://developers.zoom.us/docs/api/meetings/#tag/cloud-recording/get/meetings/{meetingId}/recordings',
    },
    {
      title: 'Recording Transcript Completed',
      url: 'https://marketplace.zoom.us/docs/api-reference/webhook-reference/recording-events/recording-transcript-completed',
    },
    {
      title: 'WebVTT: The Web Video Text Tracks Format',
      url: 'https://www.w3.org/TR/webvtt1/',
    },
  ],
  parts: [
    {
      name: 'recording',
      comment:
        'Response of `GET /meetings/{meetingId}/recordings`, or the event `recording.transcript_completed`',
      calls: ['payload.object', ''],
      recognizedBy: ['recording_files', 'topic'],
      id: 'uuid',
    },
    {
      name: 'transcript',
      comment: 'The file of the type TRANSCRIPT, as text',
      format: 'webvtt',
      recognizedBy: [],
    },
  ],
  // `id` is the number of the meeting, which repeats in a series; `uuid` is one instance of it
  id: 'recording.uuid',
  time: { value: 'recording.start_time', as: 'iso8601' },
  duration: { value: 'recording.duration', unit: 'minutes' },
  channel: { constant: 'video' },
  title: 'recording.topic',
  rep: { firstOf: ['context.rep_id', 'recording.host_id'] },
  turns: {
    pieces: 'transcript.cues[*]',
    text: ['transcript.cues[*].text'],
    speaker: ['transcript.cues[*].speaker'],
    speakersAreNames: true,
    start: 'transcript.cues[*].start',
    end: 'transcript.cues[*].end',
    mergesPieces: true,
  },
});
