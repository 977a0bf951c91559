import { useEffect, useState } from 'react';
import type { Case, CaseCard, CaseEvent, Repairer, Repairs } from '../../protocol/api/cases.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { Notification } from '../../protocol/api/notify.ts';
import type { RepairOrder } from '../../protocol/faults.ts';
import type { Position } from '../components/nearest.ts';
import { paths, withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { copyOf } from '../field/kept.ts';
import { useKept } from '../field/use-kept.ts';
import { inOrder, ownWork } from './repair-order.ts';

/** A case, or as much of it as the list had. */
export type KnownCase = CaseCard & Partial<Case> & { readonly events?: readonly CaseEvent[] };

/** The kept list: by effect, of all one's areas or of the chosen one. */
const byEffect = (area: string | undefined) => ({ area, order: 'effect' });

/**
 * The repair list in the order that was asked for. Only the order by effect is kept on the phone: without a network it is put into
 * another order here.
 */
export function useRepairs(
  area: string | undefined,
  order: RepairOrder,
  here: Position | undefined,
  mine?: { readonly account: string; readonly taken: ReadonlySet<string> },
) {
  const effect = useKept<Repairs>(paths.repairs, byEffect(area));
  const ordered = useKept<Repairs>(
    paths.repairs,
    { area, order, ...(order === 'near' ? here : undefined) },
    { enabled: order === 'newest' || (order === 'near' && here !== undefined), keep: false },
  );
  const own = useKept<Repairs>(
    paths.repairs,
    { ...byEffect(area), assignee: mine?.account },
    { enabled: mine !== undefined },
  );
  if (mine) {
    const fresh = own.data !== undefined && own.keptAt === undefined;
    const data = ownWork(own.data, effect.data, { ...mine, fresh });
    const shown = data && { ...data, items: [...inOrder(data.items, order, here)] };
    return { ...(own.data ? own : effect), data: shown, keptAt: fresh ? undefined : (effect.keptAt ?? own.keptAt) };
  }
  if (order === 'effect' || (order === 'near' && !here)) return effect;
  if (ordered.data) return ordered;
  const { data } = effect;
  return { ...effect, data: data && { ...data, items: [...inOrder(data.items, order, here)] } };
}

/** Whom it may be given to; kept, so that it can be given where there is no network. */
export const useRepairers = (id: string) =>
  useKept<{ items: Repairer[] }>(paths.repairers(id), {}, { under: paths.accounts });
export const useMessagesOf = (id: string) =>
  useKept<Page<Notification>>(paths.notifications, { case: id, limit: 50 }, { under: paths.cases });

/** One case; where it was never opened with a network, the card that came with the list. */
export function useCase(id: string) {
  const account = useMe().account.id;
  const asked = useKept<KnownCase>(paths.case(id), {}, { under: paths.cases });
  const [card, setCard] = useState<{ data: KnownCase; at: number }>();
  useEffect(() => {
    let current = true;
    const key = `${account} ${withQuery(paths.repairs, byEffect(undefined))}`;
    copyOf(key).then(
      (copy) => {
        // What was kept is what the same address answered.
        const found = (copy?.data as Repairs | undefined)?.items.find((item) => item.case.id === id);
        if (current && copy && found) setCard({ data: found.case, at: copy.at });
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [account, id]);
  if (asked.data !== undefined || card === undefined) return asked;
  return { ...asked, data: card.data, keptAt: card.at };
}
