/** What a verifier can find wrong. Each names the file, and the row or the entry where there is one. */
export const FINDING_CODES = [
  // the bundle
  'not-a-dossier',
  'archive-broken',
  'manifest-missing',
  'manifest-changed',
  'manifest-unsigned',
  'file-missing',
  'file-extra',
  'file-twice',
  'file-changed',
  // the evidence
  'head-unreadable',
  'checkpoint-unsigned',
  'checkpoint-figures',
  'checkpoint-other',
  'tile-unreadable',
  'tile-changed',
  'tile-missing',
  'entry-unreadable',
  'entry-changed',
  'entry-twice',
  'entry-order',
  'entry-missing',
  'entry-extra',
  'entries-count',
  'node-signature',
  // the tables against the evidence
  'columns-missing',
  'row-unreadable',
  'receipt-missing',
  'receipt-differs',
  // the log itself
  'leaf-missing',
  'leaf-order',
  'body-changed',
  'body-missing',
  'leaf-changed',
  'columns-changed',
  'sealed-range',
  'edge-changed',
  'log-shorter',
  'root-other',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding {
  readonly code: FindingCode;
  /** Name of the file; `log` for the database's own record. */
  readonly file: string;
  /** Line of a text file, from 1. */
  readonly row?: number;
  /** Place in the evidence log, from 0. */
  readonly position?: number;
  /** A column or a part, and what it says on either side. */
  readonly field?: string;
  readonly here?: string;
  readonly proved?: string;
  /** Last of several, `position` being the first. */
  readonly to?: number;
}

export type FindingLanguage = 'vi' | 'en';

const VI: Readonly<Record<FindingCode, string>> = {
  'not-a-dossier': 'Tệp không phải hồ sơ LoaXã.',
  'archive-broken': 'Tệp nén bị hỏng ở {file}.',
  'manifest-missing': 'Hồ sơ thiếu {file}.',
  'manifest-changed': '{file} khác với bản đã ký.',
  'manifest-unsigned': 'Chữ ký trên bảng kê hồ sơ không đúng ({here}).',
  'file-missing': 'Thiếu tệp {file}.',
  'file-extra': 'Tệp {file} không có trong bảng kê.',
  'file-twice': 'Tệp {file} có hai lần.',
  'file-changed': 'Tệp {file} bị sửa: mã băm khác bảng kê.',
  'head-unreadable': 'Không đọc được dòng đầu của {file}.',
  'checkpoint-unsigned': 'Chữ ký trên điểm niêm phong không đúng ({here}).',
  'checkpoint-figures': 'Số liệu cạnh điểm niêm phong khác với số đã ký.',
  'checkpoint-other': 'Điểm niêm phong trong {file} khác với điểm trong bảng kê.',
  'tile-unreadable': 'Không đọc được dòng {row} của {file}.',
  'tile-changed': 'Khối bản ghi {position}–{to} bị sửa (dòng {row} của {file}).',
  'tile-missing': 'Thiếu khối bản ghi trước dòng {row} của {file}.',
  'entry-unreadable': 'Dòng {row} của {file} bị sửa, không đọc được.',
  'entry-changed': 'Bản ghi {position} bị sửa (dòng {row} của {file}).',
  'entry-twice': 'Bản ghi {position} có hai lần (dòng {row} của {file}).',
  'entry-order': 'Bản ghi {position} nằm sai thứ tự (dòng {row} của {file}).',
  'entry-missing': 'Bản ghi {position} bị xóa khỏi {file}.',
  'entry-extra': 'Bản ghi {position} bị chèn vào {file} (dòng {row}).',
  'entries-count': '{file} có {here} bản ghi, đáng lẽ có {proved}.',
  'node-signature': 'Chữ ký của cụm loa trên bản ghi {position} không đúng (dòng {row} của {file}).',
  'columns-missing': '{file} thiếu cột {field}.',
  'row-unreadable': 'Không đọc được dòng {row} của {file}.',
  'receipt-missing': 'Dòng {row} của {file} dẫn bản ghi {position}, nhưng bản ghi này không có trong hồ sơ.',
  'receipt-differs': 'Dòng {row} của {file}: {field} là {here}, nhưng bản ghi {position} đã ký là {proved}.',
  'leaf-missing': 'Bản ghi {position} bị xóa khỏi nhật ký.',
  'leaf-order': 'Bản ghi {position} nằm sai thứ tự trong nhật ký.',
  'body-changed': 'Bản ghi {position} bị sửa: nội dung không khớp mã băm.',
  'body-missing': 'Nội dung của bản ghi {position} bị xóa ngoài quy định lưu.',
  'leaf-changed': 'Bản ghi {position} bị sửa: chữ ký của cụm loa không đúng.',
  'columns-changed': 'Bản ghi {position} bị sửa: cột {field} là {here}, nội dung đã ký là {proved}.',
  'sealed-range': 'Các bản ghi {position}–{to} bị sửa: mã băm không dẫn tới điểm niêm phong.',
  'edge-changed': 'Mép cây mã băm đang lưu khác với nhật ký.',
  'log-shorter': 'Nhật ký chỉ còn {here} bản ghi, điểm niêm phong có {proved}.',
  'root-other': 'Nhật ký không khớp điểm niêm phong {position} bản ghi.',
};

const EN: Readonly<Record<FindingCode, string>> = {
  'not-a-dossier': 'This is no file of LoaXã.',
  'archive-broken': 'The archive is damaged at {file}.',
  'manifest-missing': 'The dossier has no {file}.',
  'manifest-changed': '{file} is not what was signed.',
  'manifest-unsigned': 'The signature on the manifest does not hold ({here}).',
  'file-missing': 'The file {file} is missing.',
  'file-extra': 'The file {file} is not in the manifest.',
  'file-twice': 'The file {file} is there twice.',
  'file-changed': 'The file {file} was changed: its hash is not the one in the manifest.',
  'head-unreadable': 'The first line of {file} cannot be read.',
  'checkpoint-unsigned': 'The signature on the checkpoint does not hold ({here}).',
  'checkpoint-figures': 'The figures beside the checkpoint are not those that were signed.',
  'checkpoint-other': 'The checkpoint in {file} is not the one in the manifest.',
  'tile-unreadable': 'Line {row} of {file} cannot be read.',
  'tile-changed': 'The block of entries {position} to {to} was changed (line {row} of {file}).',
  'tile-missing': 'A block of entries is missing before line {row} of {file}.',
  'entry-unreadable': 'Line {row} of {file} was changed and cannot be read.',
  'entry-changed': 'Entry {position} was changed (line {row} of {file}).',
  'entry-twice': 'Entry {position} is there twice (line {row} of {file}).',
  'entry-order': 'Entry {position} stands in the wrong place (line {row} of {file}).',
  'entry-missing': 'Entry {position} was taken out of {file}.',
  'entry-extra': 'Entry {position} was put into {file} (line {row}).',
  'entries-count': '{file} has {here} entries and should have {proved}.',
  'node-signature': "The node's signature on entry {position} does not hold (line {row} of {file}).",
  'columns-missing': '{file} has no column {field}.',
  'row-unreadable': 'Line {row} of {file} cannot be read.',
  'receipt-missing': 'Line {row} of {file} cites entry {position}, which is not in the dossier.',
  'receipt-differs': 'Line {row} of {file}: {field} is {here}, but the signed entry {position} says {proved}.',
  'leaf-missing': 'Entry {position} was taken out of the log.',
  'leaf-order': 'Entry {position} stands in the wrong place in the log.',
  'body-changed': 'Entry {position} was changed: the message does not have its hash.',
  'body-missing': 'The message of entry {position} was taken away outside the rule of retention.',
  'leaf-changed': "Entry {position} was changed: the node's signature does not hold.",
  'columns-changed': 'Entry {position} was changed: the column {field} is {here}, the signed message says {proved}.',
  'sealed-range': 'Entries {position} to {to} were changed: their hashes do not lead to the checkpoint.',
  'edge-changed': 'The stored edge of the tree is not that of the log.',
  'log-shorter': 'The log has only {here} entries, the checkpoint has {proved}.',
  'root-other': 'The log does not lead to the checkpoint of {position} entries.',
};

/** Why a signature is not believed, in words. */
export const NOTE_FAULT_WORDS: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  'no-signatures': ['tệp không có chữ ký nào', 'there is no signature in it'],
  'not-a-checkpoint': ['không đọc được nội dung đã ký', 'what was signed cannot be read'],
  'other-key': ['không phải do khóa này ký', 'it is not signed by this key'],
  'signature-wrong': ['chữ ký không khớp nội dung', 'the signature does not belong to this text'],
  'no-key': ['trong tệp không có khóa công khai', 'there is no public key in the file'],
  'no-note': ['thiếu tệp chữ ký manifest.note', 'the file manifest.note is missing'],
};

/** The finding as a sentence. Entries are counted from 0, as everywhere in the evidence. */
export function findingSentence(finding: Finding, language: FindingLanguage): string {
  const group = language === 'vi' ? '.' : ',';
  const number = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, group);
  return (language === 'vi' ? VI : EN)[finding.code].replace(/\{(\w+)\}/g, (_all, name: keyof Finding) => {
    const value = finding[name];
    if (value === undefined) return '–';
    if (typeof value === 'number') return number(value);
    return NOTE_FAULT_WORDS[value]?.[language === 'vi' ? 0 : 1] ?? value;
  });
}
