#!/usr/bin/env node
// The launcher: checks the version of Node.js before anything newer than it is loaded, then runs the TypeScript as it is.
const least = 20;
const [major] = process.versions.node.split('.').map(Number);
if (major < least) {
  console.error(`error: Node.js ${least} or later is needed, got ${process.versions.node}`);
  process.exit(1);
}
const { register } = await import('tsx/cjs/api');
register();
const { createRequire } = await import('node:module');
createRequire(import.meta.url)('../main.ts').main(process.argv);
