import type { Area, Node } from '../../protocol/api/areas.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import type { EnrolDraft } from '../data/enrol-draft.ts';
import { useArea, useAreas, useNodes } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { hamletDistances } from './nearest.ts';
import { nextCode } from './node-code.ts';

/** What a technician may choose from for a label's area, as far as it is known yet. */
export interface EnrolPlaces {
  readonly loading: boolean;
  /** Empty when the label names the commune itself. */
  readonly communes: readonly Area[];
  readonly commune: Area | undefined;
  /** Nearest first where distances are known, else by name. */
  readonly hamlets: readonly Area[];
  readonly metresTo: ReadonlyMap<string, number>;
  readonly nodes: readonly Node[];
  readonly suggestedCode: string;
}

export function useEnrolPlaces(labelArea: string, draft: EnrolDraft): EnrolPlaces {
  const own = useMe().account.areas;
  const area = useArea(labelArea).data;
  const isProvince = area?.kind === 'province';
  const communeId = area?.kind === 'commune' ? area.id : area?.kind === 'hamlet' ? area.parent : draft.commune;
  const communes = useAreas({ kind: 'commune', parent: labelArea }, isProvince);
  const commune = useArea(communeId || undefined).data;
  const below = useAreas({ kind: 'hamlet', parent: communeId }, Boolean(communeId));
  const nodes = useNodes({ area: communeId, limit: 500 }, Boolean(communeId)).data?.items ?? [];
  const { latitude, longitude } = draft;
  const metresTo =
    latitude === undefined || longitude === undefined
      ? new Map<string, number>()
      : hamletDistances({ latitude, longitude }, nodes);
  const far = Number.POSITIVE_INFINITY;
  const hamlets = (below.data?.items ?? [])
    .filter(({ id }) => area?.kind !== 'hamlet' || id === area.id)
    .sort(
      (a, b) => (metresTo.get(a.id) ?? far) - (metresTo.get(b.id) ?? far) || vietnameseCollator.compare(a.name, b.name),
    );
  const reachable = (communes.data?.items ?? []).filter(
    ({ id, parent }) => own.includes(id) || (parent !== undefined && own.includes(parent)),
  );
  return {
    loading: area === undefined || communes.isLoading || below.isLoading,
    communes: [...reachable].sort((a, b) => vietnameseCollator.compare(a.name, b.name)),
    commune,
    hamlets,
    metresTo,
    nodes,
    suggestedCode: commune
      ? nextCode(
          nodes.map(({ code }) => code),
          commune.name,
        )
      : '',
  };
}
