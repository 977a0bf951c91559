// pure

import { runKey } from '../../protocol/messages/fields.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { LIMITS, type ObservedKind } from './limits.ts';

export type Finding = 'bad' | 'well';
export interface Findings {
  /** Measured, and between the two limits: neither bad nor well. */
  readonly middling: readonly ObservedKind[];
  readonly bad: readonly ObservedKind[];
  readonly well: readonly ObservedKind[];
}

/** What is held of the run a node plays, to see whether its sensor goes on hearing it. */
export interface Listening {
  readonly run: string;
  readonly at: number;
  readonly heardMs: number;
}

export interface Context {
  readonly receivedAt: number;
  /** The node's last birth said that it does not know the time. */
  readonly clockUnproved: boolean;
  readonly listening: Listening | undefined;
}

/** The figure that a fault shows beside its name. */
export function figureOf(kind: ObservedKind, beat: Beat, receivedAt: number): string | undefined {
  switch (kind) {
    case 'mains-lost':
      return beat.mainsVolts === undefined ? 'last gasp' : `last gasp, ${beat.mainsVolts} V`;
    case 'on-battery':
      return beat.mainsVolts === undefined ? undefined : `${beat.mainsVolts} V`;
    case 'weak-signal':
      return `${beat.rssiDbm} dBm`;
    case 'clock-wrong':
      return `${Math.round((beat.at - receivedAt) / 1_000)} s`;
    case 'too-hot':
      return `${beat.celsius} °C`;
    case 'storage-full':
      return `${Math.round((beat.freeBytes ?? 0) / 1e6)} MB`;
    case 'line-open':
    case 'line-short':
    case 'amplifier':
    case 'not-heard':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** What one beat says of each thing it measures; what it does not measure is in no list. */
export function findingsOf(beat: Beat, context: Context): Findings {
  const bad: ObservedKind[] = [];
  const well: ObservedKind[] = [];
  const say = (kind: ObservedKind, finding: Finding | undefined) => {
    if (finding) (finding === 'bad' ? bad : well).push(kind);
  };
  const middling: ObservedKind[] = [];
  const weigh = (kind: ObservedKind, figure: number | undefined, worst: number, best: number) => {
    if (figure === undefined) return;
    const finding = between(figure, worst, best);
    if (finding) say(kind, finding);
    else middling.push(kind);
  };
  if (beat.lastGasp) bad.push('mains-lost');
  // What a capacitor's last word measures is the power cut itself.
  if (!beat.lastGasp) {
    say('on-battery', powerOf(beat));
    weigh('weak-signal', beat.rssiDbm, LIMITS.signalLostDbm, LIMITS.signalWellDbm);
    weigh('too-hot', negative(beat.celsius), -LIMITS.hotCelsius, -LIMITS.coolCelsius);
    weigh('storage-full', beat.freeBytes, LIMITS.fullBytes, LIMITS.freeBytes);
    if (beat.line) {
      say('line-open', beat.line === 'open' ? 'bad' : 'well');
      say('line-short', beat.line === 'short' ? 'bad' : 'well');
    }
    if (beat.amplifier) say('amplifier', beat.amplifier === 'fault' ? 'bad' : 'well');
    say('clock-wrong', clockOf(beat.at - context.receivedAt, context.clockUnproved));
    say('not-heard', soundOf(beat, context));
  }
  return { bad, well, middling };
}

/** Bad up to the first limit, well from the second. */
function between(figure: number, bad: number, well: number): Finding | undefined {
  if (figure <= bad) return 'bad';
  return figure >= well ? 'well' : undefined;
}

function negative(figure: number | undefined): number | undefined {
  return figure === undefined ? undefined : -figure;
}

/** A solar place has no mains to lose. */
function powerOf({ power, mainsVolts }: Beat): Finding | undefined {
  if (power === 'solar' || (power === undefined && mainsVolts === undefined)) return undefined;
  return power === 'battery' || (mainsVolts !== undefined && mainsVolts < LIMITS.deadVolts) ? 'bad' : 'well';
}

function clockOf(errorMs: number, unproved: boolean): Finding {
  return Math.abs(errorMs) > (unproved ? LIMITS.unprovedClockErrorMs : LIMITS.clockErrorMs) ? 'bad' : 'well';
}

/** Between two beats of the same run the sensor must have heard its share of the time that passed. */
function soundOf(beat: Beat, { receivedAt, listening }: Context): Finding | undefined {
  const now = listeningOf(beat, receivedAt);
  if (!now || listening?.run !== now.run) return undefined;
  const passedMs = receivedAt - listening.at;
  if (passedMs < LIMITS.tellingMs) return undefined;
  return now.heardMs - listening.heardMs < passedMs * LIMITS.heardShare ? 'bad' : 'well';
}

export function listeningOf(beat: Beat, at: number): Listening | undefined {
  if (beat.playing === undefined || beat.heardMs === undefined) return undefined;
  return { run: runKey(beat.playing), at, heardMs: beat.heardMs };
}

/** A node that is silent: its last word says whether its power went. */
export function causeOfSilence(
  last: Pick<Beat, 'lastGasp' | 'power' | 'mainsVolts'> | undefined,
): 'mains-lost' | 'network-lost' {
  if (!last) return 'network-lost';
  const dead = last.mainsVolts !== undefined && last.mainsVolts < LIMITS.deadVolts && last.power !== 'solar';
  return last.lastGasp || last.power === 'battery' || dead ? 'mains-lost' : 'network-lost';
}
