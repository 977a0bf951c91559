// pure
import type { Source, SourceInput, SourcePatch } from '../../protocol/api/sources.ts';
import type { LogPer, SourceKind } from '../../protocol/sources.ts';
import type { TextKey } from '../i18n/say.ts';
import { readRows, type TypedRow, typedRows } from './weight-rows.ts';

/** As typed. `signers`: PEM blocks one after the other; empty when changing leaves those there are. */
export interface TypedSource {
  readonly kind: SourceKind;
  readonly name: string;
  readonly level: SourceInput['level'];
  readonly areas: readonly string[];
  readonly mapping: string;
  readonly reportUrl: string;
  readonly reportSecret: string;
  readonly statusEverySeconds: string;
  readonly signers: string;
  /** The secret that goes along is to be forgotten. */
  readonly dropSecret: boolean;
  /** One a line. */
  readonly streamHosts: string;
  readonly logPer: readonly LogPer[];
  readonly weights: readonly TypedRow[];
  /** Where its alerts are fetched; empty: it sends them itself. */
  readonly feedUrl: string;
  readonly feedSeconds: string;
  readonly feedHosts: string;
}
export interface SourceFault {
  readonly field: `source-${'name' | 'areas' | 'mapping' | 'url' | 'secret' | 'seconds' | 'signers' | 'hosts' | 'log-per' | 'feed-url' | 'feed-seconds' | 'feed-hosts'}`;
  readonly word: TextKey;
}

const USUAL_SECONDS = '60';
const MOST_SIGNERS = 8;
const MOST_HOSTS = 20;
/** As protocol/api/sources.ts has it. */
const HOST = /^(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/;
const SHORTEST_SECRET = 8;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----/g;

export function typedSource(one: Source | undefined, areas: readonly string[]): TypedSource {
  return {
    kind: one?.kind ?? 'source-system',
    name: one?.name ?? '',
    level: one?.level === 'central' ? 'central' : 'province',
    areas: one?.areas ?? areas,
    mapping: one?.mapping ?? 'default',
    reportUrl: one?.reportUrl ?? '',
    reportSecret: '',
    statusEverySeconds: String(one?.statusEverySeconds ?? USUAL_SECONDS),
    signers: '',
    dropSecret: false,
    streamHosts: (one?.streamHosts ?? []).join('\n'),
    logPer: one?.logPer ?? ['node'],
    weights: typedRows(one?.weights ?? []),
    feedUrl: one?.feed?.url ?? '',
    feedSeconds: String(one?.feed?.everySeconds ?? USUAL_SECONDS),
    feedHosts: (one?.feed?.hosts ?? []).join('\n'),
  };
}

/** The PEM blocks of a text, or undefined when something in it is none. */
export function pemBlocks(text: string): string[] | undefined {
  const blocks = text.match(PEM) ?? [];
  return text.replace(PEM, '').trim() === '' ? [...blocks] : undefined;
}

/** What is sent for a new one, or what must be mended first. */
export function readSource(typed: TypedSource): { input: SourceInput } | { faults: SourceFault[] } {
  const faults = faultsOf(typed);
  if (faults.length > 0) return { faults };
  const { reportUrl, reportSecret } = typed;
  const told = typed.kind === 'cap' ? {} : filled({ reportUrl: reportUrl.trim(), reportSecret });
  const feed = feedOf(typed);
  return {
    input: {
      kind: typed.kind,
      ...said(typed),
      ...told,
      ...(feed && { feed }),
      signers: pemBlocks(typed.signers) ?? [],
    },
  };
}

/**
 * The same of one that is there: secret and signers only where they were typed anew. An address that was emptied is taken away, and
 * its secret with it.
 */
export function readChange(typed: TypedSource): { input: SourcePatch } | { faults: SourceFault[] } {
  const faults = faultsOf(typed);
  if (faults.length > 0) return { faults };
  const signers = pemBlocks(typed.signers) ?? [];
  const fed = typed.kind === 'cap' ? { feed: feedOf(typed) ?? null } : {};
  return { input: { ...said(typed), ...toldTo(typed), ...fed, ...(signers.length > 0 ? { signers } : {}) } };
}

function feedOf({ kind, feedUrl, feedSeconds, feedHosts }: TypedSource): SourceInput['feed'] {
  const url = feedUrl.trim();
  if (kind !== 'cap' || url === '') return undefined;
  return { url, everySeconds: Number(feedSeconds), hosts: hostsIn(feedHosts) };
}

function toldTo({ kind, reportUrl, reportSecret, dropSecret }: TypedSource): SourcePatch {
  if (kind === 'cap') return {};
  const url = reportUrl.trim();
  const isDropped = url === '' || (dropSecret && reportSecret === '');
  return { reportUrl: url || null, ...(isDropped ? { reportSecret: null } : filled({ reportSecret })) };
}

function filled<T extends Record<string, string>>(texts: T): Partial<T> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<T>; // some of its own
}

