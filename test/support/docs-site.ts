import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { TestRequest } from './http';
import { CONTEXT, httpEvent } from './http';
import { TestApi } from './task-api';
import { RecordedLogger } from './telemetry';
import { description } from '../../runtime/api/description';
import { httpHandler } from '../../runtime/api/http/http';
import { REPOSITORY } from '../../scripts/support/folders';
import { ROUTE } from '../../src/contract';

/** The stage behind which everything is. */
const STAGE = '/prod';

/** The page as it is shipped. */
const { handler: answerPage } = jest.requireActual(join(REPOSITORY, 'assets', 'docs', 'index.js'));

/** The API in memory, with its description and its page, at an address as the gateway would give it one. */
export class DocsSite {
  public readonly api = new TestApi();
  /** The requests, with what authenticated them. */
  public readonly requests: Array<{ readonly line: string; readonly authorization?: string }> = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'docs-site-'));
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(({ statusCode, headers, body }) => {
      response.writeHead(statusCode!, headers as Record<string, string>).end(body);
    });
  });

  /**
   * @param document the description
   * @param token    which the gateway wants for everything but the description and the page
   */
  public constructor(document: object, private readonly token?: string) {
    writeFileSync(join(this.folder, 'openapi.json'), JSON.stringify(document));
  }

  public async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.folder, { recursive: true });
  }

  public get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public get page(): string {
    return `${this.origin}${STAGE}/docs`;
  }

  private async answer(incoming: IncomingMessage): Promise<APIGatewayProxyStructuredResultV2> {
    const { pathname, searchParams } = new URL(incoming.url!, this.origin);
    const { authorization } = incoming.headers;
    const path = pathname.replace(STAGE, '');
    this.requests.push({ line: `${incoming.method} ${path}`, authorization });
    const request: TestRequest = {
      method: incoming.method,
      path,
      prefix: STAGE,
      ...(searchParams.size > 0 && { query: Object.fromEntries(searchParams) }),
      headers: incoming.headers as Record<string, string>,
      body: await text(incoming) || undefined,
    };
    if (path === '/docs') return answerPage(httpEvent(request));
    if (path === '/openapi.json') {
      return httpHandler(new Map([[ROUTE.openApi, description(join(this.folder, 'openapi.json'))]]), new RecordedLogger())(httpEvent(request), CONTEXT);
    }
    if (this.token !== undefined && authorization !== `Bearer ${this.token}`) {
      return { statusCode: 401, headers: { 'content-type': 'application/json' }, body: '{"message":"Unauthorized"}' };
    }
    return this.api.exchange(request);
  }
}
