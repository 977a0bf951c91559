import type { FastifyInstance } from 'fastify';
import { verification } from '../../../protocol/api/reports.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { Refusal } from './refusal.ts';

export const KNOWN_CODE = '7K2M-9QHD-4TXA';

/** What the installation says of a dossier with a code, to anybody. */
export function evidenceRoutes(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/api/v1/verification/:code', ({ params }) => {
    if (params.code !== KNOWN_CODE) throw new Refusal(404, 'no-such-dossier');
    return verification.parse({
      ...{ code: KNOWN_CODE, number: '12/HS-LX-2026', areaName: 'Xã Hưng Lĩnh', from: '2026-08-01', to: '2026-10-31' },
      ...{ ruleName: 'Loa hoạt động thường xuyên', madeAt: instantAt('2026-11-20', '09:30'), origin: 'loaxa/nghe-an' },
      files: ['ho-so.pdf', 'deliveries.csv', 'evidence.jsonl'].map((name, index) => ({
        name,
        sha256: String(index).repeat(64),
      })),
      checkpoint: { size: 123_456, rootHash: 'A'.repeat(43), note: 'loaxa/nghe-an\n123456\n' },
    });
  });
}
