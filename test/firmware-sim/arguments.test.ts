import { describe, expect, it } from 'vitest';
import { parseInvocation, UsageError } from '../../firmware-sim/arguments.ts';
import { readConfig } from '../../firmware-sim/config.ts';
import { backOffMs } from '../../protocol/back-off.ts';

describe('the command line', () => {
  it('reads a listening node: an ear, no horns, and what it is compared with', () => {
    const said = [
      'listen',
      '--state',
      'd',
      '--url',
      'http://h:8080',
      '--ear',
      'alsa:hw:1,0',
      '--relay-url',
      'https://v',
    ];
    expect(parseInvocation(said)).toMatchObject({
      command: 'listen',
      options: { ear: { kind: 'alsa', device: 'hw:1,0' }, relayUrl: 'https://v', horns: 0, sensor: 'microphone' },
    });
  });

  it('reads a node with what it leaves out at its usual value', () => {
    expect(parseInvocation(['node', '--state', 'd', '--url', 'http://h:8080'])).toEqual({
      command: 'node',
      options: {
        state: 'd',
        url: 'http://h:8080',
        code: undefined,
        rootFingerprint: undefined,
        sink: { kind: 'null' },
        sensor: 'none',
        horns: 2,
        horn: 'healthy',
        clockTrust: 'system',
        spreadMs: 1_000,
      },
    });
  });

  it('takes address, code and root key from the text of a label', () => {
    const root = 'ab'.repeat(32);
    const label = `https://loaxa.example/dang-ky-thiet-bi#ma=7K2Q-M4XW-P9RT-A5HJ&khoa=${root}`;
    expect(parseInvocation(['node', '--state', 'd', '--label', label])).toMatchObject({
      options: { url: 'https://loaxa.example', code: '7K2QM4XWP9RTA5HJ', rootFingerprint: root },
    });
  });

  it('reads a source that sends a live stream, for ten minutes unless it says how long', () => {
    const said = ['source', '--send', 'priority', '--url', 'http://h:8080', '--client', 'C', '--secret', 'S'];
    const streamed = [...said, '--area', '17329', '--stream', 'https://radio.tinh.vn/hop.mp3'];
    const stream = { url: 'https://radio.tinh.vn/hop.mp3', seconds: 600 };
    expect(parseInvocation(streamed)).toMatchObject({ command: 'source', options: { send: 'priority', stream } });
    expect(parseInvocation([...streamed, '--seconds', '90'])).toMatchObject({ options: { stream: { seconds: 90 } } });
    expect(parseInvocation([...said, '--area', '17329'])).not.toHaveProperty('options.stream');
    expect(() => parseInvocation([...streamed, '--seconds', '0'])).toThrow(/--seconds/);
    expect(() => parseInvocation([...said, '--area', '1', '--stream', 'file:///etc/passwd'])).toThrow(UsageError);
  });

  it('a label that is none is refused without repeating what it says', () => {
    const argv = ['node', '--state', 'd', '--label', 'https://loaxa.example/#ma=7K2Q-M4XW'];
    expect(() => parseInvocation(argv)).toThrow(/not a label/);
    expect(() => parseInvocation(argv)).not.toThrow(/7K2Q/);
  });

  it.each([
    [['sing'], /node, listen, fleet or source/],
    [['listen', '--state', 'd', '--url', 'http://h'], /--ear is missing/],
    [['listen', '--state', 'd', '--url', 'http://h', '--ear', 'tin'], /alsa:DEVICE/],
    [['listen', '--state', 'd', '--url', 'http://h', '--ear', 'wav:f', '--relay-url', 'file:///etc'], /not an http/],
    [['listen', '--state', 'd', '--url', 'http://h', '--ear', 'wav:f', '--horns', '2'], /--horns/],
    [['node'], /--state is missing/],
    [['node', '--state', 'd', '--url', 'h:8080'], /not an http/],
    [['node', '--state', 'd', '--url', 'http://h', '--sink', 'alsa'], /alsa:DEVICE/],
    [['node', '--state', 'd', '--url', 'http://h', '--horns', 'many'], /whole number/],
    [['node', '--state', 'd', '--url', 'http://h', '--loud'], /--loud/],
    [['fleet'], /one of --demo/],
    [['fleet', '--demo', '--bench', '5'], /one of --demo/],
    [['fleet', '--nodes', 'f'], /--keys/],
    [['fleet', '--demo', '--scenario', 'war'], /not known/],
  ])('%j is refused with what to say instead', (argv, message) => {
    expect(() => parseInvocation(argv)).toThrow(UsageError);
    expect(() => parseInvocation(argv)).toThrow(message);
  });

  it('shows its usage when asked, and when nothing is said', () => {
    expect([[], ['--help'], ['fleet', '--help']].map((argv) => parseInvocation(argv).command)).toEqual([
      'help',
      'help',
      'help',
    ]);
  });

  it('a port that is none is named', () => {
    expect(() => readConfig({ LOAXA_HTTP_PORT: 'web' })).toThrow(/LOAXA_HTTP_PORT=web/);
    expect(readConfig({ LOAXA_MQTT_PORT: '2883' }).mqttUrl).toBe('mqtt://127.0.0.1:2883');
  });
});

describe('back-off', () => {
  it('is somewhere between nothing and a bound that doubles, up to half a minute', () => {
    expect([0, 1, 2, 9, 99].map((attempt) => backOffMs(attempt, 0.5))).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(backOffMs(3, 0)).toBe(0);
  });
});
