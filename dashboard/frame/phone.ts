import { useMediaQuery } from '@mantine/hooks';

/** The same limit as in the style sheets. */
const PHONE = '(max-width: 48em)';

/** A header's width in which not everything has room. */
const NARROW = '(max-width: 68em)';

/** Is the screen a phone's? */
export function usePhone(): boolean {
  return useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
}

export function useNarrow(): boolean {
  return useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
}
