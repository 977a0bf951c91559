import { useQuery } from '@tanstack/react-query';
import type { Bulletin, Programme } from '../../protocol/api/broadcast.ts';
import type { ApprovalItem, ApproveManyAnswer, Deputy, DeputyInput, ReturnInput } from '../../protocol/api/library.ts';
import { useChange } from './changes.ts';
import { paths } from './paths.ts';
import { useGet } from './queries.ts';

type Kind = ApprovalItem['kind'];
const TOUCHED = [paths.approvals, paths.bulletins, paths.programmes, paths.preview, paths.overview];

export const useApprovals = (enabled = true) => useGet<{ items: ApprovalItem[] }>(paths.approvals, {}, { enabled });

/** Says exactly what was read and heard: an approval of anything else is refused. */
export const useApprove = () =>
  useChange(
    (client, item: { kind: Kind; id: string; contentHash: string }) =>
      client.send<Bulletin | Programme>(
        'POST',
        item.kind === 'bulletin' ? paths.approveBulletin(item.id) : paths.approveProgramme(item.id),
        { contentHash: item.contentHash },
      ),
    TOUCHED,
  );

export const useReturn = () =>
  useChange(
    (client, { kind, id, input }: { kind: Kind; id: string; input: ReturnInput }) =>
      client.send<Bulletin | Programme>(
        'POST',
        kind === 'bulletin' ? paths.returnBulletin(id) : paths.returnProgramme(id),
        input,
      ),
    TOUCHED,
  );

export const useApproveMany = () =>
  useChange(
    (client, items: readonly { kind: Kind; id: string; contentHash: string }[]) =>
      client.send<ApproveManyAnswer>('POST', paths.approvals, { items }),
    TOUCHED,
  );

export const useDeputies = () => useGet<{ items: Deputy[] }>(paths.deputies);
export const useDeputyCandidates = (enabled: boolean) =>
  useQuery<{ items: { id: string; name: string }[] }>({
    queryKey: [paths.deputyCandidates, {}],
    enabled,
    refetchInterval: false,
  });
export const useAddDeputy = () =>
  useChange((client, input: DeputyInput) => client.send<Deputy>('POST', paths.deputies, input), [paths.deputies]);
export const useRemoveDeputy = () =>
  useChange((client, deputy: string) => client.send<void>('DELETE', paths.deputy(deputy)), [paths.deputies]);
