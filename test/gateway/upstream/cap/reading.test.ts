import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../../gateway/upstream/cap/cap-message.ts';
import { namesOf } from '../../../../gateway/upstream/cap/cap-reader.ts';
import { guardedText } from '../../../../gateway/upstream/cap/xml-guard.ts';
import { bytesOf, capXml, element, OASIS, parsed } from './messages.ts';

describe('the examples of the standard', () => {
  it('A.1: an advisory without an expiry, and a picture that is only named', () => {
    const message = parsed(OASIS.homeland);
    expect(message).toMatchObject({ identifier: '43b080713727', sender: 'hsas@dhs.gov', status: 'Actual' });
    expect(message.sent).toBe(Date.parse('2003-04-02T19:39:01Z'));
    expect(message.info[0]).toMatchObject({
      ...{ urgency: 'Immediate', severity: 'Severe', certainty: 'Likely', category: ['Security'] },
      resource: [{ mimeType: 'image/gif', uri: 'http://www.dhs.gov/dhspublic/getAdvisoryImage' }],
    });
    expect(message.info[0]?.expires).toBeUndefined();
  });

  it('A.2: a thunderstorm in a polygon with codes', () => {
    const [info] = parsed(OASIS.thunderstorm).info;
    expect(info).toMatchObject({ responseType: ['Shelter'], expires: Date.parse('2003-06-17T23:00:00Z') });
    expect(info?.eventCode).toEqual([{ valueName: 'SAME', value: 'SVR' }]);
    expect(info?.area[0]?.polygon[0]).toHaveLength(5);
    expect(info?.area[0]?.polygon[0]?.[0]).toEqual({ latitude: 38.47, longitude: -120.14 });
    expect(info?.area[0]?.geocode.map(({ value }) => value)).toEqual(['006109', '006009', '006003']);
  });

  it('A.3: an update of an earthquake at a point', () => {
    const message = parsed(OASIS.earthquake);
    expect(message.references).toEqual([
      { sender: 'trinet@caltech.edu', identifier: 'TRI13970876.1', sentAt: Date.parse('2003-06-12T03:30:00Z') },
    ]);
    expect(message.info[0]?.area[0]?.circle).toEqual([{ latitude: 32.9525, longitude: -115.5527, radiusKm: 0 }]);
  });

  it('A.4: the same event in two languages', () => {
    const message = parsed(OASIS.amber);
    expect(message.info.map(({ language, event }) => [language, event])).toEqual([
      ['en-US', 'Child Abduction'],
      ['es-US', 'Abducción de Niño'],
    ]);
    expect(message.info[1]?.headline).toBe('Alerta Amber en el condado de Los Ángeles');
  });
});

const good = capXml();
const without = (name: string) => good.replace(new RegExp(`<${name}>[\\s\\S]*?</${name}>`), '');
const as = (name: string, text: string) =>
  good.replace(new RegExp(`<${name}>[\\s\\S]*?</${name}>`), element(name, text));
const inArea = (xml: string) => capXml({ infos: [{ area: xml }] });

describe('a message that is not of the form is refused with the place', () => {
  it.each([
    ['identifier', without('identifier'), '<identifier> is missing'],
    ['sender', without('sender'), '<sender> is missing'],
    ['sent', without('sent'), '<sent> is missing'],
    ['status', without('status'), '<status>'],
    ['message type', without('msgType'), '<msgType>'],
    ['scope', without('scope'), '<scope>'],
    ['category', without('category'), '<info 1 category> is missing'],
    ['event', without('event'), '<info 1 event> is missing'],
    ['urgency', as('urgency', 'Now'), '<info 1 urgency>'],
    ['severity', as('severity', 'extreme'), '<info 1 severity>'],
    ['certainty', as('certainty', 'Sure'), '<info 1 certainty>'],
    ['a space in the identifier', as('identifier', 'a b'), '<identifier>'],
    ['a comma in the sender', as('sender', 'a,b'), '<sender>'],
    ['no zone', as('sent', '2026-11-23T10:00:00'), '<sent>'],
    ['no such day', as('sent', '2026-02-30T10:00:00+07:00'), '<sent>'],
    ['two identifiers', good.replace('<sender>', '<identifier>x</identifier><sender>'), 'more than once'],
    ['an element in a text', good.replace('Di chuyển', '<b>Di</b> chuyển'), 'holds words only'],
    ['areaDesc', inArea('').replace(/<areaDesc>.*<\/areaDesc>/, ''), '<info 1 area 1 areaDesc> is missing'],
    ['an open polygon', inArea(element('polygon', '1,1 1,2 2,2 2,1')), 'is no polygon'],
    ['three points', inArea(element('polygon', '1,1 1,2 1,1')), 'is no polygon'],
    ['a latitude of 91', inArea(element('circle', '91,1 5')), 'is no circle'],
    ['a circle without a radius', inArea(element('circle', '18,105')), 'is no circle'],
    ['a ceiling without an altitude', inArea(element('ceiling', '100')), 'ceiling'],
    ['a Restricted one without restriction', capXml({ scope: 'Restricted' }), '<restriction>'],
    ['a Private one without addresses', capXml({ scope: 'Private' }), '<addresses>'],
    ['an Update of nothing', capXml({ msgType: 'Update' }), '<references>'],
    ['references of two parts', capXml({ msgType: 'Cancel', references: 'a,b' }), '<references>'],
    ['a headline of 2,000 letters', as('headline', 'a'.repeat(2_000)), '<info 1 headline> is longer'],
    ['CAP 1.1', good.replace('cap:1.2', 'cap:1.1'), 'other versions'],
    ['an envelope', `<x>${good.replace(/<\?.*\?>/, '')}</x>`, 'envelopes'],
  ])('%s', (_what, xml, why) => {
    expect(() => parsed(xml)).toThrow(why);
  });
});

