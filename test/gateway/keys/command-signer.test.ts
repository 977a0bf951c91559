import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { CommandSigner } from '../../../gateway/keys/command-signer.ts';
import type { Role } from '../../../protocol/api/people.ts';
import type { Command } from '../../../protocol/messages/downlink.ts';
import { playCommand } from '../../firmware-sim/tiny-gateway.ts';

const [PROVINCE, LINH, XA, LINH1] = ['1', '2', '3', '4'].map((one) => `a${one.repeat(16)}`) as [
  string,
  string,
  string,
  string,
];
const PARENTS: Readonly<Record<string, string>> = { [LINH]: PROVINCE, [XA]: PROVINCE, [LINH1]: LINH };
const NODE = 'n0000000000000001';

describe('the signer of commands', () => {
  let signed: Command[];
  let refused: string[];
  let people: Map<string, { role: Role; areas: string[] }>;
  let signer: CommandSigner;
  beforeEach(() => {
    signed = [];
    refused = [];
    people = new Map();
    const isWithin = (area: string, scope: readonly string[]): boolean =>
      scope.includes(area) || (PARENTS[area] !== undefined && isWithin(PARENTS[area], scope));
    signer = new CommandSigner({
      pen: (command) => {
        signed.push(command);
        return 'jws';
      },
      authorityOf: (account) => people.get(account),
      hamletOf: (node) => (node === NODE ? LINH1 : undefined),
      isWithin,
      refusals: { inc: (labels) => void refused.push((labels as { why: string }).why) },
    });
  });

  const account = (role: Role, ...areas: string[]) => {
    const id = ulid();
    people.set(id, { role, areas });
    return id;
  };
  const play = (by: string, aud: Command['aud'], changes: Parameters<typeof playCommand>[1] = {}) =>
    playCommand(aud, { by, class: 'normal', ...changes });
  const stop = (by: string, aud: Command['aud']): Command => ({ ...play(by, aud), type: 'stop', args: {} });

  it('adds the areas of the author that hold the audience, whatever scope the caller named', () => {
    const by = account('operator', XA, LINH, PROVINCE);
    expect(signer.sign(play(by, { node: NODE }, { scope: [XA] }))).toBe('jws');
    signer.sign(play(by, { group: XA }));
    expect(signed.map(({ scope }) => scope)).toEqual([
      [LINH, PROVINCE],
      [XA, PROVINCE],
    ]);
  });

  it.each<[string, () => Command, string]>([
    ['into another commune', () => play(account('operator', LINH), { group: XA }), 'scope'],
    ['above the own area', () => play(account('approver', LINH), { group: PROVINCE }), 'scope'],
    [
      'to a node it does not know',
      () => play(account('administrator', PROVINCE), { node: 'n0000000000000002' }),
      'scope',
    ],
    ['of an account without areas', () => stop(account('technician'), { group: LINH }), 'scope'],
    ['of nobody', () => stop(ulid(), { group: LINH }), 'account'],
    ['of an appraiser', () => stop(account('appraiser', PROVINCE), { group: LINH }), 'role'],
    ['to play, of a technician', () => play(account('technician', PROVINCE), { group: LINH }), 'role'],
    [
      'to play an emergency, of a hamlet head',
      () => play(account('hamlet-head', LINH1), { group: LINH1 }, { class: 'emergency' }),
      'role',
    ],
    ['to play, of the system', () => play('system', { node: NODE }), 'type'],
  ])('refuses a command %s, signs nothing and counts it', (_, make, why) => {
    const command = make();
    expect(() => signer.sign(command)).toThrow(expect.objectContaining({ status: 403 }));
    expect([signed, refused]).toEqual([[], [why]]);
  });

  it('lets the system give what makes no sound, without a scope', () => {
    signer.sign(stop('system', { node: NODE }));
    expect(signed[0]).not.toHaveProperty('scope');
  });
});
