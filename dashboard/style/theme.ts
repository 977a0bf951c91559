import { createTheme } from '@mantine/core';

/** Contrast of text on its background is at least 4.5:1 everywhere; Mantine's own shades do not reach it (UX §1). */
export const theme = createTheme({
  primaryColor: 'loa',
  primaryShade: 7,
  colors: {
    loa: ['#E4F0FB', '#C9E0F6', '#A3CAEE', '#78B0E4', '#4F96D8', '#2F7FC9', '#186BBB', '#0B5CAD', '#094C90', '#073C72'],
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '1rem', sm: '1rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' }, h2: { fontSize: '1.1875rem', lineHeight: '1.35' } },
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
});
