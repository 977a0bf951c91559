import type { Target } from '../../protocol/api/broadcast.ts';
import type { EmergencyEvent } from '../../protocol/api/emergency.ts';
import type { BulletinClass, SourceLevel } from '../../protocol/classes.ts';

/** A system above the commune that may speak through it; what it orders is signed, logged and pre-empts as its level says. */
export interface Above {
  /** Id of the source; `by` of what it causes is `source:{id}`. */
  readonly id: string;
  readonly name: string;
  readonly level: Extract<SourceLevel, 'province' | 'central'>;
  /** It may speak within these areas. */
  readonly areas: readonly string[];
}

/** A station that was kept for it (relays/source-streams.ts). */
export interface RelayFromAbove {
  readonly station: string;
  readonly minutes: number;
}

/** What is to be said at once, without local approval and regardless of quiet hours (DOMAIN §3.1). */
export interface EmergencyFromAbove {
  /** Sent twice it is one emergency. */
  readonly key: string;
  readonly status: 'actual' | 'exercise';
  readonly event: EmergencyEvent;
  readonly title: string;
  /** Exactly one of text (spoken by the machine) and recording (SHA-256). */
  readonly text?: string | undefined;
  readonly recording?: string | undefined;
  /** Or a stream of the source, for so many minutes; `recording` stands in for it. */
  readonly relay?: RelayFromAbove | undefined;
  readonly targets: readonly Target[];
  readonly forMinutes: number;
}

export interface BulletinFromAbove {
  /** Its own name for it: sent twice it is one bulletin, sent with other content it replaces the former. */
  readonly reference: string;
  readonly class: Exclude<BulletinClass, 'emergency'>;
  readonly title: string;
  readonly field?: string | undefined;
  readonly language?: string | undefined;
  readonly text?: string | undefined;
  readonly recording: string;
  readonly relay?: RelayFromAbove | undefined;
  readonly targets: readonly Target[];
  /** Vietnamese days and times at which it asks to sound; none: the commune chooses. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly times?: readonly string[] | undefined;
  readonly weekdays?: readonly number[] | undefined;
  /** The very days, instead of `from`, `to` and `weekdays`. */
  readonly days?: readonly string[] | undefined;
}

/**
 * The one door through which a source system and CAP senders put something on the air. Normal: an item of the commune's inbox,
 * the commune chooses. Priority: goes first in the programme at its times; against a commune's own priority bulletin the user
 * decides the order. Emergency: at once. Throws ForbiddenError outside `above.areas`, RuleError for what cannot be said.
 */
export interface FromAbove {
  emergency(above: Above, order: EmergencyFromAbove): Promise<{ readonly emergency: string }>;
  /** Falls silent everywhere; the title of who ended it stands in the log. */
  endEmergency(above: Above, emergency: string, how: 'cleared' | 'cancelled' | 'retracted', why: string): Promise<void>;
  bulletin(above: Above, order: BulletinFromAbove): Promise<{ readonly bulletin: string; readonly programme?: string }>;
  cancelBulletin(above: Above, reference: string, why: string): Promise<void>;
}
