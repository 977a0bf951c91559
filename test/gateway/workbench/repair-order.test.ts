import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceM } from '../../../gateway/workbench/nearness.ts';
import { RepairGains, type RepairHamlet, type RepairJob } from '../../../gateway/workbench/repair-gains.ts';
import { EXACT_JOBS, type RankedJob, ranked, sentenceOf } from '../../../gateway/workbench/repair-order.ts';

const job = (id: string, nodes: readonly string[], more: Partial<RepairJob> = {}): RepairJob => ({
  ...{ id, nodes, severity: 0, since: 0, openedAt: 0, ...more },
});
const hamlet = (name: string, horns: Record<string, number>, met = '2026-12-01'): RepairHamlet => ({
  ...{ hamlet: name, met, horns: new Map(Object.entries(horns)), share: 2 / 3 },
});

/** Hamlets that work after each row. */
function curve(gains: RepairGains, order: readonly string[]): number[] {
  const done = new Set<string>();
  return order.map((id) => {
    done.add(id);
    return gains.hamlets.filter((one) => gains.works(one, done)).length;
  });
}
const area = (counts: readonly number[]) => counts.reduce((sum, one) => sum + one, 0);
const ids = (list: readonly RankedJob[]) => list.map((row) => row.job.id);

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, first] of items.entries())
    for (const rest of permutations([...items.slice(0, index), ...items.slice(index + 1)])) yield [first, ...rest];
}

/** Brute force: every order there is. The greatest sum over all prefixes, and the shortest prefix that brings all. */
function bruteForce(gains: RepairGains): { area: number; first: number; hamlets: number } {
  let most = 0;
  let first = Number.POSITIVE_INFINITY;
  const all =
    curve(
      gains,
      gains.jobs.map(({ id }) => id),
    ).at(-1) ?? 0;
  for (const order of permutations(gains.jobs.map(({ id }) => id))) {
    const counts = curve(gains, order);
    if (area(counts) < most) continue;
    const needed = all === 0 ? 0 : counts.indexOf(all) + 1;
    first = area(counts) > most ? needed : Math.min(first, needed);
    most = area(counts);
  }
  return { area: most, first: all === 0 ? 0 : first, hamlets: all };
}

/** Cases that tell orders apart: what a naive «most hamlets next» gets wrong is among them. */
const GOLDEN: readonly [title: string, jobs: RepairJob[], hamlets: RepairHamlet[], expected: string[]][] = [
  [
    'a hamlet with two dead nodes needs both',
    [job('a', ['h1a']), job('b', ['h1b']), job('c', ['h2a'])],
    [hamlet('h1', { h1a: 3, h1b: 3 }), hamlet('h2', { h2a: 3 })],
    ['c', 'a', 'b'],
  ],
  [
    'a mast of three hamlets goes before three single repairs',
    [job('a', ['h4a']), job('mast', ['h1a', 'h2a', 'h3a']), job('b', ['h5a'])],
    ['h1', 'h2', 'h3', 'h4', 'h5'].map((name) => hamlet(name, { [`${name}a`]: 2 })),
    ['mast', 'a', 'b'],
  ],
  [
    'two repairs that bring three hamlets only together go before one that brings one',
    [job('c', ['h4a']), job('a', ['h1a', 'h2a', 'h3a']), job('b', ['h1b', 'h2b', 'h3b'])],
    [...['h1', 'h2', 'h3'].map((name) => hamlet(name, { [`${name}a`]: 2, [`${name}b`]: 2 })), hamlet('h4', { h4a: 2 })],
    ['a', 'b', 'c'],
  ],
  [
    'the node with enough horns is enough: the small one changes nothing',
    [job('small', ['h1b']), job('big', ['h1a'])],
    [hamlet('h1', { h1a: 4, h1b: 2 })],
    ['big', 'small'],
  ],
  [
    'a hamlet that works with what it has left owes nothing to a repair',
    [job('a', ['h1b']), job('b', ['h2a'])],
    [hamlet('h1', { h1a: 4, h1b: 1 }), hamlet('h2', { h2a: 1 })],
    ['b', 'a'],
  ],
  [
    'of equals the one met sooner, then the graver, then the older',
    [
      ...[job('d', ['h4a'], { since: 5 }), job('c', ['h3a'], { since: 1 })],
      ...[job('b', ['h2a'], { severity: 1 }), job('a', ['h1a'], { severity: 1 })],
    ],
    [hamlet('h1', { h1a: 1 }, '2026-11-30'), ...['h2', 'h3', 'h4'].map((name) => hamlet(name, { [`${name}a`]: 1 }))],
    ['a', 'c', 'd', 'b'],
  ],
  [
    'a node behind a dead mast that is dead itself needs both, the mast first',
    [job('node', ['h1a']), job('mast', ['h1a', 'h2a'])],
    [hamlet('h1', { h1a: 1 }), hamlet('h2', { h2a: 1 })],
    ['mast', 'node'],
  ],
];

