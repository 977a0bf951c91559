import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bulletin, bulletinInput, programme, recording } from '../../../protocol/api/broadcast.ts';
import { inboxItem } from '../../../protocol/api/campaigns.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import {
  approvalItem,
  approveManyAnswer,
  approveManyInput,
  deputy,
  deputyCandidates,
  deputyInput,
  letter,
  listened,
  listenedInput,
  replaceRecordingAnswer,
  replaceRecordingInput,
  returnInput,
  speechInput,
  usage,
  waveform,
} from '../../../protocol/api/library.ts';
import { sendHum } from './audio-file.ts';
import type { BulletinQuery } from './library-world.ts';
import type { Person } from './people-world.ts';
import { chance } from './random.ts';
import { Refusal } from './refusal.ts';
import { spokenMs } from './speech-world.ts';
import type { World } from './world.ts';

const APPROVERS = ['approver', 'administrator'];

/** Bulletins, approval, listening, speech and letters, as the gateway answers them. */
export function libraryRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { library, broadcast, people } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const approver = (request: FastifyRequest): Person => {
    const person = known(request);
    const standsIn = library.deputies.some((deputy) => deputy.account === person.id);
    if (!APPROVERS.includes(person.role) && !standsIn) throw new Refusal(403, 'role');
    return person;
  };

  app.get('/audio/:file', (request, reply) => {
    const [file] = (request.params as { file: string }).file.split('.');
    const found = broadcast.recordings.find((one) => one.mp3 === file || one.opus === file);
    if (!found) return reply.code(404).send();
    return sendHum(request, reply, found.durationMs);
  });

  app.get(`${api}/bulletins`, async (request) => {
    known(request);
    return pageOf(bulletin).parse(library.list(request.query as BulletinQuery));
  });
  app.get(`${api}/bulletins/:id`, async (request) => {
    known(request);
    return bulletin.parse(library.get(id(request)));
  });
  app.post(`${api}/bulletins`, async (request, reply) => {
    const made = library.create(bulletinInput.parse(request.body), known(request));
    return reply.code(201).send(bulletin.parse(made));
  });
  app.put(`${api}/bulletins/:id`, async (request) =>
    bulletin.parse(library.change(id(request), bulletinInput.parse(request.body), known(request))),
  );
  app.delete(`${api}/bulletins/:id`, async (request) => {
    known(request);
    const { force } = request.query as { force?: string };
    if (force !== 'true' && library.usage(id(request)).programmes.length > 0) throw new Refusal(409, 'bulletin-used');
    return bulletin.parse(library.cancel(id(request)));
  });
  app.post(`${api}/bulletins/:id/submit`, async (request) => {
    known(request);
    return bulletin.parse(library.submit(id(request)));
  });
  app.get(`${api}/bulletins/:id/usage`, async (request) => {
    known(request);
    return usage.parse(library.usage(id(request)));
  });

  for (const [kind, schema] of [
    ['bulletin', bulletin],
    ['programme', programme],
  ] as const) {
    app.post(`${api}/${kind}s/:id/approve`, async (request) => {
      const { contentHash } = (request.body ?? {}) as { contentHash?: string };
      return schema.parse(library.approve(kind, id(request), contentHash, approver(request)));
    });
    app.post(`${api}/${kind}s/:id/return`, async (request) =>
      schema.parse(library.giveBack(kind, id(request), returnInput.parse(request.body), approver(request))),
    );
  }

  app.get(`${api}/approvals`, async (request) => {
    const items = library.approvals(approver(request));
    return pageOf(approvalItem).parse({ items, total: items.length });
  });
  app.post(`${api}/approvals`, async (request) => {
    const person = approver(request);
    const answer: z.infer<typeof approveManyAnswer> = { approved: [], refused: [] };
    for (const item of approveManyInput.parse(request.body).items) {
      try {
        library.approve(item.kind, item.id, item.contentHash, person);
        answer.approved.push(item.id);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answer.refused.push({ id: item.id, code: error.problem.code, detail: error.problem.title });
      }
    }
    return approveManyAnswer.parse(answer);
  });

  app.get(`${api}/deputies`, async (request) => {
    known(request);
    return z.object({ items: z.array(deputy) }).parse({ items: library.deputies });
  });
  app.get(`${api}/deputies/candidates`, async (request) => {
    const person = approver(request);
    const items = people.persons
      .filter(
        (one) =>
          ['approver', 'operator'].includes(one.role) && one.id !== person.id && one.areas[0] === person.areas[0],
      )
      .map(({ id, name }) => ({ id, name }));
    return deputyCandidates.parse({ items });
  });
  app.post(`${api}/deputies`, async (request, reply) => {
    const person = approver(request);
    const input = deputyInput.parse(request.body);
    const named = people.persons.find((one) => one.id === input.account);
    if (!named) throw new Refusal(404, 'no-account');
    return reply.code(201).send(deputy.parse(library.addDeputy(input, named.name, person)));
  });
  app.delete(`${api}/deputies/:id`, async (request, reply) => {
    approver(request);
    const at = library.deputies.findIndex((one) => one.id === id(request));
    if (at >= 0) library.deputies.splice(at, 1);
    return reply.code(204).send();
  });

  app.get(`${api}/inbox`, async (request) => {
    known(request);
    return z.object({ items: z.array(inboxItem) }).parse({ items: library.inbox });
  });

  app.get(`${api}/recordings`, async (request) => {
    known(request);
    return pageOf(recording).parse({ items: broadcast.recordings, total: broadcast.recordings.length });
  });
  app.post(`${api}/recordings`, async (request) => {
    known(request);
    let title = '';
    let type = '';
    let bytes = 0;
    for await (const part of request.parts()) {
      if (part.type === 'field') title = String(part.value);
      else {
        type = part.mimetype;
        for await (const chunk of part.file) bytes += (chunk as Buffer).length;
      }
    }
    library.uploads.push({ title, bytes, type });
    if (bytes < 100) throw new Refusal(422, 'recording-silent');
    return recording.parse(broadcast.addRecording(title, 62_000, world.now()));
  });
  app.get(`${api}/recordings/:id`, async (request) => {
    known(request);
    const found = library.recording(id(request));
    if (!found) throw new Refusal(404, 'no-such-recording');
    return recording.parse(found);
  });
  app.get(`${api}/recordings/:id/listened`, async (request) =>
    listened.parse(library.heard(known(request).id, id(request))),
  );
  app.post(`${api}/recordings/:id/listened`, async (request) => {
    const person = known(request);
    const input = listenedInput.parse(request.body);
    return listened.parse(library.heard(person.id, input.recording, input.ranges));
  });
  app.get(`${api}/recordings/:id/waveform`, async (request) => {
    known(request);
    const peaks = Array.from({ length: 200 }, (_, index) => {
      const phrase = Math.abs(Math.sin(index / 7 + chance(id(request)) * 6));
      return Math.round(12 + 80 * phrase * chance('peak', id(request), index));
    });
    return waveform.parse({ peaks });
  });
  app.post(`${api}/recordings/:id/replace`, async (request) => {
    const person = known(request);
    const { by } = replaceRecordingInput.parse(request.body);
    return replaceRecordingAnswer.parse(library.replaceRecording(id(request), by, person));
  });

  app.post(`${api}/speech`, async (request, reply) => {
    known(request);
    const { text, title } = speechInput.parse(request.body);
    const made = broadcast.addRecording(title ?? text.slice(0, 60), spokenMs(text), world.now());
    return reply.code(201).send(recording.parse(made));
  });
  app.post(`${api}/letters`, async (request) => {
    known(request);
    let bytes = 0;
    for await (const part of request.parts())
      if (part.type === 'file') for await (const chunk of part.file) bytes += (chunk as Buffer).length;
    if (bytes < 20) throw new Refusal(422, 'letter-unreadable');
    return letter.parse({
      title: 'Về việc chi trả hỗ trợ thiệt hại do mưa lũ',
      text: 'Sáng 30/12, UBND xã phát 5.000.000đ cho mỗi hộ bị sập nhà. Đề nghị bà con mang theo căn cước.',
      field: 'disaster',
      reference: '128/UBND-VX ngày 20/11/2026',
      warnings: ['tables-left-out'],
    });
  });
}
