import { describe, expect, it } from 'vitest';
import { address, Client, Refusal } from '../src/api/client';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

function clientOf(...answers: (Response | Error)[]) {
  const calls: Call[] = [];
  const ended = { count: 0 };
  const around = {
    language: () => 'en',
    say: (what: string) => `our words for ${what}`,
    ended: () => {
      ended.count += 1;
    },
  };
  const client = new Client(around, (url, init) => {
    calls.push({ url: String(url), init: init ?? {} });
    const answer = answers.shift();
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer ?? new Error('nothing left'));
  });
  return { client, calls, ended };
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { ...init, headers: { 'Content-Type': 'application/json', ...init.headers } });

const problem = (status: number, more: object = {}, headers: Record<string, string> = {}) =>
  json(
    { code: 'visit.wrong_state', title: 't', detail: 'It moved.', request_id: 'r1', problems: [], ...more },
    { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
  );

function headersOf(call: Call | undefined): Record<string, string> {
  return call?.init.headers as Record<string, string>;
}

async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const found: unknown = await promise.catch((error: unknown) => error);
  if (!(found instanceof Refusal)) throw new Error('it was not refused');
  return found;
}

describe('the client', () => {
  it('gives back the body together with its ETag', async () => {
    const { client } = clientOf(json({ state: 'submitted' }, { headers: { ETag: '"7"' } }));

    const answer = await client.get<{ state: string }>('desk/visits/1');

    expect(answer).toEqual({ body: { state: 'submitted' }, etag: '"7"' });
  });

  it('takes an empty answer for done, whatever its status', async () => {
    const accepted = new Response('', { status: 202, headers: { 'Content-Length': '0' } });
    const { client } = clientOf(accepted, new Response(null, { status: 204 }));

    expect((await client.post('auth/reset')).body).toBeNull();
    expect((await client.post('auth/logout')).body).toBeNull();
  });

  it('sends If-Match and the CSRF token with what moves something, and only there', async () => {
    const { client, calls } = clientOf(json({}), json({}));
    client.carry('token');

    await client.get('auth/me');
    await client.post('desk/visits/1/approve', { etag: '"7"' });

    expect(headersOf(calls[0])).not.toHaveProperty('X-CSRF-Token');
    expect(headersOf(calls[1])).toMatchObject({ 'X-CSRF-Token': 'token', 'If-Match': '"7"' });
  });

  it("asks in the reader's language, so that refusals come in it", async () => {
    const { client, calls } = clientOf(json({}));

    await client.get('desk/visits', { query: { state: 'approved' } });

    expect(calls[0]?.url).toBe('/api/v1/desk/visits?state=approved&lang=en');
  });

  it('tells what the server said, with every fault', async () => {
    const faults = [{ pointer: '/reason', code: 'request.missing', detail: 'Give a reason.' }];
    const { client } = clientOf(problem(422, { code: 'request.invalid', problems: faults }));

    const refusal = await refusalOf(client.post('desk/visits/1/void', { body: {} }));

    expect(refusal).toMatchObject({ status: 422, code: 'request.invalid', detail: 'It moved.', requestId: 'r1' });
    expect(refusal.problems).toEqual(faults);
  });

  it('keeps how long to wait', async () => {
    const { client } = clientOf(problem(503, {}, { 'Retry-After': '5' }));

    const refusal = await refusalOf(client.get('desk/visits'));

    expect(refusal.retrySeconds).toBe(5);
  });

  it('says in our own words that the server was not reached', async () => {
    const { client } = clientOf(new TypeError('failed to fetch'));

    const refusal = await refusalOf(client.get('desk/visits'));

    expect(refusal).toMatchObject({ status: 0, code: 'network.unreachable', detail: 'our words for unreachable' });
  });

  it('does not take a stranger’s error page for one of ours', async () => {
    const page = new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } });
    const { client } = clientOf(page);

    const refusal = await refusalOf(client.get('desk/visits'));

    expect(refusal).toMatchObject({ status: 502, code: 'network.unreadable', detail: 'our words for unreadable' });
  });

  it('tells the page when the session has ended', async () => {
    const { client, ended } = clientOf(problem(401, { code: 'auth.required' }));

    await refusalOf(client.get('desk/visits'));

    expect(ended.count).toBe(1);
  });

  it('lets an abandoned request go without a refusal', async () => {
    const { client } = clientOf(new DOMException('aborted', 'AbortError'));
    const gone = new AbortController();
    gone.abort();

    const found: unknown = await client.get('desk/visits', { signal: gone.signal }).catch((error: unknown) => error);

    expect(found).not.toBeInstanceOf(Refusal);
  });

  it('leaves out what is not asked', () => {
    expect(address('desk/visits', { wave_id: '', after: null, text: '苏州 A&B' })).toBe(
      '/api/v1/desk/visits?text=%E8%8B%8F%E5%B7%9E+A%26B',
    );
  });
});
