import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import {
  checkpointRow,
  consistency,
  evidenceStatus,
  receiptView as receiptSchema,
} from '../../protocol/api/evidence.ts';
import { toBase64Url } from '../../protocol/jws.ts';
import type { Database } from '../database/database.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { latestCheckpoint, listCheckpoints, sealOf } from './checkpoint-store.ts';
import type { EvidenceLog } from './evidence-log.ts';
import type { App } from './evidence-routes.ts';
import type { Publishing } from './publishing.ts';
import { readableEntry } from './readable-entry.ts';
import { type ReceiptSurroundings, receiptView, runOfReceipt } from './receipt-view.ts';
import type { Retention } from './retention.ts';
import type { SelfCheck } from './self-check.ts';

export interface LogRouteParts {
  readonly database: Database;
  readonly evidence: EvidenceLog;
  readonly publishing: Publishing;
  readonly selfCheck: SelfCheck;
  readonly retention: Retention;
  readonly mayRead: (request: FastifyRequest, node: string) => boolean;
  readonly nodeOf: (node: string) => ReceiptSurroundings['node'];
  readonly runOf: (run: string) => Promise<ReceiptSurroundings['run']>;
}

const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What witnesses outside watch, and what the signed in see of the record. */
export function registerLogRoutes(app: App, parts: LogRouteParts): void {
  witnessRoutes(app, parts);
  app.get(
    '/evidence/status',
    { config: { access: { who: 'signed-in' } }, schema: { response: { 200: evidenceStatus } } },
    async () => {
      const seal = await latestCheckpoint(parts.database.read);
      const checked = await parts.selfCheck.last();
      return {
        entries: await parts.evidence.size(),
        sealed: seal?.size ?? 0,
        ...(seal && { sealedAt: seal.at }),
        ...(checked && { checked }),
        published: await parts.publishing.published(),
        keptFrom: parts.retention.keptFrom,
      };
    },
  );
  app.get(
    '/receipts/:position',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: z.object({ position: size }), response: { 200: receiptSchema } },
    },
    async (request) => {
      const { position } = request.params;
      const entry = await readableEntry(parts, request, position);
      const run = runOfReceipt(entry.jws);
      const around = {
        node: parts.nodeOf(entry.node),
        run: run === undefined ? undefined : await parts.runOf(run),
        receivedAt: entry.receivedAt,
        seal: await sealOf(parts.database.read, position),
      };
      const view = receiptView(position, entry.jws, around);
      if (!view) throw new NotFoundError('not-a-receipt', `Entry ${position} is a ${entry.kind}, not a receipt.`);
      return view;
    },
  );
}

/** A checkpoint and a consistency proof tell sizes and hashes only. */
function witnessRoutes(app: App, { database, evidence }: LogRouteParts): void {
  app.get(
    '/evidence/checkpoints',
    {
      config: { access: { who: 'anyone' } },
      schema: { querystring: pageQuery, response: { 200: pageOf(checkpointRow) } },
    },
    async ({ query: { cursor, limit } }) => {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
        throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
      const below = cursor === undefined ? undefined : Number(cursor);
      const { items, total } = await listCheckpoints(database.read, below, limit);
      const last = items.at(-1);
      return { items, total, ...(items.length === limit && last && last.size > 0 && { next: String(last.size) }) };
    },
  );
  app.get(
    '/evidence/consistency',
    {
      config: { access: { who: 'anyone' } },
      schema: { querystring: z.object({ older: size, newer: size }), response: { 200: consistency } },
    },
    async ({ query: { older, newer } }) => {
      const entries = await evidence.size();
      if (older > newer || newer > entries)
        throw new InvalidInputError('no-such-tree', `Give older ≤ newer ≤ ${entries}, the size of the log.`);
      const [path, before, after] = await Promise.all([
        evidence.consistencyProof(older, newer),
        evidence.rootAt(older),
        evidence.rootAt(newer),
      ]);
      return {
        older: { size: older, rootHash: toBase64Url(before) },
        newer: { size: newer, rootHash: toBase64Url(after) },
        path: path.map(toBase64Url),
      };
    },
  );
}
