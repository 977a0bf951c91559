import type { RunRef } from '../../protocol/messages/fields.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Broadcast } from '../broadcast/broadcast.ts';
import type { BroadcastParts } from '../broadcast/parts.ts';
import type { ReachParts } from '../broadcast/reach.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../device-link/outbox.ts';
import type { FactBus } from '../facts.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { Roster } from '../nodes/roster.ts';
import type { Authority } from '../people/accounts.ts';
import type { Recordings } from '../recordings/recordings.ts';

/** What speaking live needs of the rest of the gateway. */
export interface LiveParts extends ReachParts {
  readonly database: Database;
  readonly clock: Clock;
  /** Milliseconds that never jump, for sound. */
  readonly monotonic: () => number;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly outbox: Pick<Outbox, 'enqueue' | 'flush' | 'withdraw'>;
  readonly recordings: Pick<Recordings, 'receive' | 'add'> & { readonly files: Pick<Recordings['files'], 'pathOf'> };
  /** The system's own: the siren of an emergency. */
  readonly chimes: BroadcastParts['chimes'];
  readonly broadcast: Pick<Broadcast, 'runs' | 'deliveries' | 'silences' | 'emergencies' | 'speaksLive'>;
  readonly nameOf: (account: string) => string | undefined;
  /** What the account may command now, from memory; undefined for one that is locked or has ended. */
  readonly authorityOf: (account: string) => Authority | undefined;
  /** Those of these browsers that are still signed in. */
  readonly signedIn: (sessions: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly isOnline: (node: string) => boolean;
  /** The newest beat, by the gateway's clock. */
  readonly lastBeatOf: (node: string) => { readonly at: number; readonly playing?: RunRef | undefined } | undefined;
  /** Where what is aired is kept until it is a recording. */
  readonly folder: string;
  /** How many may speak at once: each costs two programs. */
  readonly mostSessions: number;
}
