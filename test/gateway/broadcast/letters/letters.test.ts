import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letterRoutes } from '../../../../gateway/broadcast/letters/letter-routes.ts';
import { Letters } from '../../../../gateway/broadcast/letters/letters.ts';
import { MovableClock } from '../../../../gateway/clock.ts';
import type { App, Person } from '../../../../gateway/http/app.ts';
import type { Letter } from '../../../../protocol/api/library.ts';
import { MINUTE_MS } from '../../../../protocol/units.ts';
import { served } from '../../http/served.ts';
import { signedInAs } from '../../http/signed-in.ts';
import { type Block, documentXml, docx, pdf, zip } from './letter-files.ts';

const HEAD: Block = [
  [
    'ỦY BAN NHÂN DÂN\nXÃ HƯNG LĨNH\nSố: 123/UBND-VX\nV/v tiêm phòng dại cho chó, mèo đợt 2',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nHưng Lĩnh, ngày 5 tháng 4 năm 2026',
  ],
];
const FOOT: Block = [
  ['Nơi nhận:\n- Như trên;\n- Lưu: VT.', 'TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nNguyễn Văn A'],
];
const LETTER: readonly Block[] = [
  HEAD,
  '',
  'Kính gửi:',
  '- Trưởng các thôn;',
  '- Toàn thể nhân dân.',
  '',
  'Thực hiện kế hoạch của huyện, Trạm y tế tổ chức tiêm phòng vào sáng 10/4.',
  'Đề nghị bà con đưa chó, mèo đến nhà văn hóa thôn <đúng giờ>./.',
  FOOT,
];
const BODY =
  'Thực hiện kế hoạch của huyện, Trạm y tế tổ chức tiêm phòng vào sáng 10/4.\nĐề nghị bà con đưa chó, mèo đến nhà văn hóa thôn <đúng giờ>.';

const letters = new Letters();
const read = (file: Buffer, name = 'cv 123.docx') => letters.read(file, name);

describe('an official letter in DOCX', () => {
  it('gives subject, number, date and what is to be read, without heading, addressees and signatures', async () => {
    expect(await read(docx(LETTER))).toEqual({
      title: 'Về việc tiêm phòng dại cho chó, mèo đợt 2',
      reference: '123/UBND-VX, 05/04/2026',
      text: BODY,
      field: 'health',
      warnings: [],
    });
  });

  it('leaves out tables of data and says so', async () => {
    const rows = Array.from({ length: 8 }, (_, index) => [`Thôn ${index}`, '12', '3,5']);
    const { text, warnings } = await read(docx([...LETTER.slice(0, -1), rows, FOOT]));
    expect(text).toBe(BODY);
    expect(warnings).toEqual(['tables-left-out']);
  });

  it('without a subject is titled by its first words, without any by its name', async () => {
    expect(await read(docx(['Ngày mai mất điện.', 'Bà con chú ý.']))).toMatchObject({
      title: 'Ngày mai mất điện.',
      text: 'Ngày mai mất điện.\nBà con chú ý.',
      field: 'general',
    });
    expect(await read(docx(['', '—']), 'Thông báo.docx')).toMatchObject({
      title: 'Thông báo',
      text: '',
      warnings: ['no-text'],
    });
  });

  it('that is longer than a bulletin is cut at the end of a sentence', async () => {
    const { text, warnings } = await read(docx(Array.from({ length: 1_200 }, (_, index) => `Đây là câu số ${index}.`)));
    expect(text.length).toBeGreaterThan(10_000);
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text).toMatch(/Đây là câu số \d+\.$/);
    expect(warnings).toEqual(['cut']);
  });
});

describe('an official letter in PDF', () => {
  it('gives the same, its lines joined to paragraphs', async () => {
    const letter = await read(
      pdf([
        'ỦY BAN NHÂN DÂN XÃ HƯNG LĨNH',
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Độc lập - Tự do - Hạnh phúc',
        'Số: 45/TB-UBND',
        'Hưng Lĩnh, ngày 30 tháng 12 năm 2026',
        'THÔNG BÁO',
        'Về việc ứng phó cơn bão số 5 và mưa lũ',
        '',
        'Theo Trung tâm Dự báo khí tượng thủy văn, cơn bão số 5 đang tiến vào',
        'bờ biển Nghệ An, gây mưa lớn và có nguy cơ sạt lở đất ở vùng núi.',
        'Ủy ban nhân dân xã yêu cầu:',
        '1. Các thôn sơ tán dân trước 17h00.',
        'Nơi nhận:',
        '- Lưu: VT.',
      ]),
      'tb.pdf',
    );
    expect(letter).toEqual({
      title: 'Thông báo về việc ứng phó cơn bão số 5 và mưa lũ',
      reference: '45/TB-UBND, 30/12/2026',
      text: 'Theo Trung tâm Dự báo khí tượng thủy văn, cơn bão số 5 đang tiến vào bờ biển Nghệ An, gây mưa lớn và có nguy cơ sạt lở đất ở vùng núi.\nỦy ban nhân dân xã yêu cầu:\n1. Các thôn sơ tán dân trước 17h00.',
      field: 'disaster',
      warnings: [],
    });
  });

  it('that is only a picture says that it has no text', async () => {
    expect(await read(pdf([]), 'quét.pdf')).toMatchObject({ title: 'quét', text: '', warnings: ['no-text'] });
  });

  it('that is damaged is refused', async () => {
    await expect(read(Buffer.from('%PDF-1.4\nnothing of a document'))).rejects.toMatchObject({
      code: 'letter-damaged',
    });
  });
});

