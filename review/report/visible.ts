/**
 * Characters that have no glyph, end a line, or change the order in which the text around them is
 * shown: control and format characters with bidirectional controls and tags, unassigned and private
 * ones, lone surrogates, and fillers that look like a space.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu;

/** A text with the code of each character that cannot be seen; line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${character.codePointAt(0)!.toString(16).padStart(4, '0')}}`,
  );
}

/** JSON with the characters that cannot be seen as escapes: a viewer of the file shows what is in it. */
export function visibleJson(value: unknown, indent?: number): string {
  const escaped = (character: string): string =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()]
          .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
          .join('');
  return JSON.stringify(value, null, indent).replace(INVISIBLE, escaped);
}
