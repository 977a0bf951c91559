import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isLoopback, networkOf, plainAddress } from '../../broker/address.ts';
import { ConfigError, readConfig } from '../../broker/config.ts';
import { credentialHash } from '../../broker/sign-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'loaxa-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const secret = 'x'.repeat(43);
const base = {
  LOAXA_ROSTER_TOKEN_FILE: file('token', `${secret}\n`),
  LOAXA_GATEWAY_CREDENTIAL_FILE: file('credential', `${secret}\n`),
};

describe('the settings', () => {
  test('with the secrets alone it listens on this machine at 1883 and asks the gateway at 8080', () => {
    expect(readConfig(base)).toMatchObject({
      host: '127.0.0.1',
      port: 1883,
      gateway: { origin: 'http://127.0.0.1:8080', token: secret },
      gatewayIds: ['main'],
      gatewayCredential: credentialHash(secret),
      limits: { connections: 25_000, perAddress: 64, exemptLoopback: true },
    });
  });

  test.each([
    [{ LOAXA_GATEWAY_ID: 'nghe-an' }, ['nghe-an']],
    [{ LOAXA_GATEWAY_ID: 'a', LOAXA_GATEWAY_IDS: 'a, b' }, ['a', 'b']],
  ])('of gateways it lets in those that are named: %j', (setting, ids) => {
    expect(readConfig({ ...base, ...setting }).gatewayIds).toEqual(ids);
    expect(() => readConfig({ ...base, LOAXA_GATEWAY_IDS: 'Nghệ An' })).toThrow('LOAXA_GATEWAY_IDS');
  });

  test('an empty setting is an absent one', () => {
    expect(readConfig({ ...base, LOAXA_MQTT_PORT: '', LOAXA_MQTT_WS_PORT: '' })).toMatchObject({ port: 1883 });
  });

  test.each([
    ['a public address in clear text', { LOAXA_MQTT_HOST: '203.0.113.7' }, /LOAXA_MQTT_CLEAR_TEXT/],
    ['a private network in clear text', { LOAXA_MQTT_HOST: '192.168.1.10' }, /LOAXA_TLS=own-ca/],
    ['all addresses in clear text', { LOAXA_MQTT_HOST: '0.0.0.0' }, /LOAXA_MQTT_CLEAR_TEXT/],
    ['other words than asked for', { LOAXA_MQTT_HOST: '::', LOAXA_MQTT_CLEAR_TEXT: 'yes' }, /LOAXA_MQTT_CLEAR_TEXT/],
    ['a port that is none', { LOAXA_MQTT_PORT: '70000' }, /LOAXA_MQTT_PORT/],
    ['a certificate without a key', { LOAXA_MQTT_TLS_CERT: base.LOAXA_ROSTER_TOKEN_FILE }, /LOAXA_MQTT_TLS_KEY/],
    ['no token', { LOAXA_ROSTER_TOKEN_FILE: undefined }, /LOAXA_ROSTER_TOKEN_FILE/],
    ['a token file that is not there', { LOAXA_ROSTER_TOKEN_FILE: join(folder, 'none') }, /ENOENT/],
    ['an empty credential file', { LOAXA_GATEWAY_CREDENTIAL_FILE: file('empty', '\n') }, /no secret/],
  ])('%s is refused with a sentence that names the setting', (_title, change, sentence) => {
    const attempt = () => readConfig({ ...base, ...change });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(sentence);
  });

  test('loopback needs no words, any other address exactly these', () => {
    expect(readConfig({ ...base, LOAXA_MQTT_HOST: '::1' }).host).toBe('::1');
    expect(
      readConfig({ ...base, LOAXA_MQTT_HOST: '0.0.0.0', LOAXA_MQTT_CLEAR_TEXT: 'yes-passwords-can-be-read' }).host,
    ).toBe('0.0.0.0');
  });
});

describe('addresses', () => {
  test.each([
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    [undefined, 'unknown'],
  ])('%s is counted as %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s belongs to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['127.8.8.8', true],
    ['10.1.2.3', false],
    ['192.168.1.10', false],
    ['fd00::1', false],
    ['0.0.0.0', false],
    ['::', false],
    ['example.org', false],
  ])('%s is this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
