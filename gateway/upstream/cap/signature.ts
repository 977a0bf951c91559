import { createHash, createPublicKey, createVerify, type KeyObject, X509Certificate } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { type HashAlgorithm, type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { CAP_NAMESPACE } from './cap-message.ts';
import { guardXml } from './xml-guard.ts';
import { childrenOf, isElement, rootOf } from './xml-tree.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = `${DSIG}enveloped-signature`;

/** RFC 9231; nothing with SHA-1, no HMAC, which would make a secret of a public key. */
const METHODS: Readonly<Record<string, { readonly hash: string; readonly key: 'rsa' | 'ec' }>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': { hash: 'sha256', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { hash: 'sha384', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { hash: 'sha512', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256': { hash: 'sha256', key: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384': { hash: 'sha384', key: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512': { hash: 'sha512', key: 'ec' },
};
const DIGESTS: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};
const LEAST_RSA_BITS = 2_048;

/** `text` is exactly what was signed: nothing else of the message may be read. */
export type Verified =
  | { readonly is: 'signed'; readonly text: string }
  | { readonly is: 'unsigned' }
  | { readonly is: 'bad-signature'; readonly why: string };

/**
 * An enveloped signature (CAP 1.2 §3.3.4.1) by one of the configured signers: PEM of certificates, which must be valid at
 * `now` (ms UTC), or of public keys. Keys and certificates inside the message are not looked at.
 */
export function verifySignature(text: string, signers: readonly string[], now: number): Verified {
  const root = rootOf(text);
  const found = signaturesIn(root);
  const [signature] = found;
  if (!signature) return { is: 'unsigned' };
  const flaw = found.length > 1 ? 'there is more than one signature' : flawOf(root, signature);
  if (flaw !== undefined) return bad(flaw);
  const keys = signers.map((pem) => keyOf(pem, now));
  const usable = keys.filter((key) => typeof key !== 'string');
  if (usable.length === 0) return bad(`no signer can be used (${keys.join('; ')})`);
  for (const key of usable) {
    const signed = signedBy(key, text, signature);
    if (signed !== undefined) return read(signed);
  }
  return bad('it is not by any of the configured signers, or the message was changed');
}

/** The bytes that the signature covers, once more through the guard. */
function read(signed: string): Verified {
  guardXml(signed);
  const root = rootOf(signed);
  const isAlert = root.localName === 'alert' && root.namespaceURI === CAP_NAMESPACE;
  return isAlert ? { is: 'signed', text: signed } : bad('what is signed is no alert');
}

