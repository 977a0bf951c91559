/** The address's query with one choice set, or taken away when it is empty. */
export function withChoice(query: URLSearchParams, name: string, value: string): URLSearchParams {
  const after = new URLSearchParams(query);
  if (value) after.set(name, value);
  else after.delete(name);
  return after;
}
