// pure
import type { NodePhoto } from '../../protocol/api/node-photos.ts';

export interface Visit {
  readonly at: number;
  readonly byName?: string | undefined;
  readonly photos: readonly string[];
}

/** What one person sent at one time stands together; the order stays. */
export function byVisit(photos: readonly NodePhoto[]): Visit[] {
  const visits: (Visit & { photos: string[] })[] = [];
  for (const { sha256, at, byName } of photos) {
    const last = visits.at(-1);
    if (last && last.at === at && last.byName === byName) last.photos.push(sha256);
    else visits.push({ at, byName, photos: [sha256] });
  }
  return visits;
}
