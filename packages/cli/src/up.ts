/** `postern up`: the server in the foreground, or left behind in the background. Loads the server only to start it. */

import type { Command } from 'commander';
import { addUpOptions, type UpOptions } from './up-options.ts';

export function define(command: Command): void {
  addUpOptions(command).action(async (options: UpOptions) => {
    if (options.detach) {
      const { startDetached } = await import('./detach.ts');
      await startDetached(options, process.argv.slice(2));
    } else {
      const { serve } = await import('./serve.ts');
      await serve(options);
    }
  });
}
