// pure
import type { FaultKind } from '../../protocol/faults.ts';
import type { TestResult } from '../../protocol/remote.ts';
import { MINUTE_MS } from '../../protocol/units.ts';

/** What self-tests can find wrong; each is over when a test says so. */
export const TEST_FAULTS = [
  'line-open',
  'line-short',
  'amplifier',
  'mute',
  'recalibrate',
] as const satisfies FaultKind[];
export type TestFault = (typeof TEST_FAULTS)[number];

export interface JudgedTest {
  readonly at: number;
  readonly result: TestResult;
}

export interface TestJudgement {
  readonly raise: TestFault | undefined;
  readonly settle: readonly TestFault[];
}

/** Three tries that heard nothing, this far apart at least: not one gust of wind asked three times. */
const TRIES = 3;
const APART_MS = 10 * MINUTE_MS;
/** Results of a test that listened and had an answer. */
const LISTENED: ReadonlySet<TestResult> = new Set(['heard', 'weak', 'not-heard', 'moved', 'no-reference']);
const HARDWARE: readonly TestFault[] = ['line-open', 'line-short', 'amplifier'];

/**
 * What the newest tests of a node mean, the newest first. A test that had an answer says something of line and amplifier; only
 * one that listened says anything of the horns, and it takes three of them to call a node mute. What was not tested is not guessed.
 */
export function judgeTests(tests: readonly JudgedTest[]): TestJudgement {
  const [newest] = tests;
  const nothing = { raise: undefined, settle: [] };
  if (!newest) return nothing;
  switch (newest.result) {
    case 'busy':
    case 'quiet-hours':
      return nothing;
    case 'no-sensor':
    case 'line-ok':
      return { raise: undefined, settle: HARDWARE };
    // While the amplifier gives nothing, the line cannot be measured.
    case 'amplifier':
      return { raise: 'amplifier', settle: [] };
    case 'line-open':
    case 'line-short':
      return { raise: newest.result, settle: HARDWARE.filter((kind) => kind !== newest.result) };
    case 'heard':
      return { raise: undefined, settle: TEST_FAULTS };
    case 'weak':
    case 'no-reference':
      return { raise: undefined, settle: [...HARDWARE, 'mute'] };
    case 'moved':
      return { raise: 'recalibrate', settle: [...HARDWARE, 'mute'] };
    case 'not-heard':
      return { raise: isMute(tests) ? 'mute' : undefined, settle: HARDWARE };
  }
}

function isMute(tests: readonly JudgedTest[]): boolean {
  const listened = tests.filter(({ result }) => LISTENED.has(result)).slice(0, TRIES);
  const [newest] = listened;
  const oldest = listened.at(-1);
  if (!newest || !oldest || listened.length < TRIES) return false;
  return listened.every(({ result }) => result === 'not-heard') && newest.at - oldest.at >= APART_MS;
}
