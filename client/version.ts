import { version } from '../package.json';

/** The version of the project, from package.json. */
export const VERSION: string = version;

/** Identifies the command line to a server. */
export const USER_AGENT = `lakehouse-cli/${VERSION}`;
