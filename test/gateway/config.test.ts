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
});
