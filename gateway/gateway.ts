import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule } from '../protocol/api/coverage.ts';
import { emergencyInput } from '../protocol/api/emergency.ts';
import { SYSTEM } from '../protocol/authority.ts';
import { DAY_MS, MINUTE_MS } from '../protocol/units.ts';
import { dayOf } from '../protocol/vietnam-time.ts';
import { Appraisal } from './appraisal/appraisal.ts';
import { Dossiers } from './appraisal/dossiers/dossiers.ts';
import { Figures } from './appraisal/figures/figures.ts';
import { neededByRounds } from './appraisal/needed-evidence.ts';
import { Reports } from './appraisal/reports/reports.ts';
import { Areas } from './areas/areas.ts';
import { BroadcastSettings } from './areas/broadcast-settings.ts';
import { Licences } from './areas/licences.ts';
import { QuietHours } from './areas/quiet-hours.ts';
import { Stations } from './areas/stations.ts';
import { Attachments } from './attachments/attachments.ts';
import { readOut } from './audio/reading/read-out.ts';
import { EspeakEngine } from './audio/speech-espeak.ts';
import { Audit } from './audit/audit.ts';
import { Broadcast } from './broadcast/broadcast.ts';
import { Campaigns } from './broadcast/campaigns.ts';
import { Groups } from './broadcast/groups.ts';
import { Inbox } from './broadcast/inbox.ts';
import { Letters } from './broadcast/letters/letters.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { Coverage } from './coverage/coverage.ts';
import { Exclusions } from './coverage/exclusions.ts';
import { exclusionsBetween, readExclusions } from './coverage/exclusions-store.ts';
import { HandLog } from './coverage/hand-log.ts';
import { readHandLog } from './coverage/hand-log-store.ts';
import { Inspections } from './coverage/inspections.ts';
import { readVisits } from './coverage/inspections-store.ts';
import { Overview } from './coverage/overview.ts';
import { Periods } from './coverage/periods.ts';
import { frozenUntil } from './coverage/periods-store.ts';
import { RuleDrafts } from './coverage/rule-drafts.ts';
import { numbersOn } from './coverage/rules.ts';
import { LAST_BACKUP_FILE } from './database/backup.ts';
import { Database } from './database/database.ts';
import { DeviceLink } from './device-link/device-link.ts';
import { Outbox } from './device-link/outbox.ts';
import { dayText } from './documents/cell-text.ts';
import { Documents } from './documents/documents.ts';
import { ForbiddenError } from './errors.ts';
import { Checkpoints } from './evidence/checkpoints.ts';
import { outsidesOf } from './evidence/destinations.ts';
import { EvidenceLog } from './evidence/evidence-log.ts';
import { manifestText, signManifest } from './evidence/manifest.ts';
import { packageLines } from './evidence/package.ts';
import { Publishing } from './evidence/publishing.ts';
import { Retention } from './evidence/retention.ts';
import { SelfCheck } from './evidence/self-check.ts';
import { FactBus } from './facts.ts';
import { Faults } from './faults/faults.ts';
import { DeadMan } from './health/dead-man.ts';
import { Health } from './health/health.ts';
import { Probes } from './health/probes.ts';
import { watchGaps } from './health/watched.ts';
import type { Person } from './http/app.ts';
import { urlHost } from './http/hosts.ts';
import { Metrics } from './http/metrics.ts';
import { Intake } from './intake/intake.ts';
import { CommandSigner } from './keys/command-signer.ts';
import { KeyRing } from './keys/key-ring.ts';
import { nodeCertificates } from './keys/node-certificates.ts';
import { Sealing } from './keys/sealing.ts';
import type { Log } from './log.ts';
import { keyListsSent, signerRefusals, signInCounter, uplinkCounter } from './measures.ts';
import { Births } from './nodes/births.ts';
import { Enrolment } from './nodes/enrolment.ts';
import { KeyDelivery } from './nodes/key-delivery.ts';
import { Nodes } from './nodes/nodes.ts';
import { OVERLAP_MS } from './nodes/rotation-rules.ts';
import { Rotations } from './nodes/rotations.ts';
import { placesOf } from './notice-places.ts';
import { Notify } from './notify/notify.ts';
import { AddressGuard } from './outside/address-guard.ts';
import { createPeople } from './people/people.ts';
import { Presence } from './presence/presence.ts';
import { Watch } from './presence/watch.ts';
import { ChimeRecordings } from './recordings/chime-recordings.ts';
import { Recordings } from './recordings/recordings.ts';
import { Speech } from './recordings/speech.ts';

