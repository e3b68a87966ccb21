/** The page's script: its modules and the chart library in one, made when the page is first served. */
import { join } from 'node:path';

import { build } from 'esbuild';

let bundled: Promise<string> | undefined;

/** The script, from memory after the first time. */
export function bundledPage(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'page', 'app.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
