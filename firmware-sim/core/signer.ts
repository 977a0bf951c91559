import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { ENROL_KID, ENROL_TYP, type EnrolProof } from '../../protocol/enrol-proof.ts';
import { joinJws, jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import type { Entry } from '../../protocol/messages/uplink.ts';

/** Signs log entries, and what else must prove to be of this node, with the node's own key, which never leaves it. Takes PKCS #8 in base64url. */
export class EntrySigner {
  readonly #key: KeyObject;

  constructor(pkcs8: string) {
    this.#key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64url'), format: 'der', type: 'pkcs8' });
    if (this.#key.asymmetricKeyType !== 'ed25519')
      throw new TypeError('a node signs with an Ed25519 key; make a new one and enrol again');
  }

  /** SPKI in base64url DER, as enrolment sends it. */
  get publicKey(): string {
    return toBase64Url(createPublicKey(this.#key).export({ format: 'der', type: 'spki' }));
  }

  sign(entry: Entry): string {
    return this.signAs(ENTRY_TYP, entry.node, entry);
  }

  /** To enrol: that this device holds the key it names. */
  proveKey(proof: EnrolProof): string {
    return this.signAs(ENROL_TYP, ENROL_KID, proof);
  }

  signAs(typ: string, kid: string, payload: object): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid, typ }, payload);
    return joinJws(input, sign(null, Buffer.from(input), this.#key));
  }
}

export function newPrivateKey(): string {
  return toBase64Url(generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }));
}
