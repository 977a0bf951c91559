import { readFileSync } from 'node:fs';
import type { CapMessage } from '../../../../gateway/upstream/cap/cap-message.ts';
import { readCap } from '../../../../gateway/upstream/cap/cap-reader.ts';
import { guardedText } from '../../../../gateway/upstream/cap/xml-guard.ts';

/** The examples of OASIS CAP 1.2, appendix A, as published. */
export const OASIS = {
  homeland: oasis('a1-homeland-security'),
  thunderstorm: oasis('a2-severe-thunderstorm'),
  earthquake: oasis('a3-earthquake'),
  amber: oasis('a4-amber'),
};

function oasis(name: string): string {
  return readFileSync(new URL(`./oasis/${name}.xml`, import.meta.url), 'utf8');
}

export const SENDER = 'pctt@nghean.gov.vn';

export interface InfoWords {
  readonly language?: string;
  readonly event?: string;
  readonly category?: string;
  readonly urgency?: string;
  readonly severity?: string;
  readonly certainty?: string;
  readonly responseType?: string;
  readonly effective?: string;
  readonly expires?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  /** Elements of the area below areaDesc. */
  readonly area?: string;
  readonly areaDesc?: string;
}

export interface AlertWords {
  readonly identifier?: string;
  readonly sender?: string;
  readonly sent?: string;
  readonly status?: string;
  readonly msgType?: string;
  readonly scope?: string;
  readonly references?: string;
  readonly infos?: readonly InfoWords[];
}

/** A message of flood warning; what is given stands in the place of its own. */
export function capXml(words: AlertWords & { readonly extra?: string } = {}): string {
  const { identifier = 'VN-1', sender = SENDER, sent = '2026-11-23T10:00:00+07:00' } = words;
  const { status = 'Actual', msgType = 'Alert', scope = 'Public', references, infos = [{}], extra = '' } = words;
  const named = references === undefined ? '' : element('references', references);
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${[
    ...[element('identifier', identifier), element('sender', sender), element('sent', sent)],
    ...[element('status', status), element('msgType', msgType), element('scope', scope), named],
    ...infos.map(infoXml),
    extra,
  ].join('')}</alert>`;
}

function infoXml(given: InfoWords): string {
  const words: InfoWords = {
    ...{ language: 'vi-VN', category: 'Met', event: 'Lũ khẩn cấp', urgency: 'Immediate', severity: 'Extreme' },
    ...{ certainty: 'Observed', expires: '2026-11-23T16:00:00+07:00', headline: 'Lũ trên sông Lam đang lên nhanh' },
    ...{ description: 'Mực nước đã vượt báo động ba', instruction: 'Di chuyển đến nơi cao ngay' },
    ...{ areaDesc: 'Xã An Hòa' },
    ...given,
  };
  const order = [
    'language',
    'category',
    'event',
    'responseType',
    'urgency',
    'severity',
    'certainty',
    'effective',
  ].concat(['expires', 'headline', 'description', 'instruction']) as (keyof InfoWords)[];
  const said = order.map((name) => (words[name] ? element(name, words[name]) : '')).join('');
  const area = words.areaDesc ? `<area>${element('areaDesc', words.areaDesc)}${words.area ?? ''}</area>` : '';
  return `<info>${said}${area}</info>`;
}

export function element(name: string, text: string): string {
  return `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
}

export function geocode(value: string, valueName = 'LoaXa'): string {
  return `<geocode>${element('valueName', valueName)}${element('value', value)}</geocode>`;
}

export function bytesOf(xml: string): Uint8Array {
  return new TextEncoder().encode(xml);
}

export function parsed(xml: string): CapMessage {
  return readCap(guardedText(bytesOf(xml)));
}
