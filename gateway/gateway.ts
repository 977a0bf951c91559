import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule } from '../protocol/api/coverage.ts';
import { emergencyInput } from '../protocol/api/emergency.ts';
import { SYSTEM } from '../protocol/authority.ts';
import { DAY_MS } from '../protocol/units.ts';
import { dayOf } from '../protocol/vietnam-time.ts';
import { neededByRounds } from './appraisal/needed-evidence.ts';
import { Areas } from './areas/areas.ts';
import { BroadcastSettings } from './areas/broadcast-settings.ts';
import { QuietHours } from './areas/quiet-hours.ts';
import { Stations } from './areas/stations.ts';
import { Attachments } from './attachments/attachments.ts';
import { toSay } from './audio/reading/read-out.ts';
import { engineOf } from './audio/speech-engines.ts';
import { EspeakEngine } from './audio/speech-espeak.ts';
import { Audit } from './audit/audit.ts';
import { Broadcast } from './broadcast/broadcast.ts';
import { Campaigns } from './broadcast/campaigns.ts';
import { Groups } from './broadcast/groups.ts';
import { Inbox } from './broadcast/inbox.ts';
import { Letters } from './broadcast/letters/letters.ts';
import { type Clock, systemClock } from './clock.ts';
import { addressOf, type Config } from './config.ts';
import { Coverage } from './coverage/coverage.ts';
import { readExclusions } from './coverage/exclusions-store.ts';
import { readHandLog } from './coverage/hand-log-store.ts';
import { readVisits } from './coverage/inspections-store.ts';
import { Overview } from './coverage/overview.ts';
import { Periods } from './coverage/periods.ts';
import { numbersOn } from './coverage/rules.ts';
import { LAST_BACKUP_FILE } from './database/backup.ts';
import { Database } from './database/database.ts';
import { DeviceLink } from './device-link/device-link.ts';
import { Outbox } from './device-link/outbox.ts';
import { ForbiddenError } from './errors.ts';
import { Checkpoints } from './evidence/checkpoints.ts';
import { outsidesOf } from './evidence/destinations.ts';
import { EvidenceLog } from './evidence/evidence-log.ts';
import { Publishing } from './evidence/publishing.ts';
import { Retention } from './evidence/retention.ts';
import { SelfCheck } from './evidence/self-check.ts';
import { FactBus } from './facts.ts';
import { Cases } from './faults/cases/cases.ts';
import { DEVICE_FAULTS } from './faults/classes.ts';
import { Faults } from './faults/faults.ts';
import { Parents } from './faults/parents.ts';
import { Firmware } from './firmware/firmware.ts';
import { DeadMan } from './health/dead-man.ts';
import { Health } from './health/health.ts';
import { Probes } from './health/probes.ts';
import { watchGaps } from './health/watched.ts';
import type { Person } from './http/app.ts';
import { Metrics } from './http/metrics.ts';
import { Intake } from './intake/intake.ts';
import { together } from './intake/together.ts';
import { CommandSigner } from './keys/command-signer.ts';
import { KeyRing } from './keys/key-ring.ts';
import { nodeCertificates } from './keys/node-certificates.ts';
import { Sealing } from './keys/sealing.ts';
import { Listeners } from './listening/listeners.ts';
import { Listening } from './listening/listening.ts';
import { Live } from './live/live.ts';
import { liveOrder } from './live/live-routes.ts';
import type { Log } from './log.ts';
import { capMessages, keyListsSent, signerRefusals, signInCounter, uplinkCounter } from './measures.ts';
import { Assets } from './nodes/assets.ts';
import { Births } from './nodes/births.ts';
import { Enrolment } from './nodes/enrolment.ts';
import { KeyDelivery } from './nodes/key-delivery.ts';
import { Maintenance } from './nodes/maintenance.ts';
import { excusedSessions } from './nodes/maintenance-store.ts';
import { NodePhotos } from './nodes/node-photos.ts';
import { Nodes } from './nodes/nodes.ts';
import { DeviceHistory } from './nodes/place-devices.ts';
import { OVERLAP_MS } from './nodes/rotation-rules.ts';
import { Rotations } from './nodes/rotations.ts';
import { placesOf } from './notice-places.ts';
import { tellEach } from './notices.ts';
import { Notify } from './notify/notify.ts';
import { AddressGuard } from './outside/address-guard.ts';
import { createPeople } from './people/people.ts';
import { Presence } from './presence/presence.ts';
import { Watch } from './presence/watch.ts';
import { ChimeRecordings } from './recordings/chime-recordings.ts';
import { Dictionaries } from './recordings/dictionaries.ts';
import { MadeBefore } from './recordings/made-before.ts';
import { Recordings } from './recordings/recordings.ts';
import { Speech } from './recordings/speech.ts';
import { Relays } from './relays/relays.ts';
import { SourceStreams } from './relays/source-streams.ts';
import { Bulk } from './remote/bulk.ts';
import { NodeVolumes } from './remote/node-volumes.ts';
import { Remote } from './remote/remote.ts';
import { SelfTestSettings } from './remote/self-test-settings.ts';
import { createResults } from './results.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { alertOrder } from './upstream/cap/alert-routes.ts';
import { Alerts } from './upstream/cap/alerts.ts';
import { readCapSettings } from './upstream/cap/cap-settings.ts';
import { Mappings } from './upstream/dialect/mappings.ts';
import { Feeds } from './upstream/feeds/feeds.ts';
import { Sources } from './upstream/sources.ts';
import { Upstream } from './upstream/upstream.ts';
import { Repairs } from './workbench/repairs.ts';

