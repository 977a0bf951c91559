import { parseArgs } from 'node:util';

/** What can be measured, in the order of a whole run. */
export const SUBJECTS = [
  'evidence',
  'verdicts',
  'reports',
  'dossier',
  'storage',
  'faults',
  'start',
  'beats',
  'connections',
  'fan-out',
  'fingerprint',
  'streams',
  'live',
] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface Options {
  readonly only: readonly Subject[];
  /** Nodes connected; the other sizes follow from it. */
  readonly nodes: number;
  /** Each at a tenth and a third of its size too. */
  readonly growth: boolean;
  /** Short phases and small amounts: shows that it works, not how fast it is. */
  readonly quick: boolean;
  /** All 90 days of deliveries for the verdicts (5.4 million rows) instead of nine, a year of records before a start instead of 60 days. */
  readonly full: boolean;
  /** A PostgreSQL server to measure verdicts on too. */
  readonly postgres?: string;
}

export const HELP = `npm run bench -- [options]

Measures this checkout on this machine and prints one JSON line a figure.

  --only a,b    only these: ${SUBJECTS.join(', ')}
  --nodes N     nodes connected (default 15000; with --quick 1500)
  --growth      each also at a third and a tenth of its size: nothing may get worse than linear
  --full        every delivery of 90 days for the verdicts (5.4 million), three clusters a hamlet for the reports,
                a year of records before a start;
                some minutes more
  --quick       short and small, to see that the bench itself works
  --help

LOAXA_TEST_POSTGRES=postgres://… measures the verdicts on that server too.
LOAXA_BENCH_VERBOSE=1 shows what the processes log.
LOAXA_BENCH_PROFILES=folder keeps a CPU profile of each process there.
`;

/** Throws an Error with one sentence when an argument cannot be used. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      nodes: { type: 'string' },
      growth: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const nodes = Number(values.nodes ?? (values.quick ? 1_500 : 15_000));
  if (!Number.isInteger(nodes) || nodes < 100 || nodes > 20_000)
    throw new Error('--nodes is a whole number from 100 to 20000');
  return {
    only: values.only === undefined ? SUBJECTS : values.only.split(',').map(subject),
    nodes,
    growth: values.growth,
    quick: values.quick,
    full: values.full,
    ...(env.LOAXA_TEST_POSTGRES ? { postgres: env.LOAXA_TEST_POSTGRES } : {}),
  };
}

/** The whole size, and with --growth first a tenth and a third of it. */
export function sizesOf(whole: number, { growth }: Pick<Options, 'growth'>): number[] {
  return growth ? [Math.round(whole / 10), Math.round(whole / 3), whole] : [whole];
}

function subject(name: string): Subject {
  const found = SUBJECTS.find((one) => one === name.trim());
  if (!found) throw new Error(`--only knows ${SUBJECTS.join(', ')}, not «${name}»`);
  return found;
}
