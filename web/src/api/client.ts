// The one place that talks to the server.
//
// Promise: every failure is a `Refusal` with a sentence for the reader, whether the server said it,
// the network failed or something in between answered; nothing is sent twice by itself. What a page
// shows and what it knows of a row (its ETag) come back together.

import type { components } from './types';

export type Schemas = components['schemas'];

/** What went wrong, in the reader's language; `code` is stable. Status 0: the server was not reached. */
export class Refusal extends Error {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly problems: readonly Fault[];

  constructor(
    readonly status: number,
    told: Told,
    readonly retrySeconds: number | null = null,
  ) {
    super(told.detail);
    this.code = told.code;
    this.detail = told.detail;
    this.requestId = told.request_id ?? '';
    this.problems = told.problems ?? [];
  }
}

interface Told {
  readonly code: string;
  readonly detail: string;
  readonly request_id?: string;
  readonly problems?: readonly Fault[];
}

/** One thing wrong at one place of what was sent. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A body with the ETag that goes into If-Match of whatever moves it. */
export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface Sent {
  readonly query?: Query;
  readonly body?: unknown;
  readonly etag?: string | null;
  readonly signal?: AbortSignal | null;
}

/** What the client is told by the page around it. */
export interface Surroundings {
  /** The reader's choice, sent with every call so that refusals come in it. */
  language(): string;
  /** Our sentences for what no server said. */
  say(what: 'unreachable' | 'unreadable'): string;
  /** The session has ended: somebody has to log in again. */
  ended(): void;
}

const BASE = '/api/v1/';

export class Client {
  private csrf: string | null = null;

  constructor(
    private readonly around: Surroundings,
    private readonly send: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  /** What goes with everything that is not a GET; the session itself is a cookie out of our reach. */
  carry(csrf: string | null): void {
    this.csrf = csrf;
  }

  get<T>(path: string, sent: Sent = {}): Promise<Answer<T>> {
    return this.json<T>('GET', path, sent);
  }

  post<T>(path: string, sent: Sent = {}): Promise<Answer<T>> {
    return this.json<T>('POST', path, sent);
  }

  put<T>(path: string, sent: Sent = {}): Promise<Answer<T>> {
    return this.json<T>('PUT', path, sent);
  }

  /** Bytes: a photo, a PDF or a workbook. */
  async bytes(path: string, sent: Sent = {}): Promise<Blob> {
    const response = await this.call('GET', path, sent);
    return response.blob();
  }

  private async json<T>(method: string, path: string, sent: Sent): Promise<Answer<T>> {
    const response = await this.call(method, path, sent);
    const isEmpty = response.status === 204 || response.headers.get('Content-Length') === '0';
    const body = isEmpty ? null : await this.read(response);
    return { body: body as T, etag: response.headers.get('ETag') };
  }

  private async call(method: string, path: string, sent: Sent): Promise<Response> {
    const response = await this.reach(method, path, sent);
    if (response.ok) return response;
    if (response.status === 401) this.around.ended();
    throw await this.refusal(response);
  }

  private async reach(method: string, path: string, sent: Sent): Promise<Response> {
    try {
      return await this.send(address(path, { ...sent.query, lang: this.around.language() }), {
        method,
        headers: this.headers(method, sent),
        body: content(sent.body),
        signal: sent.signal ?? null,
        credentials: 'same-origin',
        redirect: 'error',
      });
    } catch (error) {
      if (sent.signal?.aborted) throw error;
      throw new Refusal(0, { code: 'network.unreachable', detail: this.around.say('unreachable') });
    }
  }

  private headers(method: string, sent: Sent): Record<string, string> {
    return {
      Accept: 'application/json, application/problem+json',
      ...(sent.body === undefined ? {} : { 'Content-Type': mediaType(sent.body) }),
      ...(method !== 'GET' && this.csrf ? { 'X-CSRF-Token': this.csrf } : {}),
      ...(sent.etag ? { 'If-Match': sent.etag } : {}),
    };
  }

  private async read(response: Response): Promise<unknown> {
    try {
      return await response.json();
    } catch {
      throw this.unreadable(response);
    }
  }

  private async refusal(response: Response): Promise<Refusal> {
    if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
      return this.unreadable(response);
    }
    const told = (await this.read(response)) as Schemas['ProblemOut'];
    const wait = Number(response.headers.get('Retry-After'));
    return new Refusal(response.status, told, wait > 0 ? wait : null);
  }

  private unreadable(response: Response): Refusal {
    const id = response.headers.get('X-Request-Id') ?? '';
    const told = { code: 'network.unreadable', detail: this.around.say('unreadable'), request_id: id };
    return new Refusal(response.status, told);
  }
}

/** A file goes as it is, anything else as JSON. */
function content(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return body instanceof Blob ? body : JSON.stringify(body);
}

function mediaType(body: unknown): string {
  return body instanceof Blob ? body.type : 'application/json';
}

/** The address of a door with what is asked; nothing is sent for null, undefined and empty text. */
export function address(path: string, query: Query = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') asked.set(name, String(value));
  }
  const tail = asked.toString();
  return BASE + path + (tail ? `?${tail}` : '');
}
