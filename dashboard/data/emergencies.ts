import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Overview } from '../../protocol/api/coverage.ts';
import type {
  Drill,
  DrillInput,
  Emergency,
  EmergencyContact,
  EmergencyDetail,
  EmergencyInput,
  EmergencyTemplate,
} from '../../protocol/api/emergency.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import { useChange } from './changes.ts';
import { contactsKept, keepContacts } from './emergency-contacts.ts';
import { useGateway } from './Gateway.tsx';
import { paths } from './paths.ts';
import { useMe } from './session.ts';

type List<T> = { items: T[] };
/** What the emergency page needs is never thrown away: it must be there before it is asked for. */
const ALWAYS = Number.POSITIVE_INFINITY;

const useList = <T>(path: string, enabled = true) =>
  useQuery<List<T>>({ queryKey: [path, {}], enabled, gcTime: ALWAYS });

/** Those under way and those of the last days, newest first. */
export const useEmergencies = () => useList<Emergency>(paths.emergencies, useMe().account.areas.length > 0);

/** One with all its nodes; asked again each second while it sounds, in case the feed is closed. */
export const useEmergency = (id: string) =>
  useQuery<EmergencyDetail>({
    queryKey: [paths.emergency(id), {}],
    refetchInterval: (query) => (query.state.data && !sounds(query.state.data) ? false : 3_000),
  });

export const useEmergencyTemplates = (enabled = true) => useList<EmergencyTemplate>(paths.emergencyTemplates, enabled);
export const useDrills = () => useList<Drill>(paths.drills);

/** Whom to call; the copy of this machine where the gateway does not answer. */
export function useEmergencyContacts(enabled = true): readonly EmergencyContact[] {
  const { client } = useGateway();
  const asked = useQuery<List<EmergencyContact>>({
    queryKey: [paths.emergencyContacts, {}],
    enabled,
    gcTime: ALWAYS,
    queryFn: async ({ signal }) => {
      const list = await client.get<List<EmergencyContact>>(paths.emergencyContacts, signal);
      keepContacts(list.items);
      return list;
    },
  });
  return asked.data?.items ?? contactsKept();
}

/** Holds what the emergency page shows in memory on every page, so that it opens without a wait and without network. */
export function useEmergencyReady(enabled: boolean): void {
  useEmergencyTemplates(enabled);
  useEmergencyContacts(enabled);
}

const AFTER = [paths.emergencies, paths.overview, paths.confirmations, paths.drills];

/** Sent again by itself while no answer comes: its key makes all of them one emergency. */
export const useRaise = () =>
  useChange(
    (client, input: EmergencyInput) => client.send<Emergency | Confirmation>('POST', paths.emergencies, input),
    AFTER,
    { patient: true },
  );

/** `cancel` before a word was said, `clear` to fall silent, `retract` to fall silent and say that it was wrong. */
export type Ending = 'cancel' | 'clear' | 'retract';
const ENDINGS = { cancel: paths.cancelEmergency, clear: paths.clearEmergency, retract: paths.retractEmergency };

export function useEndEmergency(id: string) {
  const queries = useQueryClient();
  return useChange(
    async (client, ending: Ending) => {
      const ended = await client.send<Emergency | undefined>('POST', ENDINGS[ending](id));
      await queries.invalidateQueries({ queryKey: [paths.emergency(id)] });
      return ended;
    },
    AFTER,
    { patient: true },
  );
}

export const useReviewEmergency = () =>
  useChange(
    (client, review: { id: string; note: string }) =>
      client.send<Emergency>('POST', paths.reviewEmergency(review.id), { note: review.note }),
    [paths.emergencies],
  );

export const useAddDrill = () =>
  useChange((client, input: DrillInput) => client.send<Drill>('POST', paths.drills, input), [paths.drills]);
export const useRemoveDrill = () =>
  useChange((client, drill: string) => client.send<void>('DELETE', paths.drill(drill)), [paths.drills]);

export function sounds(emergency: Pick<Emergency, 'state'>): boolean {
  return emergency.state === 'siren' || emergency.state === 'speaking';
}

/** How many hamlets and nodes the chosen areas hold, and how many of them can hear now. */
export interface Reach {
  readonly names: readonly string[];
  readonly hamlets: number;
  readonly nodes: number;
  readonly online: number;
}

export function reachOf(overviews: readonly Pick<Overview, 'name' | 'hamlets' | 'nodes'>[]): Reach {
  return {
    names: overviews.map((one) => one.name),
    hamlets: overviews.reduce((sum, one) => sum + one.hamlets.total, 0),
    nodes: overviews.reduce((sum, one) => sum + one.nodes.total, 0),
    online: overviews.reduce((sum, one) => sum + one.nodes.online, 0),
  };
}
