/** What is wrong with one place of a request: a place in its body, a query parameter or a header. */
export interface FieldError {
  /** A JSON pointer into the request's body, in its URI form: `#/ttl`. */
  readonly pointer?: string;
  /** The name of a query parameter. */
  readonly parameter?: string;
  /** The name of a header. */
  readonly header?: string;
  /** A sentence for the author of the request. */
  readonly detail: string;
}
