import { MAX_BODY_BYTES } from '../../../src/contract';
import { Problem } from '../../http/problem';

/** The JSON document that a request carries. */
export function parseBody(body: string | undefined, isBase64Encoded: boolean, maxBytes = MAX_BODY_BYTES): unknown {
  if (!body) throw new Problem(400, 'The request has no body; send a JSON object.');
  if (body.length > (isBase64Encoded ? Math.ceil(maxBytes / 3) * 4 : maxBytes)) throw tooLarge(maxBytes);

  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not JSON: ${(error as Error).message}.`);
  }
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `The body is larger than ${maxBytes} bytes, the most that a request may have.`);
}
