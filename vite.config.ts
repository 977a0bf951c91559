import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const GATEWAY = 'http://127.0.0.1:8080';

/** Chrome 109 is the last one on Windows 7 and 8.1, which commune offices still run. */
const OLDEST_BROWSER = 'chrome109';

export default defineConfig({
  root: fileURLToPath(new URL('dashboard', import.meta.url)),
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: OLDEST_BROWSER,
    cssTarget: OLDEST_BROWSER,
    // A commune's line is slow to answer: one style sheet and few scripts beat many small ones.
    cssCodeSplit: false,
    // The oldest browser preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The drawer of QR codes, the field for numbers and the grid of hours come only with the few pages that show one.
            {
              name: 'libraries',
              priority: 3,
              test: /node_modules\/(?!qr\/|react-number-format\/|@mantine\/core\/esm\/components\/NumberInput\/|@fullcalendar\/|@full-ui\/|temporal-|@noble\/)/,
            },
            { name: 'shared', priority: 2, test: /dashboard\/(components|data|format|frame)\//, minShareCount: 2 },
            // What starts the page stays together, or the next group would take what it needs of it along.
            { name: 'start', priority: 1, test: /dashboard\/main\.tsx/ },
            // The appraiser's home with what the other pages of verdicts share: one file, which no other home carries.
            { name: 'verdict', test: /dashboard\/pages\/Appraisal/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: GATEWAY, ws: true },
      '/audio': { target: GATEWAY },
    },
  },
});
