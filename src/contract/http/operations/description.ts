import type { DeclaredOperation, DeclaredParameter } from './declared-operation';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';

const DESCRIPTION_HEADERS: Readonly<Record<string, DeclaredParameter>> = {
  'ETag': { description: 'Changes with the description.', schema: { type: 'string' } },
  'Cache-Control': { description: 'How long a client need not ask again.', schema: { type: 'string' } },
};

/** The operation by which the API describes itself. */
export const DESCRIPTION = {
  [ROUTE.openApi]: {
    id: 'describeApi',
    summary: 'Describe this API',
    tag: 'Description',
    headers: { 'If-None-Match': { description: 'The `ETag` of the description that the client has.', schema: { type: 'string' } } },
    answers: {
      200: { description: 'This description.', schema: 'Description', headers: DESCRIPTION_HEADERS },
      304: { description: 'The client has this description.', headers: DESCRIPTION_HEADERS },
    },
  },
} satisfies Partial<Record<Route, DeclaredOperation>>;
