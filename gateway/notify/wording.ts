// pure
import { detailText, FAULT_WORDS } from '../../protocol/fault-words.ts';
import type { FaultKind, Severity } from '../../protocol/faults.ts';
import type { MessageStep } from '../../protocol/notify.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import type { Notice } from '../notices.ts';
import { fitSms } from './plain-text.ts';

/** A message in its two lengths. */
export interface Words {
  readonly subject: string;
  readonly text: string;
  /** One SMS without diacritics. */
  readonly sms: string;
}

export interface About {
  readonly notice: Notice;
  /** «thôn Đông, xã An Hòa»; absent for the installation itself. */
  readonly place?: string | undefined;
  readonly link: string;
}

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'nghiêm trọng',
  major: 'đáng kể',
  minor: 'nhỏ',
  info: 'để biết',
};
const NAMES_SHOWN = 5;

/** What is told of one incident: place, what, since, how many, next step, link. */
export function wordsOf(step: MessageStep, { notice, place, link }: About, now: number): Words {
  const { vi, stepVi } = FAULT_WORDS[notice.cause];
  const where = whereOf(notice, place);
  const heads: Record<MessageStep, string> = {
    ...{ opened: vi, grew: `Lan rộng: ${vi}`, over: `Đã hết: ${vi}`, reminder: `Nhắc lại: ${vi}` },
    ...{ assigned: vi, digest: vi, test: vi },
  };
  const head = heads[step];
  const many = manyOf(notice);
  const isOver = step === 'over';
  const until = notice.until ?? now;
  const lines = [
    isOver ? head : `${head} (${SEVERITY[notice.severity]})`,
    `Ở đâu: ${where}`,
    isOver
      ? `Từ ${momentText(notice.since)} đến ${momentText(until)} (${lengthText(until - notice.since)})`
      : `Từ: ${momentText(notice.since)}`,
    ...(many === '' ? [] : [`Ảnh hưởng: ${many}${namesOf(notice)}`]),
    ...(isOver || notice.detail === undefined ? [] : [`Chi tiết: ${detailText(notice.detail, 'vi')}`]),
    ...(isOver ? [] : [`Việc cần làm: ${stepVi}`]),
    ...(link === '' ? [] : [`Xem: ${link}`]),
  ];
  const moment = isOver ? `den ${shortMoment(until)}.` : `tu ${shortMoment(notice.since)}.`;
  const sms = fitSms(
    [`${head}: ${where}`, moment, ...(many === '' ? [] : [`${many}.`]), ...(isOver ? [] : [stepVi])],
    link,
  );
  return { subject: `[LoaXã] ${head}: ${where}`, text: lines.join('\n'), sms };
}

export interface DigestLine extends About {
  readonly isOver: boolean;
}

/** Many at once, or a night's: how many new, where, and the worst of them by name. */
export function digestWords(items: readonly DigestLine[], communes: number, link: string): Words {
  const open = items.filter(({ isOver }) => !isOver);
  const over = items.length - open.length;
  const news = `${open.length} sự cố ${open.length > 0 ? 'mới ' : ''}${communes > 0 ? `ở ${communes} xã` : ''}`.trim();
  const head = open.length === 0 ? `${over} sự cố đã hết` : over === 0 ? news : `${news}, ${over} đã hết`;
  const shown = [...open, ...items.filter(({ isOver }) => isOver)].slice(0, 10);
  const line = ({ notice, place, isOver }: DigestLine) =>
    `- ${FAULT_WORDS[notice.cause].vi}: ${whereOf(notice, place)}, từ ${shortMoment(notice.since)}${isOver ? ', đã hết' : ''}`;
  const rest = items.length - shown.length;
  const lines = [
    head,
    ...shown.map(line),
    ...(rest > 0 ? [`và ${rest} sự cố khác`] : []),
    ...(link === '' ? [] : [`Xem: ${link}`]),
  ];
  const worst = shown
    .slice(0, 3)
    .map(({ notice, place }) => `${FAULT_WORDS[notice.cause].vi} ${whereOf(notice, place)};`);
  return { subject: `[LoaXã] ${head}`, text: lines.join('\n'), sms: fitSms([`LoaXa: ${head}.`, ...worst], link) };
}

/** A case that was given to somebody. */
export interface Assignment {
  readonly number: string;
  readonly cause: FaultKind;
  readonly place: string;
  readonly byName: string;
  readonly note: string;
  readonly link: string;
}

export function assignmentWords({ number, cause, place, byName, note, link }: Assignment): Words {
  const { vi, stepVi } = FAULT_WORDS[cause];
  const head = `Giao việc ${number}: ${vi}`;
  const lines = [
    head,
    `Ở đâu: ${place}`,
    `Người giao: ${byName}`,
    ...(note === '' ? [] : [`Ghi chú: ${note}`]),
    `Việc cần làm: ${stepVi}`,
    ...(link === '' ? [] : [`Xem: ${link}`]),
  ];
  return {
    subject: `[LoaXã] ${head}, ${place}`,
    text: lines.join('\n'),
    sms: fitSms([`${head}, ${place}.`, `${byName} giao.`, ...(note === '' ? [] : [note])], link),
  };
}

export function testWords(channel: string, now: number): Words {
  const text = `Tin thử từ LoaXã, kênh «${channel}», lúc ${momentText(now)}. Không cần làm gì.`;
  return { subject: '[LoaXã] Tin thử', text, sms: fitSms([text], '') };
}

function whereOf({ name, kind }: Notice, place: string | undefined): string {
  if (place === undefined) return kind === 'system' ? 'máy chủ LoaXã' : name;
  return name === '' || place.includes(name) ? place : `${name}, ${place}`;
}

function manyOf({ nodes, hamlets }: Notice): string {
  if (nodes <= 1) return '';
  return `${nodes} cụm loa${hamlets.length > 1 ? `, ${hamlets.length} thôn` : ''}`;
}

function namesOf({ codes, nodes }: Notice): string {
  if (codes.length === 0) return '';
  const rest = nodes - Math.min(codes.length, NAMES_SHOWN);
  return ` (${codes.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` và ${rest} cụm khác` : ''})`;
}

/** «05:30, 23/11/2026». */
function momentText(at: number): string {
  const [year, month, day] = dayOf(at).split('-');
  return `${timeOf(at)}, ${day}/${month}/${year}`;
}

function shortMoment(at: number): string {
  const [, month, day] = dayOf(at).split('-');
  return `${timeOf(at)} ${day}/${month}`;
}

function lengthText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} phút`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} giờ ${minutes % 60} phút` : `${Math.floor(hours / 24)} ngày`;
}
