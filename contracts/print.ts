/** Prints `contracts.json`: `node --import tsx contracts/print.ts > contracts.json`. */
import { renderContracts } from './render';

process.stdout.write(`${JSON.stringify(renderContracts(), null, 2)}\n`);
