import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  conclusion,
  conclusionInput,
  draw,
  drawInput,
  otherPart,
  otherPartInput,
  round,
  roundInput,
  roundPatch,
  selfAssessment,
  selfAssessmentInput,
  sideBySide,
  visit,
  visitInput,
} from '../../../protocol/api/appraisal.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { rule } from '../../../protocol/api/coverage.ts';
import { attachment } from '../../../protocol/api/inspections.ts';
import {
  addendum,
  exclusion,
  exclusionInput,
  period,
  periodInput,
  revokeInput,
  ruleDraftInput,
  ruleVersion,
  trial,
  trialInput,
} from '../../../protocol/api/periods.ts';
import { OTHER_PARTS } from '../../../protocol/verdicts.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Rules, periods, exclusions and rounds, as protocol/api/periods.ts and appraisal.ts say them. A route another file serves already is left to it. */
export function rulesRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const { rules, rounds, founding } = world;
  const on = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, handler: Handler) => {
    const url = `/api/v1${path}`;
    if (!app.hasRoute({ method, url })) app.route({ method, url, handler });
  };
  const of = (request: FastifyRequest) => request.params as { id: string; other: string; part: string };
  const administrator = (request: FastifyRequest): Person => {
    const person = known(request);
    if (person.role !== 'administrator') throw new Refusal(403, 'role');
    return person;
  };

  on('GET', '/rules', async (request) => {
    known(request);
    return z.object({ items: z.array(rule) }).parse({ items: rules.rules() });
  });
  on('GET', '/rules/:id', async (request) =>
    z.object({ items: z.array(ruleVersion) }).parse({ items: rules.versionsFor(of(request).id, known(request)) }),
  );
  on('PUT', '/rules/:id/draft', async (request) => {
    const person = administrator(request);
    return ruleVersion.parse(rules.writeDraft(of(request).id, ruleDraftInput.parse(request.body), person));
  });
  on('DELETE', '/rules/:id/draft', async (request, reply) => {
    administrator(request);
    rules.dropDraft(of(request).id);
    return reply.code(204).send();
  });
  on('POST', '/rules/:id/draft/trial', async (request) => {
    administrator(request);
    return trial.parse(rules.trial(of(request).id, trialInput.parse(request.body)));
  });
  on('POST', '/rules/:id/draft/publish', async (request) =>
    ruleVersion.parse(rules.publish(of(request).id, administrator(request))),
  );

  on('GET', '/periods', async (request) => {
    known(request);
    return z.object({ items: z.array(period) }).parse({ items: rules.periods });
  });
  on('POST', '/periods', async (request, reply) => {
    administrator(request);
    return reply.code(201).send(period.parse(rules.open(periodInput.parse(request.body))));
  });
  on('POST', '/periods/:id/close', async (request) =>
    period.parse(rules.close(of(request).id, administrator(request))),
  );
  on('GET', '/periods/:id/addenda', async (request) => {
    known(request);
    return z.object({ items: z.array(addendum) }).parse({ items: rules.addenda(of(request).id) });
  });

  on('GET', '/exclusions', async (request) => {
    const person = known(request);
    const items = rules.exclusions.filter(({ areas }) =>
      areas.some(
        ({ id }) =>
          founding.tree.isWithin(id, person.areas) || person.areas.some((own) => founding.tree.isWithin(own, [id])),
      ),
    );
    return z.object({ items: z.array(exclusion) }).parse({ items });
  });
  on('POST', '/exclusions', async (request, reply) => {
    const person = administrator(request);
    const input = exclusionInput.parse(request.body);
    const made = rules.exclude(input, person, (area) => founding.tree.get(area)?.name ?? area);
    return reply.code(201).send(exclusion.parse(made));
  });
  on('POST', '/exclusions/:id/revoke', async (request) => {
    administrator(request);
    return exclusion.parse(rules.revoke(of(request).id, revokeInput.parse(request.body).reason));
  });

  on('GET', '/rounds', async (request) => {
    const items = rounds.seenBy(known(request));
    return pageOf(round).parse({ items, total: items.length });
  });
  on('POST', '/rounds', async (request, reply) => {
    administrator(request);
    return reply.code(201).send(round.parse(rounds.open(roundInput.parse(request.body))));
  });
  on('GET', '/rounds/:id', async (request) => {
    known(request);
    return round.parse(rounds.round(of(request).id));
  });
  on('PATCH', '/rounds/:id', async (request) => {
    administrator(request);
    return round.parse(rounds.change(of(request).id, roundPatch.parse(request.body)));
  });
  on('GET', '/rounds/:id/visits', async (request) => {
    known(request);
    const all = rounds.visits.filter((one) => one.round === of(request).id);
    const { cursor = '0', limit = '50' } = request.query as { cursor?: string; limit?: string };
    const from = Number(cursor);
    const to = from + Number(limit);
    return pageOf(visit).parse({
      items: all.slice(from, to),
      total: all.length,
      ...(to < all.length ? { next: String(to) } : {}),
    });
  });
  on('POST', '/rounds/:id/visits', async (request, reply) => {
    const person = known(request);
    rounds.mayJudge(of(request).id, person);
    return reply.code(201).send(visit.parse(rounds.record(of(request).id, visitInput.parse(request.body), person)));
  });
  on('GET', '/rounds/:id/conclusions', async (request) => {
    known(request);
    const { area } = request.query as { area?: string };
    const items = rounds.conclusions.filter((one) => one.round === of(request).id && (!area || one.area === area));
    return z.object({ items: z.array(conclusion) }).parse({ items });
  });
  on('PUT', '/rounds/:id/conclusions/:other', async (request) => {
    const { id, other } = of(request);
    const person = known(request);
    rounds.mayJudge(id, person);
    return conclusion.parse(rounds.conclude(id, other, conclusionInput.parse(request.body), person));
  });
  on('GET', '/rounds/:id/communes/:other', async (request) => {
    known(request);
    return sideBySide.parse(rounds.sideBySide(of(request).id, of(request).other));
  });
  on('PUT', '/rounds/:id/self-assessments/:other', async (request) => {
    const { id, other } = of(request);
    return selfAssessment.parse(rounds.assess(id, other, selfAssessmentInput.parse(request.body), known(request)));
  });
  on('PUT', '/rounds/:id/parts/:other/:part', async (request) => {
    const { id, other, part } = of(request);
    const person = known(request);
    if (person.role !== 'administrator' && person.role !== 'approver') throw new Refusal(403, 'role');
    const input = otherPartInput.parse(request.body);
    return otherPart.parse(rounds.writePart(id, other, z.enum(OTHER_PARTS).parse(part), input, person));
  });
  on('GET', '/rounds/:id/draws', async (request) => {
    known(request);
    return z
      .object({ items: z.array(draw) })
      .parse({ items: rounds.draws.filter((one) => one.round === of(request).id) });
  });
  on('POST', '/rounds/:id/draws', async (request, reply) => {
    const person = known(request);
    if (person.role !== 'administrator') rounds.mayJudge(of(request).id, person);
    return reply.code(201).send(draw.parse(rounds.draw(of(request).id, drawInput.parse(request.body), person)));
  });

  on('POST', '/attachments', async (request, reply) => {
    known(request);
    const file = await request.file();
    const bytes = (await file?.toBuffer()) ?? Buffer.alloc(0);
    if (!file || !['application/pdf', 'image/jpeg', 'image/png', 'image/webp'].includes(file.mimetype))
      throw new Refusal(422, 'attachment-type');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return reply
      .code(201)
      .send(attachment.parse({ sha256, name: file.filename, type: file.mimetype, bytes: bytes.length }));
  });
  on('GET', '/attachments/:id', async (request, reply) => {
    known(request);
    return reply.type('application/pdf').send(Buffer.from('%PDF-1.4\n'));
  });
}
