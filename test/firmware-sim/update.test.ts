import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import type { SimNode } from '../../firmware-sim/fleet/sim-node.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { image, TestKey, VirtualAir } from './virtual-air.ts';

const START = Date.UTC(2026, 10, 23, 3);
const WHO = benchIdentity('air', 0).node;

let air: VirtualAir;
let store: MemoryStore;
let node: SimNode;

beforeEach(async () => {
  air = new VirtualAir(new VirtualClock(START));
  store = new MemoryStore(ulid(START));
  node = air.node(0, { store });
  node.start();
  await air.pass(3_000);
});

const states = () => air.updates().map(({ state, reason }) => (reason ? `${state} ${reason}` : state));
const running = () => air.births.at(-1)?.firmware;
const boots = () => air.entries.flatMap((one) => (one.kind === 'boot' ? [one.body.cause] : []));

describe('a node told to take a firmware', () => {
  it('fetches it into the other slot, starts it, and keeps it once it has spoken with the gateway', async () => {
    const id = air.order(WHO, air.manifest(image()));
    await air.pass(90_000);
    expect(states()).toEqual(['downloaded', 'installed', 'confirmed']);
    expect(running()).toBe('loaxa-node 0.2.0');
    expect(boots()).toEqual(['restart', 'update']);
    expect(air.acks.filter(({ command }) => command === id).map(({ status }) => status)).toEqual(['accepted', 'done']);
    expect(store.read('firmware')).toEqual({ active: 'b', slots: { b: 'loaxa-node 0.2.0' }, counter: 10 });
    await air.pass(15 * MINUTE_MS, 10_000);
    expect(running()).toBe('loaxa-node 0.2.0');
  });

  it('says in its birth that it can', () => {
    expect(air.births[0]?.capabilities.can).toContain('update');
  });

  it('goes on where a broken fetch ended', async () => {
    air.breakAfter = 10;
    air.order(WHO, air.manifest(image()));
    await air.pass(100_000);
    expect(air.ranges).toEqual([0, 10]);
    expect(states()).toEqual(['downloaded', 'installed', 'confirmed']);
  });

  it.each([
    ['crashes at every start', 'crashes', 'rolled-back crashed', 2 * MINUTE_MS],
    ['never reaches the gateway', 'silent', 'rolled-back not-confirmed', 11 * MINUTE_MS],
    ['hears no answer of the gateway', 'deaf', 'rolled-back not-confirmed', 11 * MINUTE_MS],
  ] as const)('goes back from one that %s', async (_, fault, last, withinMs) => {
    const id = air.order(WHO, air.manifest(image(fault)));
    await air.pass(withinMs);
    expect(states()).toEqual(['downloaded', 'installed', last]);
    expect(running()).toBe('loaxa-node 0.1.0');
    expect(boots().at(-1)).toBe('watchdog');
    expect(air.acks.filter(({ command }) => command === id).at(-1)).toMatchObject({ status: 'rejected' });
    // And the next one is taken from there.
    air.order(WHO, air.manifest(image(), { version: '0.3.0', releaseCounter: 11 }));
    await air.pass(100_000);
    expect(running()).toBe('loaxa-node 0.3.0');
  });

  it('tries a good one again after a power cut while it proves itself', async () => {
    air.isMute = true;
    air.order(WHO, air.manifest(image()));
    await air.pass(20_000);
    expect(store.read('firmware')?.update).toMatchObject({ stage: 'trying', tries: 2 });
    node.stop();
    air.isMute = false;
    node = air.node(0, { store });
    node.start();
    await air.pass(80_000);
    expect(states()).toEqual(['downloaded', 'installed', 'confirmed']);
    expect(running()).toBe('loaxa-node 0.2.0');
  });

  it.each([
    ['signed by nobody we know', () => air.manifest(image(), {}, new TestKey()), 'not-signed'],
    ['signed by a key of commands', () => air.manifest(image(), {}, air.command), 'not-signed'],
    ['signed as something else', () => air.manifest(image(), {}, air.release, 'loaxa-plan+jws'), 'not-signed'],
    ['changed after it was signed', () => tampered(air.manifest(image())), 'not-signed'],
    ['of another model', () => air.manifest(image(), { model: 'other-node' }), 'other-model'],
    ['older, without saying that it may be', () => air.manifest(image(), { version: '0.0.9' }), 'downgrade'],
    ['for newer ones only', () => air.manifest(image(), { minFrom: '0.1.1' }), 'below-minimum'],
    ['larger than the slot', () => air.manifest(image(), { bytes: 65 * 1024 * 1024 }), 'too-large'],
  ])('refuses one that is %s, signs why, and fetches nothing', async (_, manifest, reason) => {
    const id = air.order(WHO, manifest());
    await air.pass(5_000);
    expect(states()).toEqual([`refused ${reason}`]);
    expect(air.acks.filter(({ command }) => command === id)).toMatchObject([{ status: 'rejected', reason }]);
    expect(air.ranges).toEqual([]);
    expect(running()).toBe('loaxa-node 0.1.0');
  });

  it('refuses a release that is older than the one it has run, and obeys no replayed command', async () => {
    const old = air.manifest(image(), { version: '0.1.5', releaseCounter: 9 });
    air.order(WHO, air.manifest(image()));
    await air.pass(90_000);
    air.order(WHO, old);
    await air.pass(5_000);
    expect(states().at(-1)).toBe('refused replayed');
    air.order(WHO, air.manifest(image(), { version: '0.1.5', releaseCounter: 11 }));
    await air.pass(5_000);
    expect(states().at(-1)).toBe('refused downgrade');
    air.order(WHO, air.manifest(image(), { version: '0.1.5', releaseCounter: 11, allowDowngrade: true }));
    await air.pass(90_000);
    expect(running()).toBe('loaxa-node 0.1.5');
  });

  it('refuses an expired command, and one whose image is another than was signed', async () => {
    const now = air.clock.now();
    const expired = air.order(WHO, air.manifest(image()), { nbf: now - 9_000, exp: now - 5_000 });
    await air.pass(2_000);
    expect(air.acks.filter(({ command }) => command === expired)).toMatchObject([
      { status: 'rejected', reason: 'expired' },
    ]);
    const bytes = image();
    const other = Buffer.from(bytes);
    other[3] = (other[3] ?? 0) ^ 1;
    const manifest = air.manifest(bytes);
    air.files.set([...air.files.keys()].at(-1) ?? '', other);
    air.order(WHO, manifest);
    await air.pass(2 * MINUTE_MS);
    expect(states()).toEqual(['refused wrong-hash']);
    expect(running()).toBe('loaxa-node 0.1.0');
  });

  it('starts nothing of a release key that was withdrawn while it waited', async () => {
    air.breakAfter = 5;
    air.order(WHO, air.manifest(image()));
    await air.pass(500, 100);
    air.send('keys', WHO, air.keyList(2, []));
    await air.pass(100_000);
    expect(states()).toEqual(['refused not-signed']);
  });

  it('waits until nothing sounds and nothing is due within a quarter of an hour', async () => {
    const now = air.clock.now();
    air.sendCommand(WHO, {
      ...{ v: 1, id: ulid(now), aud: { node: WHO }, iat: now, nbf: now - 1_000, exp: now + 3_600_000, class: 'normal' },
      ...{ by: ulid(now), scope: air.births.length > 0 ? [HAMLET()] : [], type: 'play' },
      args: {
        ...{
          run: { run: ulid(now) },
          level: 'hamlet',
          startAt: now + 10 * MINUTE_MS,
          latenessMs: 60_000,
          resume: 'resume',
        },
        ...{ maxMs: 120_000, parts: [{ sha256: 'a'.repeat(64), durationMs: 60_000, opus: 'b'.repeat(64) }] },
      },
    });
    air.order(WHO, air.manifest(image()));
    await air.pass(10 * MINUTE_MS + 30_000, 5_000);
    expect(states()).toEqual(['downloaded']);
    expect(node.node?.speaker.desk.playing).toBeDefined();
    await air.pass(4 * MINUTE_MS, 5_000);
    expect(states()).toEqual(['downloaded', 'installed', 'confirmed']);
    expect(air.entries.filter(({ kind }) => kind === 'receipt')).toMatchObject([{ body: { result: 'full' } }]);
  });
});

function HAMLET(): string {
  return store.read('identity')?.groups[0] ?? '';
}

function tampered(manifest: string): string {
  const [head, body = '', tail] = manifest.split('.');
  const said = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  return [head, Buffer.from(JSON.stringify({ ...said, version: '9.0.0' })).toString('base64url'), tail].join('.');
}
