import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's fonts-croscore lies, and other systems put the same files. */
const FOLDERS = [
  '/usr/share/fonts/truetype/croscore',
  '/usr/share/fonts/google-croscore',
  '/usr/share/fonts/TTF',
  '/usr/share/fonts/croscore',
] as const;

const FILES = {
  Serif: {
    normal: 'Tinos-Regular.ttf',
    bold: 'Tinos-Bold.ttf',
    italics: 'Tinos-Italic.ttf',
    bolditalics: 'Tinos-BoldItalic.ttf',
  },
  Mono: { normal: 'Cousine-Regular.ttf', bold: 'Cousine-Bold.ttf' },
} as const;

export type Fonts = Record<string, Record<string, string>>;

/** The fonts of the PDF as files, as wide as Times New Roman (NĐ 30/2020); undefined where they are not installed. */
export function findFonts(folders: readonly string[] = FOLDERS): Fonts | undefined {
  const names = Object.values(FILES).flatMap((family) => Object.values(family));
  const folder = folders.find((one) => names.every((name) => existsSync(join(one, name))));
  if (folder === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(FILES).map(([family, styles]) => [
      family,
      Object.fromEntries(Object.entries(styles).map(([style, name]) => [style, join(folder, name)])),
    ]),
  );
}
