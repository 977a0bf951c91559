// pure
import type { Emergency, EmergencyDetail } from '../../protocol/api/emergency.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import type { TextKey } from '../i18n/say.ts';
import type { Told } from './meaning.ts';

/** The page of one emergency or drill: the two never share an address. */
export function emergencyPath(one: Pick<Emergency, 'id' | 'status'>): string {
  return `${one.status === 'actual' ? '/khan-cap' : '/dien-tap'}/${one.id}`;
}

/** How it stands, as a key of the words. */
export function stateWord(one: Pick<Emergency, 'state'>): TextKey {
  return `emergency.state.${one.state}`;
}

type Open = EmergencyDetail['deliveries'][number];

/** Nodes that have not confirmed, by hamlet and code: who may not have heard it. */
export function notConfirmed(deliveries: readonly Open[]): Open[] {
  return deliveries
    .filter((one) => !one.confirmed)
    .sort(
      (a, b) =>
        Number(b.online) - Number(a.online) ||
        vietnameseCollator.compare(a.hamletName, b.hamletName) ||
        vietnameseCollator.compare(a.code, b.code),
    );
}

/** Why a node has not confirmed: it is away, or it is there and says nothing. */
export function tellOpen(one: Pick<Open, 'online'>): Told {
  return one.online ? { meaning: 'unknown', word: 'emergency.silent' } : { meaning: 'bad', word: 'emergency.offline' };
}

/** A hamlet by its nodes: good only where all were heard. */
export function tellHamlet(one: EmergencyDetail['byHamlet'][number]): Told {
  if (one.nodes > 0 && one.heard >= one.nodes) return { meaning: 'good', word: 'emergency.hamlet.heard' };
  if (one.heard > 0) return { meaning: 'partial', word: 'emergency.hamlet.some' };
  if (one.confirmed > 0) return { meaning: 'on-air', word: 'emergency.hamlet.confirmed' };
  return { meaning: 'unknown', word: 'emergency.hamlet.none' };
}
