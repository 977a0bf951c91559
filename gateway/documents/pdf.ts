import pdfmake, { type Content, type DocumentDefinition } from 'pdfmake';
import type { Fonts } from './fonts.ts';
import { block, isWide, table } from './pdf-blocks.ts';
import { facts, head, paragraphs, signatures, verification } from './pdf-head.ts';
import { footer, type Orientation, pageMargins, pageNumber } from './pdf-page.ts';
import type { PrintedDocument } from './printed.ts';

/** A report on paper, in the manner of NĐ 30/2020; the fonts lie in the file and its text can be read out again. */
export function pdfOf(document: PrintedDocument, fonts: Fonts): Promise<Buffer> {
  // Nothing of a document is ever fetched; only the fonts are read.
  const files = new Set(Object.values(fonts).flatMap((family) => Object.values(family)));
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path: string) => files.has(path));
  pdfmake.setFonts(fonts);
  return pdfmake.createPdf(definitionOf(document)).getBuffer();
}

function definitionOf(document: PrintedDocument): DocumentDefinition {
  const [first] = document.tables;
  const begins: Orientation = first && isWide(first) ? 'landscape' : 'portrait';
  return {
    pageSize: 'A4',
    pageOrientation: begins,
    pageMargins: pageMargins(begins),
    language: 'vi',
    info: { title: document.title, author: document.organisation.name, creationDate: new Date(document.madeAt) },
    defaultStyle: { font: 'Serif', fontSize: 12 },
    header: (page) => pageNumber(page),
    footer: (page, pages) => footer(document.footer, page, pages),
    content: contentOf(document, begins),
  };
}

function contentOf(document: PrintedDocument, begins: Orientation): Content[] {
  const sections: { orientation: Orientation; content: Content[] }[] = [
    { orientation: begins, content: [...head(document, begins), ...facts(document)] },
  ];
  /** What goes on at the end, on a new page where the paper must be turned. */
  const on = (orientation: Orientation, content: Content[], fresh = false) => {
    const last = sections.at(-1);
    if (last?.orientation === orientation && !fresh) last.content.push(...content);
    else sections.push({ orientation, content });
  };
  for (const one of document.tables) {
    const orientation = isWide(one) || begins === 'landscape' ? 'landscape' : 'portrait';
    on(orientation, table(one, orientation));
  }
  on(begins, [...paragraphs(document), ...signatures(document), ...verification(document)]);
  for (const { title, landscape, blocks } of document.appendices ?? []) {
    const orientation = landscape ? 'landscape' : 'portrait';
    const heading: Content = { text: title, bold: true, fontSize: 13, alignment: 'center', margin: [0, 0, 0, 8] };
    on(orientation, [heading, ...blocks.flatMap((one) => block(one, orientation))], true);
  }
  return sections.map(({ orientation, content }) => ({
    section: content,
    pageOrientation: orientation,
    pageMargins: pageMargins(orientation),
  }));
}
