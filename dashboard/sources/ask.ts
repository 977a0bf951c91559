import type { Page } from '../../protocol/api/common.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import type {
  Alert,
  AlertDetail,
  Report,
  Source,
  SourceCall,
  SourceInput,
  SourcePatch,
  UnreadableAlert,
} from '../../protocol/api/sources.ts';
import type { AlertState } from '../../protocol/sources.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

const SOON_MS = 30_000;
const PER_PAGE = 20;
interface WithSecret {
  readonly source: Source;
  readonly secret: string;
}

export const useSources = () => useGet<{ items: Source[] }>(paths.sources, {}, { everyMs: SOON_MS });
export const useAddSource = () =>
  useChange((client, input: SourceInput) => client.send<WithSecret>('POST', paths.sources, input), [paths.sources]);
export const useChangeSource = (id: string) =>
  useChange((client, input: SourcePatch) => client.send<Source>('PATCH', paths.source(id), input), [paths.sources]);
/** The former one is worth nothing from then on. */
export const useNewSecret = (id: string) =>
  useChange((client) => client.send<WithSecret>('POST', paths.sourceSecret(id)), [paths.sources]);
export const useEndSource = (id: string) =>
  useChange((client) => client.send<Source>('POST', paths.endSource(id)), [paths.sources]);
export const useSourceCalls = (id: string) =>
  useGet<{ items: SourceCall[] }>(paths.sourceCalls(id), {}, { everyMs: SOON_MS });
export const useSourceReports = (id: string) =>
  useGet<{ items: Report[] }>(paths.sourceReports(id), {}, { everyMs: SOON_MS });

export const useAlerts = (
  query: { state?: AlertState | undefined; cursor?: string | undefined; limit?: number },
  enabled = true,
) => useGet<Page<Alert>>(paths.alerts, { limit: PER_PAGE, ...query }, { keep: true, enabled, everyMs: SOON_MS });
export const useAlert = (id: string) => useGet<AlertDetail>(paths.alert(id), {}, { everyMs: SOON_MS });
/** What could not even be read as an alert. */
export const useUnreadable = () =>
  useGet<{ items: UnreadableAlert[] }>(paths.unreadableAlerts, {}, { everyMs: SOON_MS });
export const useDecideAlert = (id: string) =>
  useChange(
    (client, { air, reason }: { air: boolean; reason: string }) =>
      client.send<Alert | Confirmation>('POST', air ? paths.airAlert(id) : paths.dismissAlert(id), { reason }),
    [paths.alerts, paths.alert(id), paths.emergencies, paths.confirmations],
  );
