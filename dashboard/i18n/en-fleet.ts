import type { viFleet } from './vi-fleet.ts';

export const enFleet: Record<keyof typeof viFleet, string> = {
  'fleet.title': 'Nodes',
};
