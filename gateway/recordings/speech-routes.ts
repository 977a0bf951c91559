import { z } from 'zod';
import { recording } from '../../protocol/api/broadcast.ts';
import { sentenceInput, speechInput, speechPreview, speechVoices } from '../../protocol/api/library.ts';
import type { OwnWords } from '../audio/reading/dictionary.ts';
import { readOut } from '../audio/reading/read-out.ts';
import type { Clock } from '../clock.ts';
import { InvalidInputError, TooManyRequestsError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import { PerMinute } from '../http/per-minute.ts';
import { asRecording } from './recordings.ts';
import type { Speech } from './speech.ts';

const EDITORS = { who: 'roles', roles: ['operator', 'approver', 'hamlet-head', 'administrator'] } as const;
/** A voice takes seconds of the machine. */
const SPEECHES_A_MINUTE = 10;
/** Asked for while somebody types. */
const PREVIEWS_A_MINUTE = 120;
/** Asked for one after the other by somebody who listens. */
const SENTENCES_A_MINUTE = 40;

export interface SpeechRouteParts {
  readonly speech: Speech;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly dictionaries: { wordsOf(area: string): OwnWords };
}

export function speechRoutes(api: App, { speech, clock, scope, dictionaries }: SpeechRouteParts): void {
  const speeches = new PerMinute(clock, SPEECHES_A_MINUTE);
  const previews = new PerMinute(clock, PREVIEWS_A_MINUTE);
  const sentences = new PerMinute(clock, SENTENCES_A_MINUTE);
  const speaking = new Set<string>();

  api.post(
    '/speech',
    { config: { access: EDITORS }, schema: { body: speechInput, response: { 201: recording } } },
    async (request, reply) => {
      const person = personOf(request);
      const { area: wanted, ...order } = request.body;
      const area = areaOf(scope, person, wanted);
      take(speeches, person);
      if (speaking.has(person.id))
        throw new TooManyRequestsError('speech-busy', 'Your last text is still being spoken. Wait for it.');
      speaking.add(person.id);
      try {
        return reply.code(201).send(asRecording(await speech.speak(order, person, area)));
      } finally {
        speaking.delete(person.id);
      }
    },
  );

  api.post(
    '/speech/preview',
    { config: { access: EDITORS }, schema: { body: speechInput, response: { 200: speechPreview } } },
    async (request) => {
      const person = personOf(request);
      const { text, voice, area: wanted } = request.body;
      const area = areaOf(scope, person, wanted);
      take(previews, person);
      return readOut(text, voice, dictionaries.wordsOf(area));
    },
  );

  api.post(
    '/speech/sentence',
    { config: { access: EDITORS }, schema: { body: sentenceInput, response: { 200: z.instanceof(Buffer) } } },
    async (request, reply) => {
      const person = personOf(request);
      const { area: wanted, ...order } = request.body;
      const area = areaOf(scope, person, wanted);
      take(sentences, person);
      const mp3 = await speech.sentence(order, area);
      return reply.type('audio/mpeg').header('cache-control', 'no-store').send(mp3);
    },
  );

  api.get(
    '/speech/voices',
    { config: { access: EDITORS }, schema: { response: { 200: speechVoices } } },
    async (request) => {
      take(previews, personOf(request));
      return speech.voices();
    },
  );
}

function areaOf(scope: Scope, person: Person, wanted: string | undefined): string {
  const area = wanted ?? person.areas[0];
  if (area === undefined) throw new InvalidInputError('no-area', 'Say which area the recording belongs to.');
  requireScope(scope, person, area);
  return area;
}

function take(limit: PerMinute, person: Person): void {
  const retryAfterMs = limit.attempt(person.id);
  if (retryAfterMs > 0)
    throw new TooManyRequestsError('too-many-speeches', 'Too many texts in one minute; wait a little.', {
      retryAfterMs,
    });
}
