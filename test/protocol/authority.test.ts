import { describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/api/people.ts';
import { mayGive, scopeFault } from '../../protocol/authority.ts';
import { BULLETIN_CLASSES, SOURCE_LEVELS } from '../../protocol/classes.ts';
import { ROLES } from '../../protocol/roles.ts';

const [HAMLET, COMMUNE, PROVINCE] = ['h', 'c', 'p'];
const GROUPS = [HAMLET, COMMUNE, PROVINCE];

describe('what a role may give', () => {
  const speaks: readonly Role[] = ['operator', 'approver', 'administrator'];
  it.each(ROLES)('%s', (role) => {
    for (const commandClass of BULLETIN_CLASSES) {
      for (const level of SOURCE_LEVELS) {
        const own = role === 'hamlet-head' && level === 'hamlet' && commandClass !== 'emergency';
        expect(mayGive(role, 'play', commandClass, level)).toBe(speaks.includes(role) || own);
      }
      expect(mayGive(role, 'stop', commandClass)).toBe(role !== 'appraiser' && role !== 'inspector');
      expect(mayGive(role, 'resync', commandClass)).toBe(role === 'technician' || role === 'administrator');
      expect(mayGive(role, 'rotate', commandClass)).toBe(role === 'technician' || role === 'administrator');
    }
  });
});

describe('what a node makes of a scope', () => {
  const command = (
    scope: string[] | undefined,
    level?: 'central' | 'province' | 'commune' | 'hamlet',
    by = 'someone',
  ) =>
    // Only the level of a play command's arguments matters here.
    ({ by, type: level ? 'play' : 'stop', args: level ? { level } : {}, ...(scope && { scope }) }) as Parameters<
      typeof scopeFault
    >[0];

  it.each<[string, ReturnType<typeof command>, boolean]>([
    ['a stop of the own hamlet', command([HAMLET as string]), true],
    ['a stop of the province', command([PROVINCE as string]), true],
    ['a stop of another commune', command(['other']), false],
    ['a stop without scope', command(undefined), false],
    ['a stop of the system', command(undefined, undefined, 'system'), true],
    ['a play of the system', command(undefined, 'hamlet', 'system'), false],
    ['a play of the system that names a scope', command([PROVINCE as string], 'hamlet', 'system'), false],
    ['a hamlet speaking as hamlet', command([HAMLET as string], 'hamlet'), true],
    ['a hamlet speaking as commune', command([HAMLET as string], 'commune'), false],
    ['a commune speaking as hamlet', command([COMMUNE as string], 'hamlet'), true],
    ['a commune speaking as commune', command([COMMUNE as string], 'commune'), true],
    ['a commune speaking as province', command([COMMUNE as string], 'province'), false],
    ['a commune and a hamlet speaking as commune', command([HAMLET, COMMUNE] as string[], 'commune'), true],
    ['the province speaking as province', command([PROVINCE as string], 'province'), true],
    ['the province speaking for the centre', command([PROVINCE as string], 'central'), false],
  ])('%s: %#', (_, given, obeyed) => {
    expect(scopeFault(given, GROUPS as string[]) === undefined).toBe(obeyed);
  });

  it.each<[string, ReturnType<typeof command>, boolean]>([
    ['let into a commune it speaks as the centre', command([COMMUNE as string], 'central', 'source:x'), true],
    ['let into a commune it speaks as the province', command([COMMUNE as string], 'province', 'source:x'), true],
    ['it stops', command([COMMUNE as string], undefined, 'source:x'), true],
    ['elsewhere it says nothing', command(['other'], 'central', 'source:x'), false],
    [
      'it is measured like an account in the name of a commune',
      command([HAMLET as string], 'commune', 'source:x'),
      false,
    ],
  ])('a system above: %s', (_, given, obeyed) => {
    expect(scopeFault(given, GROUPS as string[]) === undefined).toBe(obeyed);
  });

  it.each(BULLETIN_CLASSES)(
    'a system above speaks (%s) in its own name only, and asks for nothing else of a device',
    (one) => {
      expect(SOURCE_LEVELS.filter((level) => mayGive('source', 'play', one, level))).toEqual(['central', 'province']);
      expect(mayGive('source', 'stop', one)).toBe(true);
      expect(mayGive('source', 'reboot', one) || mayGive('source', 'update', one)).toBe(false);
    },
  );

  it('a node in no area obeys no account', () => {
    expect(scopeFault(command([PROVINCE as string]), [])).toContain('out of scope');
  });
});
