import { z } from 'zod';
import {
  otherPart,
  otherPartInput,
  selfAssessment,
  selfAssessmentInput,
  sideBySide,
} from '../../protocol/api/appraisal.ts';
import { day } from '../../protocol/api/common.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { OTHER_PARTS } from '../../protocol/verdicts.ts';
import { type App, personOf } from '../http/app.ts';
import type { Appraisal } from './appraisal.ts';
import { roundParams } from './round-routes.ts';

const signedIn = { who: 'signed-in' } as const;
const approvers = { who: 'roles', roles: ['approver'] } as const;
const approversAndAdministrators = { who: 'roles', roles: ['approver', 'administrator'] } as const;
const communeParams = roundParams.extend({ commune: areaId });
const question = z.object({
  rule: z.string().max(64).optional(),
  period: ulid.optional(),
  from: day.optional(),
  to: day.optional(),
});

/** What a registered commune writes about itself, and the three opinions about it. */
export function communeRoutes(app: App, { sideBySides, selfAssessments, otherParts }: Appraisal): void {
  app.get(
    '/rounds/:id/communes/:commune',
    {
      config: { access: signedIn },
      schema: { params: communeParams, querystring: question, response: { 200: sideBySide } },
    },
    async (request) => {
      const { id, commune } = request.params;
      return sideBySides.of(personOf(request), id, commune, request.query);
    },
  );

  app.get(
    '/rounds/:id/self-assessments/:commune',
    {
      config: { access: signedIn },
      schema: { params: communeParams, response: { 200: z.object({ items: z.array(selfAssessment) }) } },
    },
    async (request) => {
      const { id, commune } = request.params;
      await sideBySides.requireReader(personOf(request), id, commune);
      return { items: await selfAssessments.versions(id, commune) };
    },
  );

  app.put(
    '/rounds/:id/self-assessments/:commune',
    {
      config: { access: approvers },
      schema: { params: communeParams, body: selfAssessmentInput, response: { 200: selfAssessment } },
    },
    async (request) => {
      const { id, commune } = request.params;
      return selfAssessments.write(personOf(request), id, commune, request.body);
    },
  );

  app.put(
    '/rounds/:id/parts/:commune/:part',
    {
      config: { access: approversAndAdministrators },
      schema: {
        params: communeParams.extend({ part: z.enum(OTHER_PARTS) }),
        body: otherPartInput,
        response: { 200: otherPart },
      },
    },
    async (request) => {
      const { id, commune, part } = request.params;
      return otherParts.write(personOf(request), id, commune, part, request.body);
    },
  );
}
