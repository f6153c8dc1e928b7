/** The file beside the api function's code that describes the API; it is there only when the API answers with it. */
export const OPENAPI_FILE = 'openapi.json';

/** The page that shows the API, as API Gateway writes its route: it has a function of its own, and is no operation of the API. */
export const DOCS_ROUTE = 'GET /docs';

/** The file beside the code of that function that is the page. */
export const DOCS_FILE = 'page.html';

/** For how many seconds browsers and clients may use a description, or the page, without asking again: one of before a deployment, too. */
export const DESCRIPTION_MAX_AGE = 300;
