// pure
import type { CapInfo } from './cap-message.ts';

/** Letters and marks no other language of ours has; the tones alone are in French too. */
const VIETNAMESE = /[ăđơưĂĐƠƯ]|[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]/iu;

/** CAP 1.2: absent is en-US. Who left it out and wrote Vietnamese is taken for what it is. */
export function languageOf(
  info: Pick<CapInfo, 'language' | 'headline' | 'description' | 'instruction' | 'event'>,
): string {
  if (info.language) return info.language;
  const said = [info.headline, info.description, info.instruction, info.event].join(' ').normalize('NFC');
  return VIETNAMESE.test(said) ? 'vi' : 'en-US';
}

/** The infos of the first of the languages wanted («vi» means «vi-VN» too) that there are; none when it is in no such language. */
export function infosIn(languages: readonly string[], infos: readonly CapInfo[]): CapInfo[] {
  for (const wanted of languages) {
    const found = infos.filter((info) => isLanguage(languageOf(info), wanted));
    if (found.length > 0) return found;
  }
  return [];
}

function isLanguage(tag: string, wanted: string): boolean {
  const [one, other] = [tag.toLowerCase(), wanted.toLowerCase()];
  return one === other || one.startsWith(`${other}-`);
}