describe('what is let pass', () => {
  it.each([
    ['a byte order mark', `\uFEFF${good}`],
    ['elements nobody knows', capXml({ extra: '<x xmlns="urn:other"><y>1</y></x><unknown>2</unknown>' })],
    ['«Z» for UTC, though the standard says -00:00', capXml({ sent: '2026-11-23T03:00:00Z' })],
    ['fractions of seconds', capXml({ sent: '2026-11-23T10:00:00.250+07:00' })],
    ['«Very Likely» of CAP 1.0', capXml({ infos: [{ certainty: 'Very Likely' }] })],
    ['a prefix', good.replaceAll(/<(\/?)(?!\?)/g, '<$1c:').replace('xmlns=', 'xmlns:c=')],
    ['no info at all', capXml({ infos: [] })],
  ])('%s', (_what, xml) => {
    expect(parsed(xml).identifier).toBe('VN-1');
  });

  it('a comment within a text divides nothing', () => {
    expect(parsed(good.replace('pctt@', 'pc<!-- x -->tt@')).sender).toBe('pctt@nghean.gov.vn');
  });

  it('UTC is -00:00', () => {
    expect(instantOf('2026-11-23T03:00:00-00:00')).toBe(instantOf('2026-11-23T10:00:00+07:00'));
  });
});

describe('hostile XML is refused before any parser sees it', () => {
  const body = good.replace(/^<\?xml.*\?>\n/, '');
  const deep = (levels: number) => body.replace('</alert>', `${'<x>'.repeat(levels)}${'</x>'.repeat(levels)}</alert>`);
  const many = (count: number) => body.replace('</alert>', `${'<x/>'.repeat(count)}</alert>`);
  it.each([
    ['a document type', `<!DOCTYPE alert SYSTEM "http://evil.example/x.dtd">${body}`, 'DOCTYPE'],
    ['an entity of a file', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body}`, 'DOCTYPE'],
    ['a billion laughs', `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${body}`, 'DOCTYPE'],
    ['a document type in the middle', body.replace('<sender>', '<!DOCTYPE x><sender>'), 'DOCTYPE'],
    ['a document type in lower case', `<!doctype a>${body}`, 'DOCTYPE'],
    ['an unknown entity', body.replace('Di chuyển', '&xxe;'), 'after &'],
    ['a stylesheet', `<?xml-stylesheet href="http://evil.example/x.xsl"?>${body}`, 'Processing instructions'],
    ['a second declaration', body.replace('<sender>', '<?xml version="1.0"?><sender>'), 'Processing instructions'],
    ['33 levels', deep(32), 'deeper than 32'],
    ['a million levels', `${'<a>'.repeat(80_000)}`, 'deeper than 32'],
    ['5,001 elements', many(5_001), 'more than 5000 elements'],
    [
      '201 attributes',
      body.replace('<sender>', `<sender ${Array.from({ length: 201 }, (_, n) => `a${n}="1"`).join(' ')}>`),
      '200 attributes',
    ],
    ['another encoding', `<?xml version="1.0" encoding="UTF-16"?>${body}`, 'UTF-16'],
    ['a NUL', body.replace('Di chuyển', '\u0000'), 'does not allow'],
    ['a NUL as a number', body.replace('Di chuyển', '&#0;'), 'does not allow'],
    ['a number beyond Unicode', body.replace('Di chuyển', '&#x110000;'), 'does not allow'],
    ['text behind the root', `${body}x`, 'outside the root'],
    ['two roots', `${body}<alert/>`, 'well-formed'],
    ['tags that cross', body.replace('</info></alert>', '</alert></info>'), 'does not fit'],
    ['an element without an end', body.replace('</alert>', ''), 'not closed'],
    ['an attribute without quotes', body.replace('<sender>', '<sender a=1>'), 'cannot be read'],
    ['the same attribute twice', body.replace('<sender>', '<sender a="1" a="2">'), 'well-formed'],
    ['a prefix nobody declared', body.replaceAll('sender>', 'q:sender>'), 'well-formed'],
    ['a comment without an end', body.replace('<sender>', '<!-- <sender>'), 'not closed'],
    ['nothing', '', 'no element'],
    ['JSON', '{"alert":1}', 'no element'],
  ])('%s', (_what, xml, why) => {
    expect(() => parsed(xml)).toThrow(why);
  });

  it('what is no UTF-8, or larger than 256 KiB', () => {
    expect(() => guardedText(Uint8Array.of(0x3c, 0xff, 0xfe))).toThrow('not UTF-8');
    const utf16 = Buffer.from(good, 'utf16le');
    expect(() => guardedText(utf16)).toThrow();
    expect(() => guardedText(new Uint8Array(256 * 1024 + 1))).toThrow('larger than 256 KiB');
  });

  it('in time that grows no faster than its length', () => {
    const started = process.cpuUsage().user;
    const hard = ['<a ', '&', '<!--', '<a x="', '<![CDATA[', '<a/ ', ']]', '<a a="1" '];
    for (const piece of hard) {
      const xml = `<alert>${piece.repeat(Math.floor(250_000 / piece.length))}`;
      expect(() => guardedText(bytesOf(xml))).toThrow();
    }
    expect((process.cpuUsage().user - started) / 1_000).toBeLessThan(2_000);
  });
});

it('a malformed message that says who it is can be put on record under its name', () => {
  expect(namesOf(guardedText(bytesOf(as('urgency', 'Now'))))).toMatchObject({ identifier: 'VN-1', status: 'Actual' });
  expect(namesOf(guardedText(bytesOf(without('status'))))).toBeUndefined();
});
