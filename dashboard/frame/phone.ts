import { useMediaQuery } from '@mantine/hooks';

/** The same limit as in the style sheets. */
const PHONE = '(max-width: 48em)';

/** Is the screen a phone's? */
export function usePhone(): boolean {
  return useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
}
