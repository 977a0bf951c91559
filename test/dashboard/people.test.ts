import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateNow } from '../../dashboard/data/confirmation-state.ts';
import { GatewayClient, RefusedError } from '../../dashboard/data/gateway-client.ts';
import { SignedOut } from '../../dashboard/data/signed-out.ts';
import { Unlocking } from '../../dashboard/data/unlocking.ts';
import { endingSoon, WARN_MS } from '../../dashboard/frame/ending.ts';
import { HOME, mayVisit, menuFor } from '../../dashboard/frame/menu.ts';
import { DUTIES, dutiesOf, mayPlay } from '../../dashboard/frame/permissions.ts';
import { draftOf, emptyAccount, faultsOf, inputOf, patchOf } from '../../dashboard/people/account-form.ts';
import { foundAccounts, tellAccount } from '../../dashboard/people/account-list.ts';
import {
  browserName,
  codeOfFragment,
  inGroups,
  isCode,
  machineWord,
  pinFault,
} from '../../dashboard/people/entries.ts';
import type { Account, Confirmation } from '../../protocol/api/people.ts';
import { ROLES, SECOND_FACTOR_ROLES } from '../../protocol/roles.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const account: Account = {
  id: 'a',
  username: 'nga',
  name: 'Nguyễn Thị Nga',
  role: 'operator',
  areas: ['x', 'y'],
  disabled: false,
  secondFactor: true,
  devices: 1,
  invited: false,
  erased: false,
};

describe('what is typed to sign in', () => {
  test('the code of a link is read from the fragment only', () => {
    expect(codeOfFragment('#ma=ABCD-1234')).toBe('ABCD-1234');
    expect(codeOfFragment('')).toBeUndefined();
    expect(codeOfFragment('#other=1')).toBeUndefined();
  });

  test('a new PIN is six digits, not the first that a thief tries, and typed the same twice', () => {
    expect(pinFault('48', '48')).toBe('pin.short');
    expect(pinFault('48210a', '48210a')).toBe('pin.short');
    expect(pinFault('777777', '777777')).toBe('pin.guessed');
    expect(pinFault('123456', '123456')).toBe('pin.guessed');
    expect(pinFault('654321', '654321')).toBe('pin.guessed');
    expect(pinFault('482193', '482194')).toBe('pin.differs');
    expect(pinFault('482193', '482193')).toBeUndefined();
  });

  test('an authenticator shows six digits, a paper code may be anything longer', () => {
    expect(isCode('123456', false)).toBe(true);
    expect(isCode('12345', false)).toBe(false);
    expect(isCode(' 7F3A-91C2 ', true)).toBe(true);
    expect(isCode('7F3', true)).toBe(false);
  });

  test('grouping a secret changes none of its letters', () => {
    fc.assert(fc.property(fc.base64String(), (secret) => inGroups(secret).replaceAll(' ', '') === secret));
    expect(inGroups('JBSWY3DPEHPK3PXP')).toBe('JBSW Y3DP EHPK 3PXP');
  });

  test('a machine is named by what it is', () => {
    const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36';
    expect(machineWord(chrome)).toBe('trusted.machine.windows');
    expect(browserName(chrome)).toBe('Chrome');
    expect(browserName(`${chrome} Edg/138.0`)).toBe('Edge');
    expect(machineWord('Mozilla/5.0 (Linux; Android 9)')).toBe('trusted.machine.android');
    expect(browserName('curl/8')).toBe('');
  });
});

describe('the form of an account', () => {
  const whole = { ...emptyAccount, name: 'Nga', username: 'nga', areas: ['a'] };
  const fieldsOf = (change: Partial<typeof whole>) => faultsOf({ ...whole, ...change }).map((fault) => fault.field);

  test('a name, a plain username and an area are needed', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(faultsOf(emptyAccount).map((fault) => fault.field)).toEqual(['name', 'username', 'areas']);
    expect(fieldsOf({ username: 'ngà' })).toEqual(['username']);
  });

  test('a hamlet head has one hamlet, an appraiser an end', () => {
    expect(fieldsOf({ role: 'hamlet-head', areas: ['a', 'b'] })).toEqual(['areas']);
    expect(fieldsOf({ role: 'appraiser' })).toEqual(['until']);
    expect(fieldsOf({ role: 'appraiser', until: '31/12/2026' })).toEqual([]);
    expect(fieldsOf({ until: '31/02/2026' })).toEqual(['until']);
  });

  test('the last day counts whole, in Vietnam', () => {
    expect(inputOf({ ...whole, until: '31/12/2026' }).validUntil).toBe(instantAt('2027-01-01', '00:00') - 1);
  });

  test('only what was touched is sent, and an emptied end is taken away', () => {
    expect(patchOf(account, draftOf(account))).toEqual({});
    expect(patchOf(account, { ...draftOf(account), areas: ['y', 'x'] })).toEqual({});
    expect(patchOf(account, { ...draftOf(account), role: 'approver', areas: ['y'] })).toEqual({
      role: 'approver',
      areas: ['y'],
    });
    const ending = { ...account, validUntil: instantAt('2027-01-01', '00:00') - 1 };
    expect(patchOf(ending, draftOf(ending))).toEqual({});
    expect(patchOf(ending, { ...draftOf(ending), until: '' })).toEqual({ validUntil: null });
  });
});