export interface Surroundings {
  readonly log: Log;
  readonly clock?: Clock;
  /** Milliseconds that no setting of the clock moves; goes with `clock`. */
  readonly monotonic?: () => number;
  /** A database opened otherwise than the config says. */
  readonly database?: Database;
}

/** Hamlets whose sessions a dossier reads at once. */
const HAMLETS_AT_ONCE = 8;

/** A restart is no outage. */
const TOLD_GAP_MS = 5 * MINUTE_MS;

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
    perform: async (_action, by, order) => (await broadcast.raiseEmergency(by, emergencyInput.parse(order))).id,
    count: (kind, result) => signIns.inc({ kind, result }),
  });
  const { accounts, sessions } = people;

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
      await births.configChanged(roster.inArea(commune).map((node) => node.id));
      await broadcast.placesChanged();
    },
  });
  const broadcastSettings: BroadcastSettings = new BroadcastSettings({
    ...{ database, audit, clock, tree },
    recordingOf: (sha256) => recordings.get(sha256),
    changed: async (commune) => {
      await births.configChanged(roster.inArea(commune).map((node) => node.id));
      await broadcast.placesChanged();
    },
  });
  const recordings: Recordings = new Recordings({
    ...{ database, clock, log, audit, facts },
    folder: join(config.dataDir, 'audio'),
  });
  const speech = new Speech({
    ...{ database, clock, recordings, engine: new EspeakEngine() },
    readOut: (text, voice) => readOut(text, voice).spoken,
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
  const presence = new Presence({ database, clock, log, facts, watch });
  const faults = new Faults({
    database,
    clock,
    log,
    facts,
    presence,
    nodes: () => roster.all().flatMap((node) => (node.enrolledAt === undefined ? [] : [node.id])),
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
  /** After an outage people are told that nobody watched; it is over when the watch is open again. */
  const tellGap = async () => {
    const [gap] = (await gaps()).gaps;
    facts.on('watchChanged', ({ open }) => {
      if (open) faults.settle('watch-gap', '');
    });
    if (!gap || gap.to < clock.now() || gap.to - gap.from < TOLD_GAP_MS) return;
    const minutes = Math.round((gap.to - gap.from) / MINUTE_MS);
    faults.alarm({ kind: 'watch-gap', at: gap.from, detail: `${minutes} min` });
  };
  const notify: Notify = new Notify({
    ...{ database, clock, log, audit, sealing, guard, holdsAll, scope: tree },
    standingOf: (account) => accounts.authorityOf(account),
    nameOf: (account) => accounts.nameOf(account),
    places: () => placesOf(tree, addressOf(config)),
    // `faults` tells which incidents have a case that somebody took; until it does, nobody has.
    acknowledged: async () => new Set(),
    failing: () => probes.channels(),
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
        broadcast.onBeat(node, beat);
        // Its birth was said before we came back to the broker: it gets what a birth would have got it.
        if (isStranger) greet(node, [births.sendConfigTo(node), broadcast.onBirth(node, {})]);
      },
      birth: (node, birth, at) => {
        heard.inc(BIRTH);
        presence.birth(node, birth, at);
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
    mannerOf: (commune) => broadcastSettings.at(commune ?? ''),
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
    nameOf: (account) => accounts.nameOf(account),
    rootFingerprint: () => keys.rootHash,
    alarm: (alarm) => faults.alarm(alarm),
    issueCertificate,
  });
  const outbox: Outbox = new Outbox({
    database,
    clock,
    log,
    link,
    signer: new CommandSigner({
      pen: keys.takeCommandPen(),
      authorityOf: (account) => accounts.authorityOf(account),
      hamletOf: (node) => roster.get(node)?.hamlet,
      isWithin: (area, scope) => tree.isWithin(area, scope),
      refusals: signerRefusals(metrics.registry),
    }),
    onTargetsChanged: (transaction, changes) => broadcast.onTargetsChanged(transaction, changes),
  });
  const broadcast: Broadcast = new Broadcast({
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
    nameOf: (account) => accounts.nameOf(account),
    isOnline: (node) => presence.stateOf(node) === 'online',
    lastBeatOf: (node) => {
      const at = presence.lastBeatAt(node);
      return at === undefined ? undefined : { at, playing: presence.latest(node)?.playing };
    },
    speech,
    chimes,
    unreviewed: {
      raise: (area, name, title) =>
        faults.alarm({ kind: 'emergency-not-reviewed', area, name, detail: `${name}: ${title}` }),
      settle: (area, name) => faults.settleIn(area, 'emergency-not-reviewed', name),
    },
  });
  const places = { database, clock, audit, tree, roster, quietHours, settings: broadcastSettings };
  const said = { bulletins: broadcast.bulletins.store, programmes: broadcast.programmes.store };
  const groups = new Groups(places);
  const campaigns = new Campaigns({ ...places, ...said, facts, nameOf: (account) => accounts.nameOf(account) });
  const inbox = new Inbox({ ...places, ...said, campaigns });
  const intake = new Intake({
    database,
    clock,
    log,
    evidence,
    keyOf: (node) => roster.keyOf(node),
    acknowledge: (node, payload) => link.sendSigned('receiptAck', node, payload),
    handlers: {
      receipt: (transaction, items) => broadcast.takeReceipts(transaction, items),
      fault: faults.faultEntries,
      refusal: faults.refusalEntries,
    },
    alarm: (alarm) => faults.alarm(alarm),
  });
  const coverage: Coverage = new Coverage({
    ...{ database, clock, log, facts, tree, treeSize: () => evidence.size() },
    ...{ exclusions: readExclusions, visits: readVisits, handLog: readHandLog },
    periods: {
      days: (period) => periods.days(period),
      frozen: (period, rule, area) => periods.frozenOf(period, rule, area),
      frozenHamlet: (period, rule, hamlet) => periods.frozenHamlet(period, rule, hamlet),
    },
  });
  const nameOf = (account: string) => accounts.nameOf(account);
  const attachments = new Attachments({
    ...{ database, clock, audit, scope: tree },
    folder: join(config.dataDir, 'attachments'),
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
  const exclusions = new Exclusions({ database, clock, audit, facts, nameOf, tree, papers: attachments });
  const ruleDrafts = new RuleDrafts({
    ...{ ...judging, frozenUntil },
    published: async () => {
      await coverage.reload();
      facts.tell('changed', { at: clock.now(), what: 'coverage' });
    },
  });
  const overview = new Overview({ clock, coverage, tree, roster, presence, watch, broadcast });
  const appraisal = new Appraisal({
    ...{ database, clock, audit, tree },
    roleOf: (account) => accounts.authorityOf(account)?.role,
    ...{ nameOf, papers: attachments },
    coverageOf: (area, question) => coverage.of(area, question),
  });

  const licences = new Licences({
    ...{ database, clock, audit, facts, tree, attachments },
    alarm: {
      isOpen: (area, name) => faults.isOpen({ kind: 'licence-expiring', area, name }),
      tell: (area, name, detail) => faults.alarm({ kind: 'licence-expiring', area, name, detail }),
      settle: (area, name) => faults.settleIn(area, 'licence-expiring', name),
    },
  });
  const handwritten = { database, clock, audit, facts, tree, nameOf: (account: string) => accounts.nameOf(account) };
  const inspections = new Inspections({
    ...handwritten,
    ...{ roster, attachments },
    requireRound: (transaction, person, round, area) => appraisal.rounds.requireWrite(transaction, person, round, area),
    numbers: () => numbersOn(coverage.rules(), dayOf(clock.now())),
    inspected: (hamlets, at) => coverage.inspected(hamlets, dayOf(at), dayOf(at)),
  });
  const handLog = new HandLog(handwritten);
  const documents = new Documents();
  const dossiers = new Dossiers({
    ...{ database, clock, log, facts, audit, tree, documents, nameOf },
    folder: join(config.dataDir, 'dossiers'),
    publicUrl: addressOf(config),
    sources: {
      verdicts: (area, question) => coverage.of(area, question),
      sessions: async function* ({ area, coverage: { rule, hamlets, to, period }, from }) {
        if (period) return yield* periods.frozenSessions(period.id, rule.id, area);
        for (let index = 0; index < hamlets.length; index += HAMLETS_AT_ONCE) {
          const some = hamlets.slice(index, index + HAMLETS_AT_ONCE).map(({ hamlet }) => hamlet);
          yield* await coverage.sessionsOf(some, { rule, from, to });
        }
      },
      visits: (from, to) => readVisits(database.read, from, to),
      exclusions: async (from, to) =>
        (await exclusionsBetween(database.read, from, to))
          .filter(({ revokedAt }) => revokedAt === undefined)
          .map(({ decision: { number, on }, ...one }) => ({ ...one, decision: `${number} ngày ${dayText(on)}` })),
      handLog: (from, to) => readHandLog(database.read, from, to),
      station: (commune) => stations.get(commune),
      opinions: (round, commune) => appraisal.sideBySides.opinionsOn(round, commune),
    },
    evidence: {
      checkpoint: (position) => checkpoints.latest(position === undefined ? {} : { position }),
      lines: (checkpoint, positions) =>
        packageLines({ evidence, checkpoint, positions, keyOf: (node) => roster.keyOf(node) }),
      manifest: (manifest) => ({ text: manifestText(manifest), note: signManifest(keys, manifest) }),
      page: join(config.dashboardFolder, 'standalone', 'xac-minh.html'),
    },
    roundCommunes: async (person) => (await appraisal.rounds.list(person)).flatMap(({ communes }) => communes),
    requireRound: (person, round, commune) => appraisal.sideBySides.requireReader(person, round, commune),
  });
  const figures = new Figures({ database, clock, audit, tree, stations, roster });
  const reports = new Reports({
    ...{ database, clock, audit, tree, stations, roster, quietHours, coverage, campaigns, figures },
    nameOf: (account) => accounts.nameOf(account),
    inspections: (area, from, to) => inspections.list(area, from, to),
    handLog: (area, from, to) => handLog.list(area, from, to),
    criterion: ({ person, area, query }) => dossiers.criterion(person, area.id, query),
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
    speech,
    chimes,
    evidence,
    checkpoints,
    publishing,
    selfCheck,
    retention,
    watch,
    presence,
    faults,
    link,
    births,
    keyDelivery,
    enrolment,
    rotations,
    outbox,
    broadcast,
    letters: new Letters(),
    groups,
    campaigns,
    inbox,
    intake,
    coverage,
    periods,
    exclusions,
    ruleDrafts,
    overview,
    appraisal,
    dossiers,
    attachments,
    licences,
    inspections,
    handLog,
    figures,
    documents,
    reports,
    notify,
    health,
    deadMan,
    probes,
    holdsAll,
    gaps,
    tellGap,

    async load(): Promise<void> {
      await database.start();
      for (const part of [
        accounts,
        people.confirmations,
        areas,
        quietHours,
        broadcastSettings,
        stations,
        nodes,
        recordings,
        presence,
        faults,
        coverage,
        broadcast,
        attachments,
        licences,
        notify,
        deadMan,
      ])
        await part.start();
    },

    async start(): Promise<void> {
      await outbox.start();
      await dossiers.start();
      link.start();
      // A new province gets its prepared messages at once, not with the next minute.
      facts.on('changed', ({ what }) => {
        if (what === 'areas') broadcast.prepareEmergencies();
      });
      broadcast.prepareEmergencies();
      probes.start();
      await tellGap();
    },

    /** In the order that loses nothing: no new messages, what was taken is stored, then the database. */
    async stop(): Promise<void> {
      keyDelivery.stop();
      probes.stop();
      await notify.stop();
      await dossiers.stop();
      await documents.stop();
      await link.stop();
      await intake.stop();
      await broadcast.stop();
      await outbox.stop();
      await presence.stop();
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

/** Where people find this installation, for what is printed: the name set for it, else the first door that is open. */
function addressOf({ publicUrl, https, httpHost, httpPort }: Config): string {
  const [host] = https?.hosts ?? [];
  if (publicUrl !== undefined) return publicUrl;
  return https && host !== undefined
    ? `https://${urlHost(host)}:${https.port}`
    : `http://${urlHost(httpHost)}:${httpPort}`;
}
