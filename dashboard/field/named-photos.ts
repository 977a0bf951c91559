// pure
/** A photo that the gateway has is named by its content. */
const SHA256 = /^[0-9a-f]{64}$/;
export const isStored = (photo: string) => SHA256.test(photo);

/** Every photo that a body names, wherever in it: what lists some calls them `photos`. */
export function photosIn(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap(photosIn);
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => (key === 'photos' ? namesIn(value) : photosIn(value)));
}

/** The body with each photo under the name that `names` gives it; one that has none, or an empty one, is left out. */
export function withPhotos(body: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(body)) return body.map((one) => withPhotos(one, names));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      key === 'photos' ? namesIn(value).flatMap((id) => names.get(id) || []) : withPhotos(value, names),
    ]),
  );
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