describe('the list of accounts', () => {
  test('is searched without marks, in any order of words, with erased ones last', () => {
    const erased = { ...account, id: 'b', name: 'An', erased: true };
    const other = { ...account, id: 'c', name: 'Đặng Văn Ấp', username: 'ap' };
    const names = (text: string) =>
      foundAccounts([erased, account, other], text, () => 'Cán bộ truyền thanh').map((one) => one.id);
    expect(names('')).toEqual(['c', 'a', 'b']);
    expect(names('nga thi')).toEqual(['a']);
    expect(names('ap dang')).toEqual(['c']);
    expect(names('can bo')).toEqual(['c', 'a', 'b']);
    expect(names('không ai')).toEqual([]);
  });

  test('says the most telling state', () => {
    expect(tellAccount(account, 0).word).toBe('account.in-use');
    expect(tellAccount({ ...account, invited: true }, 0).word).toBe('account.invited');
    expect(tellAccount({ ...account, invited: true, validUntil: 1 }, 2).word).toBe('account.ended');
    expect(tellAccount({ ...account, disabled: true, validUntil: 1 }, 2).word).toBe('account.disabled');
    expect(tellAccount({ ...account, disabled: true, erased: true }, 0).word).toBe('account.erased');
  });
});

describe('roles', () => {
  test.each(ROLES)('what %s may and may not are two halves of one table', (role) => {
    const { may, mayNot } = dutiesOf(role);
    expect([...may, ...mayNot].sort()).toEqual([...DUTIES].sort());
  });

  test('whoever may raise an emergency, approve or administer must hold a second factor', () => {
    const needy = ROLES.filter((role) => {
      const { may } = dutiesOf(role);
      return may.includes('emergency') || may.includes('approve') || may.includes('administer');
    });
    expect(needy.sort()).toEqual([...SECOND_FACTOR_ROLES].sort());
  });

  test('only an administrator sees the users, and everybody the own account', () => {
    for (const role of ROLES) {
      const paths = menuFor(role).flatMap((group) => group.items.map((item) => item.path));
      expect(paths.includes('/quan-tri/nguoi-dung'), role).toBe(role === 'administrator');
      expect(mayVisit(role, '/quan-tri/nguoi-dung/x'), role).toBe(role === 'administrator');
      expect(mayVisit(role, '/tai-khoan'), role).toBe(true);
      expect(mayVisit(role, HOME[role]), role).toBe(true);
    }
  });

  test('an emergency is not for a hamlet head, and an administrator plays nothing else', () => {
    expect(mayPlay('hamlet-head', { class: 'emergency' })).toBe(false);
    expect(mayPlay('hamlet-head', { class: 'normal' })).toBe(true);
    expect(mayPlay('administrator', { class: 'emergency' })).toBe(true);
    expect(mayPlay('administrator', { class: 'normal' })).toBe(false);
  });
});

describe('what waits for a second person', () => {
  const asked: Confirmation = {
    id: 'c',
    action: 'emergency',
    title: 'Lũ quét',
    communes: ['A', 'B'],
    nodes: 4,
    byName: 'Bình',
    own: true,
    state: 'waiting',
    requestedAt: 0,
    expiresAt: 60_000,
  };

  test('ends with its time, unless somebody decided before', () => {
    expect(stateNow(asked, undefined, 59_999).state).toBe('waiting');
    expect(stateNow(asked, undefined, 60_000).state).toBe('expired');
    expect(stateNow(asked, 'confirmed', 61_000).state).toBe('confirmed');
    expect(stateNow({ ...asked, state: 'refused' }, 'waiting', 1).state).toBe('refused');
  });
});

