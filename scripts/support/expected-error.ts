/** An error whose message tells the user everything: show the message without a stack trace. */
export class ExpectedError extends Error {
  public override readonly name = 'ExpectedError';
}
