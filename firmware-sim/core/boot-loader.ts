import type { Document } from './documents.ts';
import { type FirmwareFault, faultIn } from './image.ts';
import type { NodeStore } from './node-store.ts';
import { otherSlot, type SlotName, type Slots } from './slots.ts';

export type FirmwareState = Document<'firmware'>;

export interface Booted {
  /** What the firmware that now runs calls itself. */
  readonly firmware: string;
  readonly slot: SlotName;
  /** It has to prove itself within this, or the watchdog bites. */
  readonly trialMs?: number | undefined;
  /** What is wrong with it, when its image says so (a simulated device's firmware is a small description of itself). */
  readonly fault?: FirmwareFault | undefined;
}

/** As many bytes as a description can have; a real image is longer, and no description. */
const DESCRIPTION_BYTES = 64 * 1024;

export function firmwareStateOf(store: NodeStore): FirmwareState {
  return store.read('firmware') ?? { active: 'a', slots: {}, counter: 0 };
}

/**
 * What a boot loader does before any firmware runs: picks the slot. A firmware on trial costs one of its tries, written down
 * before it is started, so that one which hangs or dies cannot be started for ever; without tries left the old one runs again.
 */
export function boot(store: NodeStore, slots: Slots, factory: string): Booted {
  const state = firmwareStateOf(store);
  const { update } = state;
  if (update?.stage === 'trying' && update.tries > 0) {
    store.write('firmware', { ...state, update: { ...update, tries: update.tries - 1 } });
    return { ...run(otherSlot(state.active)), trialMs: update.confirmWithinMs };
  }
  if (update?.stage === 'trying')
    store.write('firmware', { ...state, update: { ...update, stage: 'failed', why: update.why ?? 'crashed' } });
  return run(state.active);

  function run(slot: SlotName): Booted {
    return { slot, firmware: state.slots[slot] ?? factory, fault: faultIn(slots.read(slot, DESCRIPTION_BYTES)) };
  }
}

/** The watchdog bit: the firmware on trial has no further try. Nothing changes when it has proved itself meanwhile. */
export function giveUpTrial(store: NodeStore): boolean {
  const state = firmwareStateOf(store);
  if (state.update?.stage !== 'trying') return false;
  store.write('firmware', { ...state, update: { ...state.update, tries: 0, why: 'not-confirmed' } });
  return true;
}
