// pure
import type { Beat } from '../../protocol/messages/uplink.ts';

/** How a place differs from the usual one without anything being wrong there. */
export const PLACES = ['usual', 'far-from-the-mast', 'tin-roof', 'small-card', 'end-of-the-line'] as const;
export type Place = (typeof PLACES)[number];

/** Of a thousand readings of the line one is wrong: a relay that switches, a contact that dances in the wind. */
const LINE_GLITCH = 0.001;
/** A bus goes by between the node and the mast. */
const DEEP_FADE = 0.02;
const DEEPEST_FADE_DB = 12;
const FADING_DB = 2.5;
/** A welder next door. */
const MAINS_DIP = 0.01;

/**
 * What sensors say of what is so: readings scatter around the truth, radio fades, mains dip, a contact is misread. `random` is the
 * node's own stream, so that the same seed says the same twice.
 */
export function noisy(measured: Partial<Beat>, place: Place, random: () => number): Partial<Beat> {
  const { rssiDbm, celsius, mainsVolts, outputWatts, freeBytes, line } = atPlace(measured, place);
  // The same draws whatever is measured: one figure more would shift all that come after it.
  const [fade, heat, volts, watts] = [bell(random), bell(random), bell(random), bell(random)];
  const [isFading, depth, isDip, glitch] = [random() < DEEP_FADE, random(), random() < MAINS_DIP, random()];
  const said: Partial<Beat> = { ...measured };
  if (rssiDbm !== undefined) {
    const deep = isFading ? DEEPEST_FADE_DB * depth : 0;
    said.rssiDbm = Math.round(Math.min(0, Math.max(-140, rssiDbm + FADING_DB * fade - deep)));
  }
  if (celsius !== undefined) said.celsius = tenth(celsius + 0.8 * heat);
  // What is dead stays dead.
  if (mainsVolts !== undefined && mainsVolts > 0) said.mainsVolts = tenth(mainsVolts + 2 * volts - (isDip ? 45 : 0));
  if (outputWatts !== undefined && outputWatts > 0) said.outputWatts = Math.max(0, Math.round(outputWatts + 4 * watts));
  if (freeBytes !== undefined) said.freeBytes = Math.round(freeBytes);
  if (line === 'ok' && glitch < LINE_GLITCH) said.line = glitch < LINE_GLITCH / 2 ? 'open' : 'short';
  return said;
}

/** A word that gets lost on the way: one to three of a hundred, by the place. */
export function isLost(place: Place, random: () => number): boolean {
  return random() < (place === 'far-from-the-mast' ? 0.03 : 0.01);
}

/** Near a limit, on the right side of it; what is wrong there is not made well by the place. */
function atPlace(measured: Partial<Beat>, place: Place): Partial<Beat> {
  const { rssiDbm, celsius, mainsVolts, freeBytes } = measured;
  switch (place) {
    case 'usual':
      return measured;
    case 'far-from-the-mast':
      return { ...measured, ...(rssiDbm !== undefined && rssiDbm > -96 ? { rssiDbm: -96 } : {}) };
    case 'tin-roof':
      return { ...measured, ...(celsius !== undefined && celsius < 70 ? { celsius: celsius + 26 } : {}) };
    case 'small-card':
      return { ...measured, ...(freeBytes !== undefined && freeBytes > 230e6 ? { freeBytes: 230e6 } : {}) };
    case 'end-of-the-line':
      return { ...measured, ...(mainsVolts !== undefined && mainsVolts > 0 ? { mainsVolts: mainsVolts - 50 } : {}) };
    default:
      return place satisfies never;
  }
}

/** Around 0 with a deviation of 1, never beyond 3.5: four draws are enough for a reading. */
function bell(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

function tenth(figure: number): number {
  return Math.round(figure * 10) / 10;
}
