import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { acceptedStep, authenticatorUri, base32 } from '../../../gateway/people/totp.ts';

const STEP_MS = 30_000;
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(base32);
const instants = fc.integer({ min: 1_700_000_000_000, max: 2_200_000_000_000 });
const codeAt = (secret: string, timestamp: number) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
const stepOf = (instant: number) => Math.floor(instant / STEP_MS);

describe('a code of an authenticator', () => {
  it('is the one of RFC 6238, appendix B', () => {
    const secret = base32(new TextEncoder().encode('12345678901234567890'));
    expect(acceptedStep(secret, '287082', 59_000, undefined)).toBe(1);
    expect(acceptedStep(secret, '081804', 1_111_111_109_000, undefined)).toBe(37_037_036);
  });

  it('is taken in its own step and one before and after, with the step it belongs to', () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: -1, max: 1 }), (secret, now, off) => {
        const code = codeAt(secret, now + off * STEP_MS);
        const step = acceptedStep(secret, code, now, undefined);
        // Two steps may show the same six figures by chance.
        expect(step).toBeDefined();
        if (codeAt(secret, now) !== code) expect(step).not.toBe(stepOf(now));
      }),
    );
  });

  it('is never taken a second time, nor one of an earlier step after it', () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: -1, max: 1 }), (secret, now, off) => {
        const step = acceptedStep(secret, codeAt(secret, now + off * STEP_MS), now, undefined) ?? Number.NaN;
        for (const later of [now, now + STEP_MS])
          for (const old of [-1, 0, 1]) {
            const again = acceptedStep(secret, codeAt(secret, now + old * STEP_MS), later, step);
            if (again !== undefined) expect(again).toBeGreaterThan(step);
          }
        expect(acceptedStep(secret, codeAt(secret, step * STEP_MS), step * STEP_MS, step)).toBeUndefined();
      }),
    );
  });

  it('is refused from outside the window, unless it happens to be the same', () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: 2, max: 1_000 }), (secret, now, off) => {
        const code = codeAt(secret, now + off * STEP_MS);
        const near = [-1, 0, 1].map((one) => codeAt(secret, now + one * STEP_MS));
        expect(acceptedStep(secret, code, now, undefined) === undefined).toBe(!near.includes(code));
      }),
    );
  });

  it.each(['', '12345', '1234567', 'abcdef', '12 456', '１２３４５６'])('is six plain figures: not «%s»', (code) => {
    expect(acceptedStep(base32(new Uint8Array(20)), code, 0, undefined)).toBeUndefined();
  });

  it('comes from a secret that an app reads as otpauth URI', () => {
    const uri = new URL(authenticatorUri('JBSWY3DPEHPK3PXP', 'nga'));
    expect([uri.protocol, uri.host, uri.searchParams.get('secret')]).toEqual(['otpauth:', 'totp', 'JBSWY3DPEHPK3PXP']);
  });
});
