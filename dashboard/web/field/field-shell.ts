import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const alongside = ['/field.webmanifest', '/field-icons/180.png', '/field-icons/192.png'];

/**
 * Tells the field app's worker what the app is made of: its document, and every script and style that the
 * document names. The list stands in the worker itself, so that each new build is a new worker.
 */
export function fieldShell(): Plugin {
  return {
    name: 'field-shell',
    apply: 'build',
    // After the documents are written out.
    enforce: 'post',
    generateBundle(_options, bundle) {
      const document = bundle['field.html'];
      const worker = bundle['field-worker.js'];
      if (document?.type !== 'asset' || worker?.type !== 'chunk') {
        throw new Error('the field app has no document or no worker');
      }
      const html = document.source.toString();
      const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].flatMap(
        ([, path]) => path ?? [],
      );
      const version = createHash('sha256').update(html).digest('hex').slice(0, 12);
      const shell = { version, addresses: ['/field', ...new Set([...assets, ...alongside])] };
      worker.code = `const fieldShell = ${JSON.stringify(shell)};\n${worker.code}`;
    },
  };
}
