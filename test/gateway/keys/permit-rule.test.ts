import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { type Leave, permitRefusal } from '../../../gateway/keys/permit-rule.ts';
import type { Role } from '../../../protocol/api/people.ts';
import type { QuietPermit } from '../../../protocol/messages/downlink.ts';

const [PROVINCE, LINH, LINH1, XA] = ['1', '2', '3', '4'].map((one) => `a${one.repeat(16)}`) as [
  string,
  string,
  string,
  string,
];
const PARENTS: Readonly<Record<string, string>> = { [LINH]: PROVINCE, [XA]: PROVINCE, [LINH1]: LINH };
const [ASKER, LEADER, SECOND, BOSS] = [ulid(), ulid(), ulid(), ulid()] as const;
const ROLES = new Map<string, { role: Role; areas: string[] }>([
  [ASKER, { role: 'operator', areas: [LINH] }],
  [LEADER, { role: 'approver', areas: [LINH] }],
  [SECOND, { role: 'approver', areas: [LINH] }],
  [BOSS, { role: 'administrator', areas: [PROVINCE] }],
]);
const NIGHT = 1_795_465_500_000;
const programme = ulid();
const A = 'a'.repeat(64);
const CHIME = 'c'.repeat(64);
const leave: Leave = {
  ...{ programme, area: LINH, askedBy: ASKER },
  runs: [{ at: NIGHT, startAt: NIGHT, content: [A] }],
  confirmed: [
    { by: LEADER, at: NIGHT - 2 },
    { by: SECOND, at: NIGHT - 1 },
  ],
};
const permit: QuietPermit = {
  ...{ v: 1, id: ulid(), hamlet: LINH1, run: { programme, dueAt: NIGHT }, startAt: NIGHT, until: NIGHT + 600_000 },
  ...{ content: [A], iat: NIGHT - 1, by: [ASKER, LEADER, SECOND] },
};
const isWithin = (area: string, scope: readonly string[]): boolean =>
  scope.includes(area) || (PARENTS[area] !== undefined && isWithin(PARENTS[area], scope));
const refusal = (change: Partial<QuietPermit>, given: Leave | undefined = leave, roles = ROLES) =>
  permitRefusal({ ...permit, ...change }, given, { authorityOf: (account) => roles.get(account), isWithin });
const by = (first: string, second: string): Leave => ({
  ...leave,
  confirmed: [
    { by: first, at: NIGHT - 2 },
    { by: second, at: NIGHT - 1 },
  ],
});

describe('the signer, asked for leave to sound in quiet hours', () => {
  it.each<[string, Partial<QuietPermit>, Leave?]>([
    ['what two approvers confirmed', {}],
    ['the same behind a chime', { content: [CHIME, A] }],
    ['moved behind another by an order', { startAt: NIGHT + 60_000 }],
    ['what an approver and an administrator confirmed', { by: [ASKER, LEADER, BOSS] }, by(LEADER, BOSS)],
  ])('signs %s', (_, change, given) => {
    expect(refusal(change, given)).toBeUndefined();
  });

  it.each<[string, Partial<QuietPermit>, Leave?]>([
    ['another programme', { run: { programme: ulid(), dueAt: NIGHT } }],
    ['another run', { run: { programme, dueAt: NIGHT + 86_400_000 } }],
    ['a run by itself', { run: { run: ulid() } }],
    ['an earlier time', { startAt: NIGHT - 1 }],
    ['a time half a day later', { startAt: NIGHT + 43_200_000, until: NIGHT + 43_800_000 }],
    ['no end', { until: NIGHT + 86_400_000 }],
    ['an end before its beginning', { until: NIGHT }],
    ['another content', { content: ['b'.repeat(64)] }],
    ['more content', { content: [A, A, A] }],
    ['content behind it', { content: [A, CHIME] }],
    ['another place', { hamlet: XA }],
    ['other names', { by: [ASKER, LEADER, BOSS] }],
    ['another time of the word', { iat: NIGHT - 5 }],
    ['one confirmation', {}, { ...leave, confirmed: leave.confirmed.slice(0, 1) }],
    ['one person twice', { by: [ASKER, LEADER, LEADER] }, by(LEADER, LEADER)],
    ['the word of who asked', { by: [ASKER, ASKER, SECOND] }, by(ASKER, SECOND)],
    ['two operators', {}, by(ASKER, SECOND)],
  ])('refuses %s', (_, change, given) => {
    expect(refusal(change, given)).toEqual(expect.any(String));
  });

  it('refuses what nobody confirmed, what only administrators did, and what somebody did who may no more', () => {
    expect(permitRefusal(permit, undefined, { authorityOf: (one) => ROLES.get(one), isWithin })).toBeDefined();
    const boss = ulid();
    const roles = new Map(ROLES).set(boss, { role: 'administrator', areas: [PROVINCE] });
    expect(refusal({ by: [ASKER, BOSS, boss] }, by(BOSS, boss), roles)).toContain('No approver');
    expect(refusal({}, leave, new Map([...ROLES].filter(([id]) => id !== SECOND)))).toContain('any more');
    expect(refusal({}, leave, new Map(ROLES).set(SECOND, { role: 'approver', areas: [XA] }))).toContain('any more');
  });
});
