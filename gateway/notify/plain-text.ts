// pure
/** Of the printable ASCII, what the GSM alphabet (3GPP 23.038) holds in one septet each. */
const GSM = /[^A-Za-z0-9 @$!"#%&'()*+,\-./:;<=>?_\n]/g;
const LIKE: readonly (readonly [RegExp, string])[] = [
  [/[đ]/g, 'd'],
  [/[Đ]/g, 'D'],
  [/[«»“”]/g, '"'],
  [/[‘’`]/g, "'"],
  [/[–—−]/g, '-'],
  [/…/g, '...'],
  [/[[{]/g, '('],
  [/[\]}]/g, ')'],
];
/** One SMS. */
export const SMS_LENGTH = 160;

/** Without diacritics, in characters that every telephone takes seven bits for. */
export function gsmText(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '');
  return LIKE.reduce((before, [what, by]) => before.replace(what, by), bare).replace(GSM, '?');
}

/** As many of the parts, in their order, as one SMS holds beside the link; the first is cut rather than the link. */
export function fitSms(parts: readonly string[], link: string): string {
  const tail = link.length > 0 && link.length <= 110 ? ` ${gsmText(link)}` : '';
  const room = SMS_LENGTH - tail.length;
  let text = '';
  for (const part of parts.map(gsmText)) {
    const longer = text === '' ? part : `${text} ${part}`;
    if (longer.length > room) {
      if (text === '') text = `${part.slice(0, room - 3)}...`;
      break;
    }
    text = longer;
  }
  return text + tail;
}
