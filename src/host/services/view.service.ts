/** Saved views, kept as `setting` records: the newest act on a name says whether there is such a view and what it is. */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { Handlers } from '../router.ts';
import type { LogRecord } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';
import { settingRecords } from './setting-records.ts';

interface SavedView {
  name: string;
  state: JsonObject;
  recordSeq: number;
  at: string;
  operatorId: string;
}

export function viewHandlers(): Handlers<'view.save' | 'view.remove' | 'view.list'> {
  return {
    'view.save': async ({ name, state }, { openCase }) => ({
      recordSeq: await openCase.session.record('setting', { act: 'view-saved', name, state }),
    }),
    'view.remove': async ({ name }, { openCase }) => {
      if (!(await savedViews(openCase)).some((view) => view.name === name)) {
        throw new AppError('RECORD_NOT_FOUND', `There is no view called ${JSON.stringify(name)}`);
      }
      return { recordSeq: await openCase.session.record('setting', { act: 'view-removed', name }) };
    },
    'view.list': async (_, { openCase }) => savedViews(openCase),
  };
}

async function savedViews(openCase: OpenCase): Promise<SavedView[]> {
  const views = new Map<string, SavedView>();
  for await (const record of settingRecords(openCase)) replay(views, record);
  return [...views.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function replay(views: Map<string, SavedView>, { seq, at, body }: LogRecord): void {
  const { act, name, state, operatorId } = body;
  if (typeof name !== 'string') return;
  if (act === 'view-removed') views.delete(name);
  if (act !== 'view-saved' || typeof state !== 'object' || state === null || Array.isArray(state)) return;
  views.set(name, { name, state, recordSeq: seq, at, operatorId: typeof operatorId === 'string' ? operatorId : '' });
}
