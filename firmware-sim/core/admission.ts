// pure
import { scopeFault } from '../../protocol/authority.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import type { Ack, ClockState, Reason } from '../../protocol/messages/uplink.ts';
import { SECOND_MS } from '../../protocol/units.ts';

export interface NodeView {
  readonly node: string;
  /** Hamlet, commune, province. */
  readonly groups: readonly string[];
  readonly now: number;
  readonly clock: ClockState;
  readonly floor: number;
  readonly seen: (id: string) => Ack | undefined;
}

export type Admission =
  | { readonly do: 'act' }
  | { readonly do: 'repeat'; readonly ack: Ack }
  | { readonly do: 'refuse'; readonly reason: Reason; readonly detail: string };

/** Two honest clocks may differ so much. */
const SKEW_MS = 5 * SECOND_MS;

/** Shall a node obey a command whose signature is proved (DESIGN §3, §8)? Address, scope, novelty, time window, in this order. */
export function admit(command: Command, view: NodeView): Admission {
  const { aud, exp, nbf } = command;
  const addressed = 'node' in aud ? aud.node === view.node : view.groups.includes(aud.group);
  if (!addressed) return { do: 'refuse', reason: 'not-addressed', detail: 'addressed to another node or group' };
  const fault = scopeFault(command, view.groups);
  if (fault !== undefined) return { do: 'refuse', reason: 'not-addressed', detail: fault };
  const before = view.seen(command.id);
  if (before) return { do: 'repeat', ack: before };
  if (exp <= Math.max(view.now, view.floor)) return { do: 'refuse', reason: 'expired', detail: `expired at ${exp}` };
  if (exp <= nbf) return { do: 'refuse', reason: 'bad-command', detail: 'expires before it begins' };
  if (view.clock !== 'trusted') {
    if (command.class === 'emergency' || command.type === 'stop') return { do: 'act' };
    return {
      do: 'refuse',
      reason: 'clock-untrusted',
      detail: 'without a trusted clock only emergency and STOP are obeyed',
    };
  }
  if (nbf > view.now + SKEW_MS) return { do: 'refuse', reason: 'bad-command', detail: `not valid before ${nbf}` };
  return { do: 'act' };
}
