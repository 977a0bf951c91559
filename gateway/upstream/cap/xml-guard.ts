// pure
import { MOST_ATTRIBUTES, MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS } from './bounds.ts';
import { Malformed } from './malformed.ts';

/** How much of it is read, and whether instructions (style sheets of a feed) are passed over or refused. */
export interface XmlLimits {
  readonly bytes: number;
  readonly elements: number;
  readonly attributes: number;
  readonly skipsInstructions?: boolean;
}
const OF_A_MESSAGE: XmlLimits = { bytes: MOST_BYTES, elements: MOST_ELEMENTS, attributes: MOST_ATTRIBUTES };

/** Declaration of XML 1.0 §2.8; spaces around the equals signs are allowed, as the examples of the standard have them. */
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.[0-9]\1(?:\s+encoding\s*=\s*(["'])([A-Za-z][A-Za-z0-9._-]*)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?>/;
/** What XML 1.0 §2.2 calls no character, and lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;
const REFERENCE = /&(?:(?:amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y;
const NAME = /[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?/uy;
const ATTRIBUTE = /\s+([\p{L}_][\p{L}\p{N}_.:-]{0,99})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;
const TAG_END = /\s*(\/?)>/y;

/**
 * The text of a message, looked through before any parser sees it. Throws Malformed for what is too large or not UTF-8, for
 * DOCTYPE, ENTITY and processing instructions, for references to anything but the five named characters and numbers, for too
 * much depth and too many elements or attributes, and for tags that do not fit each other.
 */
export function guardedText(bytes: Uint8Array, limits: XmlLimits = OF_A_MESSAGE): string {
  if (bytes.byteLength > limits.bytes) throw new Malformed(`The message is larger than ${limits.bytes / 1024} KiB.`);
  const text = decoded(bytes);
  guardXml(text, limits);
  return text;
}

function decoded(bytes: Uint8Array): string {
  try {
    // A byte order mark is taken off (ignoreBOM is false).
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Malformed('The message is not UTF-8.');
  }
}

/** The same of a text. */
export function guardXml(text: string, limits: XmlLimits = OF_A_MESSAGE): void {
  if (NO_CHARACTER.test(text)) throw new Malformed('There is a character that XML does not allow.');
  let at = afterDeclaration(text);
  const open: string[] = [];
  let elements = 0;
  let attributes = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    checkText(text.slice(at, next < 0 ? text.length : next), open.length > 0 || elements === 0);
    if (next < 0) break;
    if (text.startsWith('<!--', next)) at = after(text, '-->', next + 4, 'comment');
    else if (text.startsWith('<![CDATA[', next) && open.length > 0) at = after(text, ']]>', next + 9, 'CDATA section');
    else if (text.startsWith('<!', next))
      throw new Malformed('Declarations such as DOCTYPE and ENTITY are not taken; send the message without.');
    else if (limits.skipsInstructions && text.startsWith('<?', next)) at = after(text, '?>', next + 2, 'instruction');
    else if (text.startsWith('<?', next)) throw new Malformed('Processing instructions are not taken.');
    else if (text.startsWith('</', next)) at = closeTag(text, next + 2, open);
    else {
      elements += 1;
      if (elements > limits.elements) throw new Malformed(`There are more than ${limits.elements} elements.`);
      const tag = openTag(text, next + 1, limits.attributes);
      attributes += tag.attributes;
      if (attributes > limits.attributes) throw new Malformed(`There are more than ${limits.attributes} attributes.`);
      if (!tag.isEmpty) open.push(tag.name);
      if (open.length > MOST_DEPTH) throw new Malformed(`Elements lie deeper than ${MOST_DEPTH} levels.`);
      at = tag.end;
    }
  }
  if (open.length > 0) throw new Malformed(`<${open.at(-1)}> is not closed.`);
  if (elements === 0) throw new Malformed('There is no element in it.');
}

function afterDeclaration(text: string): number {
  if (!/^<\?xml[\s?]/.test(text)) return 0;
  const declaration = DECLARATION.exec(text);
  if (!declaration) throw new Malformed('The XML declaration cannot be read.');
  const encoding = declaration[3]?.toUpperCase() ?? 'UTF-8';
  if (encoding !== 'UTF-8' && encoding !== 'US-ASCII')
    throw new Malformed(`The declared encoding is ${encoding}; only UTF-8 is taken.`);
  return declaration[0].length;
}

function checkText(text: string, mayStand: boolean): void {
  if (text.includes(']]>')) throw new Malformed('«]]>» may not stand in a text.');
  checkReferences(text);
  if (!mayStand && text.trim() !== '') throw new Malformed('There is text outside the root element.');
}

function checkReferences(text: string): void {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    REFERENCE.lastIndex = at;
    const found = REFERENCE.exec(text);
    if (!found) throw new Malformed('Only &amp; &lt; &gt; &quot; &apos; and numbers of characters are taken after &.');
    const [, decimal, hexadecimal] = found;
    if (decimal === undefined && hexadecimal === undefined) continue;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (code > 0x10ffff || NO_CHARACTER.test(String.fromCodePoint(code)))
      throw new Malformed('There is a number of a character that XML does not allow.');
  }
}

function openTag(
  text: string,
  start: number,
  most: number,
): { name: string; attributes: number; isEmpty: boolean; end: number } {
  NAME.lastIndex = start;
  const [name = ''] = NAME.exec(text) ?? [];
  if (name === '') throw new Malformed('«<» begins no element; write &lt; in texts.');
  let end = start + name.length;
  let attributes = 0;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const attribute = ATTRIBUTE.exec(text);
    if (!attribute) break;
    checkReferences(attribute[2] ?? attribute[3] ?? '');
    attributes += 1;
    end += attribute[0].length;
    if (attributes > most) break;
  }
  TAG_END.lastIndex = end;
  const close = TAG_END.exec(text);
  if (!close && attributes <= most) throw new Malformed(`The tag <${name.slice(0, 40)}> cannot be read.`);
  return { name, attributes, isEmpty: close?.[1] === '/', end: end + (close?.[0].length ?? 0) };
}

function closeTag(text: string, start: number, open: string[]): number {
  const name = open.pop();
  if (name === undefined || !text.startsWith(name, start))
    throw new Malformed('An end tag does not fit its start tag.');
  const end = text.indexOf('>', start);
  if (end < 0 || text.slice(start + name.length, end).trim() !== '')
    throw new Malformed('An end tag does not fit its start tag.');
  return end + 1;
}

function after(text: string, mark: string, from: number, what: string): number {
  const end = text.indexOf(mark, from);
  if (end < 0) throw new Malformed(`A ${what} is not closed.`);
  return end + mark.length;
}
