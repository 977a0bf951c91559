import type { ChannelSettings } from '../../protocol/api/notify.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { callHttp, type HttpAnswer, requireTaken } from '../outside/http-call.ts';
import { sendMail } from '../outside/mail.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { fillAddress, fillBody, fillHeader } from './template.ts';
import { webHookHeaders } from './web-hook-signature.ts';

export interface Outgoing {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly link: string;
  /** For programs. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Way {
  readonly settings: ChannelSettings;
  readonly secret: string | undefined;
  readonly guard: AddressGuard;
  /** Of the signature, ms UTC. */
  readonly now: number;
}

const TIMEOUT_MS = 15_000;
const MIME = { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain; charset=utf-8' };
/** Telegram refuses longer messages. */
const TELEGRAM_LENGTH = 4_096;

/** Hands one message over. Throws when the other side did not take it. */
export function send(way: Way, message: Outgoing): Promise<void> {
  const { settings } = way;
  switch (settings.kind) {
    case 'mail':
      return byMail(settings, way, message);
    case 'web-hook':
      return byWebHook(settings, way, message);
    case 'telegram':
      return byTelegram(settings, way, message);
    case 'sms':
      return byTemplate(settings, way, message);
    default:
      return settings satisfies never;
  }
}

type Of<Kind extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: Kind }>;

function byMail({ from, ...server }: Of<'mail'>, { secret, guard }: Way, { id, to, subject, text }: Outgoing) {
  // The same message tried twice has the same Message-ID: mail programs show it once.
  const messageId = `<${id}@${from.slice(from.indexOf('@') + 1)}>`;
  return sendMail({ ...server, password: secret, guard }, { from, to: [to], subject, text, messageId });
}

async function byWebHook({ url }: Of<'web-hook'>, { secret, guard, now }: Way, { id, body }: Outgoing): Promise<void> {
  const json = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', ...webHookHeaders(id, now, json, secret) };
  requireTaken(await callHttp({ url, method: 'POST', headers, body: json, guard, timeoutMs: TIMEOUT_MS }));
}

async function byTelegram({ url }: Of<'telegram'>, { secret = '', guard }: Way, { to, text }: Outgoing): Promise<void> {
  const body = JSON.stringify({
    ...{ chat_id: to, text: text.slice(0, TELEGRAM_LENGTH) },
    link_preview_options: { is_disabled: true },
  });
  const answer = await callHttp({
    ...{ url: `${url.replace(/\/+$/, '')}/bot${secret}/sendMessage`, method: 'POST', body, guard },
    ...{ headers: { 'content-type': 'application/json' }, timeoutMs: TIMEOUT_MS },
  });
  // 400 «chat not found», 403 «bot was blocked»: about the one chat. 401 and 404 are about the token.
  if (answer.status === 400 || answer.status === 403)
    throw new OutsideError('unknown-recipient', { ofRecipient: true });
  requireTaken(withTelegramPause(answer));
  if (!/"ok"\s*:\s*true/.test(answer.text)) throw new OutsideError('unexpected-answer');
}

/** The Bot API says in the body for how many seconds it wants to be left alone. */
function withTelegramPause(answer: HttpAnswer): HttpAnswer {
  const seconds = Number(/"retry_after"\s*:\s*(\d+)/.exec(answer.text)?.[1]);
  return seconds > 0 ? { ...answer, retryAfterMs: seconds * 1_000 } : answer;
}

async function byTemplate(settings: Of<'sms'>, { secret = '', guard }: Way, message: Outgoing): Promise<void> {
  const filling = { phone: message.to, text: message.text, link: message.link, key: secret };
  const own = settings.headers.map(({ name, value }) => [name.toLowerCase(), fillHeader(value, filling)] as const);
  const hasBody = settings.method !== 'GET' && settings.body !== '';
  const answer = await callHttp({
    ...{ url: fillAddress(settings.url, filling), method: settings.method, guard, timeoutMs: TIMEOUT_MS },
    headers: { ...(hasBody ? { 'content-type': MIME[settings.form] } : {}), ...Object.fromEntries(own) },
    body: hasBody ? fillBody(settings.body, settings.form, filling) : undefined,
  });
  requireTaken(answer);
  // Many of these gateways answer 200 to everything and say in the body that the credit is used up.
  if (settings.expects !== '' && !answer.text.includes(settings.expects)) throw new OutsideError('unexpected-answer');
}
