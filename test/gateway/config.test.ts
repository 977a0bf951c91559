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
});
