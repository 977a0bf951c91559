import { z } from 'zod';
import { listened, listenedInput, waveform } from '../../protocol/api/library.ts';
import { sha256 } from '../../protocol/messages/fields.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, personOf } from '../http/app.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Recordings } from './recordings.ts';

const params = z.object({ sha256 });
const reads = { access: { who: 'signed-in' } } as const;
/** A program does not listen. */
const listens = {
  access: { who: 'roles', roles: ['operator', 'approver', 'hamlet-head', 'administrator'], ownSession: true },
} as const;
/** Only what was played, of the recording that the path names. */
const body = listenedInput.omit({ recording: true }).extend({ recording: sha256.optional() });

/** Listening to a recording, and its picture. */
export function listeningRoutes(api: App, recordings: Recordings): void {
  const found = async (name: string): Promise<StoredRecording> => {
    const recording = await recordings.get(name);
    if (!recording) throw new NotFoundError('no-such-recording', 'No recording has this name.');
    return recording;
  };

  api.get(
    '/recordings/:sha256/listened',
    { config: reads, schema: { params, response: { 200: listened } } },
    async (request) => {
      const [own] = await recordings.listening.of(personOf(request).id, [await found(request.params.sha256)]);
      return own as NonNullable<typeof own>; // one asked for, one given
    },
  );

  api.post(
    '/recordings/:sha256/listened',
    { config: listens, schema: { params, body, response: { 200: listened } } },
    async (request) => {
      const { recording = request.params.sha256, ranges } = request.body;
      if (recording !== request.params.sha256)
        throw new InvalidInputError('other-recording', 'The body names another recording than the path.');
      return recordings.listening.report(personOf(request).id, await found(recording), ranges);
    },
  );

  api.get(
    '/recordings/:sha256/waveform',
    { config: reads, schema: { params, response: { 200: waveform } } },
    async (request) => ({
      peaks: await recordings.waveforms.of(await found(request.params.sha256)),
    }),
  );
}
