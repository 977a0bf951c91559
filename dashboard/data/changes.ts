import { useMutation } from '@tanstack/react-query';
import type { Area, AreaInput, ImportResult, Node } from '../../protocol/api/areas.ts';
import type { Programme, Run, Target } from '../../protocol/api/broadcast.ts';
import type {
  Claim,
  EnrolmentConfirm,
  EnrolmentConfirmed,
  LabelOrder,
  MadeLabels,
} from '../../protocol/api/enrolment.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import type { ProgrammeDraft } from './drafts.ts';
import { useGateway } from './Gateway.tsx';
import { UnreachableError } from './gateway-client.ts';
import { type ImportTable, paths, withQuery } from './paths.ts';

/** A change, and the lists that must be asked again after it. */
export function useChange<Input, Result>(
  send: (client: ReturnType<typeof useGateway>['client'], input: Input) => Promise<Result>,
  touched: readonly string[] = [],
  { patient = false }: { patient?: boolean } = {},
) {
  const { client, queries } = useGateway();
  return useMutation({
    mutationFn: (input: Input) => send(client, input),
    // For what must get through: tried again while no answer comes, and never held back by the browser's own idea of the network.
    ...(patient
      ? { networkMode: 'always', retryDelay: 1_500, retry: (failures, error) => mayTryAgain(failures, error) }
      : {}),
    onSuccess: () => {
      for (const path of touched) void queries.invalidateQueries({ queryKey: [path] });
    },
  });
}

const PATIENCE = 5;
function mayTryAgain(failures: number, error: Error): boolean {
  return error instanceof UnreachableError && failures < PATIENCE;
}

const SCHEDULE = [paths.programmes, paths.preview, paths.overview];
export const useCreateProgramme = () =>
  useChange((client, draft: ProgrammeDraft) => client.send<Programme>('POST', paths.programmes, draft), SCHEDULE);
export const useCancelProgramme = () =>
  useChange((client, programme: string) => client.send<void>('DELETE', paths.programme(programme)), SCHEDULE);

export const usePlayNow = () =>
  useChange(
    (client, play: { bulletin: string; targets: Target[] }) =>
      client.send<Run | Confirmation>('POST', paths.runs, play),
    [paths.runs, paths.overview, paths.confirmations],
  );
export const useStop = () =>
  useChange(
    (client, stop: { run?: string; why?: string }) =>
      client.send<{ command: string; nodes: number }>('POST', paths.stop, stop),
    [paths.runs, paths.overview],
    { patient: true },
  );

/** The account that makes the first province is given it: who am I is asked again. */
export const useCreateArea = () =>
  useChange(
    (client, input: Omit<AreaInput, 'predecessors'>) => client.send<Area>('POST', paths.areas, input),
    [paths.areas, paths.overview, paths.session],
  );

/** Reads the table without writing when `dryRun`; else takes it, all rows or none. */
export const useImport = (table: ImportTable, dryRun: boolean) =>
  useChange(
    (client, bytes: ArrayBuffer) =>
      client.sendTable<ImportResult>(withQuery(paths.imports(table), { 'dry-run': dryRun }), bytes),
    dryRun ? [] : [paths.areas, paths.nodes, paths.stations, paths.overview, paths.coverage],
  );

export const useClaim = (node: string) => useChange((client) => client.send<Claim>('POST', paths.claim(node)), []);
export const useMakeLabels = () =>
  useChange((client, order: LabelOrder) => client.send<MadeLabels>('POST', paths.labels, order), [paths.labels]);
export const useWithdrawLabel = () =>
  useChange(
    (client, label: string) => client.send<void>('DELETE', paths.label(label)),
    [paths.labels, paths.enrolments],
  );
export const useConfirmEnrolment = () =>
  useChange(
    (client, confirm: EnrolmentConfirm) => client.send<EnrolmentConfirmed>('POST', paths.confirm, confirm),
    [paths.nodes, paths.enrolments, paths.labels, paths.overview],
  );
export const useRotate = (node: string) => useChange((client) => client.send<void>('POST', paths.rotate(node)));
export const useRevoke = (node: string) =>
  useChange((client) => client.send<Node>('POST', paths.revoke(node)), [paths.node(node), paths.nodes, paths.overview]);