function signedBy(key: KeyObject, text: string, signature: Element): string | undefined {
  const verifier = new SignedXml({ publicCert: key });
  verifier.SignatureAlgorithms = Object.fromEntries(Object.keys(METHODS).map((name) => [name, methodOf(name)]));
  verifier.HashAlgorithms = Object.fromEntries(Object.keys(DIGESTS).map((name) => [name, digestOf(name)]));
  const { [EXCLUSIVE]: exclusive, [ENVELOPED]: enveloped } = verifier.CanonicalizationAlgorithms;
  if (!exclusive || !enveloped) return undefined;
  verifier.CanonicalizationAlgorithms = { [EXCLUSIVE]: exclusive, [ENVELOPED]: enveloped };
  try {
    verifier.loadSignature(signature.toString());
    if (!verifier.checkSignature(text)) return undefined;
    const signed = verifier.getSignedReferences();
    return signed.length === 1 ? signed[0] : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with the form of a signature; undefined for one of exactly the form that is taken. */
function flawOf(root: Element, signature: Element): string | undefined {
  if (signature.parentNode !== root) return 'the signature does not stand directly in <alert>';
  const [info, ...otherInfos] = childrenOf(signature, DSIG, 'SignedInfo');
  const values = childrenOf(signature, DSIG, 'SignatureValue');
  if (!info || otherInfos.length > 0 || values.length !== 1)
    return 'SignedInfo and SignatureValue must stand there once';
  if (childrenOf(signature, DSIG, 'Object').length > 0) return 'there is an Object in the signature';
  const [reference, ...otherReferences] = childrenOf(info, DSIG, 'Reference');
  if (!reference || otherReferences.length > 0) return 'it must have exactly one Reference';
  if (reference.getAttribute('URI') !== '') return 'its Reference must cover the whole message (URI="")';
  if (algorithm(info, 'CanonicalizationMethod') !== EXCLUSIVE) return 'only exclusive canonicalization is taken';
  if (!Object.hasOwn(METHODS, algorithm(info, 'SignatureMethod'))) return 'its signature algorithm is not taken';
  if (!Object.hasOwn(DIGESTS, algorithm(reference, 'DigestMethod'))) return 'its digest algorithm is not taken';
  return transformsFlaw(reference);
}

function transformsFlaw(reference: Element): string | undefined {
  const all = childrenOf(reference, DSIG, 'Transforms');
  const transforms = all.flatMap((one) => childrenOf(one, DSIG, 'Transform'));
  const names = transforms.map((one) => one.getAttribute('Algorithm'));
  if (all.length !== 1 || names.length !== 2 || names[0] !== ENVELOPED || names[1] !== EXCLUSIVE)
    return 'its transforms must be enveloped-signature and exclusive canonicalization';
  const inside = transforms.flatMap((one) => [...one.childNodes].filter(isElement));
  const isPlain = inside.every((one) => one.localName === 'InclusiveNamespaces' && one.namespaceURI === EXCLUSIVE);
  return isPlain ? undefined : 'there is more in its transforms than is taken';
}

function algorithm(parent: Element, name: string): string {
  const [one, second] = childrenOf(parent, DSIG, name);
  return (second ? undefined : one?.getAttribute('Algorithm')) ?? '';
}

function signaturesIn(root: Element): Element[] {
  return [...root.getElementsByTagNameNS(DSIG, 'Signature')];
}

/** The key of a signer, or why it cannot be used at this instant. */
export function keyOf(pem: string, now: number): KeyObject | string {
  let key: KeyObject;
  try {
    if (pem.includes('BEGIN CERTIFICATE')) {
      const certificate = new X509Certificate(pem);
      if (now < Date.parse(certificate.validFrom)) return 'a certificate is not valid yet';
      if (now > Date.parse(certificate.validTo)) return 'a certificate has expired';
      key = certificate.publicKey;
    } else key = createPublicKey(pem);
  } catch {
    return 'a signer cannot be read';
  }
  if (key.asymmetricKeyType === 'ec') return key;
  if (key.asymmetricKeyType !== 'rsa') return 'a key is neither RSA nor ECDSA';
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS
    ? key
    : 'an RSA key is shorter than 2048 bits';
}

function methodOf(name: string): new () => SignatureAlgorithm {
  const { hash, key: kind } = METHODS[name] ?? { hash: '', key: 'rsa' };
  return class implements SignatureAlgorithm {
    readonly getAlgorithmName = () => name;
    getSignature(): string {
      throw new Error('nothing is signed here');
    }
    verifySignature(
      material: string,
      key: Parameters<SignatureAlgorithm['verifySignature']>[1],
      value: string,
    ): boolean {
      // An EC key under an RSA method would be taken as ECDSA: the method must be that of the key.
      if (!isKey(key) || key.asymmetricKeyType !== kind) return false;
      const given = { key, ...(kind === 'ec' ? { dsaEncoding: 'ieee-p1363' as const } : {}) };
      return createVerify(hash).update(material).verify(given, value.replace(/\s/g, ''), 'base64');
    }
  };
}

function digestOf(name: string): new () => HashAlgorithm {
  return class implements HashAlgorithm {
    readonly getAlgorithmName = () => name;
    readonly getHash = (xml: string) =>
      createHash(DIGESTS[name] ?? '')
        .update(xml, 'utf8')
        .digest('base64');
  };
}

function isKey(key: unknown): key is KeyObject {
  return typeof key === 'object' && key !== null && 'asymmetricKeyType' in key;
}

function bad(why: string): Verified {
  return { is: 'bad-signature', why };
}
