import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the package's defaults (19 MiB, 2 passes: OWASP's first recommendation). */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'));
}

/** False also for a hash that cannot be read. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  try {
    return await verify(stored, password.normalize('NFC'));
  } catch {
    return false;
  }
}
