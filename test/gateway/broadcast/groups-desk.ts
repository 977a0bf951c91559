import { Groups } from '../../../gateway/broadcast/groups.ts';
import type { Air } from './air.ts';

/** Saved groups beside the programmes that follow them, as the gateway puts them together. */
export const groupsDesk = (air: Air) =>
  new Groups({
    ...{ database: air.database, clock: air.clock, audit: air.audit, tree: air.tree, roster: air.roster },
    ...{ quietHours: { windowsOf: () => air.quiet }, settings: { at: () => air.settings } },
    followers: air.broadcast.programmes.followers,
  });
