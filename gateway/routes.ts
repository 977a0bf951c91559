import { readFileSync } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import { communeRoutes } from './appraisal/commune-routes.ts';
import { dossierRoutes } from './appraisal/dossiers/dossier-routes.ts';
import { drawRoutes } from './appraisal/draw-routes.ts';
import { figureRoutes } from './appraisal/figures/figure-routes.ts';
import { recordRoutes } from './appraisal/record-routes.ts';
import { type Render, reportRoutes } from './appraisal/reports/report-routes.ts';
import { roundRoutes } from './appraisal/round-routes.ts';
import { areaRoutes } from './areas/area-routes.ts';
import { broadcastSettingsRoutes } from './areas/broadcast-settings-routes.ts';
import { areaImportRoutes } from './areas/import-routes.ts';
import { licenceRoutes } from './areas/licence-routes.ts';
import { quietHoursRoutes } from './areas/quiet-hours-routes.ts';
import { stationRoutes } from './areas/station-routes.ts';
import { attachmentRoutes } from './attachments/attachment-routes.ts';
import { registerAuditRoutes } from './audit/audit-routes.ts';
import type { AuditReach } from './audit/audit-store.ts';
import { broadcastRoutes, deviceRoutes } from './broadcast/broadcast-routes.ts';
import { campaignRoutes } from './broadcast/campaign-routes.ts';
import { groupRoutes } from './broadcast/group-routes.ts';
import { letterRoutes } from './broadcast/letters/letter-routes.ts';
import { stopPageRoutes } from './broadcast/stop-page-routes.ts';
import { coverageRoutes } from './coverage/coverage-routes.ts';
import { exclusionRoutes } from './coverage/exclusions-routes.ts';
import { handLogRoutes } from './coverage/hand-log-routes.ts';
import { inspectionRoutes } from './coverage/inspection-routes.ts';
import { periodRoutes } from './coverage/periods-routes.ts';
import { ruleRoutes } from './coverage/rule-routes.ts';
import { registerEvidenceRoutes } from './evidence/evidence-routes.ts';
import { registerLogRoutes } from './evidence/log-routes.ts';
import { caseRoutes } from './faults/cases/case-routes.ts';
import { registerAlarmRoute, registerFaultRoutes } from './faults/faults-routes.ts';
import { parentRoutes } from './faults/parent-routes.ts';
import { firmwareDeviceRoutes, firmwareRoutes } from './firmware/firmware-routes.ts';
import type { Gateway } from './gateway.ts';
import { healthPageRoutes } from './health/health-page-routes.ts';
import { type App, type Person, personOf } from './http/app.ts';
import { Feed } from './http/feed.ts';
import { healthRoutes } from './http/health-routes.ts';
import { createHttpServer, registerApi } from './http/server.ts';
import { listeningRoutes } from './listening/listening-routes.ts';
import { liveRoutes } from './live/live-routes.ts';
import { assetRoutes } from './nodes/asset-routes.ts';
import { enrolRoutes } from './nodes/enrol-routes.ts';
import { nodeImportRoutes } from './nodes/import-routes.ts';
import { keyRoutes } from './nodes/key-routes.ts';
import { labelRoutes } from './nodes/label-routes.ts';
import { maintenanceRoutes } from './nodes/maintenance-routes.ts';
import { nodePhotoRoutes } from './nodes/node-photo-routes.ts';
import { nodeRoutes } from './nodes/node-routes.ts';
import type { Live } from './nodes/node-view.ts';
import { rosterRoutes } from './nodes/roster-routes.ts';
import { credentialRoutes, rotateRoutes } from './nodes/rotation-routes.ts';
import type { Standing } from './nodes/standing.ts';
import { notifyRoutes } from './notify/notify-routes.ts';
import { peopleRoutes, secondPersonOf } from './people/people.ts';
import { registerPresenceRoutes } from './presence/presence-routes.ts';
import { audioRoutes } from './recordings/audio-routes.ts';
import { dictionaryRoutes } from './recordings/dictionary-routes.ts';
import { printRoutes } from './recordings/print-routes.ts';
import { recordingRoutes } from './recordings/recording-routes.ts';
import { speechRoutes } from './recordings/speech-routes.ts';
import { relayRoutes } from './relays/relay-routes.ts';
import { bulkRoutes } from './remote/bulk-routes.ts';
import { deviceLogRoutes, remoteRoutes } from './remote/remote-routes.ts';
import { telemetryRoutes } from './telemetry/telemetry-routes.ts';
import { alertRoutes } from './upstream/cap/alert-routes.ts';
import { sourceApiRoutes } from './upstream/source-api-routes.ts';
import { sourceRoutes } from './upstream/source-routes.ts';
import { repairRoutes } from './workbench/repair-routes.ts';

export interface HttpDoor {
  readonly app: App;
  readonly feed: Feed;
}