describe('a hostile file', () => {
  const refused: readonly (readonly [what: string, file: () => Buffer, code: string])[] = [
    ['nothing at all', () => Buffer.alloc(0), 'letter-empty'],
    ['a program', () => Buffer.from('\x7fELF and so on'), 'letter-not-taken'],
    ['a page of the net', () => Buffer.from('<html><body>Thông báo</body></html>'), 'letter-not-taken'],
    ['the old Word', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), 'letter-old-word'],
    ['a ZIP that is no letter', () => zip({ 'a.txt': 'x' }), 'letter-not-taken'],
    ['a ZIP cut off', () => docx(LETTER).subarray(0, 300), 'letter-damaged'],
    ['XML that is none', () => zip({ ...parts(), 'word/document.xml': '<w:document><oops' }), 'letter-damaged'],
    [
      'entities that unfold',
      () =>
        zip({
          ...parts(),
          'word/document.xml': documentXml(['&lol;']).replace(
            '<w:document',
            '<!DOCTYPE lolz [<!ENTITY lol "lol">]><w:document',
          ),
        }),
      'letter-damaged',
    ],
    [
      'a bomb of zeros',
      () => zip({ ...parts(), 'word/document.xml': Buffer.alloc(200 * 1024 * 1024) }),
      'letter-too-long',
    ],
    [
      'a bomb whose header says one byte',
      () => zip({ ...parts(), 'word/document.xml': Buffer.alloc(50 * 1024 * 1024) }, 1),
      'letter-too-long',
    ],
    [
      'many small bombs together',
      () =>
        zip({
          ...parts(),
          ...Object.fromEntries(
            Array.from({ length: 4 }, (_, n) => [`word/document${n}.xml`, Buffer.alloc(2_900_000)]),
          ),
        }),
      'letter-too-long',
    ],
    [
      'tags in tags without end',
      () =>
        zip({
          ...parts(),
          'word/document.xml': documentXml([]).replace('<w:body>', `<w:body>${'<w:p>'.repeat(200_000)}`),
        }),
      'letter-damaged',
    ],
  ];

  it.each(refused)('that is %s is refused', async (_, file, code) => {
    const before = process.memoryUsage().rss;
    await expect(read(file())).rejects.toMatchObject({ code });
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
  });

  it('is not unpacked beyond its text: pictures and macros stay packed', async () => {
    const { text } = await read(
      docx(LETTER, { 'word/media/a.png': Buffer.alloc(100 * 1024 * 1024), 'word/vba.bin': 'x' }),
    );
    expect(text).toBe(BODY);
  });

  it('of pictures that lie outside reads no file of this machine', async () => {
    const rels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>`;
    const picture =
      '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
    const xml = documentXml(['Chào bà con.']).replace('</w:body>', `${picture}</w:body>`);
    const { text } = await read(zip({ ...parts(), 'word/document.xml': xml, 'word/_rels/document.xml.rels': rels }));
    expect(text).toBe('Chào bà con.');
  });
});

describe('POST /letters', () => {
  let app: App;
  const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));
  const person = (role: Person['role']): Person => ({ id: role, username: role, name: role, role, areas: [] });

  beforeAll(async () => {
    app = await served(
      { clock, personOf: (token) => person(token as Person['role']) },
      { api: (api) => letterRoutes(api, letters, clock) },
    );
  });
  afterAll(() => app.close());

  const post = (file: Buffer, { who = 'operator', field = 'file' } = {}) =>
    app.inject({
      ...{ method: 'POST', url: '/api/v1/letters' },
      headers: {
        ...signedInAs(who),
        'content-type': 'multipart/form-data; boundary=x',
      },
      payload: Buffer.concat([
        Buffer.from(`--x\r\ncontent-disposition: form-data; name="${field}"; filename="a.docx"\r\n\r\n`),
        file,
        Buffer.from('\r\n--x--\r\n'),
      ]),
    });

  it('answers the proposal to whoever prepares broadcasts', async () => {
    const answer = await post(docx(LETTER));
    expect(answer.statusCode).toBe(200);
    expect(answer.json<Letter>().title).toBe('Về việc tiêm phòng dại cho chó, mèo đợt 2');
    expect((await post(docx(LETTER), { who: 'technician' })).statusCode).toBe(403);
  });

  it('refuses more than 10 MB, another field, and what is no letter', async () => {
    expect((await post(Buffer.alloc(10 * 1024 * 1024 + 1))).json()).toMatchObject({
      status: 413,
      code: 'letter-too-large',
    });
    expect((await post(docx(LETTER), { field: 'tệp' })).json()).toMatchObject({ status: 400, code: 'no-file' });
    expect((await post(Buffer.from('x'))).json()).toMatchObject({ status: 422, code: 'letter-not-taken' });
  });

  it('reads ten a minute for one account', async () => {
    await clock.advance(MINUTE_MS);
    const answers: number[] = [];
    for (let index = 0; index < 11; index++) answers.push((await post(Buffer.from('x'))).statusCode);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 422), 429]);
  });
});

/** What every DOCX holds beside the text. */
function parts(): Record<string, string> {
  const types =
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
  const rels =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
  return { '[Content_Types].xml': types, '_rels/.rels': rels };
}
