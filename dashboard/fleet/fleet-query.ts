import { FAULT_KINDS, type FaultKind } from '../../protocol/faults.ts';
import { NODE_GROUPS, NODE_SORTS, type NodeGroup, type NodeSort, TECHNOLOGIES } from '../../protocol/nodes.ts';
import type { Query } from '../data/paths.ts';

export type FleetView = 'danh-sach' | 'tat-ca' | 'ban-do';

/** What the address of the page Cụm loa says; everything that narrows the list lives there. */
export interface FleetChoice {
  readonly view: FleetView;
  readonly group: NodeGroup;
  readonly sort: NodeSort;
  readonly search: string;
  readonly presence: string | undefined;
  readonly fault: FaultKind | undefined;
  readonly firmware: string | undefined;
  readonly technology: (typeof TECHNOLOGIES)[number] | undefined;
  readonly clockOff: boolean;
}

const VIEWS: readonly FleetView[] = ['danh-sach', 'tat-ca', 'ban-do'];

export function readChoice(query: URLSearchParams): FleetChoice {
  const one = <T extends string>(of: readonly T[], name: string) => of.find((word) => word === query.get(name));
  return {
    view: one(VIEWS, 'xem') ?? 'danh-sach',
    group: one(NODE_GROUPS, 'nhom') ?? 'all',
    sort: one(NODE_SORTS, 'sap-xep') ?? 'code',
    search: (query.get('tim') ?? '').trim(),
    presence: query.get('trang-thai') ?? undefined,
    fault: one(FAULT_KINDS, 'su-co'),
    firmware: query.get('phan-mem') ?? undefined,
    technology: one(TECHNOLOGIES, 'loai-hinh'),
    clockOff: query.get('lech-gio') === '1',
  };
}

/** The same as the gateway is asked for it. */
export function listQuery(choice: FleetChoice, area: string | undefined): Query {
  return {
    area,
    ...{ presence: choice.presence, fault: choice.fault, firmware: choice.firmware, technology: choice.technology },
    group: choice.group === 'all' ? undefined : choice.group,
    'clock-off': choice.clockOff || undefined,
    search: choice.search || undefined,
    sort: choice.sort,
  };
}
