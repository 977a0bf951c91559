import { Visitor } from 'oxc-parser';
import type { Module } from './modules.ts';

const SAYS_NOTHING = /^(utils?|helpers?|common|managers?|services?|misc)$/;
const EXCEPTIONS = ['protocol/api/common.ts'];
const WIRE = /(^|\/)loa\/v\d/;

/** STYLE 1: a name is a word of the domain. */
export function nameViolations(modules: readonly Module[]): string[] {
  return modules
    .map(({ path }) => path)
    .filter((path) => !EXCEPTIONS.includes(path))
    .filter((path) => path.split('/').some((name) => SAYS_NOTHING.test(name.replace(/\.[jt]sx?$/, ''))))
    .map((path) => `${path}: name it for what is in it`);
}

/** STYLE 5: the wire's strings are in the contract only. Tests may spell out what they expect. */
export function wireViolations(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => !/^(protocol|test)\//.test(path))
    .filter(({ program }) => {
      let found = false;
      new Visitor({
        Literal: ({ value }) => {
          found ||= typeof value === 'string' && WIRE.test(value);
        },
        TemplateElement: ({ value }) => {
          found ||= WIRE.test(value.raw);
        },
      }).visit(program);
      return found;
    })
    .map(({ path }) => `${path} spells a topic: build it with protocol/topics.ts`);
}
