import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSms, gsmText, SMS_LENGTH } from '../../../gateway/notify/plain-text.ts';
import { fillAddress, fillBody, fillHeader, isJsonWhenFilled } from '../../../gateway/notify/template.ts';
import { webHookHeaders } from '../../../gateway/notify/web-hook-signature.ts';
import { digestWords, wordsOf } from '../../../gateway/notify/wording.ts';
import { detailText } from '../../../protocol/fault-words.ts';
import { FAULT_KINDS } from '../../../protocol/faults.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { notice } from './notices.ts';

const SINCE = instantAt('2026-11-23', '05:31');
const LINK = 'https://loaxa.nghean.gov.vn/cum-loa/n0123456789abcdef';
const about = { notice: notice({ since: SINCE }), place: 'thôn Đông, xã An Hòa', link: LINK };

describe('a message', () => {
  it.each([
    ['microphone-deaf: -110 dB', 'micro không nghe được gì: -110 dB'],
    ['microphone-deaf', 'micro không nghe được gì'],
    ['fan-stuck: 0 rpm', 'fan-stuck: 0 rpm'],
    ['0/376 s', '0/376 s'],
  ])('says the detail %s as %s', (detail, said) => {
    expect(detailText(detail, 'vi')).toBe(said);
    expect(wordsOf('opened', { ...about, notice: notice({ since: SINCE, detail }) }, SINCE).text).toContain(
      `Chi tiết: ${said}`,
    );
  });

  it('says place, what, since, next step and where to look', () => {
    expect(wordsOf('opened', about, SINCE).text).toBe(
      [
        'Mất điện (nghiêm trọng)',
        'Ở đâu: AH-012, thôn Đông, xã An Hòa',
        'Từ: 05:31, 23/11/2026',
        'Việc cần làm: Gọi người giữ chìa khóa xem aptomat; nếu cả thôn mất điện thì chờ điện lực.',
        `Xem: ${LINK}`,
      ].join('\n'),
    );
  });

  it('of a common cause names how many, and five of them', () => {
    const codes = Array.from({ length: 30 }, (_, n) => `AH-${n + 1}`);
    const uplink = notice({
      kind: 'uplink',
      name: 'Trạm BTS Rú Ngang',
      nodes: 30,
      codes,
      hamlets: ['a', 'b'],
      since: SINCE,
    });
    const { text, subject } = wordsOf('opened', { ...about, notice: uplink, place: 'xã An Hòa' }, SINCE);
    expect(text).toContain('Ảnh hưởng: 30 cụm loa, 2 thôn (AH-1, AH-2, AH-3, AH-4, AH-5 và 25 cụm khác)');
    expect(subject).toBe('[LoaXã] Mất điện: Trạm BTS Rú Ngang, xã An Hòa');
  });

  it('of an end says from when to when and no next step', () => {
    const over = notice({ what: 'over', since: SINCE, until: SINCE + 2.5 * HOUR_MS });
    const { text, sms } = wordsOf('over', { ...about, notice: over }, SINCE + 3 * HOUR_MS);
    expect(text).toContain('Đã hết: Mất điện\n');
    expect(text).toContain('Từ 05:31, 23/11/2026 đến 08:01, 23/11/2026 (2 giờ 30 phút)');
    expect(text).not.toContain('Việc cần làm');
    expect(sms).toBe(`Da het: Mat dien: AH-012, thon Dong, xa An Hoa den 08:01 23/11. ${LINK}`);
  });

  it('of many is one: how many, in how many communes, the first ten by name', () => {
    const lines = Array.from({ length: 12 }, (_, n) => ({
      ...about,
      notice: notice({ incident: `i${n}`, since: SINCE }),
      isOver: false,
    }));
    const { subject, text, sms } = digestWords(lines, 3, 'https://x/su-co');
    expect(subject).toBe('[LoaXã] 12 sự cố mới ở 3 xã');
    expect(text.split('\n')).toHaveLength(1 + 10 + 2);
    expect(text).toContain('và 2 sự cố khác');
    expect(sms).toMatch(/^LoaXa: 12 su co moi o 3 xa\. .*https:\/\/x\/su-co$/);
    const over = lines.map((line, n) => ({ ...line, isOver: n < 4 }));
    expect(digestWords(over, 3, '').subject).toBe('[LoaXã] 8 sự cố mới ở 3 xã, 4 đã hết');
    expect(digestWords(over.slice(0, 4), 1, '').subject).toBe('[LoaXã] 4 sự cố đã hết');
  });

  it.each(FAULT_KINDS)('about %s fits one SMS without diacritics, its link whole', (cause) => {
    for (const step of ['opened', 'grew', 'over', 'reminder'] as const) {
      const { sms } = wordsOf(step, { ...about, notice: notice({ cause, since: SINCE, until: SINCE }) }, SINCE);
      expect(sms.length).toBeLessThanOrEqual(SMS_LENGTH);
      expect(sms).toMatch(/^[A-Za-z0-9 .,:;/?!()+\-_'"%&=#@<>*$]+$/);
      expect(sms.endsWith(LINK)).toBe(true);
    }
  });
});

describe('a plain text', () => {
  it('loses its marks and keeps its letters', () => {
    expect(gsmText('Đứt dây ra «loa» – 30 °C… {ơ}')).toBe('Dut day ra "loa" - 30 ?C... (o)');
  });

  it('is never longer than one SMS and never cuts the link', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 5 }),
        fc.boolean(),
        (parts, linked) => {
          const text = fitSms(parts, linked ? LINK : '');
          expect(text.length).toBeLessThanOrEqual(SMS_LENGTH);
          if (linked) expect(text.endsWith(LINK)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a template', () => {
  const filling = { phone: '+84912345678', text: 'a&b="{key}"\n', link: 'https://x/a?b=1', key: 'bí mật' };

  it('escapes for where a value stands', () => {
    expect(fillAddress('http://g/s?to={phone}&m={text}', filling)).toBe(
      'http://g/s?to=%2B84912345678&m=a%26b%3D%22%7Bkey%7D%22%0A',
    );
    expect(fillBody('{"m":"{text}"}', 'json', filling)).toBe('{"m":"a&b=\\"{key}\\"\\n"}');
    expect(fillBody('m={text}', 'form', filling)).toBe('m=a%26b%3D%22%7Bkey%7D%22%0A');
    expect(fillHeader('Bearer {key}', { ...filling, key: 'x\r\nHost: evil' })).toBe('Bearer xHost: evil');
  });

  it('stays JSON with any text, and says beforehand when it will not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(JSON.parse(fillBody('{"to":"{phone}","m":"{text}"}', 'json', { ...filling, text }))).toEqual({
          ...{ to: filling.phone, m: text },
        });
      }),
      { numRuns: 200 },
    );
    expect([isJsonWhenFilled('{"m":"{text}"}'), isJsonWhenFilled('{"m":{text}}')]).toEqual([true, false]);
  });

  it('in an address adds no parameter of its own, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const url = new URL(fillAddress('http://gate/send?m={text}&k={key}', { ...filling, text }));
        expect([...url.searchParams.keys()]).toEqual(['m', 'k']);
        expect(url.searchParams.get('m')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the signature of a web hook', () => {
  it('is that of Standard Webhooks, by its published example', () => {
    // github.com/standard-webhooks/standard-webhooks, the reference libraries' test vector.
    const headers = webHookHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is left out without a key', () => {
    expect(Object.keys(webHookHeaders('a', 0, '', undefined))).toEqual(['webhook-id', 'webhook-timestamp']);
  });
});
