import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * What the page may load: its own files, by name of the kind. Nothing inline, nothing from elsewhere, in no frame.
 * Styles are set from scripts (CSSOM), which needs no `unsafe-inline`. `data:` is for icons in style sheets.
 */
const pagePolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'"],
  styleSrcAttr: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  mediaSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
};

/** Where one is, for the field; sound, the whole screen and a screen that stays on, for desk and wall. */
const permissionsPolicy = [
  'geolocation=(self)',
  'autoplay=(self)',
  'fullscreen=(self)',
  'screen-wake-lock=(self)',
  ...['camera', 'microphone', 'display-capture', 'payment', 'usb', 'serial', 'hid', 'bluetooth', 'midi'].map(
    (feature) => `${feature}=()`,
  ),
].join(', ');

/** Of answers that are written to the bare socket, where no framework adds any. */
export const bareHeaders =
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" +
  'X-Content-Type-Options: nosniff\r\n' +
  'Cache-Control: no-store\r\n';

/** Puts security headers on every answer. A page with a policy of its own, such as a print, replaces that one. */
export async function securityHeaders(
  app: Pick<FastifyInstance, 'register' | 'addHook'>,
  { isHttps }: { readonly isHttps: boolean },
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: pagePolicy },
    frameguard: { action: 'deny' },
    hsts: isHttps,
    // A browser honours these only over https and warns elsewhere.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
  });
  // First of all: a refusal has them, too, and whoever sends something that may be kept says so instead.
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('permissions-policy', permissionsPolicy);
    // What the interface tells is for whoever asked, on a computer that others use after them.
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}
