import type { PlanFile, QuietPermit } from '../../protocol/messages/downlink.ts';
import type { RunRef } from '../../protocol/messages/fields.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { BroadcastSettings } from '../areas/broadcast-settings.ts';
import type { QuietHours } from '../areas/quiet-hours.ts';
import type { ChimeKind } from '../audio/chimes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { DeviceLink } from '../device-link/device-link.ts';
import type { Outbox } from '../device-link/outbox.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { NodeRecord, Roster } from '../nodes/roster.ts';
import type { Accounts } from '../people/accounts.ts';
import type { StoredRecording } from '../recordings/recording-store.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { StoredRelayEvent } from '../relays/relay-event-store.ts';
import type { StoredStation } from '../relays/station-store.ts';

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
  readonly outbox: Pick<Outbox, 'enqueue' | 'flush' | 'withdraw'>;
  readonly link: Pick<DeviceLink, 'sendSigned' | 'connected'>;
  /** What accounts may do now, from memory. */
  readonly accounts: Pick<Accounts, 'authorityOf' | 'within'>;
  /** Asks a commune for an order only it may give; `faults` implements it. */
  readonly orderAlarm?: {
    tell(node: string, detail: string): void;
    settle(node: string): void;
    open(): { readonly node: string }[];
  };
  /** Stations that may be passed on, from memory. Absent: none. */
  readonly relays?: {
    get(station: string): StoredStation | undefined;
    /** What happened to stations in a run, oldest first. */
    eventsOf(run: string): Promise<StoredRelayEvent[]>;
  };
  /** Name of an account. */
  readonly nameOf: (account: string) => string | undefined;
  readonly isOnline: (node: string) => boolean;
  /** The newest beat, by the gateway's clock. */
  readonly lastBeatOf: (node: string) => { readonly at: number; readonly playing?: RunRef | undefined } | undefined;
  /** Words made sound; the same words are spoken once. */
  readonly speech: {
    speak(
      order: { text: string; title: string; urgent?: boolean; emergency?: boolean },
      by: Actor,
      area: string,
    ): Promise<StoredRecording>;
  };
  /** What sounds before the words, made when first asked for. */
  readonly chimes: { get(kind: ChimeKind, area: string): Promise<StoredRecording> };
  /** What listening nodes are to hear in a window, by node; `listening` knows it. Absent: nobody listens. */
  readonly listenFor?: (
    nodes: readonly NodeRecord[],
    window: { readonly from: number; readonly to: number },
  ) => Promise<ReadonlyMap<string, NonNullable<PlanFile['listen']>>>;
  /** What an emergency that nobody reviews raises: an alarm of the place. */
  readonly unreviewed: {
    raise(area: string, emergency: string, title: string): void;
    settle(area: string, emergency: string): void;
  };
  /** Signs leave to sound in quiet hours. Throws ForbiddenError. Absent: there is none. */
  readonly signPermit?: (permit: QuietPermit) => string;
  /** Loudspeakers were silenced by hand: who speaks live there is told. After the commit. */
  readonly soundStopped?: (stopped: SoundStopped) => void;
}

export interface SoundStopped {
  readonly by: string;
  /** Only this one: of it what sounds in `areas`, or all where they are none. */
  readonly run?: string | undefined;
  /** Without a run everything in these; without `emergencies` all but emergencies. */
  readonly areas: readonly string[];
  readonly emergencies: boolean;
}
