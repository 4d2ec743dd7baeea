/**
 * Our processes reach nothing but this machine: a whole journey where there is no network, every call that could send
 * something written down by strace.
 *
 * The browser is left out: what its page may reach is what its policy says, see csp.e2e.ts and incidents.ts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { hasBrowser } from './fixtures/bench.ts';

const journey = fileURLToPath(new URL('fixtures/offline-journey.ts', import.meta.url));
const CALLS = 'trace=connect,sendto,sendmsg,sendmmsg';
const works = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const canCloseOff = works('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']) && works('strace', ['-V']);
if (!canCloseOff) process.stderr.write('\nWithout unshare, ip and strace it was not shown that nothing is sent out.\n');

/** The sample's logs are made only where there is a browser. */
describe.skipIf(!canCloseOff || !hasBrowser)('without a network', () => {
  it('everything works, and nothing is sent anywhere but to this machine', { timeout: 300_000 }, () => {
    const home = mkdtempSync(join(tmpdir(), 'audittrail-offline-'));
    const traced = join(home, 'calls');
    const evidence = join(inject('sampleDir'), 'evidence/vpn01/auth.log');
    try {
      const script = 'ip link set lo up && exec strace -f -qq --seccomp-bpf -o "$0" -e "$1" "$2" "$3" "$4" "$5"';
      const args = [traced, CALLS, process.execPath, journey, home, evidence];
      const { stdout, stderr, status } = spawnSync('unshare', ['-rn', 'sh', '-c', script, ...args], {
        encoding: 'utf8',
      });
      expect([status, stdout.trim()], stderr).toEqual([0, '{"verdict":"intact","pageStatus":200}']);
      const calls = readFileSync(traced, 'utf8')
        .split('\n')
        .filter((line) => /sa_family=/u.test(line));
      // The journey's own client reaches the workstation: what sees that would see the rest.
      expect(calls.filter((line) => line.includes('inet_addr("127.0.0.1")')).length).toBeGreaterThan(0);
      // AF_NETLINK asks the kernel which interfaces there are; nothing leaves by it.
      const isLocal = (line: string): boolean =>
        /sa_family=AF_(?:UNIX|NETLINK)|sa_family=AF_INET, .*inet_addr\("127\.0\.0\.1"\)/u.test(line);
      expect(calls.filter((line) => !isLocal(line))).toEqual([]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
