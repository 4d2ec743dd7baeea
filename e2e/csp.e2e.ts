/** The page's policy: strict as it is sent, never broken by the program itself, and stronger than what an attacker writes. */
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { EXECUTED } from './fixtures/incidents.ts';
import { AppWindow } from './pages/app-window.ts';

describe.skipIf(!hasBrowser)('the policy of the page', () => {
  const bench = useBench({ sample: true });

  it('allows scripts and styles of the program alone, and connections to the workstation alone', async () => {
    const answer = await bench.page.request.get(new URL('/', bench.page.url()).href);
    const policy = answer.headers()['content-security-policy'] ?? '';
    const rules = new Map(
      policy.split(';').map((rule) => {
        const [name = '', ...values] = rule.trim().split(/\s+/u);
        return [name, values];
      }),
    );
    plainExpect(rules.get('default-src')).toEqual(["'none'"]);
    plainExpect(rules.get('base-uri')).toEqual(["'none'"]);
    plainExpect(rules.get('frame-ancestors')).toEqual(["'none'"]);
    plainExpect(rules.get('connect-src')).toEqual(["'self'"]);
    plainExpect(policy).not.toMatch(/unsafe-(?:inline|eval|hashes)|https?:|\*/u);
    plainExpect(answer.headers()).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('is not broken by going through every view', async () => {
    const app = new AppWindow(bench.page);
    for (const view of ['Sources', 'Verification', 'Custody', 'Operators', 'Settings', 'Start', 'Workspace'] as const) {
      await app.go(view);
    }
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
  });

  it('keeps a script from running that somebody managed to write into the page', async () => {
    bench.incidents.expect(/script-src|trusted|Content Security Policy|This document requires/u);
    const outcome = await bench.page.evaluate(async (executed) => {
      const tries: string[] = [];
      const attempt = (what: string, act: () => void): void => {
        try {
          act();
        } catch (error) {
          tries.push(`${what}: ${(error as Error).name}`);
        }
      };
      // Later, as the page's own code: what a driver evaluates may make code from text, whatever the policy says.
      await new Promise((resolve) => setTimeout(resolve));
      attempt('markup', () => {
        document.body.insertAdjacentHTML('beforeend', `<img src="data:image/png,x" onerror="${executed} = 'handler'">`);
      });
      attempt('script', () => {
        const script = document.createElement('script');
        script.append(`${executed} = 'script'`);
        document.body.append(script);
      });
      attempt('eval', () => {
        // oxlint-disable-next-line no-eval, no-new-func -- it must fail
        new Function(`${executed} = 'eval'`)();
      });
      return tries;
    }, EXECUTED);
    plainExpect(outcome.some((each) => each.startsWith('eval'))).toBe(true);
    await bench.page.waitForFunction(() => document.readyState === 'complete');
    plainExpect(bench.incidents.seen.filter((each) => each.startsWith('executed'))).toEqual([]);
  });
});
