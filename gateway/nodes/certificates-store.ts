import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { CertificateRecord } from './certificates.ts';

export async function insertCertificate(transaction: Transaction, certificate: CertificateRecord): Promise<void> {
  const { fingerprint, node, serial, issuedAt, notAfter } = certificate;
  const row = { fingerprint, node_id: node, serial, issued_at: issuedAt, not_after: notAfter };
  await transaction('node_certificates').insert(row);
}

export async function loadCertificates(read: Knex, now: number): Promise<CertificateRecord[]> {
  const rows = await read('node_certificates')
    .whereNull('ended_at')
    .andWhere('not_after', '>', now)
    .orderBy('issued_at');
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    node: row.node_id,
    serial: row.serial,
    issuedAt: row.issued_at,
    notAfter: row.not_after,
  }));
}

/** Ends every certificate of these nodes. */
export async function endCertificates(transaction: Transaction, nodes: readonly string[], now: number): Promise<void> {
  for (let start = 0; start < nodes.length; start += 500) {
    const some = transaction('node_certificates').whereIn('node_id', nodes.slice(start, start + 500));
    await some.whereNull('ended_at').update({ ended_at: now });
  }
}

export async function endCertificate(transaction: Transaction, fingerprint: string, now: number): Promise<void> {
  await transaction('node_certificates').where({ fingerprint }).whereNull('ended_at').update({ ended_at: now });
}

/** Ends every certificate of the node but this one. */
export async function endOtherCertificates(
  transaction: Transaction,
  node: string,
  fingerprint: string,
  now: number,
): Promise<void> {
  const others = transaction('node_certificates').where({ node_id: node }).whereNot({ fingerprint });
  await others.whereNull('ended_at').update({ ended_at: now });
}