/** The HTTP server with every route of the gateway. */
export async function openHttp(gateway: Gateway, demo: { label: string } | undefined): Promise<HttpDoor> {
  const { config, log, clock, sessions, nodes, audit, metrics, tree, roster, facts, watch } = gateway;
  const app = await createHttpServer({
    log,
    clock,
    sessions,
    devices: nodes.credentials,
    sources: gateway.sources,
    audit,
    metrics,
    brokerToken: readFileSync(config.rosterTokenFile, 'utf8').trim(),
    strictTransport: typeof config.https?.certificate === 'object',
    staticFolder: config.dashboardFolder,
  });
  const areaOfNode = (node: string) => roster.get(node)?.hamlet;
  const feed = new Feed({
    ...{ facts, clock, log, sessions, scope: tree, areaOfNode, watching: () => watch.isOpen },
    authorityOf: (account) => gateway.accounts.authorityOf(account),
  });

  await registerApi(app, (api) => {
    peopleRoutes(api, gateway.people, demo ? { demo } : {});
    areaRoutes(api, gateway);
    stationRoutes(api, gateway);
    areaImportRoutes(api, gateway);
    quietHoursRoutes(api, gateway);
    broadcastSettingsRoutes(api, gateway);
    const nodeList = nodeRoutes(api, {
      ...{ nodes, areas: tree, clock },
      liveOf: (node) => liveOf(gateway, node),
      standingsAt: (now) => standingsAt(gateway, now),
      // The numbers of a SIM stand with the asset of its node.
      alsoKnownAs: (node) => gateway.assets.namesOf(node),
    });
    telemetryRoutes(api, { ...gateway, scope: tree, areaOfNode });
    nodeImportRoutes(api, { nodes, areas: tree, assets: gateway.assets });
    keyRoutes(api, gateway);
    labelRoutes(api, { ...gateway, areas: tree, publicUrl: config.publicUrl });
    rotateRoutes(api, { ...gateway, areas: tree });
    const { selfTestSettings, remote } = gateway;
    bulkRoutes(api, {
      ...{ bulk: gateway.bulk, scope: tree },
      nodesOf: (person, filter) => nodeList.all(person.areas, filter).map(({ node }) => node),
    });
    remoteRoutes(api, { ...remote, selfTestSettings, scope: tree, hamletOf: (node) => nodes.known(node).hamlet });
    registerPresenceRoutes(api, {
      ...{ ...gateway, scope: tree, areaOfNode },
      maintainedOf: async (node, from, to) =>
        (await gateway.maintenance.windowsBetween(from, to)).filter(({ nodes: held }) => held.includes(node)),
    });
    recordingRoutes(api, gateway.recordings, tree);
    speechRoutes(api, { ...gateway, scope: tree });
    dictionaryRoutes(api, { ...gateway, scope: tree });
    broadcastRoutes(api, gateway.broadcast, secondPersonOf(gateway.people));
    liveRoutes(api, gateway.live, secondPersonOf(gateway.people));
    letterRoutes(api, gateway.letters, clock);
    groupRoutes(api, gateway.groups);
    campaignRoutes(api, gateway.campaigns, gateway.inbox);
    coverageRoutes(api, { ...gateway, scope: tree });
    attachmentRoutes(api, gateway.attachments);
    inspectionRoutes(api, { ...gateway, scope: tree });
    handLogRoutes(api, { ...gateway, scope: tree });
    licenceRoutes(api, { ...gateway, scope: tree });
    roundRoutes(api, gateway.appraisal.rounds);
    recordRoutes(api, gateway.appraisal);
    dossierRoutes(api, gateway);
    communeRoutes(api, gateway.appraisal);
    drawRoutes(api, gateway.appraisal);
    ruleRoutes(api, { ...gateway, scope: tree, office: () => officeOf(gateway), render: renderIn(gateway) });
    periodRoutes(api, { ...gateway, scope: tree });
    exclusionRoutes(api, { ...gateway, scope: tree });
    relayRoutes(api, gateway.relays);
    listeningRoutes(api, { ...gateway, scope: tree });
    alertRoutes(api, gateway, secondPersonOf(gateway.people));
    figureRoutes(api, gateway.figures);
    reportRoutes(api, { reports: gateway.reports, render: renderIn(gateway), demo: demo?.label });
    firmwareRoutes(api, { ...gateway, scope: tree });
    registerFaultRoutes(api, {
      ...{ faults: gateway.faults, scope: tree, describe: (node) => describe(gateway, node) },
      placesIn: (areas) => tree.idsWithin(areas),
      areaName: (area) => tree.get(area)?.name,
      casesOf: (incidents) => gateway.cases.ofIncidents(incidents),
    });
    parentRoutes(api, gateway);
    caseRoutes(api, gateway);
    repairRoutes(api, gateway);
    maintenanceRoutes(api, gateway);
    assetRoutes(api, { ...gateway, areas: tree });
    nodePhotoRoutes(api, gateway);
    const mayRead = (request: FastifyRequest, node: string) =>
      tree.isWithin(areaOfNode(node) ?? '', personOf(request).areas);
    registerLogRoutes(api, {
      ...{ ...gateway, mayRead },
      nodeOf: (node) => evidenceNode(gateway, node),
      runOf: (run) => gateway.broadcast.runs.get(run),
    });
    registerEvidenceRoutes(api, { ...gateway, mayRead, keyOf: (node) => roster.keyOf(node) });
    registerAuditRoutes(api, { audit, reachOf: (request) => auditReach(gateway, personOf(request)) });
    notifyRoutes(api, {
      notify: gateway.notify,
      read: gateway.database.read,
      areaName: (area) => tree.get(area)?.name,
      nameOf: (account) => gateway.accounts.nameOf(account),
      areasOf: (person) => (gateway.holdsAll(person) ? undefined : tree.idsWithin(person.areas)),
      incidentsOf: (person, id) => gateway.cases.incidentsOf(person, id),
    });
    sourceRoutes(api, { ...gateway, reporting: gateway.upstream.reporting });
    sourceApiRoutes(api, { ...gateway, ...gateway.upstream });
    healthPageRoutes(api, gateway);
    feed.routes(api);
  });
  enrolRoutes(app, gateway);
  credentialRoutes(app, gateway);
  rosterRoutes(app, nodes);
  deviceLogRoutes(app, gateway.remote);
  registerAlarmRoute(app, gateway.faults);
  audioRoutes(app, gateway.recordings.files);
  printRoutes(app, gateway.recordings.prints);
  deviceRoutes(app, gateway.broadcast);
  firmwareDeviceRoutes(app, gateway.firmware);
  await stopPageRoutes(app, gateway.broadcast);
  healthRoutes(app, {
    metrics,
    checks: {
      database: async () => (await gateway.database.read.raw('SELECT 1')) !== undefined,
      broker: () => gateway.link.connected,
      watch: () => watch.isOpen,
    },
  });
  return { app, feed };
}

