// pure
import type { Element } from '@xmldom/xmldom';
import { CAP_NAMESPACE, type CapMessage, capMessage, capNames } from './cap-message.ts';
import { Malformed } from './malformed.ts';
import { childrenOf, rootOf, textOf } from './xml-tree.ts';

const ALERT = [
  'identifier',
  'sender',
  'sent',
  'status',
  'msgType',
  'source',
  'scope',
  'restriction',
  'addresses',
].concat(['note', 'references', 'incidents']);
const INFO = [
  'language',
  'event',
  'urgency',
  'severity',
  'certainty',
  'effective',
  'onset',
  'expires',
  'senderName',
].concat(['headline', 'description', 'instruction']);

/** A message of CAP 1.2 from a text that the guard let through. Unknown elements are passed over. Throws Malformed. */
export function readCap(text: string): CapMessage {
  const alert = alertOf(text);
  const checked = capMessage.safeParse({
    ...oneOfEach(alert, ALERT),
    info: childrenOf(alert, CAP_NAMESPACE, 'info').map(infoOf),
  });
  if (checked.success) return checked.data;
  const said = checked.error.issues.slice(0, 5).map(({ path, message }) => `<${pathOf(path)}> ${message}.`);
  throw new Malformed(said.join(' '));
}

export type CapNames = Pick<CapMessage, 'identifier' | 'sender' | 'sent' | 'status' | 'msgType'>;

/** What a message that cannot be taken says of itself; undefined when not even that can be read. */
export function namesOf(text: string): CapNames | undefined {
  try {
    return capNames.safeParse(oneOfEach(alertOf(text), ALERT)).data;
  } catch {
    return undefined;
  }
}

function alertOf(text: string): Element {
  const root = rootOf(text);
  if (root.localName !== 'alert' || root.namespaceURI !== CAP_NAMESPACE)
    throw new Malformed(`The root must be <alert> of ${CAP_NAMESPACE}; other versions and envelopes are not taken.`);
  return root;
}

function infoOf(info: Element) {
  return {
    ...oneOfEach(info, INFO),
    category: manyOf(info, 'category').map(trimmed),
    responseType: manyOf(info, 'responseType').map(trimmed),
    eventCode: manyOf(info, 'eventCode').map(namedOf),
    resource: manyOf(info, 'resource').map((one) => oneOfEach(one, ['resourceDesc', 'mimeType', 'uri'])),
    area: manyOf(info, 'area').map((area) => ({
      ...oneOfEach(area, ['areaDesc', 'altitude', 'ceiling']),
      polygon: manyOf(area, 'polygon').map(textOf),
      circle: manyOf(area, 'circle').map(textOf),
      geocode: manyOf(area, 'geocode').map(namedOf),
    })),
  };
}

/** Each of these elements, at most once each. An empty one is as good as none. */
function oneOfEach(parent: Element, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const [one, second] = manyOf(parent, name);
    if (second) throw new Malformed(`<${name}> stands more than once in <${parent.localName}>.`);
    const text = one && trimmed(one);
    if (text) found[name] = text;
  }
  return found;
}

function namedOf(element: Element): { valueName: string; value: string } {
  const { valueName = '', value = '' } = oneOfEach(element, ['valueName', 'value']);
  return { valueName, value };
}

function manyOf(parent: Element, name: string): Element[] {
  return childrenOf(parent, CAP_NAMESPACE, name);
}

function trimmed(element: Element): string {
  return textOf(element).trim();
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `${part + 1}` : String(part))).join(' ');
}
