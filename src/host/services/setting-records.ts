/** Every `setting` record of a case, in log order: saved views, settings of the case. */
import type { LogRecord } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';

const PAGE = 1000;

export async function* settingRecords({ session }: OpenCase): AsyncGenerator<LogRecord> {
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ afterSeq, kinds: ['setting'], limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterSeq = last.seq;
  }
}
