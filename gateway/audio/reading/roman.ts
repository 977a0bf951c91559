// pure
const ROMAN = /^(X{0,3})(IX|IV|V?I{0,3})$/;
const ONES = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];

/** What a Roman number up to 39 counts; undefined when it is none. */
export function romanValue(roman: string): number | undefined {
  const found = ROMAN.exec(roman);
  if (!found || roman === '') return undefined;
  const [, tens = '', ones = ''] = found;
  return tens.length * 10 + ONES.indexOf(ones);
}
