// pure

/** One value before and after, by its name as the log keeps it. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly changed: boolean;
}

const DEEPEST = 3;

/** What a line of the log says in two columns: every value by its path, those that changed first. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [old, fresh] = [flatten(before), flatten(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names
    .map((name) => {
      const [was, is] = [old.get(name), fresh.get(name)];
      return { name, before: was, after: is, changed: was !== is };
    })
    .sort((a, b) => Number(b.changed) - Number(a.changed));
}

function flatten(value: unknown, path = '', depth = 0, into = new Map<string, string>()): Map<string, string> {
  if (value === undefined || value === null) return into;
  if (typeof value !== 'object') into.set(path || '·', String(value));
  else if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    into.set(path || '·', value.join(', '));
  else if (depth >= DEEPEST) into.set(path, JSON.stringify(value));
  else for (const [name, one] of Object.entries(value)) flatten(one, path ? `${path}.${name}` : name, depth + 1, into);
  return into;
}
