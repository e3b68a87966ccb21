import { defineSource } from './source';

/** Fireflies: one transcript with its sentences. */
export const fireflies = defineSource({
  name: 'fireflies',
  sourceSystem: 'fireflies',
  comment: 'Fireflies: transcripts of meetings',
  version: 1,
  documentation: [
    { title: 'Transcript', url: 'https://docs.fireflies.ai/schema/transcript' },
    { title: 'Sentence', url: 'https://docs.fireflies.ai/schema/sentence' },
  ],
  parts: [
    {
      name: 'transcript',
      comment: 'Response of the query `transcript`',
      calls: ['data.transcript', ''],
      recognizedBy: ['sentences', 'participants'],
      id: 'id',
    },
  ],
  id: 'transcript.id',
  time: { value: 'transcript.date', as: 'epochMilliseconds' },
  duration: { value: 'transcript.duration', unit: 'minutes' },
  channel: { constant: 'video' },
  title: 'transcript.title',
  // hosts and organizers have addresses only, and an id is not masked: the sender adds the rep
  rep: 'context.rep_id',
  turns: {
    pieces: 'transcript.sentences[*]',
    text: ['transcript.sentences[*].text'],
    speaker: ['transcript.sentences[*].speaker_id'],
    speakerName: 'transcript.sentences[*].speaker_name',
    start: 'transcript.sentences[*].start_time',
    end: 'transcript.sentences[*].end_time',
    mergesPieces: true,
  },
});
