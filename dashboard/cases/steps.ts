import type { CaseStep } from '../../protocol/api/cases.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { handOver, keepWaiting, type Waiting } from '../field/kept.ts';
import type { NewStep } from './case-state.ts';

export const draftKey = (account: string, about: string) => `${account} case ${about}`;

/** What waits about one case, the oldest first. */
export function waitingFor(waiting: readonly Waiting[], id: string): Waiting[] {
  return waiting.filter(({ about }) => about === id);
}
/** As what it was written. Bodies of cases are made by `useTakeStep` alone. */
export const stepOf = ({ body }: Waiting) => body as CaseStep;

/** Cases whose «Nhận việc» waits on this phone. */
export function takenBy(waiting: readonly Waiting[]): ReadonlySet<string> {
  const taken = waiting.filter(
    (record) => record.kind === 'case' && !record.refused && record.about && stepOf(record).kind === 'acknowledged',
  );
  return new Set(taken.flatMap(({ about }) => about ?? []));
}

/** Writes a step on this phone first, and sends it then: with a network at once, without one when it is back. */
export function useTakeStep(send: () => Promise<void>) {
  const { freshness } = useGateway();
  const account = useMe().account.id;
  return async (one: { readonly id: string; readonly title: string }, step: NewStep, key?: string) => {
    const now = freshness.serverNow();
    const id = key ?? newUlid(now);
    const record: Waiting = {
      ...{ id, account, kind: 'case', title: one.title, savedAt: now, about: one.id },
      path: paths.caseSteps(one.id),
      body: { ...step, key: id, happenedAt: now },
    };
    await (key === undefined ? keepWaiting(record) : handOver(record, draftKey(account, one.id)));
    void send();
  };
}
