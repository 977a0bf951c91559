import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FindingLanguage, findingSentence } from '../protocol/finding.ts';
import { parseCheckpoint } from '../protocol/signed-note.ts';
import { readConfig } from './config.ts';
import { Database } from './database/database.ts';
import { verifyBundle } from './evidence/verify-bundle.ts';
import { verifyLog } from './evidence/verify-log.ts';
import { answerLines } from './evidence/verify-words.ts';
import { KeyFiles } from './keys/key-files.ts';
import { readSignedList } from './keys/signed-list.ts';
import { exitCodeOf, type Surroundings } from './typed-command.ts';

const USAGE = `Usage: npm run verify -- FILE [--key PUBLIC-KEY] [--lang vi|en]
       npm run verify -- --data DIR [--key PUBLIC-KEY] [--checkpoint NOTE] [--signatures]
       npm run verify -- --log   [the same]

FILE   a dossier (dossier.zip, or its folder), its evidence.jsonl, or one answer of GET /api/v1/evidence/POSITION. Checked offline:
       what was signed, the hash of every file, the place of every entry in the log, the signatures of the nodes, and that
       every delivery in the tables says what its receipt says.
--data reads the whole log of an installation (SQLite in DIR) and holds it against every checkpoint; --log the one that the
       settings name, also on PostgreSQL. --checkpoint FILE adds one that left the house, --signatures judges every node's too,
       on all cores.
--key  the log's public key (SPKI, base64url) as you got it from somewhere you trust. Without it the key in the file is used,
       and that proves only that the file agrees with itself.
Ends with 0 when everything holds, 1 when something does not, 2 when it cannot be read.`;

/** The command as it is typed; gives the exit code. */
export function verifyCommand(args: string[], around: Surroundings): Promise<number> {
  return exitCodeOf(run(args, around), around, 2);
}

async function run(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      lang: { type: 'string', default: 'en' },
      data: { type: 'string' },
      log: { type: 'boolean', default: false },
      checkpoint: { type: 'string', multiple: true },
      signatures: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const language: FindingLanguage = values.lang === 'vi' ? 'vi' : 'en';
  const [path] = positionals;
  const { say } = around;
  if (values.data !== undefined || values.log) return ofLog(placeOf(values.data, around), values, language, around);
  if (values.help || path === undefined) {
    say(USAGE);
    return values.help ? 0 : 2;
  }
  const answer = verifyBundle({ path, publicKey: values.key, progress: progressTo(process.stderr) });
  for (const line of answerLines(answer, language)) say(line);
  const holds = answer.changed.whole && answer.signed.holds;
  say(holds ? 'HOLDS' : 'DOES NOT HOLD');
  if (holds) return 0;
  return answer.kind === 'nothing' ? 2 : 1;
}

interface LogOptions {
  readonly key?: string | undefined;
  readonly checkpoint?: string[] | undefined;
  readonly signatures: boolean;
}

async function ofLog(
  place: Place,
  options: LogOptions,
  language: FindingLanguage,
  { say }: Surroundings,
): Promise<number> {
  const { list } = readSignedList(new KeyFiles(join(place.dataDir, 'keys')));
  const listed = list.keys.filter(({ use }) => use === 'checkpoint').map(({ publicKey }) => publicKey);
  const published = (options.checkpoint ?? []).map((file) => {
    const note = readFileSync(file, 'utf8');
    const head = parseCheckpoint(note);
    if (!head) throw new Error(`${file} is no checkpoint.`);
    return { size: head.size, note };
  });
  const database = new Database(place.databaseUrl);
  try {
    const publicKeys = options.key === undefined ? listed : [options.key, ...listed];
    const { read } = database;
    const order = { read, publicKeys, published, signatures: options.signatures };
    const { size, counts, findings } = await verifyLog({ ...order, progress: progressTo(process.stderr) });
    for (const finding of findings.slice(0, 50)) say(`WRONG  ${findingSentence(finding, language)}`);
    if (findings.length > 50) say(`… and ${findings.length - 50} more`);
    say(
      `${size} entries (${counts.purged} purged), ${counts.checkpoints} checkpoints, ${counts.signed} signatures of nodes.`,
    );
    if (counts.otherKeys > 0)
      say(
        `${counts.otherKeys} checkpoints are signed by keys that the list here no longer names; their roots were compared.`,
      );
    say(findings.length === 0 ? 'HOLDS' : 'DOES NOT HOLD');
    return findings.length === 0 ? 0 : 1;
  } finally {
    await database.stop();
  }
}

interface Place {
  readonly dataDir: string;
  readonly databaseUrl: string;
}

function placeOf(dataDir: string | undefined, { variables }: Surroundings): Place {
  if (dataDir === undefined) return readConfig(variables);
  const file = join(dataDir, 'loaxa.db');
  if (!existsSync(file)) throw new Error(`${file} is not there: name the data folder of an installation.`);
  return { dataDir, databaseUrl: `sqlite:${file}` };
}

/** A line that writes over itself, where somebody watches. */
function progressTo(stream: NodeJS.WriteStream): (done: number, all: number) => void {
  if (!stream.isTTY) return () => {};
  let last = -1;
  return (done, all) => {
    const percent = all === 0 ? 100 : Math.floor((done / all) * 100);
    if (percent === last) return;
    last = percent;
    stream.write(percent === 100 ? '\r      \r' : `\r${percent} %`);
  };
}
