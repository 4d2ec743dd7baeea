/**
 * A secret typed or pasted at a terminal, not shown, not even as stars.
 *
 * Input ends at the first line break; what a paste brings after it is dropped. Ctrl-U empties the line, Backspace takes
 * the last character, Ctrl-C gives up, Ctrl-D ends the line like Enter.
 */
import type { ReadStream } from 'node:tty';
import { AppError } from '../shared/errors.ts';

/** What the keys typed so far amount to. Pure, so that it can be tested without a terminal. */
export interface SecretLine {
  text: string;
  state: 'open' | 'done' | 'cancelled';
}

/** What a terminal puts around pasted text. */
const PASTE_MARKS = ['\u001b[200~', '\u001b[201~'];

export function addKeys(line: SecretLine, keys: string): SecretLine {
  let { text } = line;
  const typed = PASTE_MARKS.reduce((rest, mark) => rest.replaceAll(mark, ''), keys);
  for (const key of typed) {
    if (key === '\r' || key === '\n' || key === '\u0004') return { text, state: 'done' };
    if (key === '\u0003') return { text: '', state: 'cancelled' };
    if (key === '\u0015') text = '';
    else if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
    else text += key;
  }
  return { text, state: 'open' };
}

export async function readSecret(question: string, input: ReadStream, output: NodeJS.WriteStream): Promise<string> {
  output.write(question);
  const wasRaw = input.isRaw;
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let line: SecretLine = { text: '', state: 'open' };
      const stop = (): void => {
        input.off('data', onData);
        input.off('end', onEnd);
      };
      const onData = (keys: string | Buffer): void => {
        line = addKeys(line, String(keys));
        if (line.state === 'open') return;
        stop();
        if (line.state === 'done') resolve(line.text);
        else reject(new AppError('CANCELLED', 'Stopped on request'));
      };
      const onEnd = (): void => {
        stop();
        reject(new AppError('PASSPHRASE_MISSING', 'The terminal was closed before a passphrase was given'));
      };
      input.on('data', onData);
      input.on('end', onEnd);
    });
  } finally {
    input.setRawMode(wasRaw);
    input.pause();
    output.write('\n');
  }
}
