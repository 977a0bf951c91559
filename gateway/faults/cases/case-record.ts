// pure
import type { Case, CaseEvent } from '../../../protocol/api/cases.ts';
import { NODE_FAULTS, SEVERITY_OF } from '../../../protocol/faults.ts';
import type { Notice } from '../../notices.ts';

/** Who did something, and when (ms UTC). */
export interface Deed {
  readonly at: number;
  readonly by: string;
}

/** A hamlet a case touches, and the node it is about where that is known. */
export interface CasePlace {
  readonly hamlet: string;
  readonly node?: string | undefined;
}

export interface StoredCase {
  readonly id: string;
  readonly commune: string;
  readonly year: number;
  readonly serial: number;
  readonly state: Case['state'];
  readonly kind: Case['kind'];
  readonly severity: Case['severity'];
  /** Which kind on what: the same again within a day is the same case. */
  readonly about: string;
  readonly node?: string | undefined;
  readonly hamlet?: string | undefined;
  readonly incident?: string | undefined;
  readonly incidentName?: string | undefined;
  readonly nodes: number;
  readonly since: number;
  readonly faultUntil?: number | undefined;
  readonly detail?: string | undefined;
  readonly reporter?: string | undefined;
  readonly opened: Deed;
  readonly acknowledged?: Deed | undefined;
  readonly resolved?: Deed | undefined;
  readonly closed?: Deed | undefined;
  readonly reopened: number;
  readonly assignee?: string | undefined;
  readonly cause?: Case['cause'];
  readonly measure: string;
  readonly parts: string;
  readonly costVnd?: number | undefined;
  readonly workMinutes?: number | undefined;
  readonly soundHeard?: boolean | undefined;
  readonly confirmed?: Deed | undefined;
  readonly version: number;
}

export interface StoredEvent extends Deed {
  readonly case: string;
  readonly key: string;
  readonly happenedAt: number;
  readonly kind: CaseEvent['kind'];
  readonly note: string;
  readonly photos: readonly string[];
  /** What was sent, to tell a word said twice from two words with one key. */
  readonly body: string;
}

/** SC-2026-0012, counted in each commune and year. */
export function numberOf({ year, serial }: Pick<StoredCase, 'year' | 'serial'>): string {
  return `SC-${year}-${String(serial).padStart(4, '0')}`;
}

export function isOpen({ state }: Pick<StoredCase, 'state'>): boolean {
  return state === 'new' || state === 'acknowledged';
}

type About =
  | { readonly node: string }
  | { readonly hamlet: string }
  | { readonly parent: string; readonly area: string; readonly name: string };

/** What makes two cases the same trouble: the kind, and the node, hamlet or common cause it is on. */
export function aboutOf(kind: Case['kind'], on: About): string {
  if ('node' in on) return `${kind}/node/${on.node}`;
  if ('hamlet' in on) return `${kind}/hamlet/${on.hamlet}`;
  return `${kind}/${on.parent}/${on.area}/${on.name}`;
}

export function aboutNotice({ kind, cause, node, area, name }: Notice): string {
  if (node !== undefined) return aboutOf(cause, { node });
  if (kind === 'place') return aboutOf(cause, { hamlet: area ?? '' });
  return aboutOf(cause, { parent: kind, area: area ?? '', name });
}

/** Minor ones for which somebody has to climb up all the same. */
const MINOR_REPAIRS: readonly Case['kind'][] = ['weak-signal', 'recalibrate'];
const OF_NODES: ReadonlySet<string> = new Set(NODE_FAULTS);

/**
 * Does somebody have to repair it? What is critical or major on a node, and what needs a ladder. What an office decides (an
 * order, a review, a licence), what is planned by itself (preventive maintenance) and the installation's own troubles are no cases.
 */
export function isRepair(kind: Case['kind']): boolean {
  if (!OF_NODES.has(kind)) return false;
  const severity = SEVERITY_OF[kind];
  return severity === 'critical' || severity === 'major' || MINOR_REPAIRS.includes(kind);
}
