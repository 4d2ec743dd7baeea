/**
 * How the one renderer bundle is built, for both shells.
 *
 * The nonce of the content security policy is a placeholder here: whoever serves the page puts a fresh one in.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export const CSP_NONCE_PLACEHOLDER = '__CSP_NONCE__';

const rendererDir = new URL('.', import.meta.url).pathname;

export default defineConfig({
  root: rendererDir,
  base: './',
  plugins: [react()],
  html: { cspNonce: CSP_NONCE_PLACEHOLDER },
  build: {
    outDir: new URL('../../out/renderer', import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2023',
    minify: 'oxc',
    // A strict policy allows no `data:` scripts, and small files as they are stay readable.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
  },
});
