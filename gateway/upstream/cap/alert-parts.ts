import type { Counter } from 'prom-client';
import type { SourceCall, WeightRow } from '../../../protocol/api/sources.ts';
import type { SourceLevel } from '../../../protocol/classes.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { FromAbove } from '../../broadcast/from-above.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { FactBus } from '../../facts.ts';
import type { AuditPort } from '../../http/ports.ts';
import type { Log } from '../../log.ts';
import type { Roster } from '../../nodes/roster.ts';
import type { Speech } from '../../recordings/speech.ts';
import type { CapSettings } from './cap-settings.ts';

/** What alerts need to know of a source; `upstream` has more. */
export interface CapSource {
  readonly id: string;
  readonly name: string;
  readonly level: Extract<SourceLevel, 'province' | 'central'>;
  readonly areas: readonly string[];
  /** PEM of the certificates or keys that sign its messages; with one, unsigned ones are refused. */
  readonly signers: readonly string[];
  /** What its alerts become; none: by the settings of the installation. */
  readonly weights: readonly WeightRow[];
}

export interface AlertParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly settings: CapSettings;
  /** The active source of an id. */
  readonly sources: { get(id: string): CapSource | undefined };
  readonly fromAbove: Pick<FromAbove, 'emergency' | 'endEmergency' | 'bulletin' | 'cancelBulletin'>;
  /** Our id of what a source has sent as a bulletin of this reference. */
  readonly bulletinOf: (source: string, reference: string) => Promise<string | undefined>;
  readonly speech: Pick<Speech, 'speak'>;
  /** How an emergency stands; a person may have ended it. */
  readonly emergencyOf: (
    id: string,
  ) => Promise<{ readonly expiresAt: number; readonly endedAt?: number | undefined } | undefined>;
  /** For who looks into what a source sent. */
  readonly noteCall: (source: string, call: Omit<SourceCall, 'id' | 'at'>) => Promise<void>;
  readonly received: Counter<'outcome'>;
}
