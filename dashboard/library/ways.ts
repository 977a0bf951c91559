// pure
/** How a bulletin gets its sound, with the word in the address. */
export const WAYS = {
  record: 'ghi-am',
  upload: 'tai-tep',
  speech: 'doc',
  letter: 'cong-van',
  relay: 'tiep-am',
} as const;
export type Way = keyof typeof WAYS;
export const WAY_LIST: readonly Way[] = ['record', 'upload', 'speech', 'letter', 'relay'];

export function wayOf(word: string | null): Way | undefined {
  return WAY_LIST.find((way) => WAYS[way] === word);
}

/** Which bulletins are listed, with the word in the address. */
export const TABS = {
  all: '',
  draft: 'nhap',
  pending: 'cho-duyet',
  returned: 'tra-lai',
  approved: 'da-duyet',
  expired: 'het-han',
  inbox: 'tinh-gui',
} as const;
export type Tab = keyof typeof TABS;
export const TAB_LIST: readonly Tab[] = ['all', 'draft', 'pending', 'returned', 'approved', 'expired', 'inbox'];

export function tabOf(word: string | null): Tab {
  return TAB_LIST.find((tab) => TABS[tab] === (word ?? '')) ?? 'all';
}
