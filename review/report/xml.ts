import { visible } from './visible';

/** Text within XML 1.0, which has no way to write most control characters. */
export function xml(text: string): string {
  return visible(text).replace(/[&<>"'\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
