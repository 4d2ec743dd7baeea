import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memoryCase, memoryEngine, MEMORY_PASSPHRASE } from '../../test/helpers/memory-case.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { createHost } from '../create-host.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('changes nobody’s trust where it can not be recorded', async () => {
  const host = createHost({
    cases: memoryEngine(memoryCase({ readOnlyReason: 'the medium' })),
    checkOutput: true,
    workstation: { shell: 'cli', dataDir: folder.path, witnessDir: folder.path },
  });
  const opened = await host.call('case.open', { dir: '/case', passphrase: MEMORY_PASSPHRASE });
  const { handle } = (opened as { value: { handle: string } }).value;
  const block = { handle, kind: 'bitcoin-block', value: `5:${'ab'.repeat(32)}` };
  const trusted = await host.call('mark.trust', block);
  const distrusted = await host.call('mark.distrust', { handle, kind: 'bitcoin-block', id: '5' });
  expect([trusted, distrusted]).toMatchObject([
    { error: { code: 'CASE_READ_ONLY' } },
    { error: { code: 'CASE_READ_ONLY' } },
  ]);
  expect(existsSync(join(folder.path, 'trust.json'))).toBe(false);
  await host.close();
});
