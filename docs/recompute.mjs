#!/usr/bin/env node
// Recomputes the sessions and verdicts of a dossier from its CSV files alone: node docs/recompute.mjs FOLDER [--json]
// An independent reading of the rule (docs/recompute.md). It imports nothing of LoaXã; Node.js 20 or newer is enough.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY = 86_400_000;
const VIETNAM = 7 * 3_600_000;
const TINY = 1e-9;

const dayOf = (at) => new Date(at + VIETNAM).toISOString().slice(0, 10);
const startOf = (day) => Date.parse(`${day}T00:00:00Z`) - VIETNAM;
const addDays = (day, count) => dayOf(startOf(day) + count * DAY);
const partOf = (at) => {
  const hour = Math.floor(((at + VIETNAM) % DAY) / 3_600_000);
  return hour < 12 ? 'morning' : hour < 19 ? 'afternoon' : 'evening';
};
const number = (text) => (text === '' || text === undefined ? undefined : Number(text));
const isYes = (text) => text === '1' || text === 'true';

/** Without these there is nothing to recompute. */
const NEEDED = ['hamlets.csv', 'deliveries.csv'];

/** RFC 4180 with line breaks in quotes; the first row names the columns. */
function readCsv(folder, name) {
  const path = join(existsSync(join(folder, 'csv')) ? join(folder, 'csv') : folder, name);
  if (!existsSync(path)) {
    if (NEEDED.includes(name)) throw new Error(`${name} is not there: name the folder of an unpacked dossier.`);
    return [];
  }
  const rows = [[]];
  let cell = '';
  let quoted = false;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',' || sign === '\n') {
      rows.at(-1).push(cell);
      cell = '';
      if (sign === '\n') rows.push([]);
    } else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || rows.at(-1).length > 0) rows.at(-1).push(cell);
  const [columns = [], ...lines] = rows.filter((row) => row.length > 0 && !(row.length === 1 && row[0] === ''));
  return lines.map((line) => Object.fromEntries(columns.map((column, index) => [column, line[index] ?? ''])));
}

