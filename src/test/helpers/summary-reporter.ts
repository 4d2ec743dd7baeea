/**
 * The last line of a test run: `N passed, N failed, N skipped`, plain, for whoever reads only that.
 *
 * Printed as the process ends, after every other reporter. A test file that could not even be loaded counts as one failed.
 * Before it stand the tests that passed only at another try: each of them hides a fault, of the product or of the test.
 */
import process from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const retried: string[] = [];
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never got its turn has proven nothing.
        if (state === 'pending') count.failed += 1;
        else count[state] += 1;
        if (test.diagnostic()?.flaky === true) retried.push(test.fullName);
      }
    }
    const { passed, failed, skipped } = count;
    const named = retried.map((name) => `passed only at another try: ${name}\n`).join('');
    process.once('exit', () =>
      process.stdout.write(`\n${named}${passed} passed, ${failed} failed, ${skipped} skipped\n`),
    );
  }
}
