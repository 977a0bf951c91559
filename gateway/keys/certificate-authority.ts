import 'reflect-metadata';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { basename, join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { NODE_ID } from '../../protocol/ids.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import { writeFolder } from './durable-file.ts';
import { isPermitted, nameConstraints, permittedHosts } from './name-constraints.ts';

x509.cryptoProvider.set(webcrypto);

/** Hosts stand in the alternative names alone: OpenSSL reads a common name that could be one as a DNS name, an IP address too. */
const SERVER_NAME = 'LoaXã server';
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** Long enough that nobody has to trust a new one while the machine lives. */
const AUTHORITY_DAYS = 3_650;
/** Phones whose clock is behind must not call a fresh certificate "not yet valid". */
const BEFORE_MS = DAY_MS;
/** The last label is not a number, or a mistyped address would pass as a name (RFC 1123 §2.1). */
const HOST_NAME =
  /^(?=.{1,253}$)(?!(.*\.)?[0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const KEY_FILE = 'ca.key';
const CERTIFICATE_FILE = 'ca.pem';

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  readonly notAfter: number;
}

export interface NodeCertificate {
  readonly cert: string;
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly notAfter: number;
}

/**
 * A small certificate authority of one installation: `ca.key` (PKCS8, 0600) and `ca.pem` in a folder of its own. It can vouch
 * for the hosts named when it was made and for no others, so that whoever steals its key cannot pose as a bank.
 */
export class CertificateAuthority {
  readonly pem: string;
  /** SHA-256 of the DER, lower-case hexadecimal: what people compare before they trust it. */
  readonly fingerprint: string;
  /** DNS names and IP addresses it may vouch for; none for an authority of nodes. */
  readonly hosts: readonly string[];
  readonly notAfter: number;
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(certificate: x509.X509Certificate, key: webcrypto.CryptoKey) {
    this.#certificate = certificate;
    this.#key = key;
    this.pem = pemOf(certificate);
    this.fingerprint = fingerprintOf(certificate);
    this.hosts = permittedHosts(certificate.extensions);
    this.notAfter = certificate.notAfter.getTime();
  }

  /** Makes a new authority. Throws when the folder holds anything already, or when a host is neither a name nor an address. */
  static async create(
    folder: string,
    about: { name: string; hosts: readonly string[]; now: number },
  ): Promise<CertificateAuthority> {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new RuleError('authority-exists', `${folder} is not empty: move it away if a new authority is to be made.`);
    const hosts = about.hosts.map(checkedHost);
    const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: [{ CN: [about.name] }, { O: ['LoaXã'] }],
      notBefore: new Date(about.now - BEFORE_MS),
      notAfter: new Date(about.now + AUTHORITY_DAYS * DAY_MS),
      signingAlgorithm: P256,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        nameConstraints(hosts),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    writeFolder(folder, { [KEY_FILE]: await privatePem(keys.privateKey), [CERTIFICATE_FILE]: pemOf(certificate) });
    return new CertificateAuthority(certificate, keys.privateKey);
  }

  /** The authority in this folder, or undefined when there is none. Throws when its files are damaged or do not belong together. */
  static async open(folder: string): Promise<CertificateAuthority | undefined> {
    const paths = [join(folder, KEY_FILE), join(folder, CERTIFICATE_FILE)] as const;
    if (!paths.some((path) => existsSync(path))) return undefined;
    try {
      const [keyPem, pem] = paths.map((path) => readFileSync(path, 'utf8'));
      const der = x509.PemConverter.decodeFirst(keyPem ?? '');
      const key = await webcrypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
      const certificate = new x509.X509Certificate(pem ?? '');
      await proveBelongs(key, certificate);
      return new CertificateAuthority(certificate, key);
    } catch (cause) {
      throw new Error(`The authority in ${folder} is damaged: put ${basename(folder)} back from a backup.`, { cause });
    }
  }

  /** A certificate for the server at these hosts, with a key of its own. Ends with the authority at the latest. */
  async issueServer(about: { hosts: readonly string[]; now: number; days: number }): Promise<ServerCertificate> {
    const hosts = about.hosts.map(checkedHost);
    if (hosts.length === 0) throw new InvalidInputError('no-host', 'Name at least one host for the certificate.');
    const foreign = hosts.find((host) => !isPermitted(host, this.hosts));
    if (foreign !== undefined)
      throw new RuleError(
        'foreign-host',
        `This authority was made for ${this.hosts.join(', ') || 'no host'}, not for ${foreign}: name one of those, or make a new authority.`,
      );
    const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
    const names = hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host }));
    const certificate = await this.#issue(SERVER_NAME, keys.publicKey, about, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
    ]);
    const key = await privatePem(keys.privateKey);
    return { cert: pemOf(certificate), key, notAfter: certificate.notAfter.getTime() };
  }

  /**
   * A client certificate for a node that made its own key: only the key is taken from its request (PKCS#10 PEM), the name is
   * ours to say. Throws InvalidInputError for a request that is malformed, of a weak key or not signed by that key.
   */
  async issueNode(about: { node: string; csr: string; now: number; days: number }): Promise<NodeCertificate> {
    if (!NODE_ID.test(about.node))
      throw new InvalidInputError('bad-node', 'A node id is "n" and 16 letters or digits.');
    const certificate = await this.#issue(about.node, await provenKey(about.csr), about, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ]);
    return {
      cert: pemOf(certificate),
      fingerprint: fingerprintOf(certificate),
      notAfter: certificate.notAfter.getTime(),
    };
  }

  async #issue(
    name: string,
    publicKey: x509.PublicKeyType,
    { now, days }: { now: number; days: number },
    extensions: x509.Extension[],
  ): Promise<x509.X509Certificate> {
    const end = Math.min(now + days * DAY_MS, this.notAfter);
    return x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: [{ CN: [name] }],
      issuer: this.#certificate.subjectName,
      notBefore: new Date(now - BEFORE_MS),
      notAfter: new Date(end),
      signingAlgorithm: P256,
      publicKey,
      signingKey: this.#key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        ...extensions,
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ],
    });
  }
}

