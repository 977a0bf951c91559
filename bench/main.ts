import { cpus, loadavg, totalmem } from 'node:os';
import { beats } from './figures/beats.ts';
import { connections } from './figures/connections.ts';
import { dossier } from './figures/dossier.ts';
import { evidence } from './figures/evidence.ts';
import { fanOut } from './figures/fan-out.ts';
import { faults } from './figures/faults.ts';
import { fingerprint } from './figures/fingerprint.ts';
import { live } from './figures/live.ts';
import { reports } from './figures/reports.ts';
import { start } from './figures/start.ts';
import { storage } from './figures/storage.ts';
import { streams } from './figures/streams.ts';
import { verdicts } from './figures/verdicts.ts';
import { HELP, type Options, readOptions, type Subject } from './options.ts';
import { figure } from './report.ts';
import { secondsOf } from './timing.ts';

const MEASURE: Readonly<Record<Subject, (options: Options) => Promise<void>>> = {
  evidence,
  verdicts,
  reports,
  dossier,
  storage,
  faults,
  start,
  beats,
  connections,
  'fan-out': fanOut,
  fingerprint,
  streams,
  live,
};

/** Prints one figure a line. A subject that fails is said and does not take the others with it. */
async function measureAll(options: Options): Promise<void> {
  figure('machine.cores', cpus().length, 'cores', {
    model: cpus()[0]?.model,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadBefore: loadavg()[0],
  });
  for (const subject of options.only) {
    try {
      const seconds = await secondsOf(() => MEASURE[subject](options));
      figure(`bench.${subject}`, seconds, 's');
    } catch (error) {
      process.stderr.write(`bench: ${subject} failed: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    }
  }
}

function optionsOrSentence(): Options | 'help' {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

const options = optionsOrSentence();
if (options === 'help') process.stdout.write(HELP);
else await measureAll(options);
