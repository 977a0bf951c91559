import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, arbitrate, type Contender, type Standing } from '../../protocol/arbiter.ts';
import { BULLETIN_CLASSES, RESUME_RULES, SOURCE_LEVELS } from '../../protocol/classes.ts';
import { type Outcome, outranks, type Party, PHASES, PREEMPTION, type Rule } from '../../protocol/preemption.ts';
import { preemptionDocument } from './preemption-document.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-23T05:00:00Z');

describe('the rank', () => {
  it.each([
    ['emergency', 'hamlet', 'normal', 'central', true],
    ['normal', 'province', 'normal', 'commune', true],
    ['normal', 'commune', 'normal', 'hamlet', true],
    ['normal', 'commune', 'normal', 'province', false],
    ['priority', 'commune', 'normal', 'commune', false],
    ['emergency', 'province', 'emergency', 'commune', false],
    ['normal', 'commune', 'emergency', 'hamlet', false],
  ] as const)('%s of the %s outranks %s of the %s: %s', (classA, levelA, classB, levelB, wins) => {
    expect(outranks({ class: classA, level: levelA }, { class: classB, level: levelB })).toBe(wins);
  });

  it('is a strict order: nobody outranks itself, and never both ways', () => {
    const party = fc.record({
      class: fc.constantFrom(...BULLETIN_CLASSES),
      level: fc.constantFrom(...SOURCE_LEVELS),
    });
    fc.assert(fc.property(party, party, (a, b) => !(outranks(a, b) && outranks(b, a)) && !outranks(a, a)));
  });
});

describe('the table', () => {
  const written: [Rule['phase'], string, string, Outcome][] = [
    ['during', 'normal commune', 'normal province', 'interrupts'],
    ['during', 'normal province', 'priority commune', 'waits'],
    ['during', 'normal commune', 'priority commune', 'waits'],
    ['during', 'priority commune', 'priority province', 'ask-waits'],
    ['during', 'priority central', 'priority commune', 'ask-waits'],
    ['during', 'priority commune', 'normal province', 'interrupts'],
    ['during', 'priority hamlet', 'priority province', 'interrupts'],
    ['during', 'emergency hamlet', 'emergency central', 'waits'],
    ['during', 'normal central', 'emergency hamlet', 'interrupts'],
    ['before', 'normal commune', 'priority commune', 'begins'],
    ['before', 'priority province', 'priority commune', 'ask-begins'],
    ['before', 'priority commune', 'priority province', 'ask-waits'],
    ['before', 'emergency commune', 'emergency province', 'begins'],
    ['held', 'normal commune', 'priority commune', 'waits'],
    ['held', 'normal commune', 'normal province', 'begins'],
    ['late', 'normal commune', 'priority commune', 'begins'],
    ['late', 'normal commune', 'normal commune', 'waits'],
    ['late', 'priority province', 'priority commune', 'ask-begins'],
  ];
  it.each(written)('%s: %s, then %s: %s', (phase, holder, challenger, outcome) => {
    const found = PREEMPTION.find(
      (rule) => rule.phase === phase && words(rule.holder) === holder && words(rule.challenger) === challenger,
    );
    expect(found?.outcome).toBe(outcome);
  });

  it('has one row for every pair of class and level in every phase', () => {
    expect(PREEMPTION).toHaveLength(4 * 12 * 12);
  });

  it('lets nothing below an emergency interrupt an emergency, and never lets the machine order what the user must', () => {
    for (const { holder, challenger, outcome } of PREEMPTION) {
      if (holder.class === 'emergency') expect(outcome).not.toBe('interrupts');
      const asks = outcome.startsWith('ask');
      const pair = [words(holder), words(challenger)];
      const concerns =
        pair.includes('priority commune') && pair.some((one) => /^priority (central|province)$/.test(one));
      expect(asks).toBe(concerns);
    }
  });

  it('is printed in docs/preemption.md', async () => {
    await expect(preemptionDocument(PREEMPTION)).toMatchFileSnapshot('../../docs/preemption.md');
  });
});

describe.each(PHASES)('the node obeys every row of %s', (phase) => {
  it.each(RESUME_RULES)('when the holder is one to %s', (resume) => {
    for (const rule of PREEMPTION.filter((one) => one.phase === phase)) {
      const { actions } = arbitrate(contendersOf(rule, resume), [], NOW);
      const done = new Map(actions.map((action) => [action.key, action.do]));
      expect(done, `${words(rule.holder)}, then ${words(rule.challenger)}`).toEqual(new Map(expected(rule, resume)));
    }
  });
});

function words({ class: bulletinClass, level }: Party): string {
  return `${bulletinClass} ${level}`;
}

/** Two in the phase of the rule; the holder has the smaller key, as the table says of equals. */
function contendersOf({ phase, holder, challenger }: Rule, resume: Contender['resume']): Contender[] {
  const bid = { latenessMs: 30 * MINUTE, lengthMs: 10 * MINUTE, maxMs: 30 * MINUTE };
  const dueAt = phase === 'before' ? NOW : NOW - 2 * MINUTE;
  const sounded = { since: dueAt, positionMs: MINUTE, soundedMs: MINUTE };
  const standing: Record<Rule['phase'], Standing> = {
    before: { state: 'waiting' },
    late: { state: 'waiting' },
    during: { state: 'sounding', ...sounded },
    held: { state: 'held', ...sounded, heldAt: NOW - MINUTE },
  };
  return [
    { ...bid, ...holder, key: 'a-holder', startAt: dueAt, resume, standing: standing[phase] },
    { ...bid, ...challenger, key: 'b-challenger', startAt: NOW, resume: 'resume', standing: { state: 'waiting' } },
  ];
}

function expected({ phase, outcome }: Rule, resume: Contender['resume']): [string, Action['do']][] {
  const goesOn: Action['do'] = phase === 'during' ? 'continue' : phase === 'held' ? again(resume) : 'start';
  switch (outcome) {
    case 'waits':
    case 'ask-waits':
      return [['a-holder', goesOn]];
    case 'begins':
    case 'ask-begins':
      return [['b-challenger', 'start']];
    case 'interrupts':
      return [
        ['a-holder', resume === 'drop' ? 'drop' : 'interrupt'],
        ['b-challenger', 'start'],
      ];
  }
}

/** What is to be dropped is dropped when it is interrupted; a held one that says so was held by a restart and resumes. */
function again(resume: Contender['resume']): Action['do'] {
  return resume === 'restart' ? 'restart' : 'resume';
}
