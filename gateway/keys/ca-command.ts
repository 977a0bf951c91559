import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CertificateAuthority } from './certificate-authority.ts';
import {
  NODES_FOLDER,
  SERVER_DAYS,
  SERVER_FOLDER,
  SITE_FOLDER,
  serverFiles,
  storeServerPair,
} from './own-certificate.ts';

/** As long as a server's: a node asks for the next one well before. */
const NODE_DAYS = 397;

export const CA_USAGE = `Usage: npm run ca -- COMMAND

  init site --host H [--host H]…   make the authority for servers; it can vouch for these names and addresses alone
  init nodes                       make the authority for nodes (mutual TLS); it can vouch for no server at all
  server --host H [--host H]…      make a server certificate, into ${SERVER_FOLDER} of the data folder
  node NODE --csr FILE             print a certificate for the node that made this request (PKCS#10, PEM)
  show                             fingerprints, hosts and end of both authorities

The data folder is LOAXA_DATA_DIR; without --host the hosts are those of LOAXA_PUBLIC_HOSTS.`;

export class CaUsageError extends Error {
  override name = 'CaUsageError';
}

export interface CaSurroundings {
  readonly dataDir: string;
  readonly hosts: readonly string[];
  readonly now: number;
}

/** What the command answers on standard output. Throws CaUsageError for words it does not know, else a sentence. */
export async function runCa(args: readonly string[], { dataDir, hosts, now }: CaSurroundings): Promise<string> {
  const { words, asked, csr } = wordsOf(args);
  const named = asked ?? hosts;
  const folders = { site: join(dataDir, SITE_FOLDER), nodes: join(dataDir, NODES_FOLDER) };
  const [command, subject] = words;
  if (command === 'init' && subject === 'site') {
    const [first] = named;
    if (first === undefined) throw new CaUsageError('Say with --host for which names and addresses it may vouch.');
    return describe(
      'site',
      await CertificateAuthority.create(folders.site, { name: `LoaXã ${first}`, hosts: named, now }),
    );
  }
  if (command === 'init' && subject === 'nodes')
    return describe('nodes', await CertificateAuthority.create(folders.nodes, { name: 'LoaXã nodes', hosts: [], now }));
  if (command === 'server') {
    const authority = await existing('site', folders.site);
    const pair = await authority.issueServer({
      hosts: named.length > 0 ? named : authority.hosts,
      now,
      days: SERVER_DAYS,
    });
    storeServerPair(dataDir, pair);
    const files = serverFiles(dataDir);
    return `${files.cert}\n${files.key}\nvalid until ${dayOf(pair.notAfter)}`;
  }
  if (command === 'node' && subject !== undefined && csr !== undefined) {
    const request = { node: subject, csr: readFileSync(csr, 'utf8'), now, days: NODE_DAYS };
    return (await (await existing('nodes', folders.nodes)).issueNode(request)).cert.trimEnd();
  }
  if (command === 'show') return show(folders);
  throw new CaUsageError(command === undefined ? 'Say what to do.' : `"${args.join(' ')}" is not a command.`);
}

function wordsOf(args: readonly string[]): { words: string[]; asked: string[] | undefined; csr: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { host: { type: 'string', multiple: true }, csr: { type: 'string' } },
    });
    return { words: positionals, asked: values.host, csr: values.csr };
  } catch (cause) {
    throw new CaUsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function existing(kind: 'site' | 'nodes', folder: string): Promise<CertificateAuthority> {
  const authority = await CertificateAuthority.open(folder);
  if (!authority) throw new Error(`There is no authority in ${folder} yet: npm run ca -- init ${kind}`);
  return authority;
}

async function show(folders: { site: string; nodes: string }): Promise<string> {
  const site = await CertificateAuthority.open(folders.site);
  const nodes = await CertificateAuthority.open(folders.nodes);
  if (!site && !nodes) return 'There is no authority yet.';
  return [site && describe('site', site), nodes && describe('nodes', nodes)].filter(Boolean).join('\n\n');
}

function describe(kind: 'site' | 'nodes', authority: CertificateAuthority): string {
  const groups = authority.fingerprint.toUpperCase().match(/.{1,4}/g) ?? [];
  const lines = [0, 4, 8, 12].map((at) => `  ${groups.slice(at, at + 4).join(' ')}`);
  const vouches = kind === 'site' ? `vouches for ${authority.hosts.join(', ')}` : 'vouches for nodes, for no server';
  return [`${kind}: ${vouches}, until ${dayOf(authority.notAfter)}; SHA-256`, ...lines].join('\n');
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
