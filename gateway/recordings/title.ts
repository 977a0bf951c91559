// pure
const LONGEST = 200;

/** A title from the name of an uploaded file: without folders and ending; it never becomes a path. */
export function titleFrom(filename: string | undefined): string {
  const name = (filename ?? '').split(/[/\\]/).at(-1) ?? '';
  const title = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\p{C}]/gu, '')
    .replace(/[_\s]+/g, ' ')
    .trim()
    .normalize('NFC');
  return title.replace(/^\.+$/, '').slice(0, LONGEST) || 'Bản ghi âm';
}
