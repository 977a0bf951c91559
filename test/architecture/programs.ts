import { Visitor } from 'oxc-parser';
import type { Module } from './modules.ts';

const ENDS_PROGRAMS = 'protocol/end-program.ts';
const PROCESSES = /^(broker|gateway|firmware-sim)\//;

/** A program that never started must not be killed: the signal reaches our own process group. One place knows. */
export function programViolations(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => PROCESSES.test(path))
    .filter(killsByItself)
    .map(({ path }) => `${path} sends a signal by itself: use endProgram of ${ENDS_PROGRAMS}`);
}

function killsByItself({ program }: Module): boolean {
  let found = false;
  new Visitor({
    CallExpression({ callee, arguments: given }) {
      const isKill =
        callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'kill';
      const signals = given.some(
        (one) => one.type === 'Literal' && typeof one.value === 'string' && one.value.startsWith('SIG'),
      );
      found ||= isKill && signals;
    },
  }).visit(program);
  return found;
}