/** Up to seven repairs that silence nodes of up to five hamlets, some through a common cause. */
const worlds = fc.integer({ min: 1, max: 5 }).chain((count) => {
  const nodes = Array.from({ length: count }, (_, index) => ['a', 'b', 'c'].map((node) => `h${index}${node}`));
  const hung = fc.tuple(...nodes.map((own) => fc.tuple(...own.map(() => fc.integer({ min: 0, max: 3 })))));
  const jobs = fc.array(fc.subarray(nodes.flat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
  return fc.tuple(hung, jobs).map(([horns, silenced]) => {
    const hamlets = horns.map((counts, index) =>
      hamlet(`h${index}`, Object.fromEntries(counts.map((horn, node) => [nodes[index]?.[node] ?? '', horn]))),
    );
    return new RepairGains(
      silenced.map((some, index) => job(`j${index}`, some)),
      hamlets,
    );
  });
});

describe('the repair list by effect', () => {
  it.each(GOLDEN)('%s', (_, jobs, hamlets, expected) => {
    const gains = new RepairGains(jobs, hamlets);
    const list = ranked(gains, 'effect');
    expect(ids(list)).toEqual(expected);
    const best = bruteForce(gains);
    expect(area(curve(gains, ids(list)))).toBe(best.area);
    expect(sentenceOf(list)).toEqual({ first: best.first, hamlets: best.hamlets });
  });

  it('is as good as the best of all orders, whatever is broken', () => {
    fc.assert(
      fc.property(worlds, (gains) => {
        const list = ranked(gains, 'effect');
        const best = bruteForce(gains);
        expect(area(curve(gains, ids(list)))).toBe(best.area);
        expect(sentenceOf(list).hamlets).toBe(best.hamlets);
        expect(list.reduce((sum, { gained }) => sum + gained.length, 0)).toBe(best.hamlets);
      }),
      { numRuns: 60 },
    );
  });

  it('of more repairs than can be tried it is the densest first: as good, where hamlets share no repair', () => {
    // Each hamlet needs a number of repairs of its own; the best order is by how few, and its sum is known.
    const needs = [3, 1, 2, 1, 3, 2, 1, 2];
    const jobs = needs.flatMap((need, at) =>
      Array.from({ length: need }, (_, n) => job(`j${at}${n}`, [`h${at}n${n}`])),
    );
    const hamlets = needs.map((need, at) =>
      hamlet(`h${at}`, Object.fromEntries(Array.from({ length: need }, (_, n) => [`h${at}n${n}`, 1]))),
    );
    const share = hamlets.map((one) => ({ ...one, share: 1 }));
    const gains = new RepairGains(jobs, share);
    expect(jobs.length).toBeGreaterThan(EXACT_JOBS);
    const list = ranked(gains, 'effect');
    expect(list.flatMap(({ gained }, index) => gained.map(() => index + 1))).toEqual([1, 2, 3, 5, 7, 9, 12, 15]);
    expect(sentenceOf(list)).toEqual({ first: 15, hamlets: 8 });
  });

  it('of two hundred repairs of a province every one stands in the list once, and all that can be gained is', () => {
    const jobs = Array.from({ length: 200 }, (_, n) =>
      job(`j${String(n).padStart(3, '0')}`, [`n${n}`, `n${(n * 7) % 200}`]),
    );
    const hamlets = Array.from({ length: 120 }, (_, n) =>
      hamlet(`h${n}`, { [`n${n}`]: 3, [`n${n + 60}`]: 2, [`x${n}`]: 1 }),
    );
    const list = ranked(new RepairGains(jobs, hamlets), 'effect');
    expect(new Set(ids(list)).size).toBe(200);
    expect(sentenceOf(list).hamlets).toBe(120);
  });
});

describe('the other orders', () => {
  const places = [
    job('far', ['x'], { latitude: 18.9, longitude: 105.6, openedAt: 3 }),
    job('near', ['y'], { latitude: 18.61, longitude: 105.6, openedAt: 1 }),
    job('between', ['z'], { latitude: 18.75, longitude: 105.6, openedAt: 2 }),
    job('nowhere', ['w'], { openedAt: 4 }),
  ];
  const gains = new RepairGains(places, []);

  it('near goes from each place to the nearest next, and what hangs nowhere comes last', () => {
    expect(ids(ranked(gains, 'near', { latitude: 18.6, longitude: 105.6 }))).toEqual([
      'near',
      'between',
      'far',
      'nowhere',
    ]);
    expect(ids(ranked(gains, 'newest'))).toEqual(['nowhere', 'far', 'between', 'near']);
  });

  it('repairs without effect come by nearness too', () => {
    expect(ids(ranked(gains, 'effect', { latitude: 18.9, longitude: 105.6 }))).toEqual([
      'far',
      'between',
      'near',
      'nowhere',
    ]);
    expect(sentenceOf(ranked(gains, 'effect'))).toEqual({ first: 0, hamlets: 0 });
  });

  it('a degree of latitude is 111 km', () => {
    expect(distanceM({ latitude: 18, longitude: 105 }, { latitude: 19, longitude: 105 })).toBeCloseTo(111_195, -2);
  });
});
