// pure
import type { Action } from '../../protocol/api/remote.ts';
import { type ActionState, TEST_RESULTS, type TestResult } from '../../protocol/remote.ts';
import type { Meaning, Told } from '../components/meaning.ts';

const STATE: Record<ActionState, Meaning> = {
  waiting: 'planned',
  sent: 'planned',
  accepted: 'partial',
  done: 'good',
  rejected: 'bad',
  'no-answer': 'unknown',
  expired: 'unknown',
};
export function tellAction({ state }: Pick<Action, 'state'>): Told {
  return { meaning: STATE[state], word: `remote.state.${state}` };
}

/** Only what was heard is good: a line that measures well says nothing of the horns. */
const RESULT: Record<TestResult, Meaning> = {
  heard: 'good',
  weak: 'partial',
  moved: 'partial',
  'not-heard': 'bad',
  'line-open': 'bad',
  'line-short': 'bad',
  amplifier: 'bad',
  'line-ok': 'unknown',
  'no-sensor': 'unknown',
  'no-reference': 'unknown',
  busy: 'unknown',
  'quiet-hours': 'unknown',
};
export function tellTest(result: TestResult): Told {
  return { meaning: RESULT[result], word: `test-result.${result}` };
}

/** Of an action that was a test and is over. */
export function testResultOf({ result, state }: Pick<Action, 'result' | 'state'>): TestResult | undefined {
  return state === 'done' ? TEST_RESULTS.find((one) => one === result) : undefined;
}

/** Its state may still change by itself. */
export function isMoving({ state }: Pick<Action, 'state'>): boolean {
  return state === 'waiting' || state === 'sent' || state === 'accepted' || state === 'no-answer';
}

/** «Đã gửi → Đã nhận → Xong»: how many of the three steps are behind it. */
export function stepsBehind({ state }: Pick<Action, 'state'>): number {
  switch (state) {
    case 'waiting':
      return 0;
    case 'sent':
    case 'no-answer':
    case 'expired':
      return 1;
    case 'accepted':
      return 2;
    case 'done':
    case 'rejected':
      return 3;
  }
}
