// pure
import type { Content } from 'pdfmake';
import { placeAndDate } from './cell-text.ts';
import { type Orientation, rule, textWidth } from './pdf-page.ts';
import type { PrintedDocument } from './printed.ts';

const COUNTRY = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM';
const MOTTO = 'Độc lập - Tự do - Hạnh phúc';
const LEFT_SHARE = 0.42;

/** Office, country, number, place and date, title: the head of an administrative document (NĐ 30/2020, annex I). */
export function head(document: PrintedDocument, orientation: Orientation): Content[] {
  const width = textWidth(orientation);
  const left = width * LEFT_SHARE;
  const right = width - left;
  const { organisation, number, place, madeAt, title, subtitle } = document;
  const centred = { alignment: 'center' } as const;
  return [
    {
      columns: [
        {
          width: left,
          stack: [
            ...(organisation.above ? [{ text: organisation.above.toUpperCase(), fontSize: 12, ...centred }] : []),
            { text: organisation.name.toUpperCase(), fontSize: 12, bold: true, ...centred },
            rule(Math.min(90, left / 2), left),
            { text: number ? `Số: ${number}` : '', fontSize: 13, ...centred, margin: [0, 6, 0, 0] },
          ],
        },
        {
          width: right,
          stack: [
            { text: COUNTRY, fontSize: 12, bold: true, ...centred },
            { text: MOTTO, fontSize: 13, bold: true, ...centred },
            rule(165, right),
            { text: placeAndDate(place, madeAt), fontSize: 13, italics: true, ...centred, margin: [0, 6, 0, 0] },
          ],
        },
      ],
    },
    { text: title.toUpperCase(), fontSize: 14, bold: true, ...centred, margin: [0, 18, 0, 0] },
    ...(subtitle ? [{ text: subtitle, fontSize: 13, bold: true, ...centred } as const] : []),
    rule(110, width, 12),
  ];
}

/** Căn cứ, Mức, Quy tắc, Kỳ: one a line. */
export function facts({ facts: all }: PrintedDocument): Content[] {
  return all.map(({ label, value }) => ({
    text: [{ text: `${label}: `, bold: true }, value],
    margin: [0, 0, 0, 3],
    alignment: 'justify',
  }));
}

/** A title is never parted from the first line below it. */
export function paragraphs({ paragraphs: all }: PrintedDocument): Content[] {
  const lineOf = (line: string): Content => ({ text: line, alignment: 'justify', margin: [0, 0, 0, 2] });
  return all.flatMap(({ title, text }): Content[] => {
    const [first = '', ...others] = text.split('\n');
    const heading: Content = { text: title, bold: true, margin: [0, 6, 0, 2] };
    return [{ unbreakable: true, stack: [heading, lineOf(first)] }, ...others.map(lineOf)];
  });
}

/** Beside each other, never parted by the end of a page. */
export function signatures({ signatures: all }: PrintedDocument): Content[] {
  if (all.length === 0) return [];
  return [
    {
      unbreakable: true,
      margin: [0, 16, 0, 0],
      columns: all.map(({ title, note, name }) => ({
        stack: [
          { text: title.toUpperCase(), bold: true, alignment: 'center' },
          { text: note ?? '(Ký, ghi rõ họ tên)', italics: true, fontSize: 11, alignment: 'center' },
          { text: name ?? ' ', bold: true, alignment: 'center', margin: [0, 62, 0, 0] },
        ],
      })),
    },
  ];
}

/** QR of the page that says whether the paper is genuine, its code and address below in letters. */
export function verification({ verification: where }: PrintedDocument): Content[] {
  if (!where) return [];
  return [
    {
      unbreakable: true,
      margin: [0, 14, 0, 0],
      columns: [
        { width: 96, qr: where.url, fit: 84, eccLevel: 'M' },
        {
          width: '*',
          stack: [
            { text: 'Mã xác minh', fontSize: 11 },
            { text: where.code, font: 'Mono', bold: true, fontSize: 13 },
            { text: where.url, fontSize: 9, margin: [0, 3, 0, 0] },
            {
              text: 'Quét mã hoặc mở địa chỉ trên để đối chiếu. Trang xác minh kiểm tra tệp ngay trên máy của người xem, không tải tệp lên.',
              fontSize: 9,
              italics: true,
              margin: [0, 3, 0, 0],
            },
          ],
        },
      ],
    },
  ];
}
