import { describe, expect, test } from 'vitest';
import { createFormat } from '../../dashboard/format/format.ts';
import { knowWords } from '../../dashboard/i18n/known-words.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { viRelay } from '../../dashboard/i18n/vi-relay.ts';
import { viSources } from '../../dashboard/i18n/vi-sources.ts';
import { wishText } from '../../dashboard/library/inbox-order.ts';
import { EMPTY_RELAY, readRelay, typedRelay, withStation } from '../../dashboard/relays/relay-form.ts';
import { readStation, typedStation } from '../../dashboard/relays/station-form.ts';
import { streamsText } from '../../dashboard/relays/streams-text.ts';
import { levelWord, whyText } from '../../dashboard/relays/tell-station.ts';
import { alertSentence } from '../../dashboard/sources/alert-words.ts';
import { pemBlocks, readChange, readSource, typedSource } from '../../dashboard/sources/source-form.ts';
import { relayStationPatch } from '../../protocol/api/relays.ts';
import { sourceInput, sourcePatch } from '../../protocol/api/sources.ts';
import { ALERT_REASONS, ALERT_STATES } from '../../protocol/sources.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

knowWords(viRelay);
knowWords(viSources);
const say = createSay({ ...vi, ...viRelay, ...viSources });
const format = createFormat('vi', say);
const AREA = `a${'0'.repeat(16)}`;
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('a relay as it is typed', () => {
  test('a station brings its fallback along, unless another was chosen', () => {
    const vov = { id: 'vov', fallback: A };
    const first = withStation(EMPTY_RELAY, vov, undefined);
    expect(first).toMatchObject({ station: 'vov', fallback: A });
    expect(withStation(first, { id: 'other', fallback: B }, vov)).toMatchObject({ station: 'other', fallback: B });
    expect(withStation(first, { id: 'none' }, vov).fallback).toBe('');
    expect(withStation({ ...first, fallback: B }, { id: 'none' }, vov).fallback).toBe(B);
  });

  test('read back unchanged it is what there was', () => {
    const bulletin = { relay: { station: 'vov', name: 'VOV1', minutes: 45 }, recording: A };
    expect(readRelay(typedRelay(bulletin))).toEqual({
      said: { relay: { station: 'vov', minutes: 45 }, recording: A },
    });
  });

  test.each(['0', '181', '4,5', '', '-3'])('«%s» minutes are refused', (minutes) => {
    const read = readRelay({ station: 'vov', minutes, fallback: A });
    expect('faults' in read && read.faults.map(({ field }) => field)).toEqual(['relay-minutes']);
  });
});

test.each(['ftp://a.vn/x', 'http://', 'a.vn/x', 'javascript:alert(1)'])('«%s» is no address of a station', (url) => {
  const read = readStation({ ...typedStation(undefined), name: 'Đài', url }, undefined);
  expect('faults' in read && read.faults.map(({ field }) => field)).toEqual(['station-url']);
});

test.each([
  [-12, 'relay.level.good'],
  [-30, 'relay.level.good'],
  [-40, 'relay.level.low'],
  [-40.1, 'relay.level.none'],
] as const)('%d dB is said as %s', (levelDb, word) => expect(levelWord(levelDb)).toBe(word));

test('a word of the gateway becomes a sentence; an unknown one is shown itself', () => {
  expect(whyText('HTTP 503', say)).toBe('Máy chủ đài đang lỗi (HTTP 503).');
  expect(whyText('EHOSTUNREACH', say)).toBe('EHOSTUNREACH');
});

test('what a node says of a relay; of somebody who spoke only the breaks; of a file nothing', () => {
  const at = (time: string) => instantAt('2026-11-23', time);
  const breaks = [{ from: at('06:12'), to: at('06:15'), why: 'lost' as const }];
  const told = { relayMs: 1_620_000, fallbackMs: 180_000, breaks };
  expect(streamsText(told, true, say, format)).toBe('đài 27 phút · dự phòng 3 phút · mất lúc 06:12–06:15');
  expect(streamsText({ ...told, fallbackMs: 0 }, false, say, format)).toBe('mất lúc 06:12–06:15');
  expect(streamsText({ relayMs: 60_000 }, false, say, format)).toBeUndefined();
  expect(streamsText({}, true, say, format)).toBeUndefined();
  const four = [1, 2, 3, 4].map(() => ({ from: at('06:12'), to: at('06:12'), why: 'silent' as const }));
  expect(streamsText({ relayMs: 0, breaks: four }, false, say, format)).toContain('im lúc 06:12 · và 1 lần nữa');
});

describe('a source as it is typed', () => {
  const pem = (kind: string) => `-----BEGIN ${kind}-----\nQUJD\n-----END ${kind}-----`;

  test('signers are PEM blocks, whole and nothing else', () => {
    expect(pemBlocks('')).toEqual([]);
    expect(pemBlocks(`${pem('CERTIFICATE')}\n${pem('PUBLIC KEY')}\n`)).toEqual([pem('CERTIFICATE'), pem('PUBLIC KEY')]);
    expect(pemBlocks('-----BEGIN CERTIFICATE-----\nQUJD')).toBeUndefined();
    expect(pemBlocks(`${pem('CERTIFICATE')} và vài chữ`)).toBeUndefined();
    expect(pemBlocks('-----BEGIN CERTIFICATE-----\nQUJD\n-----END PUBLIC KEY-----')).toBeUndefined();
  });

  test('what it reads the gateway takes; a change names secret and signers only where they were typed', () => {
    const address = { reportUrl: 'https://nguon.example/api', reportSecret: 'mat-khau-dai' };
    const typed = { ...typedSource(undefined, [AREA]), name: 'Tỉnh', ...address };
    const read = readSource(typed);
    expect('input' in read && sourceInput.safeParse(read.input).success).toBe(true);
    const same = readChange({ ...typed, reportSecret: '' });
    expect('input' in same && Object.keys(same.input)).not.toContain('reportSecret');
    expect('input' in same && Object.keys(same.input)).not.toContain('signers');
    const cap = readSource({ ...typed, kind: 'cap', signers: pem('CERTIFICATE') });
    expect('input' in cap && cap.input).toMatchObject({ kind: 'cap', signers: [pem('CERTIFICATE')] });
    expect('input' in cap && Object.keys(cap.input)).not.toContain('reportSecret');
  });

  test('no patch fills in what it does not name', () => {
    expect(sourcePatch.parse({ name: 'Tỉnh' })).toEqual({ name: 'Tỉnh' });
    expect(relayStationPatch.parse({ name: 'VOV1' })).toEqual({ name: 'VOV1' });
  });
});

test('every state and every reason of an alert has its sentence', () => {
  for (const state of ALERT_STATES)
    for (const reason of [undefined, ...ALERT_REASONS]) {
      const sentence = alertSentence({ state, reason, hamlets: 3, expiresAt: 0 }, say);
      expect(sentence, `${state} ${reason}`).toMatch(/^\p{Lu}[^{}]*\.$/u);
      expect(sentence).not.toContain('alert.');
    }
});

test('what a source above asks for is said in its days and times', () => {
  const wish = { times: ['05:30'], weekdays: [1, 7], from: '2026-11-24', days: [] };
  expect(wishText(wish, say)).toBe('Xin phát: 05:30, thứ Hai, Chủ nhật, từ 24/11/2026. Xã chọn giờ.');
  const days = ['24', '25', '26', '27', '28', '29', '30'].map((day) => `2026-11-${day}`);
  expect(wishText({ times: [], weekdays: [], days }, say)).toContain('28/11/2026, và 2 ngày nữa');
});
