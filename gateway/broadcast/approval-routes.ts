import { z } from 'zod';
import { approveInput, bulletin, programme } from '../../protocol/api/broadcast.ts';
import { pageOf } from '../../protocol/api/common.ts';
import { approvalItem, approveManyAnswer, approveManyInput, returnInput } from '../../protocol/api/library.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { Approvals } from './approvals.ts';
import type { Bulletins } from './bulletins.ts';
import { DEPUTY_ROLES } from './deputy-rules.ts';
import { EDITORS, itemParams } from './item-query.ts';
import type { Programmes } from './programmes.ts';
import type { Waiting } from './waiting.ts';

/** Approvers, and whoever may stand in for one; in which office, for which item, is asked at the desk. */
const reads = { access: { who: 'roles', roles: DEPUTY_ROLES } } as const;
const judges = { access: { who: 'roles', roles: DEPUTY_ROLES, unlocked: true } } as const;
/** Only what waits in one of the areas. */
const waitingQuery = z.object({ area: areaId.optional() });
const edits = { access: EDITORS } as const;

export interface ApprovalRouteParts {
  readonly approvals: Approvals;
  readonly waiting: Waiting;
  readonly bulletins: Bulletins;
  readonly programmes: Programmes;
}

/** Sending to the approver, judging, sending back. */
export function approvalRoutes(api: App, parts: ApprovalRouteParts): void {
  const { approvals, waiting } = parts;
  api.get(
    '/approvals',
    { config: reads, schema: { querystring: waitingQuery, response: { 200: pageOf(approvalItem) } } },
    async (request) => waiting.list(personOf(request), request.query.area),
  );
  api.post(
    '/approvals',
    { config: judges, schema: { body: approveManyInput, response: { 200: approveManyAnswer } } },
    async (request) => approvals.approveMany(personOf(request), request.body),
  );
  bulletinApprovalRoutes(api, parts);
  programmeApprovalRoutes(api, parts);
}

function bulletinApprovalRoutes(api: App, { approvals, bulletins }: ApprovalRouteParts): void {
  const of = <T extends z.ZodType>(body: T) => ({ params: itemParams, body, response: { 200: bulletin } });
  api.post('/bulletins/:id/approve', { config: judges, schema: of(approveInput) }, async (request) => {
    const { id } = request.params;
    return bulletins.asBulletin(await approvals.approveBulletin(personOf(request), id, request.body?.contentHash));
  });
  api.post('/bulletins/:id/return', { config: judges, schema: of(returnInput) }, async (request) =>
    bulletins.asBulletin(await approvals.returnBulletin(personOf(request), request.params.id, request.body)),
  );
  api.post('/bulletins/:id/submit', { config: edits, schema: of(z.unknown()) }, async (request) =>
    bulletins.asBulletin(await bulletins.submit(personOf(request), request.params.id)),
  );
}

function programmeApprovalRoutes(api: App, { approvals, programmes }: ApprovalRouteParts): void {
  const of = <T extends z.ZodType>(body: T) => ({ params: itemParams, body, response: { 200: programme } });
  api.post('/programmes/:id/approve', { config: judges, schema: of(approveInput) }, async (request) => {
    const { id } = request.params;
    return programmes.asProgramme(await approvals.approveProgramme(personOf(request), id, request.body?.contentHash));
  });
  api.post('/programmes/:id/return', { config: judges, schema: of(returnInput) }, async (request) =>
    programmes.asProgramme(await approvals.returnProgramme(personOf(request), request.params.id, request.body)),
  );
  api.post('/programmes/:id/submit', { config: edits, schema: of(z.unknown()) }, async (request) =>
    programmes.asProgramme(await programmes.submit(personOf(request), request.params.id)),
  );
}
