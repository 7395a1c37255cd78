import type { ScimResponse } from '@scim-superset/core';

const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** What is wrong with an answer, whatever the question was; empty when it is sound. */
export function checkAnswer(method: string, { status, headers, body }: ScimResponse): string[] {
  const problems: string[] = [];
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  demand(status >= 200 && status < 500, `status ${status}`);
  for (const [name, value] of Object.entries(headers)) {
    demand(/^[a-z-]+$/.test(name), `header name ${JSON.stringify(name)}`);
    demand(/^[\x20-\x7e]*$/.test(value) && !/[<>]/.test(value), `header ${name}: ${JSON.stringify(value)}`);
    demand(!/evil|script|passwd/i.test(value), `header ${name} repeats the request: ${value}`);
  }
  demand(headers['x-content-type-options'] === 'nosniff', 'content may be sniffed');
  if (body === undefined) {
    demand(method === 'HEAD' || status < 300 || status === 304, `status ${status} without a body`);
    return problems;
  }
  demand(method !== 'HEAD' && status !== 204 && status !== 304, `a body for ${method} ${status}`);
  demand(headers['content-type'] === 'application/scim+json', `content type ${headers['content-type']}`);
  demand(!/[<>\r\n]/.test(body), 'a body that can be taken for markup');
  demand(!/node_modules|\/src\/|\.ts:\d/.test(body), 'a body with a stack trace or a path');
  demand(!/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(body), 'text that not every store can hold');
  const json = parse(body);
  if (json === undefined) return [...problems, 'a body that is no JSON object'];
  if (status >= 400) problems.push(...checkError(status, json));
  if (status === 201) demand(headers.location?.startsWith('https://scim.example.com/scim/v2/') === true, 'no location');
  if (status === 200 && hasSchema(json, listUrn)) problems.push(...checkList(json));
  return problems;
}

type Json = Readonly<Record<string, unknown>>;

function checkError(status: number, { schemas, status: claimed, detail, scimType }: Json): string[] {
  const problems: string[] = [];
  if (!hasSchema({ schemas }, errorUrn)) problems.push('an error that is no SCIM Error');
  if (claimed !== String(status)) problems.push(`an error whose status is ${JSON.stringify(claimed)}`);
  if (typeof detail !== 'string' || detail === '' || detail.length > 2_000) problems.push('an error without a detail');
  else if (/\p{Cc}|[\u2028\u2029]/u.test(detail)) problems.push('a detail with control characters');
  if (scimType !== undefined && !/^[a-zA-Z]+$/.test(String(scimType))) problems.push(`scimType ${String(scimType)}`);
  return problems;
}

function checkList({ Resources = [], itemsPerPage, totalResults }: Json): string[] {
  if (!Array.isArray(Resources)) return ['Resources that are no list'];
  const problems: string[] = [];
  if (itemsPerPage !== Resources.length) problems.push(`itemsPerPage ${itemsPerPage} of ${Resources.length}`);
  if (typeof totalResults !== 'number' || !Number.isInteger(totalResults))
    problems.push(`totalResults ${totalResults}`);
  return problems;
}

function hasSchema({ schemas }: Json, urn: string): boolean {
  return Array.isArray(schemas) && schemas.includes(urn);
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
