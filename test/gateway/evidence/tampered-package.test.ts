import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingSentence } from '../../../protocol/finding.ts';
import { TestNode } from '../intake/test-node.ts';
import { judge } from './judged.ts';
import { NOW, type SampleLog, sampleLog, sha256Of } from './sample-dossier.ts';

const SIZE = 700;
/** Some of the first tile, some of the second, some of the shorter last one. */
const POSITIONS = [0, 1, 2, 127, 128, 254, 255, 256, 257, 300, 301, 302, 400, 510, 511, 512, 513, 600, 698, 699];
/** First, last, and both sides of every edge of a tile. */
const EDGES = [0, 1, 127, 128, 254, 255, 256, 257, 510, 511, 512, 513, 698, 699];

let sample: SampleLog;
let files: Map<string, string>;
/** Head line apart; then tiles and entries. */
let lines: string[];
/** Where an entry stands among the lines. */
const lineOf = (position: number) => lines.findIndex((line) => line.startsWith(`{"position":${position},`));

beforeAll(async () => {
  sample = await sampleLog(SIZE);
  files = await sample.dossier(POSITIONS);
  lines = (files.get('evidence.jsonl') ?? '').split('\n').slice(0, -1);
});
afterAll(() => sample.close());

/** Judges the evidence alone, so that no hash of a file helps: only the tree and the signatures tell. */
const judged = (changed: readonly string[]) =>
  judge(new Map([['evidence.jsonl', changed.map((line) => `${line}\n`).join('')]]), sample.publicKey);
const somewhere = fc.oneof(fc.constantFrom(...EDGES), fc.constantFrom(...POSITIONS));

