import mammoth from 'mammoth';
import { LetterRefusedError } from './refusal.ts';
import { unzip, zipOf } from './zip.ts';

const MIB = 1024 * 1024;
/** Forty pages have some 1 MB of XML; mammoth reads it on the event loop, in less than a second. */
const LIMITS = { fileBytes: 1.5 * MIB, totalBytes: 4 * MIB };
/** Text and what is needed to understand it; never pictures, macros or embedded files. */
const WANTED =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|word\/(document\d*|styles|numbering|footnotes|endnotes)\.xml|word\/_rels\/document\d*\.xml\.rels)$/;
/** A table of at most so many rows arranges a heading or a signature; a longer one is data that nobody can listen to. */
const LAYOUT_ROWS = 3;

export interface PlainText {
  /** One paragraph a line. */
  readonly text: string;
  readonly tablesLeftOut: boolean;
}

/** The text of a DOCX. Throws LetterRefusedError. */
export async function docxText(file: Buffer): Promise<PlainText> {
  const files = unzip(file, (name) => WANTED.test(name), LIMITS);
  if (![...files.keys()].some((name) => name.startsWith('word/document')))
    throw new LetterRefusedError('letter-not-taken');
  // Word writes no document type; entities that unfold into each other are the oldest bomb of XML.
  for (const xml of files.values())
    if (/<!(DOCTYPE|ENTITY)/i.test(xml.toString('latin1'))) throw new LetterRefusedError('letter-damaged');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: zipOf(files) },
      { ignoreEmptyParagraphs: false, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return plainText(value);
  } catch (error) {
    throw new LetterRefusedError('letter-damaged', error);
  }
}

/** Of mammoth's HTML, which has no attributes that matter and never anything unescaped. */
export function plainText(html: string): PlainText {
  let tablesLeftOut = false;
  const text = html
    .replace(/<(ol|ul)><li id="(foot|end)note-[\s\S]*$/, '')
    .replace(/<sup>[\s\S]*?<\/sup>/g, '')
    .replace(/<table>[\s\S]*?<\/table>/g, (table) => {
      if ((table.match(/<tr>/g) ?? []).length <= LAYOUT_ROWS) return table;
      tablesLeftOut = true;
      return '\n';
    })
    .replace(/<li>/g, '- ')
    .replace(/<br \/>|<\/(p|li|h\d|td|th|tr)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] ?? ' ');
  return { text, tablesLeftOut };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
