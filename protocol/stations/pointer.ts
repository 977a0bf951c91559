// pure
const LIST_TYPES = /^(application|audio)\/(vnd\.apple\.mpegurl|x-mpegurl|mpegurl|x-scpls)$/;
const LIST_NAMES = /\.(m3u8?|pls)$/i;

/** Is what an address leads to a list (M3U, PLS, HLS) and not sound? By its media type, or its name where the type says little. */
export function isList(type: string, path: string): boolean {
  return (
    LIST_TYPES.test(type) || (LIST_NAMES.test(path) && !/^(audio\/(mpeg|aac|aacp|ogg)|application\/ogg)$/.test(type))
  );
}

/** A playlist of HLS says so in tags of its own (RFC 8216 §4.3). */
export function isHls(text: string): boolean {
  return /^\uFEFF?#EXTM3U/.test(text) && /^#EXT-X-/m.test(text);
}

/** The first address in an M3U or a PLS file; undefined when there is none. */
export function pointedAt(text: string): string | undefined {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/, 200);
  if (/^\[playlist\]/i.test(lines[0]?.trim() ?? ''))
    return lines.map((line) => /^File\d+\s*=\s*(\S+)\s*$/i.exec(line)?.[1]).find((found) => found !== undefined);
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#'));
}
