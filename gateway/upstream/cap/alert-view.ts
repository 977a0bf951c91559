// pure
import type { Alert, AlertDetail } from '../../../protocol/api/sources.ts';
import type { StoredAlert } from './alert-store.ts';

const MOST_NAMES = 20;

/** An alert as pages show it; `nameOf` gives the name of an area. */
export function alertView(one: StoredAlert, nameOf: (area: string) => string | undefined): Alert {
  const { content, reason, detail, expiresAt } = one;
  const areas = content.orders.flatMap((order) => order.areas);
  const names = [...new Set(areas)].slice(0, MOST_NAMES).map((area) => nameOf(area) ?? area);
  const emergency = content.orders.find((order) => order.emergency !== undefined)?.emergency;
  const bulletin = content.orders.find((order) => order.bulletin !== undefined)?.bulletin;
  const { unplaced } = content;
  return {
    ...{ id: one.id, source: one.source, sourceName: one.sourceName, identifier: one.identifier, sender: one.sender },
    ...{ sentAt: one.sentAt, receivedAt: one.receivedAt, status: one.status, messageType: one.messageType },
    ...{ headline: content.headline, event: content.event, severity: content.severity, urgency: content.urgency },
    ...{ certainty: content.certainty, signed: one.signed, areaNames: names, state: one.state },
    hamlets: content.orders.reduce((sum, order) => sum + order.hamlets, 0),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...(emergency === undefined ? {} : { emergency }),
    ...(bulletin === undefined ? {} : { bulletin }),
    ...(unplaced ? { unplaced: { n: unplaced.n, names: unplaced.hamlets.map((one) => nameOf(one) ?? one) } } : {}),
  };
}

export function alertDetailView(one: StoredAlert, nameOf: (area: string) => string | undefined): AlertDetail {
  return {
    ...alertView(one, nameOf),
    infos: one.infos.map(({ areas, ...info }) => ({ ...info, areas: [...areas] })),
    references: one.references.map(({ sender, identifier, sentAt }) =>
      [sender, identifier, new Date(sentAt).toISOString()].join(','),
    ),
    xml: one.xml,
  };
}