export interface Surroundings {
  readonly log: Log;
  readonly clock?: Clock;
  /** Milliseconds that no setting of the clock moves; goes with `clock`. */
  readonly monotonic?: () => number;
  /** A database opened otherwise than the config says. */
  readonly database?: Database;
}

/** Hamlets whose sessions a dossier reads at once. */

/** One object a channel: the hot path makes none. */
const BEAT = { channel: 'beat' };
const BIRTH = { channel: 'birth' };
const ACK = { channel: 'ack' };

export type Gateway = Awaited<ReturnType<typeof createGateway>>;

/**
 * The one composition root: every part, made and joined. `load` brings the database up to date and fills the memories;
 * `start` opens the line to the broker. Ticks and HTTP are added by main; the demo's generator moves the clock itself.
 */
export async function createGateway(
  config: Config,
  { log, clock = systemClock, monotonic, database = new Database(config.databaseUrl) }: Surroundings,
) {
  const facts = new FactBus();
  const keys = KeyRing.open(join(config.dataDir, 'keys'), clock);
  if (keys.isRootHere)
    log.warn({}, 'the root key still lies on this server: move it away with npm run keys -- export-root FOLDER');
  const metrics = new Metrics();
  const heard = uplinkCounter(metrics.registry);
  const audit = new Audit({ database, clock });
  const signIns = signInCounter(metrics.registry);
  const sealing = Sealing.load(join(config.dataDir, 'keys'));
  const people = createPeople({
    database,
    clock,
    audit,
    sealing,
    ground: {
      isWithin: (area, scope) => tree.isWithin(area, scope),
      kindOf: (area) => tree.get(area)?.kind,
      tops: () => tree.children().map(({ id }) => id),
    },
    log,
    facts,
    perform: async (_action, by, order) => {
      const spoken = liveOrder.safeParse(order);
      if (spoken.success) return (await live.open(by, spoken.data.session, spoken.data)).id;
      const held = alertOrder.safeParse(order);
      if (held.success) return alerts.airConfirmed(by, held.data.alert, held.data.reason);
      return (await broadcast.raiseEmergency(by, emergencyInput.parse(order))).id;
    },
    others: {
      forget: (transaction, account) => notify.subscriptions.forget(transaction, account),
      forgot: (account) => notify.subscriptions.forgot(account),
    },
    count: (kind, result) => signIns.inc({ kind, result }),
  });
  const { accounts, sessions } = people;
  const mappings = Mappings.load(join(config.dataDir, 'mappings'));
  const sources: Sources = new Sources({
    ...{ database, clock, audit, facts, sealing },
    scope: { isWithin: (area, scope) => tree.isWithin(area, scope) },
    knowsMapping: (name) => mappings.has(name),
    logEnd: () => evidence.size(),
  });
  /** Of an account, or of a system above. */
  const nameOf = (author: string) => accounts.nameOf(author) ?? sources.nameOf(author);

  const areas: Areas = new Areas({
    database,
    clock,
    audit,
    facts,
    grant: (transaction, account, area) => accounts.grant(transaction, account, area),
    moved: async (moved) => {
      await nodes.areasMoved(moved);
      await broadcast.placesChanged();
    },
  });
  const { tree } = areas;
  const stations = new Stations({ database, clock, audit, facts, tree });
  const nodes = new Nodes({ database, clock, audit, facts, areas: tree });
  const { roster } = nodes;
  const quietHours: QuietHours = new QuietHours({
    database,
    audit,
    tree,
    changed: async (commune) => {
      await births.configChanged(roster.everyIn(commune).map((node) => node.id));
      await broadcast.placesChanged();
    },
  });
  const broadcastSettings: BroadcastSettings = new BroadcastSettings({
    ...{ database, audit, clock, tree },
    recordingOf: (sha256) => recordings.get(sha256),
    changed: async (commune) => {
      await births.configChanged(roster.everyIn(commune).map((node) => node.id));
      await broadcast.placesChanged();
    },
  });
  const selfTestSettings: SelfTestSettings = new SelfTestSettings({
    ...{ database, clock, audit, tree },
    quietOf: (commune) => quietHours.windowsOf(commune),
    changed: (commune) => births.configChanged(roster.inArea(commune).map((node) => node.id)),
  });
  const nodeVolumes = new NodeVolumes({ database, clock });
  const recordings: Recordings = new Recordings({
    ...{ database, clock, log, audit, facts },
    folder: join(config.dataDir, 'audio'),
    madeBefore: config.soundCache === undefined ? undefined : new MadeBefore(config.soundCache),
  });
  const dictionaries: Dictionaries = new Dictionaries({
    ...{ database, audit, clock, tree },
    changed: (area) => broadcast.wordsChanged(area),
  });
  const speech = new Speech({
    ...{ database, clock, log, recordings, engine: engineOf(config.speech) },
    reserve: config.speech.engine === 'espeak' ? undefined : new EspeakEngine(),
    toSay: (text, voice, area) => toSay(text, voice, dictionaries.wordsOf(area)),
    tell: (state, detail) => health.set('speech', state, detail),
  });
  const chimes = new ChimeRecordings(recordings);

  const evidence = new EvidenceLog({ database });
  const checkpoints = new Checkpoints({ database, clock, log, keys, origin: `loaxa/${config.gatewayId}` });
  const publishing = new Publishing({ database, clock, log, checkpoints, outsides: outsidesOf(config.checkpointsTo) });
  const selfCheck = new SelfCheck({
    ...{ database, clock, log },
    publicKeys: () => keys.trust.list.keys.filter(({ use }) => use === 'checkpoint').map(({ publicKey }) => publicKey),
  });
  const retention = new Retention({
    ...{ database, clock, log, months: config.keepRawMonths },
    neededFrom: async () => {
      const days = [await neededByRounds(database.read), await periods.openSince()];
      return days.flatMap((day) => day ?? []).sort()[0];
    },
    record: (transaction, after) =>
      audit.record({ by: SYSTEM, action: 'evidence.purge', outcome: 'done', after }, transaction),
  });
  const watch = new Watch({ database, clock, log, facts, ...(monotonic ? { monotonic } : {}) });
  const holdsAll = ({ areas: own }: { readonly areas: readonly string[] }) => {
    const provinces = tree.children();
    return provinces.length > 0 && provinces.every(({ id }) => tree.isWithin(id, own));
  };
  const maintenance: Maintenance = new Maintenance({
    ...{ database, clock, audit, facts, areas: tree, roster },
    nameOf,
    closedPeriod: async (from, to) => {
      const [first, last] = [dayOf(from), dayOf(to - 1)];
      return (await periods.list()).find((one) => one.closedAt !== undefined && one.from <= last && first <= one.to)
        ?.name;
    },
    sessionsIn: (hamlets, from, to) => coverage.owedIn(hamlets, from, to),
  });
  const presence = new Presence({
    ...{ database, clock, log, facts, watch },
    isMaintained: (node, at) => maintenance.windowOf(node, at) !== undefined,
  });
  const parents = new Parents({ ...{ database, clock, audit, roster }, scope: tree });
  const faults = new Faults({
    ...{ database, clock, log, facts, presence, roster, tree, parents },
    windowOf: (node, at) => maintenance.windowOf(node, at),
    notice: tellEach([
      (transaction, notices) => cases.take(transaction, notices),
      (transaction, notices) => notify.take(transaction, notices),
    ]),
  });

  const guard = new AddressGuard(config.notifyPrivate);
  const health = new Health({
    ...{ clock, log, facts },
    alarm: (kind, detail) => faults.alarm({ kind, detail }),
    settle: (kind) => faults.settle(kind, ''),
  });
  const deadMan = new DeadMan({
    ...{ database, clock, log, audit, sealing, guard, health, url: config.deadManUrl },
    requireWhole: (person) => requireWhole(holdsAll, person),
  });
  const probes: Probes = new Probes({
    ...{ database, clock, health, dataDir: config.dataDir, monotonic: monotonic ?? (() => performance.now()) },
    watchIsOpen: () => watch.isOpen,
    channels: () => ({ total: notify.channels.all().length, failing: notify.delivering.failing() }),
    waitingCommands: () => outbox.waiting(),
    certificate: certificateFile(config),
    backedUpAt: () => lastBackup(config.dataDir),
  });
  const gaps = () => watchGaps({ clock, periods: (from, to) => watch.periods(from, to) });
  const notify: Notify = new Notify({
    ...{ database, clock, log, audit, sealing, guard, holdsAll, scope: tree },
    standingOf: (account) => accounts.authorityOf(account),
    nameOf,
    places: () => placesOf(tree, addressOf(config)),
    acknowledged: (incidents) => cases.acknowledged(incidents),
    casesOf: (transaction, incidents) => cases.idsOf(transaction, incidents),
    failing: () => probes.channels(),
  });

  const telemetry = new Telemetry({
    ...{ database, clock, log, clockErrorOf: (node: string) => presence.clockErrorOf(node) },
    nodes: () => [...roster.everKnown()].map(({ id }) => id),
    presenceOf: (node, from, to) => presence.periods(node, from, to),
    budgetOf: (node) => assets.of(node)?.sim?.monthlyMb,
    budgetAlarm: {
      tell: (node, detail) => faults.alarm({ kind: 'data-budget', node, detail }),
      settle: (node) => faults.settle('data-budget', node),
    },
  });

  const link: DeviceLink = new DeviceLink({
    url: config.brokerUrl,
    gateway: config.gatewayId,
    credential: readFileSync(config.gatewayCredentialFile, 'utf8').trim(),
    clock,
    log,
    keys,
    // A revoked node keeps its key in the roster, for its stored evidence, and may still get past a foreign broker's door.
    isKnown: (node) => roster.get(node)?.enrolledAt !== undefined,
    handlers: {
      beat: (node, beat, at) => {
        heard.inc(BEAT);
        const isStranger = presence.sessionOf(node) !== beat.session;
        presence.beat(node, beat, at);
        faults.beat(node, beat, at);
        telemetry.take(node, beat, at);
        broadcast.onBeat(node, beat);
        // Its birth was said before we came back to the broker: it gets what a birth would have got it.
        if (isStranger) greet(node, [births.sendConfigTo(node), broadcast.onBirth(node, {})]);
      },
      birth: (node, birth, at) => {
        heard.inc(BIRTH);
        faults.birth(node, birth, at);
        presence.birth(node, birth, at);
        live.onBirth(node, birth);
        greet(node, [births.onBirth(node, birth), broadcast.onBirth(node, birth)]);
      },
      state: (node, state, at) => presence.state(node, state, at),
      ack: (node, ack) => {
        heard.inc(ACK);
        outbox.onAck(node, ack);
      },
      log: (node, entries, at) => intake.take(node, entries, at),
      echo: (at) => watch.echo(at),
      connected: () => {
        outbox.flush().catch((error) => log.warn({ err: error }, 'commands wait for the broker'));
        births.sendWaiting().catch((error) => log.warn({ err: error }, 'new settings wait for the nodes’ next birth'));
      },
    },
  });
  const greet = (node: string, words: readonly Promise<void>[]) => {
    outbox.onBirth(node);
    for (const said of words)
      said.catch((error) => log.warn({ err: error, node }, 'a node was not greeted; its next birth will be'));
  };
  const births = new Births({
    nodes,
    clock,
    quietOf: (commune) => quietHours.windowsOf(commune ?? ''),
    mannerOf: (commune) => ({
      ...broadcastSettings.at(commune ?? ''),
      selfTest: selfTestSettings.configAt(commune ?? ''),
    }),
    volumeOf: (node) => nodeVolumes.of(node),
    send: (node, payload) => link.sendSigned('config', node, payload),
    sendKeys: (node, held) => keyDelivery.toNode(node, held),
  });
  const keyDelivery = new KeyDelivery({
    clock,
    log,
    roster,
    isOnline: (node) => presence.stateOf(node) === 'online',
    newest: () => ({ version: keys.trust.list.version, jws: keys.trust.jws }),
    send: (node, jws) => link.publish('keys', { node }, { v: 1, jws }),
    sent: keyListsSent(metrics.registry),
  });
  const issueCertificate = await nodeCertificates(config.nodesAuthorityFolder, clock);
  const rotations = new Rotations({
    database,
    clock,
    audit,
    nodes,
    maxAgeMs: config.credentialDays * DAY_MS,
    command: (transaction, node, by) => {
      const order = { type: 'rotate', class: 'normal', audience: { node }, args: {}, by } as const;
      return outbox.enqueue(transaction, { ...order, expiresAt: clock.now() + OVERLAP_MS }, [node]);
    },
    send: () => outbox.flush(),
    issueCertificate,
    unfinished: {
      tell: (node, detail) => faults.alarm({ kind: 'rotation-unfinished', node, detail }),
      settle: (node) => faults.settle('rotation-unfinished', node),
      open: () => faults.openOf('rotation-unfinished'),
    },
  });
  const enrolment = new Enrolment({
    database,
    clock,
    audit,
    nodes,
    areas: tree,
    trust: () => ({ root: keys.trust.root, keyList: keys.trust.jws }),
    mqttUrl: config.publicBrokerUrl,
    nameOf,
    rootFingerprint: () => keys.rootHash,
    alarm: (alarm) => faults.alarm(alarm),
    issueCertificate,
    replaced: (node) => {
      for (const kind of DEVICE_FAULTS) faults.settle(kind, node);
    },
  });
  const signer: CommandSigner = new CommandSigner({
    pen: keys.takeCommandPen(),
    permitPen: keys.takePermitPen(),
    leaveOf: (id) => broadcast.programmes.exceptions.granted(id),
    authorityOf: (author) => accounts.authorityOf(author) ?? sources.authorityOf(author),
    hamletOf: (node) => roster.get(node)?.hamlet,
    isWithin: (area, scope) => tree.isWithin(area, scope),
    refusals: signerRefusals(metrics.registry),
  });
  const outbox: Outbox = new Outbox({
    ...{ database, clock, log, link, signer },
    onTargetsChanged: (transaction, changes) => broadcast.onTargetsChanged(transaction, changes),
    onTargetChanged: (command) => remote.actions.moved(command),
  });
  const remote: Remote = new Remote({
    ...{ database, clock, facts, audit, outbox, volumes: nodeVolumes, settings: selfTestSettings },
    nodeOf: (node) => nodes.known(node),
    nameOf,
    quietOf: (hamlet) => quietHours.windowsOf(hamlet),
    volumeOf: (hamlet) => broadcastSettings.at(hamlet).volume,
    configChanged: (changed) => births.configChanged(changed),
    alarm: (alarm) => faults.alarm(alarm),
    settle: (kind, node) => faults.settle(kind, node),
  });
  const relayGuard = new AddressGuard(config.relayPrivate);
  const bulk = new Bulk({
    ...{ database, clock, log, audit, actions: remote.actions, nameOf },
    nodeOf: (node) => roster.get(node),
    placeOf: (hamlet) => ({
      hamletName: tree.get(hamlet)?.name ?? hamlet,
      communeName: tree.get(tree.communeOf(hamlet) ?? '')?.name ?? '',
    }),
    areaOver: (hamlets) => tree.smallestOver(hamlets),
  });
  const relays: Relays = new Relays({
    ...{ database, clock, log, audit, facts, tree, guard: relayGuard },
    hostsOf: (source) => sources.get(source)?.streamHosts ?? [],
    ...(config.relayCaFile ? { ca: readFileSync(config.relayCaFile, 'utf8') } : {}),
    recordingOf: (sha256) => recordings.get(sha256),
    uses: (wanted) => broadcast.relayRuns.uses(wanted, clock.now()),
    coming: (window) => broadcast.relayRuns.sounding(window),
    addressChanged: (transaction, person, station) => broadcast.bulletins.stationChanged(transaction, person, station),
    changed: () => broadcast.stationsChanged(),
    alarm: {
      tell: (area, name, detail) => faults.alarm({ kind: 'relay-lost', area, name, detail }),
      settle: (area, name) => faults.settleIn(area, 'relay-lost', name),
      open: (wanted) => faults.openPlaces('relay-lost').flatMap(({ area, name }) => (name === wanted ? [area] : [])),
    },
  });
  const broadcast: Broadcast = new Broadcast({
    relays,
    signPermit: (permit) => signer.signPermit(permit),
    database,
    clock,
    log,
    facts,
    audit,
    tree,
    roster,
    quietHours,
    settings: broadcastSettings,
    orderAlarm: {
      tell: (node, detail) => faults.alarm({ kind: 'order-unresolved', node, detail }),
      settle: (node) => faults.settle('order-unresolved', node),
      open: () => faults.openOf('order-unresolved'),
    },
    recordings,
    outbox,
    link,
    accounts,
    nameOf,
    isOnline: (node) => presence.stateOf(node) === 'online',
    lastBeatOf: (node) => {
      const at = presence.lastBeatAt(node);
      return at === undefined ? undefined : { at, playing: presence.latest(node)?.playing };
    },
    speech,
    chimes,
    listenFor: (ears, window) => listening.listenFor(ears, window),
    unreviewed: {
      raise: (area, name, title) =>
        faults.alarm({ kind: 'emergency-not-reviewed', area, name, detail: `${name}: ${title}` }),
      settle: (area, name) => faults.settleIn(area, 'emergency-not-reviewed', name),
    },
    soundStopped: (stopped) => live.soundStopped(stopped),
  });
  const live: Live = new Live({
    ...{ database, clock, log, facts, audit, tree, roster, quietHours, settings: broadcastSettings },
    ...{ outbox, recordings, chimes, broadcast, monotonic: monotonic ?? (() => performance.now()) },
    nameOf: (account) => accounts.nameOf(account),
    isOnline: (node) => presence.stateOf(node) === 'online',
    lastBeatOf: (node) => {
      const at = presence.lastBeatAt(node);
      return at === undefined ? undefined : { at, playing: presence.latest(node)?.playing };
    },
    authorityOf: (account) => accounts.authorityOf(account),
    signedIn: (ids) => sessions.openOf(ids),
    folder: join(config.dataDir, 'live'),
    mostSessions: config.liveSessions,
  });
  const alerts = new Alerts({
    ...{ database, clock, log, facts, audit, tree, roster, sources, speech, fromAbove: broadcast.fromAbove },
    bulletinOf: async (source, reference) => (await broadcast.fromAbove.store.get(source, reference))?.bulletin,
    settings: readCapSettings(config.capSettingsFile),
    emergencyOf: (id) => broadcast.emergencies.store.get(id),
    noteCall: (source, call) => sources.calls.note(source, call),
    received: capMessages(metrics.registry),
  });
  const places = { database, clock, audit, tree, roster, quietHours, settings: broadcastSettings };
  const said = { bulletins: broadcast.bulletins.store, programmes: broadcast.programmes.store };
  const groups = new Groups({ ...places, followers: broadcast.programmes.followers });
  const campaigns = new Campaigns({ ...places, ...said, facts, nameOf });
  const inbox = new Inbox({ ...places, ...said, campaigns, nameOf });
  const upstream = new Upstream({
    ...{ ...places, log, outbox, speech, recordings, guard, sources, mappings },
    ...{ door: broadcast.fromAbove, volumes: nodeVolumes, gatewayId: config.gatewayId },
    streams: new SourceStreams({
      ...{ stations: relays.stations, guard: relayGuard },
      provinceOf: (area) => tree.ancestors(area).at(-1) ?? area,
    }),
    configChanged: (changed) => births.configChanged(changed),
    status: {
      presenceAt: (now) => presence.shownStatesAt(now),
      latest: (node) => presence.latest(node),
      titleOf: (playing) => broadcast.titleOf(playing),
      volumeOf: (node) => nodeVolumes.of(node),
    },
    alarm: {
      tell: (detail) => faults.alarm({ kind: 'reports-waiting', detail }),
      settle: () => faults.settle('reports-waiting', ''),
    },
  });
  const feeds = new Feeds({
    ...{ database, clock, log, facts, sources, guard },
    take: (source, bytes) => alerts.take({ id: source, kind: 'cap' }, bytes),
    noteCall: (source, call) => sources.calls.note(source, call),
    alarm: {
      tell: (detail) => faults.alarm({ kind: 'feed-away', detail }),
      settle: () => faults.settle('feed-away', ''),
    },
  });
  const firmware: Firmware = new Firmware({
    ...{ database, clock, log, facts, audit },
    folder: join(config.dataDir, 'firmware'),
    releaseKeys: () => keys.trust.list.release ?? [],
    nameOf,
    areaName: (area) => tree.get(area)?.name ?? '',
    describe: (node) => {
      const known = roster.get(node);
      return known && { code: known.code, hamletName: tree.get(known.hamlet)?.name ?? '' };
    },
    areasWithin: (areas) => tree.idsWithin(areas),
    nodes: {
      within: (area) => roster.inArea(area).filter((node) => node.enrolledAt !== undefined),
      communeOf: (node) => tree.communeOf(roster.get(node)?.hamlet ?? '') ?? '',
      isOnline: (node) => presence.stateOf(node) === 'online',
      lastBeatAt: (node) => presence.lastBeatAt(node),
    },
    overlap: (area, other) => tree.isWithin(area, [other]) || tree.isWithin(other, [area]),
    watchedSince: () => watch.openSince,
    soundingSoon: async (withinMs) => {
      const due = await broadcast.nodesDue(clock.now(), clock.now() + withinMs);
      return (node) => due.has(node) || presence.latest(node)?.playing !== undefined;
    },
    command: (transaction, { node, by, expiresAt, args }) =>
      outbox.enqueue(transaction, { type: 'update', class: 'normal', audience: { node }, args, by, expiresAt }, [node]),
    send: () => outbox.flush(),
    failed: {
      tell: (node, detail) => faults.alarm({ kind: 'update-failed', node, detail }),
      settle: (node) => faults.settle('update-failed', node),
    },
  });
  const listeners = new Listeners({
    ...{ database, clock, tree, nodes },
    nameOf,
    presenceOf: (node) => presence.stateOf(node),
    changed: async (node) => {
      await births.configChanged([node]);
      await broadcast.plans.refresh([nodes.known(node)]);
    },
  });
  const listening: Listening = new Listening({
    ...{ database, clock, log, facts, listeners },
    codeOf: (node) => roster.get(node)?.code,
    sessionsOf: (hamlets, window) => broadcast.dueInHamlets.sessions(hamlets, window),
    soundsOf: (hamlets, window) => broadcast.dueInHamlets.sounds(hamlets, window),
    wantPrints: (wanted) => void recordings.prints.want(wanted),
    alarms: {
      silent: (area, detail) => faults.alarm({ kind: 'not-heard', area, detail }),
      sounds: (area) => faults.settleIn(area, 'not-heard', ''),
    },
  });
  const intake = new Intake({
    database,
    clock,
    log,
    evidence,
    keyOf: (node) => roster.keyOf(node),
    acknowledge: (node, payload) => link.sendSigned('receiptAck', node, payload),
    handlers: {
      receipt: together((transaction, items) => broadcast.takeReceipts(transaction, items), faults.receiptEntries),
      boot: faults.bootEntries,
      power: faults.powerEntries,
      fault: faults.faultEntries,
      refusal: faults.refusalEntries,
      'self-test': remote.selfTests.entries,
      update: firmware.entries,
      listening: (transaction, items) => listening.entries(transaction, items),
    },
    alarm: (alarm) => faults.alarm(alarm),
  });
  const coverage: Coverage = new Coverage({
    ...{ database, clock, log, facts, tree, treeSize: () => evidence.size() },
    ...{ exclusions: readExclusions, visits: readVisits, handLog: readHandLog, maintained: excusedSessions },
    periods: {
      days: (period) => periods.days(period),
      frozen: (period, rule, area) => periods.frozenOf(period, rule, area),
      frozenHamlet: (period, rule, hamlet) => periods.frozenHamlet(period, rule, hamlet),
    },
  });
  const attachments = new Attachments({
    ...{ database, clock, audit, scope: tree },
    folder: join(config.dataDir, 'attachments'),
  });
  const assets: Assets = new Assets({
    ...{ database, clock, audit, facts, nodes, areas: tree, attachments, parents },
    alarm: {
      isOpen: (node) => faults.isOpen({ kind: 'maintenance-due', node }),
      tell: (node, detail) => faults.alarm({ kind: 'maintenance-due', node, detail }),
      settle: (node) => faults.settle('maintenance-due', node),
    },
  });
  const photosOfNodes = new NodePhotos({ database, clock, audit, facts, nodes, areas: tree, nameOf, attachments });
  const cases: Cases = new Cases({
    ...{ database, clock, audit, facts, tree, roster, nameOf, attachments, assets },
    authorityOf: (account) => accounts.authorityOf(account),
    alarm: {
      tell: ({ hamlet, node, ...said }) =>
        faults.alarm({ kind: 'reported', ...(node === undefined ? { area: hamlet } : { node }), ...said }),
      settle: ({ hamlet, node }) =>
        node === undefined ? faults.settleIn(hamlet, 'reported', '') : faults.settle('reported', node),
    },
    sessionsLost: (asked) => coverage.lostIn(asked),
    accountsWithin: () => accounts.within(() => true),
    waysTo: (account) => notify.subscriptions.waysTo(account).length,
    tellAssigned: (transaction, told) => notify.assigned(transaction, told),
  });
  const judging = {
    ...{ database, clock, audit, facts, nameOf },
    holdsAll,
    judgeWith: (rule: Rule, area: string, from: string, to: string) => coverage.judgeWith(rule, area, from, to),
  };
  const periods: Periods = new Periods({
    ...{ ...judging, log },
    provinces: (at) => tree.children(undefined, at),
    sessionsOf: (rule, hamlets, from, to) => coverage.sessionsOf(hamlets, { rule, from, to }),
  });
  const repairs = new Repairs({
    ...{ clock, tree, roster, cases, coverage },
    periods: () => periods.list(),
    windowDays: () => numbersOn(coverage.rules(), dayOf(clock.now())).windowDays,
  });
  const overview = new Overview({ clock, coverage, tree, roster, presence, watch, broadcast });
  const results = createResults({
    ...{ config, log, clock, database, facts, keys, audit, tree, roster, stations, quietHours },
    ...{ attachments, campaigns, coverage, periods, evidence, checkpoints, faults, judging, nameOf },
    roleOf: (account) => accounts.authorityOf(account)?.role,
  });
  return {
    config,
    log,
    clock,
    database,
    facts,
    keys,
    metrics,
    audit,
    people,
    accounts,
    sessions,
    areas,
    tree,
    stations,
    nodes,
    roster,
    quietHours,
    broadcastSettings,
    recordings,
    dictionaries,
    speech,
    chimes,
    evidence,
    checkpoints,
    publishing,
    selfCheck,
    retention,
    watch,
    presence,
    parents,
    telemetry,
    faults,
    firmware,
    link,
    births,
    keyDelivery,
    enrolment,
    rotations,
    outbox,
    remote,
    bulk,
    selfTestSettings,
    relays,
    broadcast,
    live,
    listeners,
    listening,
    letters: new Letters(),
    groups,
    campaigns,
    inbox,
    sources,
    alerts,
    mappings,
    feeds,
    upstream,
    intake,
    coverage,
    periods,
    overview,
    ...results,
    attachments,
    notify,
    health,
    deadMan,
    probes,
    holdsAll,
    cases,
    repairs,
    maintenance,
    assets,
    photosOfNodes,
    devices: new DeviceHistory({ database }),
    gaps,

    async load(): Promise<void> {
      await database.start();
      for (const part of [
        accounts,
        sources,
        people.confirmations,
        areas,
        quietHours,
        broadcastSettings,
        selfTestSettings,
        nodeVolumes,
        stations,
        nodes,
        recordings,
        dictionaries,
        maintenance,
        assets,
        presence,
        parents,
        telemetry,
        faults,
        coverage,
        relays,
        broadcast,
        live,
        remote,
        attachments,
        results.licences,
        notify,
        deadMan,
        firmware,
        upstream,
        feeds,
      ])
        await part.start();
    },

    async start(): Promise<void> {
      // What is due in a hamlet changed: who listens to it is told. Loudspeakers get their plans on their own way.
      const replanListeners = () => {
        const ears = roster.all().filter((node) => node.listensTo !== undefined);
        if (ears.length > 0)
          broadcast.plans.refresh(ears).catch((error) => log.warn({ err: error }, 'no plans to hear'));
      };
      await outbox.start();
      await results.dossiers.start();
      link.start();
      // A new province gets its prepared messages at once, not with the next minute.
      facts.on('changed', ({ what }) => {
        if (what === 'areas') broadcast.prepareEmergencies();
        if (what === 'programmes') replanListeners();
      });
      broadcast.prepareEmergencies();
      probes.start();
    },

    /** In the order that loses nothing: no new messages, what was taken is stored, then the database. */
    async stop(): Promise<void> {
      keyDelivery.stop();
      probes.stop();
      await bulk.stop();
      await notify.stop();
      await feeds.stop();
      await alerts.stop();
      await upstream.stop();
      await results.dossiers.stop();
      await results.documents.stop();
      await relays.stop();
      await link.stop();
      await intake.stop();
      await live.stop();
      await broadcast.stop();
      await outbox.stop();
      await presence.stop();
      await telemetry.stop();
      await faults.stop();
      nodes.stop();
      await speech.stop();
      await recordings.stop();
      await database.stop();
    },
  };
}

function requireWhole(holdsAll: (person: Person) => boolean, person: Person): void {
  if (!holdsAll(person))
    throw new ForbiddenError('not-whole-installation', 'This is for the administrator of the whole installation.');
}

/** What browsers are shown: a file of the operator, or of the own authority (keys/own-certificate.ts, slow to load). */
function certificateFile({ https, dataDir }: Config): string | undefined {
  if (!https) return undefined;
  return https.certificate === 'own' ? join(dataDir, 'tls', 'server', 'cert.pem') : https.certificate.cert;
}

async function lastBackup(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, LAST_BACKUP_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text) || undefined;
}
