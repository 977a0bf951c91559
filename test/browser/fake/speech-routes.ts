import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type DictionaryEntry,
  dictionary,
  dictionaryInput,
  sentenceInput,
  speechInput,
  speechPreview,
  speechVoices,
} from '../../../protocol/api/library.ts';
import { sendHum } from './audio-file.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import { readAloud, spokenMs } from './speech-world.ts';
import type { World } from './world.ts';

const KEEPERS = ['operator', 'administrator'];

/** What the province reads in its own way, for every commune. */
const ABOVE: readonly (DictionaryEntry & { areaName: string })[] = [
  { written: 'Krông Ana', spoken: 'cờ rông a na', exact: false, areaName: 'Nghệ An' },
  { written: 'VNPT', spoken: 'vê en pê tê', exact: true, areaName: 'Nghệ An' },
];

/** Preview, one sentence, voices, and the dictionaries, as the gateway answers them. */
export function speechRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const words = new Map<string, DictionaryEntry[]>();
  const wordsOf = (area: string | undefined) => [...(words.get(area ?? '') ?? []), ...ABOVE];
  const shown = (area: string) => dictionary.parse({ entries: words.get(area) ?? [], inherited: ABOVE });
  const area = (request: FastifyRequest) => decodeURIComponent((request.params as { area: string }).area);

  app.post(`${api}/speech/preview`, async (request) => {
    const person = known(request);
    const { text, area: wanted } = speechInput.parse(request.body);
    return speechPreview.parse(readAloud(text, wordsOf(wanted ?? person.areas[0])));
  });
  app.post(`${api}/speech/sentence`, async (request, reply) => {
    known(request);
    const { text } = sentenceInput.parse(request.body);
    world.heardSentences.push(text);
    return sendHum(request, reply, spokenMs(text));
  });
  app.get(`${api}/speech/voices`, async (request) => {
    known(request);
    const voices = [
      { id: 'north', name: 'Miền Bắc' },
      { id: 'central', name: 'Miền Trung' },
      { id: 'south', name: 'Miền Nam' },
    ];
    return speechVoices.parse({ engine: 'espeak-ng', voices });
  });
  app.get(`${api}/areas/:area/dictionary`, async (request) => {
    known(request);
    return shown(area(request));
  });
  app.put(`${api}/areas/:area/dictionary`, async (request) => {
    if (!KEEPERS.includes(known(request).role)) throw new Refusal(403, 'role');
    words.set(area(request), dictionaryInput.parse(request.body).entries);
    return shown(area(request));
  });
}
