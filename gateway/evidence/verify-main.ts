import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evidenceFile } from '../../protocol/api/evidence.ts';
import { verifyFile } from './verify-file.ts';

const USAGE = `Usage: npm run verify -- FILE [--key PUBLIC-KEY]

Checks a file of evidence offline: the signature of the checkpoint, that every entry stands in the log where the file
says, and the signatures of the nodes whose keys are in the file. PUBLIC-KEY is the log's key (SPKI, base64url) as you
got it from somewhere you trust; without it the key in the file is used, and that proves only that the file agrees with itself.
Ends with 0 when everything holds, 1 when something does not, 2 when the file cannot be read.`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  let options: { values: { key?: string; help?: boolean }; positionals: string[] };
  try {
    options = parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  const [path] = options.positionals;
  if (options.values.help || path === undefined) {
    console.log(USAGE);
    return options.values.help ? 0 : 2;
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  const own = evidenceFile.safeParse(json);
  const key = options.values.key ?? (own.success ? own.data.checkpoint.publicKey : '');
  const verdict = verifyFile(json, key);
  for (const sentence of verdict.wrong) console.log(`WRONG  ${sentence}`);
  if (verdict.head)
    console.log(
      `Log ${verdict.head.origin}, ${verdict.head.size} entries; in this file ${verdict.entries}, node signatures checked ${verdict.signed}.`,
    );
  if (options.values.key === undefined)
    console.log('The key was taken from the file: compare it with the published one.', key);
  console.log(verdict.wrong.length === 0 ? 'HOLDS' : 'DOES NOT HOLD');
  return verdict.wrong.length === 0 ? 0 : 1;
}
