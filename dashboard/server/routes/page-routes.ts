import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Http } from '../http.ts';
import { sendProblem, toProblem } from '../problem.ts';

/**
 * The built web part. Its addresses are all the same page, which finds its own way; but `/field` and what is below
 * it are the app of those in the street, a document of its own.
 */
export async function pageRoutes(app: Http, webDirectory: string): Promise<void> {
  const isBuilt = existsSync(join(webDirectory, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: webDirectory,
      wildcard: false,
      cacheControl: false,
      // Written by the build.
      preCompressed: true,
      setHeaders(response, path) {
        // Names of built assets change with their content; the page itself must always be asked for.
        const asset = path.includes(join(webDirectory, 'assets'));
        response.header('cache-control', asset ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.includes('.');
    if (isPage && isBuilt) return await reply.sendFile(isField(request.url) ? 'field.html' : 'index.html');
    const detail = isPage ? 'The page is not built: npm run build:web' : undefined;
    return await sendProblem(reply, toProblem(404, 'not-found', detail === undefined ? {} : { detail }));
  });
}

function isField(url: string): boolean {
  return /^\/field(?:[/?#]|$)/.test(url);
}
