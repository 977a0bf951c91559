import { createSign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignatureAlgorithm } from 'xml-crypto';
import { readCap } from '../../../../gateway/upstream/cap/cap-reader.ts';
import { verifySignature } from '../../../../gateway/upstream/cap/signature.ts';
import { DAY_MS } from '../../../../protocol/units.ts';
import { capXml, OASIS } from './messages.ts';
import { ENVELOPED, ecKey, makeSigner, type Signer, signed } from './signing.ts';

const NOW = Date.parse('2026-11-23T10:00:00+07:00');
const xml = capXml();
let signer: Signer;
let stranger: Signer;
let good: string;
const check = (text: string, signers = [signer.certificate], now = NOW) => verifySignature(text, signers, now);

beforeAll(async () => {
  signer = await makeSigner(NOW - DAY_MS, NOW + DAY_MS);
  stranger = await makeSigner(NOW - DAY_MS, NOW + DAY_MS, 'Kẻ lạ');
  good = signed(xml, signer);
});

describe('a signature', () => {
  it('of the configured signer over the whole message is good, and what it covers is the message', () => {
    const verified = check(good);
    expect(verified.is).toBe('signed');
    if (verified.is !== 'signed') return;
    expect(verified.text).not.toContain('Signature');
    expect(readCap(verified.text)).toEqual(readCap(xml));
  });

  it('is good for any of several signers, by certificate or public key', () => {
    expect(check(good, [stranger.certificate, signer.certificate]).is).toBe('signed');
    const key = ecKey();
    const ecdsa = signed(xml, { key: key.privateKey }, { method: ECDSA, by: Ecdsa });
    expect(check(ecdsa, [key.publicKey.export({ type: 'spki', format: 'pem' }).toString()]).is).toBe('signed');
  });

  it.each(Object.keys(OASIS) as (keyof typeof OASIS)[])('stands on the example %s of the standard', (name) => {
    expect(check(signed(OASIS[name], signer)).is).toBe('signed');
  });

  it('missing is told apart from a bad one', () => {
    expect(check(xml)).toEqual({ is: 'unsigned' });
  });
});

