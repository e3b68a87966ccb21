/**
 * Turns source maps off for a process that only synthesises; to be imported first.
 * Node.js reads and indexes the source map of each module otherwise: a tenth of a synth.
 */
process.setSourceMapsEnabled(false);
