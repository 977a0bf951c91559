import type { AreaTree } from '../areas/area-tree.ts';
import type { BroadcastSettings } from '../areas/broadcast-settings.ts';
import type { QuietHours } from '../areas/quiet-hours.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { DeviceLink } from '../device-link/device-link.ts';
import type { Outbox } from '../device-link/outbox.ts';
import type { FactBus } from '../facts.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { Roster } from '../nodes/roster.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Recordings } from '../recordings/recordings.ts';

/** What broadcasting needs of the rest of the gateway; the composition root brings it together. */
export interface BroadcastParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly quietHours: Pick<QuietHours, 'windowsOf'>;
  readonly settings: Pick<BroadcastSettings, 'at'>;
  readonly recordings: Pick<Recordings, 'get' | 'getMany' | 'listening'>;
  readonly outbox: Pick<Outbox, 'enqueue' | 'flush'>;
  readonly link: Pick<DeviceLink, 'sendSigned' | 'connected'>;
  /** What accounts may do now, from memory. */
  readonly accounts: Pick<Accounts, 'authorityOf' | 'within'>;
  /** Asks a commune for an order only it may give; `faults` implements it. */
  readonly orderAlarm?: {
    tell(node: string, detail: string): void;
    settle(node: string): void;
    open(): { readonly node: string }[];
  };
  /** Name of an account. */
  readonly nameOf: (account: string) => string | undefined;
  readonly isOnline: (node: string) => boolean;
}
