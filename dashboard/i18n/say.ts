import type { vi } from './vi.ts';

export type TextKey = keyof typeof vi;
/** The Vietnamese dictionary is the type: another language must have exactly its keys. */
export type Dictionary = Record<TextKey, string>;
export type Values = Readonly<Record<string, string | number>>;
export type Say = (key: TextKey, values?: Values) => string;

/** `{name}` puts a value in; `{n|hamlet|hamlets}` chooses a word by number, for languages that have a plural. */
export function createSay(dictionary: Dictionary): Say {
  return (key, values) => (values ? fill(dictionary[key], values) : dictionary[key]);
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (all, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return all;
    if (one === undefined) return String(value);
    return (value === 1 || value === '1' ? one : many) ?? '';
  });
}