describe('a signature is bad', () => {
  const why = (text: string, signers?: string[], now?: number) => {
    const verified = check(text, signers, now);
    return verified.is === 'bad-signature' ? verified.why : verified.is;
  };

  it('when a byte was changed', () => {
    expect(why(good.replace('nơi cao', 'nơi cạo'))).toContain('was changed');
    expect(why(good.replace('<status>Actual', '<status>Test'))).toContain('was changed');
  });

  it('by another key, even with its certificate inside the message', () => {
    expect(why(signed(xml, stranger))).toContain('not by any of the configured signers');
    expect(signed(xml, stranger)).toContain('X509Certificate');
  });

  it('by a certificate that has expired, or is not valid yet', () => {
    expect(why(good, undefined, NOW + 2 * DAY_MS)).toContain('has expired');
    expect(why(good, undefined, NOW - 2 * DAY_MS)).toContain('not valid yet');
  });

  it('with SHA-1 in the method or the digest', () => {
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#';
    expect(why(signed(xml, signer, { method: `${sha1}rsa-sha1` }))).toContain('signature algorithm');
    expect(why(signed(xml, signer, { digest: `${sha1}sha1` }))).toContain('digest algorithm');
  });

  it('with an HMAC keyed by the public certificate', () => {
    expect(why(good.replace(/rsa-sha256/, 'hmac-sha256'))).toContain('signature algorithm');
  });

  it.each([
    ['XPath', 'http://www.w3.org/TR/1999/REC-xpath-19991116'],
    ['XSLT', 'http://www.w3.org/TR/1999/REC-xslt-19991116'],
    ['base64', 'http://www.w3.org/2000/09/xmldsig#base64'],
    ['canonicalization with comments', 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments'],
  ])('with a transform of %s', (_what, transform) => {
    expect(why(good.replace(`"${ENVELOPED}"/>`, `"${ENVELOPED}"/><Transform Algorithm="${transform}"/>`))).toContain(
      'transforms must be',
    );
    expect(why(good.replace(ENVELOPED, transform))).toContain('transforms must be');
  });

  it('with an XPath hidden in a transform that is taken', () => {
    const hidden = good.replace(`"${ENVELOPED}"/>`, `"${ENVELOPED}"><XPath>//x</XPath></Transform>`);
    expect(why(hidden)).toContain('more in its transforms');
  });

  it('when it covers one element of the message only', () => {
    const part = signed(xml.replace('<info>', '<info Id="i">'), signer, { xpath: "//*[local-name(.)='info']" });
    expect(why(part)).toContain('must cover the whole message');
  });

  it('without a URI, or with two references', () => {
    expect(why(good.replace(' URI=""', ''))).toContain('must cover the whole message');
    expect(why(good.replace(/<Reference [\s\S]*?<\/Reference>/, (one) => one + one))).toContain(
      'exactly one Reference',
    );
  });

  it('when the signed message is wrapped in another (signature wrapping)', () => {
    const body = (text: string) => text.replace(/^<\?xml.*\?>\n/, '');
    const forged = capXml({ identifier: 'FORGED' });
    const [signature = ''] = /<Signature [\s\S]*<\/Signature>/.exec(good) ?? [];
    const moved = [
      // The true message carried inside the false one, its signature lifted or left in place.
      forged.replace('</alert>', `<x>${body(good).replace(signature, '')}</x>${signature}</alert>`),
      forged.replace('</alert>', `<x>${body(good)}</x></alert>`),
      // The true message as an Object of the signature.
      forged.replace(
        '</alert>',
        `${signature.replace('</Signature>', `<Object>${body(xml)}</Object></Signature>`)}</alert>`,
      ),
      // The false one beside the true one, inside it.
      good.replace('<identifier>', `${body(forged)}<identifier>`),
      // The signature of another message.
      forged.replace('</alert>', `${signature}</alert>`),
    ];
    for (const text of moved) expect(check(text).is).toBe('bad-signature');
  });

  it('when a comment divides its digest or its algorithm stands elsewhere', () => {
    const digest = /<DigestValue>([^<]*)<\/DigestValue>/;
    const forged = good.replace('nơi cao', 'nơi thấp');
    expect(check(forged.replace(digest, '<DigestValue><!--$1-->AAAA</DigestValue>')).is).toBe('bad-signature');
    const twice = good.replace(/<SignedInfo>[\s\S]*<\/SignedInfo>/, (one) => one + one);
    expect(why(twice)).toContain('must stand there once');
    const foreign = good.replace('<SignedInfo>', '<e:SignedInfo xmlns:e="urn:evil"/><SignedInfo>');
    expect(check(foreign).is).toBe('bad-signature');
  });

  it('when nobody whose certificate holds is left', () => {
    expect(why(good, ['no PEM at all'])).toContain('no signer can be used');
  });
});

it('a comment put into the text of a signed message changes no word of it', () => {
  const sneaky = good.replace('Extreme', 'Ex<!-- -->treme').replace('pctt@nghean', 'pctt@nghean<!-- .evil.example -->');
  const verified = check(sneaky);
  expect(verified.is).toBe('signed');
  if (verified.is === 'signed') expect(readCap(verified.text)).toEqual(readCap(xml));
});

const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
class Ecdsa implements SignatureAlgorithm {
  readonly getAlgorithmName = () => ECDSA;
  getSignature(...[info, key]: Parameters<SignatureAlgorithm['getSignature']>): string {
    const given = { key: key as never, dsaEncoding: 'ieee-p1363' as const };
    return createSign('sha256')
      .update(info as string)
      .sign(given, 'base64');
  }
  verifySignature(): boolean {
    throw new Error('it only signs');
  }
}
