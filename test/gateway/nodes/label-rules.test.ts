import { describe, expect, it } from 'vitest';
import { faultOfLabel, judgeCall, type Label, RETRY_MS, retryAfterMs } from '../../../gateway/nodes/label-rules.ts';

const NOW = 1_000_000_000;
const open: Label = {
  id: 'l',
  sha256: 'h',
  area: 'a',
  createdBy: 'p',
  createdAt: NOW - 10,
  expiresAt: NOW + 10,
  otherCalls: 0,
};
const device = { key: 'mine', firmware: '1', since: NOW - 5, calledAt: NOW - 5 };
const used = { ...open, device, node: 'n', usedAt: NOW - RETRY_MS + 1 };
const inNode = { publicKey: 'mine', enrolledAt: NOW - 5 };
const refuse = (why: string, stranger = false) => ({ kind: 'refuse', why, stranger });

describe('what a device gets for its code', () => {
  it.each<[string, Label | undefined, Parameters<typeof judgeCall>[2], object]>([
    ['an unknown code', undefined, undefined, refuse('unknown-code')],
    ['a fresh one', open, undefined, { kind: 'wait' }],
    ['its own, called before', { ...open, device }, undefined, { kind: 'wait' }],
    ['another’s', { ...open, device: { ...device, key: 'other' } }, undefined, refuse('used-code', true)],
    ['a bound one', { ...open, node: 'n' }, {}, { kind: 'enrol', node: 'n', again: false }],
    ['a bound one of another', { ...open, node: 'n', device: { ...device, key: 'o' } }, {}, refuse('used-code', true)],
    ['one at its end', { ...open, expiresAt: NOW }, undefined, refuse('expired-code')],
    ['a bound one at its end', { ...open, node: 'n', expiresAt: NOW }, {}, refuse('expired-code')],
    ['a withdrawn one', { ...open, withdrawnAt: NOW - 1 }, undefined, refuse('withdrawn-code')],
    ['its used one within ten minutes', used, inNode, { kind: 'enrol', node: 'n', again: true }],
    ['its used one after ten minutes', { ...used, usedAt: NOW - RETRY_MS }, inNode, refuse('used-code')],
    ['its used one, revoked since', used, { publicKey: 'mine' }, refuse('used-code')],
    ['its used one, replaced since', used, { ...inNode, publicKey: 'newer' }, refuse('used-code')],
    ['a used one of another', { ...used, device: { ...device, key: 'o' } }, inNode, refuse('used-code', true)],
  ])('%s', (_what, label, node, verdict) => expect(judgeCall(label, 'mine', node, NOW)).toEqual(verdict));

  it('a technician is told the same of codes nothing can be done with', () => {
    expect(faultOfLabel(open, NOW)).toBeUndefined();
    expect(faultOfLabel(undefined, NOW)).toBe('unknown-code');
    expect(faultOfLabel({ ...open, expiresAt: NOW }, NOW)).toBe('expired-code');
    expect(faultOfLabel({ ...open, withdrawnAt: 1 }, NOW)).toBe('withdrawn-code');
    expect(faultOfLabel(used, NOW)).toBe('used-code');
  });

  it('a device is asked to call seldom once nobody stands below the pole any more', () => {
    expect(retryAfterMs(0)).toBe(3_000);
    expect(retryAfterMs(900_000)).toBe(30_000);
  });
});
