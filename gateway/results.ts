import { join } from 'node:path';
import type { Role } from '../protocol/roles.ts';
import { dayOf } from '../protocol/vietnam-time.ts';
import { Appraisal } from './appraisal/appraisal.ts';
import { Dossiers } from './appraisal/dossiers/dossiers.ts';
import { Figures } from './appraisal/figures/figures.ts';
import { Reports } from './appraisal/reports/reports.ts';
import type { AreaTree } from './areas/area-tree.ts';
import { Licences } from './areas/licences.ts';
import type { QuietHours } from './areas/quiet-hours.ts';
import type { Stations } from './areas/stations.ts';
import type { Attachments } from './attachments/attachments.ts';
import type { Audit } from './audit/audit.ts';
import type { Campaigns } from './broadcast/campaigns.ts';
import type { Clock } from './clock.ts';
import { addressOf, type Config } from './config.ts';
import type { Coverage } from './coverage/coverage.ts';
import { Exclusions } from './coverage/exclusions.ts';
import { exclusionsBetween } from './coverage/exclusions-store.ts';
import { HandLog } from './coverage/hand-log.ts';
import { readHandLog } from './coverage/hand-log-store.ts';
import { Inspections } from './coverage/inspections.ts';
import { readVisits } from './coverage/inspections-store.ts';
import type { Periods } from './coverage/periods.ts';
import { frozenUntil } from './coverage/periods-store.ts';
import { type RuleDraftParts, RuleDrafts } from './coverage/rule-drafts.ts';
import { numbersOn } from './coverage/rules.ts';
import type { Database } from './database/database.ts';
import { dayText } from './documents/cell-text.ts';
import { Documents } from './documents/documents.ts';
import type { Checkpoints } from './evidence/checkpoints.ts';
import type { EvidenceLog } from './evidence/evidence-log.ts';
import { manifestText, signManifest } from './evidence/manifest.ts';
import { packageLines } from './evidence/package.ts';
import type { FactBus } from './facts.ts';
import type { Faults } from './faults/faults.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Log } from './log.ts';
import type { Roster } from './nodes/roster.ts';

/** What is judged and printed stands on these. */
export interface ResultsGround {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly database: Database;
  readonly facts: FactBus;
  readonly keys: KeyRing;
  readonly audit: Audit;
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly stations: Stations;
  readonly quietHours: QuietHours;
  readonly attachments: Attachments;
  readonly campaigns: Campaigns;
  readonly coverage: Coverage;
  readonly periods: Periods;
  readonly evidence: EvidenceLog;
  readonly checkpoints: Checkpoints;
  readonly faults: Faults;
  readonly judging: Omit<RuleDraftParts, 'frozenUntil' | 'published'>;
  readonly nameOf: (author: string) => string | undefined;
  readonly roleOf: (account: string) => Role | undefined;
}

const HAMLETS_AT_ONCE = 8;

/** The part of the composition root that turns what was heard into what is decided and taken home: rounds, inspections, dossiers, reports. */
export function createResults(ground: ResultsGround) {
  const { config, log, clock, database, facts, keys, audit, tree, roster, stations, quietHours } = ground;
  const { attachments, campaigns, coverage, periods, evidence, checkpoints, faults, judging, nameOf, roleOf } = ground;
  const exclusions = new Exclusions({ database, clock, audit, facts, nameOf, tree, papers: attachments });
  const ruleDrafts = new RuleDrafts({
    ...{ ...judging, frozenUntil },
    published: async () => {
      await coverage.reload();
      facts.tell('changed', { at: clock.now(), what: 'coverage' });
    },
  });
  const appraisal = new Appraisal({
    ...{ database, clock, audit, tree },
    ...{ roleOf, nameOf, papers: attachments },
    coverageOf: (area, question) => coverage.of(area, question),
  });

  const licences = new Licences({
    ...{ database, clock, audit, facts, tree, attachments },
    alarm: {
      isOpen: (area, name) => faults.isOpen({ kind: 'licence-expiring', area, name }),
      tell: (area, name, detail) => faults.alarm({ kind: 'licence-expiring', area, name, detail }),
      settle: (area, name) => faults.settleIn(area, 'licence-expiring', name),
    },
  });
  const handwritten = { database, clock, audit, facts, tree, nameOf };
  const inspections = new Inspections({
    ...handwritten,
    ...{ roster, attachments },
    requireRound: (transaction, person, round, area) => appraisal.rounds.requireWrite(transaction, person, round, area),
    numbers: () => numbersOn(coverage.rules(), dayOf(clock.now())),
    inspected: (hamlets, at) => coverage.inspected(hamlets, dayOf(at), dayOf(at)),
  });
  const handLog = new HandLog(handwritten);
  const documents = new Documents();
  const dossiers = new Dossiers({
    ...{ database, clock, log, facts, audit, tree, documents, nameOf },
    folder: join(config.dataDir, 'dossiers'),
    publicUrl: addressOf(config),
    sources: {
      verdicts: (area, question) => coverage.of(area, question),
      sessions: async function* ({ area, coverage: { rule, hamlets, to, period }, from }) {
        if (period) return yield* periods.frozenSessions(period.id, rule.id, area);
        for (let index = 0; index < hamlets.length; index += HAMLETS_AT_ONCE) {
          const some = hamlets.slice(index, index + HAMLETS_AT_ONCE).map(({ hamlet }) => hamlet);
          yield* await coverage.sessionsOf(some, { rule, from, to });
        }
      },
      visits: (from, to, closedAt) => readVisits(database.read, from, to, undefined, closedAt),
      exclusions: async (from, to) =>
        (await exclusionsBetween(database.read, from, to))
          .filter(({ revokedAt }) => revokedAt === undefined)
          .map(({ decision: { number, on }, ...one }) => ({ ...one, decision: `${number} ngày ${dayText(on)}` })),
      handLog: (from, to, closedAt) => readHandLog(database.read, from, to, closedAt),
      station: (commune) => stations.get(commune),
      opinions: (round, commune) => appraisal.sideBySides.opinionsOn(round, commune),
    },
    evidence: {
      checkpoint: (position) => checkpoints.latest(position === undefined ? {} : { position }),
      lines: (checkpoint, positions) =>
        packageLines({ evidence, checkpoint, positions, keyOf: (node) => roster.keyOf(node) }),
      manifest: (manifest) => ({ text: manifestText(manifest), note: signManifest(keys, manifest) }),
      page: join(config.dashboardFolder, 'standalone', 'xac-minh.html'),
    },
    roundCommunes: async (person) => (await appraisal.rounds.list(person)).flatMap(({ communes }) => communes),
    requireRound: (person, round, commune) => appraisal.sideBySides.requireReader(person, round, commune),
  });
  const figures = new Figures({ database, clock, audit, tree, stations, roster });
  const reports = new Reports({
    ...{ database, clock, audit, tree, stations, roster, quietHours, coverage, campaigns, figures },
    nameOf,
    inspections: (area, from, to) => inspections.list(area, from, to),
    handLog: (area, from, to) => handLog.list(area, from, to),
    criterion: ({ person, area, query }) => dossiers.criterion(person, area.id, query),
  });

  return {
    exclusions,
    ruleDrafts,
    appraisal,
    licences,
    inspections,
    handLog,
    documents,
    dossiers,
    figures,
    reports,
  };
}