describe('a dossier as it was made', () => {
  it('holds under the public key alone, whatever pieces it is read in', () => {
    for (const chunk of [37, 4_096, 1 << 20]) {
      const answer = judge(files, sample.publicKey, chunk);
      expect(answer.changed).toEqual({ whole: true, findings: [], count: 0 });
      expect(answer.signed).toMatchObject({
        holds: true,
        origin: 'loaxa/test',
        keyGiven: true,
        at: NOW,
        checkpointSize: SIZE,
      });
      expect(answer.counts).toMatchObject({
        entries: POSITIONS.length,
        signed: POSITIONS.length,
        cited: POSITIONS.length,
      });
    }
  });

  it('holds for any choice of positions', async () => {
    const choices = fc.uniqueArray(fc.nat(SIZE - 1), { maxLength: 40 }).map((some) => some.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(choices, async (positions) => {
        expect(judge(await sample.dossier(positions), sample.publicKey).changed.findings).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('tells a stranger’s key from the own, and says when the key came from the file', () => {
    const stranger = judge(files, new TestNode().publicKey);
    expect(stranger.signed).toMatchObject({ holds: false, fault: 'other-key' });
    expect(judge(files).signed).toMatchObject({ holds: true, keyGiven: false, publicKey: sample.publicKey });
  });

  it('is not written for positions that are twice, not ascending or not sealed', async () => {
    await expect(sample.lines([4, 4])).rejects.toThrow('does not come after');
    await expect(sample.lines([5, 4])).rejects.toThrow('does not come after');
    await expect(sample.lines([SIZE])).rejects.toThrow('not sealed');
  });
});

describe('one entry of the evidence', () => {
  it('changed anywhere is named', () => {
    const edit = fc.record({ position: somewhere, at: fc.nat(10_000), to: fc.constantFrom('A', 'b', '7', '_') });
    fc.assert(
      fc.property(edit, ({ position, at, to }) => {
        const line = lines[lineOf(position)] as string;
        const from = line.indexOf('"jws":"') + 7;
        const index = from + (at % (line.indexOf('"', from) - from));
        const changed = `${line.slice(0, index)}${to}${line.slice(index + 1)}`;
        fc.pre(changed !== line);
        const { first } = judged(lines.with(lineOf(position), changed)).changed;
        expect(first).toMatchObject({ code: 'entry-changed', position, row: lineOf(position) + 1 });
      }),
      { numRuns: 150 },
    );
  });

  it('with any byte of its line flipped is named by entry or row', () => {
    fc.assert(
      fc.property(somewhere, fc.nat(100_000), fc.integer({ min: 0, max: 6 }), (position, at, bit) => {
        const row = lineOf(position);
        const bytes = Buffer.from(lines[row] as string);
        bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
        const { whole, first } = judged(lines.with(row, bytes.toString('latin1'))).changed;
        expect(whole).toBe(false);
        expect(first?.row === row + 1 || first?.position === position, JSON.stringify(first)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('taken out anywhere is named', () => {
    fc.assert(
      fc.property(somewhere, (position) => {
        const { first } = judged(lines.toSpliced(lineOf(position), 1)).changed;
        expect(first).toMatchObject({ code: 'entry-missing', position });
      }),
      { numRuns: 80 },
    );
  });

  it('put in is named: a copy, a true entry that was not asked for, a forged one', () => {
    fc.assert(
      fc.property(somewhere, somewhere, (position, before) => {
        const copy = lines[lineOf(position)] as string;
        const { first, count } = judged(lines.toSpliced(lineOf(before), 0, copy)).changed;
        expect(count).toBeGreaterThan(0);
        expect(first?.position).toBe(position);
      }),
      { numRuns: 80 },
    );
    const forged = sample.nodes[0]?.receipt(9_999, NOW);
    const own = JSON.parse(lines[lineOf(300)] as string);
    const other = JSON.stringify({ ...own, position: 303, jws: forged });
    expect(judged(lines.toSpliced(lineOf(302) + 1, 0, other)).changed.first).toMatchObject({
      code: 'entry-extra',
      position: 303,
    });
  });

  it('in the place of another is named, within a tile and across tiles', () => {
    fc.assert(
      fc.property(somewhere, somewhere, (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [lineOf(one), lineOf(other)];
        const swapped = lines.with(a, lines[b] as string).with(b, lines[a] as string);
        const { first } = judged(swapped).changed;
        expect(first?.code).toBe('entry-order');
        expect([one, other]).toContain(first?.position);
      }),
      { numRuns: 120 },
    );
  });

  it('under another one’s position is named', () => {
    const [a, b] = [JSON.parse(lines[lineOf(300)] as string), JSON.parse(lines[lineOf(301)] as string)];
    const crossed = lines
      .with(lineOf(300), JSON.stringify({ ...a, jws: b.jws }))
      .with(lineOf(301), JSON.stringify({ ...b, jws: a.jws }));
    expect(judged(crossed).changed.first).toMatchObject({ code: 'entry-changed', position: 300 });
  });

  it('signed by somebody else than the node is named, though it stands in the log', () => {
    const head = JSON.parse(lines[0] as string);
    const other = new TestNode();
    head.nodeKeys[sample.nodes[1]?.id as string] = other.publicKey;
    expect(judged(lines.with(0, JSON.stringify(head))).changed.first).toMatchObject({
      code: 'node-signature',
      position: 1,
    });
  });
});

describe('the checkpoint and the tiles', () => {
  it('changed in any character of what was signed is not believed', () => {
    const head = JSON.parse(lines[0] as string);
    fc.assert(
      fc.property(fc.nat(head.checkpoint.note.length - 2), fc.constantFrom('0', '9', 'x', '\n'), (at, to) => {
        const note = `${head.checkpoint.note.slice(0, at)}${to}${head.checkpoint.note.slice(at + 1)}`;
        fc.pre(note !== head.checkpoint.note);
        const changed = JSON.stringify({ ...head, checkpoint: { ...head.checkpoint, note } });
        const answer = judged(lines.with(0, changed));
        expect(answer.signed.holds && answer.changed.whole).toBe(false);
      }),
      { numRuns: 80 },
    );
  });

  it('with other figures beside the note are named', () => {
    const head = JSON.parse(lines[0] as string);
    for (const change of [
      { size: SIZE - 1 },
      { rootHash: head.nodeKeys[sample.nodes[0]?.id as string].slice(0, 43) },
    ]) {
      const line = JSON.stringify({ ...head, checkpoint: { ...head.checkpoint, ...change } });
      expect(judged(lines.with(0, line)).changed.first).toMatchObject({ code: 'checkpoint-figures' });
    }
  });

  it('a tile changed, taken out or moved is named', () => {
    const row = lineOf(256) - 1;
    const tile = JSON.parse(lines[row] as string);
    const other = JSON.stringify({ ...tile, root: tile.holds });
    expect(judged(lines.with(row, other)).changed.first).toMatchObject({
      code: 'tile-changed',
      position: 256,
      to: 511,
    });
    expect(judged(lines.toSpliced(row, 1)).changed.first).toMatchObject({ code: 'entry-order', position: 256 });
    const without = lines.filter((_, index) => index < row || index >= lineOf(511) + 1);
    expect(judged(without).changed.first).toMatchObject({ code: 'tile-missing' });
  });
});

describe('a dossier', () => {
  const withFile = (name: string, change: (text: string) => string) =>
    new Map([...files].map(([file, text]) => [file, file === name ? change(text) : text]));

  it('with a byte of any file flipped fails and names the file, the row or the entry', () => {
    const names = [...files.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(1_000_000), fc.integer({ min: 0, max: 7 }), (name, at, bit) => {
        const bytes = Buffer.from(files.get(name) as string);
        bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
        const answer = judge(new Map<string, Uint8Array | string>([...files, [name, bytes]]), sample.publicKey);
        expect(answer.changed.whole && answer.signed.holds).toBe(false);
        const named = answer.changed.findings.some(
          (one) => one.file === name || (name === 'evidence.jsonl' && one.position !== undefined),
        );
        expect(named || answer.signed.fault !== undefined, JSON.stringify(answer.changed.findings)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it('with a figure of a delivery changed names row, entry and both figures, even under a new manifest', async () => {
    const csv = files.get('deliveries.csv') as string;
    const row = csv.split('\n').findIndex((line) => line.endsWith(',300'));
    const changed = withFile('deliveries.csv', (text) =>
      text
        .split('\n')
        .map((line, index) =>
          index === row ? line.replace(/,60000,(\d+),microphone/, ',60000,59999,microphone') : line,
        )
        .join('\n'),
    );
    const { first, count } = judge(changed, sample.publicKey).changed;
    const heard = 50_000 + 60;
    expect(first).toEqual({
      code: 'receipt-differs',
      file: 'deliveries.csv',
      row: row + 1,
      position: 300,
      field: 'heard_ms',
      here: '59999',
      proved: String(heard),
    });
    expect(count).toBe(2);
    expect(findingSentence(first as never, 'vi')).toBe(
      `Dòng ${row + 1} của deliveries.csv: heard_ms là 59999, nhưng bản ghi 300 đã ký là ${heard}.`,
    );
    changed.delete('manifest.json');
    changed.delete('manifest.note');
    const resealed = judge(await sample.seal(changed), sample.publicKey);
    expect(resealed.changed.findings.map(({ code }) => code)).toEqual(['receipt-differs']);
  });

  it('whose tables cite a receipt that is not there names the row', async () => {
    const without = await sample.dossier(POSITIONS.filter((position) => position !== 400));
    without.set('deliveries.csv', files.get('deliveries.csv') as string);
    without.delete('manifest.json');
    without.delete('manifest.note');
    const { findings } = judge(await sample.seal(without), sample.publicKey).changed;
    expect(findings).toMatchObject([{ code: 'receipt-missing', position: 400 }]);
  });

  it('with a file missing, a file more, or a changed manifest says so', () => {
    const codes = (changed: Map<string, string>) =>
      judge(changed, sample.publicKey).changed.findings.map(({ code, file }) => `${code} ${file}`);
    const without = new Map(files);
    without.delete('rule.json');
    expect(codes(without)).toEqual(['file-missing rule.json']);
    expect(codes(new Map([...files, ['more.csv', 'a']]))).toEqual(['file-extra more.csv']);
    expect(codes(withFile('manifest.json', (text) => text.replace('An Hòa', 'An Hoà')))).toEqual([
      'manifest-changed manifest.json',
    ]);
    expect(codes(withFile('rule.json', () => '{ }\n'))).toEqual(['file-changed rule.json']);
    expect(judge(new Map([['a.txt', 'x']])).kind).toBe('nothing');
  });

  it('signed anew by another key is whole but not signed by the key that the reader trusts', () => {
    const answer = judge(
      withFile('manifest.note', (note) => note.replace(/[A-Za-z0-9+/]{5}=\n$/, 'AAAAA=\n')),
      sample.publicKey,
    );
    expect(answer.signed.holds).toBe(false);
    expect(answer.changed.findings).toMatchObject([{ code: 'manifest-unsigned' }]);
    expect(sha256Of('')).toHaveLength(64);
  });
});
