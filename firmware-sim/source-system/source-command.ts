import type { Logger } from 'pino';
import type { Running } from '../fleet/fleet-command.ts';
import { Received } from './received.ts';
import { SourceClient, type Stream } from './source-client.ts';
import { SourceSystem } from './source-system.ts';

export interface SourceArguments {
  /** Listens for reports here; absent: it only sends. */
  readonly port?: number | undefined;
  readonly file?: string | undefined;
  readonly reportSecret?: string | undefined;
  readonly url?: string | undefined;
  readonly client?: { readonly id: string; readonly secret: string } | undefined;
  readonly send?: 'normal' | 'priority' | 'emergency' | undefined;
  readonly area?: string | undefined;
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  /** A live stream to be passed on; the text stands in for it. */
  readonly stream?: Stream | undefined;
  /** `HH:MM`, today. */
  readonly at?: string | undefined;
}

const EVERY_MS = 10_000;

/** A province's system on this machine: sends a bulletin when asked, and writes down what it is told. */
export async function runSource(options: SourceArguments, log: Logger): Promise<Running> {
  const { url, client, send, port } = options;
  if (send !== undefined && url !== undefined && client !== undefined)
    await sendOne(new SourceClient(url, client), options, log);
  if (port === undefined) return { connected: Promise.resolve(), stop: async () => undefined };
  const received = new Received(options.file);
  const system = new SourceSystem({ received, secret: options.reportSecret });
  log.info({ url: await system.listen(port), file: options.file }, 'a source system takes reports here');
  const telling = setInterval(
    () =>
      log.info(
        { states: received.of('status').length, log: received.of('log').length, again: received.again },
        'taken so far',
      ),
    EVERY_MS,
  );
  return {
    connected: Promise.resolve(),
    stop: async () => {
      clearInterval(telling);
      await system.stop();
    },
  };
}

async function sendOne(client: SourceClient, options: SourceArguments, log: Logger): Promise<void> {
  const {
    send = 'normal',
    area = '',
    title = 'Tin của tỉnh',
    text = 'Đây là bản tin thử của hệ thống nguồn.',
    at,
    stream,
  } = options;
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const when =
    at === undefined ? {} : { NgayBatDau: today, NgayKetThuc: today, LichPhat: { KieuLich: 1, ThoiDiem: [at] } };
  const reference = `SIM-${Date.now()}`;
  const { status, said } = await client.bulletin(send, { reference, title, text, area, when, stream });
  log.info({ status, ...said }, 'the gateway answered');
}
