import { Type } from 'typebox';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Pictures } from '../pictures.ts';
import { ProblemError } from '../problem.ts';
import { problems } from '../schemas.ts';

export interface PictureRoutesOptions {
  readonly pictures: Pick<Pictures, 'add' | 'read'>;
  readonly limits: DashboardLimits;
}

const mediaTypes = ['image/jpeg', 'image/png', 'image/webp'];

const refusals = {
  'not-a-picture': { status: 415, detail: 'The content is no JPEG, PNG or WebP picture.' },
  full: { status: 507, detail: 'There is no room for more pictures: send it without, and tell the centre.' },
  busy: { status: 503, detail: 'Too many pictures at once: send it again.' },
} as const;

/** Pictures from the street: what somebody saw goes here first, then its address into what they report. */
export function pictureRoutes(app: Http, { pictures, limits }: PictureRoutesOptions): void {
  // In a plugin of its own: only here may a body be a picture.
  app.register(async (routes: Http) => {
    routes.addContentTypeParser(
      mediaTypes,
      { parseAs: 'buffer', bodyLimit: limits.pictureBytesMax },
      (_request, body, done) => done(null, body),
    );
    routes.post(
      '/api/pictures',
      {
        config: { access: 'task', scope: 'none' },
        bodyLimit: limits.pictureBytesMax,
        schema: {
          tags: ['pictures'],
          summary: 'Keep a picture: 201 once it is on disk',
          description:
            'JPEG, PNG or WebP, as its bytes show. The same picture has the same id, so sending it again is ' +
            'harmless. Its `url` goes into what is reported.',
          consumes: mediaTypes,
          response: {
            201: Type.Object({ id: Type.String(), url: Type.String() }),
            ...problems(401, 403, 413, 415, 503, 507),
          },
        },
      },
      async ({ body, session }, reply) => {
        const added = Buffer.isBuffer(body)
          ? await pictures.add(body, session?.account.username ?? 'nobody')
          : 'not-a-picture';
        if (typeof added === 'string') {
          const { status, detail } = refusals[added];
          throw new ProblemError(status, added === 'full' ? 'pictures-full' : added, { detail });
        }
        return await reply.code(201).send({ id: added.id, url: `/api/pictures/${added.id}` });
      },
    );
  });

  app.get(
    '/api/pictures/:id',
    {
      config: { access: 'read', scope: 'picture' },
      schema: {
        tags: ['pictures'],
        summary: 'A picture',
        params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
        produces: mediaTypes,
        response: {
          200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }),
          ...problems(400, 401, 404),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const found = await pictures.read(id);
      if (found === null) throw new ProblemError(404, 'no-such-picture');
      // Its name is its content, so it never changes; and it is nobody's but the staff's.
      return await reply
        .type(found.mediaType)
        .header('content-disposition', 'inline')
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(found.content);
    },
  );
}