/** The host in the form certificates carry it. Throws InvalidInputError for what is neither a name nor an address. */
function checkedHost(host: string): string {
  const plain = host.trim().toLowerCase();
  if (isIP(plain) === 0 && !HOST_NAME.test(plain))
    throw new InvalidInputError('bad-host', `"${host}" is neither a host name nor an IP address.`);
  return plain;
}

async function provenKey(csr: string): Promise<x509.PublicKey> {
  let request: x509.Pkcs10CertificateRequest;
  let proven: boolean;
  try {
    request = new x509.Pkcs10CertificateRequest(csr);
    proven = await request.verify();
  } catch {
    throw new InvalidInputError('bad-csr', 'Send the request as PKCS#10 in PEM ("BEGIN CERTIFICATE REQUEST").');
  }
  const algorithm: { name: string; namedCurve?: string } = request.publicKey.algorithm;
  if (algorithm.name !== 'Ed25519' && algorithm.namedCurve !== 'P-256')
    throw new InvalidInputError('weak-key', 'The key of a node is ECDSA on P-256 or Ed25519.');
  if (!proven) throw new InvalidInputError('bad-csr', 'The request is not signed by the key it names.');
  return request.publicKey;
}

async function proveBelongs(key: webcrypto.CryptoKey, certificate: x509.X509Certificate): Promise<void> {
  const probe = randomBytes(32);
  const signature = await webcrypto.subtle.sign(P256, key, probe);
  const publicKey = await certificate.publicKey.export(P256, ['verify']);
  if (!(await webcrypto.subtle.verify(P256, publicKey, signature, probe)))
    throw new Error(`${KEY_FILE} is not the key of ${CERTIFICATE_FILE}`);
}

/** 127 random bits, positive and never starting with a zero byte (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

function fingerprintOf(certificate: x509.X509Certificate): string {
  return createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
}
