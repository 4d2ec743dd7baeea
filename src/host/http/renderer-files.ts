/**
 * The built window as files to serve: a table made from its folder, so that no path of a request ever reaches the disk.
 *
 * Both shells serve from here. Trust: request paths are hostile; the folder is ours.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** What `vite build` leaves in the page where a nonce belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const NONCE_BYTES = 18;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export interface RendererFile {
  body: Buffer;
  type: string;
}

export interface RendererFiles {
  /** The page with a fresh nonce. @throws SHELL_NOT_BUILT */
  page(): Promise<{ html: string; nonce: string }>;
  /** @param path of the request, as it was sent: `/assets/index-abc.js`; undefined where there is no such file */
  find(path: string): Promise<RendererFile | undefined>;
}

export function openRendererFiles(dir: string): RendererFiles {
  let files = new Map<string, string>();
  const look = (): void => {
    files = new Map(
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath, each.name))
        .map((path) => [`/${relative(dir, path).split(sep).join('/')}`, path]),
    );
  };
  return {
    async page() {
      let template: string;
      try {
        template = await readFile(join(dir, 'index.html'), 'utf8');
        // A window that is built anew while the host runs has new names.
        look();
      } catch (error) {
        throw new AppError('SHELL_NOT_BUILT', `There is no built window in ${dir}: npm start builds it`, {
          cause: error,
        });
      }
      if (!template.includes(NONCE_PLACEHOLDER)) {
        throw new AppError('SHELL_NOT_BUILT', `The window in ${dir} was built without a place for its nonce`);
      }
      const nonce = randomBytes(NONCE_BYTES).toString('base64url');
      return { html: template.replaceAll(NONCE_PLACEHOLDER, nonce), nonce };
    },
    async find(path) {
      if (files.size === 0) look();
      const file = path === '/index.html' ? undefined : files.get(path);
      if (file === undefined) return undefined;
      return { body: await readFile(file), type: TYPES[extname(file)] ?? 'application/octet-stream' };
    },
  };
}
