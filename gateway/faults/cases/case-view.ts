// pure
import type { Area } from '../../../protocol/api/areas.ts';
import type { Asset, Case, CaseEvent } from '../../../protocol/api/cases.ts';
import { type Deed, numberOf, type StoredCase, type StoredEvent } from './case-record.ts';

export interface CaseViewParts {
  readonly nameOf: (account: string) => string | undefined;
  readonly areaOf: (area: string) => Pick<Area, 'name'> | undefined;
  readonly nodeOf: (node: string) => { code: string; place: string; latitude?: number; longitude?: number } | undefined;
  readonly keeperOf: (node: string) => Asset['keeper'];
}

/** A case as the API shows it; what is not known is left out. */
export function caseView(
  one: StoredCase,
  photos: readonly string[],
  sessionsLost: number,
  { nameOf, areaOf, nodeOf, keeperOf }: CaseViewParts,
): Case {
  const node = one.node === undefined ? undefined : nodeOf(one.node);
  const who = (deed: Deed) => {
    const byName = nameOf(deed.by);
    return { ...deed, ...(byName === undefined ? {} : { byName }) };
  };
  const told = <K extends string, V>(name: K, value: V | undefined) =>
    // One key, there or not: the compiler cannot tell a computed key from any string.
    (value === undefined ? {} : { [name]: value }) as { [key in K]?: V };
  return {
    ...{ id: one.id, number: numberOf(one), state: one.state, kind: one.kind, severity: one.severity },
    ...told('node', one.node),
    ...told('nodeCode', node?.code),
    ...told('place', node?.place || undefined),
    ...told('incident', one.incident),
    ...told('incidentName', one.incidentName),
    nodes: one.nodes,
    ...told('hamlet', one.hamlet),
    ...told('hamletName', areaOf(one.hamlet ?? '')?.name),
    ...{ commune: one.commune, communeName: areaOf(one.commune)?.name ?? one.commune },
    ...told('keeper', one.node === undefined ? undefined : keeperOf(one.node)),
    ...told('latitude', node?.latitude),
    ...told('longitude', node?.longitude),
    since: one.since,
    ...told('faultUntil', one.faultUntil),
    ...told('detail', one.detail),
    ...told('reporter', one.reporter || undefined),
    opened: who(one.opened),
    ...told('acknowledged', one.acknowledged && who(one.acknowledged)),
    ...told('resolved', one.resolved && who(one.resolved)),
    ...told('closed', one.closed && who(one.closed)),
    reopened: one.reopened,
    ...told('assignee', one.assignee),
    ...told('assigneeName', one.assignee === undefined ? undefined : nameOf(one.assignee)),
    ...told('cause', one.cause),
    ...{ measure: one.measure, parts: one.parts },
    ...told('costVnd', one.costVnd),
    ...told('workMinutes', one.workMinutes),
    ...told('soundHeard', one.soundHeard),
    photos: [...photos],
    ...told('confirmed', one.confirmed && who(one.confirmed)),
    sessionsLost,
    version: one.version,
  };
}

export function eventView(event: StoredEvent, nameOf: CaseViewParts['nameOf']): CaseEvent {
  const { case: _, body, photos, ...said } = event;
  const byName = nameOf(event.by);
  // What was sent is the step itself.
  const { assignee = '' } = event.kind === 'assigned' ? (JSON.parse(body) as { assignee?: string }) : {};
  const toName = nameOf(assignee);
  return {
    ...{ ...said, photos: [...photos] },
    ...(byName === undefined ? {} : { byName }),
    ...(toName === undefined ? {} : { toName }),
  };
}
