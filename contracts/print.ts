/**
 * Prints `contracts.json`: `node --import tsx contracts/print.ts > contracts.json`.
 * Render options are an argument, as JSON: `'{"feeds": {"deals": {"format": "csv"}}}'`.
 */
import { renderContracts, type RenderOptions } from './render';

const options = JSON.parse(process.argv[2] ?? '{}') as RenderOptions;
process.stdout.write(`${JSON.stringify(renderContracts(options), null, 2)}\n`);
