import type { ScimEndpoint } from '@scim-superset/core';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';

/** Options of {@link scimFastify}, beside Fastify's own `prefix`. */
export interface ScimFastifyOptions {
  readonly endpoint: ScimEndpoint;
}

/** `type/subtype` and what may follow it (RFC 9110 §8.3.1). */
const mediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/**
 * Mounts a SCIM endpoint in Fastify 5: every request below `prefix` is answered by the endpoint, whatever its method
 * and content type, after the application's hooks. Body parsers, routes and handlers outside the prefix stay as they
 * are; Fastify's `bodyLimit` does not apply below it, the endpoint's own does. Scheme and host of `meta.location`
 * follow Fastify's `trustProxy` option.
 *
 * @example
 * ```ts
 * await app.register(scimFastify, { prefix: '/scim/v2', endpoint });
 * ```
 */
export const scimFastify: FastifyPluginCallback<ScimFastifyOptions> = (scope, { endpoint }, done) => {
  const segments = scope.prefix.split('/').filter(Boolean).length;
  // By segments, because a prefix may have parameters and Fastify may ignore case and repeated slashes.
  const target = new RegExp(`^(?:https?://[^/?]*)?((?:/+[^/?]+){${segments}})([^?]*)\\??(.*)$`, 's');

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [, mount = '', path, query = ''] = target.exec(request.url) ?? [];
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) gone.abort();
    });
    const { status, headers, body } = await endpoint.handle({
      method: request.method,
      path: path || '/',
      query,
      headers: request.headers,
      body: request.body,
      ...(request.host && { baseUrl: `${request.protocol}://${request.host}${mount}` }),
      signal: gone.signal,
    });
    // With a serializer, Fastify leaves the content type of text alone instead of adding a charset.
    reply.code(status).headers(headers).serializer(String).send(body);
    // What the endpoint left unread would block the connection, and destroying it would lose the response.
    request.raw.resume();
    return reply;
  };

  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, parsed) => {
    parsed(null, payload.iterator({ destroyOnReturn: false }));
  });
  // Fastify would refuse these itself, before the application's later hooks. RFC 9110 §8.3 lets a recipient assume this.
  scope.addHook('preParsing', (request, _reply, payload, parse) => {
    if (!mediaType.test(request.headers['content-type'] ?? 'none/none')) {
      request.headers = { ...request.headers, 'content-type': 'application/octet-stream' };
    }
    parse(null, payload);
  });
  scope.route({ method: scope.supportedMethods, url: '/', handler: answer });
  scope.route({ method: scope.supportedMethods, url: '/*', handler: answer });
  // Methods that Fastify has no routes for end here. Without a prefix this handler is the application's own.
  if (segments > 0) scope.setNotFoundHandler(answer);
  done();
};
