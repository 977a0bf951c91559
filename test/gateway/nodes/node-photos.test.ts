import fc from 'fast-check';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { plainPicture } from '../../../gateway/attachments/plain-picture.ts';
import { withoutPosition } from '../../../gateway/attachments/without-position.ts';
import { openVillage } from '../coverage/inspected.ts';
import { ENGINES } from '../database/engines.ts';
import { oneVillage } from '../faults/village-of.ts';

const segment = (marker: number, body: string) => {
  const bytes = Buffer.from(body, 'latin1');
  return Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]), bytes]);
};
const START = Buffer.from([0xff, 0xd8]);
const SCAN = Buffer.concat([Buffer.from([0xff, 0xda, 0, 2]), Buffer.from('Exif in the picture itself stays')]);
const exif = segment(0xe1, 'Exif\0\0GPSLatitude 18.67 N');
const jfif = segment(0xe0, 'JFIF');
const jpeg = (...parts: Buffer[]) => Buffer.concat([START, ...parts, SCAN]);

describe('a JPEG that is kept', () => {
  it.each([
    ['says no longer where it was taken', jpeg(jfif, exif), jpeg(jfif)],
    [
      'loses what an editing program wrote as well',
      jpeg(segment(0xe1, 'http://ns.adobe.com/xap'), segment(0xed, 'x')),
      jpeg(),
    ],
    ['stays what it is when nothing was written into it', jpeg(jfif), jpeg(jfif)],
    [
      'stays what it is when it is built otherwise',
      Buffer.from('ffd8ffe1ffff00', 'hex'),
      Buffer.from('ffd8ffe1ffff00', 'hex'),
    ],
    [
      'keeps its colours, and nothing that a maker adds',
      jpeg(
        jfif,
        segment(0xe2, 'ICC_PROFILE\0\x01'),
        segment(0xe2, 'MPF\0'),
        segment(0xeb, 'JP'),
        segment(0xee, 'Adobe'),
      ),
      jpeg(jfif, segment(0xe2, 'ICC_PROFILE\0\x01'), segment(0xee, 'Adobe')),
    ],
    [
      'loses the film and the pictures behind its end, which say the place again',
      Buffer.concat([
        jpeg(jfif),
        Buffer.from('ff00ffd3ffffffd9', 'hex'),
        Buffer.from('ftypmp4 +18.67+105.68/'),
        jpeg(exif),
      ]),
      Buffer.concat([jpeg(jfif), Buffer.from('ff00ffd3ffffffd9', 'hex')]),
    ],
  ])('%s', (_what, sent, kept) => {
    expect(Buffer.from(withoutPosition(sent))).toEqual(kept);
  });

  it('never grows, never loses the picture, and a second time nothing more is lost', () => {
    const part = fc.tuple(fc.constantFrom(0xe0, 0xe1, 0xe2, 0xed, 0xfe), fc.string({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const sent = jpeg(...parts.map(([marker, body]) => segment(marker, body)));
        const once = Buffer.from(withoutPosition(sent));
        expect(once.length).toBeLessThanOrEqual(sent.length);
        expect(once.subarray(-SCAN.length)).toEqual(SCAN);
        expect(Buffer.from(withoutPosition(once))).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('whatever bytes come, it answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(withoutPosition(bytes).length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a photo of another kind that is kept', () => {
  const chunk = (name: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)]);
  };
  const png = (...chunks: Buffer[]) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
  const riff = (name: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(name), length, body, Buffer.alloc(body.length % 2)]);
  };
  const webp = (...chunks: Buffer[]) => riff('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
  const place = Buffer.from('GPS 18.67 N!!');
  const [head, data, end] = [
    chunk('IHDR', Buffer.alloc(13)),
    chunk('IDAT', Buffer.from('x')),
    chunk('IEND', Buffer.alloc(0)),
  ];
  const extended = (flags: number) => riff('VP8X', Buffer.from([flags, ...Array(9).fill(7)]));
  const picture = riff('VP8 ', Buffer.from('odd'));

  it.each([
    ['image/png', png(head, chunk('eXIf', place), chunk('iTXt', place), data, end, place), png(head, data, end)],
    ['image/png', png(head, data), png(head, data)],
    [
      'image/webp',
      Buffer.concat([webp(extended(0x3c), picture, riff('EXIF', place), riff('XMP ', place)), place]),
      webp(extended(0x30), picture),
    ],
    ['image/webp', webp(picture), webp(picture)],
  ] as const)('of %s says no longer where it was taken', (type, sent, kept) => {
    expect(Buffer.from(plainPicture(type, sent))).toEqual(kept);
    expect(Buffer.from(plainPicture(type, kept)), 'a second time nothing more is lost').toEqual(kept);
  });

  it.each(['image/png', 'image/webp'] as const)('whatever bytes come as %s, it answers', (type) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 200 }), (bytes) => {
        expect(plainPicture(type, bytes).length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(ENGINES)('photos of a node on $engine', ({ open }) => {
  const given = oneVillage(open, openVillage);
  const sent = async (name = ulid()) => {
    const { gateway, people } = given.village;
    return (await gateway.attachments.add(people.technician, 'cot.jpg', jpeg(exif, segment(0xfe, name)))).sha256;
  };

  it('are stored once under their key, the newest first, with who took them', async () => {
    const { gateway, people, fm, clock } = given.village;
    const { photosOfNodes } = gateway;
    const [first, second] = [await sent(), await sent()];
    const input = { key: ulid(), photos: [first] };
    await photosOfNodes.add(people.technician, fm.id, input);
    clock.set(clock.now() + 60_000);
    await photosOfNodes.add(people.technician, fm.id, { key: ulid(), photos: [second] });
    const again = await photosOfNodes.add(people.technician, fm.id, input);
    expect(again.map(({ sha256 }) => sha256)).toEqual([second, first]);
    expect(await photosOfNodes.of(people.operator, fm.id)).toEqual(again);
    const { items } = await gateway.audit.list({ action: 'node.photograph', limit: 10 });
    expect(items.map(({ subject, after }) => [subject, after])).toEqual([
      [fm.id, { photos: [second] }],
      [fm.id, { photos: [first] }],
    ]);
  });

  it('are read by whoever may see the node, and lie without their position', async () => {
    const { gateway, people, fm } = given.village;
    const name = await sent();
    await gateway.photosOfNodes.add(people.technician, fm.id, { key: ulid(), photos: [name] });
    const { stream } = await gateway.attachments.open(people.operator, name);
    const chunks: Buffer[] = [];
    for await (const chunk of stream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('latin1')).not.toContain('GPSLatitude');
    await expect(gateway.attachments.open(people.neighbour, name)).rejects.toMatchObject({ code: 'no-attachment' });
  });

  it.each([
    ['another set under the same key', 'key-taken', async () => ({ key: TAKEN, photos: [await sent()] })],
    ['a photo that was not sent', 'attachment-missing', async () => ({ key: ulid(), photos: ['a'.repeat(64)] })],
    ['a paper', 'not-a-photo', async () => ({ key: ulid(), photos: [await paper()] })],
  ])('refuse %s', async (_what, code, input) => {
    const { gateway, people, fm } = given.village;
    const { photosOfNodes } = gateway;
    await photosOfNodes.add(people.technician, fm.id, { key: TAKEN, photos: [await sent('taken')] });
    await expect(photosOfNodes.add(people.technician, fm.id, await input())).rejects.toMatchObject({ code });
  });

  const paper = async () => {
    const { gateway, people } = given.village;
    return (await gateway.attachments.add(people.technician, 'giay.pdf', Buffer.from(`%PDF-${ulid()}`))).sha256;
  };
});

const TAKEN = ulid();
