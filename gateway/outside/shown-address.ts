// pure
const HIDDEN = '[hidden]';
/** A piece of a path that nobody types: web hooks carry their secret there. */
const TOKEN_LIKE = /^(?=.*\d)[\w.~:%-]{20,}$/;

/**
 * An address as the record may show it: where it leads, without what may be a secret in it (user name and password, values of the query,
 * tokens in the path). Places to be filled in (`{phone}`) stay: they say what is sent.
 */
export function shownAddress(url: string): string {
  const [whole = '', ...queries] = url.replace(/#.*$/s, '').split('?');
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(whole)?.[0] ?? '';
  const path = whole
    .slice(origin.length)
    .split('/')
    .map((piece) => (TOKEN_LIKE.test(piece) ? HIDDEN : piece));
  const host = origin.replace(/\/\/.*@/, `//${HIDDEN}@`);
  const query = queries.length === 0 ? '' : `?${queries.join('?').split('&').map(shownPair).join('&')}`;
  return `${host}${path.join('/')}${query}`;
}

function shownPair(pair: string): string {
  const at = pair.indexOf('=');
  if (at < 0) return /^\{\w+\}$/.test(pair) ? pair : HIDDEN;
  return `${pair.slice(0, at)}=${shownValue(pair.slice(at + 1))}`;
}

/** A value that is nothing but a place to be filled in, or nothing of it. */
export function shownValue(value: string): string {
  return value === '' || /^\{\w+\}$/.test(value) ? value : HIDDEN;
}

/** Beside what is shown: that it became another, where the difference is hidden. */
export function addressChange(before: string | undefined, after: string | undefined): { addressChanged?: true } {
  return before === undefined || after === undefined || before === after ? {} : { addressChanged: true };
}
