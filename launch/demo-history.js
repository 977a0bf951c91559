import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clearHalfADemo, noteDemoState } from './data-folder.js';
import { run } from './program.js';
import { ROOT } from './root.js';
import { LaunchError, say } from './say.js';

/**
 * Fills an empty demo folder with its 90 days of history; one that was interrupted begins anew.
 * @param {{ folder: string, content: import('./data-folder.js').FolderContent, env: NodeJS.ProcessEnv }} demo
 */
export async function makeDemoHistory({ folder, content, env }) {
  if (content === 'demo') return;
  const generator = join(ROOT, 'dist/launch/demo/generate.js');
  if (!existsSync(generator)) throw new LaunchError('This checkout has no demo: launch/demo/generate.ts is missing.');
  if (content === 'half a demo') {
    say('The making of the demo was interrupted last time; it begins anew.');
    clearHalfADemo(folder);
  }
  say('Making the demo: a district with 90 days of history. This takes a minute or two, once.');
  noteDemoState(folder, 'generating');
  const code = await run(process.execPath, ['--enable-source-maps', generator], { env, channel: true });
  if (code !== 0)
    throw new LaunchError(`The demo was not finished (code ${code}). The next start with --demo makes it anew.`);
  noteDemoState(folder, 'ready');
}
