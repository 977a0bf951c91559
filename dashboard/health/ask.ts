import type { DeadMan, DeadManInput, Health } from '../../protocol/api/health.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

export const useHealth = () => useGet<Health>(paths.health, {}, { everyMs: 30_000 });
export const useSetDeadMan = () =>
  useChange((client, input: DeadManInput) => client.send<DeadMan>('PUT', paths.deadMan, input), [paths.health]);