/** Hosts, one a line or with commas, without the rest of an address that was pasted. */
export function hostsIn(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((one) =>
      one
        .replace(/^https?:\/\//i, '')
        .replace(/[/:].*$/, '')
        .toLowerCase(),
    )
    .filter(Boolean);
}

function said({ kind, name, level, areas, mapping, statusEverySeconds, streamHosts, logPer, weights }: TypedSource) {
  const base = { name: name.trim().normalize('NFC'), level, areas: [...areas] };
  // Senders of alerts get no reports, and have no dialect of their own.
  if (kind === 'cap')
    return { ...base, mapping: 'default', statusEverySeconds: Number(USUAL_SECONDS), weights: readRows(weights) };
  return {
    ...base,
    ...{ mapping: mapping.trim(), statusEverySeconds: Number(statusEverySeconds) },
    ...{ streamHosts: hostsIn(streamHosts), logPer: [...logPer] },
  };
}

function faultsOf(typed: TypedSource): SourceFault[] {
  const faults: SourceFault[] = [];
  const need = (good: boolean, field: SourceFault['field'], word: TextKey) => {
    if (!good) faults.push({ field, word });
  };
  need(typed.name.trim() !== '', 'source-name', 'source.bad.name');
  need(typed.areas.length > 0, 'source-areas', 'source.bad.areas');
  if (typed.kind === 'source-system') {
    const { mapping, reportUrl, reportSecret, statusEverySeconds } = typed;
    need(/^[a-z0-9-]{1,40}$/.test(mapping.trim()), 'source-mapping', 'source.bad.mapping');
    need(reportUrl.trim() === '' || /^https?:\/\/[^\s/]+\S*$/i.test(reportUrl.trim()), 'source-url', 'source.bad.url');
    need(reportSecret === '' || reportSecret.length >= SHORTEST_SECRET, 'source-secret', 'source.bad.secret');
    const hosts = hostsIn(typed.streamHosts);
    const areHosts = hosts.length <= MOST_HOSTS && hosts.every((one) => HOST.test(one));
    need(areHosts, 'source-hosts', 'source.bad.hosts');
    need(typed.logPer.length > 0, 'source-log-per', 'source.bad.log-per');
    const seconds = /^\s*\d+\s*$/.test(statusEverySeconds) ? Number(statusEverySeconds) : 0;
    need(seconds >= 10 && seconds <= 3_600, 'source-seconds', 'source.bad.seconds');
  } else {
    const blocks = pemBlocks(typed.signers);
    need(blocks !== undefined && blocks.length <= MOST_SIGNERS, 'source-signers', 'source.bad.signers');
    if (typed.feedUrl.trim() === '') return faults;
    need(/^https?:\/\/[^\s/@]+(\/\S*)?$/i.test(typed.feedUrl.trim()), 'source-feed-url', 'source.bad.feed-url');
    const seconds = /^\s*\d+\s*$/.test(typed.feedSeconds) ? Number(typed.feedSeconds) : 0;
    need(seconds >= 60 && seconds <= 86_400, 'source-feed-seconds', 'source.bad.feed-seconds');
    const hosts = hostsIn(typed.feedHosts);
    const areHosts = hosts.length <= MOST_HOSTS && hosts.every((one) => HOST.test(one));
    need(areHosts, 'source-feed-hosts', 'source.bad.hosts');
  }
  return faults;
}
