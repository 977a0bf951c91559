// pure
import type { AreaKind } from '../../protocol/api/areas.ts';
import type { Role } from '../../protocol/roles.ts';

/** Campaigns are written above the communes, by who writes bulletins or administers there. */
export function mayRunCampaigns(role: Role, kind: AreaKind | undefined): boolean {
  return kind === 'province' && (role === 'operator' || role === 'administrator');
}
