// pure
/** Lines of the heading: motto, agency, number, place and date (NĐ 30/2020/NĐ-CP, annex I). */
export const HEADING =
  /C[ỘÔ]NG\s+H(ÒA|OÀ)\s+XÃ\s+HỘI|Độc\s+lập\s*[-–—]\s*Tự\s+do|ĐẢNG CỘNG SẢN VIỆT NAM|^(ỦY|UỶ) BAN NHÂN DÂN(?!.*[.,;:]$)|^UBND (XÃ|PHƯỜNG|TỈNH|HUYỆN|THÀNH PHỐ|ĐẶC KHU)|^HỘI ĐỒNG NHÂN DÂN|^BAN CHỈ (ĐẠO|HUY)[^a-z]*$|^Số\s*:?\s*[\d….\s]*[/-]\s*\p{Lu}|^\p{Lu}[\p{L}\s.]{0,40},\s*ngày\s+[\d….\s]*tháng\s+[\d….\s]*năm\s+\d{4}\.?$/u;

/** Kinds of papers that stand in capitals over their subject. */
export const KIND =
  /^(THÔNG BÁO|QUYẾT ĐỊNH|KẾ HOẠCH|CÔNG ĐIỆN( KHẨN)?|GIẤY MỜI|CHỈ THỊ|TỜ TRÌNH|BÁO CÁO|HƯỚNG DẪN|THƯ NGỎ|LỜI KÊU GỌI|NGHỊ QUYẾT|PHƯƠNG ÁN|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH|BẢN TIN|TIN BÃO[^a-z]*|TIN KHẨN[^a-z]*)\s*:?$/;

export const SUBJECT = /^\(?\s*(V\/v|Về việc)\s*:?\s*/iu;
export const TO = /^Kính\s+(gửi|gởi)\s*:?/iu;

/** Where the body is over: recipients, or who signs. */
export const SIGNATURE =
  /^Nơi\s+nhận\s*:?|^(TM|KT|TL|TUQ|Q)\.\s*\p{Lu}|^(CHỦ TỊCH|PHÓ CHỦ TỊCH|TRƯỞNG (BAN|PHÒNG|CÔNG AN)|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|CHÁNH VĂN PHÒNG|BÍ THƯ|NGƯỜI (KÝ|THÔNG BÁO))(\s+[\p{Lu}\s]*)?$/u;

export function isCapitals(line: string): boolean {
  return line === line.toLocaleUpperCase('vi');
}

const NUMBER = /(?:^|\s)Số\s*:?\s*(\d+(?:\/\d{4})?\s*[/-]\s*\p{Lu}[\p{L}\d&/-]*)/u;
const DATE = /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})/iu;

/** `123/QĐ-UBND, 05/04/2026`, or as much of it as is found in the heading. */
export function referenceOf(head: readonly string[]): string | undefined {
  const number = head.map((line) => NUMBER.exec(line)?.[1]).find(Boolean);
  const date = head.map((line) => DATE.exec(line)).find(Boolean);
  const day = date && `${date[1]?.padStart(2, '0')}/${date[2]?.padStart(2, '0')}/${date[3]}`;
  return [number?.replace(/\s+/g, ''), day].filter(Boolean).join(', ') || undefined;
}
