import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Sealing } from '../../../gateway/keys/sealing.ts';

describe('what is sealed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-sealing-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sealing = Sealing.load(folder);

  it('opens again, also after a restart, and never looks the same twice', () => {
    const sealed = sealing.seal('bí mật', 'account 1');
    expect(Sealing.load(folder).unseal(sealed, 'account 1')).toBe('bí mật');
    expect(sealed).not.toBe(sealing.seal('bí mật', 'account 1'));
    expect(sealed).not.toContain('mật');
  });

  it('does not open about something else, when one byte was changed, or with another key', () => {
    const sealed = sealing.seal('secret', 'account 1');
    expect(() => sealing.unseal(sealed, 'account 2')).toThrow();
    const middle = Math.floor(sealed.length / 2);
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    expect(() => sealing.unseal(changed, 'account 1')).toThrow();
    expect(() => sealing.unseal('plain', 'account 1')).toThrow();
    const other = Sealing.load(mkdtempSync(join(folder, 'other-')));
    expect(() => other.unseal(sealed, 'account 1')).toThrow();
    expect(other.digest('code')).not.toBe(sealing.digest('code'));
  });

  it('has its key in a file for the owner alone, and says so when that is damaged', () => {
    expect(statSync(join(folder, 'sealing.key')).mode & 0o777).toBe(0o600);
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'sealing.key'), 'short');
    expect(() => Sealing.load(broken)).toThrow('damaged');
  });
});
