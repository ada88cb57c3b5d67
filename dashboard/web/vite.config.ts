import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { compressAssets } from './compress-assets.ts';
import { fieldShell } from './field/field-shell.ts';

/** Where `npm run dev` finds the service; its default address. */
const service = 'http://127.0.0.1:8080';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** While developing, `/field` and what is below it are its own document, as the server has it. */
const fieldDocument: Plugin = {
  name: 'field-document',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (/^\/field(?:[/?]|$)/.test(request.url ?? '') && !/\.\w+$/.test(request.url ?? '')) {
        request.url = '/field.html';
      }
      next();
    });
  },
};

export default defineConfig({
  root: file('.'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [fieldDocument, fieldShell(), compressAssets()],
  build: {
    outDir: file('dist'),
    emptyOutDir: true,
    // What the policy of the server lets in: no inlined scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The map's library, which is asked for after the page.
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      // Packing takes most of the time, once.
      checks: { pluginTimings: false },
      input: {
        index: file('index.html'),
        field: file('field.html'),
        'field-worker': file('field/worker.ts'),
      },
      output: {
        // Its name stays: a browser asks again for the worker that it knows.
        entryFileNames: ({ name }) =>
          name === 'field-worker' ? 'field-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: { '/api': { target: service, ws: true } },
  },
});
