// pure
import { DOMParser, type Element, type Node, onWarningStopParsing } from '@xmldom/xmldom';
import { Malformed } from './malformed.ts';

/** The root of a text that the guard let through. Whatever the parser warns of makes it malformed. */
export function rootOf(text: string): Element {
  try {
    const parser = new DOMParser({ onError: onWarningStopParsing, locator: false });
    const root = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement;
    if (root) return root;
  } catch {
    // What the parser says quotes the message; whoever sent it learns enough from this.
  }
  throw new Malformed('It is not well-formed XML.');
}

export function childrenOf(element: Element, namespace: string, name?: string): Element[] {
  const found: Element[] = [];
  for (let node = element.firstChild; node; node = node.nextSibling)
    if (isElement(node) && node.namespaceURI === namespace && (name === undefined || node.localName === name))
      found.push(node);
  return found;
}

/** Its words; comments count for nothing, as in what a signature covers. Throws Malformed when there are elements in it. */
export function textOf(element: Element): string {
  for (let node = element.firstChild; node; node = node.nextSibling)
    if (isElement(node)) throw new Malformed(`<${element.localName}> holds words only.`);
  return element.textContent ?? '';
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
