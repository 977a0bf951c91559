import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommuneYear, fillCommuneYear } from '../../../../bench/commune-year.ts';
import { Dossiers } from '../../../../gateway/appraisal/dossiers/dossiers.ts';
import type { DossierParts } from '../../../../gateway/appraisal/dossiers/parts.ts';
import type { Sources } from '../../../../gateway/appraisal/dossiers/sources.ts';
import { AreaTree } from '../../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../../gateway/clock.ts';
import { Coverage } from '../../../../gateway/coverage/coverage.ts';
import { readSessionsOf } from '../../../../gateway/coverage/hamlet-days-store.ts';
import { sessionKeyOf } from '../../../../gateway/coverage/session-key.ts';
import { Documents } from '../../../../gateway/documents/documents.ts';
import { Checkpoints } from '../../../../gateway/evidence/checkpoints.ts';
import { EvidenceLog } from '../../../../gateway/evidence/evidence-log.ts';
import { FactBus } from '../../../../gateway/facts.ts';
import type { Person } from '../../../../gateway/http/app.ts';
import { KeyRing } from '../../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../../gateway/log.ts';
import { dayOf, instantAt } from '../../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../../database/engines.ts';

export interface Office extends CommuneYear {
  readonly parts: DossierParts;
  readonly dossiers: Dossiers;
  readonly coverage: Coverage;
  readonly clock: MovableClock;
  readonly facts: FactBus;
  readonly person: (role: Person['role'], ...areas: string[]) => Person;
  close(): Promise<void>;
}

/** A commune with a real record, and the office that makes dossiers of it. Evidence is packed by a few lines of the test's own. */
export async function openOffice(
  test: TestDatabase,
  size: { hamlets: number; from: string; to: string },
  sourcesGiven: Partial<Sources> = {},
): Promise<Office> {
  const { database } = test;
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-dossiers-'));
  const clock = new MovableClock(instantAt('2026-11-26', '09:00'));
  const tree = new AreaTree(() => dayOf(clock.now()));
  const year = await fillCommuneYear(database, tree, size);
  const facts = new FactBus();
  const keys = KeyRing.open(join(folder, 'keys'), clock);
  const log = new EvidenceLog({ database });
  const checkpoints = new Checkpoints({ database, clock, log: silentLog, keys, origin: 'loaxa/thu' });
  const coverage = new Coverage({ database, clock, log: silentLog, facts, tree, treeSize: () => log.size() });
  await coverage.start();
  const documents = new Documents();
  const sources: Sources = {
    verdicts: (area, query) =>
      coverage.of(area, { from: query.from, to: query.to, ...(query.rule ? { rule: query.rule } : {}) }),
    async *sessions({ coverage: { rule, hamlets, to }, from }) {
      const ids = hamlets.map(({ hamlet }) => hamlet);
      yield* await readSessionsOf(database.read, sessionKeyOf(rule.numbers), ids, from, to);
    },
    visits: async () => [],
    exclusions: async () => [],
    handLog: async () => [],
    station: () => ({ decision: '15/QĐ-UBND ngày 02/03/2024' }),
    opinions: async () => undefined,
    ...sourcesGiven,
  };
  const parts: DossierParts = {
    ...{ database, clock, log: silentLog, facts, audit: new Audit({ database, clock }), tree, documents, sources },
    evidence: {
      checkpoint: (position) => checkpoints.latest(position === undefined ? {} : { position }),
      async *lines(checkpoint, positions) {
        yield `${JSON.stringify({ checkpoint, entries: positions.length })}\n`;
        for (let index = 0; index < positions.length; index += 2_000) {
          const some = positions.slice(index, index + 2_000);
          const bodies = await database
            .read('evidence_bodies')
            .whereBetween('position', [some[0] ?? 0, some.at(-1) ?? 0])
            .orderBy('position');
          for (const { position, jws } of bodies) yield `${JSON.stringify({ position, jws })}\n`;
        }
      },
      manifest: (manifest) => ({ text: `${JSON.stringify(manifest, null, 2)}\n`, note: 'a note of the test' }),
    },
    folder: join(folder, 'dossiers'),
    publicUrl: 'https://loaxa.example',
    nameOf: (id) => `Người ${id}`,
    roundCommunes: async () => [],
    requireRound: async () => undefined,
  };
  const dossiers = new Dossiers(parts);
  return {
    ...{ ...year, parts, dossiers, coverage, clock, facts },
    person: (role, ...areas) => ({ id: `${role}-1`, username: role, name: role, role, areas }),
    close: async () => {
      await dossiers.stop();
      await documents.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
