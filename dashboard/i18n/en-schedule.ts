import type { viSchedule } from './vi-schedule.ts';

export const enSchedule: Record<keyof typeof viSchedule, string> = {
  'audit.action.programme-order': 'Set which programme goes first',
  'audit.action.programme-replaced-by': 'Took runs off for another programme',
  'audit.action.set-allowed-hours': 'Set the allowed hours',
  'audit.action.set-broadcast-settings': 'Set volume, chime and stagger',
  'fault.kind.order-unresolved': 'Two priority bulletins at one time; the commune must say the order',
  'warning.order-unresolved': 'The commune must say which goes first',
  'warning.trimmed': 'Cut where quiet hours begin',
};
