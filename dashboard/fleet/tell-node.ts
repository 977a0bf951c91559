import { type FleetMeaning, fleetMeaning, isInGroup, type NodeStanding } from '../../protocol/nodes.ts';
import { type Meaning, type Told, tellPresence } from '../components/meaning.ts';
import type { TextKey } from '../i18n/say.ts';

/** The one word of a node: what people would say of it, not what the radio says. */
export function tellNode(node: NodeStanding): Told {
  const meaning = fleetMeaning(node);
  if (meaning === 'excused') return { meaning, word: 'presence.maintenance' };
  if (meaning === 'bad' && node.presence !== 'offline') return { meaning, word: 'fleet-group.mute' };
  if (meaning === 'partial') return { meaning, word: 'fleet-group.unsteady' };
  return isInGroup(node, 'silent') ? { meaning: 'bad', word: 'presence.offline' } : tellPresence(node);
}

const WORD: Readonly<Record<FleetMeaning, TextKey>> = {
  bad: 'fleet.mean-bad',
  partial: 'fleet-group.unsteady',
  unknown: 'presence.unobserved',
  excused: 'presence.maintenance',
  planned: 'presence.not-enrolled',
  good: 'presence.online',
};

export function tellMeaning(meaning: FleetMeaning): Told & { readonly meaning: Meaning } {
  return { meaning, word: WORD[meaning] };
}
