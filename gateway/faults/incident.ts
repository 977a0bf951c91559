// pure
import { type FaultKind, type IncidentKind, SEVERITY_OF } from '../../protocol/faults.ts';
import type { Notice } from '../notices.ts';
import type { FaultClass } from './classes.ts';
import { GREW_NODES, GREW_TIMES, GROUPING_MS, RESTORED_SHARE, STRAGGLE_MS } from './limits.ts';

/** One cause and what it holds. */
export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly class: FaultClass;
  /** Id of the mast, feeder, commune, node or place it is about. */
  readonly subject: string;
  readonly cause: FaultKind;
  readonly name: string;
  readonly area?: string;
  readonly node?: string;
  readonly since: number;
  readonly until?: number;
  readonly openedAt: number;
  readonly told: number;
  readonly grewAt?: number;
  readonly detail?: string;
  /** Every node it ever held. */
  readonly nodes: readonly string[];
}

export function isCommon({ kind }: Pick<Incident, 'kind'>): boolean {
  return kind === 'uplink' || kind === 'feeder' || kind === 'commune';
}

/** One open incident of a class and subject: a node that is silent for another reason than before is still the same silence. */
export function keyOf({ kind, subject, class: faultClass }: Pick<Incident, 'kind' | 'subject' | 'class'>): string {
  return `${kind}/${subject}/${faultClass}`;
}

/**
 * May a later fault of the same class belong to it? It began not long before, and, below a commune alone, not long after the
 * newest it holds: a mast or a feeder that is gone explains whoever falls silent meanwhile, when the batteries are empty.
 */
export function explains(
  incident: Incident,
  newest: number,
  fault: { readonly node: string; readonly since: number },
): boolean {
  if (fault.since < incident.since - GROUPING_MS) return false;
  if (incident.nodes.includes(fault.node)) return true;
  return incident.kind !== 'commune' || fault.since <= newest + GROUPING_MS;
}

export function hasGrown({ told, grewAt, nodes }: Incident): boolean {
  return grewAt === undefined && nodes.length >= told * GREW_TIMES && nodes.length >= told + GREW_NODES;
}

export type Restoration = 'open' | 'over' | 'straggling';

/** `down` of its nodes are still at fault; most are back since `mostBackAt`. */
export function restorationOf(
  incident: Pick<Incident, 'kind' | 'nodes'>,
  down: number,
  mostBackAt: number | undefined,
  now: number,
): Restoration {
  if (down === 0) return 'over';
  if (!isCommon(incident) || mostBackAt === undefined || !isMostlyBack(incident, down)) return 'open';
  return now - mostBackAt >= STRAGGLE_MS ? 'straggling' : 'open';
}

export function isMostlyBack({ nodes }: Pick<Incident, 'nodes'>, down: number): boolean {
  return nodes.length - down >= nodes.length * RESTORED_SHARE;
}

const MOST_CODES = 50;

/** The word to people; the same thing twice has the same id. */
export function noticeOf(
  incident: Incident,
  what: Notice['what'],
  at: number,
  names: { readonly codeOf: (node: string) => string; readonly hamletOf: (node: string) => string | undefined },
): Notice {
  const { id, kind, cause, area, node, name, since, until, detail } = incident;
  const hamlets = new Set(incident.nodes.flatMap((one) => names.hamletOf(one) ?? []));
  return {
    ...{ id: `${id}/${what}`, incident: id, what, kind, cause, severity: SEVERITY_OF[cause], name, since, at },
    ...(area === undefined ? {} : { area }),
    ...(node === undefined ? {} : { node }),
    ...(until === undefined ? {} : { until }),
    ...(detail === undefined ? {} : { detail }),
    nodes: incident.nodes.length,
    members: incident.nodes,
    codes: incident.nodes.map(names.codeOf).sort().slice(0, MOST_CODES),
    hamlets: [...hamlets].sort(),
  };
}
