import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { installScript } from '../../launch/apt.js';
import { isInstalled } from '../../launch/installed-packages.js';
import { isProgramInstalled, missingPackages } from '../../launch/system-programs.js';

describe('missing system packages', () => {
  const nothing = () => false;

  test('a start needs neither a compiler nor the test programs when npm packages are there', () => {
    expect(missingPackages({ purpose: 'start', willCompile: false }, nothing)).toEqual([
      'ffmpeg',
      'espeak-ng',
      'poppler-utils',
      'fonts-croscore',
    ]);
  });

  test('a first start may have to compile', () => {
    expect(missingPackages({ purpose: 'start', willCompile: true }, nothing)).toEqual([
      'ffmpeg',
      'espeak-ng',
      'poppler-utils',
      'fonts-croscore',
      'python3',
      'make',
      'g++',
    ]);
  });

  test('tests need a browser, another broker and PostgreSQL as well', () => {
    expect(missingPackages({ purpose: 'test', willCompile: false }, nothing)).toEqual([
      'ffmpeg',
      'espeak-ng',
      'poppler-utils',
      'fonts-croscore',
      'chromium',
      'chromium-headless-shell',
      'libnss3-tools',
      'mosquitto',
      'postgresql',
    ]);
  });

  test('half of a package counts as missing', () => {
    expect(missingPackages({ purpose: 'start', willCompile: false }, (name) => name !== 'ffprobe')).toEqual(['ffmpeg']);
  });

  test('nothing is installed when everything is there', () => {
    expect(missingPackages({ purpose: 'test', willCompile: true }, () => true)).toEqual([]);
  });

  test('a program is looked up on the PATH', () => {
    expect(isProgramInstalled('sh')).toBe(true);
    expect(isProgramInstalled('loaxa-no-such-program')).toBe(false);
    expect(isProgramInstalled('/bin/sh')).toBe(true);
    expect(isProgramInstalled('/usr/share/fonts/loaxa-no-such-font.ttf')).toBe(false);
  });
});

describe('the apt script', () => {
  test('is valid shell', () => {
    const parsed = spawnSync('sh', ['-n'], { input: installScript(['postgresql', 'mosquitto', 'ffmpeg']) });
    expect(parsed.stderr.toString()).toBe('');
    expect(parsed.status).toBe(0);
  });

  test('disables only the services it brought', () => {
    expect(installScript(['mosquitto'])).toContain('systemctl disable mosquitto.service');
    expect(installScript(['mosquitto'])).not.toContain('postgresql.service');
    expect(installScript(['ffmpeg'])).not.toContain('systemctl');
  });
});

describe('npm packages', () => {
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/for-another-machine': { version: '1.0.0', integrity: 'sha512-o', optional: true },
    },
  };
  const a = { version: '1.0.0', integrity: 'sha512-a' };

  test('are right when all that are not optional are there', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/a': a } })).toBe(true);
  });

  test.each([
    ['a missing one', {}],
    ['another version', { 'node_modules/a': { ...a, version: '2.0.0' } }],
    ['other content', { 'node_modules/a': { ...a, integrity: 'sha512-x' } }],
    ['one too many', { 'node_modules/a': a, 'node_modules/b': a }],
  ])('are wrong with %s', (_, packages) => {
    expect(isInstalled(wanted, { packages })).toBe(false);
  });
});
