// pure
import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands (RFC 6238): SHA-1, six digits, half a minute. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code is taken one step before and after its own, for clocks that go wrong. */
const WINDOW = 1;

/**
 * The time step of a code, when it is right at `now` (ms UTC), lies within one step of it and after `lastStep`; else
 * undefined. RFC 6238 §5.2: a step that was accepted once is never accepted again.
 */
export function acceptedStep(
  secret: string,
  code: string,
  now: number,
  lastStep: number | undefined,
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = TOTP.validate({
    ...FORM,
    token: code,
    secret: Secret.fromBase32(secret),
    timestamp: now,
    window: WINDOW,
  });
  if (delta === null) return undefined;
  const step = TOTP.counter({ period: FORM.period, timestamp: now }) + delta;
  return lastStep === undefined || step > lastStep ? step : undefined;
}

/** The otpauth:// URI that an authenticator reads from a QR code. */
export function authenticatorUri(secret: string, username: string): string {
  return new TOTP({ ...FORM, issuer: 'LoaXa', label: username, secret }).toString();
}

/** 160 bits, as RFC 4226 recommends; base 32. */
export function base32(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
}
