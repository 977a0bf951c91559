// pure
/** The first sentence, as far as it fits a title. */
export function titleOfText(text: string): string {
  const first =
    text
      .trim()
      .split(/[.?](?=\s|$)|[\n;]/)[0]
      ?.trim() ?? '';
  if (first.length <= 80) return first.normalize('NFC');
  return `${first.slice(0, 80).replace(/\s+\S*$/, '')}…`.normalize('NFC');
}
