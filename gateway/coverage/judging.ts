import { setImmediate as breathe } from 'node:timers/promises';
import type { Area } from '../../protocol/api/areas.ts';
import type { HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import { TECHNOLOGIES } from '../../protocol/nodes.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Database } from '../database/database.ts';
import { SIGNS_A_DAY } from './day-marks.ts';
import { NO_SESSION } from './day-states.ts';
import { masked } from './exclusion-mask.ts';
import { type HamletRecord, lengthOf, owedIn, type Span, type Window, windowOf } from './hamlet-record.ts';
import type { Line } from './lineage.ts';
import type { Signs } from './months-store.ts';
import { daysOf, type Hanging, isThere } from './places-store.ts';
import type { Sources, Visit } from './sources.ts';
import { type Chain, tallyOf } from './tally.ts';
import { judge, needsLookBack } from './verdict.ts';
import { lineages, MOST_NAMED, readWindowRecords, type WindowRecords } from './window-records.ts';

export interface JudgingParts {
  readonly database: Database;
  readonly tree: Pick<AreaTree, 'get' | 'communeOf' | 'ancestors'>;
  readonly sources: Sources;
}

/** Where the letters come from: the roll-up, or the raw rows for a draft. */
export type SignsOf = (hamlets: readonly string[], from: Day, to: Day) => Promise<Map<string, Signs>>;

/** Hamlets judged before others get their turn. */
const AT_ONCE = 250;

const IP = ['ip'] as const;
const OTHERS = ['fm', 'wired'] as const;
const NONE: readonly Hanging[] = [];
const NOBODY: readonly Visit[] = [];

/** Judges hamlets in a window: reads everything at once, and the longer window only for those that need it (DOMAIN §4.10). */
export async function judgeHamlets(
  { database, tree, sources }: JudgingParts,
  hamlets: readonly Area[],
  rule: Rule,
  { from, to }: Span,
  signsOf: SignsOf,
): Promise<HamletVerdict[]> {
  const { numbers } = rule;
  const inherits = numbers.inheritance === 'households';
  const get = (id: string) => tree.get(id);
  const longFrom = earlier(from, addDays(to, 1 - numbers.lookBackDays));
  // More than can be named are read all at once, whoever they were made of.
  const all =
    hamlets.length > MOST_NAMED ? hamlets.map(({ id }) => id) : lineages(hamlets, inherits, longFrom, to, get).named;
  const records = await readWindowRecords(database.read, sources, tree, all, longFrom, to);
  const composed = async (some: readonly Area[], window: Window) => {
    const { lines, named } = lineages(some, inherits, window.from, window.to, get);
    const signs = await signsOf(named, window.from, window.to);
    return (hamlet: Area) => composedOf(hamlet, lines.get(hamlet.id) ?? [], signs, records, window);
  };
  const window = windowOf(from, to, records.unwatched);
  const inWindow = await composed(hamlets, window);
  const composedBy = new Map<string, Composed>();
  for (const [index, hamlet] of hamlets.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await breathe();
    composedBy.set(hamlet.id, inWindow(hamlet));
  }
  const short = hamlets.filter((hamlet) => {
    const found = composedBy.get(hamlet.id);
    // FM and wired alone have no receipts to look back for: their visits are those of the window.
    return found?.receipts !== undefined && needsLookBack(found.chains, numbers);
  });
  const longWindow = windowOf(longFrom, to, records.unwatched, true);
  const lookedBack = longFrom < from && short.length > 0 ? await composed(short, longWindow) : undefined;
  const isShort = new Set(lookedBack ? short : []);
  const verdicts: HamletVerdict[] = [];
  for (const [index, hamlet] of hamlets.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await breathe();
    const longer = isShort.has(hamlet) ? lookedBack?.(hamlet) : undefined;
    const isEnough = longer !== undefined && !needsLookBack(longer.chains, numbers);
    // Too few even so: what visits say in the longer time counts, and so does what little there was.
    const useLonger = longer !== undefined && (isEnough || longer.visits.length > 0);
    const found = useLonger ? longer : composedBy.get(hamlet.id);
    const verdict = found && verdictOf(tree, hamlet, found, records, rule, useLonger ? longWindow : window);
    if (verdict) verdicts.push(verdict);
  }
  return verdicts;
}

/** What a verdict of these days would rest on, hamlet by hamlet: for those who ask what further sessions would make of it. */
export async function recordsOf(
  { database, tree, sources }: JudgingParts,
  hamlets: readonly Area[],
  rule: Rule,
  { from, to }: Span,
  signsOf: SignsOf,
): Promise<Map<string, HamletRecord>> {
  const { lines, named } = lineages(hamlets, rule.numbers.inheritance === 'households', from, to, (id) => tree.get(id));
  const records = await readWindowRecords(database.read, sources, tree, named, from, to);
  const window = windowOf(from, to, records.unwatched);
  const signs = await signsOf(named, from, to);
  const found = new Map<string, HamletRecord>();
  for (const [index, hamlet] of hamlets.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await breathe();
    const commune = tree.get(tree.communeOf(hamlet.id) ?? '');
    const composed = composedOf(hamlet, lines.get(hamlet.id) ?? [], signs, records, window);
    if (commune) found.set(hamlet.id, recordOf(hamlet, commune, composed, records, rule));
  }
  return found;
}

/** Sessions of many hamlets in a span, without a verdict: one point of a trend. */
export async function countHamlets(
  { database, tree, sources }: JudgingParts,
  hamlets: readonly Area[],
  rule: Rule,
  { from, to }: Span,
  signsOf: SignsOf,
): Promise<{ due: number; heard: number; unknown: number; owed: number }> {
  const inherits = rule.numbers.inheritance === 'households';
  const { lines, named } = lineages(hamlets, inherits, from, to, (id) => tree.get(id));
  const records = await readWindowRecords(database.read, sources, tree, named, from, to);
  const window = windowOf(from, to);
  const signs = await signsOf(named, from, to);
  const sum = { due: 0, heard: 0, unknown: 0, owed: 0 };
  for (const [index, hamlet] of hamlets.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await breathe();
    const { chains, receipts, byVisits } = composedOf(hamlet, lines.get(hamlet.id) ?? [], signs, records, window);
    const tally = tallyOf(chains, rule.numbers.cancelledShare);
    const commune = tree.get(tree.communeOf(hamlet.id) ?? '');
    const span = receipts ?? byVisits;
    sum.due += tally.due;
    sum.heard += tally.heard;
    sum.unknown += tally.unknown;
    sum.owed += span && commune ? owedIn(span, tally, floorPerWeek(hamlet, commune, rule)) : tally.due;
  }
  return sum;
}

type Composed = Pick<HamletRecord, 'chains' | 'unmasked' | 'visits' | 'receipts' | 'byVisits' | 'predecessors'> & {
  readonly places: readonly Hanging[];
};

/** What a hamlet's record of a window is put together of. */
function composedOf(
  hamlet: Area,
  lines: readonly Line[],
  signs: ReadonlyMap<string, Signs>,
  records: WindowRecords,
  window: Window,
): Composed {
  const [line, ...further] = lines;
  if (line && further.length === 0 && line.stretches.length === 1) return aloneOf(hamlet, line, signs, records, window);
  const ip: Span[] = [];
  const others: Span[] = [];
  const visits = [...(records.visits.get(hamlet.id) ?? [])];
  const named = new Set<string>();
  for (const { stretches } of lines) {
    for (const stretch of stretches) {
      const id = stretch.hamlet;
      const places = records.places.get(id) ?? NONE;
      const byIp = daysOf(places, IP, stretch, records.edges);
      const byOthers = daysOf(places, OTHERS, stretch, records.edges);
      if (byIp) ip.push(byIp);
      if (byOthers) others.push(byOthers);
      if (id === hamlet.id || named.has(id)) continue;
      named.add(id);
      visits.push(...(records.visits.get(id) ?? []));
    }
  }
  const receipts = union(ip);
  const places = records.places.get(hamlet.id) ?? [];
  const span = union(others);
  const horns = hornsByVisits(places);
  const unmasked = lines.map((line) => chainOf(line, signs, window, receipts));
  const chains = lines.map((line, index) => maskedChain(line, unmasked[index] as Chain, hamlet, records, window));
  const isMasked = chains.some((chain, index) => chain.letters !== unmasked[index]?.letters);
  return {
    chains,
    ...(isMasked && { unmasked }),
    visits,
    receipts,
    byVisits: span && { ...span, horns },
    predecessors: named.size,
    places,
  };
}

/** The same of a hamlet that was made of no others within the window, as nearly all are. */
function aloneOf(
  hamlet: Area,
  line: Line,
  signs: ReadonlyMap<string, Signs>,
  records: WindowRecords,
  window: Window,
): Composed {
  const places = records.places.get(hamlet.id) ?? NONE;
  const receipts = daysOf(places, IP, window, records.edges);
  const span = daysOf(places, OTHERS, window, records.edges);
  const chain = chainOf(line, signs, window, receipts);
  const shown = maskedChain(line, chain, hamlet, records, window);
  return {
    chains: [shown],
    unmasked: shown === chain ? undefined : [chain],
    visits: records.visits.get(hamlet.id) ?? NOBODY,
    receipts,
    byVisits: span && { ...span, horns: hornsByVisits(places) },
    predecessors: 0,
    places,
  };
}

function hornsByVisits(places: readonly Hanging[]): number {
  return places.reduce((sum, place) => sum + (place.technology === 'ip' ? 0 : place.horns), 0);
}

/** Days on which no IP node hung yet or any more are no part of what receipts say. */
function chainOf(
  { stretches, weight }: Line,
  signs: ReadonlyMap<string, Signs>,
  window: Window,
  receipts: Span | undefined,
): Chain {
  const [only] = stretches;
  const whole = signs.get(only?.hamlet ?? '');
  const isOwn = stretches.length === 1;
  const isAll = !receipts || (receipts.from === window.from && receipts.to === window.to);
  if (isOwn && isAll) return { weight, letters: whole?.letters ?? '', marks: whole?.marks ?? '' };
  let letters = '';
  let marks = '';
  const isMarked = stretches.some(({ hamlet }) => (signs.get(hamlet)?.marks ?? '') !== '');
  for (const { hamlet, from, to } of stretches) {
    const first = lengthOf({ from: window.from, to: from }) - 1;
    const days = lengthOf({ from, to });
    const own = signs.get(hamlet);
    letters += cut(own?.letters ?? '', first, days, PARTS_OF_DAY.length, NO_SESSION);
    if (isMarked) marks += cut(own?.marks ?? '', first, days, SIGNS_A_DAY, '.');
  }
  return { weight, letters: receipts ? blanked(letters, window, receipts) : letters, marks };
}

function cut(text: string, firstDay: number, days: number, width: number, filling: string): string {
  return text.slice(firstDay * width, (firstDay + days) * width).padEnd(days * width, filling);
}

function blanked(letters: string, window: Window, { from, to }: Span): string {
  const first = (lengthOf({ from: window.from, to: from }) - 1) * PARTS_OF_DAY.length;
  const end = lengthOf({ from: window.from, to }) * PARTS_OF_DAY.length;
  return (NO_SESSION.repeat(first) + letters.slice(first, end)).padEnd(letters.length, NO_SESSION);
}

function maskedChain(line: Line, chain: Chain, hamlet: Area, records: WindowRecords, window: Window): Chain {
  if (!records.excludes) return chain;
  if (line.stretches.length === 1 && line.stretches[0]?.hamlet === hamlet.id) {
    const letters = masked(chain.letters, window.from, records.exclusionsOf(hamlet.id));
    return letters === chain.letters ? chain : { ...chain, letters };
  }
  const ids = new Set([hamlet.id, ...line.stretches.map((stretch) => stretch.hamlet)]);
  let { letters } = chain;
  for (const id of ids) {
    const stretch = line.stretches.find((one) => one.hamlet === id);
    const exclusions = records.exclusionsOf(id);
    if (exclusions.length === 0) continue;
    // A decision for the hamlet of today covers its past; one for a predecessor only that one's days.
    const days = id === hamlet.id || !stretch ? window : stretch;
    const within = exclusions.map((one) => ({
      ...one,
      from: later(one.from, days.from),
      to: earlier(one.to, days.to),
    }));
    letters = masked(letters, window.from, within);
  }
  return letters === chain.letters ? chain : { ...chain, letters };
}

function verdictOf(
  tree: JudgingParts['tree'],
  hamlet: Area,
  composed: Composed,
  records: WindowRecords,
  rule: Rule,
  window: Window,
): HamletVerdict | undefined {
  const commune = tree.get(tree.communeOf(hamlet.id) ?? '');
  if (!commune) return undefined;
  const { places } = composed;
  const [start, end] = [records.edges.startOf(window.from), records.edges.endOf(window.to)];
  let nodes = 0;
  let horns = 0;
  for (const place of places) {
    nodes += place.nodes;
    horns += place.horns;
  }
  const technologies = TECHNOLOGIES.filter((technology) =>
    places.some((place) => place.technology === technology && isThere(place, start, end)),
  );
  const verdict: HamletVerdict = Object.assign(
    {
      hamlet: hamlet.id,
      name: hamlet.name,
      commune: commune.id,
      communeName: commune.name,
      nodes,
      horns: nodes > 0 ? horns : 0,
      technologies,
    },
    judge(recordOf(hamlet, commune, composed, records, rule), rule.numbers, window),
  );
  if (hamlet.households !== undefined) verdict.households = hamlet.households;
  return verdict;
}

function recordOf(
  hamlet: Area,
  commune: Area,
  { chains, unmasked, visits, receipts, byVisits, predecessors, places }: Composed,
  records: WindowRecords,
  rule: Rule,
): HamletRecord {
  return {
    chains,
    unmasked,
    visits,
    receipts,
    byVisits,
    predecessors,
    floorPerWeek: floorPerWeek(hamlet, commune, rule),
    hasNodes: places.some((place) => place.nodes > 0),
    logged: (span) => records.handLog.count(hamlet.id, commune.id, span.from, span.to),
  };
}

/** DOMAIN §4.3: by a decision of the province, in khu vực III, else the normal one. */
function floorPerWeek(hamlet: Area, commune: Area, { numbers }: Rule): number {
  if (hamlet.floorDecision ?? commune.floorDecision) return numbers.floorPerWeek.byDecision;
  const region = hamlet.region ?? commune.region;
  return region === 'III' ? numbers.floorPerWeek.regionIII : numbers.floorPerWeek.normal;
}

function union(spans: readonly Span[]): Span | undefined {
  const [first, ...rest] = spans;
  return first && rest.reduce((all, one) => ({ from: earlier(all.from, one.from), to: later(all.to, one.to) }), first);
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}
