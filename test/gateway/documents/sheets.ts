import { strFromU8, unzipSync } from 'fflate';

export interface ReadCell {
  readonly value: string | number | undefined;
  readonly format: string | undefined;
  readonly formula: boolean;
}
export interface ReadSheet {
  readonly name: string;
  readonly frozen: boolean;
  readonly rows: ReadCell[][];
}

/** A workbook read by other code than wrote it: names, cells with their formats, frozen heads. */
export function sheetsIn(xlsx: Uint8Array): ReadSheet[] {
  const files = unzipSync(xlsx);
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  const shared = [...text('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(([, inner = '']) =>
    plain(inner),
  );
  const styles = text('xl/styles.xml');
  const formats = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id = '', code = '']) => [
      id,
      entities(code),
    ]),
  );
  const [, cellXfs = ''] = /<cellXfs[^>]*>([\s\S]*?)<\/cellXfs>/.exec(styles) ?? [];
  const formatIds = [...cellXfs.matchAll(/<xf [^>]*?(?:numFmtId="(\d+)")?[^>]*>/g)].map(
    ([whole]) => /numFmtId="(\d+)"/.exec(whole)?.[1] ?? '0',
  );
  const names = [...text('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name = '']) =>
    entities(name),
  );
  return names.map((name, index) => {
    const xml = text(`xl/worksheets/sheet${index + 1}.xml`);
    const rows = [...xml.matchAll(/<row [^>]*>([\s\S]*?)<\/row>/g)].map(([, inner = '']) =>
      [...inner.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map(([, attributes = '', body = '']) => {
        const style = /\bs="(\d+)"/.exec(attributes)?.[1];
        const raw = /<v>([\s\S]*?)<\/v>/.exec(body)?.[1];
        const kind = /\bt="(\w+)"/.exec(attributes)?.[1];
        const value =
          kind === 's'
            ? shared[Number(raw)]
            : kind === 'inlineStr'
              ? plain(body)
              : raw === undefined
                ? undefined
                : Number(raw);
        return { value, format: formats.get(formatIds[Number(style)] ?? ''), formula: body.includes('<f>') };
      }),
    );
    return { name, frozen: xml.includes('state="frozen"'), rows };
  });
}

function plain(xml: string): string {
  return entities([...xml.matchAll(/<t[^>]*>([\s\S]*?)<\/t>/g)].map(([, text]) => text).join(''));
}

function entities(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(\w+|#x?[0-9a-fA-F]+);/g, (whole, name: string) =>
    name.startsWith('#x')
      ? String.fromCodePoint(Number.parseInt(name.slice(2), 16))
      : name.startsWith('#')
        ? String.fromCodePoint(Number(name.slice(1)))
        : (named[name] ?? whole),
  );
}
