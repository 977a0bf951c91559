import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { type FindingLanguage, findingSentence, NOTE_FAULT_WORDS } from '../../protocol/finding.ts';
import { fingerprintOf } from '../../protocol/key-list.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { proving } from './proving.ts';

const MAX_SHOWN = 20;

/** The two answers, line by line: was anything changed, and who signed. */
export function answerLines(answer: DossierAnswer, language: FindingLanguage): string[] {
  const words = language === 'vi' ? VI : EN;
  const { changed, counts, manifest } = answer;
  const lines = manifest ? [words.dossier(manifest.number, manifest.area.name, manifest.from, manifest.to)] : [];
  lines.push(words.changed, changed.whole ? `  ✓ ${words.whole}` : `  ✕ ${words.notWhole(changed.count)}`);
  const others = changed.findings.filter((finding) => finding !== changed.first);
  for (const finding of [...(changed.first ? [changed.first] : []), ...others].slice(0, MAX_SHOWN))
    lines.push(`    ${findingSentence(finding, language)}`);
  if (changed.count > MAX_SHOWN) lines.push(`    … ${words.more(changed.count - MAX_SHOWN)}`);
  lines.push(`    ${words.counted(counts.entries, counts.signed, counts.files)}`);
  if (counts.unsigned > 0) lines.push(`    ${words.unsigned(counts.unsigned)}`);
  if (counts.purged > 0) lines.push(`    ${words.purged(counts.purged)}`);
  return [...lines, ...signedLines(answer, language)];
}

function signedLines({ signed }: DossierAnswer, language: FindingLanguage): string[] {
  const words = language === 'vi' ? VI : EN;
  const { fault, publicKey, at, checkpointSize, origin = '–' } = signed;
  const lines = [words.who];
  if (signed.holds) lines.push(`  ✓ ${origin}${at === undefined ? '' : `, ${dayOf(at)} ${timeOf(at)}`}`);
  else lines.push(`  ✕ ${NOTE_FAULT_WORDS[fault ?? 'no-key']?.[language === 'vi' ? 0 : 1]}`);
  if (publicKey !== undefined) {
    lines.push(`    ${words.fingerprint} ${fingerprintOrNone(publicKey)}`);
    if (!signed.keyGiven) lines.push(`    ${words.compare}`, `    ${publicKey}`);
  }
  if (checkpointSize !== undefined) lines.push(`    ${words.sealed(checkpointSize)}`);
  return lines;
}

function fingerprintOrNone(publicKey: string): string {
  try {
    return fingerprintOf(publicKey, proving.sha256);
  } catch {
    return '–';
  }
}

const VI = {
  dossier: (number: string, area: string, from: string, to: string) => `Hồ sơ ${number}, ${area}, ${from} – ${to}`,
  changed: 'Dữ liệu có bị sửa không?',
  whole: 'Không.',
  notWhole: (count: number) => `Có, ${count} chỗ:`,
  more: (count: number) => `và ${count} chỗ nữa`,
  counted: (entries: number, signed: number, files: number) =>
    `Đã kiểm ${entries} bản ghi, ${signed} chữ ký của cụm loa, ${files} tệp.`,
  unsigned: (count: number) => `${count} bản ghi không kèm khóa của cụm loa: chỉ kiểm được vị trí trong nhật ký.`,
  purged: (count: number) => `${count} bản ghi đã hết hạn lưu: chỉ còn mã băm, vị trí trong nhật ký vẫn đúng.`,
  who: 'Ai ký?',
  fingerprint: 'Dấu vân tay khóa:',
  compare: 'Khóa lấy từ chính tệp này: hãy so với khóa đã công bố, rồi chạy lại với --key.',
  sealed: (size: number) => `Dựa trên điểm niêm phong ${size} bản ghi.`,
};
const EN: typeof VI = {
  dossier: (number, area, from, to) => `Dossier ${number}, ${area}, ${from} to ${to}`,
  changed: 'Was anything changed?',
  whole: 'No.',
  notWhole: (count) => `Yes, in ${count} place(s):`,
  more: (count) => `and ${count} more`,
  counted: (entries, signed, files) => `Checked ${entries} entries, ${signed} signatures of nodes, ${files} files.`,
  unsigned: (count) => `${count} entries come without their node's key: only their place in the log is proved.`,
  purged: (count) => `${count} entries were purged after their time: only their hash is left, their place still holds.`,
  who: 'Who signed?',
  fingerprint: 'Fingerprint of the key:',
  compare: 'The key was taken from this file: compare it with the published one, then run again with --key.',
  sealed: (size) => `Rests on the checkpoint of ${size} entries.`,
};
