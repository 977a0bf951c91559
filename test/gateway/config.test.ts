import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/config.ts';

describe('the settings of the gateway', () => {
  it('keep the name and password of the gateway at a foreign broker from the nodes', () => {
    const { brokerUrl, publicBrokerUrl } = readConfig({ LOAXA_BROKER_URL: 'mqtts://loaxa:secret@broker.example:8883' });
    expect(brokerUrl).toBe('mqtts://loaxa:secret@broker.example:8883');
    expect(publicBrokerUrl).toBe('mqtts://broker.example:8883');
  });

  it.each([
    ['mqtt://user@broker.example', 'mqtt://broker.example'],
    ['wss://u:p%40ss@broker.example/mqtt?x=1', 'wss://broker.example/mqtt?x=1'],
    ['mqtt://broker.example/a@b', 'mqtt://broker.example/a@b'],
  ])('tell nodes %s as %s', (given, told) => {
    expect(readConfig({ LOAXA_PUBLIC_BROKER_URL: given }).publicBrokerUrl).toBe(told);
  });

  it('name the variable that cannot be used', () => {
    expect(() => readConfig({ LOAXA_HTTP_PORT: '80 80' })).toThrow('LOAXA_HTTP_PORT');
  });

  describe('of HTTPS', () => {
    const own = { LOAXA_TLS: 'own-ca', LOAXA_PUBLIC_HOSTS: 'LoaXa.lan, 192.168.1.10' };

    it('are none unless a certificate is set', () => {
      expect(readConfig({}).https).toBeUndefined();
    });

    it('open port 8443 everywhere with an own authority, and tell nodes of the broker with TLS', () => {
      const { https, publicBrokerUrl, brokerUrl, httpHost } = readConfig(own);
      expect(https).toEqual({ port: 8443, hosts: ['loaxa.lan', '192.168.1.10'], certificate: 'own' });
      expect(publicBrokerUrl).toBe('mqtts://loaxa.lan:8883');
      expect(brokerUrl).toBe('mqtt://127.0.0.1:1883');
      expect(httpHost).toBe('127.0.0.1');
    });

    it('take two files of somebody else', () => {
      const files = { LOAXA_TLS_CERT: '/a/fullchain.pem', LOAXA_TLS_KEY: '/a/privkey.pem' };
      const { https, publicBrokerUrl } = readConfig({ ...files, LOAXA_HTTPS_PORT: '443', LOAXA_HTTPS_HOST: '::' });
      expect(https).toMatchObject({ host: '::', port: 443, certificate: { cert: '/a/fullchain.pem' } });
      expect(publicBrokerUrl).toBe('mqtt://127.0.0.1:1883');
    });

    it('leave a foreign broker its own address', () => {
      expect(readConfig({ ...own, LOAXA_BROKER_URL: 'mqtts://b.example' }).publicBrokerUrl).toBe('mqtts://b.example');
    });

    it.each([
      ['an own authority for nobody', { LOAXA_TLS: 'own-ca' }, /LOAXA_PUBLIC_HOSTS/],
      ['a port without a certificate', { LOAXA_HTTPS_PORT: '443' }, /LOAXA_TLS_CERT/],
      ['a certificate without its key', { LOAXA_TLS_CERT: 'a' }, /LOAXA_TLS_KEY/],
      ['two certificates', { ...own, LOAXA_TLS_CERT: 'a', LOAXA_TLS_KEY: 'b' }, /not both/],
      ['a page of trust without an authority', { LOAXA_TRUST_PORT: '80' }, /LOAXA_TLS=own-ca/],
      ['clear text on all addresses', { LOAXA_HTTP_HOST: '0.0.0.0' }, /LOAXA_HTTP_CLEAR_TEXT/],
      ['clear text on a private network', { LOAXA_HTTP_HOST: '192.168.1.10' }, /LOAXA_HTTP_CLEAR_TEXT/],
      ['other words', { LOAXA_HTTP_HOST: '::', LOAXA_HTTP_CLEAR_TEXT: 'yes' }, /yes-passwords-can-be-read/],
    ])('refuse %s', (_title, settings, sentence) => {
      expect(() => readConfig(settings)).toThrow(sentence);
    });

    it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('need no words at %s', (host) => {
      expect(readConfig({ LOAXA_HTTP_HOST: host }).httpHost).toBe(host);
    });

    it('let passwords be read by whoever says so', () => {
      const said = { LOAXA_HTTP_HOST: '0.0.0.0', LOAXA_HTTP_CLEAR_TEXT: 'yes-passwords-can-be-read' };
      expect(readConfig(said).httpHost).toBe('0.0.0.0');
    });
  });

  describe('of evidence', () => {
    it('keep raw messages two years and send checkpoints nowhere by themselves', () => {
      expect(readConfig({})).toMatchObject({ keepRawMonths: 24, checkpointsTo: {} });
    });

    it('send checkpoints to a folder, by mail and to a web hook', () => {
      const mail = { LOAXA_CHECKPOINT_MAIL_TO: 'a@b.example, c@d.example', LOAXA_SMTP_URL: 'smtps://u:p@m.example' };
      const ways = { LOAXA_CHECKPOINT_FOLDER: '/media/stick', LOAXA_CHECKPOINT_WEBHOOK: 'https://w.example/x?t=1' };
      expect(readConfig({ ...mail, ...ways }).checkpointsTo).toEqual({
        folder: '/media/stick',
        mail: { smtpUrl: 'smtps://u:p@m.example', from: 'a@b.example', to: ['a@b.example', 'c@d.example'] },
        webHook: 'https://w.example/x?t=1',
      });
    });

    it('take a secret from a file', () => {
      const folder = mkdtempSync(join(tmpdir(), 'loaxa-config-'));
      const file = join(folder, 'hook');
      writeFileSync(file, 'https://w.example/secret\n');
      expect(readConfig({ LOAXA_CHECKPOINT_WEBHOOK_FILE: file }).checkpointsTo.webHook).toBe(
        'https://w.example/secret',
      );
      rmSync(folder, { recursive: true });
    });

    it.each([
      ['fewer than 24 months', { LOAXA_KEEP_RAW_MONTHS: '12' }, /LOAXA_KEEP_RAW_MONTHS .*at least 24/],
      ['months that are no number', { LOAXA_KEEP_RAW_MONTHS: 'two' }, /LOAXA_KEEP_RAW_MONTHS/],
      ['a mail without a server', { LOAXA_CHECKPOINT_MAIL_TO: 'a@b.example' }, /LOAXA_SMTP_URL/],
      ['what is no mail address', { LOAXA_CHECKPOINT_MAIL_TO: 'a at b' }, /LOAXA_CHECKPOINT_MAIL_TO/],
      ['a server that is none', { LOAXA_SMTP_URL: 'mail.example' }, /LOAXA_SMTP_URL/],
      ['a hook that is none', { LOAXA_CHECKPOINT_WEBHOOK: 'ftp://w.example' }, /LOAXA_CHECKPOINT_WEBHOOK/],
      ['a secret twice', { LOAXA_SMTP_URL: 'smtp://m.example', LOAXA_SMTP_URL_FILE: '/x' }, /not both/],
      ['a file that is not there', { LOAXA_SMTP_URL_FILE: '/nowhere/x' }, /LOAXA_SMTP_URL_FILE/],
    ])('refuse %s', (_title, settings, sentence) => {
      expect(() => readConfig(settings)).toThrow(sentence);
    });
  });
});
