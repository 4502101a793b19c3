import { existsSync, readFileSync } from 'node:fs';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ensureThat } from '../../shared/foundation/index.ts';
import { ProblemError } from '../http/index.ts';

/**
 * The files of swagger-ui-dist, so that the page loads nothing from elsewhere: infra/build.ts copies them beside the bundle;
 * from the source tree they are read where npm put them.
 */
const FOLDERS = ['./assets/', '../../node_modules/swagger-ui-dist/'].map((path) => new URL(path, import.meta.url));

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** Runs the page's one script; its own file, because the page forbids inline scripts. */
const START = `const url = new URL('../openapi.json', document.currentScript.src).href;
SwaggerUIBundle({ url, dom_id: '#docs', deepLinking: true, validatorUrl: null });
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ballast API</title><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>
`;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function docsPage(): APIGatewayProxyResult {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  return { statusCode: 200, headers, body: PAGE };
}

/** @throws ProblemError 404 for a name that isn't a file of the page */
export function docsAsset(name: string): APIGatewayProxyResult {
  if (name === 'start.js') return file('text/javascript; charset=utf-8', START);
  const mediaType = Object.hasOwn(MEDIA_TYPES, name) ? MEDIA_TYPES[name] : undefined;
  if (mediaType === undefined) throw new ProblemError({ reason: 'not-found', detail: 'the page has no such file' });
  const url = FOLDERS.map((folder) => new URL(name, folder)).find((each) => existsSync(each));
  ensureThat(url !== undefined, 'swagger-ui-dist lies beside the bundle', { name });
  return file(mediaType, readFileSync(url, 'utf8'));
}

function file(mediaType: string, body: string): APIGatewayProxyResult {
  return { statusCode: 200, headers: { 'content-type': mediaType, 'cache-control': 'public, max-age=86400' }, body };
}
