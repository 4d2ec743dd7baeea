/** Electron's transport: what the preload put on the window. Dropped files stay where they are; only their paths travel. */
import type { Reply } from '../../shared/contract/define.ts';
import { type Bridge, BRIDGE_NAME, type Transport } from '../../shared/transport.ts';
import type { Dropped } from './http-transport.ts';

/** Undefined where the page was not opened by Electron. */
export function findBridge(): Bridge<File> | undefined {
  return (window as unknown as Record<string, Bridge<File> | undefined>)[BRIDGE_NAME];
}

export function createIpcTransport(bridge: Bridge<File>): Transport<Dropped> {
  return {
    shell: 'electron',
    call: async (name, input) => (await bridge.call(name, input)) as Reply<never>,
    on: (listener) => bridge.on(listener),
    takeDrop: async (dropped) => {
      const files = dropped instanceof FileList ? Array.from(dropped) : Array.from(dropped.files);
      return { ok: true, value: { paths: files.map((file) => bridge.pathOf(file)).filter((path) => path !== '') } };
    },
  };
}
