import type { Knex } from 'knex';
import type { Dialect } from './database.ts';
import { foundation } from './migrations/001-foundation.ts';
import { nodeKeys } from './migrations/002-node-keys.ts';
import { labels } from './migrations/003-labels.ts';
import { nodeCertificates } from './migrations/004-node-certificates.ts';
import { people } from './migrations/005-people.ts';
import { appraisalRounds } from './migrations/006-appraisal-rounds.ts';
import { calendar } from './migrations/007-calendar.ts';
import { conflicts } from './migrations/008-conflicts.ts';
import { approval } from './migrations/009-approval.ts';
import { speechGroupsCampaigns } from './migrations/010-speech-groups-campaigns.ts';
import { emergencies } from './migrations/011-emergencies.ts';
import { timetable } from './migrations/012-timetable.ts';
import { verdict } from './migrations/013-verdict.ts';
import { rulesAndPeriods } from './migrations/014-rules-and-periods.ts';
import { inspections } from './migrations/015-inspections.ts';
import { checkpointSendings } from './migrations/016-checkpoint-sendings.ts';
import { dossiers } from './migrations/017-dossiers.ts';
import { reports } from './migrations/018-reports.ts';
import { incidents } from './migrations/019-incidents.ts';
import { notifications } from './migrations/020-notifications.ts';
import { cases } from './migrations/021-cases.ts';
import { telemetry } from './migrations/022-telemetry.ts';
import { remote } from './migrations/023-remote.ts';
import { firmware } from './migrations/024-firmware.ts';
import { listening } from './migrations/025-listening.ts';
import { speech } from './migrations/026-speech.ts';
import { relays } from './migrations/027-relays.ts';
import { live } from './migrations/028-live.ts';
import { sources } from './migrations/029-sources.ts';
import { alerts } from './migrations/030-alerts.ts';
import { nodeLoudest } from './migrations/031-node-loudest.ts';
import { liveChimeAndParts } from './migrations/033-live-chime-and-parts.ts';
import { above } from './migrations/034-above.ts';
import { nodePhotos } from './migrations/035-node-photos.ts';
import { caseSearch } from './migrations/036-case-search.ts';
import { exceptionsAndDrafts } from './migrations/037-exceptions-and-drafts.ts';
import { followedGroups } from './migrations/038-followed-groups.ts';
import { capFeeds } from './migrations/041-cap-feeds.ts';
import { waysIn } from './migrations/042-ways-in.ts';
import { narrowRollUps } from './migrations/044-narrow-roll-ups.ts';

interface Migration {
  readonly name: string;
  up(knex: Knex, dialect: Dialect): Promise<void>;
}

const MIGRATIONS: readonly Migration[] = [
  foundation,
  nodeKeys,
  labels,
  nodeCertificates,
  people,
  appraisalRounds,
  calendar,
  conflicts,
  approval,
  speechGroupsCampaigns,
  emergencies,
  timetable,
  verdict,
  rulesAndPeriods,
  inspections,
  checkpointSendings,
  dossiers,
  reports,
  incidents,
  notifications,
  cases,
  telemetry,
  remote,
  firmware,
  listening,
  speech,
  relays,
  live,
  sources,
  alerts,
  nodeLoudest,
  liveChimeAndParts,
  above,
  nodePhotos,
  caseSearch,
  exceptionsAndDrafts,
  followedGroups,
  capFeeds,
  waysIn,
  narrowRollUps,
];

/** Numbered migrations as code, so that they run from the built output as well as from the source. */
export class MigrationList implements Knex.MigrationSource<Migration> {
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  async getMigrations(): Promise<Migration[]> {
    return [...MIGRATIONS];
  }

  getMigrationName(migration: Migration): string {
    return migration.name;
  }

  async getMigration(migration: Migration): Promise<Knex.Migration> {
    return {
      up: (knex) => migration.up(knex, this.#dialect),
      down: () => Promise.reject(new Error('migrations go forward only; restore a backup instead')),
    };
  }
}
