import { createPrivateKey, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

export interface Signer {
  readonly key: KeyObject;
  /** PEM of its certificate. */
  readonly certificate: string;
}

x509.cryptoProvider.set(webcrypto as never);
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** A signer whose certificate holds between these instants. */
export async function makeSigner(from: number, until: number, name = 'Đài khí tượng'): Promise<Signer> {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: '01', name: `CN=${name}`, notBefore: new Date(from), notAfter: new Date(until) },
    ...{ signingAlgorithm: RSA, keys: keys as never },
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    key: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    certificate: certificate.toString('pem'),
  };
}

export interface Manner {
  readonly method?: string;
  readonly digest?: string;
  readonly transforms?: readonly string[];
  readonly xpath?: string;
  readonly location?: string;
  /** Signs with this instead of what the package knows. */
  readonly by?: new () => SignatureAlgorithm;
}

/** The message with an enveloped signature, as a sender makes it. */
export function signed(
  xml: string,
  signer: Pick<Signer, 'key'> & { certificate?: string },
  manner: Manner = {},
): string {
  const { method = RSA_SHA256, digest = 'http://www.w3.org/2001/04/xmlenc#sha256' } = manner;
  const { transforms = [ENVELOPED, EXCLUSIVE], xpath = '/*', location = '/*' } = manner;
  const signature = new SignedXml({
    privateKey: signer.key,
    ...(signer.certificate === undefined ? {} : { publicCert: signer.certificate }),
    ...{ signatureAlgorithm: method, canonicalizationAlgorithm: EXCLUSIVE },
  });
  if (manner.by) signature.SignatureAlgorithms = { ...signature.SignatureAlgorithms, [method]: manner.by };
  signature.addReference({ xpath, transforms, digestAlgorithm: digest, isEmptyUri: xpath === '/*' });
  signature.computeSignature(xml, { location: { reference: location, action: 'append' } });
  return signature.getSignedXml();
}

export function ecKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