function groupBy(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (groups.has(key)) groups.get(key).push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** How long one node surely sounded (low) and may have sounded (high) in one run. */
function soundOf(row, inspections, rule) {
  const due = Number(row.due_at);
  const length = Number(row.duration_ms);
  // What came when the period was closed already is in the file, but no part of what was frozen.
  if (isYes(row.after_closing) || (row.evidence === '' && row.state !== 'missed')) return [0, length];
  if (row.clock !== 'trusted') return [0, length];
  const started = number(row.started_at);
  if (started === undefined || started < due - rule.earlyMs || started > due + Number(row.lateness_ms)) return [0, 0];
  const played = Math.min(Number(row.played_ms || 0), length);
  // Pre-empted by a higher rank: what was taken counts as sound.
  const taken = row.state === 'preempted' ? length - played : 0;
  if (row.heard_by === 'none' || row.heard_by === '') {
    // The newest day on which somebody listened under this node speaks for it, that day included.
    const seen = inspections.filter(
      (one) => (one.node === '' || one.node === row.node) && dayOf(Number(one.at)) <= dayOf(due),
    );
    const newest = seen
      .map((one) => dayOf(Number(one.at)))
      .sort()
      .at(-1);
    const vouched =
      newest !== undefined &&
      newest >= addDays(dayOf(due), -rule.vouchDays) &&
      seen
        .filter((one) => dayOf(Number(one.at)) === newest)
        .every(
          (one) =>
            Number(one.horns_there) > 0 &&
            Number(one.horns_sounding) >= Number(one.horns_there) * rule.inspection.hornsShare - TINY,
        );
    return [vouched ? played + taken : 0, played + taken];
  }
  const heard = Math.min(Number(row.heard_ms || 0), length);
  const sound = Math.min(length, heard * 2 >= played ? heard + taken : heard);
  return [sound, sound];
}

/** The most milliseconds that nodes with the rule's share of the horns each reached. */
function reached(sounds, horns, share) {
  let sum = 0;
  for (const { ms, horns: own } of [...sounds].sort((a, b) => b.ms - a.ms)) {
    sum += own;
    if (sum >= horns * share - TINY) return ms;
  }
  return 0;
}

/** Nodes by which a hamlet is judged at an instant: the IP ones where any hang, else all (FM and wired). */
function hangingAt(nodes, at) {
  const hanging = nodes.filter((node) => Number(node.from) <= at && (node.to === '' || at < Number(node.to)));
  const ip = hanging.filter((node) => node.technology === 'ip');
  return ip.length > 0 ? ip : hanging;
}

const reportsAt = (node, at) =>
  node.technology === 'ip' && node.reports_since !== '' && Number(node.reports_since) <= at;

/** Minutes of the timetable without any run: what nodes that report nothing may have sounded all the same. */
function emptyHigh(nodes, at, ms, rule) {
  const hanging = hangingAt(nodes, at);
  const horns = hanging.reduce((sum, node) => sum + Number(node.horns), 0);
  if (horns === 0) return 0;
  const sounds = hanging.map((node) => ({ horns: Number(node.horns), ms: reportsAt(node, at) ? 0 : ms }));
  return reached(sounds, horns, rule.hornsShare);
}

/** One run in one hamlet: its length and sound, or undefined when it is no part of a session. */
function runIn(rows, nodes, inspections, rule) {
  const due = Number(rows[0].due_at);
  const length = Number(rows[0].duration_ms);
  const isOut =
    rows.some((row) => row.reason === 'stopped' && !isYes(row.after_closing)) ||
    rows.every((row) => row.state === 'cancelled');
  const isAwaited = rows[0].run_ended === '' || rows[0].run_ended === '0' || rows[0].run_ended === 'false';
  if (isOut || isAwaited) return { due, length, out: true, stopped: isOut };
  const hanging = hangingAt(nodes, due);
  const addressed = new Set(rows.map((row) => row.node));
  const sounds = rows.map((row) => {
    const [low, high] = soundOf(row, inspections, rule);
    return { horns: Number(row.horns), low, high };
  });
  const own = sounds.reduce((sum, { horns }) => sum + horns, 0);
  for (const node of hanging.filter((one) => !addressed.has(one.node))) {
    sounds.push({ horns: Number(node.horns), low: 0, high: reportsAt(node, due) ? 0 : length });
  }
  const horns = sounds.reduce((sum, one) => sum + one.horns, 0);
  if (own < horns * rule.hornsShare - TINY) return { due, length, out: false, few: true, low: 0, high: 0 };
  const of = (bound) =>
    reached(
      sounds.map((one) => ({ ms: one[bound], horns: one.horns })),
      horns,
      rule.hornsShare,
    );
  const anywhere = sounds.some(({ low }) => low > 0);
  return { due, length, out: false, few: false, low: of('low'), high: of('high'), anywhere };
}

/** Sessions of one hamlet, in the order of time. */
function sessionsOf(hamlet, files, rule, from, to, heir = hamlet) {
  const within = (at) => at >= startOf(from) && at < startOf(addDays(to, 1));
  const rows = files.deliveries.get(hamlet.hamlet) ?? [];
  const nodes = files.nodes.get(hamlet.hamlet) ?? [];
  const inspections = files.inspections.get(hamlet.hamlet) ?? [];
  const cancelled = files.cancellations.get(hamlet.hamlet) ?? [];
  const registered = rows.filter((row) => isYes(row.registered) && within(Number(row.due_at)));
  const runs = [...groupBy(registered, (row) => row.run)].map(([run, of]) => ({
    run,
    ...runIn(of, nodes, inspections, rule),
  }));
  const table = (files.timetable.get(hamlet.hamlet) ?? [])
    .map((row) => ({ ...row, from: Number(row.from_at), to: Number(row.to_at) }))
    .filter((row) => within(row.from));
  const tableDays = new Set(table.map((row) => dayOf(row.from)));
  const keyed = new Map();
  const at = (instant) => {
    const key = `${dayOf(instant)} ${partOf(instant)}`;
    if (!keyed.has(key))
      keyed.set(key, {
        day: dayOf(instant),
        part: partOf(instant),
        due: 0,
        low: 0,
        high: 0,
        off: 0,
        late: 0,
        stopped: 0,
      });
    return keyed.get(key);
  };
  for (const row of table) {
    const session = at(row.from);
    session.due += row.to - row.from;
    for (const one of cancelled.filter(
      (cancel) => cancel.session === row.session && Number(cancel.from_at) < row.to && Number(cancel.to_at) > row.from,
    )) {
      const off = Math.min(Number(one.to_at), row.to) - Math.max(Number(one.from_at), row.from);
      session.due -= off;
      session[isYes(one.in_time) ? 'off' : 'late'] += off;
    }
  }
  for (const run of runs) {
    const isTable = tableDays.has(dayOf(run.due));
    const off = cancelled.find((one) => one.run === run.run);
    const begins = isTable ? table.find((row) => run.due >= row.from && run.due < row.to) : undefined;
    if (isTable && !begins) continue;
    const session = at(isTable ? begins.from : run.due);
    if (off || run.out) {
      if (isTable) session.due -= Math.min(run.length, begins.to - run.due);
      if (off) session[isYes(off.in_time) ? 'off' : 'late'] += run.length;
      else if (run.stopped) session.stopped += run.length;
      continue;
    }
    if (!isTable && run.few) continue;
    if (!isTable) session.due += run.length;
    session.low += run.low;
    session.high += run.high;
    session.anywhere ||= run.anywhere;
    session.filled = (session.filled ?? 0) + (run.few ? 0 : run.length);
  }
  for (const row of table) {
    const session = at(row.from);
    const empty = Math.max(0, session.due - (session.filled ?? 0));
    if (empty > 0) session.high += emptyHigh(nodes, row.from, empty, rule);
    session.filled = session.due;
  }
  // A decision for the hamlet of today covers its past; one for a hamlet it was made of only that one's days.
  const exclusions = [hamlet, ...(heir === hamlet ? [] : [heir])].flatMap(
    (one) => files.exclusions.get(one.hamlet) ?? [],
  );
  const sessions = [...keyed.values()].filter(
    ({ due, off, late, stopped }) => due > 0 || off > 0 || late > 0 || stopped > 0,
  );
  for (const session of sessions) {
    const [low, high] = [session.low, session.high].map((ms) => Math.min(ms, Math.max(session.due, 0)));
    Object.assign(session, { low, high });
    // What was taken off too late is owed and was not heard.
    if (session.due <= 0) session.own = session.late > 0 ? 'not-heard' : session.off > 0 ? 'cancelled' : 'stopped';
    else if (low >= session.due * rule.sessionMinutesShare - TINY) session.own = 'heard';
    else if (high >= session.due * rule.sessionMinutesShare - TINY) session.own = 'unknown';
    // Not enough, and yet something sounded or may have sounded somewhere in the hamlet.
    else session.own = high > 0 || session.anywhere ? 'partial' : 'not-heard';
    const isExcluded = exclusions.some(
      (one) =>
        one.from <= session.day &&
        session.day <= one.to &&
        (one.parts === '' || one.parts.split(/[\s;|,]+/).includes(session.part)),
    );
    // Stopped by hand stays stopped; both are printed as left out.
    session.counts = isExcluded && session.own !== 'stopped' ? 'excluded' : session.own;
    session.state = isExcluded || session.own === 'stopped' ? 'excluded' : session.own;
    session.hamlet = hamlet.hamlet;
  }
  const order = ['morning', 'afternoon', 'evening'];
  return sessions.sort((a, b) => a.day.localeCompare(b.day) || order.indexOf(a.part) - order.indexOf(b.part));
}

/** Whose record speaks for a hamlet: its own, and before its first day that of each it was made of, weighted by households. */
function linesOf(hamlet, files, rule, from, to, seen = []) {
  const before =
    rule.inheritance === 'households'
      ? hamlet.predecessors
          .split(' ')
          .filter((id) => id !== '' && id !== hamlet.hamlet && !seen.includes(id))
          .flatMap((id) => files.hamlets.find((one) => one.hamlet === id) ?? [])
      : [];
  if (hamlet.valid_from <= from || before.length === 0) return [{ weight: 1, stretches: [{ hamlet, from, to }] }];
  const isThere = hamlet.valid_from <= to;
  const own = isThere ? [{ hamlet, from: hamlet.valid_from, to }] : [];
  const last = isThere ? addDays(hamlet.valid_from, -1) : to;
  const households = before.map((one) => Number(one.households || 0));
  const total = households.reduce((sum, one) => sum + one, 0);
  const isKnown = households.every((one) => one > 0);
  return before.flatMap((one, index) =>
    linesOf(one, files, rule, from, last, [...seen, hamlet.hamlet]).map((line) => ({
      weight: line.weight * (isKnown ? households[index] / total : 1 / before.length),
      stretches: [...line.stretches, ...own],
    })),
  );
}

const daysIn = ({ from, to }) => Math.max(0, Math.round((startOf(to) - startOf(from)) / DAY) + 1);

/** The days on which nodes of a kind hung in any of the stretches, from the first to the last. */
function spanOf(lines, files, isKind) {
  let span;
  for (const { hamlet, from, to } of lines.flatMap(({ stretches }) => stretches)) {
    const [start, end] = [startOf(from), startOf(addDays(to, 1))];
    for (const node of (files.nodes.get(hamlet.hamlet) ?? []).filter(isKind)) {
      const until = node.to === '' ? end : Number(node.to);
      if (Number(node.from) >= end || until <= start) continue;
      const [first, last] = [dayOf(Math.max(start, Number(node.from))), dayOf(Math.min(end, until) - 1)];
      span = { from: [first, span?.from ?? first].sort()[0], to: [last, span?.to ?? last].sort()[1] };
    }
  }
  return span;
}

const twoDecimals = (value) => Math.round(value * 100) / 100;

/** The ratio with unknown as not heard and as heard, and the longest silence either way. Of several lines the mean by weight. */
function ratio(chains, stateOf, perWeek, span, files, rule) {
  const mean = (...states) =>
    chains.reduce(
      (sum, { weight, sessions }) =>
        sum + weight * sessions.filter((session) => states.includes(stateOf(session))).length,
      0,
    );
  // A mean is cut to two decimals so that the parts add up: the sums are cut, the parts are what lies between them.
  const heard = twoDecimals(mean('heard'));
  const most = twoDecimals(mean('heard', 'unknown'));
  const sounded = twoDecimals(mean('heard', 'unknown', 'partial'));
  const counted = twoDecimals(mean('heard', 'unknown', 'partial', 'not-heard'));
  const [excluded, stopped, cancelled] = ['excluded', 'stopped', 'cancelled'].map((state) => twoDecimals(mean(state)));
  const allowed = Math.min(cancelled, Math.floor((counted + cancelled) * rule.cancelledShare + TINY));
  const over = twoDecimals(cancelled - allowed);
  const due = twoDecimals(counted + over);
  const floor = span
    ? Math.max(0, twoDecimals(Math.floor((perWeek * daysIn(span)) / 7 + TINY) - excluded - stopped - allowed))
    : 0;
  const owed = Math.max(due, floor);
  const share = (value) => (owed === 0 ? 0 : value / owed);
  const bad = (state) => state === 'not-heard' || state === 'partial';
  const longest = (isMiss) =>
    Math.ceil(
      chains.reduce(
        (sum, { weight, sessions }) => sum + weight * silenceIn(sessions, stateOf, isMiss, files, rule),
        0,
      ) - TINY,
    );
  return {
    ...{ due, owed, heard, partial: twoDecimals(sounded - most), notHeard: twoDecimals(counted - sounded + over) },
    ...{ unknown: twoDecimals(most - heard), excluded, cancelled: allowed, all: due + excluded + allowed },
    ...{ lower: share(heard), upper: share(most) },
    ...{ leastMiss: longest(bad), mostMiss: longest((state) => bad(state) || state === 'unknown') },
  };
}

/** The longest silence of one line; an announcement of its hamlet that sounded long enough ends one. */
function silenceIn(sessions, stateOf, isMiss, files, rule) {
  const liveOf = (hamlet) =>
    (files.deliveries.get(hamlet) ?? [])
      .filter(
        (row) =>
          !isYes(row.registered) &&
          !isYes(row.after_closing) &&
          Number(row.heard_ms || 0) >= rule.liveEndsSilenceMs &&
          row.clock === 'trusted',
      )
      .map((row) => Number(row.due_at));
  const live = new Map([...new Set(sessions.map(({ hamlet }) => hamlet))].map((hamlet) => [hamlet, liveOf(hamlet)]));
  let [longest, now, before] = [0, 0, 0];
  for (const session of sessions) {
    const state = stateOf(session);
    if (state === 'excluded' || state === 'cancelled' || state === 'stopped') continue;
    const begins = startOf(session.day);
    if (live.get(session.hamlet).some((at) => at > before && at <= begins + DAY)) now = 0;
    now = isMiss(state) ? now + 1 : 0;
    longest = Math.max(longest, now);
    before = begins;
  }
  return longest;
}

/** Point 9: visits that count, far enough apart, since the last that found too few horns sounding; and the log kept by hand. */
function byVisits({ hamlet, visits, files, rule }, span, horns, owed, heard, windowDays) {
  const { inspection: need } = rule;
  const days = [
    ...groupBy(
      visits.filter((one) => Number(one.at) >= startOf(span.from) && Number(one.at) < startOf(addDays(span.to, 1))),
      (one) => dayOf(Number(one.at)),
    ),
  ]
    .map(([day, of]) => ({
      day,
      there: of.reduce((sum, one) => sum + Number(one.horns_there), 0),
      sounding: of.reduce((sum, one) => sum + Number(one.horns_sounding), 0),
      isFair: of.every(
        (one) =>
          (!need.unannounced || isYes(one.unannounced)) &&
          (!need.fromOutside || isYes(one.from_outside)) &&
          (!need.duringSession || isYes(one.during_session)),
      ),
    }))
    .filter(({ there, isFair }) => isFair && there > 0 && there >= horns * need.hornsShare - TINY)
    .sort((a, b) => a.day.localeCompare(b.day));
  let [counted, last, hasFailed] = [0, undefined, false];
  for (const { day, there, sounding } of days) {
    hasFailed = sounding < there * need.hornsShare - TINY;
    if (hasFailed) [counted, last] = [0, undefined];
    else if (last === undefined || startOf(day) - startOf(last) >= need.apartDays * DAY)
      [counted, last] = [counted + 1, day];
  }
  const logged = new Set(
    (files.handLog.get(hamlet.hamlet) ?? [])
      .filter((one) => one.day >= span.from && one.day <= span.to)
      .map((one) => `${one.day} ${partOf(startOf(one.day) + minutesOf(one.from) * 60_000)}`),
  ).size;
  const required = Math.max(1, Math.ceil((need.visits * daysIn(span)) / windowDays - TINY));
  const isLogged = owed === 0 || (logged + heard) / owed >= need.logShare - TINY;
  if (hasFailed) return 'not-met';
  return counted >= required && isLogged ? 'met' : 'insufficient';
}

const minutesOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Everything a verdict of these days rests on. */
function recordOf(hamlet, files, rule, from, to) {
  const lines = linesOf(hamlet, files, rule, from, to);
  const receipts = spanOf(lines, files, (node) => node.technology === 'ip');
  const visited = spanOf(lines, files, (node) => node.technology !== 'ip');
  const chains = lines.map(({ weight, stretches }) => ({
    weight,
    sessions: stretches
      .flatMap((one) => sessionsOf(one.hamlet, files, rule, one.from, one.to, hamlet))
      .filter(({ day }) => !receipts || (receipts.from <= day && day <= receipts.to)),
  }));
  const perWeek =
    isYes(hamlet.floor_decision) || Number(hamlet.floor_decision) > 0 || hamlet.floor_decision.length > 1
      ? rule.floorPerWeek.byDecision
      : /III|3/.test(hamlet.region)
        ? rule.floorPerWeek.regionIII
        : rule.floorPerWeek.normal;
  const hanging = (files.nodes.get(hamlet.hamlet) ?? []).filter(
    (node) =>
      Number(node.from) < startOf(addDays(to, 1)) && (node.to === '' || Number(node.to) >= startOf(addDays(to, 1))),
  );
  const span = hanging.length > 0 ? (receipts ?? visited) : undefined;
  const ids = new Set([hamlet.hamlet, ...lines.flatMap(({ stretches }) => stretches.map((one) => one.hamlet.hamlet))]);
  return {
    ...{ hamlet, files, rule, from, to, chains, receipts, visited, perWeek, hanging },
    visits: [...ids].flatMap((id) => files.inspections.get(id) ?? []),
    figures: ratio(chains, ({ counts }) => counts, perWeek, span, files, rule),
    without: ratio(chains, ({ own }) => own, perWeek, span, files, rule),
  };
}

/** Points 2 to 7 and 10: what the nodes' own words come to. */
function byReceipts(record) {
  const { figures, rule, receipts, from, to, visits } = record;
  if (figures.all > 0 && figures.excluded > figures.all * rule.excludedShare + TINY) return 'insufficient';
  if (figures.due < rule.minSessions) {
    const since = startOf(addDays(to, 1 - Math.max(rule.lookBackDays, daysIn({ from, to }))));
    if (!visits.some(({ at }) => Number(at) >= since)) return 'insufficient';
    return byVisits(record, { from, to }, 0, figures.owed, figures.heard, daysIn({ from, to }));
  }
  const most = Math.max(rule.minConsecutiveMisses, Math.round((figures.owed * 7) / daysIn(receipts)));
  if (figures.lower >= rule.sessionsShare - TINY && figures.mostMiss <= most) return 'met';
  if (figures.upper < rule.sessionsShare - TINY || figures.leastMiss > most) return 'not-met';
  return 'insufficient';
}

/** IP nodes are judged by receipts, FM and wired ones by visits; where both hang or hung both must pass. */
function decide(record) {
  const { hamlet, files, figures, receipts, visited, perWeek, hanging, from, to } = record;
  if (hanging.length === 0) return 'not-met';
  const horns = hanging.reduce((sum, node) => sum + (node.technology === 'ip' ? 0 : Number(node.horns)), 0);
  const owed = receipts && visited ? Math.floor((perWeek * daysIn(visited)) / 7) : figures.owed;
  const parts = [
    ...(receipts ? [byReceipts(record)] : []),
    ...(visited ? [byVisits({ ...record, hamlet, files }, visited, horns, owed, 0, daysIn({ from, to }))] : []),
  ];
  if (parts.includes('not-met')) return 'not-met';
  return parts.length > 0 && parts.every((part) => part === 'met') ? 'met' : 'insufficient';
}

function verdictOf(hamlet, files, rule, from, to) {
  let record = recordOf(hamlet, files, rule, from, to);
  const longFrom = addDays(to, 1 - rule.lookBackDays);
  if (record.receipts && record.figures.due < rule.minSessions && longFrom < from) {
    const longer = recordOf(hamlet, files, rule, longFrom, to);
    const isVisited = longer.visits.some(({ at }) => Number(at) >= startOf(longFrom));
    if (longer.figures.due >= rule.minSessions || isVisited) record = longer;
  }
  // Of a hamlet made of several, its own sessions are shown: a mean of sessions is no session.
  const shown =
    record.chains.length === 1
      ? record.chains[0].sessions
      : (record.chains[0]?.sessions ?? []).filter((session) => session.hamlet === hamlet.hamlet);
  return { verdict: decide(record), ...record.figures, without: record.without, sessions: shown, begin: record.from };
}

/** What the dossier says of a figure against what came out here. */
function differences(folder, results, files) {
  const found = [];
  const differ = (file, name, field, said, here) =>
    found.push({ file, name, field, said: String(said), here: String(here) });
  for (const row of readCsv(folder, 'sessions.csv')) {
    const result = results.get(row.hamlet);
    const session = result?.sessions.find((one) => one.day === row.day && one.part === row.part);
    const name = `${row.hamlet} ${row.day} ${row.part}`;
    if (!result) continue;
    if (!session) differ('sessions.csv', name, 'session', row.state, 'none');
    else if (session.state !== row.state) differ('sessions.csv', name, 'state', row.state, session.state);
    else if (!['excluded', 'cancelled'].includes(row.state))
      for (const [field, here] of [
        ['due_ms', session.due],
        ['low_ms', session.low],
        ['high_ms', session.high],
      ])
        if (row[field] !== undefined && row[field] !== '' && Number(row[field]) !== here)
          differ('sessions.csv', name, field, row[field], here);
  }
  for (const row of readCsv(folder, 'verdicts.csv')) {
    const result = results.get(row.hamlet);
    if (!result) {
      differ('verdicts.csv', row.hamlet, 'hamlet', row.verdict, 'none');
      continue;
    }
    const own = files.hamlets.find((one) => one.hamlet === row.hamlet)?.name ?? '';
    const name = `${row.hamlet} ${own}`.trim();
    if (row.verdict !== result.verdict) differ('verdicts.csv', name, 'verdict', row.verdict, result.verdict);
    const counts = {
      due: 'due',
      owed: 'owed',
      heard: 'heard',
      partial: 'partial',
      not_heard: 'notHeard',
      unknown: 'unknown',
      excluded: 'excluded',
      cancelled: 'cancelled',
    };
    for (const [field, here] of Object.entries(counts))
      if (row[field] !== undefined && row[field] !== '' && Math.abs(Number(row[field]) - result[here]) > 1e-6)
        differ('verdicts.csv', name, field, row[field], result[here]);
    const shares = {
      lower: result.lower,
      upper: result.upper,
      without_lower: result.without.lower,
      without_upper: result.without.upper,
    };
    for (const [field, here] of Object.entries(shares))
      if (row[field] !== undefined && row[field] !== '' && Math.abs(Number(row[field]) - here) > 1e-4)
        differ('verdicts.csv', name, field, row[field], here.toFixed(6));
    const misses = number(row.longest_miss);
    if (misses !== undefined && misses !== result.leastMiss && misses !== result.mostMiss)
      differ('verdicts.csv', name, 'longest_miss', misses, `${result.leastMiss} to ${result.mostMiss}`);
  }
  return found;
}

function run(folder, asJson) {
  const ruleFile = JSON.parse(readFileSync(join(folder, 'rule.json'), 'utf8'));
  const rule = ruleFile.numbers ?? ruleFile.rule?.numbers;
  const manifest = existsSync(join(folder, 'manifest.json'))
    ? JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    : ruleFile;
  const { from, to } = manifest;
  if (!rule || !from || !to)
    throw new Error('rule.json needs "numbers", and manifest.json (or rule.json) "from" and "to".');
  const by = (name) => groupBy(readCsv(folder, name), (row) => row.hamlet);
  // Written down when the period was closed already: what was frozen knew nothing of it.
  const inTime = (name) =>
    groupBy(
      readCsv(folder, name).filter((row) => !isYes(row.after_closing)),
      (row) => row.hamlet,
    );
  const files = {
    hamlets: readCsv(folder, 'hamlets.csv'),
    ...{ nodes: by('nodes.csv'), deliveries: by('deliveries.csv'), timetable: by('timetable.csv') },
    ...{
      cancellations: by('cancellations.csv'),
      exclusions: by('exclusions.csv'),
      inspections: inTime('inspections.csv'),
    },
    handLog: inTime('hand-log.csv'),
  };
  const results = new Map();
  for (const hamlet of files.hamlets) {
    // What was there before another took its place is no hamlet of the last day.
    if (hamlet.valid_to !== '' && hamlet.valid_to < to) continue;
    results.set(hamlet.hamlet, verdictOf(hamlet, files, rule, from, to));
  }
  const found = differences(folder, results, files);
  if (asJson) {
    const plain = [...results].map(([hamlet, { sessions, without, ...rest }]) => ({
      hamlet,
      ...rest,
      withoutLower: without.lower,
      withoutUpper: without.upper,
      sessions: sessions.map(({ day, part, state }) => `${day} ${part} ${state}`),
    }));
    process.stdout.write(`${JSON.stringify({ hamlets: plain, differences: found }, null, 1)}\n`);
  } else {
    for (const one of found)
      process.stdout.write(`${one.file}: ${one.name}: ${one.field} is ${one.said}, recomputed ${one.here}\n`);
    if (readCsv(folder, 'verdicts.csv').length === 0)
      throw new Error('verdicts.csv is not there or empty: there is nothing to compare with.');
    process.stdout.write(`${results.size} hamlets recomputed, ${found.length} differences.\n`);
  }
  return found.length === 0 ? 0 : 1;
}

const [folder, ...options] = process.argv.slice(2);
if (!folder) {
  process.stderr.write('Usage: node docs/recompute.mjs FOLDER [--json]\n');
  process.exitCode = 2;
} else process.exitCode = run(folder, options.includes('--json'));
