/**
 * Settings of a case, kept as `setting` records: the newest that names a setting says what it is.
 *
 * Errors: CONTRACT_BAD_INPUT where there is no such zone.
 * Trust: a record's body is what whoever holds the key wrote; what does not fit is passed over.
 */
import { isTimeZone } from '../../engines/event/zone.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { DEFAULT_QUICK_TAGS } from '../../shared/quick-tags.ts';
import type { Handlers } from '../router.ts';
import type { LogRecord } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';
import { settingRecords } from './setting-records.ts';

type CaseSettings = OutputOf<'case.settings'>;
const ACT = 'case-settings-changed';

export function caseSettingsHandlers(): Handlers<'case.settings' | 'case.changeSettings'> {
  return {
    'case.settings': async (_, { openCase }) => settingsOf(openCase),
    'case.changeSettings': async ({ timeZone, quickTags }, { openCase }) => {
      if (typeof timeZone === 'string' && !isTimeZone(timeZone)) {
        throw new AppError('CONTRACT_BAD_INPUT', `There is no time zone ${JSON.stringify(timeZone)}`);
      }
      const recordSeq = await openCase.session.record('setting', {
        act: ACT,
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(quickTags === undefined ? {} : { quickTags }),
      });
      return { ...(await settingsOf(openCase)), recordSeq };
    },
  };
}

async function settingsOf(openCase: OpenCase): Promise<CaseSettings> {
  const settings: CaseSettings = { timeZone: null, quickTags: [...DEFAULT_QUICK_TAGS] };
  for await (const record of settingRecords(openCase)) replay(settings, record);
  return settings;
}

function replay(settings: CaseSettings, { body: { act, timeZone, quickTags } }: LogRecord): void {
  if (act !== ACT) return;
  if (timeZone === null || (typeof timeZone === 'string' && isTimeZone(timeZone))) settings.timeZone = timeZone;
  if (!Array.isArray(quickTags) || quickTags.length !== DEFAULT_QUICK_TAGS.length) return;
  const tags = quickTags.filter((tag) => typeof tag === 'string');
  if (tags.length === quickTags.length) settings.quickTags = tags;
}
