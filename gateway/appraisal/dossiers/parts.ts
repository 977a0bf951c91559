import type { AreaTree } from '../../areas/area-tree.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Documents } from '../../documents/documents.ts';
import type { FactBus } from '../../facts.ts';
import type { Person } from '../../http/app.ts';
import type { AuditPort } from '../../http/ports.ts';
import type { Log } from '../../log.ts';
import type { EvidenceSource, Sources } from './sources.ts';

/** What dossiers stand on. */
export interface DossierParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly documents: Documents;
  readonly sources: Sources;
  readonly evidence: EvidenceSource;
  /** `dossiers/` of the data folder. */
  readonly folder: string;
  /** Where the page of verification is found, without a slash at its end. */
  readonly publicUrl: string;
  readonly nameOf: (account: string) => string | undefined;
  /** Communes of the appraisal rounds this appraiser is a member of. */
  readonly roundCommunes: (person: Person) => Promise<readonly string[]>;
  /** Throws unless the person may read what this round says of the commune. */
  readonly requireRound: (person: Person, round: string, commune: string) => Promise<unknown>;
}