function renderIn({ documents }: Gateway): Render {
  return (document, format) => {
    switch (format) {
      case 'pdf':
        return documents.renderPdf(document);
      case 'xlsx':
        return documents.renderXlsx(document);
      case 'csv':
        return documents.renderCsv(document);
      default:
        return format satisfies never;
    }
  };
}

/** An administrator of every province reads everything, strangers' attempts too; any other what happened in the own areas. */
function auditReach(gateway: Gateway, person: Person): AuditReach | undefined {
  const { tree, accounts } = gateway;
  if (tree.children().every((province) => person.areas.includes(province.id))) return undefined;
  const isInside = (area: string) => tree.isWithin(area, person.areas);
  return { areas: tree.idsWithin(person.areas), accounts: [person.id, ...accounts.within(isInside)] };
}

/** Who signs the rules: the province, whose they are. */
function officeOf({ tree }: Gateway) {
  const name = tree.children()[0]?.name ?? '';
  return { above: `UBND tỉnh ${name}`, name: 'Sở Văn hóa, Thể thao và Du lịch', place: name };
}

/** What a node does at the moment, for its row in lists. */
function liveOf(gateway: Gateway, node: string): Live {
  const { presence, broadcast, clock } = gateway;
  const beat = presence.latest(node);
  const plan = broadcast.plans.markOf(node);
  const { clockErrorMs, faults, maintenance } = standingsAt(gateway, clock.now())(node);
  const live: Live = {
    presence: presence.shownStateOf(node),
    lastSeenAt: presence.lastSeenAt(node),
    rssiDbm: beat?.rssiDbm,
    mainsVolts: beat?.mainsVolts,
    celsius: beat?.celsius,
    volume: beat?.volume,
    playing: beat?.playing && broadcast.titleOf(beat.playing),
    planVersion: plan?.held,
    planWanted: plan?.version,
    ...(clockErrorMs === undefined ? {} : { clockErrorMs }),
    ...(faults === undefined ? {} : { faults: [...faults] }),
    ...(maintenance === undefined ? {} : { maintenance }),
  };
  return live;
}

/** How nodes stand at one instant, for what lists sort and narrow by. */
function standingsAt(gateway: Gateway, now: number): (node: string) => Standing {
  const { presence, faults, maintenance } = gateway;
  const stateOf = presence.statesAt(now);
  return (node) => ({
    presence: stateOf(node),
    lastSeenAt: presence.lastSeenAt(node),
    clockErrorMs: presence.clockErrorOf(node),
    faults: faults.worstOf(node),
    maintenance: maintenance.windowOf(node, now),
  });
}

function evidenceNode({ roster, tree }: Gateway, id: string) {
  const node = roster.get(id);
  const { publicKey, enrolledAt: keySince } = node ?? {};
  return {
    code: node?.code ?? id,
    hamletName: tree.get(node?.hamlet ?? '')?.name ?? '',
    ...(publicKey !== undefined && { publicKey }),
    ...(keySince !== undefined && { keySince }),
  };
}

function describe({ roster, tree }: Gateway, node: string) {
  const record = roster.get(node);
  if (!record) return undefined;
  const communeName = tree.get(tree.communeOf(record.hamlet) ?? '')?.name;
  return {
    ...{ code: record.code, hamlet: record.hamlet, hamletName: tree.get(record.hamlet)?.name ?? '' },
    ...(communeName === undefined ? {} : { communeName }),
  };
}
