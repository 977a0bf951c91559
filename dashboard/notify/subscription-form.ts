import type { Subscription, SubscriptionInput } from '../../protocol/api/notify.ts';
import { FAULT_KINDS, type FaultKind, SEVERITIES, type Severity } from '../../protocol/faults.ts';
import { type ChannelKind, DEFAULT_NIGHT, PHONE, TELEGRAM_CHAT } from '../../protocol/notify.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import type { TextKey } from '../i18n/say.ts';

/** As typed. */
export interface TypedSubscription {
  readonly name: string;
  readonly channel: string;
  readonly to: string;
  readonly area: string;
  readonly minSeverity: Severity;
  readonly kinds: readonly FaultKind[];
  readonly system: boolean;
  readonly hasNight: boolean;
  readonly from: string;
  readonly until: string;
  readonly criticalPasses: boolean;
  readonly remindHours: string;
  readonly afterMinutes: string;
}

export function typedSubscription(one: Subscription | undefined, channel: string, area: string): TypedSubscription {
  const night = one ? one.night : DEFAULT_NIGHT;
  const { from, to: until, criticalPasses } = night ?? DEFAULT_NIGHT;
  return {
    // The name of an account is not typed; a bare address has its own.
    ...{ name: one && one.account === undefined ? one.name : '', channel: one?.channel ?? channel, to: one?.to ?? '' },
    ...{ area: one?.area ?? area, minSeverity: one?.minSeverity ?? 'major', kinds: one?.kinds ?? [] },
    ...{ system: one?.system ?? false, hasNight: night !== undefined, from, until, criticalPasses },
    ...{ remindHours: String(one?.remindHours ?? 4), afterMinutes: String(one?.afterMinutes ?? 0) },
  };
}

export function isAddress(kind: ChannelKind, to: string): boolean {
  if (kind === 'mail') return /^\S+@\S+\.\S+$/.test(to);
  if (kind === 'telegram') return TELEGRAM_CHAT.test(to);
  return kind === 'sms' ? PHONE.test(to) : to === '';
}

/** People write telephone numbers in groups. */
export function tidyAddress(kind: ChannelKind, to: string): string {
  return kind === 'sms' ? to.replace(/[\s.()-]/g, '') : to.trim();
}

type Read = Omit<SubscriptionInput, 'account' | 'night'> & { night: SubscriptionInput['night'] | null };

export function readSubscription(
  typed: TypedSubscription,
  kind: ChannelKind,
): { input?: Read; faults: { field: string; word: TextKey }[] } {
  const faults: { field: string; word: TextKey }[] = [];
  const to = tidyAddress(kind, typed.to);
  if (!isAddress(kind, to)) faults.push({ field: 'person-to', word: `notify.bad.to.${kind}` });
  const [from, until] = [parseTimeOfDay(typed.from), parseTimeOfDay(typed.until)];
  const night = from && until && from !== until ? { from, to: until, criticalPasses: typed.criticalPasses } : undefined;
  if (typed.hasNight && !night) faults.push({ field: 'night-from', word: 'notify.bad.night' });
  const number = (text: string, field: string, most: number) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > most)
      faults.push({ field, word: 'notify.bad.number' });
    return value;
  };
  const remindHours = number(typed.remindHours, 'person-remind', 168);
  const afterMinutes = number(typed.afterMinutes, 'person-after', 10_080);
  if (faults.length > 0) return { faults };
  const { name, channel, area, minSeverity, kinds, system } = typed;
  return {
    input: {
      ...{ name: name.trim(), channel, to, area, minSeverity, kinds: [...kinds], system, remindHours, afterMinutes },
      night: typed.hasNight && night ? night : null,
    },
    faults,
  };
}

export const severityOf = (text: string): Severity => SEVERITIES.find((one) => one === text) ?? 'major';
export const ALL_KINDS = FAULT_KINDS;
