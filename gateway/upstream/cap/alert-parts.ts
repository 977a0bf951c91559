import type { Counter } from 'prom-client';
import type { SourceCall } from '../../../protocol/api/sources.ts';
import type { SourceLevel } from '../../../protocol/classes.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { FromAbove } from '../../broadcast/from-above.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { FactBus } from '../../facts.ts';
import type { AuditPort } from '../../http/ports.ts';
import type { Log } from '../../log.ts';
import type { Roster } from '../../nodes/roster.ts';
import type { CapSettings } from './cap-settings.ts';

/** What alerts need to know of a source; `upstream` has more. */
export interface CapSource {
  readonly id: string;
  readonly name: string;
  readonly level: Extract<SourceLevel, 'province' | 'central'>;
  readonly areas: readonly string[];
  /** PEM of the certificates or keys that sign its messages; with one, unsigned ones are refused. */
  readonly signers: readonly string[];
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
  readonly fromAbove: Pick<FromAbove, 'emergency' | 'endEmergency'>;
  /** How an emergency stands; a person may have ended it. */
  readonly emergencyOf: (
    id: string,
  ) => Promise<{ readonly expiresAt: number; readonly endedAt?: number | undefined } | undefined>;
  /** For who looks into what a source sent. */
  readonly noteCall: (source: string, call: Omit<SourceCall, 'id' | 'at'>) => Promise<void>;
  readonly received: Counter<'outcome'>;
}
