import type { ChannelInput, ChannelSettings } from '../../protocol/api/notify.ts';
import { BODY_FORMS, type ChannelKind, HTTP_METHODS, MAIL_SECURITIES } from '../../protocol/notify.ts';
import type { TextKey } from '../i18n/say.ts';

/** As typed: every field is a text, whichever kind it belongs to. */
export interface TypedChannel {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly security: string;
  readonly user: string;
  readonly from: string;
  readonly url: string;
  readonly method: string;
  readonly form: string;
  readonly body: string;
  readonly headers: string;
  readonly expects: string;
  readonly plain: boolean;
  readonly secret: string;
}

export interface ChannelFault {
  readonly field: string;
  readonly word: TextKey;
}

const EMPTY: TypedChannel = {
  ...{
    kind: 'mail',
    name: '',
    host: '',
    port: '587',
    security: 'starttls',
    user: '',
    from: '',
    url: '',
    method: 'POST',
  },
  ...{ form: 'json', body: '{"to":"{phone}","text":"{text}"}', headers: '', expects: '', plain: true, secret: '' },
};

export function typedChannel(name = '', settings?: ChannelSettings): TypedChannel {
  if (!settings) return EMPTY;
  const base = { ...EMPTY, name, kind: settings.kind };
  if (settings.kind === 'mail') return { ...base, ...settings, port: String(settings.port) };
  if (settings.kind !== 'sms') return { ...base, url: settings.url };
  const headers = settings.headers.map((one) => `${one.name}: ${one.value}`).join('\n');
  return { ...base, ...settings, headers };
}

/** The address a kind begins with. */
export function urlFor(kind: ChannelKind, url: string): string {
  const telegram = 'https://api.telegram.org';
  return kind === 'telegram' ? url || telegram : url === telegram ? '' : url;
}

const isUrl = (text: string) => /^https?:\/\/[^\s/]/i.test(text);
const oneOf = <T extends string>(all: readonly T[], text: string): T | undefined => all.find((one) => one === text);

/** What is to be sent, or what must be mended first. */
export function readChannel(typed: TypedChannel): { input?: ChannelInput; faults: ChannelFault[] } {
  const faults: ChannelFault[] = [];
  const need = (isGood: boolean, field: string, word: TextKey) => {
    if (!isGood) faults.push({ field: `channel-${field}`, word });
  };
  need(typed.name.trim() !== '', 'name', 'notify.bad.name');
  const settings = typed.kind === 'mail' ? readMail(typed, need) : readHttp(typed, need);
  if (faults.length > 0) return { faults };
  const secret = typed.secret === '' ? {} : { secret: typed.secret };
  return { input: { name: typed.name.trim(), settings, ...secret }, faults };
}

type Need = (isGood: boolean, field: string, word: TextKey) => void;

function readMail({ host, port, security, user, from }: TypedChannel, need: Need): ChannelSettings {
  const number = Number(port);
  need(host.trim() !== '', 'host', 'notify.bad.host');
  need(Number.isInteger(number) && number >= 1 && number <= 65_535, 'port', 'notify.bad.port');
  need(/^\S+@\S+\.\S+$/.test(from.trim()), 'from', 'notify.bad.from');
  const secured = oneOf(MAIL_SECURITIES, security) ?? 'starttls';
  return { kind: 'mail', host: host.trim(), port: number, security: secured, user: user.trim(), from: from.trim() };
}

function readHttp(typed: TypedChannel, need: Need): ChannelSettings {
  const url = typed.url.trim();
  need(isUrl(url), 'url', 'notify.bad.url');
  if (typed.kind === 'telegram') return { kind: 'telegram', url };
  if (typed.kind !== 'sms') return { kind: 'web-hook', url };
  const lines = typed.headers.split('\n').filter((line) => line.trim() !== '');
  const headers = lines.map((line) => {
    const at = line.indexOf(':');
    return { name: line.slice(0, Math.max(0, at)).trim(), value: line.slice(at + 1).trim() };
  });
  need(
    headers.every(({ name }) => /^[A-Za-z0-9-]+$/.test(name)),
    'headers',
    'notify.bad.headers',
  );
  return {
    ...{ kind: 'sms', url, headers, body: typed.body, expects: typed.expects, plain: typed.plain },
    ...{ method: oneOf(HTTP_METHODS, typed.method) ?? 'POST', form: oneOf(BODY_FORMS, typed.form) ?? 'json' },
  };
}
