const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID made in the browser; `getRandomValues` is there on plain http too. */
export function newUlid(now: number): string {
  let time = '';
  for (let rest = now, digits = 0; digits < 10; digits++, rest = Math.floor(rest / 32))
    time = (CROCKFORD[rest % 32] ?? '0') + time;
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + [...random].map((byte) => CROCKFORD[byte % 32]).join('');
}
