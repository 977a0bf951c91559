import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

const GATEWAY = 'http://127.0.0.1:8080';

/** Chrome 109 is the last one on Windows 7 and 8.1, which commune offices still run. */
const OLDEST_BROWSER = 'chrome109';

/**
 * `standalone/xac-minh.html`: the page that a dossier carries along to verify itself, everything in one file. Its policy lets nothing
 * run but this very script, and nothing at all be fetched or sent.
 */
function standalonePage(): Plugin {
  const folder = new URL('dashboard/standalone/', import.meta.url);
  return {
    name: 'standalone-page',
    apply: 'build',
    async generateBundle() {
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        root: fileURLToPath(folder),
        build: {
          write: false,
          target: OLDEST_BROWSER,
          lib: { entry: fileURLToPath(new URL('standalone.ts', folder)), formats: ['iife'], name: 'LoaXa' },
        },
      });
      const [output] = [built].flat();
      const chunk = output && 'output' in output ? output.output[0] : undefined;
      if (chunk?.type !== 'chunk') throw new Error('the standalone page was not built');
      const program = chunk.code.replaceAll('</script', '<\\/script').trim();
      const hash = createHash('sha256').update(program).digest('base64');
      const policy = `default-src 'none'; script-src 'sha256-${hash}'; worker-src blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
      const source = readFileSync(new URL('standalone.html', folder), 'utf8')
        .replace('<!--policy-->', () => `<meta http-equiv="content-security-policy" content="${policy}" />`)
        .replace('<!--program-->', () => `<script id="program">${program}</script>`);
      this.emitFile({ type: 'asset', fileName: 'standalone/xac-minh.html', source });
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('dashboard', import.meta.url)),
  base: '/',
  plugins: [react(), standalonePage()],
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
            // The microphone comes with the pages that record or speak.
            {
              name: 'microphone',
              priority: 3,
              test: /dashboard\/(components\/(microphone|voice-level)|data\/kept-recording)/,
            },
            // A time of day, a table of hamlets or clusters, loudness: what few pages show comes with them.
            {
              name: 'shared',
              priority: 2,
              test: /dashboard\/(components\/(?!(TimeField|HamletTable|NodeTable|Loudness)\.)|(data|format|frame)\/)/,
              minShareCount: 2,
            },
            // What starts the page stays together, or the next group would take what it needs of it along.
            { name: 'start', priority: 1, test: /dashboard\/main\.tsx/ },
            // The appraiser's home with what the other pages of verdicts share: one file, which no other home carries.
            { name: 'verdict', test: /dashboard\/pages\/Appraisal/ },
            // What works without a network, for the homes of inspectors and technicians; then the technician's home, one file each.
            {
              name: 'field',
              priority: 1,
              test: /dashboard\/field\/(kept|outbox|KeptAnswer|use-kept|Choice)/,
            },
            { name: 'repairs', test: /dashboard\/pages\/Repairs/ },
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