describe('unlocking', () => {
  const refusal = () =>
    new Response(JSON.stringify({ code: 'unlock-needed', status: 403, title: '' }), { status: 403 });
  /** Answers the given responses in turn, as the gateway would. */
  const clientOf = (responses: Response[], unlock: () => Promise<boolean>) => {
    const asked: string[] = [];
    globalThis.fetch = async (input) => {
      asked.push(String(input));
      return responses.shift() ?? Response.error();
    };
    const client = new GatewayClient({
      ...{ answered: () => {}, missed: () => {}, signedOut: () => {}, ends: () => {}, unlock },
      signInAgain: async () => false,
    });
    return { client, asked };
  };

  test('the request is sent once more after the proof, and not a third time', async () => {
    const before = globalThis.fetch;
    const good = clientOf([refusal(), Response.json({ done: true })], async () => true);
    await expect(good.client.send('POST', '/a')).resolves.toEqual({ done: true });
    const twice = clientOf([refusal(), refusal()], async () => true);
    await expect(twice.client.send('POST', '/a')).rejects.toBeInstanceOf(RefusedError);
    expect(twice.asked).toHaveLength(2);
    const left = clientOf([refusal()], async () => false);
    await expect(left.client.send('POST', '/a')).rejects.toMatchObject({ problem: { code: 'unlock-needed' } });
    expect(left.asked).toHaveLength(1);
    globalThis.fetch = before;
  });

  test('what met an ended session is sent once more after the same person signed in, and never for another', async () => {
    const before = globalThis.fetch;
    const ended = () =>
      new Response(JSON.stringify({ code: 'not-signed-in', status: 401, title: '' }), { status: 401 });
    const signedOut = new SignedOut();
    const asked: string[] = [];
    const responses: Response[] = [];
    globalThis.fetch = async (input) => {
      asked.push(String(input));
      return responses.shift() ?? Response.error();
    };
    const client = new GatewayClient({
      ...{ answered: () => {}, missed: () => {}, ends: () => {}, unlock: async () => false },
      ...{ signedOut: () => signedOut.happened(), signInAgain: () => signedOut.again() },
    });
    const send = async (path: string, samePerson: boolean, ...answers: Response[]) => {
      asked.length = 0;
      responses.splice(0, Number.POSITIVE_INFINITY, ...answers);
      const sent = client.send('POST', path).then(
        () => 'done',
        (error: unknown) => (error instanceof RefusedError ? error.problem.code : String(error)),
      );
      await expect.poll(() => signedOut.value()).toBe(true);
      signedOut.over(samePerson);
      return [await sent, asked.length];
    };
    expect(await send('/a', true, ended(), Response.json({}))).toEqual(['done', 2]);
    expect(await send('/a', false, ended(), Response.json({}))).toEqual(['not-signed-in', 1]);
    // The steps of signing in do not wait for a sign-in.
    expect(await send('/api/v1/session/second-factor', true, ended())).toEqual(['not-signed-in', 1]);
    // A second time nothing is sent by itself.
    expect(await send('/a', true, ended(), ended())).toEqual(['not-signed-in', 2]);
    globalThis.fetch = before;
  });

  test('two requests that wait share one dialog', async () => {
    const unlocking = new Unlocking();
    const both = Promise.all([unlocking.ask(), unlocking.ask()]);
    expect(unlocking.value()).toBe(true);
    unlocking.over(true);
    expect(await both).toEqual([true, true]);
    expect(unlocking.value()).toBe(false);
  });
});

describe('what is about to end', () => {
  const never = Number.POSITIVE_INFINITY;
  test.each([
    ['nothing, while nobody has said when', 0, 1e12, undefined, undefined],
    ['nothing, three minutes ahead', 180_000, 1e12, undefined, undefined],
    ['the session, two minutes ahead', 120_000, 1e12, undefined, { what: 'session', at: 120_000 }],
    ['the session before the shift', 60_000, 30_000, undefined, { what: 'session', at: 60_000 }],
    ['the shift', 1e12, 30_000, undefined, { what: 'shift', at: 30_000 }],
    ['an account that ends before its session', 1e12, 1e12, 90_000, { what: 'session', at: 90_000 }],
    ['nothing, once it is over', -1, -1, undefined, undefined],
  ])('is %s', (_what, ends, unlockedUntil, validUntil, expected) => {
    expect(endingSoon(0, ends, { unlockedUntil, validUntil })).toEqual(expected);
  });

  test('is never said earlier than two minutes before', () => {
    const instant = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(instant, instant, instant, (now, ends, unlockedUntil) => {
        const said = endingSoon(now, ends, { unlockedUntil, validUntil: never });
        if (said) expect(said.at - now).toSatisfy((left: number) => left > 0 && left <= WARN_MS);
        else for (const at of [ends, unlockedUntil]) expect(at > now && at - now <= WARN_MS).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
