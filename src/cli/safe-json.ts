/**
 * JSON that is safe to look at in a terminal and the same to every parser: what `escape-text.ts` hides is written as
 * `\uXXXX`, which JSON allows in any string and which appears nowhere else in a document.
 *
 * Pure.
 */

const HIDDEN = /[\u007f\p{Cf}\p{Zl}\p{Zp}\u0080-\u009f\u115f\u1160\u2800\u3164\uffa0]/gu;

export function toSafeJson(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, (character) => {
    let escaped = '';
    for (let index = 0; index < character.length; index += 1) {
      escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}
