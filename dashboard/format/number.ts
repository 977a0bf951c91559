/** Languages of the screens. Evidence and place names stay Vietnamese in both. */
export type Language = 'vi' | 'en';

const SEPARATORS: Record<Language, { group: string; decimal: string }> = {
  vi: { group: '.', decimal: ',' },
  en: { group: ',', decimal: '.' },
};

/** 1234.5 → «1.234,5»; never a compact form. `decimals` are cut to at most that many. */
export function numberText(value: number, language: Language, decimals = 0): string {
  const { group, decimal } = SEPARATORS[language];
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group);
  const sign = value < 0 ? '−' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}${decimal}${fraction}`;
}

/** A share (0 to 1) with one decimal, without its sign: 0.887 → «88,7». Never rounded up to 100. */
export function shareText(share: number, language: Language): string {
  const rounded = Math.round(share * 1000) / 10;
  return numberText(share < 1 && rounded >= 100 ? 99.9 : rounded, language, 1);
}

export function percentText(share: number, language: Language): string {
  return `${shareText(share, language)}%`;
}
