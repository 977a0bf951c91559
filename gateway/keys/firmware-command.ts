import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareVersions, FIRMWARE_TYP } from '../../protocol/firmware.ts';
import { openManifest } from '../../protocol/firmware-manifest.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { type FirmwareManifest, firmwareManifest } from '../../protocol/messages/firmware.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { writeDurably } from './durable-file.ts';
import { kidOf, proving } from './kid.ts';
import { newReleaseKey, RELEASE_PRIVATE, RELEASE_PUBLIC, signManifest } from './release-keys.ts';

export const FIRMWARE_USAGE = `Usage: npm run firmware -- COMMAND

  new-key FOLDER              make the release key: ${RELEASE_PRIVATE} (locked away, on no server) and ${RELEASE_PUBLIC}
  sign --key FILE --model M --version V [--min-from V] [--notes TEXT] [--notes-file FILE]
       [--counter N] [--allow-downgrade] [--valid-days N] [--out FILE] IMAGE
                              sign what nodes will believe of an image; printed, or written to --out
  inspect FILE [--public FILE] [--image IMAGE]
                              what a manifest says; whether that key signed it, and whether it is about that image

The counter rises with every release and is the time in milliseconds unless you say otherwise: nodes refuse what has a
lower one than they have run. Going back to an older version takes a new signature with --allow-downgrade.
Run it on a machine that is on no network; then make nodes trust the key with npm run keys -- release add ${RELEASE_PUBLIC}.`;

export class FirmwareUsageError extends Error {
  override name = 'FirmwareUsageError';
}

const OPTIONS = {
  key: { type: 'string' },
  model: { type: 'string' },
  version: { type: 'string' },
  'min-from': { type: 'string' },
  notes: { type: 'string' },
  'notes-file': { type: 'string' },
  counter: { type: 'string' },
  'allow-downgrade': { type: 'boolean', default: false },
  'valid-days': { type: 'string' },
  out: { type: 'string' },
  public: { type: 'string' },
  image: { type: 'string' },
} as const;

/** What the command answers on standard output. Throws FirmwareUsageError for words it does not know, else a sentence. */
export function runFirmware(args: readonly string[], now: number): string {
  const { values, positionals } = wordsOf(args);
  const [command, path] = positionals;
  if (command === 'new-key' && path !== undefined) {
    const { kid } = newReleaseKey(path);
    return [
      `Release key ${kid} is in ${path}.`,
      `${RELEASE_PRIVATE} signs every firmware that nodes will obey: make a second copy, lock both away, and keep it off every server.`,
      `${RELEASE_PUBLIC} is for the gateway: npm run keys -- release add ${RELEASE_PUBLIC}`,
    ].join('\n');
  }
  if (command === 'sign' && path !== undefined) return sign(values, path, now);
  if (command === 'inspect' && path !== undefined) return inspect(path, values.public, values.image, now);
  throw new FirmwareUsageError(command === undefined ? 'Say what to do.' : `"${args.join(' ')}" is not a command.`);
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1)
    throw new FirmwareUsageError('--valid-days is a whole number of days, 1 or more.');
  return days;
}

type Values = ReturnType<typeof wordsOf>['values'];

function sign(values: Values, image: string, now: number): string {
  const { key, model, version, counter, out } = values;
  if (key === undefined || model === undefined || version === undefined)
    throw new FirmwareUsageError('To sign, name --key, --model and --version.');
  const bytes = readFileSync(image);
  const notes = values['notes-file'] === undefined ? values.notes : readFileSync(values['notes-file'], 'utf8').trim();
  const minFrom = values['min-from'];
  const manifest = checked({
    ...{ v: 1, model, version, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
    ...(minFrom !== undefined && { minFrom }),
    ...{ notes: notes ?? '', createdAt: now, releaseCounter: counter === undefined ? now : Number(counter) },
    ...(values['allow-downgrade'] && { allowDowngrade: true }),
    ...(values['valid-days'] !== undefined && { expiresAt: now + daysOf(values['valid-days']) * DAY_MS }),
  });
  if (minFrom !== undefined && compareVersions(minFrom, version) >= 0 && !values['allow-downgrade'])
    throw new FirmwareUsageError('--min-from must be older than --version, or no node could ever take it.');
  const jws = signManifest(key, manifest);
  if (out === undefined) return jws;
  writeDurably(out, `${jws}\n`);
  const until = manifest.expiresAt === undefined ? '' : `, good until ${new Date(manifest.expiresAt).toISOString()}`;
  return `${out} is signed: ${model} ${version}, ${bytes.length} bytes, counter ${manifest.releaseCounter}${until}.`;
}

function checked(manifest: unknown): FirmwareManifest {
  const read = firmwareManifest.safeParse(manifest);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new FirmwareUsageError(`${first?.path.join('.') ?? 'manifest'}: ${first?.message ?? 'is not right'}`);
}

function inspect(file: string, publicFile: string | undefined, imageFile: string | undefined, now: number): string {
  const jws = readFileSync(file, 'utf8').trim();
  const { header, payload } = decodeJws(jws, FIRMWARE_TYP);
  const said = checked(payload);
  const lines = [
    `Firmware   ${said.model} ${said.version}${said.allowDowngrade ? ' (may replace a newer one)' : ''}`,
    `Image      ${said.bytes} bytes, SHA-256 ${said.sha256}`,
    `Counter    ${said.releaseCounter}`,
    `From       ${said.minFrom ?? 'any version'}`,
    `Signed     ${new Date(said.createdAt).toISOString()} by key ${header.kid}`,
    `Expires    ${said.expiresAt === undefined ? 'never' : `${new Date(said.expiresAt).toISOString()}${now >= said.expiresAt ? ' (over: every node refuses it)' : ''}`}`,
    `Notes      ${said.notes || '-'}`,
  ];
  if (publicFile !== undefined) {
    const publicKey = readFileSync(publicFile, 'utf8').trim();
    const opened = openManifest(jws, (kid) => (kid === kidOf(publicKey) ? { publicKey } : undefined), proving);
    if (!opened.ok) throw new Error(`${file} is not signed by the key of ${publicFile}: ${opened.why}`);
    lines.push(`Signature  holds under ${publicFile}`);
  } else lines.push('Signature  not checked: name the public key with --public FILE');
  if (imageFile !== undefined) {
    if (createHash('sha256').update(readFileSync(imageFile)).digest('hex') !== said.sha256)
      throw new Error(`${imageFile} is another image than the one that was signed.`);
    lines.push(`Image      ${imageFile} is the one that was signed`);
  }
  return lines.join('\n');
}

function wordsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (cause) {
    throw new FirmwareUsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
